//! What the people who keep the FAQ do about questions that it could not answer: each change is
//! one file of the FAQ's folder, goes through the reload gate and can be undone.

mod git;
mod publish;

pub use publish::{Change, Committed, Published, Publisher};
