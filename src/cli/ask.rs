//! `souffleur ask`: one question, answered as a member would get it.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use serde::Serialize;

use super::check;
use super::output::{PROBLEMS, USAGE, print};
use crate::bot::{
    AdminCommand, Answer, Asker, Bot, PersonKey, Place, Question, Reply, Request, Role, confidence,
};
use crate::faq::{CollectionId, today};
use crate::library::{Library, Snapshot};
use crate::platform::terminal;
use crate::search::{Evidence, Hit, Scope};

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
    /// The entry we stand behind, when found.
    entry: Option<&'a str>,
    /// What came near, best first.
    candidates: Vec<Candidate<'a>>,
    /// The part of the answer that best fits, as it stands in the Markdown.
    passage: Option<&'a str>,
    /// From the question to the answer, in microseconds.
    took_us: u64,
}

#[derive(Debug, Serialize)]
struct Candidate<'a> {
    entry: &'a str,
    question: &'a str,
    source: &'a str,
    /// Comparable within this answer only.
    score: f32,
    /// What matched where, and how sure that makes us.
    evidence: &'a Evidence,
}

/// Answers the question; the code is 0 whatever the outcome, 1 when the FAQ has
/// errors, 2 when there is no such collection.
///
/// # Errors
/// When the process cannot run at all.
pub fn run(args: &Args, faq: &Path) -> anyhow::Result<ExitCode> {
    let library = match Library::open(faq, today(), confidence::outcome) {
        Ok(library) => std::sync::Arc::new(library),
        Err(problems) => {
            eprint!("{}", check::listed(&problems));
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let snapshot = library.snapshot();
    let Some(scope) = scope(&snapshot, args.collection.as_deref()) else {
        return Ok(ExitCode::from(USAGE));
    };
    let place = Place { platform: "cli", room: "ask".to_owned(), scope };
    let member = Asker { place, person: PersonKey::new("cli"), role: Role::Member };
    let question = Request::Ask(Question::new(&args.question.join(" ")));
    let why = Request::Admin(AdminCommand::Why);

    let bot = Bot::new(library);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let started = Instant::now();
    let reply = runtime.block_on(bot.handle(question, &member));
    let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);

    let result = if args.json {
        let admin = Asker { role: Role::Admin, ..member };
        let why = runtime.block_on(bot.handle(why, &admin));
        json(&snapshot, &reply, &why, took_us)? + "\n"
    } else {
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

fn json(
    snapshot: &Snapshot,
    reply: &Reply,
    why: &Reply,
    took_us: u64,
) -> serde_json::Result<String> {
    let hits: &[Hit] = match why {
        Reply::Why(Some(explanation)) => &explanation.hits,
        _ => &[],
    };
    let candidates = hits.iter().filter_map(|hit| {
        let (_, entry) = snapshot.faq.get(&hit.entry)?;
        Some(Candidate {
            entry: entry.id.as_str(),
            question: &entry.question,
            source: entry.source.as_str(),
            score: hit.score,
            evidence: &hit.evidence,
        })
    });
    let (entry, passage) = match reply {
        Reply::Answer(Answer::Found { entry, passage, .. }) => {
            let passage = passage.clone().and_then(|range| entry.answer.as_str().get(range));
            (Some(entry.id.as_str()), passage)
        }
        _ => (None, None),
    };
    let outcome = match reply {
        Reply::Answer(answer) => answer.outcome(),
        _ => crate::search::Outcome::Unknown,
    };
    serde_json::to_string(&Answered {
        outcome: outcome.name(),
        entry,
        candidates: candidates.collect(),
        passage,
        took_us,
    })
}
