//! What the people who keep the FAQ do about questions that it could not answer: `needs` puts
//! those that ask the same together, `editor` makes the change of one file that would answer
//! one, and `publish` writes it, through the reload gate, and can undo it. [`Desk`] is what every place
//! uses where the team works.

mod card;
mod cards;
mod desk;
pub mod editor;
mod gather;
mod git;
mod needs;
mod proposal;
mod publish;
pub mod verb;

use serde::Deserialize;

pub use card::{Card, CardState, Subject};
pub use desk::{Changes, Desk, FOUND};
pub use needs::{Need, needs};
pub use proposal::{Kept, Proposal, Refused};
pub use publish::{Change, Committed, Published, Publisher};

/// Settings of what the team changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether each change is a commit, in the clone that the FAQ's folder is in.
    pub git: bool,
}
