//! Evidence without personal data: what an admin reads about a question quotes no name and no
//! number that somebody wrote in it.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::privacy::{self, Masked};
use crate::search::Hit;

/// The hits of a question without the words that were masked in it; without any word when the
/// question seems to be about a patient.
pub fn masked(mut hits: Vec<Hit>, question: &str) -> Vec<Hit> {
    let masked = privacy::mask(question);
    if masked.found.is_empty() {
        return hits;
    }
    let kept = kept_words(&masked);
    for hit in &mut hits {
        hit.evidence.terms.retain(|term| {
            !masked.looks_like_patient_data() && words(&term.word).all(|word| kept.contains(&word))
        });
    }
    hits
}

/// The words of a masked text, apart from its masks.
fn kept_words(masked: &Masked) -> HashSet<String> {
    let mut text = masked.text.as_str().to_owned();
    for kind in masked.found.kinds() {
        text = text.replace(kind.mask(), " ");
    }
    words(&text).collect()
}

/// Words as evidence has them: in lower case, without accents.
fn words(text: &str) -> impl Iterator<Item = String> {
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let folded = folded.to_lowercase().replace('œ', "oe").replace('æ', "ae");
    let words = folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().into_iter()
}
