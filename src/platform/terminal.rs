//! The chat that needs no network. On a terminal it has line editing, history and colour;
//! otherwise each line of standard input gets an answer as plain text.
//!
//! Whoever types here started the bot, so they are an admin. [`input`] reads lines on a
//! separate thread, [`line`] decides what they mean, [`render()`] draws the replies, and
//! this file joins them.

mod input;
mod line;
mod markdown;
mod paragraph;
mod render;
mod screen;
mod table;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

pub use render::render;
pub use screen::Screen;

use crate::bot::{
    AdminCommand, Answer, AskedBy, Asker, Audience, Bot, Feedback, MyDataReply, PassOnStep,
    PersonKey, Place, QuestionId, Reply, Request, Role, Secrecy, Vote,
};
use crate::faq::EntryId;
use crate::privacy;
use crate::search::Scope;
use crate::wording::{self, Usage, terminal as said};
use input::{Input, Typed};
use line::{Line, Offered};
use screen::print;

/// The terminal's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// A file that keeps typed lines from one chat to the next, readable by its owner
    /// alone, except those with personal data. Without it all lines are forgotten.
    pub history_file: Option<PathBuf>,
}

/// Chats until the person leaves, standard input ends, nobody reads standard output any
/// more, or `shutdown` is cancelled.
///
/// # Errors
/// The terminal, standard input or the history file cannot be used.
pub async fn run(config: Config, bot: Arc<Bot>, shutdown: CancellationToken) -> anyhow::Result<()> {
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    // The mode is saved before the editor changes it.
    let mode = input::Mode::save();
    let input = if interactive {
        Input::editor(config.history_file, Screen::of_stdout())?
    } else {
        Input::lines().context("cannot start the thread that reads standard input")?
    };
    let mut chat = Chat {
        bot,
        input,
        interactive,
        choices: Vec::new(),
        choices_of: None,
        last: None,
        is_about_patient: false,
        reason_is_asked: false,
        answered: false,
    };
    let ended = tokio::select! {
        biased;
        () = shutdown.cancelled() => {
            // The editor's thread still waits for keys; it ends with the process.
            mode.restore();
            if interactive { print("\n") } else { Ok(()) }
        }
        ended = chat.run() => ended,
    };
    match ended {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        ended => ended,
    }
}

struct Chat {
    bot: Arc<Bot>,
    input: Input,
    interactive: bool,
    /// The entries that were shown last, in the order of the numbers that pick them.
    choices: Vec<EntryId>,
    /// The question that they were offered for.
    choices_of: Option<QuestionId>,
    /// What can be said of the last answer, with the entry that was shown.
    last: Option<(Feedback, Option<EntryId>)>,
    /// Whether the last question seems to be about a patient, so that it cannot be passed on.
    is_about_patient: bool,
    /// Whether a number is the reason of a vote.
    reason_is_asked: bool,
    answered: bool,
}

impl Chat {
    async fn run(&mut self) -> anyhow::Result<()> {
        if self.interactive {
            self.welcome().await?;
        }
        let mut interrupted = false;
        loop {
            match self.input.next().await {
                Typed::Line(text) => {
                    interrupted = false;
                    match line::read(&text, self.offered()) {
                        Line::Empty => {}
                        Line::Quit => return self.leave(),
                        line => self.answer(line).await?,
                    }
                }
                Typed::Interrupted if interrupted => return self.leave(),
                Typed::Interrupted => {
                    interrupted = true;
                    print(&render::hint(said::HOW_TO_QUIT, &Screen::of_stdout()))?;
                }
                Typed::End => return self.leave(),
                Typed::Broken(error) => return Err(error),
            }
        }
    }

    fn offered(&self) -> Offered {
        let vote = self.last.as_ref().is_some_and(|(feedback, _)| feedback.question.is_some());
        Offered { choices: self.choices.len(), vote, reason: self.reason_is_asked }
    }

    async fn welcome(&self) -> anyhow::Result<()> {
        let screen = Screen::of_stdout();
        let status = Request::Admin(AdminCommand::Status);
        if let Reply::Status(status) = self.handle(status).await {
            print(&render::sentence(&said::welcome(&status.collections), &screen))?;
        }
        print(&format!("{}\n", render::hint(said::HOW_TO_CHAT, &screen)))
    }

    fn leave(&self) -> anyhow::Result<()> {
        if self.interactive { print(&format!("{}\n", said::GOODBYE)) } else { Ok(()) }
    }

    async fn answer(&mut self, line: Line) -> anyhow::Result<()> {
        // Asked again for each answer, because the window may have been resized.
        let screen = Screen::of_stdout();
        let text = match line {
            Line::Request(request) => self.reply(request, &screen).await,
            Line::Choice(at) => match self.choices.get(at).cloned() {
                Some(entry) => {
                    let request = Request::Pick { entry, question: self.choices_of };
                    self.reply(request, &screen).await
                }
                None => render::hint(&said::no_such_choice(self.choices.len()), &screen),
            },
            Line::NoChoice => {
                self.choices.clear();
                self.handle(Request::NoneOfThese(self.choices_of)).await;
                let mut text = render::sentence(said::NONE_OF_THESE, &screen);
                text.push_str(&self.hint(None, &screen));
                text
            }
            Line::Vote(opinion) => {
                let (feedback, entry) = self.last.clone().unwrap_or_default();
                let vote = Vote { question: feedback.question, entry, opinion };
                self.reply(Request::Vote(vote), &screen).await
            }
            Line::PassOn(step) => {
                let question = self.last.as_ref().and_then(|(last, _)| last.can_pass_on());
                match question {
                    Some(question) => self.reply(Request::PassOn { question, step }, &screen).await,
                    None if step == PassOnStep::DoNotSend => {
                        render::sentence(wording::feedback::NOT_SENT, &screen)
                    }
                    None => render::sentence(said::NOTHING_TO_PASS_ON, &screen),
                }
            }
            Line::UnknownCommand => {
                render::sentence(&wording::unknown_command(&render::usage_here()), &screen)
            }
            Line::Empty | Line::Quit => return Ok(()),
        };
        let before = if !self.interactive && self.answered { "\n" } else { "" };
        let after = if self.interactive { "\n" } else { "" };
        self.answered = true;
        print(&format!("{before}{text}{after}"))
    }

    async fn reply(&mut self, request: Request, screen: &Screen) -> String {
        let asked = matches!(request, Request::Ask(_));
        let is_about_patient = matches!(&request, Request::Ask(question)
            if privacy::mask(question.typed()).looks_like_patient_data());
        if asked {
            self.is_about_patient = is_about_patient;
        }
        let reply = self.handle(request).await;
        let mut text = if self.interactive { "\n".to_owned() } else { String::new() };
        text.push_str(&match reply {
            // Nobody is in a terminal to be told later.
            Reply::PassedOn(_) => render::sentence(wording::feedback::PASSED_ON_ONLY, screen),
            _ => render(&reply, screen),
        });
        if let Reply::Answer { answer: Answer::Unsure(choices), .. } = &reply
            && !choices.is_empty()
        {
            let hint = render::hint(said::how_to_pick(choices.len()), screen);
            text.push_str(&format!("\n{hint}"));
        }
        if is_about_patient {
            let warning = render::sentence(wording::PATIENT_IN_QUESTION, screen);
            text.push_str(&format!("\n{warning}"));
        }
        self.reason_is_asked = matches!(reply, Reply::WhyNot(_));
        if let Reply::Answer { answer, feedback, .. } = &reply {
            let entry = match answer {
                Answer::Found { entry, .. } => Some(entry.id.clone()),
                Answer::Unsure(_) | Answer::Unknown { .. } => None,
            };
            self.last = Some((*feedback, entry));
        }
        text.push_str(&self.hint(Some(&reply), screen));
        let numbered = wording::shown(&reply, &Usage::default()).numbered();
        // After a pick, the other choices can still be picked.
        if asked || !numbered.is_empty() {
            self.choices = numbered;
            self.choices_of = match &reply {
                Reply::Answer { feedback, .. } => feedback.question,
                _ => None,
            };
        }
        text
    }

    /// What can be typed about an answer, or about what was said of one; `None` after «none of
    /// these».
    fn hint(&self, reply: Option<&Reply>, screen: &Screen) -> String {
        let feedback = self.last.as_ref().map(|(feedback, _)| *feedback).unwrap_or_default();
        let mut hints = Vec::new();
        match reply {
            Some(Reply::Answer { .. }) if feedback.question.is_some() => hints.push(said::VOTE),
            Some(Reply::WhyNot(_)) => hints.push(said::REASONS),
            Some(Reply::PassOnPreview { .. }) => hints.push(said::SEND),
            Some(Reply::MyData(MyDataReply::Kept(_))) => hints.push(said::DATA),
            _ => {}
        }
        let can_be_passed_on = match reply {
            Some(Reply::Answer { answer, .. }) => matches!(answer, Answer::Unknown { .. }),
            Some(Reply::WhyNot(_) | Reply::ThanksForReason(_)) | None => true,
            Some(_) => false,
        };
        let can_be_passed_on = can_be_passed_on && !self.is_about_patient;
        if can_be_passed_on && feedback.can_pass_on().is_some() {
            hints.push(said::PASS_ON);
        }
        if hints.is_empty() {
            return String::new();
        }
        format!("\n{}", render::hint(&hints.join(" "), screen))
    }

    async fn handle(&self, request: Request) -> Reply {
        let secrecy = Secrecy { direct: true, encrypted: false };
        let place = Place { platform: "terminal", room: String::new(), scope: Scope::All, secrecy };
        let asked_by = match request {
            Request::Pick { .. } => AskedBy::Choice,
            _ => AskedBy::Message,
        };
        let (person, role) = (PersonKey::new("terminal"), Role::Admin);
        let asker = Asker { place, person, role, audience: Audience::Everyone, asked_by };
        self.bot.handle(request, &asker).await
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    (error.downcast_ref::<io::Error>()).is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
