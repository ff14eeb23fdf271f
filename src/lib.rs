//! zhiliang
pub mod codelist;
pub mod error;
pub mod evaluate;
pub mod extract;
pub mod ingest;
pub mod model;
pub mod normalize;
