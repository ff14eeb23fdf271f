//! One test binary: a file per stage or promise.

mod consistency;
mod derived;
