//! The work of one room, in the order of its events: a question is answered before
//! its edit is read, and a choice is offered before it is picked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use matrix_sdk::deserialized_responses::TimelineEventKind;
use matrix_sdk::ruma::{EventId, OwnedEventId};
use matrix_sdk::{Error, Room};
use tokio::sync::mpsc;

use super::address::{address, is_for_us};
use super::answer::Drawn;
use super::bindings::MatrixAnswers;
use super::command::Context;
use super::events::{self, EditedText, Incoming, Said};
use super::here::Here;
use super::ledger::{self, RoomExchange, SharedLedger};
use super::patience::{OpenQuestion, Passing as _, waits_for_the_store};
use super::patient::{self, PatientIn};
use super::post::{self, To};
use super::state::MatrixState;
use super::{answer, feedback};
use crate::bot::{PersonKey, QuestionId};
use crate::conversation::exchange::Edit;
use crate::conversation::limits::Admission;

/// What a worker has to do.
#[derive(Debug)]
pub enum Task {
    /// Something happened; a question counts as open until it was handled.
    Event(Incoming, Option<OpenQuestion>),
    /// Questions that are in the ledger alone are to be answered.
    CatchUp,
}

/// Works until nothing more can come. `overflown` tells that the queue was too short for
/// some questions, which are in the ledger alone.
pub async fn work(
    state: Arc<MatrixState>,
    room: Room,
    ledger: SharedLedger,
    mut queue: mpsc::Receiver<Task>,
    overflown: Arc<AtomicBool>,
) {
    let here = Here { state: &state, room: &room, ledger: &ledger };
    while let Some(task) = queue.recv().await {
        match task {
            Task::Event(incoming, open) => {
                let began = Instant::now();
                here.take(incoming).await;
                if open.is_some() {
                    state.pace.add(began.elapsed());
                }
            }
            Task::CatchUp => here.catch_up().await,
        }
        if queue.is_empty() && overflown.swap(false, Ordering::AcqRel) {
            here.catch_up().await;
        }
    }
}

/// Does not answer a question, beside the work of its room: whoever asked is told at once.
pub async fn refuse(
    state: Arc<MatrixState>,
    room: Room,
    ledger: SharedLedger,
    task: Task,
    admission: Admission,
) {
    let here = Here { state: &state, room: &room, ledger: &ledger };
    if let Task::Event(Incoming::Said(said), _open) = &task {
        let done = here.refused(said, admission).await;
        here.note(done).await;
    }
}

impl Here<'_> {
    async fn take(&self, incoming: Incoming) {
        let done = match &incoming {
            Incoming::Said(said) => self.said(said).await,
            Incoming::Edited { id, of, sender, text, lines, mentioned, at: _ } => {
                let edit = EditedText { of, sender, text, lines, mentioned: *mentioned };
                self.edited(id, of, edit).await
            }
            Incoming::Redacted(question) => self.redacted(question).await,
            Incoming::Reacted(reaction) => {
                feedback::reacted(self.state, self.room, self.ledger, reaction).await;
                Ok(())
            }
        };
        self.note(done).await;
    }

    /// Logs what failed, and writes the ledger.
    async fn note(&self, done: Result<(), Error>) {
        // The error is not logged: the server's text may quote what was sent.
        if let Err(error) = done {
            let room = self.room.room_id();
            let status = error.as_client_api_error().map(|error| error.status_code.as_u16());
            if waits_for_the_store(&error) {
                tracing::warn!(
                    %room,
                    cause = error.cause(),
                    "an answer could not be encrypted because the Matrix store cannot be \
                     written: the next start tries again"
                );
            } else if error.is_passing() {
                tracing::warn!(
                    %room,
                    cause = error.cause(),
                    "an answer could not be sent in time: the next start tries again"
                );
            } else {
                tracing::warn!(
                    %room,
                    status,
                    "the homeserver did not take an answer, the question is left without one"
                );
            }
        }
        let mut ledger = self.ledger.lock().await;
        let MatrixState { client, reach, .. } = self.state;
        ledger::write(client, reach, self.room.room_id(), &mut ledger).await;
    }

    /// Answers the questions that are in the ledger alone: an earlier run wrote them down,
    /// or the queue was too short for them.
    async fn catch_up(&self) {
        let open = self.ledger.lock().await.unfinished();
        for question in open {
            if !self.ledger.lock().await.is_open(&question) {
                continue;
            }
            let event = match self.event(&question).await {
                Ok(event) => event,
                // The next start tries again.
                Err(error) if error.is_passing() => continue,
                Err(_) => {
                    self.give_up(&question).await;
                    continue;
                }
            };
            if let TimelineEventKind::UnableToDecrypt { event, utd_info } = &event.kind {
                let mut late = self.state.late.lock().await;
                late.keep(self.room.room_id(), event, utd_info.session_id.as_deref());
                continue;
            }
            // It may be gone or too old by now.
            match events::read_latest(event.raw(), &self.state.me) {
                Some(said) if said.at >= self.state.cutoff => {
                    let done = self.said(&said).await;
                    self.note(done).await;
                }
                _ => self.give_up(&question).await,
            }
        }
    }

    async fn give_up(&self, question: &OwnedEventId) {
        self.ledger.lock().await.unanswered(question);
        self.note(Ok(())).await;
    }

    async fn said(&self, said: &Said) -> Result<(), Error> {
        let context = {
            let mut ledger = self.ledger.lock().await;
            let context = address(said, &ledger, self.state.surroundings(self.room));
            if !is_for_us(said, context) {
                ledger.not_asked(&said.id);
                return Ok(());
            }
            // It was written down before, unless it was answered meanwhile.
            let exchange = || RoomExchange::new(said.id.clone(), said.sender.clone());
            if !ledger.is_open(&said.id) && !ledger.asked(exchange()) {
                return Ok(());
            }
            context
        };
        let admission = self.admission(said, context).await;
        if admission != Admission::Admitted {
            return self.refused(said, admission).await;
        }
        let drawn = self.content(said, context).await;
        let Drawn { content, shown, courtesy, warning, found, was_asked: _ } =
            self.shortened(said, drawn).await;
        let answers = if courtesy { MatrixAnswers::Reply } else { self.state.answers(self.room) };
        let to =
            To { event: &said.id, author: &said.sender, thread: said.thread.as_deref(), answers };
        let sent = post::answer(&self.state.reach, self.room, to, content).await;
        // The question stays open until its author is told, so that the next start tells them;
        // the homeserver knows an answer that comes again.
        let sent = match (sent, warning) {
            (Ok(answer), Some(about)) => self.warn(said, &answer, about).await.map(|()| answer),
            (sent, _) => sent,
        };
        let mut ledger = self.ledger.lock().await;
        match sent {
            Ok(answer) => {
                if let Some(entry) = found {
                    self.shows(&entry, &answer, said.at);
                }
                ledger.answered(&said.id, answer, shown);
                Ok(())
            }
            // The next start tries again.
            Err(error) if error.is_passing() || waits_for_the_store(&error) => Err(error),
            Err(error) => {
                ledger.unanswered(&said.id);
                Err(error)
            }
        }
    }

    /// Tells the author of a message, once, that it seems to be about a patient.
    async fn warn(&self, said: &Said, answer: &EventId, about: PatientIn) -> Result<(), Error> {
        if self.ledger.lock().await.is_to_be_warned(&said.id) {
            let notice = patient::warn(self.state, self.room, said, answer, about).await?;
            self.ledger.lock().await.warned(&said.id, notice);
        }
        Ok(())
    }

    /// The answer follows the question's new text; a message that asks the bot only since
    /// it was edited is answered.
    async fn edited(
        &self,
        id: &OwnedEventId,
        of: &OwnedEventId,
        edit: EditedText<'_>,
    ) -> Result<(), Error> {
        let known = self.ledger.lock().await.of_question(of).map(|exchange| exchange.done);
        if known != Some(true) {
            let original = self.event(of).await;
            let said = original.ok().and_then(|event| events::edited(event.raw(), &edit));
            return match said {
                Some(said) => self.said(&said).await,
                None => {
                    self.ledger.lock().await.not_asked(of);
                    Ok(())
                }
            };
        }
        let by = edit.sender.to_owned();
        let exchange = self.ledger.lock().await.edited(of, Some(&by), Edit::Event(id.to_owned()));
        let Some(answer) = exchange.and_then(|exchange| exchange.answer) else { return Ok(()) };
        let original = self.event(of).await?;
        let Some(said) = events::edited(original.raw(), &edit) else { return Ok(()) };
        let context = {
            let ledger = self.ledger.lock().await;
            let context = address(&said, &ledger, self.state.surroundings(self.room));
            // The question stays one when the edit takes the mention away.
            Context { addressed: true, ..context }
        };
        if !answer::follows_edit(&said, context) {
            return Ok(());
        }
        // The edit replaces the question that was recorded.
        let recorded = self.ledger.lock().await.asks(of);
        if let Some(recorded) = recorded {
            for preview in self.forget(recorded).await {
                post::redact(&self.state.reach, self.room, &preview).await?;
            }
        }
        let Drawn { content, shown, courtesy: _, warning, found, was_asked: _ } =
            self.content(&said, context).await;
        // Whatever becomes of the edit, nothing leads to the old answer any more.
        self.is_gone(&answer);
        post::edit(&self.state.reach, self.room, &answer, content, id).await?;
        if let Some(entry) = found {
            self.shows(&entry, &answer, said.at);
        }
        self.ledger.lock().await.changed(of, shown);
        match warning {
            Some(about) => self.warn(&said, &answer, about).await,
            None => Ok(()),
        }
    }

    /// Redacts the answer of a question that was redacted.
    async fn redacted(&self, question: &OwnedEventId) -> Result<(), Error> {
        // It may be an answer that somebody has removed.
        self.is_gone(question);
        feedback::taken_back(self.state, self.room, self.ledger, question).await;
        let (asker, asides, recorded, answer) = {
            let mut ledger = self.ledger.lock().await;
            let asides = [ledger.take_warning(question), ledger.take_why(question)];
            let recorded = ledger.asks(question);
            (ledger.asker_of(question), asides, recorded, ledger.removed(question))
        };
        if let Some(asker) = asker {
            let person = PersonKey::new(asker.as_str());
            self.state.bot.forget_evidence("matrix", self.room.room_id().as_str(), &person);
        }
        let previews = match recorded {
            Some(recorded) => self.forget(recorded).await,
            None => Vec::new(),
        };
        for ours in asides.into_iter().chain([answer]).flatten().chain(previews) {
            self.is_gone(&ours);
            post::redact(&self.state.reach, self.room, &ours).await?;
        }
        Ok(())
    }

    /// Forgets what was kept of a question; gives the messages that show what would be sent of it.
    async fn forget(&self, recorded: QuestionId) -> Vec<OwnedEventId> {
        self.state.bot.forget_question(recorded);
        self.ledger.lock().await.withdraw(recorded)
    }
}
