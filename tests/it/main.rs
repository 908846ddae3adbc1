//! The integration tests: one binary, so that the program is linked once.

/// The FAQ's files: what loads, and what is said of what does not.
mod content;
/// Arbitrary text and bytes never panic the loader.
mod property_content;
