//! What `souffleur doctor` finds: one type for the settings, the disk, the journal, HTTP and each
//! network, so that each of them looks at its own things and the command only prints.
//!
//! Whatever makes a finding changes nothing: it creates no file, sends no message, registers no
//! command and makes no session. No finding has a secret in it, nor anything that members wrote.

mod clock;
mod disk;
mod unreached;

use std::time::Duration;

use serde::Serialize;

pub use clock::{Clock, clock, nearest};
pub use disk::{Disk, disk, folder, free, private};
pub use unreached::why_unreached;

/// How long one check may take. One that takes longer is reported and not waited for.
pub const WITHIN: Duration = Duration::from_secs(10);

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// As it should be.
    Ok,
    /// Something does not work, or will not at the next start.
    Error,
    /// It is not configured, could not be looked at, or works and deserves a look.
    Note,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable name for scripts: `discord.token`, `journal`.
    pub check: String,
    /// How it is.
    pub state: FindingState,
    /// A French sentence: what it is about and how it is.
    pub message: String,
    /// A French sentence: what to do. Always there for an error.
    pub todo: Option<String>,
}

impl Finding {
    /// As it should be.
    pub fn good(check: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(check, FindingState::Ok, message, None)
    }

    /// Wrong, and what to do.
    pub fn bad(
        check: impl Into<String>,
        message: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self::new(check, FindingState::Error, message, Some(todo.into()))
    }

    /// Neither right nor wrong.
    pub fn note(check: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(check, FindingState::Note, message, None)
    }

    /// It works, and somebody should look at it.
    pub fn warning(
        check: impl Into<String>,
        message: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self::new(check, FindingState::Note, message, Some(todo.into()))
    }

    /// What the program says itself when it meets this: a sentence of what is wrong, and behind it
    /// what to do. A second line is the same in English, and is left out.
    pub fn said(check: impl Into<String>, about: &str, sentences: &str) -> Self {
        let french = sentences.lines().next().unwrap_or_default();
        let (what, todo) = match french.split_once(". ") {
            Some((what, todo)) => (what, todo),
            None => (french.trim_end_matches('.'), "Corrigez cela, puis relancez cette commande."),
        };
        Self::bad(check, format!("{about}\u{a0}: {}.", lowered(what)), todo)
    }

    fn new(
        check: impl Into<String>,
        state: FindingState,
        message: impl Into<String>,
        todo: Option<String>,
    ) -> Self {
        Self { check: check.into(), state, message: message.into(), todo }
    }
}

/// What one network, or another part that has a clock to compare with, was found to be.
#[derive(Debug, Default)]
pub struct Examined {
    /// In the order in which they are shown.
    pub findings: Vec<Finding>,
    /// What the network's clock says of this machine's.
    pub clock: Option<Clock>,
}

/// A sentence without the capital of its article, to stand behind a colon. Names keep theirs.
fn lowered(sentence: &str) -> String {
    const BEGINNINGS: [&str; 8] = ["Le ", "La ", "Les ", "L’", "Il ", "Un ", "Cet ", "Ce "];
    match sentence.chars().next() {
        Some(first) if BEGINNINGS.iter().any(|beginning| sentence.starts_with(beginning)) => {
            first.to_lowercase().chain(sentence.chars().skip(1)).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_the_program_is_divided_into_what_is_wrong_and_what_to_do() {
        let said = |text: &str| {
            let found = Finding::said("x", "Essai", text);
            (found.message, found.todo.unwrap_or_default())
        };
        let (what, todo) = said("Il manque la clé. Mettez-la.\nThe key is missing.");
        assert_eq!((&*what, &*todo), ("Essai\u{a0}: il manque la clé.", "Mettez-la."));
        let (what, todo) = said("JOURNAL_KEY est vide. Retirez-la. Ou non.");
        assert_eq!((&*what, &*todo), ("Essai\u{a0}: JOURNAL_KEY est vide.", "Retirez-la. Ou non."));
        assert_eq!(said("Discord refuse").0, "Essai\u{a0}: Discord refuse.");
        assert_eq!(said("").0, "Essai\u{a0}: .");
    }
}
