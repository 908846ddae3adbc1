//! The clone that the FAQ's folder is in, where it is in one: the system's `git` fetches the
//! upstream of its branch and fast-forwards to it, through the reload gate. [`Puller`] is one
//! attempt, [`follow`] repeats it.
//!
//! What somebody wrote here is never lost: no command that resets, cleans, stashes, merges two
//! histories or pushes is run. What cannot be fast-forwarded keeps the content and is told once.

mod advance;
mod config;
mod follow;
mod git;
mod hold;
mod local;
mod mask;
mod next;
mod obstacle;
mod pull;
mod tell;
mod upstream;

pub use advance::finish_interrupted;
pub use config::Config;
pub use follow::follow;
pub use hold::{Held, hold};
pub use obstacle::{Obstacle, Refusal};
pub use pull::{Followed, Pulled, Puller};
