//! Draws the picture at the top of the README as SVG: real questions to the bundled FAQ,
//! answered and drawn by the program itself. With `--check` it writes nothing, and the exit
//! code tells whether the picture is current.
//!
//! ```sh
//! cargo run --example picture
//! ```

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anstyle::{AnsiColor, Color, RgbColor, Style};
use anstyle_svg::{Term, WIN10_CONSOLE};
use anyhow::Context;
use souffleur::bot::{
    AskedBy, Asker, Audience, Bot, PersonKey, Place, Question, Request, Role, Secrecy,
};
use souffleur::faq::today;
use souffleur::library::Library;
use souffleur::platform::terminal::{Screen, render};
use souffleur::search::Scope;
use souffleur::wording;

const PICTURE: &str = ".github/terminal.svg";
const QUESTIONS: [&str; 2] = ["bal pleine, combien de place ?", "quel temps fera-t-il demain ?"];

fn main() -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let drawn = picture(&chat(&root.join("faq"))?);
    let file = root.join(PICTURE);
    if std::env::args().any(|argument| argument == "--check") {
        if std::fs::read_to_string(&file).ok().as_deref() == Some(&drawn) {
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("{PICTURE} is not what the program draws now: cargo run --example picture");
        return Ok(ExitCode::FAILURE);
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&file, drawn).with_context(|| format!("writing {PICTURE}"))?;
    Ok(ExitCode::SUCCESS)
}

/// The conversation as the terminal shows it.
fn chat(faq: &Path) -> anyhow::Result<String> {
    let library = Library::open(faq, today()).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", problems.join("\n"))
    })?;
    let bot = Bot::new(Arc::new(library));
    let place = Place {
        platform: "terminal",
        room: String::new(),
        scope: Scope::All,
        secrecy: Secrecy::default(),
    };
    let asker = Asker {
        place,
        person: PersonKey::new("terminal"),
        role: Role::Admin,
        audience: Audience::Everyone,
        asked_by: AskedBy::Message,
    };
    // Links are underlined, as in terminals where they can be clicked, and their addresses
    // are not shown.
    let screen = Screen { colour: true, links: true, width: 84 };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let prompt = Style::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
    let mut chat = String::new();
    for question in QUESTIONS {
        let request = Request::Ask(Question::new(question));
        let reply = runtime.block_on(bot.handle(request, &asker));
        let said = wording::terminal::PROMPT;
        chat.push_str(&format!(
            "{prompt}{said}{prompt:#}{question}\n\n{}\n",
            render(&reply, &screen)
        ));
    }
    Ok(chat.trim_end().to_owned())
}

fn picture(chat: &str) -> String {
    let colour = |r, g, b| Color::Rgb(RgbColor(r, g, b));
    let term = Term::new()
        .palette(WIN10_CONSOLE)
        .fg_color(colour(0xd8, 0xde, 0xe9))
        .bg_color(colour(0x1e, 0x22, 0x2a))
        .min_width_px(780);
    let mut svg = term.render_svg(&without_targets(chat));
    svg.truncate(svg.trim_end().len());
    svg.push('\n');
    svg
}

/// Removes the targets of links (OSC 8), because a picture cannot be clicked.
fn without_targets(chat: &str) -> String {
    let mut parts = chat.split("\u{1b}]8;;");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once("\u{1b}\\").map_or(part, |(_, after)| after));
    }
    text
}
