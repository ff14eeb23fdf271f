//! One test binary: a file per stage or promise.

mod bad_input;
mod books;
mod browser;
mod charts;
mod compare;
mod consistency;
mod corrections;
mod derived;
mod documents;
mod extract;
mod gold;
mod page;
mod pdf;
mod phenomena;
mod project;
mod properties;
mod provinces;
mod refusals;
mod release;
mod run;
mod schedule;
mod tables;
mod tidy;
mod trends;
mod workbook;
