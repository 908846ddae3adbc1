//! Masking of personal data in what people write: before anything of it is stored, or shown to
//! anybody but its author, it passes through [`mask`].
//!
//! Pure functions on text, without any other module of the program. The text is read as a
//! person sees it (`seen`, `lookalike`). Each kind of data has files that find it and say where
//! its format is defined:
//!
//! - social security numbers in `social`, the directories of health professionals and
//!   establishments in `numbers`, numbers of patients and files in `file`, those of papers, cards
//!   of professionals and members in `personal`, telephones in `phone` and `spoken` (and no `list`
//!   of numbers), bank accounts and cards in `bank` and `rib`;
//! - mail and chat addresses in `email` (with `mailbox`) and `handle`, homes in `home`, IP
//!   addresses in `ip`;
//! - dates of birth in `birth` (with `date` and `subject`), and names beside them in `identity`
//!   (with `term`);
//! - names after a title in `name` (with `title`, `place`, `surname`, `trade`, `initial`,
//!   `particle`), after a label in `label` and `role` (with `first_name`, `family`, `rare`), after
//!   a relative in `kin`, after a greeting and at the end of a letter in `greeting`, beside a
//!   document in `paper` and an illness in `ill` (with `given`), and in names of files in
//!   `filename`;
//! - passwords, tokens and codes in `secret`, `password`, `mentioned` and `code`.
//!
//! Whether a text is about a patient is told in `patient`, by the words of care in `clinical`.
//!
//! What is kept, so that a masked question can still be understood: codes and articles of law,
//! years and other dates, amounts, numbers of forms and standards, times, versions, the names of
//! streets and hospitals, the addresses of offices (`support@`), the numbers of services (08 …),
//! products and acronyms. A name without a title, a label or a date of birth, and a number that
//! no format and no word beside it tells, are not found.

mod bank;
mod birth;
mod checks;
mod clinical;
mod code;
mod date;
mod email;
mod family;
mod file;
mod filename;
mod first_name;
mod found;
mod given;
mod greeting;
mod handle;
mod home;
mod identity;
mod ill;
mod illness;
mod initial;
mod ip;
mod kin;
mod label;
mod lead;
mod lexicon;
mod list;
mod lookalike;
mod mailbox;
mod mentioned;
mod name;
mod name_word;
mod number;
mod numbers;
mod office;
mod ordinary;
mod paper;
mod particle;
mod password;
mod patient;
mod person;
mod personal;
mod phone;
mod place;
mod rare;
mod rib;
mod role;
mod secret;
mod seen;
mod social;
mod spoken;
mod subject;
mod surname;
mod term;
mod title;
mod trade;
mod unknown;
mod verb;

use std::fmt;

pub use found::{Found, Kind};

use found::Span;
use seen::Seen;

/// How often a text is read: what a mask was put in place of may have kept two parts of
/// another find apart. A third time finds nothing in any text that is not made for it.
const PASSES: usize = 8;

/// A text whose personal data is masked. Only [`mask`] makes one, so that a function that
/// takes it cannot be given a text as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MaskedText(String);

impl MaskedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MaskedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What [`mask`] makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text with a French word in square brackets for each piece of personal data.
    pub text: MaskedText,
    /// What was found. Masks that were in the text already do not count.
    pub found: Found,
    is_about_a_patient: bool,
}

impl Masked {
    /// Whether the text seems to be about a patient: it has a NIR or an INS, a name with a date
    /// of birth, a name that is called a patient's, a name with an illness, or one of which
    /// words of care are said (« le dossier de M. … », « Mme … a été opérée »); or it has a
    /// patient's number. Where nobody is named, « mon patient a … » is a question like any other.
    /// The name of a physician, a professor or a colleague needs a date of birth or a
    /// state of health that is said of it and is more than an absence: « une ordonnance du Dr …
    /// » is about the physician's work. An identifier of a professional is nobody's health.
    pub fn looks_like_patient_data(&self) -> bool {
        self.is_about_a_patient
    }
}

/// Whether a text has a mask in it, so that something of it is missing.
pub fn has_mask(text: &str) -> bool {
    Kind::ALL.iter().any(|kind| text.contains(kind.mask()))
}

/// Masks every piece of personal data in a text. Everything else stays as it was written.
/// Masking a masked text changes nothing.
///
/// The time grows with the length of the text alone, whatever it contains.
pub fn mask(text: &str) -> Masked {
    let mut masked = Masked { text: MaskedText(text.to_owned()), ..Masked::default() };
    for _ in 0..PASSES {
        let Some(pass) = pass(&masked.text.0, &mut masked.found, &mut masked.is_about_a_patient)
        else {
            break;
        };
        masked.text = MaskedText(pass);
    }
    masked
}

/// The text after one reading, or `None` when there was nothing to mask.
fn pass(text: &str, found: &mut Found, is_about_a_patient: &mut bool) -> Option<String> {
    let seen = Seen::new(text);
    let mut spans = Vec::new();
    secret::secrets(&seen, &mut spans);
    email::addresses(&seen, &mut spans);
    ip::addresses(&seen, &mut spans);
    handle::accounts(&seen, &mut spans);
    home::homes(&seen, &mut spans);
    numbers::numbers(&seen, &mut spans);
    spoken::numbers(&seen, &mut spans);
    personal::numbers(&seen, &mut spans);
    let has_patients_number = file::numbers(&seen, &mut spans);
    for at in 0..seen.len() {
        let account = bank::iban(&seen, at).or_else(|| rib::rib(&seen, at));
        spans.extend(account.map(|end| Span::new(at, end, Kind::Iban)));
    }
    let mut names = name::names(&seen);
    label::names(&seen, &mut names);
    let care = clinical::care_words(&seen);
    kin::names(&seen, &mut names);
    greeting::names(&seen, &mut names);
    role::names(&seen, &mut names);
    paper::names(&seen, &care, &mut names);
    ill::names(&seen, &care, &mut names);
    filename::names(&seen, &mut spans, &mut names);
    birth::dates(&seen, text, &mut spans, &mut names);
    identity::dates(&seen, &mut spans, &mut names);
    spans.extend(person::spans(&names));
    let has = |kind| spans.iter().any(|span| span.kind == kind);
    *is_about_a_patient |= has(Kind::Nir)
        || has_patients_number
        || !names.is_empty() && has(Kind::BirthDate)
        || patient::is_about_patient(&seen, &care, &names);
    if spans.is_empty() {
        return None;
    }

    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for span in joined(spans) {
        let bytes = seen.bytes(span.range);
        masked.push_str(&text[at..bytes.start]);
        masked.push_str(span.kind.mask());
        found.add(span.kind);
        at = bytes.end;
    }
    masked.push_str(&text[at..]);
    Some(masked)
}

/// The finds in the order of the text; those that overlap become one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.range.start, span.range.end));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.range.start < last.range.end => {
                last.range.end = last.range.end.max(span.range.end);
                last.kind = last.kind.min(span.kind);
            }
            _ => joined.push(span),
        }
    }
    joined
}
