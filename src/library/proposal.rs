//! What is asked of several processes that serve one FAQ: they serve a new content together, or
//! none of them does. Here are the words of it; who carries them is set with
//! `Library::ask_others_by`.

use jiff::civil::Date;
use tokio::sync::oneshot;

use super::reloaded::{Force, Reload};

/// What is to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// What the folder says now.
    Folder(Force),
    /// What was served before.
    Before,
}

/// A reload or a rollback of this process that the others have to agree to.
#[derive(Debug)]
pub struct Proposal {
    /// What is to be served.
    pub wanted: Wanted,
    /// As in `Library::reload`.
    pub today: Date,
    /// Told what became of it.
    pub done: oneshot::Sender<Reload>,
}
