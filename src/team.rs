//! What the people who keep the FAQ do about questions that it could not answer: `needs` puts
//! those that ask the same together, `editor` makes the change of one file that would answer
//! one, and `publish` writes it, through the reload gate, and can undo it.

pub mod editor;
mod git;
mod needs;
mod publish;
pub mod verb;

pub use needs::{Need, needs};
pub use publish::{Change, Committed, Published, Publisher};
