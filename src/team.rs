//! What the people who keep the FAQ do about questions that it could not answer: `needs` puts
//! those that ask the same together, `editor` makes the change of one file that would answer
//! one, and `publish` writes it, through the reload gate, and can undo it. [`Desk`] is what every place
//! uses where the team works.

mod answers;
mod board;
mod card;
mod cards;
mod collections;
mod desk;
mod digest;
mod drafts;
pub mod editor;
mod gather;
mod git;
mod judged;
mod keep;
mod meanwhile;
mod needs;
mod off_topic;
mod proposal;
mod propose;
mod publish;
mod review;
pub mod verb;

pub use card::{Card, CardState, Subject};
pub use cards::kept_scope;
pub use desk::{Changes, Desk, FOUND};
pub use digest::Digest;
pub use git::is_ready as history_is_ready;
pub use judged::Judged;
pub use needs::{Need, needs};
pub use proposal::{Kept, Proposal, Refused, Work};
pub use publish::{Change, Committed, Published, Publisher};
pub use review::{Review, Stale};
