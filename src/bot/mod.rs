//! The one door: every platform brings a [`Request`] and renders a [`Reply`].
//!
//! `handle` takes one snapshot and keeps it to the end; every outcome a person
//! can meet is a `Reply`, so the compiler lists what a platform must render.

pub mod confidence;
mod reply;
mod request;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use reply::{Answer, Candidate, Choice, Explanation, Reply, Status};
pub use request::{
    AdminCommand, Asker, PersonKey, Place, QUESTION_MAX_CHARS, Question, Request, Role, Vote,
};

use crate::faq::{CollectionId, EntryId, today};
use crate::library::{Force, Library, Reload, Snapshot};
use crate::search::{self, Hit, Outcome};

/// Hits looked at to answer: three may be shown, the others say how clear the first is.
pub const LOOKED_AT: usize = 10;
/// Entries to choose from when unsure.
pub const CHOICES: usize = 3;
/// Share of the first hit's score below which an entry is not shown beside it.
const NEAR: f32 = 0.3;
/// Suggestions while typing; no platform shows more than 25.
const SUGGESTIONS: usize = 10;
/// Places whose last evidence is kept for [`AdminCommand::Why`].
const REMEMBERED: usize = 256;

/// Answers requests over a library. Holds nothing of a platform's.
#[derive(Debug)]
pub struct Bot {
    library: Arc<Library>,
    // Evidence holds words people typed: in memory, the last one of a place alone.
    last: Mutex<HashMap<(&'static str, String), Explanation>>,
    // How often each entry was the answer since the start: what to suggest before
    // anything is typed. Bounded by the entries there are.
    answered: Mutex<HashMap<EntryId, u64>>,
}

impl Bot {
    /// A bot over a library that is open already.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, last: Mutex::default(), answered: Mutex::default() }
    }

    /// Whether a collection of that name is being served.
    pub fn has_collection(&self, name: &str) -> bool {
        let id = CollectionId::new(name);
        self.library.snapshot().faq.collections().iter().any(|collection| collection.id == id)
    }

    /// Answers one request. Never fails: what goes wrong is a reply as well.
    pub async fn handle(&self, request: Request, asker: &Asker) -> Reply {
        let Asker { place, person: _, role } = asker;
        let snapshot = self.library.snapshot();
        match request {
            Request::Ask(question) => self.ask(&snapshot, &question, place),
            Request::Suggest(typed) if typed.text().trim().is_empty() => {
                Reply::Suggestions(self.most_asked(&snapshot, place))
            }
            Request::Suggest(typed) => Reply::Suggestions(
                (snapshot.index.suggest(typed.text(), &place.scope, SUGGESTIONS).iter())
                    .filter_map(|id| Choice::of(&snapshot, id))
                    .collect(),
            ),
            Request::Pick(id) => {
                let reply = pick(&snapshot, &id, place);
                self.count(&reply);
                reply
            }
            Request::Candidates(question) => candidates(&snapshot, &question, place),
            Request::NoneOfThese => {
                tracing::info!(platform = place.platform, "none of the choices offered");
                Reply::Answer(Answer::unknown(&snapshot, &[], place))
            }
            Request::Help => Reply::Help,
            Request::Vote(vote) => {
                let Vote { entry, useful } = vote;
                tracing::info!(platform = place.platform, entry = entry.as_str(), useful, "vote");
                Reply::Thanks
            }
            Request::Admin(_) if *role != Role::Admin => Reply::AdminsOnly,
            Request::Admin(command) => self.administer(&snapshot, command, place).await,
        }
    }

    fn ask(&self, snapshot: &Snapshot, question: &Question, place: &Place) -> Reply {
        let span = tracing::info_span!(
            "question",
            platform = place.platform,
            outcome = tracing::field::Empty,
            entry = tracing::field::Empty,
            took_us = tracing::field::Empty,
        );
        let _inside = span.enter();
        let started = std::time::Instant::now();

        if search::is_small_talk(question.text()) {
            tracing::info!("small talk");
            return Reply::Help;
        }
        let hits = snapshot.index.search(question.text(), &place.scope, LOOKED_AT);
        let outcome = confidence::outcome(&hits);
        let answer = match (outcome, hits.first()) {
            (Outcome::Found, Some(best)) => {
                let others = near(&hits).skip(1).take(CHOICES - 1);
                Answer::found(snapshot, &best.entry, Some(question), others.map(|hit| &hit.entry))
            }
            (Outcome::Unsure, Some(_)) => Some(Answer::Unsure(
                (near(&hits).take(CHOICES))
                    .filter_map(|hit| Choice::of(snapshot, &hit.entry))
                    .collect(),
            )),
            _ => None,
        };
        let answer = answer.unwrap_or_else(|| Answer::unknown(snapshot, &hits, place));

        span.record("outcome", answer.outcome().name());
        if let Answer::Found { entry, .. } = &answer {
            span.record("entry", entry.id.as_str());
        }
        span.record("took_us", started.elapsed().as_micros() as u64);
        tracing::info!("answered");

        self.remember(place, Explanation { outcome, hits });
        let reply = Reply::Answer(answer);
        self.count(&reply);
        reply
    }

    fn count(&self, reply: &Reply) {
        if let Reply::Answer(Answer::Found { entry, .. }) = reply {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            *answered.entry(entry.id.clone()).or_default() += 1;
        }
    }

    /// The entries of a place that were the answer most often, then the first ones.
    fn most_asked(&self, snapshot: &Snapshot, place: &Place) -> Vec<Choice> {
        let mut entries: Vec<&EntryId> = (snapshot.faq.collections().iter())
            .filter(|collection| place.scope.contains(&collection.id))
            .flat_map(|collection| collection.entries.iter().map(|entry| &entry.id))
            .collect();
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        entries.sort_by_key(|id| std::cmp::Reverse(answered.get(*id).copied().unwrap_or(0)));
        let first = entries.into_iter().take(SUGGESTIONS);
        first.filter_map(|id| Choice::of(snapshot, id)).collect()
    }

    async fn administer(
        &self,
        snapshot: &Arc<Snapshot>,
        command: AdminCommand,
        place: &Place,
    ) -> Reply {
        match command {
            AdminCommand::Reload { force } => {
                let force = if force { Force::PastFailingQuestions } else { Force::No };
                self.in_library(move |library| match library.reload(today(), force) {
                    Reload::Unchanged => Reply::Unchanged,
                    Reload::Swapped(diff) => Reply::Reloaded(diff),
                    Reload::Rejected(rejection) => Reply::Rejected(rejection),
                })
                .await
            }
            AdminCommand::Check => {
                self.in_library(|library| Reply::Checked(library.check(today()))).await
            }
            AdminCommand::Rollback => {
                self.in_library(|library| Reply::RolledBack(library.rollback())).await
            }
            AdminCommand::Status => Reply::Status(Status::of(snapshot)),
            AdminCommand::Why => Reply::Why(self.last(place)),
        }
    }

    /// Runs what may take seconds on a thread where no chat waits for it.
    async fn in_library(&self, work: impl FnOnce(&Library) -> Reply + Send + 'static) -> Reply {
        let library = Arc::clone(&self.library);
        let done = tokio::task::spawn_blocking(move || work(&library)).await;
        done.unwrap_or_else(|error| {
            tracing::error!(%error, "an administration command failed");
            Reply::Failed
        })
    }

    fn remember(&self, place: &Place, explanation: Explanation) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= REMEMBERED {
            last.clear();
        }
        last.insert((place.platform, place.room.clone()), explanation);
    }

    fn last(&self, place: &Place) -> Option<Explanation> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(&(place.platform, place.room.clone())).cloned()
    }
}

/// The hits that are worth showing beside the first: not so far behind it that
/// they only share a common word.
pub fn near(hits: &[Hit]) -> impl Iterator<Item = &Hit> {
    let best = hits.first().map_or(0.0, |first| first.score);
    hits.iter().filter(move |hit| hit.score >= NEAR * best)
}

fn pick(snapshot: &Snapshot, id: &EntryId, place: &Place) -> Reply {
    let visible =
        (snapshot.faq.get(id)).is_some_and(|(collection, _)| place.scope.contains(&collection.id));
    match Answer::found(snapshot, id, None, std::iter::empty()) {
        Some(answer) if visible => Reply::Answer(answer),
        _ => Reply::NoSuchEntry,
    }
}

fn candidates(snapshot: &Snapshot, question: &Question, place: &Place) -> Reply {
    let hits = snapshot.index.search(question.text(), &place.scope, CHOICES);
    let entries = hits.iter().filter_map(|hit| snapshot.faq.get(&hit.entry));
    Reply::Candidates(
        entries
            .map(|(_, entry)| Candidate {
                entry: Arc::clone(entry),
                passage: snapshot.index.passage(question.text(), entry),
            })
            .collect(),
    )
}
