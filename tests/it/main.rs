//! The integration tests: one binary, so that the program is linked once.

/// The FAQ's files: what loads, and what is said of what does not.
mod content;
/// The FAQ's files from one load to the next, and the watcher.
mod content_reload;
/// Arbitrary text and bytes never panic the loader.
mod property_content;
