//! The work of one room, in the order of its events: a question is answered before
//! its edit is read, and a choice is offered before it is picked.

use std::sync::Arc;

use matrix_sdk::ruma::{EventId, OwnedEventId, OwnedUserId, UserId};
use matrix_sdk::{Error, Room};
use tokio::sync::mpsc;

use super::command::{self, Wanted};
use super::events::{self, Incoming, Said};
use super::ledger::{self, RoomExchange, SharedLedger};
use super::post::{self, To};
use super::render::{self, Content, Frame};
use super::state::MatrixState;
use crate::bot::{Answer, Asker, Question, Reply, Request, Role, Vote};
use crate::conversation::exchange::{AnswerContent, Edit, Pick};
use crate::platform::matrix::wording as said_here;
use crate::wording;

/// An answer: the bot's reply, or a sentence that only this network needs.
enum Spoken {
    Reply(Box<Reply>),
    Sentence(String),
}

/// Works until nothing more can come.
pub async fn work(
    state: Arc<MatrixState>,
    room: Room,
    ledger: SharedLedger,
    mut queue: mpsc::Receiver<Incoming>,
) {
    let worker = Worker { state: &state, room: &room, ledger: &ledger };
    while let Some(incoming) = queue.recv().await {
        worker.take(incoming).await;
    }
}

struct Worker<'a> {
    state: &'a MatrixState,
    room: &'a Room,
    ledger: &'a SharedLedger,
}

impl Worker<'_> {
    async fn take(&self, incoming: Incoming) {
        let done = match incoming {
            Incoming::Said(said) => self.said(&said).await,
            Incoming::Edited { id, of, sender, text } => {
                self.edited(&id, &of, &sender, &text).await
            }
            Incoming::Redacted(question) => self.redacted(&question).await,
            Incoming::Voted { id, of, sender, useful } => {
                self.voted(&id, &of, &sender, useful).await;
                Ok(())
            }
        };
        // The error is not logged: the server's text may quote what was sent.
        if let Err(error) = done {
            let status = error.as_client_api_error().map(|error| error.status_code.as_u16());
            tracing::warn!(
                room = %self.room.room_id(),
                status,
                "the homeserver did not take an answer, the question is left without one"
            );
        }
        let mut ledger = self.ledger.lock().await;
        if let Err(error) =
            ledger::write(&self.state.client, self.room.room_id(), &mut ledger).await
        {
            tracing::error!("a restart may answer the last question again: {error:#}");
        }
    }

    async fn said(&self, said: &Said) -> Result<(), Error> {
        let replied_to = match &said.reply_to {
            Some(event) => self.ledger.lock().await.of_answer(event).cloned(),
            None => None,
        };
        let direct = self.state.is_direct(self.room);
        let addressed = said.mentioned || direct || replied_to.is_some();
        let picking = direct || replied_to.as_ref().is_some_and(|to| !to.choices.is_empty());
        let wanted = match &said.text {
            Some(text) => command::read(text, addressed, said.reply_to.is_some(), picking),
            None if said.mentioned || direct => None,
            None => return Ok(()),
        };
        if wanted.is_none() && said.text.is_some() {
            return Ok(());
        }
        {
            let mut ledger = self.ledger.lock().await;
            // It was written down before, unless only its being a reply told that it is for the bot.
            let exchange = || RoomExchange::new(said.id.clone(), said.sender.clone());
            if !ledger.is_open(&said.id) && !ledger.asked(exchange()) {
                return Ok(());
            }
        }
        let role = self.state.role(self.room, &said.sender).await;
        let asker = self.state.asker(self.room, &said.sender, role);
        let spoken = match wanted {
            None => Spoken::Sentence(wording::unreadable().to_owned()),
            Some(Wanted::Search) => match self.words_of(said.reply_to.as_deref()).await {
                Some(text) => self.reply(Request::Ask(Question::new(&text)), &asker).await,
                None => Spoken::Sentence(wording::unreadable().to_owned()),
            },
            Some(Wanted::Pick(number)) => self.picked(number, said, &asker).await,
            Some(Wanted::Ask(question)) => self.reply(Request::Ask(question), &asker).await,
            Some(Wanted::Help) => self.reply(Request::Help, &asker).await,
            Some(Wanted::Admin(command)) => self.reply(Request::Admin(command), &asker).await,
            Some(Wanted::NoSuchCommand) => {
                Spoken::Sentence(wording::unknown_command(&render::usage_here(role == Role::Admin)))
            }
        };
        let (content, shown) = drawn(&spoken, role);
        let to = To {
            event: &said.id,
            author: &said.sender,
            thread: said.thread.as_deref(),
            answers: self.state.answers(self.room),
        };
        let sent = post::answer(self.room, to, content).await;
        let mut ledger = self.ledger.lock().await;
        match sent {
            Ok(answer) => {
                ledger.answered(&said.id, answer, shown);
                Ok(())
            }
            Err(error) => {
                ledger.unanswered(&said.id);
                Err(error)
            }
        }
    }

    async fn reply(&self, request: Request, asker: &Asker) -> Spoken {
        Spoken::Reply(Box::new(self.state.bot.handle(request, asker).await))
    }

    async fn picked(&self, number: usize, said: &Said, asker: &Asker) -> Spoken {
        let pick = self.ledger.lock().await.picked(&said.sender, number, said.reply_to.as_ref());
        Spoken::Sentence(match pick {
            Pick::Entry(id) => return self.reply(Request::Pick(id), asker).await,
            Pick::NothingOffered => said_here::nothing_to_pick().to_owned(),
            Pick::NotTheirs => said_here::not_yours().to_owned(),
            Pick::NoSuchChoice { choices } => said_here::no_such_choice(choices),
        })
    }

    /// The text of somebody's message.
    async fn words_of(&self, event: Option<&EventId>) -> Option<String> {
        events::words(self.room.event(event?, None).await.ok()?.raw())
    }

    /// The answer follows the question's new text.
    async fn edited(
        &self,
        id: &OwnedEventId,
        of: &OwnedEventId,
        sender: &OwnedUserId,
        text: &str,
    ) -> Result<(), Error> {
        let edit = Edit::Event(id.to_owned());
        let exchange = self.ledger.lock().await.edited(of, Some(sender), edit);
        let Some(answer) = exchange.and_then(|exchange| exchange.answer) else { return Ok(()) };
        let Some(Wanted::Ask(question)) = command::read(text, true, false, false) else {
            return Ok(());
        };
        let role = self.state.role(self.room, sender).await;
        let asker = self.state.asker(self.room, sender, role);
        let spoken = self.reply(Request::Ask(question), &asker).await;
        let (content, shown) = drawn(&spoken, role);
        post::edit(self.room, &answer, content, id).await?;
        self.ledger.lock().await.changed(of, shown);
        Ok(())
    }

    /// Redacts the answer of a question that was redacted.
    async fn redacted(&self, question: &OwnedEventId) -> Result<(), Error> {
        let answer = self.ledger.lock().await.removed(question);
        match answer {
            Some(answer) => post::redact(self.room, &answer).await,
            None => Ok(()),
        }
    }

    async fn voted(&self, id: &OwnedEventId, of: &OwnedEventId, sender: &UserId, useful: bool) {
        let entry = self.ledger.lock().await.voted(id.to_owned(), of);
        if let Some(entry) = entry {
            let vote = Request::Vote(Vote { entry, useful });
            let asker = self.state.asker(self.room, sender, Role::Member);
            // No thanks are sent: each would be a message to the whole room.
            let _ = self.state.bot.handle(vote, &asker).await;
        }
    }
}

/// What is sent, and what it shows.
fn drawn(spoken: &Spoken, role: Role) -> (Content, AnswerContent) {
    match spoken {
        Spoken::Sentence(sentence) => (render::sentence(sentence), AnswerContent::default()),
        Spoken::Reply(reply) => {
            let entry = match &**reply {
                Reply::Answer { answer: Answer::Found { entry, .. }, .. } => Some(entry.id.clone()),
                _ => None,
            };
            let frame = Frame { admin: role == Role::Admin };
            (render::render(reply, &frame), AnswerContent { entry, choices: render::picks(reply) })
        }
    }
}
