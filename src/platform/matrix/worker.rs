//! One room's work, in the order of its events: a question is answered before its
//! edit is looked at, a choice is offered before it is picked.

use std::sync::Arc;

use matrix_sdk::ruma::{EventId, UserId};
use matrix_sdk::{Error, Room};
use tokio::sync::{Mutex, mpsc};

use super::command::{self, Wanted};
use super::desk::Desk;
use super::events::{self, Incoming, Said};
use super::ledger::{Exchange, Ledger};
use super::post::{self, To};
use super::render::{self, Content, Frame};
use super::store;
use crate::bot::{Answer, Asker, Question, Reply, Request, Role, Vote};
use crate::faq::EntryId;
use crate::wording::{self, matrix as said_here};

/// A room's ledger, shared with who writes questions down.
pub type Book = Arc<Mutex<Ledger>>;

/// What is answered: a reply, or a sentence that only concerns this network.
enum Spoken {
    Reply(Box<Reply>),
    Sentence(String),
}

/// Works until nothing more can come.
pub async fn work(desk: Arc<Desk>, room: Room, book: Book, mut queue: mpsc::Receiver<Incoming>) {
    let worker = Worker { desk: &desk, room: &room, book: &book };
    while let Some(incoming) = queue.recv().await {
        worker.take(incoming).await;
    }
}

struct Worker<'a> {
    desk: &'a Desk,
    room: &'a Room,
    book: &'a Book,
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
        // What the server says of a failure may quote what was sent.
        if let Err(error) = done {
            let status = error.as_client_api_error().map(|error| error.status_code.as_u16());
            tracing::warn!(room = %self.room.room_id(), status, "an answer was not sent");
        }
        let mut book = self.book.lock().await;
        if !book.take_changed() {
            return;
        }
        let key = store::ledger(self.room.room_id());
        if let Err(error) = store::set(&self.desk.client, &key, &*book).await {
            tracing::error!("{error:#}");
        }
    }

    async fn said(&self, said: &Said) -> Result<(), Error> {
        let replied_to = match &said.reply_to {
            Some(event) => self.book.lock().await.of_answer(event).cloned(),
            None => None,
        };
        let direct = self.desk.is_direct(self.room);
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
            let mut book = self.book.lock().await;
            // Written down already, unless only a reply told that it is for us.
            let known = book.of_question(&said.id).is_some();
            if !known && !book.first_time(&said.id) {
                return Ok(());
            }
            book.open(&said.id, &said.sender);
        }
        let role = self.desk.role(self.room, &said.sender).await;
        let asker = self.desk.asker(self.room, &said.sender, role);
        let spoken = match wanted {
            None => Spoken::Sentence(wording::unreadable().to_owned()),
            Some(Wanted::Search) => match self.words_of(said.reply_to.as_deref()).await {
                Some(text) => self.reply(Request::Ask(Question::new(&text)), &asker).await,
                None => Spoken::Sentence(wording::unreadable().to_owned()),
            },
            Some(Wanted::Pick(number)) => {
                self.picked(number, &said.sender, replied_to.as_ref(), &asker).await
            }
            Some(Wanted::Ask(question)) => self.reply(Request::Ask(question), &asker).await,
            Some(Wanted::Help) => self.reply(Request::Help, &asker).await,
            Some(Wanted::Admin(command)) => self.reply(Request::Admin(command), &asker).await,
            Some(Wanted::NoSuchCommand) => {
                Spoken::Sentence(wording::unknown_command(&render::usage_here(role == Role::Admin)))
            }
        };
        let (content, entry, choices) = drawn(&spoken, role);
        let to = To {
            event: &said.id,
            author: &said.sender,
            thread: said.thread.as_deref(),
            answers: self.desk.answers(self.room),
        };
        let sent = post::answer(self.room, to, content).await;
        let mut book = self.book.lock().await;
        match sent {
            Ok(answer) => {
                book.close(&said.id, Some(answer), entry, choices);
                Ok(())
            }
            Err(error) => {
                book.close(&said.id, None, None, Vec::new());
                Err(error)
            }
        }
    }

    async fn reply(&self, request: Request, asker: &Asker) -> Spoken {
        Spoken::Reply(Box::new(self.desk.bot.handle(request, asker).await))
    }

    async fn picked(
        &self,
        number: usize,
        sender: &UserId,
        replied_to: Option<&Exchange>,
        by: &Asker,
    ) -> Spoken {
        let offer = match replied_to.filter(|exchange| !exchange.choices.is_empty()) {
            Some(exchange) => Some(exchange.clone()),
            None => self.book.lock().await.last_offer(sender).cloned(),
        };
        let Some(Exchange { asker, choices, .. }) = offer else {
            return Spoken::Sentence(said_here::nothing_to_pick().to_owned());
        };
        if asker != sender {
            return Spoken::Sentence(said_here::not_yours().to_owned());
        }
        let chosen = number.checked_sub(1).and_then(|at| choices.get(at));
        match chosen.and_then(|id| EntryId::new(id)) {
            Some(id) => self.reply(Request::Pick(id), by).await,
            None => Spoken::Sentence(said_here::no_such_choice(choices.len())),
        }
    }

    /// What somebody's message says.
    async fn words_of(&self, event: Option<&EventId>) -> Option<String> {
        events::words(self.room.event(event?, None).await.ok()?.raw())
    }

    /// The answer follows the question's new text.
    async fn edited(
        &self,
        id: &EventId,
        of: &EventId,
        sender: &UserId,
        text: &str,
    ) -> Result<(), Error> {
        let answer = {
            let mut book = self.book.lock().await;
            let exchange = book.of_question(of).filter(|exchange| exchange.asker == sender);
            let Some(answer) = exchange.and_then(|exchange| exchange.answer.clone()) else {
                return Ok(());
            };
            if !book.first_time(id) {
                return Ok(());
            }
            answer
        };
        let Some(Wanted::Ask(question)) = command::read(text, true, false, false) else {
            return Ok(());
        };
        let role = self.desk.role(self.room, sender).await;
        let asker = self.desk.asker(self.room, sender, role);
        let spoken = self.reply(Request::Ask(question), &asker).await;
        let (content, entry, choices) = drawn(&spoken, role);
        post::edit(self.room, &answer, content, id).await?;
        self.book.lock().await.close(of, None, entry, choices);
        Ok(())
    }

    /// The answer goes with its question.
    async fn redacted(&self, question: &EventId) -> Result<(), Error> {
        let exchange = self.book.lock().await.remove(question);
        match exchange.and_then(|exchange| exchange.answer) {
            Some(answer) => post::redact(self.room, &answer).await,
            None => Ok(()),
        }
    }

    async fn voted(&self, id: &EventId, of: &EventId, sender: &UserId, useful: bool) {
        let entry = {
            let mut book = self.book.lock().await;
            let entry = book.of_answer(of).and_then(|exchange| exchange.entry.clone());
            entry.filter(|_| book.first_time(id)).and_then(|entry| EntryId::new(&entry))
        };
        if let Some(entry) = entry {
            let vote = Request::Vote(Vote { entry, useful });
            let asker = self.desk.asker(self.room, sender, Role::Member);
            // Nothing is said in return: thanks to each would be a message to all.
            let _ = self.desk.bot.handle(vote, &asker).await;
        }
    }
}

/// How it looks, the entry it shows and those it numbers.
fn drawn(spoken: &Spoken, role: Role) -> (Content, Option<EntryId>, Vec<EntryId>) {
    match spoken {
        Spoken::Sentence(sentence) => (render::sentence(sentence), None, Vec::new()),
        Spoken::Reply(reply) => {
            let entry = match &**reply {
                Reply::Answer(Answer::Found { entry, .. }) => Some(entry.id.clone()),
                _ => None,
            };
            let frame = Frame { admin: role == Role::Admin };
            (render::render(reply, &frame), entry, render::picks(reply))
        }
    }
}
