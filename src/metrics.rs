//! What is counted of the running bot, and how Prometheus reads it. The only place that names
//! prometheus_client.
//!
//! One [`Metrics`] is made in `app` and handed down, because a global one would mix what tests
//! that run beside each other count. Each thing is counted where it happens; what can be read at
//! any time (entries, the journal's queue, connections) is a [`Reading`] of the moment.
//!
//! No label has a text, a person or a room: only words of closed sets, and names of collections.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The `Content-Type` of what [`Metrics::render`] writes.
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// The label of a question that belongs to no collection: no entry is near it, and the place
/// sees several.
pub const NO_COLLECTION: &str = "none";

/// Upper bounds of the buckets of durations, in seconds. A search takes 1 ms or less, the
/// encoder 20 ms, and Discord gives an answer 3 s.
const DURATIONS: [f64; 16] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

type Labels<const N: usize> = [(&'static str, String); N];
type Histograms = Family<Labels<1>, Histogram, fn() -> Histogram>;

/// How a reload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// The folder says what is already being served.
    Unchanged,
    /// The new content is being served.
    Served,
    /// So many errors keep the old content.
    Errors(usize),
    /// Golden questions that would newly fail keep the old content.
    GoldenFailing,
    /// Another process cannot serve it, so that all keep the old content.
    NotTogether,
}

impl ReloadOutcome {
    const NAMES: [&'static str; 5] =
        ["unchanged", "served", "errors", "golden_failing", "not_together"];

    fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Served => "served",
            Self::Errors(_) => "errors",
            Self::GoldenFailing => "golden_failing",
            Self::NotTogether => "not_together",
        }
    }
}

/// How an attempt to follow the content's repository ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullOutcome {
    /// There was nothing new, or nothing that changes an answer.
    Unchanged,
    /// New content is being served.
    Served,
    /// New content does not pass the reload gate.
    Refused,
    /// The remote cannot be reached or refuses.
    Unreachable,
    /// The clone cannot follow: it has diverged, has changes, is locked.
    Stuck,
}

impl PullOutcome {
    const NAMES: [&'static str; 5] = ["unchanged", "served", "refused", "unreachable", "stuck"];

    fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Served => "served",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Stuck => "stuck",
        }
    }
}

/// What is measured at the moment it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The content that is served; `None` before the FAQ is open.
    pub content: Option<ContentReading>,
    /// The journal, when there is one.
    pub journal: Option<JournalReading>,
    /// Each configured network, and whether it is connected.
    pub networks: Vec<(&'static str, bool)>,
    /// The processes that serve the FAQ, where there may be several.
    pub processes: Option<ProcessesReading>,
}

/// The processes that serve the FAQ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessesReading {
    /// How many are in each state.
    pub states: Vec<(&'static str, usize)>,
    /// Whether this process reaches the others' server.
    pub is_connected: bool,
    /// Whether all serve one content, and none waits for another.
    pub is_one: bool,
}

/// The content that is served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentReading {
    /// 1 at the start, then one more for each reload that is served.
    pub version: u64,
    /// Each collection, and how many entries it has.
    pub entries: Vec<(String, usize)>,
    /// Texts that have a vector; 0 when entries are ranked by words alone.
    pub vectors: usize,
    /// What the authors may want to look at.
    pub warnings: usize,
    /// Golden questions asked, and how many of them fail without being accepted.
    pub golden: (usize, usize),
}

/// The journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalReading {
    /// Records that wait to be written.
    pub queued: usize,
    /// Records that were dropped since the start.
    pub dropped: u64,
    /// Whether the database cannot be used.
    pub is_lost: bool,
}

/// The metrics of one run.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    questions: Family<Labels<3>, Counter>,
    answering: Histograms,
    searching: Histogram,
    encoding: Histogram,
    unread: Counter,
    not_answered: Family<Labels<2>, Counter>,
    linked: Family<Labels<1>, Counter>,
    redactions: Family<Labels<1>, Counter>,
    reloads: Family<Labels<1>, Counter>,
    rejected: Gauge,
    pulls: Family<Labels<1>, Counter>,
    pull_failing: Gauge,
    problems: Family<Labels<1>, Gauge>,
    version: Gauge,
    entries: Family<Labels<1>, Gauge>,
    vectors: Gauge,
    golden: Gauge,
    golden_failing: Gauge,
    queued: Gauge,
    dropped: Counter,
    journal_lost: Gauge,
    connected: Family<Labels<1>, Gauge>,
    processes: Family<Labels<1>, Gauge>,
    processes_differ: Gauge,
    processes_lost: Gauge,
    reconnects: Family<Labels<1>, Counter>,
    rate_limited: Family<Labels<1>, Counter>,
    undecryptable: Family<Labels<1>, Counter>,
    /// Of two renderings at once, one would show what the other is about to replace.
    rendering: Mutex<()>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("souffleur");
        let histogram = || Histogram::new(DURATIONS);
        macro_rules! register {
            ($name:literal, $help:literal, $metric:expr) => {{
                let metric = $metric;
                registry.register($name, $help, metric.clone());
                metric
            }};
        }
        let build: Family<Labels<2>, Gauge> = register!(
            "build_info",
            "The version of the program and the parts it is built with; always 1",
            Family::default()
        );
        build
            .get_or_create(&[
                ("version", env!("CARGO_PKG_VERSION").to_owned()),
                ("features", features()),
            ])
            .set(1);
        let metrics = Self {
            questions: register!(
                "questions",
                "Questions by network, collection and outcome (found, unsure, unknown)",
                Family::default()
            ),
            answering: register!(
                "answer_duration_seconds",
                "Time from the arrival of a question at the bot to its answer, without what the network takes",
                Histograms::new_with_constructor(|| Histogram::new(DURATIONS))
            ),
            searching: register!(
                "search_duration_seconds",
                "Time that ranking the entries for one question takes",
                histogram()
            ),
            encoding: register!(
                "encoding_duration_seconds",
                "Time that a question waits for its vector, which is its turn and the reading",
                histogram()
            ),
            unread: register!(
                "questions_without_meaning",
                "Questions that words alone answered because the encoder had no time",
                Counter::default()
            ),
            not_answered: register!(
                "questions_not_answered",
                "Questions that were not answered, by network and reason: too many of one person (asker) or in one place (place), more than can be answered in time (overloaded), told too late by the network (too_late)",
                Family::default()
            ),
            linked: register!(
                "answers_linked",
                "Answers that lead to the same one, which stands in the place already",
                Family::default()
            ),
            redactions: register!(
                "redactions",
                "Pieces of personal data masked in questions before they were recorded, by kind",
                Family::default()
            ),
            reloads: register!(
                "reloads",
                "Reloads of the FAQ by outcome; errors, golden_failing and not_together keep the old content",
                Family::default()
            ),
            rejected: register!(
                "content_rejected",
                "1 while the FAQ's folder has content that the last reload refused to serve",
                Gauge::default()
            ),
            pulls: register!(
                "pulls",
                "Attempts to follow the content's repository by outcome; unchanged and served are good",
                Family::default()
            ),
            pull_failing: register!(
                "pull_failing",
                "1 while the content's repository cannot be followed",
                Gauge::default()
            ),
            problems: register!(
                "content_problems",
                "Problems of the FAQ: warnings of what is served, errors of what was rejected",
                Family::default()
            ),
            version: register!(
                "content_version",
                "Version of the content that is served, 1 at the start",
                Gauge::default()
            ),
            entries: register!(
                "entries",
                "Entries that are served, by collection",
                Family::default()
            ),
            vectors: register!(
                "vectors",
                "Texts of the FAQ that have a vector; 0 while words alone rank the entries",
                Gauge::default()
            ),
            golden: register!("golden_questions", "Golden questions asked", Gauge::default()),
            golden_failing: register!(
                "golden_questions_failing",
                "Golden questions that fail without being accepted",
                Gauge::default()
            ),
            queued: register!(
                "journal_queued_records",
                "Records that wait to be written into the journal",
                Gauge::default()
            ),
            dropped: register!(
                "journal_dropped_records",
                "Records that the journal could not take",
                Counter::default()
            ),
            journal_lost: register!(
                "journal_lost",
                "1 while the journal's database cannot be used",
                Gauge::default()
            ),
            connected: register!(
                "network_connected",
                "1 when the network was connected within the last minute",
                Family::default()
            ),
            processes: register!(
                "processes",
                "Processes that serve the FAQ by what they serve (same, other, cannot, gone)",
                Family::default()
            ),
            processes_differ: register!(
                "processes_differ",
                "1 while processes serve different contents, or one cannot serve a new one",
                Gauge::default()
            ),
            processes_lost: register!(
                "processes_lost",
                "1 while the other processes cannot be asked, so that this one reloads alone",
                Gauge::default()
            ),
            reconnects: register!(
                "reconnects",
                "Connections to a network that were made again after the first one",
                Family::default()
            ),
            rate_limited: register!(
                "rate_limited",
                "Calls that a network refused with status 429, or that its library held back before",
                Family::default()
            ),
            undecryptable: register!(
                "undecryptable_events",
                "Messages that could not be decrypted when they came",
                Family::default()
            ),
            registry: Registry::default(),
            rendering: Mutex::default(),
        };
        // A counter of what never happened starts at 0 instead of being absent, because Prometheus
        // sees no increase from a series that was absent.
        for outcome in ReloadOutcome::NAMES {
            let _ = metrics.reloads.get_or_create(&[("outcome", outcome.to_owned())]);
        }
        for outcome in PullOutcome::NAMES {
            let _ = metrics.pulls.get_or_create(&[("outcome", outcome.to_owned())]);
        }
        Self { registry, ..metrics }
    }
}

/// The parts that are built in, separated by commas.
fn features() -> String {
    let all = [
        ("discord", cfg!(feature = "discord")),
        ("matrix", cfg!(feature = "matrix")),
        ("meaning", cfg!(feature = "meaning")),
    ];
    let built: Vec<&str> = all.iter().filter(|(_, built)| *built).map(|(name, _)| *name).collect();
    built.join(",")
}

impl Metrics {
    /// The metrics in the text format of Prometheus, version 0.0.4.
    pub fn render(&self, reading: &Reading) -> String {
        let _alone = self.rendering.lock().unwrap_or_else(PoisonError::into_inner);
        let gauge = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
        let Reading { content, journal, networks, processes } = reading;
        let ContentReading { version, entries, vectors, warnings, golden: (asked, failing) } =
            content.as_ref().unwrap_or(&ContentReading::default()).clone();
        self.version.set(i64::try_from(version).unwrap_or(i64::MAX));
        // A collection may be gone since the last time.
        self.entries.clear();
        for (collection, count) in entries {
            self.entries.get_or_create(&[("collection", collection)]).set(gauge(count));
        }
        self.vectors.set(gauge(vectors));
        self.problem_gauge("warning").set(gauge(warnings));
        self.golden.set(gauge(asked));
        self.golden_failing.set(gauge(failing));
        let JournalReading { queued, dropped, is_lost } = journal.unwrap_or_default();
        self.queued.set(gauge(queued));
        self.dropped.inner().store(dropped, Ordering::Relaxed);
        self.journal_lost.set(is_lost.into());
        if let Some(ProcessesReading { states, is_connected, is_one }) = processes {
            for (state, count) in states {
                self.processes.get_or_create(&[("state", (*state).to_owned())]).set(gauge(*count));
            }
            self.processes_differ.set((!is_one).into());
            self.processes_lost.set((!is_connected).into());
        }
        for (network, is_connected) in networks {
            let network = || [("network", (*network).to_owned())];
            self.connected.get_or_create(&network()).set((*is_connected).into());
            let _ = self.reconnects.get_or_create(&network());
            let _ = self.rate_limited.get_or_create(&network());
        }
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }

    /// A question was answered.
    pub fn answered(
        &self,
        network: &'static str,
        collection: Option<&str>,
        outcome: &'static str,
        took: Duration,
    ) {
        let labels = [
            ("network", network.to_owned()),
            ("collection", collection.unwrap_or(NO_COLLECTION).to_owned()),
            ("outcome", outcome.to_owned()),
        ];
        self.questions.get_or_create(&labels).inc();
        let network = [("network", network.to_owned())];
        self.answering.get_or_create(&network).observe(took.as_secs_f64());
    }

    /// The entries were ranked for a question.
    pub fn searched(&self, took: Duration) {
        self.searching.observe(took.as_secs_f64());
    }

    /// A question got its vector, or did not when `is_read` is false: there was no time for it.
    pub fn encoded(&self, took: Duration, is_read: bool) {
        self.encoding.observe(took.as_secs_f64());
        if !is_read {
            self.unread.inc();
        }
    }

    /// A question was not answered; the reason is one of a closed set.
    pub fn not_answered(&self, network: &'static str, reason: &'static str) {
        let labels = [("network", network.to_owned()), ("reason", reason.to_owned())];
        self.not_answered.get_or_create(&labels).inc();
    }

    /// A question was answered by a link to the same answer.
    pub fn linked(&self, network: &'static str) {
        self.linked.get_or_create(&[("network", network.to_owned())]).inc();
    }

    /// So many pieces of personal data of this kind were masked in a question.
    pub fn redacted(&self, kind: &'static str, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.redactions.get_or_create(&[("kind", kind.to_owned())]).inc_by(count);
    }

    /// The FAQ's folder was read again.
    pub fn reloaded(&self, outcome: ReloadOutcome) {
        self.reloads.get_or_create(&[("outcome", outcome.name().to_owned())]).inc();
        let errors = match outcome {
            ReloadOutcome::Errors(count) => i64::try_from(count).unwrap_or(i64::MAX),
            _ => 0,
        };
        self.problem_gauge("error").set(errors);
        let is_rejected = !matches!(outcome, ReloadOutcome::Unchanged | ReloadOutcome::Served);
        self.rejected.set(is_rejected.into());
    }

    /// The content's repository was asked for news; `is_failing` when it cannot be followed.
    pub fn pulled(&self, outcome: PullOutcome, is_failing: bool) {
        self.pulls.get_or_create(&[("outcome", outcome.name().to_owned())]).inc();
        self.pull_failing.set(is_failing.into());
    }

    /// A network is connected again.
    pub fn reconnected(&self, network: &'static str) {
        self.reconnects.get_or_create(&[("network", network.to_owned())]).inc();
    }

    /// A network limits how often it may be called.
    pub fn rate_limited(&self, network: &'static str) {
        self.rate_limited.get_or_create(&[("network", network.to_owned())]).inc();
    }

    /// A message could not be decrypted.
    pub fn undecryptable(&self, network: &'static str) {
        self.undecryptable.get_or_create(&[("network", network.to_owned())]).inc();
    }

    fn problem_gauge(&self, severity: &'static str) -> Gauge {
        self.problems.get_or_create_owned(&[("severity", severity.to_owned())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reload_is_told_by_its_last_outcome() {
        let metrics = Metrics::default();
        let gauge = |name: &str| {
            let text = metrics.render(&Reading::default());
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.rsplit(' ').next()).map(str::to_owned)
        };
        metrics.reloaded(ReloadOutcome::Errors(3));
        assert_eq!(gauge("souffleur_content_rejected").as_deref(), Some("1"));
        let errors = "souffleur_content_problems{severity=\"error\"}";
        assert_eq!(gauge(errors).as_deref(), Some("3"));
        metrics.reloaded(ReloadOutcome::GoldenFailing);
        assert_eq!(gauge(errors).as_deref(), Some("0"));
        assert_eq!(gauge("souffleur_content_rejected").as_deref(), Some("1"));
        metrics.reloaded(ReloadOutcome::Served);
        assert_eq!(gauge("souffleur_content_rejected").as_deref(), Some("0"));
        let failing = "souffleur_reloads_total{outcome=\"golden_failing\"}";
        assert_eq!(gauge(failing).as_deref(), Some("1"));
    }

    #[test]
    fn a_collection_that_is_gone_is_not_shown() {
        let metrics = Metrics::default();
        let of = |collection: &str| {
            let entries = vec![(collection.to_owned(), 2)];
            let content = Some(ContentReading { entries, ..ContentReading::default() });
            metrics.render(&Reading { content, ..Reading::default() })
        };
        assert!(of("mairie").contains("souffleur_entries{collection=\"mairie\"} 2"));
        assert!(!of("cantine").contains("mairie"));
    }
}
