//! What all pages of a file share.

use super::Limits;
use super::font::{Font, Tables};
use std::collections::HashMap;
use std::rc::Rc;

/// What all pages of a file share: fonts read once, and what is left of the limits.
pub struct Shared {
    /// By object number and generation.
    pub fonts: HashMap<(u32, i32), Rc<Font>>,
    pub tables: Tables,
    pub limits: Limits,
    pub bytes_left: u64,
    pub glyphs_left: usize,
}

impl Shared {
    /// At the beginning of a file.
    pub fn new(limits: Limits) -> Self {
        let (bytes_left, glyphs_left) = (limits.total_bytes, limits.glyphs);
        Self { fonts: HashMap::new(), tables: Tables::default(), limits, bytes_left, glyphs_left }
    }
}

/// Why a page was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A stream, or all together, would unpack to more than the limit.
    Bytes,
    /// More characters or operators than the limits let through.
    Length,
}
