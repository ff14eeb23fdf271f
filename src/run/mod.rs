//! The frame of a run: who may run, what was done before, and how a release is put in place as a whole.

pub mod gate;
pub mod history;
pub mod lock;
pub mod patient;
pub mod record;
pub mod release;
pub mod repair;
pub mod shard;
