//! Spreadsheet files of every format, whole and broken, up to their cells.

mod bad;
mod base;
mod delimited;
mod support;
mod values;
