//! A question as typed → slots: one for each word that carries something, with
//! everything that word may stand for.
//!
//! A slot counts once, by its best reading, so that a long glossary or many
//! near spellings never drown the words typed. Terms are made here and only
//! here: no text of a question is ever read as a query's syntax.

use super::features::Features;
use super::french::{self, Analyser, Shape, Word};
use super::glossary::Glossary;
use super::related;
use super::schema::{Part, whole};
use super::spelling::{self, Repair};
use super::stopwords;

/// Words looked at in a question; what follows is not read.
const WORDS_MAX: usize = 400;
/// Slots of a question: more words than any question needs, and a bound on work.
const SLOTS_MAX: usize = 48;
/// A meaning from the glossary is a little less than the word itself.
const GLOSSARY_WEIGHT: f32 = 0.8;
/// A related word is at most half the word itself, however near.
const RELATED_WEIGHT: f32 = 0.5;
/// Related words of one word. What is further off gains nothing and takes time.
const RELATED_MAX: usize = 4;
/// A word that stands in more lines of a collection is no guess worth its time: it
/// tells little even where it is typed.
const RELATED_LINES_MAX: u32 = 300;
/// Words a half-typed word may become.
const COMPLETIONS: usize = 24;

/// One word typed and its readings, the typed one first.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Folded.
    pub typed: String,
    /// Its stem, or the stem of what it was most likely meant to be.
    pub stem: String,
    /// Never empty.
    pub readings: Vec<Reading>,
}

/// One thing a word may stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// All wanted; one but for a phrase of the glossary.
    pub terms: Vec<String>,
    /// 0..1, how surely a match is a match of the word typed.
    pub weight: f32,
    /// 0..1, the part of the phrase this word is: a meaning found once is not
    /// counted for each word of the phrase typed.
    pub share: f32,
    /// How it was come by.
    pub origin: Origin,
}

/// How a reading was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// As typed.
    Typed,
    /// A near word of the index.
    Spelling,
    /// The collection's glossary.
    Glossary,
    /// A word begun.
    Prefix,
    /// Another word of French that is near in meaning: no sign of the word itself.
    Related,
}

/// What an index knows, for reading a question.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// Their terms and vocabularies.
    pub parts: &'a [&'a Part],
    /// The collection's.
    pub glossary: &'a Glossary,
    /// Shared with the index.
    pub analyser: &'a Analyser,
    /// What is switched on.
    pub features: Features,
}

impl Lexicon<'_> {
    fn knows_stem(&self, stem: &str) -> bool {
        self.glossary.knows(stem) || self.parts.iter().any(|part| part.knows(stem))
    }

    fn knows_word(&self, word: &str) -> bool {
        self.knows_stem(&self.analyser.stem(word))
    }

    /// The number of a common word of French in the table of related ones.
    fn common(&self, stem: &str) -> Option<u16> {
        related::number(stem).filter(|_| self.features.related)
    }

    fn is_near(&self, number: u16, stem: &str) -> bool {
        related::number(stem).is_some_and(|other| related::near(number).any(|(n, _)| n == other))
    }
}

/// Reads a question. With `typing`, its last word is the beginning of one.
pub fn read(question: &str, lexicon: &Lexicon<'_>, typing: bool) -> Vec<Slot> {
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
    if lexicon.features.glossary {
        explain_by_glossary(&mut slots, lexicon.glossary);
    }
    slots
}

/// A message all in capitals shouts; it is not made of acronyms.
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
    } else if !known && word.shape == Shape::Word && lexicon.features.spelling {
        // `reçues` may be `reçus`, and `carton` is not `canton`.
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
                for (i, (near, weight)) in near.iter().enumerate() {
                    let stem = lexicon.analyser.stem(near);
                    if i == 0 {
                        slot.stem = stem.to_string();
                    }
                    if !slot.readings.iter().any(|reading| *reading.terms[0] == *stem) {
                        slot.readings.push(Reading::of(
                            stem.to_string(),
                            *weight,
                            Origin::Spelling,
                        ));
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

fn begun_word(prefix: &str, lexicon: &Lexicon<'_>) -> Option<Slot> {
    let stem = lexicon.analyser.stem(prefix);
    let mut slot = Slot::typed(prefix, &stem);
    for word in spelling::completions(prefix, lexicon.parts, COMPLETIONS) {
        let stem = lexicon.analyser.stem(&word);
        let new = !slot.readings.iter().any(|reading| *reading.terms[0] == *stem);
        if new && !stopwords::is_stop(&word) {
            slot.readings.push(Reading::of(stem.to_string(), 0.95, Origin::Prefix));
        }
    }
    let useful = slot.readings.len() > 1 || lexicon.knows_stem(&stem);
    // A grammatical word just begun (`comm`) says nothing yet.
    (useful || !stopwords::is_stop(prefix)).then_some(slot)
}

/// Adds the glossary's readings; a phrase's meaning is shared out over its words.
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

/// Adds the words of the collection's lines that are near to a slot's. Where it is not sure
/// which word is meant, or the glossary says it, nothing is added: no guess on a guess.
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
        }
    }
}

impl Reading {
    fn of(term: String, weight: f32, origin: Origin) -> Self {
        Self { terms: vec![term], weight, share: 1.0, origin }
    }
}
