//! Damages questions as people who type in a hurry do, in five general ways that come from
//! no set of questions. The damage depends only on the seed and on the text of the
//! question, so a question is damaged in the same way in any set.
//!
//! - `accents`: é → e, ç → c, œ → oe.
//! - `typos`: in one word of five letters or more, a letter is swapped with its
//!   neighbour, dropped, doubled, or replaced by another of a to z. A question
//!   without such a word stays as it is.
//! - `sms`: the phrases and words of [`PHRASES`] are shortened, `qu` is written
//!   `k`, and half of the words of five letters or more lose a silent final
//!   `e`, `s` or `es`.
//! - `case`: all capitals or all small letters, whichever changes something.
//! - `apostrophes`: each one is left out or becomes a space.

use clap::ValueEnum;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A way to damage a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Perturbation {
    /// Accents retirés
    Accents,
    /// Une faute de frappe par question
    Typos,
    /// Abréviations de téléphone
    Sms,
    /// Tout en capitales ou tout en minuscules
    Case,
    /// Apostrophes oubliées ou remplacées par une espace
    Apostrophes,
}

/// Phone spellings of very common French. Where one phrase contains another, the longer one
/// comes first. Whole words are matched, in any case and with any apostrophe.
pub const PHRASES: [(&str, &str); 44] = [
    ("qu'est-ce que", "keske"),
    ("qu'est ce que", "keske"),
    ("est-ce que", "esk"),
    ("est ce que", "esk"),
    ("s'il vous plaît", "svp"),
    ("s'il te plaît", "stp"),
    ("parce que", "pcq"),
    ("quelque chose", "qqch"),
    ("quelqu'un", "qqn"),
    ("il y a", "ya"),
    ("je suis", "jsuis"),
    ("je ne", "jne"),
    ("je peux", "jpeux"),
    ("je vais", "jvais"),
    ("c'est", "c"),
    ("c'était", "ct"),
    ("j'ai", "g"),
    ("j'avais", "javais"),
    ("d'accord", "dac"),
    ("aujourd'hui", "ajd"),
    ("rendez-vous", "rdv"),
    ("maintenant", "mtn"),
    ("beaucoup", "bcp"),
    ("toujours", "tjs"),
    ("pourquoi", "pk"),
    ("combien", "cb"),
    ("comment", "cmt"),
    ("bonjour", "bjr"),
    ("bonsoir", "bsr"),
    ("salut", "slt"),
    ("merci", "mci"),
    ("message", "msg"),
    ("problème", "pb"),
    ("temps", "tps"),
    ("quand", "qd"),
    ("avec", "avc"),
    ("dans", "ds"),
    ("même", "mm"),
    ("nous", "ns"),
    ("pour", "pr"),
    ("tous", "ts"),
    ("tout", "tt"),
    ("vous", "vs"),
    ("que", "k"),
];

/// Shorter words are not shortened.
const LONG_WORD: usize = 5;

impl Perturbation {
    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accents => "accents",
            Self::Typos => "typos",
            Self::Sms => "sms",
            Self::Case => "case",
            Self::Apostrophes => "apostrophes",
        }
    }

    /// The damaged question, in NFC.
    pub fn damage(self, question: &str, seed: u64) -> String {
        let question: String = question.nfc().collect();
        let mut random = fastrand::Rng::with_seed(seed ^ hash(&question));
        match self {
            Self::Accents => without_accents(&question),
            Self::Typos => with_typo(&question, &mut random),
            Self::Sms => as_sms(&question, &mut random),
            Self::Case => in_one_case(&question, &mut random),
            Self::Apostrophes => without_apostrophes(&question, &mut random),
        }
    }
}

// FNV-1a, because the values of the standard hasher may change in another release of Rust.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn without_accents(question: &str) -> String {
    let mut plain = String::with_capacity(question.len());
    for c in question.nfd().filter(|&c| !is_combining_mark(c)) {
        match c {
            'œ' => plain.push_str("oe"),
            'Œ' => plain.push_str("OE"),
            'æ' => plain.push_str("ae"),
            'Æ' => plain.push_str("AE"),
            _ => plain.push(c),
        }
    }
    plain.nfc().collect()
}

fn with_typo(question: &str, random: &mut fastrand::Rng) -> String {
    let mut chars: Vec<char> = question.chars().collect();
    let words: Vec<(usize, usize)> =
        words(&chars).filter(|(start, end)| end - start >= LONG_WORD).collect();
    let Some(&(start, end)) = random.choice(&words) else { return question.to_owned() };
    let swaps: Vec<usize> = (start..end - 1).filter(|&at| chars[at] != chars[at + 1]).collect();
    let at = random.usize(start..end);
    match (random.u8(0..4), random.choice(&swaps)) {
        (0, Some(&at)) => chars.swap(at, at + 1),
        (0 | 1, _) => drop(chars.remove(at)),
        (2, _) => chars.insert(at, chars[at]),
        _ => chars[at] = another_letter(chars[at], random),
    }
    chars.into_iter().collect()
}

fn another_letter(letter: char, random: &mut fastrand::Rng) -> char {
    let other = loop {
        let other = random.lowercase();
        if !letter.to_lowercase().eq([other]) {
            break other;
        }
    };
    if letter.is_uppercase() { other.to_ascii_uppercase() } else { other }
}

/// The runs of letters, as start and end in characters.
fn words(chars: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + chars[at..].iter().position(|c| c.is_alphabetic())?;
        let length = chars[start..].iter().take_while(|c| c.is_alphabetic()).count();
        at = start + length;
        Some((start, at))
    })
}

fn as_sms(question: &str, random: &mut fastrand::Rng) -> String {
    let chars: Vec<char> = question.chars().collect();
    let mut typed = String::with_capacity(question.len());
    let mut at = 0;
    while at < chars.len() {
        let inside_word = at > 0 && chars[at - 1].is_alphanumeric();
        if !chars[at].is_alphabetic() || inside_word {
            typed.push(chars[at]);
            at += 1;
        } else if let Some((length, short)) = phrase_at(&chars[at..]) {
            typed.push_str(short);
            at += length;
        } else {
            let length = chars[at..].iter().take_while(|c| c.is_alphabetic()).count();
            typed.push_str(&shortened(&chars[at..at + length], random));
            at += length;
        }
    }
    typed
}

/// The phrase at the start of the text, if it ends where a word ends: its length in
/// characters and its short form.
fn phrase_at(chars: &[char]) -> Option<(usize, &'static str)> {
    let same = |typed: char, wanted: char| match wanted {
        '\'' => matches!(typed, '\'' | '’' | 'ʼ'),
        _ => typed.to_lowercase().eq([wanted]),
    };
    PHRASES.into_iter().find_map(|(phrase, short)| {
        let length = phrase.chars().count();
        let fits = chars.len() >= length
            && phrase.chars().zip(chars).all(|(wanted, &typed)| same(typed, wanted));
        let ends = chars.get(length).is_none_or(|c| !c.is_alphanumeric());
        (fits && ends).then_some((length, short))
    })
}

fn shortened(word: &[char], random: &mut fastrand::Rng) -> String {
    let mut word: String = word.iter().collect();
    if word.chars().all(char::is_uppercase) {
        return word;
    }
    if word.chars().count() >= LONG_WORD && random.bool() {
        let bare = word.strip_suffix('s').unwrap_or(&word);
        let bare = bare.strip_suffix('e').unwrap_or(bare);
        word.truncate(bare.len());
    }
    word.replace("qu", "k").replace("Qu", "K")
}

fn in_one_case(question: &str, random: &mut fastrand::Rng) -> String {
    let (upper, lower) = (question.to_uppercase(), question.to_lowercase());
    if lower == question || (upper != question && random.bool()) { upper } else { lower }
}

fn without_apostrophes(question: &str, random: &mut fastrand::Rng) -> String {
    let left = question.chars().filter_map(|c| match c {
        '\'' | '’' | 'ʼ' | '‘' => random.bool().then_some(' '),
        _ => Some(c),
    });
    left.collect()
}
