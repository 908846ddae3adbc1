//! When two questions are the same to a reader: differences of case, accents, punctuation
//! and small words do not count. Only the lint uses this; search has its own analyser.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that do not change a question: articles, pronouns, elided letters, courtesies.
/// Question words are not among them (« où » and « quand » make different questions), and
/// neither are `sans`, `pas` and prepositions that change the meaning of a sentence.
const SMALL: [&str; 52] = [
    "au", "aux", "bonjour", "c", "ce", "ces", "cet", "cette", "d", "de", "des", "du", "elle",
    "elles", "en", "est", "et", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "lorsqu",
    "m", "ma", "merci", "mes", "mon", "n", "nos", "notre", "nous", "on", "puisqu", "qu", "que",
    "s", "sa", "ses", "son", "svp", "t", "un", "une", "votre", "vos", "vous", "y",
];

/// Lower case, without accents and punctuation, with one space between words.
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

/// What a question or a variant is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Equal for texts that fold the same.
    pub exact: u64,
    /// The words that carry meaning: sorted, each once, one space between them. Empty for
    /// a variant, because variants are not compared word by word.
    pub words: Box<str>,
}

impl Folded {
    /// Folds a text; `None` when it has no letter and no digit.
    pub fn new(text: &str, is_question: bool) -> Option<Self> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        let kept = |word: &&str| is_question && !SMALL.contains(word);
        let mut words: Vec<&str> = folded.split(' ').filter(kept).collect();
        words.sort_unstable();
        words.dedup();
        Some(Self { exact: hash(&folded), words: words.join(" ").into() })
    }
}

/// Equal for equal texts within one run of the program.
pub fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Whether two folded words are the same word, misspelt or inflected. Words with a digit
/// are codes and never the same. The first letter must be equal, because it is seldom
/// mistyped and often changes the meaning (`légal`, `illégal`).
pub fn same_word(a: &str, b: &str) -> bool {
    let word = |w: &str| w.chars().count() >= 4 && w.chars().all(char::is_alphabetic);
    word(a)
        && word(b)
        && a.chars().next() == b.chars().next()
        && strsim::normalized_damerau_levenshtein(a, b) >= 0.8
}

/// The known name nearest to a misspelt one, when it is near enough to be the one meant.
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
