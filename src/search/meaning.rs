//! The meaning of texts, as vectors of a sentence encoder, and where vectors are kept.

pub mod cache;
mod config;
pub mod vector;

pub use config::Config;
