//! One test binary: a file per stage or promise.

mod bad_input;
mod consistency;
mod derived;
mod extract;
mod gold;
mod phenomena;
mod project;
mod properties;
mod refusals;
mod release;
mod run;
mod tidy;
mod workbook;
