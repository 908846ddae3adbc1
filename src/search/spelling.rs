//! What a word the index does not know may have been meant to be.
//!
//! Only unknown words come here, and never acronyms, codes or numbers: a wrong
//! code is another code, not a typo. Candidates are words of the index itself,
//! so a correction always finds something.

use std::sync::LazyLock;

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::schema::Part;
use super::stopwords;

/// Shorter words have too many neighbours to guess from.
const MIN_CHARS: usize = 4;
/// From this length on two edits are plausible; below, two edits make another word.
const TWO_EDITS_CHARS: usize = 8;
/// Words kept of all neighbours.
const CANDIDATES_MAX: usize = 3;

/// What is glued to the next word when the apostrophe is left out.
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

/// What an unknown word comes down to.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// A grammatical word in disguise: it carries nothing.
    Nothing,
    /// Folded words of the index with a weight in 0..1, likeliest first; none
    /// when nothing is near.
    Words(Vec<(String, f32)>),
    /// Two words, both known or grammatical, written without the space.
    Parts(String, String),
}

/// Repairs a folded word. `knows` tells whether the index has a folded word's stem.
/// `akin`, of a common word of French, tells which others may be another form of it:
/// no further one is meant, for such a word is no typo.
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
    // `maison` is not the month of May and what is his.
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

/// `bonjourrrr` → `bonjour`: letters three times or more in a row, once.
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

/// Two known words written without the space between.
fn parted<'a>(word: &'a str, knows: &impl Fn(&str) -> bool) -> Option<(&'a str, &'a str)> {
    let known = |part: &str| part.chars().count() >= 3 && (stopwords::is_stop(part) || knows(part));
    word.char_indices()
        .map(|(at, _)| word.split_at(at))
        .find(|(a, b)| known(a) && known(b) && !(stopwords::is_stop(a) && stopwords::is_stop(b)))
}

/// Words of the index within one edit, or two for a long word; the nearest
/// first, then the most used. A swap of two letters is one edit.
fn neighbours(
    word: &str,
    parts: &[&Part],
    akin: Option<&dyn Fn(&str) -> bool>,
) -> Vec<(String, f32)> {
    // Two edits are most of what a repair costs.
    let long = akin.is_none() && word.chars().count() >= TWO_EDITS_CHARS;
    let mut found: Vec<(u8, u64, String)> = Vec::new();
    for (edits, builder) in (1..=if long { 2 } else { 1 }).zip([&ONE_EDIT, &TWO_EDITS]) {
        let dfa = builder.build_dfa(word);
        for part in parts {
            let mut near = part.vocabulary.search(&dfa);
            // What is one edit away was looked for before, and the rest must
            // begin alike: no need to walk through other letters.
            if let Some(&first) = word.as_bytes().first()
                && edits == 2
            {
                near = near.ge([first]).lt([first.saturating_add(1)]);
            }
            let mut stream = near.into_stream();
            while let Some((bytes, count)) = stream.next() {
                let Distance::Exact(distance) = dfa.eval(bytes) else { continue };
                let Ok(near) = std::str::from_utf8(bytes) else { continue };
                // Another first letter at two edits, or a number, is another word.
                let first = near.as_bytes().first() == word.as_bytes().first();
                let number = near.bytes().any(|b| b.is_ascii_digit());
                if !number && (first || distance <= 1) && !stopwords::is_stop(near) {
                    found.push((distance, count, near.to_owned()));
                }
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    found.dedup_by(|a, b| a.2 == b.2);
    found.retain(|(_, _, near)| akin.is_none_or(|akin| akin(near)));
    found.truncate(CANDIDATES_MAX);
    found
        .into_iter()
        .map(|(distance, _, near)| (near, if distance <= 1 { 0.85 } else { 0.65 }))
        .collect()
}

/// Words of the index that begin so, the most used first.
pub fn completions(prefix: &str, parts: &[&Part], limit: usize) -> Vec<String> {
    let mut found: Vec<(u64, String)> = Vec::new();
    for part in parts {
        let mut stream = part.vocabulary.search(Str::new(prefix).starts_with()).into_stream();
        while let Some((bytes, count)) = stream.next() {
            if let Ok(word) = std::str::from_utf8(bytes) {
                found.push((count, word.to_owned()));
            }
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().map(|(_, word)| word).take(limit).collect()
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
