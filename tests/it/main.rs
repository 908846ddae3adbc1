//! Behaviour tests, through the public doors; one binary, so that everything links once.

/// The FAQ's files: what loads, and what is said of what does not.
mod content;
/// The FAQ's files from one load to the next, and the watcher.
mod content_reload;
/// Measures: metrics against a reference, damaged questions, the files written.
mod eval;
/// Entries made from pages and files.
mod import;
/// Arbitrary text and bytes never panic the loader.
mod property_content;
