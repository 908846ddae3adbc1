//! What admins and operators are shown of the processes.

use crate::faq::ContentHash;
use crate::journal::Process;
use crate::library::{Refusal, Why};

/// All processes at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether this process is connected to the others' server.
    pub is_connected: bool,
    /// Each of them, those that ended without a word within the last hour too.
    pub processes: Vec<ProcessSeen>,
    /// The processes that could not serve what this one wanted last, while it still wants it.
    pub refusals: Vec<Refusal>,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessSeen {
    /// Networks and shards.
    pub label: String,
    /// Whether it is this one.
    pub is_own: bool,
    /// The first digits of the hash of what it serves.
    pub content: String,
    /// Whether it serves what this process does.
    pub state: ProcessState,
}

/// What is known of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessState {
    /// It serves what this process serves.
    Same,
    /// It serves another content.
    Other,
    /// It cannot serve what was wanted last.
    Cannot(Why),
    /// It was there within the last hour.
    Gone,
}

impl ProcessState {
    /// Its word in JSON and in the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Other => "other",
            Self::Cannot(_) => "cannot",
            Self::Gone => "gone",
        }
    }

    /// Every word.
    pub const NAMES: [&'static str; 4] = ["same", "other", "cannot", "gone"];
}

impl Seen {
    /// Whether all processes that are there serve one content, and none has another one that it
    /// cannot serve.
    pub fn is_one(&self) -> bool {
        let is_one =
            |one: &ProcessSeen| matches!(one.state, ProcessState::Same | ProcessState::Gone);
        self.refusals.is_empty() && self.processes.iter().all(is_one)
    }
}

/// The processes as the process `me` sees them, which serves `content`.
pub fn seen(processes: &[Process], me: i64, content: ContentHash) -> Vec<ProcessSeen> {
    let content = content.to_string();
    let is_replaced =
        |gone: &Process| processes.iter().any(|other| other.is_there && other.label == gone.label);
    let shown = processes.iter().filter(|one| one.is_there || one.id == me || !is_replaced(one));
    let one = |process: &Process| {
        let is_own = process.id == me;
        let served = if is_own { &content } else { &process.served };
        let state = match (&process.problem, process.is_there || is_own) {
            (_, false) => ProcessState::Gone,
            _ if *served != content => ProcessState::Other,
            (Some(problem), true) => ProcessState::Cannot(Why::read(problem)),
            (None, true) => ProcessState::Same,
        };
        let content = served.chars().take(8).collect();
        ProcessSeen { label: process.label.clone(), is_own, content, state }
    };
    shown.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::ContentHasher;

    #[test]
    fn a_process_is_shown_as_this_one_sees_it() {
        let content = ContentHasher::default().finish();
        let process = |id, label: &str, served: &str, problem: Option<&str>, is_there| Process {
            id,
            label: label.to_owned(),
            joined: id,
            served: served.to_owned(),
            problem: problem.map(str::to_owned),
            answer_to: None,
            refuses: None,
            is_there,
        };
        let same = content.to_string();
        let processes = [
            process(1, "a 0/4", &same, None, true),
            process(2, "a 1/4", &same, Some("errors 2"), true),
            process(3, "a 2/4", "0", Some("other"), true),
            process(4, "a 3/4", &same, None, false),
            process(5, "a 0/4", &same, None, false),
        ];
        let seen = seen(&processes, 1, content);
        let states: Vec<_> = seen.iter().map(|one| (one.label.as_str(), one.state)).collect();
        assert_eq!(
            states,
            [
                ("a 0/4", ProcessState::Same),
                ("a 1/4", ProcessState::Cannot(Why::Errors(2))),
                ("a 2/4", ProcessState::Other),
                ("a 3/4", ProcessState::Gone),
            ],
            "one that was started again is shown once"
        );
        let all = Seen { is_connected: true, processes: seen, refusals: Vec::new() };
        assert!(!all.is_one());
        let alone = Seen { processes: all.processes[..1].to_vec(), ..all };
        assert!(alone.is_one());
    }
}
