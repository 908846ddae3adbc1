//! The one door: every platform brings a [`Request`] and renders a [`Reply`].
//!
//! `handle` takes one snapshot and keeps it to the end; every outcome a person
//! can meet is a `Reply`, so the compiler lists what a platform must render.

mod evidence_memory;
mod feedback;
mod looked;
mod masked_evidence;
mod passing_on;
mod recorder;
mod reload;
mod reply;
mod request;
mod standing;
mod use_of_faq;

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

pub use crate::journal::{EntryVotes, Fault, Followed, KeptOf, ProposedBy, ShownCard, Verdict};
pub use crate::processes::{ProcessSeen, ProcessState, Seen};
pub use crate::team::{Desk, kept_scope};
use evidence_memory::EvidenceMemory;
pub use looked::Looked;
use recorder::{Asked, Recorder};
pub use reply::{
    Answer, Candidate, Choice, Explanation, Feedback, MyDataReply, NotNow, NotPassedOn, Popular,
    Reply, Status, Unanswered,
};
pub use request::{
    AdminCommand, AskedBy, Asker, Audience, MyData, Opinion, PassOnStep, PersonKey, Place,
    QUESTION_MAX_CHARS, Question, QuestionId, Reason, Request, Role, Secrecy, Vote,
};

use crate::content::Puller;
use crate::faq::{CollectionId, EntryId, today};
use crate::journal::{Journal, JournalState};
use crate::library::{Absence, Force, Library, MeaningStatus, Snapshot};
use crate::metrics::Metrics;
use crate::processes::Processes;
use crate::search::meaning::{Reader, Vector, says_something};
use crate::search::{self, CHOICES, Look, Outcome, Scope, SmallTalk};

/// Suggestions while typing; no platform shows more than 25.
const SUGGESTIONS: usize = 10;
/// Where one person asks at a time, a question is always ranked by its meaning, however busy
/// the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers requests with the entries of a library. It knows nothing of any platform.
#[derive(Debug)]
pub struct Bot {
    library: Arc<Library>,
    evidence: EvidenceMemory,
    recorder: Recorder,
    has_team: bool,
    desk: Arc<Desk>,
    /// The other processes that serve the FAQ, where there may be some.
    processes: Option<Arc<Processes>>,
    /// How long a question may wait for its vector before words alone answer it.
    deadline: Duration,
    /// Started with the first question that can be ranked by meaning.
    reader: OnceLock<Option<Reader>>,
    puller: Option<Arc<Puller>>,
}

impl Bot {
    /// A bot that answers from an open library.
    pub fn new(library: Arc<Library>) -> Self {
        let recorder = Recorder::new(None, Arc::clone(library.metrics()));
        let evidence = EvidenceMemory::default();
        let (has_team, deadline, reader) = (false, PATIENCE, OnceLock::new());
        let desk = Arc::new(Desk::new(Arc::clone(&library), None, false));
        let (processes, puller) = (None, None);
        Self { library, evidence, recorder, has_team, desk, processes, deadline, reader, puller }
    }

    /// The same whose content follows a repository. Admins who reload pull first.
    #[must_use]
    pub fn pulling(self, puller: Option<Arc<Puller>>) -> Self {
        Self { puller, ..self }
    }

    /// The same with a team that questions can be passed on to.
    #[must_use]
    pub fn with_team(self) -> Self {
        Self { has_team: true, ..self }
    }

    /// Whether there is a team that questions can be passed on to.
    pub fn has_team(&self) -> bool {
        self.has_team
    }

    /// The same with a journal of what is asked. What the team changes is committed `with_git`.
    #[must_use]
    pub fn recording(self, journal: Journal, with_git: bool) -> Self {
        let settings = Some(journal.settings().clone());
        let desk = Arc::new(Desk::new(Arc::clone(&self.library), settings, with_git));
        let recorder = Recorder::new(Some(journal), Arc::clone(self.metrics()));
        Self { recorder, desk, ..self }
    }

    /// The same beside other processes that serve the FAQ.
    #[must_use]
    pub fn beside(self, processes: Arc<Processes>) -> Self {
        self.desk.share(Arc::clone(&processes));
        Self { processes: Some(processes), ..self }
    }

    /// The processes that serve the FAQ; `None` where there is one alone.
    pub fn processes(&self) -> Option<Seen> {
        self.processes.as_ref().map(|processes| processes.seen())
    }

    /// Where it counts what happens, and its networks what they see.
    pub fn metrics(&self) -> &Arc<Metrics> {
        self.library.metrics()
    }

    /// What is served now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.library.snapshot()
    }

    /// Whether the journal works; `None` when there is none.
    pub fn journal_state(&self) -> Option<JournalState> {
        self.recorder.journal().map(Journal::state)
    }

    /// Where the team works.
    pub fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// The same for chat networks, where many ask at once: a question that the encoder does
    /// not begin to read within `deadline` is answered by words alone.
    #[must_use]
    pub fn on_time(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Whether a collection of that name is being served.
    pub fn has_collection(&self, name: &str) -> bool {
        let id = CollectionId::new(name);
        self.library.snapshot().faq.collections().iter().any(|collection| collection.id == id)
    }

    /// Whether a place with this scope sees a collection that is being served.
    pub fn sees_anything(&self, scope: &Scope) -> bool {
        sees_anything(&self.library.snapshot(), scope)
    }

    /// Forgets a question whose message was deleted, or asks something else since it was edited:
    /// what is kept of it, what the team was shown of it, and who waits for an answer.
    /// Nothing waits for the journal.
    pub fn forget_question(&self, question: QuestionId) {
        self.recorder.remove(question);
        let Some(journal) = self.recorder.journal() else { return };
        let (removed, desk) = (journal.removed(question), Arc::clone(&self.desk));
        tokio::spawn(async move {
            removed.await;
            desk.changed();
        });
    }

    /// Forgets the evidence of the last answers to a person in a room of a platform, because
    /// that person has deleted a question there: [`AdminCommand::Why`] would show its words.
    pub fn forget_evidence(&self, platform: &'static str, room: &str, person: &PersonKey) {
        self.evidence.forget(platform, room, person);
    }

    /// Answers one request. It never fails, because a failure is a reply too.
    pub async fn handle(&self, request: Request, asker: &Asker) -> Reply {
        let Asker { place, role, .. } = asker;
        let snapshot = self.library.snapshot();
        let asks = matches!(request, Request::Ask(_) | Request::Candidates(_));
        if asks && !sees_anything(&snapshot, &place.scope) {
            return Reply::NoCollection;
        }
        match request {
            Request::Ask(question) => self.ask(&snapshot, &question, asker).await,
            Request::Suggest(typed) if typed.text().trim().is_empty() => {
                let most_asked = self.most_asked(&snapshot, place).into_iter();
                Reply::Suggestions(most_asked.map(|(choice, _)| choice).collect())
            }
            Request::Suggest(typed) => Reply::Suggestions(
                (snapshot.index.suggest(typed.text(), &place.scope, SUGGESTIONS).iter())
                    .filter_map(|id| Choice::of(&snapshot, id))
                    .collect(),
            ),
            Request::Pick { entry, question } => {
                let offered = (Instant::now(), question);
                let mut reply = pick(&snapshot, &entry, place);
                if let Reply::Answer { answer, feedback, .. } = &mut reply {
                    let question = self.recorder.picked(&snapshot, asker, answer, offered);
                    *feedback = self.feedback(asker, question);
                }
                reply
            }
            Request::Candidates(question) => {
                let started = Instant::now();
                let meaning = self.read(&snapshot, &question).await;
                let (candidates, look) = candidates(&snapshot, &question, meaning.as_ref(), place);
                let recorded = look.and_then(|look| {
                    let collection = recorder::collection_of(&snapshot, asker, &look, None);
                    let outcome = recorder::outcome_of_candidates(&look).name();
                    let took = started.elapsed();
                    self.metrics().answered(place.platform, collection.as_deref(), outcome, took);
                    let asked = Asked { question: &question, look: &look, started };
                    self.recorder.looked_at(&snapshot, asker, asked)
                });
                Reply::Candidates(candidates, recorded)
            }
            Request::NoneOfThese(question) => self.none_of_these(&snapshot, asker, question),
            Request::Help => Reply::Help,
            Request::Vote(vote) => self.vote(asker, &vote).await,
            Request::TakeBackVote(question) => self.take_back_vote(asker, question),
            Request::PassOn { question, step } => self.pass_on(asker, question, step).await,
            Request::MyData(wanted) => self.my_data(asker, wanted).await,
            Request::Admin(_) if *role != Role::Admin => Reply::AdminsOnly,
            Request::Admin(command) => self.administer(&snapshot, command, asker).await,
        }
    }

    async fn ask(&self, snapshot: &Snapshot, question: &Question, asker: &Asker) -> Reply {
        let place = &asker.place;
        let started = Instant::now();
        let small_talk = search::small_talk(question.text());
        let vector = match small_talk {
            Some(SmallTalk::Courtesy) => None,
            _ => self.read(snapshot, question).await,
        };
        let span = tracing::info_span!(
            "question",
            platform = place.platform,
            outcome = tracing::field::Empty,
            entry = tracing::field::Empty,
            meaning = tracing::field::Empty,
            took_us = tracing::field::Empty,
        );
        let _inside = span.enter();
        if small_talk == Some(SmallTalk::Courtesy) {
            tracing::info!("small talk");
            return Reply::Help;
        }
        // `late`: the encoder had no time for the question, and words alone ranked it.
        let is_readable = snapshot.index.has_meaning() && says_something(question.text());
        let is_late = is_readable && vector.is_none();
        let meaning = match &vector {
            Some(_) => "used",
            None if is_late => "late",
            None => "none",
        };
        span.record("meaning", meaning);
        let look = self.rank(snapshot, question, vector.as_ref(), &place.scope);
        if small_talk.is_some() && look.outcome == Outcome::Unknown {
            tracing::info!("small talk");
            return Reply::Help;
        }
        let answer = Answer::of(snapshot, &look, place);

        span.record("outcome", answer.outcome().name());
        if let Answer::Found { entry, .. } = &answer {
            span.record("entry", entry.id.as_str());
        }
        span.record("took_us", started.elapsed().as_micros() as u64);
        tracing::info!("answered");

        let asked = Asked { question, look: &look, started };
        let feedback = self.feedback(asker, self.record(snapshot, asker, asked, &answer));
        let Look { outcome, language, hits, .. } = look;
        let meaning = match is_late {
            true => MeaningStatus::Absent(Absence::NoTime),
            false => self.library.meaning(snapshot),
        };
        let hits = masked_evidence::masked(hits, question.typed());
        self.evidence.remember(asker, Explanation { outcome, hits, meaning });
        let asked_in = language.filter(|language| !answer.is_in(*language));
        Reply::Answer { answer, asked_in, feedback }
    }

    /// Counts and records a question and its answer; as [`Recorder::asked`].
    fn record(
        &self,
        snapshot: &Snapshot,
        asker: &Asker,
        asked: Asked<'_>,
        answer: &Answer,
    ) -> Option<QuestionId> {
        let collection = recorder::collection_of(snapshot, asker, asked.look, answer.entry());
        let (network, outcome) = (asker.place.platform, answer.outcome().name());
        self.metrics().answered(network, collection.as_deref(), outcome, asked.started.elapsed());
        self.recorder.asked(snapshot, asker, asked, answer)
    }

    fn rank(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        vector: Option<&Vector>,
        scope: &Scope,
    ) -> Look {
        let started = Instant::now();
        let look = snapshot.index.look_by(question.text(), vector, scope);
        self.metrics().searched(started.elapsed());
        look
    }

    /// The vector of a question, if the snapshot ranks by meaning and there is time.
    async fn read(&self, snapshot: &Snapshot, question: &Question) -> Option<Vector> {
        if !snapshot.index.has_meaning() || !says_something(question.text()) {
            return None;
        }
        let reader = self.reader.get_or_init(|| Reader::start(self.deadline)).as_ref()?;
        let started = Instant::now();
        let vector = reader.read(question.text()).await;
        self.metrics().encoded(started.elapsed(), vector.is_some());
        vector
    }

    /// The entries in a place's scope that were the answer most often; equally frequent ones
    /// in the order of the FAQ.
    fn most_asked(&self, snapshot: &Snapshot, place: &Place) -> Vec<(Choice, u64)> {
        let entries = (snapshot.faq.collections().iter())
            .filter(|collection| place.scope.contains(&collection.id))
            .flat_map(|collection| collection.entries.iter().map(|entry| &entry.id));
        let mut counted: Vec<(&EntryId, u64)> =
            (self.recorder.counts()).with(|of| entries.map(|id| (id, of(id.as_str()))).collect());
        counted.sort_by_key(|(_, count)| Reverse(*count));
        let first = counted.into_iter().take(SUGGESTIONS);
        first.filter_map(|(id, count)| Some((Choice::of(snapshot, id)?, count))).collect()
    }

    async fn administer(
        &self,
        snapshot: &Arc<Snapshot>,
        command: AdminCommand,
        asker: &Asker,
    ) -> Reply {
        match command {
            AdminCommand::Reload { force } => {
                let force = if force { Force::PastFailingQuestions } else { Force::No };
                self.reload(force).await
            }
            AdminCommand::Check => {
                self.in_library(|library| Reply::Checked(library.check(today()))).await
            }
            AdminCommand::Rollback => {
                self.in_library(|library| match library.rollback(today()) {
                    Ok(diff) => Reply::RolledBack(diff),
                    Err(rejection) => Reply::Rejected(rejection),
                })
                .await
            }
            AdminCommand::Status => {
                let meaning = self.library.meaning(snapshot);
                let pull = self.puller.as_ref().map(|puller| puller.followed());
                Reply::Status(Status::of(snapshot, meaning, self.processes(), pull))
            }
            AdminCommand::Why => Reply::Why(self.evidence.last(asker)),
            AdminCommand::Popular => {
                if let Some(journal) = self.recorder.journal().filter(|_| self.processes.is_some())
                {
                    journal.recount().await;
                }
                let most_asked = self.most_asked(snapshot, &asker.place).into_iter();
                let entries = most_asked.filter(|(_, count)| *count > 0).collect();
                Reply::Popular(Popular { entries, lately: self.recorder.is_recording() })
            }
            AdminCommand::Unanswered => self.unanswered(&asker.place.scope).await,
            AdminCommand::Votes => self.votes(&asker.place.scope).await,
            AdminCommand::ToReview => self.to_review(&asker.place.scope).await,
            AdminCommand::StillCorrect(entry) => self.still_correct(&asker.place, &entry).await,
        }
    }

    /// Runs work that may take seconds on a separate thread, so that no chat waits for it.
    async fn in_library(&self, work: impl FnOnce(&Library) -> Reply + Send + 'static) -> Reply {
        let library = Arc::clone(&self.library);
        let done = tokio::task::spawn_blocking(move || work(&library)).await;
        done.unwrap_or_else(|error| {
            tracing::error!(%error, "an administration command failed");
            Reply::Failed
        })
    }
}

fn sees_anything(snapshot: &Snapshot, scope: &Scope) -> bool {
    let collections = snapshot.faq.collections();
    // A FAQ without any collection answers nothing anywhere, which is not the place's doing.
    collections.is_empty() || collections.iter().any(|collection| scope.contains(&collection.id))
}

fn pick(snapshot: &Snapshot, id: &EntryId, place: &Place) -> Reply {
    let visible =
        (snapshot.faq.get(id)).is_some_and(|(collection, _)| place.scope.contains(&collection.id));
    match Answer::found(snapshot, id, None, std::iter::empty()) {
        Some(answer) if visible => Reply::from(answer),
        _ => Reply::NoSuchEntry,
    }
}

/// The entries nearest to a message, and what the search gave unless the message is small talk.
fn candidates(
    snapshot: &Snapshot,
    question: &Question,
    meaning: Option<&Vector>,
    place: &Place,
) -> (Vec<Candidate>, Option<Look>) {
    let look = snapshot.index.look_by(question.text(), meaning, &place.scope);
    let small_talk = search::small_talk(question.text()).is_some();
    if look.outcome == Outcome::Unknown && (small_talk || look.nearest().is_none()) {
        return (Vec::new(), (!small_talk).then_some(look));
    }
    let hits = look.hits.iter().take(CHOICES);
    let entries = hits.filter_map(|hit| snapshot.faq.get(&hit.entry));
    let candidates = entries.map(|(_, entry)| Candidate {
        entry: Arc::clone(entry),
        passage: snapshot.index.passage(&look, &entry.id),
    });
    (candidates.collect(), Some(look))
}
