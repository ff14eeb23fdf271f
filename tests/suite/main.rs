//! One test binary: a file per stage or promise.

mod cases;
mod consistency;
mod derived;
mod gold;
mod project;
mod properties;
mod refusals;
mod release;
mod tidy;
