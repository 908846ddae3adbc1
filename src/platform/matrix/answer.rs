//! What is answered to a message.

use std::sync::Arc;

use matrix_sdk::deserialized_responses::TimelineEventKind;
use matrix_sdk::ruma::EventId;

use super::command::{self, Context, Wanted};
use super::events::{self, Said};
use super::here::Here;
use super::patient::PatientIn;
use super::post::{self, Beside};
use super::render::{self, Content, Frame};
use super::state::ADMIN_POWER;
use super::team::work;
use super::{feedback, words};
use crate::bot::{
    AdminCommand, Answer, AskedBy, Asker, MyData, MyDataReply, Opinion, PersonKey, Question, Reply,
    Request, Role,
};
use crate::conversation::exchange::{AnswerContent, AnswerKind, Pick};
use crate::faq::Entry;
use crate::platform::matrix::wording as said_here;
use crate::privacy;
use crate::wording;

/// An answer: the bot's reply, a sentence that only this network needs, or what is said in the
/// team's room.
enum Spoken {
    Content(Content),
    Reply(Box<Reply>),
    Sentence(String),
}

/// What is sent, what it shows, and whether it is only a courtesy.
pub struct Drawn {
    /// What is sent.
    pub content: Content,
    /// What is remembered of it.
    pub shown: AnswerContent,
    /// Greetings and thanks get the help, and open no thread.
    pub courtesy: bool,
    /// What is told about a message that seems to be about a patient.
    pub warning: Option<PatientIn>,
    /// The entry that it shows.
    pub found: Option<Arc<Entry>>,
    /// Whether that entry answers a question or a search; a choice is shown again each time.
    pub was_asked: bool,
}

impl Here<'_> {
    /// What is answered to a message.
    pub async fn content(&self, said: &Said, context: Context) -> Drawn {
        let wanted = said.text.as_deref().and_then(|text| command::read(text, context));
        let standing = self.state.standing(self.room, &said.sender).await;
        let role = standing.role();
        let team = self.state.is_team(self.room.room_id());
        let frame = Frame { admin: role == Role::Admin, team };
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
            return Drawn { warning, ..drawn(&spoken, frame) };
        }
        let was_asked = matches!(wanted, Some(Wanted::Ask(_) | Wanted::Search));
        let spoken = match wanted {
            None => Spoken::Sentence(wording::unreadable().to_owned()),
            Some(Wanted::Search) => match self.words_of(said.reply_to.as_deref()).await {
                Ok((text, author)) => {
                    if is_about_patient(&text) {
                        warning = Some(PatientIn::Searched);
                    }
                    let question = Question::new(&text).written_by(author);
                    self.reply(Request::Ask(question), &asker).await
                }
                Err(why) => Spoken::Sentence(why.to_owned()),
            },
            Some(Wanted::Pick(number)) => self.picked(number, said, &asker).await,
            Some(Wanted::Ask(question)) => self.reply(Request::Ask(question), &asker).await,
            Some(Wanted::Team(command)) => {
                Spoken::Content(work::answer(*self, said, &command).await)
            }
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
                Spoken::Sentence(wording::unknown_command(&render::usage_here(frame)))
            }
        };
        Drawn { warning, was_asked, ..drawn(&spoken, frame) }
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
            Pick::Entry(entry, question) => {
                return self.reply(Request::Pick { entry, question }, asker).await;
            }
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

    /// What is kept of a person, and what they decide about it, is shown to nobody else: in their
    /// direct room, if there is one.
    async fn my_data(&self, said: &Said, wanted: MyData, asker: &Asker) -> Spoken {
        let (direct, here) =
            (self.state.direct_room(&said.sender), self.state.is_direct(self.room));
        if wanted == MyData::Show && !here && direct.is_none() {
            return Spoken::Sentence(said_here::my_data_in_private().to_owned());
        }
        let reply = self.state.bot.handle(Request::MyData(wanted), asker).await;
        if matches!(reply, Reply::MyData(MyDataReply::Erased)) {
            self.state.forget_questions_of(&said.sender).await;
        }
        if here {
            return Spoken::Reply(Box::new(reply));
        }
        let Some(direct) = direct else {
            return Spoken::Sentence(match reply {
                Reply::MyData(MyDataReply::Late) => said_here::my_data_late().to_owned(),
                _ => said_here::my_data_done().to_owned(),
            });
        };
        let content = render::render(&reply, &Frame::default());
        let (reach, cause) = (&self.state.reach, ("data", &*said.id));
        Spoken::Sentence(match post::aside(reach, &direct, cause, Beside::Nothing, content).await {
            Ok(_) => said_here::my_data_shown().to_owned(),
            Err(_) if wanted == MyData::Show => said_here::my_data_in_private().to_owned(),
            Err(_) => said_here::my_data_done().to_owned(),
        })
    }

    /// The text of somebody's message with its author, or the sentence that says why there is none.
    async fn words_of(&self, event: Option<&EventId>) -> Result<(String, PersonKey), &'static str> {
        let Some(event) = event else { return Err(wording::unreadable()) };
        let Ok(event) = self.event(event).await else { return Err(said_here::unreachable()) };
        if matches!(event.kind, TimelineEventKind::UnableToDecrypt { .. }) {
            return Err(said_here::undecryptable());
        }
        if events::is_redacted(event.raw()) {
            return Err(said_here::removed());
        }
        let author: Option<String> = event.raw().get_field("sender").ok().flatten();
        let text = words::words(event.raw()).ok_or_else(wording::unreadable)?;
        Ok((text, PersonKey::new(author.unwrap_or_default())))
    }
}

/// Whether the answer follows an edit of its message. What was done in the team's room is not done
/// again.
pub fn follows_edit(said: &Said, context: Context) -> bool {
    let wanted = said.text.as_deref().and_then(|text| command::read(text, context));
    !matches!(wanted, Some(Wanted::Team(command)) if !command.verb.proposes())
}

/// How a message asks.
pub fn asked_by(said: &Said, wanted: Option<&Wanted>, is_direct: bool) -> AskedBy {
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

fn drawn(spoken: &Spoken, frame: Frame) -> Drawn {
    let said = |content| {
        let shown = AnswerContent::default();
        let (courtesy, was_asked) = (false, false);
        Drawn { content, shown, courtesy, warning: None, found: None, was_asked }
    };
    match spoken {
        Spoken::Sentence(sentence) => said(render::sentence(sentence)),
        Spoken::Content(content) => said(content.clone()),
        Spoken::Reply(reply) => Drawn {
            content: render::render(reply, &frame),
            shown: shown(reply),
            courtesy: matches!(**reply, Reply::Help),
            warning: None,
            found: reply.found().cloned(),
            was_asked: false,
        },
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
