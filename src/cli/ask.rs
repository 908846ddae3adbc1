//! `souffleur ask`: one question, answered as a member would get it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::check;
use super::output::{PROBLEMS, USAGE, print};
use crate::bot::{
    AskedBy, Asker, Audience, Bot, PersonKey, Place, Question, Request, Role, Secrecy,
};
use crate::faq::today;
use crate::http;
use crate::journal::{self, Journal};
use crate::library::{Encoding, Library, Patience, Snapshot};
use crate::platform::terminal;
use crate::privacy;
use crate::progress::EncodingBar;
use crate::search::Scope;
use crate::search::meaning::Places;
use crate::wording;

/// How long the journal may take to record the question.
const RECORD_WITHIN: Duration = Duration::from_secs(2);

/// Options of `souffleur ask`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// La question, entre guillemets ou non
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// Cherche dans cette seule collection [par défaut : dans toutes]
    #[arg(long, value_name = "COLLECTION")]
    collection: Option<String>,
    /// Écrit le résultat en JSON, sur une ligne
    #[arg(long)]
    json: bool,
}

/// Answers the question, and records it when there is a `journal`; `--json` looks at the FAQ and
/// records nothing. The exit code is 0 for every outcome, 1 when the FAQ has errors, 2
/// when the collection does not exist.
///
/// # Errors
/// The standard output or the asynchronous runtime fails.
pub fn run(
    args: &Args,
    faq: &Path,
    places: Option<Places>,
    journal: Option<journal::Settings>,
) -> anyhow::Result<ExitCode> {
    let bar = EncodingBar::new();
    let opened = Library::open_by_meaning(
        faq,
        today(),
        Encoding::new(places),
        Patience::Endless,
        &|done, all| bar.show(done, all),
    );
    drop(bar);
    let library = match opened {
        Ok(library) => Arc::new(library),
        Err(problems) => {
            eprint!("{}", check::listed(&problems));
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let snapshot = library.snapshot();
    let Some(scope) = scope(&snapshot, args.collection.as_deref()) else {
        return Ok(ExitCode::from(USAGE));
    };
    let question = Question::new(&args.question.join(" "));
    let is_about_patient = privacy::mask(question.typed()).looks_like_patient_data();
    let result = if args.json {
        let started = Instant::now();
        let look = snapshot.index.look(question.text(), &scope);
        let answered = http::answered(&snapshot, &question, &look, started.elapsed());
        serde_json::to_string(&answered)? + "\n"
    } else {
        let secrecy = Secrecy { direct: true, encrypted: false };
        let place = Place { platform: "cli", room: "ask".to_owned(), scope, secrecy };
        let asker = Asker {
            place,
            person: PersonKey::new("cli"),
            role: Role::Member,
            audience: Audience::Everyone,
            asked_by: AskedBy::Command,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let reply = runtime.block_on(async {
            let (bot, writing) = match journal.map(Journal::start) {
                Some((journal, writing)) => {
                    (Bot::new(library).recording(journal, false), Some(writing))
                }
                None => (Bot::new(library), None),
            };
            let reply = bot.handle(Request::Ask(question), &asker).await;
            if let Some(writing) = writing {
                writing.finish(RECORD_WITHIN).await;
            }
            reply
        });
        if is_about_patient {
            eprintln!("{}", wording::PATIENT_IN_QUESTION);
        }
        terminal::render(&reply, &terminal::Screen::of_stdout())
    };
    print(result.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn scope(snapshot: &Snapshot, collection: Option<&str>) -> Option<Scope> {
    let known = match http::scope_of(snapshot, collection) {
        Ok(scope) => return Some(scope),
        Err(known) => known,
    };
    eprintln!(
        "souffleur\u{a0}: pas de collection «\u{a0}{}\u{a0}». Collections\u{a0}: {}.",
        collection.unwrap_or_default(),
        known.join(", ")
    );
    None
}
