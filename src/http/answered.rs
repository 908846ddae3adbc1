//! The JSON of an answer: what `POST /ask` answers and `souffleur ask --json` writes.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::bot::Question;
use crate::faq::CollectionId;
use crate::library::Snapshot;
use crate::privacy;
use crate::search::{Evidence, Look, OtherLanguage, Outcome, Scope};
use crate::wording;

/// The answer to a question.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Answered {
    /// `found`, `unsure` or `unknown`.
    #[schema(value_type = String, example = "found")]
    outcome: &'static str,
    /// The language of the question as in ISO 639-1; null for French and for languages that
    /// the bot has no sentences in.
    #[schema(value_type = Option<String>, example = "de")]
    language: Option<OtherLanguage>,
    /// The entry that is the answer, when the outcome is `found`. It is the first candidate.
    entry: Option<String>,
    /// The entries looked at, best first.
    candidates: Vec<Candidate>,
    /// The part of the answer that best fits, as it stands in the Markdown.
    passage: Option<String>,
    /// The duration from the question to the outcome, in microseconds.
    took_us: u64,
    /// A French sentence for whoever asked, when the question seems to hold the data of a patient.
    notice: Option<&'static str>,
}

/// An entry that the question was compared with.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Candidate {
    /// Its id.
    entry: String,
    /// Its question.
    question: String,
    /// Its answer, in Markdown.
    answer: String,
    /// The page that the answer is from.
    source: String,
    /// Comparable within this answer only.
    score: f32,
    /// What of the question matched, and the confidence that follows.
    #[schema(value_type = Object)]
    evidence: Evidence,
}

/// The JSON of what the search gave for a question.
pub fn answered(snapshot: &Snapshot, question: &Question, look: &Look, took: Duration) -> Answered {
    let candidates = look.hits.iter().filter_map(|hit| {
        let (_, entry) = snapshot.faq.get(&hit.entry)?;
        Some(Candidate {
            entry: entry.id.as_str().to_owned(),
            question: entry.question.clone(),
            answer: entry.answer.as_str().to_owned(),
            source: entry.source.as_str().to_owned(),
            score: hit.score,
            evidence: hit.evidence.clone(),
        })
    });
    let found = look.hits.first().filter(|_| look.outcome == Outcome::Found);
    let entry = found.and_then(|hit| snapshot.faq.get(&hit.entry)).map(|(_, entry)| entry);
    let passage = entry.and_then(|entry| entry.answer.as_str().get(look.passage.clone()?));
    let is_about_patient = privacy::mask(question.typed()).looks_like_patient_data();
    Answered {
        outcome: look.outcome.name(),
        language: look.language,
        entry: entry.map(|entry| entry.id.as_str().to_owned()),
        candidates: candidates.collect(),
        passage: passage.map(str::to_owned),
        took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        notice: is_about_patient.then_some(wording::PATIENT_IN_QUESTION),
    }
}

/// The scope of a collection that is named; all of them when none is.
///
/// # Errors
/// The names of the collections there are, when it is not among them.
pub fn scope_of(snapshot: &Snapshot, collection: Option<&str>) -> Result<Scope, Vec<String>> {
    let Some(wanted) = collection.map(CollectionId::new) else { return Ok(Scope::All) };
    let known = snapshot.faq.collections();
    if known.iter().any(|collection| collection.id == wanted) {
        return Ok(Scope::Only(vec![wanted]));
    }
    Err(known.iter().map(|collection| collection.id.as_str().to_owned()).collect())
}
