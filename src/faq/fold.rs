//! When two questions are the same to a reader: case, accents, punctuation and
//! small words aside. For the lint alone; search has its own analyser.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that change no question: articles, pronouns, elided letters, padding.
/// Question words stay (« où » and « quand » are not the same question), and so
/// do `sans`, `pas` and the prepositions that turn a sentence round.
const SMALL: [&str; 52] = [
    "au", "aux", "bonjour", "c", "ce", "ces", "cet", "cette", "d", "de", "des", "du", "elle",
    "elles", "en", "est", "et", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "lorsqu",
    "m", "ma", "merci", "mes", "mon", "n", "nos", "notre", "nous", "on", "puisqu", "qu", "que",
    "s", "sa", "ses", "son", "svp", "t", "un", "une", "votre", "vos", "vous", "y",
];

/// Lower case, no accents, no punctuation, one space between words.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A question or a variant, ready to be compared with a hundred thousand others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Equal for texts that fold the same.
    pub exact: u64,
    /// The words that carry meaning, sorted, one space between; variants are
    /// not compared by words and keep none.
    pub words: Box<str>,
    /// Of all of `words`, in whatever order.
    pub all: u64,
    /// Of all of `words` but each one in turn; 0 where that one is a code, which
    /// is never another one misspelt.
    pub without: Box<[u64]>,
}

impl Folded {
    /// Folds a text; `None` when nothing of it is a letter or a digit.
    pub fn new(text: &str, is_question: bool) -> Option<Self> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        let kept = |word: &&str| is_question && !SMALL.contains(word);
        let mut words: Vec<&str> = folded.split(' ').filter(kept).collect();
        words.sort_unstable();
        words.dedup();
        let all = words.iter().fold(0u64, |sum, word| sum.wrapping_add(hash(word)));
        let without = |word: &&str| match word.chars().all(char::is_alphabetic) {
            true => all.wrapping_sub(hash(word)),
            false => 0,
        };
        let without = words.iter().map(without).collect();
        Some(Self { exact: hash(&folded), words: words.join(" ").into(), all, without })
    }
}

/// The same for the same text in one run of the program.
pub fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Whether two folded words are one word misspelt or inflected. Words with a
/// digit are codes, and a first letter is seldom mistyped but often turns the
/// meaning (`légal`, `illégal`).
pub fn same_word(a: &str, b: &str) -> bool {
    let word = |w: &str| w.chars().count() >= 4 && w.chars().all(char::is_alphabetic);
    word(a)
        && word(b)
        && a.chars().next() == b.chars().next()
        && strsim::normalized_damerau_levenshtein(a, b) >= 0.8
}

/// The known name nearest to a misspelt one, when it is near enough to be meant.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = fold(written);
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&written, &fold(name)), name))
        .filter(|&(nearness, _)| nearness >= 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_words_and_meaning() {
        assert_eq!(fold("  L’Œuf d'À-côté, déjà ?! "), "l oeuf d a cote deja");
        let words = |text| Folded::new(text, true).map(|f| f.words.to_string());
        assert_eq!(
            words("Est-ce que je peux ouvrir une BAL ?").as_deref(),
            Some("bal ouvrir peux")
        );
        assert_eq!(words("😀 …"), None);
        assert_ne!(words("avec badge"), words("sans badge"));
    }

    #[test]
    fn words_that_are_one() {
        for (a, b, same) in [
            ("etablissement", "etablissements", true),
            ("messagerie", "mesagerie", true),
            ("legal", "illegal", false),
            ("patient", "praticien", false),
            ("fon47", "fon48", false),
            ("cps", "cpe", false),
        ] {
            assert_eq!(same_word(a, b), same, "{a} {b}");
        }
    }
}
