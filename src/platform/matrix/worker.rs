//! The work of one room, in the order of its events: a question is answered before
//! its edit is read, and a choice is offered before it is picked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use matrix_sdk::deserialized_responses::{TimelineEvent, TimelineEventKind};
use matrix_sdk::ruma::{EventId, OwnedEventId};
use matrix_sdk::{Error, Room};
use tokio::sync::mpsc;

use super::address::{address, is_for_us};
use super::bindings::MatrixAnswers;
use super::command::{self, Context, Wanted};
use super::events::{self, EditedText, Incoming, Said};
use super::ledger::{self, RoomExchange, SharedLedger};
use super::patience::{OpenQuestion, Passing as _, waits_for_the_store};
use super::patient::{self, PatientIn};
use super::post::{self, Beside, To};
use super::render::{self, Content, Frame};
use super::state::{ADMIN_POWER, MatrixState};
use super::{feedback, words};
use crate::bot::{
    AdminCommand, Answer, AskedBy, Asker, MyData, MyDataReply, Opinion, PersonKey, Question, Reply,
    Request, Role,
};
use crate::conversation::exchange::{AnswerContent, AnswerKind, Edit, Pick};
use crate::platform::matrix::wording as said_here;
use crate::privacy;
use crate::wording;

/// An answer: the bot's reply, or a sentence that only this network needs.
enum Spoken {
    Reply(Box<Reply>),
    Sentence(String),
}

/// What is sent, what it shows, and whether it is only a courtesy.
struct Drawn {
    content: Content,
    shown: AnswerContent,
    /// Greetings and thanks get the help, and open no thread.
    courtesy: bool,
    /// What is told about a message that seems to be about a patient.
    warning: Option<PatientIn>,
}

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
    let worker = Worker { state: &state, room: &room, ledger: &ledger };
    while let Some(task) = queue.recv().await {
        match task {
            Task::Event(incoming, _open) => worker.take(incoming).await,
            Task::CatchUp => worker.catch_up().await,
        }
        if queue.is_empty() && overflown.swap(false, Ordering::AcqRel) {
            worker.catch_up().await;
        }
    }
}

struct Worker<'a> {
    state: &'a MatrixState,
    room: &'a Room,
    ledger: &'a SharedLedger,
}

impl Worker<'_> {
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

    async fn event(&self, id: &EventId) -> Result<TimelineEvent, Error> {
        self.state.reach.insist(|| async { self.room.event(id, None).await }).await
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
        let Drawn { content, shown, courtesy, warning } = self.content(said, context).await;
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

    /// What is answered to a message.
    async fn content(&self, said: &Said, context: Context) -> Drawn {
        let wanted = said.text.as_deref().and_then(|text| command::read(text, context));
        let standing = self.state.standing(self.room, &said.sender).await;
        let role = standing.role();
        let asked_by = asked_by(said, wanted.as_ref(), self.state.is_direct(self.room));
        let asker = self.state.asker(self.room, &said.sender, role, asked_by).await;
        let is_about_patient = |text: &str| privacy::mask(text).looks_like_patient_data();
        let own = said.text.as_deref().is_some_and(is_about_patient);
        let mut warning = own.then_some(PatientIn::Message);
        let explained = match &wanted {
            Some(Wanted::Pick(number)) => self.explained(said, Some(*number)).await,
            // What follows `!faq` is a question, whatever it replies to.
            Some(Wanted::Ask(_)) if !begins_with_a_command(said) => {
                self.explained(said, None).await
            }
            _ => None,
        };
        if let Some(spoken) = explained {
            return Drawn { warning, ..drawn(&spoken, role) };
        }
        let spoken = match wanted {
            None => Spoken::Sentence(wording::unreadable().to_owned()),
            Some(Wanted::Search) => match self.words_of(said.reply_to.as_deref()).await {
                Ok(text) => {
                    if is_about_patient(&text) {
                        warning = Some(PatientIn::Searched);
                    }
                    self.reply(Request::Ask(Question::new(&text)), &asker).await
                }
                Err(why) => Spoken::Sentence(why.to_owned()),
            },
            Some(Wanted::Pick(number)) => self.picked(number, said, &asker).await,
            Some(Wanted::Ask(question)) => self.reply(Request::Ask(question), &asker).await,
            Some(Wanted::PassOn(step)) => {
                let request = feedback::pass_on(said, &*self.ledger.lock().await, step);
                match request {
                    Some(Ok(request)) => self.reply(request, &asker).await,
                    Some(Err(reply)) => Spoken::Reply(Box::new(reply)),
                    None => Spoken::Sentence(said_here::nothing_to_pass_on(step).to_owned()),
                }
            }
            Some(Wanted::MyData(wanted)) => self.my_data(said, wanted, &asker).await,
            Some(Wanted::Help) => self.reply(Request::Help, &asker).await,
            Some(Wanted::Admin(_) | Wanted::NoSuchCommand)
                if standing.powerful && !standing.listed =>
            {
                Spoken::Sentence(said_here::not_listed(said.sender.as_str()))
            }
            Some(Wanted::Admin(_) | Wanted::NoSuchCommand)
                if standing.listed && !standing.powerful =>
            {
                Spoken::Sentence(said_here::no_power(ADMIN_POWER))
            }
            Some(Wanted::Admin(command)) => self.reply(Request::Admin(command), &asker).await,
            // Who may not command is told so, whatever the command: the bot refuses any.
            Some(Wanted::NoSuchCommand) if role != Role::Admin => {
                self.reply(Request::Admin(AdminCommand::Status), &asker).await
            }
            Some(Wanted::NoSuchCommand) => {
                Spoken::Sentence(wording::unknown_command(&render::usage_here(role == Role::Admin)))
            }
        };
        Drawn { warning, ..drawn(&spoken, role) }
    }

    async fn reply(&self, request: Request, asker: &Asker) -> Spoken {
        Spoken::Reply(Box::new(self.state.bot.handle(request, asker).await))
    }

    async fn picked(&self, number: usize, said: &Said, asker: &Asker) -> Spoken {
        let pick = {
            let ledger = self.ledger.lock().await;
            let in_thread = || {
                let root = said.thread.as_ref()?;
                Some(ledger.offered_in(root).unwrap_or(root))
            };
            ledger.picked(&said.sender, number, said.reply_to.as_ref().or_else(in_thread))
        };
        Spoken::Sentence(match pick {
            Pick::Entry(id) => return self.reply(Request::Pick(id), asker).await,
            Pick::NoneOfThese(question) => {
                return self.reply(Request::NoneOfThese(question), asker).await;
            }
            Pick::NothingOffered => said_here::nothing_to_pick().to_owned(),
            Pick::NotTheirs => said_here::not_yours().to_owned(),
            Pick::NoSuchChoice { choices } => said_here::no_such_choice(choices),
        })
    }

    /// The reply to a message that says why an answer did not help, or that should.
    async fn explained(&self, said: &Said, number: Option<usize>) -> Option<Spoken> {
        let spot = feedback::spot(said);
        let text = said.text.as_deref().unwrap_or_default();
        let reason = feedback::reason(text, number);
        let judged = {
            let mut ledger = self.ledger.lock().await;
            let replies = said.reply_to.as_ref().is_some_and(|message| ledger.asks_why(message));
            // Other words than a number are a reason in reply to that question alone.
            if !replies && (number.is_none() || !ledger.is_to_explain(&said.sender, spot)) {
                return None;
            }
            reason.and_then(|_| ledger.explained(&said.sender, spot))
        };
        let (Some(reason), Some(judged)) = (reason, judged) else {
            return Some(Spoken::Sentence(said_here::no_such_reason().to_owned()));
        };
        let opinion = Opinion::NotUseful(Some(reason));
        let reply = feedback::vote(self.state, self.room, &said.sender, &judged, opinion).await;
        Some(Spoken::Reply(Box::new(reply)))
    }

    /// What is kept of a person is shown to nobody else: in their direct room, if there is one.
    async fn my_data(&self, said: &Said, wanted: MyData, asker: &Asker) -> Spoken {
        let (direct, here) =
            (self.state.direct_room(&said.sender), self.state.is_direct(self.room));
        let is_shown_elsewhere = wanted == MyData::Show && !here;
        if is_shown_elsewhere && direct.is_none() {
            return Spoken::Sentence(said_here::my_data_in_private().to_owned());
        }
        let reply = self.state.bot.handle(Request::MyData(wanted), asker).await;
        if matches!(reply, Reply::MyData(MyDataReply::Erased)) {
            self.state.forget_questions_of(&said.sender).await;
        }
        let Some(direct) = direct.filter(|_| is_shown_elsewhere) else {
            return Spoken::Reply(Box::new(reply));
        };
        let content = render::render(&reply, &Frame::default());
        let (reach, cause) = (&self.state.reach, ("data", &*said.id));
        Spoken::Sentence(match post::aside(reach, &direct, cause, Beside::Nothing, content).await {
            Ok(_) => said_here::my_data_shown().to_owned(),
            Err(_) => said_here::my_data_in_private().to_owned(),
        })
    }

    /// The text of somebody's message, or the sentence that says why there is none.
    async fn words_of(&self, event: Option<&EventId>) -> Result<String, &'static str> {
        let Some(event) = event else { return Err(wording::unreadable()) };
        let Ok(event) = self.event(event).await else { return Err(said_here::unreachable()) };
        if matches!(event.kind, TimelineEventKind::UnableToDecrypt { .. }) {
            return Err(said_here::undecryptable());
        }
        if events::is_redacted(event.raw()) {
            return Err(said_here::removed());
        }
        words::words(event.raw()).ok_or_else(wording::unreadable)
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
        let Drawn { content, shown, courtesy: _, warning } = self.content(&said, context).await;
        post::edit(&self.state.reach, self.room, &answer, content, id).await?;
        self.ledger.lock().await.changed(of, shown);
        match warning {
            Some(about) => self.warn(&said, &answer, about).await,
            None => Ok(()),
        }
    }

    /// Redacts the answer of a question that was redacted.
    async fn redacted(&self, question: &OwnedEventId) -> Result<(), Error> {
        let (asker, asides, answer) = {
            let mut ledger = self.ledger.lock().await;
            let asides = [ledger.take_warning(question), ledger.take_why(question)];
            (ledger.asker_of(question), asides, ledger.removed(question))
        };
        if let Some(asker) = asker {
            let person = PersonKey::new(asker.as_str());
            self.state.bot.forget_evidence("matrix", self.room.room_id().as_str(), &person);
        }
        for ours in asides.into_iter().chain([answer]).flatten() {
            post::redact(&self.state.reach, self.room, &ours).await?;
        }
        Ok(())
    }
}

fn asked_by(said: &Said, wanted: Option<&Wanted>, is_direct: bool) -> AskedBy {
    match wanted {
        Some(Wanted::Pick(_)) => AskedBy::Choice,
        Some(Wanted::Search) => AskedBy::Menu,
        _ if begins_with_a_command(said) => AskedBy::Command,
        _ if said.mentioned => AskedBy::Mention,
        _ if is_direct => AskedBy::Message,
        _ => AskedBy::Reply,
    }
}

fn begins_with_a_command(said: &Said) -> bool {
    said.text.as_deref().is_some_and(|text| text.trim_start().starts_with('!'))
}

fn drawn(spoken: &Spoken, role: Role) -> Drawn {
    match spoken {
        Spoken::Sentence(sentence) => Drawn {
            content: render::sentence(sentence),
            shown: AnswerContent::default(),
            courtesy: false,
            warning: None,
        },
        Spoken::Reply(reply) => {
            let frame = Frame { admin: role == Role::Admin };
            Drawn {
                content: render::render(reply, &frame),
                shown: shown(reply),
                courtesy: matches!(**reply, Reply::Help),
                warning: None,
            }
        }
    }
}

/// What is remembered of a reply, for what is said of it later.
fn shown(reply: &Reply) -> AnswerContent {
    let (kind, recorded) = match reply {
        Reply::Answer { feedback, .. } => (AnswerKind::Answer, feedback.question),
        Reply::ThanksForReason(feedback) => (AnswerKind::Other, feedback.question),
        Reply::PassOnPreview { question, .. } => (AnswerKind::Preview, Some(*question)),
        Reply::PassedOn(question) => (AnswerKind::PassedOn, Some(*question)),
        _ => (AnswerKind::Other, None),
    };
    let entry = match reply {
        Reply::Answer { answer: Answer::Found { entry, .. }, .. } => Some(entry.id.clone()),
        _ => None,
    };
    AnswerContent { entry, choices: render::picks(reply), kind, recorded }
}
