//! zhiliang
pub mod cli;
pub mod codelist;
pub mod compare;
pub mod config;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod extract;
pub mod ingest;
pub mod model;
pub mod normalize;
pub mod pipeline;
pub mod report;
pub mod run;
pub mod tabulate;
