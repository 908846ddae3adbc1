//! The first stage, analysis: the text of a question → slots, one for each word that
//! carries something, with everything that the word may stand for.
//!
//! A slot counts once, by its best reading, so that a long glossary or many similar
//! spellings do not outweigh the words typed. Terms are made only here, and no text of a
//! question is ever read as the syntax of a query.

use super::asked_for::AskedFor;
use super::config::Config;
use super::french::{self, Analyser, Shape, Word};
use super::glossary::Glossary;
use super::part::{Part, whole};
use super::related;
use super::spelling::{self, Repair};
use super::stopwords;

/// Words of a question that are read; the words after them are ignored.
const WORDS_MAX: usize = 400;
/// Slots of a question at most. No question needs so many; they bound the work.
const SLOTS_MAX: usize = 48;
/// A meaning from the glossary is a little less than the word itself.
const GLOSSARY_WEIGHT: f32 = 0.8;
/// A related word counts at most for half of the word typed, however near it is.
const RELATED_WEIGHT: f32 = 0.5;
/// Related words of one word, at most. Words further away gain nothing and take time.
const RELATED_MAX: usize = 4;
/// A related word that is in more lines of a collection is not searched: it distinguishes
/// few entries and takes long.
const RELATED_LINES_MAX: u32 = 300;
/// A correction of a word of so few letters needs another word of the question beside it.
const SHORT_CHARS: usize = 4;
/// Completions of a half-typed word, at most.
const COMPLETIONS: usize = 24;

/// A question as read.
#[derive(Debug)]
pub struct Query {
    /// One slot for each word that carries something.
    pub slots: Vec<Slot>,
}

/// One word typed and its readings, the typed one first.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// The word typed, folded.
    pub typed: String,
    /// Its stem, or the stem of its most likely correction.
    pub stem: String,
    /// What it may stand for; never empty.
    pub readings: Vec<Reading>,
    /// Whether it is a short word read as words with other letters.
    pub is_short_guess: bool,
}

/// One thing a word may stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The terms of the reading; an entry should have all of them. There are several only
    /// in a phrase of the glossary.
    pub terms: Vec<String>,
    /// 0..1, how likely a match of this reading is a match of the word typed.
    pub weight: f32,
    /// 0..1, the share of this word in a phrase of several words, so that the meaning of
    /// the phrase is not counted once for each of its words.
    pub share: f32,
    /// How the reading was derived.
    pub origin: Origin,
}

/// How a reading was derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is the word typed.
    Typed,
    /// It is a word of the index with a similar spelling.
    Spelling,
    /// It comes from the collection's glossary.
    Glossary,
    /// It is a completion of a half-typed word.
    Prefix,
    /// It is another French word with a similar meaning.
    Related,
}

/// What reading a question needs of a collection.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// The parts, for their terms and vocabularies.
    pub parts: &'a [&'a Part],
    /// The collection's glossary.
    pub glossary: &'a Glossary,
    /// The one that the entries were indexed with.
    pub analyser: &'a Analyser,
    /// What is switched on.
    pub config: Config,
}

impl Lexicon<'_> {
    fn knows_stem(&self, stem: &str) -> bool {
        self.glossary.knows(stem) || self.parts.iter().any(|part| part.knows(stem))
    }

    fn knows_word(&self, word: &str) -> bool {
        self.knows_stem(&self.analyser.stem(word))
    }

    /// The number of a stem in the table of related words, if it is there.
    fn common(&self, stem: &str) -> Option<u16> {
        related::number(stem).filter(|_| self.config.related)
    }

    fn is_near(&self, number: u16, stem: &str) -> bool {
        related::number(stem).is_some_and(|other| related::near(number).any(|(n, _)| n == other))
    }
}

/// Reads a question. With `typing`, its last word is the beginning of one.
pub fn read(question: &str, lexicon: &Lexicon<'_>, typing: bool) -> Query {
    let mut words = french::words(question);
    words.truncate(WORDS_MAX);
    calm(&mut words);
    let begun = typing && question.ends_with(|c: char| c.is_alphanumeric());
    let last = words.iter().rposition(|word| !word.joined).filter(|_| begun);

    let mut slots: Vec<Slot> = Vec::new();
    let mut skip = 0;
    for (i, word) in words.iter().enumerate() {
        if slots.len() >= SLOTS_MAX {
            break;
        }
        if skip > 0 {
            skip -= 1;
            continue;
        }
        if Some(i) == last {
            slots.extend(begun_word(&word.text, lexicon));
            continue;
        }
        let ahead: Vec<&str> = words[i..].iter().take(4).map(|word| word.text.as_str()).collect();
        match stopwords::courtesy(&ahead) {
            0 => {}
            length => {
                skip = length - 1;
                continue;
            }
        }
        if !lexicon.analyser.is_stop(&word.text) {
            add(word, lexicon, &mut slots);
        }
    }
    let mut seen = Vec::with_capacity(slots.len());
    slots.retain(|slot| {
        let new = !seen.contains(&slot.stem);
        seen.push(slot.stem.clone());
        new
    });
    drop_lone_guesses(&mut slots, lexicon);
    if lexicon.config.glossary {
        explain_by_glossary(&mut slots, lexicon.glossary);
    }
    Query { slots }
}

/// Takes corrections of short words back when no other word of the question is in the
/// collection: so few letters are near to too many words, and `pacs` alone is not `parcs`. A
/// swap of two letters is a typo all the same.
fn drop_lone_guesses(slots: &mut [Slot], lexicon: &Lexicon<'_>) {
    if slots.iter().any(|slot| lexicon.knows_stem(&slot.readings[0].terms[0])) {
        return;
    }
    for slot in slots.iter_mut().filter(|slot| slot.is_short_guess) {
        slot.readings.retain(|reading| reading.origin != Origin::Spelling);
        slot.stem.clone_from(&slot.readings[0].terms[0]);
    }
}

/// What a text of words that carry nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallTalk {
    /// A greeting, thanks.
    Courtesy,
    /// Grammatical words alone, as in `c'est où`: their meaning may be a question all the
    /// same.
    Vague,
}

/// Whether a text consists of words that carry nothing. `None` for a text without any word
/// as well.
pub fn small_talk(text: &str) -> Option<SmallTalk> {
    let words = french::words(text);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let mut kind = None;
    let mut at = 0;
    while at < texts.len() {
        match stopwords::courtesy(&texts[at..]) {
            0 if stopwords::is_stop(texts[at]) => {
                kind = kind.or(Some(SmallTalk::Vague));
                at += 1;
            }
            0 => return None,
            length => {
                kind = Some(SmallTalk::Courtesy);
                at += length;
            }
        }
    }
    let asks = || !AskedFor::of_question(text).is_nothing();
    // A greeting before a question is no small talk.
    kind.map(|kind| if asks() { SmallTalk::Vague } else { kind })
}

/// Treats the words of a message that is all in capitals as words, not as acronyms.
fn calm(words: &mut [Word]) {
    let letters = |word: &&Word| word.shape != Shape::Code && !word.joined;
    let shouted = words.iter().filter(letters).count() >= 3
        && words
            .iter()
            .filter(letters)
            .filter(|word| word.text.len() > 1)
            .all(|word| word.shape == Shape::Acronym);
    if shouted {
        for word in words.iter_mut().filter(|word| word.shape == Shape::Acronym) {
            word.shape = Shape::Word;
        }
    }
}

fn add(word: &Word, lexicon: &Lexicon<'_>, slots: &mut Vec<Slot>) {
    let stem = lexicon.analyser.stem(&word.text);
    let known = lexicon.knows_stem(&stem);
    if word.joined && !known {
        return;
    }
    let mut slot = Slot::typed(&word.text, &stem);
    let acronym = whole(&word.text);
    if lexicon.parts.iter().any(|part| part.knows(&acronym)) {
        slot.readings.push(Reading::of(acronym, 1.0, Origin::Typed));
    } else if !known && word.shape == Shape::Word && lexicon.config.spelling {
        // A common word is not a typo: `reçues` may be `reçus`, but `carton` is not `canton`.
        let common = lexicon.common(&stem);
        let akin = common
            .map(|number| move |near: &str| lexicon.is_near(number, &lexicon.analyser.stem(near)));
        let akin = akin.as_ref().map(|akin| akin as &dyn Fn(&str) -> bool);
        match spelling::repair(&word.text, lexicon.parts, |near| lexicon.knows_word(near), akin) {
            Repair::Nothing => return,
            Repair::Parts(a, b) => {
                for part in [a, b].into_iter().filter(|part| !stopwords::is_stop(part)) {
                    slots.push(Slot::typed(&part, &lexicon.analyser.stem(&part)));
                }
                return;
            }
            Repair::Words(near) => {
                slot.is_short_guess = word.text.chars().count() <= SHORT_CHARS
                    && near.iter().any(|(near, _)| !is_swap(&word.text, near));
                for (i, (near, weight)) in near.iter().enumerate() {
                    let stem = lexicon.analyser.stem(near);
                    if i == 0 {
                        slot.stem.clone_from(&stem);
                    }
                    if !slot.readings.iter().any(|reading| reading.terms[0] == stem) {
                        slot.readings.push(Reading::of(stem, *weight, Origin::Spelling));
                    }
                }
            }
        }
    }
    if word.shape == Shape::Word {
        relate(&mut slot, lexicon);
    }
    slots.push(slot);
}

/// Whether two words have the same letters in another order.
fn is_swap(a: &str, b: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

fn begun_word(prefix: &str, lexicon: &Lexicon<'_>) -> Option<Slot> {
    let stem = lexicon.analyser.stem(prefix);
    let mut slot = Slot::typed(prefix, &stem);
    for word in spelling::completions(prefix, lexicon.parts, COMPLETIONS) {
        let stem = lexicon.analyser.stem(&word);
        let new = !slot.readings.iter().any(|reading| reading.terms[0] == stem);
        if new && !stopwords::is_stop(&word) {
            slot.readings.push(Reading::of(stem, 0.95, Origin::Prefix));
        }
    }
    let useful = slot.readings.len() > 1 || lexicon.knows_stem(&stem);
    // The beginning of a grammatical word (`comm`) carries nothing.
    (useful || !stopwords::is_stop(prefix)).then_some(slot)
}

/// Adds the readings of the glossary. The meaning of a phrase is divided among its words.
fn explain_by_glossary(slots: &mut [Slot], glossary: &Glossary) {
    let stems: Vec<String> = slots.iter().map(|slot| slot.stem.clone()).collect();
    let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
    for i in 0..slots.len() {
        let Some((length, meanings)) = glossary.readings(&stems[i..]) else { continue };
        for meaning in meanings {
            for slot in &mut slots[i..i + length] {
                slot.readings.push(Reading {
                    terms: meaning.clone(),
                    weight: GLOSSARY_WEIGHT,
                    share: 1.0 / length as f32,
                    origin: Origin::Glossary,
                });
            }
        }
    }
}

/// Adds the words of the collection's lines that are near to the word of a slot. Nothing is
/// added when that word is itself a correction, or when the glossary has it, because one
/// guess must not build on another.
fn relate(slot: &mut Slot, lexicon: &Lexicon<'_>) {
    let sure = slot.readings.iter().all(|reading| reading.terms == [slot.stem.as_str()]);
    if !sure || lexicon.glossary.knows(&slot.stem) {
        return;
    }
    let Some(number) = lexicon.common(&slot.stem) else { return };
    let times = |near| lexicon.parts.iter().map(|part| part.times_in_lines(near)).sum::<u32>();
    let near =
        related::near(number).filter(|(near, _)| (1..=RELATED_LINES_MAX).contains(&times(*near)));
    slot.readings.extend(near.take(RELATED_MAX).map(|(near, how_near)| {
        let term = related::stem(near).to_owned();
        Reading::of(term, RELATED_WEIGHT * how_near, Origin::Related)
    }));
}

impl Slot {
    fn typed(word: &str, stem: &str) -> Self {
        Self {
            typed: word.to_owned(),
            stem: stem.to_owned(),
            readings: vec![Reading::of(stem.to_owned(), 1.0, Origin::Typed)],
            is_short_guess: false,
        }
    }
}

impl Reading {
    fn of(term: String, weight: f32, origin: Origin) -> Self {
        Self { terms: vec![term], weight, share: 1.0, origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_has_nothing_to_look_for() {
        let rows = [
            ("merci !", Some(SmallTalk::Courtesy)),
            ("Bonjour à tous, et merci beaucoup", Some(SmallTalk::Courtesy)),
            ("s’il vous plaît", Some(SmallTalk::Courtesy)),
            ("c'est où ?", Some(SmallTalk::Vague)),
            ("bonjour, c'est où ?", Some(SmallTalk::Vague)),
            ("bonjour, ma bal est pleine", None),
            ("bal", None),
            ("???", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(small_talk(text), expected, "{text:?}");
        }
    }
}
