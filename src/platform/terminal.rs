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
    AdminCommand, Answer, AskedBy, Asker, Audience, Bot, PersonKey, Place, Reply, Request, Role,
    Secrecy,
};
use crate::faq::EntryId;
use crate::privacy;
use crate::search::Scope;
use crate::wording::{self, Usage, terminal as said};
use input::{Input, Typed};
use line::Line;
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
    let mut chat = Chat { bot, input, interactive, choices: Vec::new(), answered: false };
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
                    match line::read(&text, self.choices.len()) {
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
                Some(id) => self.reply(Request::Pick(id), &screen).await,
                None => render::hint(&said::no_such_choice(self.choices.len()), &screen),
            },
            Line::NoChoice => {
                self.choices.clear();
                render::sentence(said::NONE_OF_THESE, &screen)
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
        let reply = self.handle(request).await;
        let mut text = if self.interactive { "\n".to_owned() } else { String::new() };
        text.push_str(&render(&reply, screen));
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
        let numbered = wording::shown(&reply, &Usage::default()).numbered();
        // After a pick, the other choices can still be picked.
        if asked || !numbered.is_empty() {
            self.choices = numbered;
        }
        text
    }

    async fn handle(&self, request: Request) -> Reply {
        let secrecy = Secrecy { direct: true, encrypted: false };
        let place = Place { platform: "terminal", room: String::new(), scope: Scope::All, secrecy };
        let asked_by = match request {
            Request::Pick(_) => AskedBy::Choice,
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
