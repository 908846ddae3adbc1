//! Corrects the spelling of words that the index does not know.
//!
//! Acronyms, codes and numbers are never corrected: a wrong code is another code, not a
//! typo. The candidates are words of the index, so a corrected word always matches an
//! entry.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::part::Part;
use super::stopwords;

/// Shorter words have too many neighbours to guess from.
const MIN_CHARS: usize = 4;
/// From this length on, two edits are plausible. In a shorter word they make another word.
const TWO_EDITS_CHARS: usize = 8;
/// How many of the near words are kept.
const CANDIDATES_MAX: usize = 3;

/// What is attached to the next word when the apostrophe is left out.
const GLUED: [&str; 12] =
    ["jusqu", "lorsqu", "puisqu", "quoiqu", "qu", "l", "d", "j", "m", "s", "n", "c"];

/// Phone spellings of everyday words, general French: typed → meant.
const PHONE: [(&str, &str); 27] = [
    ("pb", "probleme"),
    ("pbs", "problemes"),
    ("pblm", "probleme"),
    ("rdv", "rendez"),
    ("msg", "message"),
    ("msgs", "messages"),
    ("num", "numero"),
    ("tel", "telephone"),
    ("ordi", "ordinateur"),
    ("doc", "document"),
    ("docs", "documents"),
    ("info", "information"),
    ("infos", "informations"),
    ("adr", "adresse"),
    ("bcp", "beaucoup"),
    ("tjrs", "toujours"),
    ("tjs", "toujours"),
    ("dispo", "disponible"),
    ("pro", "professionnel"),
    ("pros", "professionnels"),
    ("ts", "tous"),
    ("tt", "tout"),
    ("ds", "dans"),
    ("pr", "pour"),
    ("vs", "vous"),
    ("ns", "nous"),
    ("qqn", "quelqu"),
];

static ONE_EDIT: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO_EDITS: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// What an unknown word is replaced with.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// It is a misspelt grammatical word, which carries nothing.
    Nothing,
    /// Folded words of the index, each with a weight in 0..1, the most likely first; empty
    /// when no word is near.
    Words(Vec<(String, f32)>),
    /// Two words, each known or grammatical, that were written without the space.
    Parts(String, String),
}

/// Repairs a folded word. `knows` tells whether the index has the stem of a folded word.
/// `akin` is given for a common word of French, which is not a typo: it tells which other
/// words may be forms of it, and no other word is a candidate.
pub fn repair(
    word: &str,
    parts: &[&Part],
    knows: impl Fn(&str) -> bool,
    akin: Option<&dyn Fn(&str) -> bool>,
) -> Repair {
    if let Some((_, meant)) = PHONE.iter().find(|(typed, _)| *typed == word) {
        if stopwords::is_stop(meant) {
            return Repair::Nothing;
        }
        if knows(meant) {
            return Repair::Words(vec![((*meant).to_owned(), 1.0)]);
        }
    }
    if let Some(rest) = GLUED.iter().find_map(|glued| {
        let rest = word.strip_prefix(glued)?;
        (rest.chars().count() >= 2 && starts_with_vowel(rest)).then_some(rest)
    }) {
        if stopwords::is_stop(rest) {
            return Repair::Nothing;
        }
        if knows(rest) {
            return Repair::Words(vec![(rest.to_owned(), 1.0)]);
        }
    }
    if let Some(plain) = without_drawl(word) {
        if stopwords::is_stop(&plain) || stopwords::courtesy(&[&plain]) > 0 {
            return Repair::Nothing;
        }
        if knows(&plain) {
            return Repair::Words(vec![(plain, 1.0)]);
        }
    }
    if word.chars().count() < MIN_CHARS {
        return Repair::Words(Vec::new());
    }
    let near = neighbours(word, parts, akin);
    // A common word is not cut: `maison` is not `mai` and `son`.
    if near.is_empty()
        && akin.is_none()
        && let Some((a, b)) = parted(word, &knows)
    {
        return Repair::Parts(a.to_owned(), b.to_owned());
    }
    Repair::Words(near)
}

fn starts_with_vowel(word: &str) -> bool {
    word.starts_with(['a', 'e', 'h', 'i', 'o', 'u', 'y'])
}

/// `bonjourrrr` → `bonjour`: letters that stand three times or more in a row are kept once.
fn without_drawl(word: &str) -> Option<String> {
    let chars: Vec<char> = word.chars().collect();
    let drawled = chars.windows(3).any(|w| w[0] == w[1] && w[1] == w[2]);
    drawled.then(|| {
        let mut plain = String::with_capacity(word.len());
        for (i, c) in chars.iter().enumerate() {
            if i == 0 || chars[i - 1] != *c {
                plain.push(*c);
            }
        }
        plain
    })
}

/// The two known words that a word consists of.
fn parted<'a>(word: &'a str, knows: &impl Fn(&str) -> bool) -> Option<(&'a str, &'a str)> {
    let known = |part: &str| part.chars().count() >= 3 && (stopwords::is_stop(part) || knows(part));
    word.char_indices()
        .map(|(at, _)| word.split_at(at))
        .find(|(a, b)| known(a) && known(b) && !(stopwords::is_stop(a) && stopwords::is_stop(b)))
}

/// Words of the index within one edit, or within two for a long word: the nearest first,
/// of equally near words the most frequent first. A swap of two letters is one edit.
fn neighbours(
    word: &str,
    parts: &[&Part],
    akin: Option<&dyn Fn(&str) -> bool>,
) -> Vec<(String, f32)> {
    // Searching two edits takes most of the time of a repair.
    let long = akin.is_none() && word.chars().count() >= TWO_EDITS_CHARS;
    let mut found: BTreeMap<(u8, String), u64> = BTreeMap::new();
    for (edits, builder) in (1..=if long { 2 } else { 1 }).zip([&ONE_EDIT, &TWO_EDITS]) {
        let dfa = builder.build_dfa(word);
        for part in parts {
            let mut near = part.vocabulary.search(&dfa);
            // Words one edit away were searched before, and words two edits away must have
            // the same first letter, so only that range of the vocabulary is searched.
            if let Some(&first) = word.as_bytes().first()
                && edits == 2
            {
                near = near.ge([first]).lt([first.saturating_add(1)]);
            }
            let mut stream = near.into_stream();
            while let Some((bytes, count)) = stream.next() {
                let Distance::Exact(distance) = dfa.eval(bytes) else { continue };
                let Ok(near) = std::str::from_utf8(bytes) else { continue };
                // Two edits with another first letter make another word, and so does a digit.
                let first = near.as_bytes().first() == word.as_bytes().first();
                let number = near.bytes().any(|b| b.is_ascii_digit());
                if !number && (first || distance <= 1) && !stopwords::is_stop(near) {
                    *found.entry((distance, near.to_owned())).or_default() += count;
                }
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    let mut found: Vec<((u8, String), u64)> = found.into_iter().collect();
    // Stable: equal words stay in the order of the alphabet.
    found.sort_by_key(|((distance, _), count)| (*distance, Reverse(*count)));
    found.retain(|((_, near), _)| akin.is_none_or(|akin| akin(near)));
    found.truncate(CANDIDATES_MAX);
    found
        .into_iter()
        .map(|((distance, near), _)| (near, if distance <= 1 { 0.85 } else { 0.65 }))
        .collect()
}

/// Words of the index that begin with a prefix, the most frequent first.
pub fn completions(prefix: &str, parts: &[&Part], limit: usize) -> Vec<String> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for part in parts {
        let mut stream = part.vocabulary.search(Str::new(prefix).starts_with()).into_stream();
        while let Some((bytes, count)) = stream.next() {
            if let Ok(word) = std::str::from_utf8(bytes) {
                *found.entry(word.to_owned()).or_default() += count;
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by_key(|(_, count)| Reverse(*count));
    found.into_iter().map(|(word, _)| word).take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawls_and_glued_words_are_undone() {
        assert_eq!(without_drawl("bonjourrrr").as_deref(), Some("bonjour"));
        assert_eq!(without_drawl("ville"), None);
        let knows = |word: &str| matches!(word, "adresse" | "ecole" | "pleine");
        assert_eq!(
            repair("ladresse", &[], knows, None),
            Repair::Words(vec![("adresse".into(), 1.0)])
        );
        assert_eq!(repair("quon", &[], knows, None), Repair::Nothing);
        assert_eq!(repair("lhopital", &[], knows, None), Repair::Words(vec![]));
        assert_eq!(
            repair("ecolepleine", &[], knows, None),
            Repair::Parts("ecole".into(), "pleine".into())
        );
    }
}
