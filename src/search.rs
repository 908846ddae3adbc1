//! Words → ranked entries → an outcome. The only place that names tantivy.
//!
//! A question passes through these stages, in each collection by itself:
//! 1. `query`: text → slots, one for each word that carries something, with everything it
//!    may stand for (`french`, `stopwords`, `glossary`, `spelling`, `related`);
//! 2. `retrieve`: slots → a score for every entry that has one (`part`, `tuning`);
//! 3. `rerank`: scores → the order of the best;
//! 4. `evidence`: what of the question matched in each;
//! 5. `outcome`: how sure that makes us, and what members get (`calibrate`).
//!
//! `noise` is before them: it takes what is not words out of a message. `asked_for`
//! compares questions of grammatical words alone, which the stages find nothing for.
//! `language` is beside them: it tells the language of a question, for the frame of the reply.
//! `alike` compares two questions with each other.
//!
//! `index` asks the collections and merges what they say into one [`Look`].

mod alike;
mod asked_for;
mod calibrate;
mod collection;
mod config;
mod evidence;
mod field;
mod french;
mod glossary;
mod hit;
mod index;
mod language;
mod look;
pub mod meaning;
mod noise;
mod outcome;
mod part;
mod passage;
mod query;
mod ranking;
pub mod related;
mod rerank;
mod retrieve;
mod scratch;
mod spelling;
mod stopwords;
mod tuning;

pub use alike::{AskedQuestion, QuestionWords};
pub use config::Config;
pub use evidence::{Evidence, TermEvidence};
pub use field::Field;
pub use french::{Shape, Word, fold, stems, words};
pub use hit::Hit;
pub use index::Index;
pub use language::{OtherLanguage, question_language};
pub use look::{Look, Scope};
pub use noise::without_noise;
pub use outcome::{CHOICES, LOOKED_AT, Outcome};
pub use query::{SmallTalk, small_talk};
