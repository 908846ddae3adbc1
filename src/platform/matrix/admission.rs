//! Whether a question is answered in full: not when its asker or its room has too many, nor when
//! the same answer stands in the room already.

use std::sync::Arc;
use std::time::{Duration, Instant};

use matrix_sdk::Error;
use matrix_sdk::ruma::{EventId, MilliSecondsSinceUnixEpoch};

use super::answer::{self, Drawn};
use super::bindings::MatrixAnswers;
use super::command::{self, Context, Wanted};
use super::events::Said;
use super::here::Here;
use super::network::NETWORK;
use super::patience::{Passing as _, waits_for_the_store};
use super::post::{self, To};
use super::render::{self, Frame};
use super::standing;
use super::state::StandingAnswer;
use crate::bot::{Asker, Reply, Role};
use crate::conversation::exchange::AnswerContent;
use crate::conversation::limits::Admission;
use crate::faq::Entry;

/// A question that would wait longer in its room's queue is turned away. Matrix sets no deadline;
/// whoever waits longer has begun to do something else. Homeservers that slow the bot down make
/// a room of more than a few questions wait.
const WAIT_MAX: Duration = Duration::from_secs(30);

impl Here<'_> {
    /// Whether a message is answered. What was written before this run began is: it was asked
    /// slowly, and comes all at once.
    pub async fn admission(&self, said: &Said, context: Context) -> Admission {
        if !counts(said, context) || said.at < self.state.began {
            return Admission::Admitted;
        }
        self.counted(self.state.limits.check(&self.asker_of(said, context).await))
    }

    /// Whether a message that is to be put behind so many others in its room's queue is answered.
    pub async fn admission_behind(
        &self,
        said: &Said,
        context: Context,
        waiting: usize,
    ) -> Admission {
        let each = self.state.pace.get().unwrap_or_default();
        let wait = each.saturating_mul(u32::try_from(waiting).unwrap_or(u32::MAX));
        let sheds = self.state.limits.load().is_some();
        if !sheds || wait <= WAIT_MAX || !counts(said, context) || said.at < self.state.began {
            return Admission::Admitted;
        }
        self.counted(self.state.limits.turn_away(&self.asker_of(said, context).await))
    }

    fn counted(&self, admission: Admission) -> Admission {
        if let Some(why) = admission.refusal() {
            self.state.bot.metrics().not_answered(NETWORK, why.word());
        }
        admission
    }

    async fn asker_of(&self, said: &Said, context: Context) -> Asker {
        let wanted = said.text.as_deref().and_then(|text| command::read(text, context));
        let is_direct = self.state.is_direct(self.room);
        let asked_by = answer::asked_by(said, wanted.as_ref(), is_direct);
        self.state.asker(self.room, &said.sender, Role::Member, asked_by).await
    }

    /// Leaves a message without an answer, and tells its author why unless they know.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn refused(&self, said: &Said, admission: Admission) -> Result<(), Error> {
        let Admission::Told(why) = admission else {
            self.ledger.lock().await.unanswered(&said.id);
            return Ok(());
        };
        let content = render::render(&Reply::NotNow(why), &Frame::default());
        let to = To {
            event: &said.id,
            author: &said.sender,
            thread: said.thread.as_deref(),
            answers: MatrixAnswers::Reply,
        };
        let sent = post::answer(&self.state.reach, self.room, to, content).await;
        let mut ledger = self.ledger.lock().await;
        match sent {
            Ok(notice) => {
                ledger.answered(&said.id, notice, AnswerContent::default());
                Ok(())
            }
            // The next start answers it.
            Err(error) if error.is_passing() || waits_for_the_store(&error) => Err(error),
            Err(error) => {
                ledger.unanswered(&said.id);
                Err(error)
            }
        }
    }

    /// The answer to a question, or a link to the same answer that stands in the room already.
    pub async fn shortened(&self, said: &Said, drawn: Drawn) -> Drawn {
        let Some(entry) = drawn.found.as_ref().filter(|_| drawn.was_asked) else { return drawn };
        let room = self.room.room_id();
        let now = Instant::now();
        let earlier = self.state.cooldown().earlier(room.to_owned(), entry, now).cloned();
        let Some(StandingAnswer { answer, asked }) = earlier else { return drawn };
        if !self.was_there(said, asked).await {
            return drawn;
        }
        let is_learned = self.state.cooldown().is_learned(room.to_owned(), entry);
        if is_learned && !self.still_stands(&answer).await {
            return drawn;
        }
        let link = room.matrix_to_event_uri(&*answer).to_string();
        self.state.bot.metrics().linked(NETWORK);
        let reply = Reply::AnsweredBefore { question: entry.question.clone(), link };
        Drawn {
            content: render::render(&reply, &Frame::default()),
            shown: AnswerContent::default(),
            courtesy: true,
            found: None,
            ..drawn
        }
    }

    /// Whether the author of a message was in the room at that time: whoever came later may not
    /// be able to read what was said before.
    async fn was_there(&self, said: &Said, at: MilliSecondsSinceUnixEpoch) -> bool {
        let member = self.room.get_member_no_sync(&said.sender).await.ok().flatten();
        let since = member.and_then(|member| member.event().origin_server_ts());
        since.is_some_and(|since| since <= at)
    }

    /// Takes note that an answer shows an entry to everybody in the room.
    pub fn shows(&self, entry: &Arc<Entry>, answer: &EventId, asked: MilliSecondsSinceUnixEpoch) {
        if !self.state.is_direct(self.room) {
            let standing = StandingAnswer { answer: answer.to_owned(), asked };
            let room = self.room.room_id().to_owned();
            self.keep_standing(entry, &standing);
            self.state.cooldown().gave(room, entry, standing, Instant::now());
        }
    }

    /// Takes note that a message, which may be an answer, was removed or shows something else.
    pub fn is_gone(&self, message: &EventId) {
        let mut gone = Vec::new();
        self.state.cooldown().forget(|standing| {
            let is_gone = standing.answer == message;
            if is_gone {
                gone.push(standing::written(standing));
            }
            is_gone
        });
        for answer in gone {
            self.state.bot.stands_no_more(NETWORK, answer);
        }
    }
}

/// Whether the message makes the bot write another one, as no command of admins or of the team
/// does.
fn counts(said: &Said, context: Context) -> bool {
    let wanted = said.text.as_deref().map(|text| command::read(text, context));
    match wanted {
        // A picture is answered by a sentence.
        None => true,
        Some(wanted) => {
            matches!(wanted, Some(Wanted::Ask(_) | Wanted::Search | Wanted::Pick(_) | Wanted::Help))
        }
    }
}
