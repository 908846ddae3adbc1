//! Masking of personal data in what people write: before anything of it is stored, or shown to
//! anybody but its author, it passes through [`mask`].
//!
//! Pure functions on text, without any other module of the program. Each kind of data has a
//! file that finds it and says where its format is defined: social security numbers in
//! `social`, the directories of health professionals and establishments in `numbers`,
//! telephones in `phone`, accounts and cards in `bank` and `rib`, mail and chat addresses in
//! `email`,
//! dates of birth in `birth`, names after a title in `name`, IP addresses in `ip`, passwords
//! and tokens in `secret`, `password` and `code`. They read the text as a person sees it (`seen`).
//!
//! What is kept, so that a masked question can still be understood: codes and articles of law,
//! years and other dates, amounts, numbers of forms and standards, times, versions. A name
//! without a title, and a number that no format and no word beside it tells, are not found.

mod bank;
mod birth;
mod checks;
mod clinical;
mod code;
mod email;
mod found;
mod ip;
mod lexicon;
mod lookalike;
mod mailbox;
mod name;
mod name_word;
mod number;
mod numbers;
mod ordinary;
mod password;
mod phone;
mod rib;
mod secret;
mod seen;
mod social;

use std::fmt;

pub use found::{Found, Kind};

use clinical::Context;
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
    /// Whether the text seems to be about a patient: it has a NIR or an INS, or a name with a
    /// date of birth or with words of care. The name of a physician or a professor needs a
    /// date of birth or words about a state of health: « une ordonnance du Dr … » is about
    /// the physician's work. An identifier of a professional is nobody's health.
    pub fn looks_like_patient_data(&self) -> bool {
        self.is_about_a_patient
    }
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
    numbers::numbers(&seen, &mut spans);
    for at in 0..seen.len() {
        let account = bank::iban(&seen, at).or_else(|| rib::rib(&seen, at));
        spans.extend(account.map(|end| Span::new(at, end, Kind::Iban)));
    }
    let mut names = name::names(&seen);
    birth::dates(&seen, text, &mut spans, &mut names);
    spans.extend(name::spans(&names));
    if spans.is_empty() {
        return None;
    }

    let has = |kind| spans.iter().any(|span| span.kind == kind);
    let context = Context::of(&seen);
    *is_about_a_patient |= has(Kind::Nir)
        || !names.is_empty() && (has(Kind::BirthDate) || context.is_health)
        || context.is_care && names.iter().any(|name| !name.is_no_patient);

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
