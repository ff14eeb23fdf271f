//! zhiliang
pub mod model;
