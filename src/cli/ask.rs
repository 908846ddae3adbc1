//! `souffleur ask`: one question, answered as a member would get it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::check;
use super::output::{PROBLEMS, USAGE, print};
use crate::bot::{
    AskedBy, Asker, Audience, Bot, PersonKey, Place, Question, Request, Role, Secrecy,
};
use crate::faq::{CollectionId, today};
use crate::journal::{self, Journal};
use crate::library::{Encoding, Library, Patience, Snapshot};
use crate::platform::terminal;
use crate::progress::EncodingBar;
use crate::search::meaning::Places;
use crate::search::{Evidence, OtherLanguage, Outcome, Scope};

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

/// What `--json` writes.
#[derive(Debug, Serialize)]
struct Answered<'a> {
    /// `found`, `unsure` or `unknown`.
    outcome: &'static str,
    /// The language of the question as in ISO 639-1; `null` for French and for languages that
    /// the bot has no sentences in.
    language: Option<OtherLanguage>,
    /// The entry that is the answer, when the outcome is `found`.
    entry: Option<&'a str>,
    /// The entries looked at, best first.
    candidates: Vec<Candidate<'a>>,
    /// The part of the answer that best fits, as it stands in the Markdown.
    passage: Option<&'a str>,
    /// The duration from the question to the outcome, in microseconds.
    took_us: u64,
}

#[derive(Debug, Serialize)]
struct Candidate<'a> {
    entry: &'a str,
    question: &'a str,
    source: &'a str,
    /// Comparable within this answer only.
    score: f32,
    /// What of the question matched, and the confidence that follows.
    evidence: &'a Evidence,
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
    let result = if args.json {
        json(&snapshot, &question, &scope)? + "\n"
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
        terminal::render(&reply, &terminal::Screen::of_stdout())
    };
    print(result.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn scope(snapshot: &Snapshot, collection: Option<&str>) -> Option<Scope> {
    let Some(wanted) = collection else { return Some(Scope::All) };
    let wanted = CollectionId::new(wanted);
    if snapshot.faq.collections().iter().any(|collection| collection.id == wanted) {
        return Some(Scope::Only(vec![wanted]));
    }
    let known: Vec<_> = snapshot.faq.collections().iter().map(|c| c.id.as_str()).collect();
    eprintln!(
        "souffleur\u{a0}: pas de collection «\u{a0}{wanted}\u{a0}». Collections\u{a0}: {}.",
        known.join(", ")
    );
    None
}

fn json(snapshot: &Snapshot, question: &Question, scope: &Scope) -> serde_json::Result<String> {
    let started = Instant::now();
    let look = snapshot.index.look(question.text(), scope);
    let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let candidates = look.hits.iter().filter_map(|hit| {
        let (_, entry) = snapshot.faq.get(&hit.entry)?;
        Some(Candidate {
            entry: entry.id.as_str(),
            question: &entry.question,
            source: entry.source.as_str(),
            score: hit.score,
            evidence: &hit.evidence,
        })
    });
    let found = (look.hits.first()).filter(|_| look.outcome == Outcome::Found);
    let entry = found.and_then(|hit| snapshot.faq.get(&hit.entry)).map(|(_, entry)| entry);
    serde_json::to_string(&Answered {
        outcome: look.outcome.name(),
        language: look.language,
        entry: entry.map(|entry| entry.id.as_str()),
        candidates: candidates.collect(),
        passage: entry.and_then(|entry| entry.answer.as_str().get(look.passage.clone()?)),
        took_us,
    })
}
