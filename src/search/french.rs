//! French text → terms of an index, the same way for content and questions.
//!
//! The steps are in this order because each needs the one before:
//! 1. words are cut at anything that is not a letter, a digit, an inner hyphen
//!    or an inner apostrophe;
//! 2. elided articles and pronouns (`l’`, `d’`, `qu’` …) are removed, while the
//!    apostrophe still distinguishes `l’an` from `lan`;
//! 3. case, ligatures and accents are folded, so that a question typed on a phone
//!    matches what an author wrote;
//! 4. stop words and courtesies are removed (`stopwords.rs`);
//! 5. the other words are stemmed. Folding comes first because Snowball's French stemmer
//!    reads accents: it would give `sécurisée` and `securisee` different stems. With
//!    folded words it gives both the same stem, and the ranking is as good.
//!
//! Codes and acronyms (`FON-47`, `L1110-4`, `RPPS`) are also kept unstemmed.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::config::Config;
use super::stopwords;

/// Longer words are cut, so that the size of a term is bounded. No French word is so long.
const WORD_MAX_BYTES: usize = 64;
/// Shorter words are not stemmed: they are acronyms more often than inflected words
/// (`PS` is not `p`, and `ANS` is not a year).
const STEM_MIN_CHARS: usize = 4;

/// What a word looks like as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Letters.
    Word,
    /// Two capitals or more: `RPPS`, `GRADeS`.
    Acronym,
    /// Digits, alone or with letters: `FON-47`, `2024`.
    Code,
}

/// A word of a text, folded: lower case, no accents, `oe` for `œ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The folded word.
    pub text: String,
    /// What the word looked like before folding.
    pub shape: Shape,
    /// Whether the word was made by joining the parts of a hyphenated word, which come
    /// before it: `re`, `initialiser`, then `reinitialiser`.
    pub joined: bool,
}

/// The text in lower case, without accents, with ligatures opened; everything else is
/// unchanged.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match LATIN.get((c as usize).wrapping_sub(LATIN_START)) {
        Some(folded) => out.push_str(folded),
        None => decompose(c, out),
    }
}

const LATIN_START: usize = 0xC0;

/// What the accented letters of Latin-1 and Latin Extended-A fold to. They are nearly all
/// the characters of a French text that are not ASCII, and decomposing each of them every
/// time takes most of the time of folding.
static LATIN: LazyLock<Vec<String>> = LazyLock::new(|| {
    ('\u{C0}'..='\u{17F}')
        .map(|c| {
            let mut folded = String::new();
            decompose(c, &mut folded);
            folded
        })
        .collect()
});

fn decompose(c: char, out: &mut String) {
    for lower in c.to_lowercase() {
        match lower {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            other => out.extend(std::iter::once(other).nfkd().filter(|c| !is_combining_mark(*c))),
        }
    }
}

/// Every word of a text in order, stop words and courtesies among them.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    each_word(text, |text, shape, joined| {
        found.push(Word { text: text.to_owned(), shape, joined });
    });
    found
}

/// Calls `f` with each folded word, its shape, and whether it is a joined one.
pub fn each_word(text: &str, mut f: impl FnMut(&str, Shape, bool)) {
    let mut parts: Vec<Part> = Vec::new();
    let mut folded = String::new();
    let mut chars = text.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = chars.next() {
        let inner = chars.peek().is_some_and(|&next| is_letter(next)) && is_letter(previous);
        if is_letter(c) {
            let part = match parts.last_mut() {
                Some(part) if !part.closed => part,
                _ => {
                    parts.push(Part { start: folded.len(), ..Part::default() });
                    parts.last_mut().expect("one was just pushed")
                }
            };
            part.capitals += u32::from(c.is_uppercase());
            part.digits += u32::from(c.is_ascii_digit());
            part.letters += u32::from(c.is_alphabetic());
            fold_char(c, &mut folded);
            part.end = folded.len();
        } else if !c.is_ascii() && is_combining_mark(c) {
            // In NFD, the mark belongs to the letter before it, which is folded without it.
            continue;
        } else if inner && is_apostrophe(c) {
            close(&mut parts, Joint::Apostrophe);
        } else if inner && matches!(c, '-' | '‐' | '‑') {
            close(&mut parts, Joint::Hyphen);
        } else if inner && c == '.' && parts.last().is_some_and(|part| part.letters == 1) {
            close(&mut parts, Joint::Dot);
        } else {
            flush(&mut parts, &mut folded, &mut f);
        }
        previous = c;
    }
    flush(&mut parts, &mut folded, &mut f);
}

fn is_letter(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        // U+02BC is a letter to Unicode, and an apostrophe on some keyboards.
        _ => c.is_alphanumeric() && !is_apostrophe(c),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`' | '´')
}

/// A run of letters and digits within a chunk, and what ties it to the next.
#[derive(Clone, Copy, Default)]
struct Part {
    start: usize,
    end: usize,
    capitals: u32,
    digits: u32,
    letters: u32,
    joint: Joint,
    closed: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Joint {
    #[default]
    None,
    Apostrophe,
    Hyphen,
    Dot,
}

fn close(parts: &mut [Part], joint: Joint) {
    if let Some(part) = parts.last_mut() {
        part.joint = joint;
        part.closed = true;
    }
}

impl Part {
    fn shape(&self) -> Shape {
        if self.digits > 0 {
            Shape::Code
        } else if self.capitals >= 2 {
            Shape::Acronym
        } else {
            Shape::Word
        }
    }
}

fn flush(parts: &mut Vec<Part>, folded: &mut String, f: &mut impl FnMut(&str, Shape, bool)) {
    let text = |part: &Part| cut(&folded[part.start..part.end]);
    // R.G.P.D. is one acronym.
    if parts.len() >= 2 && parts[..parts.len() - 1].iter().all(|p| p.joint == Joint::Dot) {
        let all = parts.iter().all(|p| p.letters == 1 && p.digits == 0);
        if all {
            f(cut(folded), Shape::Acronym, false);
            parts.clear();
            folded.clear();
            return;
        }
    }
    let mut from = 0;
    for i in 0..parts.len() {
        let part = &parts[i];
        if part.joint == Joint::Apostrophe && stopwords::is_elision(text(part)) {
            from = i + 1;
            continue;
        }
        f(text(part), part.shape(), false);
        if part.joint != Joint::Hyphen {
            // A hyphenated run ends here. The whole run is a word too, unless one of its
            // parts is a grammatical word (`peut-on`, `rendez-vous`).
            let run = &parts[from..=i];
            let whole = run.len() > 1
                && run[..run.len() - 1].iter().all(|p| p.joint == Joint::Hyphen)
                && !run.iter().any(|p| p.letters > 1 && stopwords::is_stop(text(p)));
            if whole {
                let joined: String = run.iter().map(text).collect();
                let code = run.iter().any(|p| p.digits > 0);
                f(cut(&joined), if code { Shape::Code } else { Shape::Word }, true);
            }
            from = i + 1;
        }
    }
    parts.clear();
    folded.clear();
}

fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(WORD_MAX_BYTES)]
}

/// Stop words and stems. It remembers nothing, so that threads can share it: a question
/// has few words, and indexing remembers its own (`part.rs`).
pub struct Analyser {
    stemmer: Stemmer,
    config: Config,
}

impl std::fmt::Debug for Analyser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyser").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Analyser {
    /// An analyser as the configuration says.
    pub fn new(config: Config) -> Self {
        Self { stemmer: Stemmer::create(Algorithm::French), config }
    }

    /// Whether a folded word carries nothing.
    pub fn is_stop(&self, word: &str) -> bool {
        self.config.stop_words && stopwords::is_stop(word)
    }

    /// The stem of a folded word. It has the word's first letter.
    ///
    /// A word is stemmed twice, because one pass leaves some endings (`sécurisations` →
    /// `securis`…). Words with a digit are not stemmed.
    pub fn stem(&self, word: &str) -> String {
        let whole = word.chars().count() < STEM_MIN_CHARS || !self.config.stemming;
        if whole || word.bytes().any(|b| b.is_ascii_digit()) {
            return word.to_owned();
        }
        let once = self.stemmer.stem(word);
        without_tense(self.stemmer.stem(&once).into_owned())
    }

    /// The stems of the words that carry something, in order.
    pub fn stems(&self, text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        each_word(text, |word, _, _| {
            if !self.is_stop(word) {
                stems.push(self.stem(word));
            }
        });
        stems
    }

    /// Calls `f` for each word that carries something, in order: with its stem if that
    /// may be one of the terms wanted, with `None` if it cannot. Stemming every word of
    /// an answer would take longer than ranking.
    pub fn each_stem_wanted(&self, text: &str, wanted: &Initials, mut f: impl FnMut(Option<&str>)) {
        each_word(text, |word, _, _| {
            if !self.is_stop(word) {
                let stem = wanted.has(word).then(|| self.stem(word));
                f(stem.as_deref());
            }
        });
    }
}

/// The first bytes of some terms. A word with another first byte has none of these terms as
/// its stem.
#[derive(Debug)]
pub struct Initials([bool; 256]);

impl Initials {
    /// The first bytes of terms that are not empty.
    pub fn of<'a>(terms: impl IntoIterator<Item = &'a String>) -> Self {
        let mut initials = [false; 256];
        for first in terms.into_iter().filter_map(|term| term.bytes().next()) {
            initials[usize::from(first)] = true;
        }
        Self(initials)
    }

    fn has(&self, word: &str) -> bool {
        word.bytes().next().is_some_and(|first| self.0[usize::from(first)])
    }
}

/// Verbs in `-crire` and their nouns keep an ending of their tense after stemming:
/// `inscrire`, `inscris`, `inscrivez` and `inscription` are one word that people type in all
/// these forms, as are those of `prescrire`, `souscrire` and `transcrire`.
fn without_tense(mut stem: String) -> String {
    const ENDINGS: [&str; 8] = ["iption", "ipt", "ivent", "iv", "ir", "is", "it", "i"];
    let ending = ENDINGS.iter().find(|ending| {
        let before = stem.strip_suffix(*ending);
        before.is_some_and(|before| before.len() > "scr".len() && before.ends_with("scr"))
    });
    if let Some(ending) = ending {
        stem.truncate(stem.len() - ending.len());
    }
    stem
}

/// The stems of a text's words that carry something, in order.
pub fn stems(text: &str) -> Vec<String> {
    Analyser::new(Config::default()).stems(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let got: Vec<String> = words(text).into_iter().map(|w| w.text).collect();
        assert_eq!(got.join(" "), expected, "words of {text:?}");
    }

    #[test]
    fn words_are_cut_and_folded() {
        check("L’adresse d'un PS, jusqu’où ?", "adresse un ps ou");
        check("l'e-santé qu’on aʼ", "e sante esante on a");
        check("aujourd'hui", "aujourd hui");
        check("FON-47 et L1110-4", "fon 47 fon47 et l1110 4 l11104");
        check("re-initialiser", "re initialiser reinitialiser");
        check("peut-on ? rendez-vous", "peut on rendez vous");
        check("R.G.P.D. et M. X.", "rgpd et m x");
        check("Œuvre ÆGIR cœur", "oeuvre aegir coeur");
        check("e\u{301}cole", "ecole");
        check("😀 !!! — « »", "");
        check("GRADeS,CPAM/DSI", "grades cpam dsi");
    }

    #[test]
    fn the_forms_of_a_verb_in_crire_are_one_word() {
        let analyser = Analyser::new(Config::default());
        for verb in ["in", "pre", "sou", "tran", "pro"] {
            let forms = ["re", "s", "t", "te", "vez", "vent", "ption", "ptions"];
            let stems = forms.map(|form| analyser.stem(&format!("{verb}scri{form}")));
            assert!(stems.iter().all(|stem| *stem == format!("{verb}scr")), "{stems:?}");
        }
        assert_ne!(analyser.stem("script"), "scr");
    }

    #[test]
    fn accents_change_nothing() {
        let analyser = Analyser::new(Config::default());
        for (with, without) in [
            ("sécurisée", "securisee"),
            ("interopérabilité", "interoperabilite"),
            ("boîte aux lettres pleine à ras bord", "boite aux lettres pleine a ras bord"),
            ("hébergées", "hebergees"),
        ] {
            assert_eq!(analyser.stems(with), analyser.stems(without), "{with} / {without}");
        }
    }

    #[test]
    fn shapes_are_seen_before_folding() {
        let shapes: Vec<Shape> =
            words("BAL Bal bal GRADeS 2024 FON-47").into_iter().map(|w| w.shape).collect();
        use Shape::{Acronym, Code, Word};
        assert_eq!(shapes, [Acronym, Word, Word, Acronym, Code, Acronym, Code, Code]);
    }

    /// [`Initials`] relies on it.
    #[test]
    fn a_stem_begins_as_its_word_does() {
        let analyser = Analyser::new(Config::default());
        let texts = [include_str!("everyday.txt"), include_str!("related/stems.txt")];
        for word in texts.into_iter().flat_map(words) {
            let stem = analyser.stem(&word.text);
            assert_eq!(stem.as_bytes().first(), word.text.as_bytes().first(), "{}", word.text);
        }
    }
}
