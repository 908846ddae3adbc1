//! What the people who keep the FAQ do about questions that it could not answer: `needs` puts
//! those that ask the same together, `editor` makes the change of one file that would answer
//! one, and `publish` writes it, through the reload gate, and can undo it.

pub mod editor;
mod git;
mod needs;
mod publish;
pub mod verb;

use serde::Deserialize;

pub use needs::{Need, needs};
pub use publish::{Change, Committed, Published, Publisher};

/// Settings of what the team changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether each change is a commit, in the clone that the FAQ's folder is in.
    pub git: bool,
}
