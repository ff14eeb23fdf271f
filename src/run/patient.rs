//! A rename that is tried again for a moment: on Windows a scanner or an indexer holds what was just written.

use std::path::Path;
use std::time::Duration;

/// So often, and so long in between.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// Renames a file or folder.
pub fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    let tries = if cfg!(windows) { TRIES } else { 1 };
    again(tries, PAUSE, || std::fs::rename(from, to))
}

/// Does it until it succeeds or fails for another reason than that something is in use.
fn again(tries: u32, pause: Duration, mut what: impl FnMut() -> std::io::Result<()>) -> std::io::Result<()> {
    for _ in 1..tries {
        match what() {
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ResourceBusy
                ) =>
            {
                std::thread::sleep(pause);
            }
            done => return done,
        }
    }
    what()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn what_is_in_use_is_tried_again_and_nothing_else() {
        let count = |kind: ErrorKind, until: u32| {
            let mut tried = 0;
            let done = again(5, Duration::ZERO, || {
                tried += 1;
                if tried < until { Err(kind.into()) } else { Ok(()) }
            });
            (tried, done.is_ok())
        };
        assert_eq!(count(ErrorKind::PermissionDenied, 3), (3, true));
        assert_eq!(count(ErrorKind::PermissionDenied, 9), (5, false));
        assert_eq!(count(ErrorKind::StorageFull, 9), (1, false));
    }
}
