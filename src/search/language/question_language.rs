//! The decision. A French question that is taken for another language is worse than a
//! question whose language stays unnoticed, so everything uncertain counts as French.

use unicode_normalization::char::is_combining_mark;
use whatlang::{Detector, Lang};

use super::grammatical_words::{LATIN, LanguageSet, languages_of};
use super::other_language::OtherLanguage;
use crate::search::french::fold;

/// Only the beginning of a long message is read, in words.
const WORDS_MAX: usize = 60;
/// The least share of grammatical words of a language among the words of a question. A whole
/// question has a third or more; a foreign name or title between other words has fewer.
const GRAMMATICAL_MIN: f32 = 0.3;
/// So many grammatical words that French does not have are enough when there is no French
/// one. A single such word needs another sign: the letters, or its place.
const SURE_WORDS: usize = 2;
/// How sure whatlang must be that the letters are not French, from 0 to 1. On short texts it
/// is seldom above this.
const LETTERS_MIN: f64 = 0.2;
/// Shorter words, in characters, are also articles of names, abbreviations and typing errors.
const LONG_WORD: usize = 4;
/// Beside French words, there must be this many times as many that are not French.
const OUTWEIGHS: usize = 3;

/// The language of a question when it is not French and is one that the bot has sentences
/// in. Questions of one word, and those that could be French, count as French.
pub fn question_language(question: &str) -> Option<OtherLanguage> {
    let words = words(question);
    if is_arabic(&words) {
        return Some(OtherLanguage::Arabic);
    }
    let known: Vec<LanguageSet> = words.iter().map(|word| languages_of(&fold(word))).collect();
    let count = |language| {
        let words = known.iter().filter(|set| set.has(language)).count();
        words + marks(language, question)
    };
    let most = LATIN.into_iter().map(count).max().filter(|&most| most > 0)?;
    let likely: Vec<OtherLanguage> = LATIN.into_iter().filter(|&l| count(l) == most).collect();
    let language = match likely.as_slice() {
        [one] => *one,
        several => nearest_by_letters(question, several)?,
    };

    let enough = words.len() >= 2 && most as f32 >= GRAMMATICAL_MIN * words.len() as f32;
    let first = known.iter().find(|set| set.has_french() != set.has(language));
    let starts_in_french = first.is_some_and(|set| set.has_french());
    let foreign = known.iter().filter(|set| set.has(language) && !set.has_french()).count()
        + marks(language, question);
    let french = known.iter().filter(|set| set.has_french() && !set.has(language)).count();
    let is_sure = match french {
        0 if foreign == 1 => {
            letters_agree(question, language) || begins_with_one(&words, &known, language)
        }
        0 => foreign >= SURE_WORDS,
        french => foreign > SURE_WORDS && foreign >= OUTWEIGHS * french,
    };
    (enough && !starts_in_french && is_sure && !is_yet_another(question)).then_some(language)
}

/// The words of a text in lower case, without addresses, numbers and codes.
fn words(text: &str) -> Vec<String> {
    let is_address =
        |chunk: &str| chunk.contains(['@', '/', '\\']) || chunk.trim_end_matches('.').contains('.');
    text.split_whitespace()
        .filter(|chunk| !is_address(chunk))
        .flat_map(|chunk| chunk.split(|c: char| !c.is_alphabetic() && !is_combining_mark(c)))
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(str::to_lowercase)
        .collect()
}

/// Whether most of the words are Arabic ones. Persian, Urdu and others have letters that
/// Arabic does not have.
fn is_arabic(words: &[String]) -> bool {
    let is_arabic = |word: &&String| {
        word.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}')) && word.chars().count() > 1
    };
    let is_other = |c| {
        matches!(
            c,
            'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' | 'ە' | 'ۆ'
        )
    };
    words.iter().filter(is_arabic).count() * 2 > words.len()
        && !words.iter().any(|word| word.contains(is_other))
}

/// The number of words that the characters of one language alone stand for. A name in a
/// French question may have a letter of another language, and no inverted question mark.
fn marks(language: OtherLanguage, text: &str) -> usize {
    match language {
        OtherLanguage::German => usize::from(text.contains('ß')),
        OtherLanguage::Portuguese => usize::from(text.contains(['ã', 'õ'])),
        OtherLanguage::Spanish if text.contains(['¿', '¡']) => SURE_WORDS,
        OtherLanguage::Spanish => usize::from(text.contains('ñ')),
        OtherLanguage::Arabic | OtherLanguage::English | OtherLanguage::Italian => 0,
    }
}

/// Whether the letters of a text are those of a language rather than of French.
fn letters_agree(text: &str, language: OtherLanguage) -> bool {
    let language = of_whatlang(language);
    let found = Detector::with_allowlist(vec![Lang::Fra, language]).detect(text);
    found.is_some_and(|found| found.lang() == language && found.confidence() >= LETTERS_MIN)
}

/// Whether the first word is a long grammatical word that French does not have: a question
/// begins with its question word or its verb, and a name with a short article.
fn begins_with_one(words: &[String], known: &[LanguageSet], language: OtherLanguage) -> bool {
    let long = words.first().is_some_and(|word| word.chars().count() >= LONG_WORD);
    long && known.first().is_some_and(|set| set.has(language) && !set.has_french())
}

/// Whether a text is surely in a language of which the bot knows nothing.
fn is_yet_another(text: &str) -> bool {
    Detector::new().detect(text).is_some_and(|found| {
        let known = LATIN.map(of_whatlang);
        found.is_reliable() && found.lang() != Lang::Fra && !known.contains(&found.lang())
    })
}

/// Which of several languages the letters of a text are most like.
fn nearest_by_letters(text: &str, among: &[OtherLanguage]) -> Option<OtherLanguage> {
    let allowed = among.iter().map(|&language| of_whatlang(language)).collect();
    let found = Detector::with_allowlist(allowed).detect_lang(text)?;
    among.iter().copied().find(|&language| of_whatlang(language) == found)
}

fn of_whatlang(language: OtherLanguage) -> Lang {
    match language {
        OtherLanguage::Arabic => Lang::Ara,
        OtherLanguage::German => Lang::Deu,
        OtherLanguage::English => Lang::Eng,
        OtherLanguage::Spanish => Lang::Spa,
        OtherLanguage::Italian => Lang::Ita,
        OtherLanguage::Portuguese => Lang::Por,
    }
}
