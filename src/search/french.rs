//! French text → words fit for an index, the same for content and questions.
//!
//! In this order, each step needing the one before:
//! 1. words are cut at anything that is not a letter, a digit, an inner hyphen
//!    or an inner apostrophe;
//! 2. elided articles and pronouns (`l’`, `d’`, `qu’` …) fall away; only now,
//!    while the apostrophe still tells `l’an` from `lan`;
//! 3. case, ligatures and accents are folded, so that what a phone types meets
//!    what an author wrote;
//! 4. stop words and courtesies carry nothing (`stopwords.rs`);
//! 5. what remains is stemmed. After folding, on purpose: Snowball's French
//!    stemmer reads accents, so that `sécurisée` and `securisee` would part;
//!    fed with folded words it gives both the same stem, and ranks as well.
//!
//! Codes and acronyms (`FON-47`, `L1110-4`, `RPPS`) are kept whole as well.

use std::cell::RefCell;
use std::sync::LazyLock;

use compact_str::CompactString;
use foldhash::HashMap;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::features::Features;
use super::stopwords;

/// Longer words are cut: no French word comes near, and a term is bounded.
const WORD_MAX_BYTES: usize = 64;
/// Shorter words are not stemmed: they are acronyms more often than inflected
/// (`PS` is not `p`, nor `ANS` one year).
const STEM_MIN_CHARS: usize = 4;
/// Words whose stems are remembered by one [`Analyser`]; then it starts anew.
const CACHE_MAX: usize = 500_000;

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
    /// Folded.
    pub text: String,
    /// As written.
    pub shape: Shape,
    /// Made of the parts of a hyphenated word that come before it: `re`,
    /// `initialiser`, then `reinitialiser`.
    pub joined: bool,
}

/// Lower case, no accents, ligatures opened; everything else unchanged.
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

/// What the accented letters of Latin-1 and Latin Extended-A fold to: nearly all that
/// is not ASCII in a French text, and decomposing each anew is most of its folding.
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
            // Text in NFD: the mark belongs to the letter before and folds away.
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
            // A hyphenated run ends here: its whole is a word too, unless it is
            // held together by a grammatical word (`peut-on`, `rendez-vous`).
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

/// Stems and stop words, remembered: most words of a FAQ come again and again.
pub struct Analyser {
    stemmer: Stemmer,
    stemming: bool,
    stops: bool,
    known: RefCell<HashMap<CompactString, Known>>,
}

/// What a folded word is to an analyser. Short texts stand inside it, as they do in the
/// tables it is kept in: following a pointer to each took a fifth of indexing.
#[derive(Clone, Debug)]
pub struct Known {
    /// Whether it carries nothing.
    pub stop: bool,
    /// Its stem.
    pub stem: CompactString,
}

impl Default for Analyser {
    fn default() -> Self {
        Self::new(&Features::default())
    }
}

impl Analyser {
    /// One that does what the features say; [`Features::default`] everywhere but
    /// in experiments.
    pub fn new(features: &Features) -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::French),
            stemming: features.stemming,
            stops: features.stop_words,
            known: RefCell::default(),
        }
    }

    /// Whether a folded word carries nothing.
    pub fn is_stop(&self, word: &str) -> bool {
        self.stops && stopwords::is_stop(word)
    }

    /// The stem of a folded word.
    ///
    /// Stemmed twice: endings pile up (`sécurisations` → `securis`…), and words
    /// with a digit are not stemmed at all.
    pub fn stem(&self, word: &str) -> CompactString {
        self.known(word).stem
    }

    /// What a folded word is, worked out once.
    pub fn known(&self, word: &str) -> Known {
        if let Some(known) = self.known.borrow().get(word) {
            return known.clone();
        }
        let whole = word.chars().count() < STEM_MIN_CHARS || !self.stemming;
        let stem: CompactString = if whole || word.bytes().any(|b| b.is_ascii_digit()) {
            word.into()
        } else {
            let once = self.stemmer.stem(word);
            self.stemmer.stem(&once).as_ref().into()
        };
        let found = Known { stop: self.is_stop(word), stem };
        let mut known = self.known.borrow_mut();
        if known.len() >= CACHE_MAX {
            known.clear();
        }
        known.insert(word.into(), found.clone());
        found
    }

    /// The stems of the words that carry something, in order.
    pub fn stems(&self, text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        each_word(text, |word, _, _| {
            let known = self.known(word);
            if !known.stop {
                stems.push(known.stem.to_string());
            }
        });
        stems
    }
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
    fn accents_change_nothing() {
        let analyser = Analyser::default();
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
}
