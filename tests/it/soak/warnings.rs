//! What was done to the program and when, and which of its warnings that explains.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A warning may come so long after its cause is over: retries, timeouts, a slow machine.
const AFTERWARDS: SignedDuration = SignedDuration::from_secs(60);

/// Something that is done to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disturbance {
    /// The first start, which makes keys.
    Start,
    /// A file of the FAQ changes.
    Reload,
    /// PostgreSQL is stopped and started again.
    Database,
    /// The connection to Discord's gateway ends.
    Gateway,
    /// Synapse is killed and started again.
    Homeserver,
}

impl Disturbance {
    /// In the order in which they are done again and again.
    pub const ALL: [Self; 5] =
        [Self::Reload, Self::Database, Self::Gateway, Self::Reload, Self::Homeserver];

    /// Whether it can be the cause of a warning with these words of this module.
    fn explains(self, target: &str, message: &str) -> bool {
        let has = |word: &str| target.contains(word);
        // Processes that share the FAQ speak by the journal's database.
        let is_of_journal = has("journal")
            || message.contains("the journal does not")
            || message.contains("the other processes cannot be asked");
        match self {
            _ if is_of_journal => self == Self::Database,
            Self::Start => has("matrix::identity"),
            Self::Reload => false,
            Self::Database => false,
            Self::Gateway => has("discord") || has("serenity"),
            Self::Homeserver => has("matrix"),
        }
    }
}

/// Everything that was done.
#[derive(Default)]
pub struct Disturbances(Vec<(Disturbance, Timestamp, Timestamp)>);

impl Disturbances {
    /// Does something.
    pub fn during<T>(&mut self, kind: Disturbance, act: impl FnOnce() -> T) -> T {
        let began = Timestamp::now();
        let done = act();
        self.0.push((kind, began, Timestamp::now()));
        done
    }

    pub fn table(&self) -> String {
        let mut counts: BTreeMap<Disturbance, usize> = BTreeMap::new();
        for (kind, _, _) in &self.0 {
            *counts.entry(*kind).or_default() += 1;
        }
        let rows = counts.iter().map(|(kind, count)| format!("| {kind:?} | {count} |\n"));
        format!("| disturbance | times |\n| --- | ---: |\n{}", rows.collect::<String>())
    }

    fn cause(&self, line: &Value) -> Option<Disturbance> {
        let at: Timestamp = line["timestamp"].as_str()?.parse().ok()?;
        let (target, message) = (line["target"].as_str()?, line["message"].as_str()?);
        let found = self.0.iter().find(|(kind, began, ended)| {
            kind.explains(target, message) && at >= *began && at <= *ended + AFTERWARDS
        });
        found.map(|(kind, _, _)| *kind)
    }

    /// The warnings and errors of a log that nothing explains, and lines that are none of a log.
    pub fn unexplained(&self, log: &str) -> Vec<String> {
        let is_unexplained = |line: &&str| match serde_json::from_str::<Value>(line) {
            Ok(read) => is_warning(&read) && self.cause(&read).is_none(),
            Err(_) => true,
        };
        log.lines().filter(is_unexplained).map(str::to_owned).collect()
    }

    /// The other ones, by cause.
    pub fn explained(&self, log: &str) -> String {
        let mut counts: BTreeMap<(Disturbance, String), usize> = BTreeMap::new();
        for line in log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            if let Some(cause) = self.cause(&line).filter(|_| is_warning(&line)) {
                let message = line["message"].as_str().unwrap_or_default().to_owned();
                *counts.entry((cause, message)).or_default() += 1;
            }
        }
        let rows = counts
            .iter()
            .map(|((cause, message), count)| format!("| {cause:?} | {count} | {message} |\n"));
        format!("| cause | times | warning |\n| --- | ---: | --- |\n{}", rows.collect::<String>())
    }
}

fn is_warning(line: &Value) -> bool {
    matches!(line["level"].as_str(), Some("WARN" | "ERROR"))
}

/// Changes an entry of a FAQ in a way that changes no answer's first words.
pub fn edit(faq: &Path, number: usize) {
    let collections = std::fs::read_dir(faq).expect("the FAQ").flatten();
    let mut entries: Vec<_> = collections
        .filter_map(|collection| std::fs::read_dir(collection.path()).ok())
        .flat_map(|files| files.flatten().map(|file| file.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    entries.sort();
    let path = &entries[number % entries.len()];
    let text = std::fs::read_to_string(path).expect("an entry");
    let text = match text.split_once("\n\nRelu, édition ") {
        Some((before, _)) => before.to_owned(),
        None => text.trim_end().to_owned(),
    };
    let beside = path.with_file_name(".edited");
    std::fs::write(&beside, format!("{text}\n\nRelu, édition {number}.\n")).expect("written");
    std::fs::rename(beside, path).expect("put in place");
}
