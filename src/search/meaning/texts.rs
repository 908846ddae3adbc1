//! Which texts of an entry are encoded: each line (question or variant) by itself, and the
//! answer in windows.
//!
//! One vector of a long answer would be a mean of everything it says. A window is whole
//! sentences with the question before them, because a sentence alone seldom says what it is
//! about.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::vectors::Key;
use crate::faq::{Entry, Markdown};

/// Characters of a window, about 64 pieces of the model: longer windows say less of each
/// sentence, shorter ones cost more vectors and gain nothing.
const WINDOW_CHARS: usize = 260;
/// Windows of an answer. What stands further down a long page seldom is what it is about.
const WINDOWS_MAX: usize = 8;

/// See [`probes`].
const PROBES_MAX: usize = 64;
const PROBED_MIN: usize = 8;

/// A part of an answer that is encoded by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its words, without Markdown.
    pub text: String,
    /// The byte range in the answer's Markdown.
    pub range: Range<usize>,
}

/// What is encoded for a question that a member asks.
///
/// The model knows capital letters, and takes words that are written in them for names. A
/// question all in capitals, or with one at each word, is read in small letters; an acronym
/// alone and the capitals of a usual question stay.
pub fn of_question(question: &str) -> String {
    let words = || question.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let is_shouted = words().nth(1).is_some() && !question.contains(char::is_lowercase);
    let is_titled = words().nth(2).is_some() && words().all(is_capital);
    if is_shouted || is_titled {
        return format!("query: {}", question.to_lowercase());
    }
    format!("query: {question}")
}

/// What is encoded for a line of an entry: its question or a variant.
pub fn of_line(line: &str) -> String {
    format!("passage: {line}")
}

/// What is encoded for an entry: its lines, then the windows of its answer.
pub fn of_entry<'a>(entry: &'a Entry, windows: &'a [Window]) -> impl Iterator<Item = String> + 'a {
    let lines = std::iter::once(&entry.question).chain(&entry.variants);
    let lines = lines.map(|line| of_line(line));
    lines.chain(windows.iter().map(|window| format!("passage: {} {}", entry.question, window.text)))
}

/// The entries whose own question a collection asks itself, as a member would, to learn how
/// near its entries are to each other: 64 at most, the same ones after any other has changed.
/// An entry that shares its question with another is no example of a wrong answer, and a
/// collection of fewer than eight teaches nothing.
pub fn probes(entries: &[Arc<Entry>]) -> impl Iterator<Item = &Arc<Entry>> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        *times.entry(entry.question.as_str()).or_default() += 1;
    }
    let single = |entry: &&Arc<Entry>| times[entry.question.as_str()] == 1;
    let mut probes: Vec<&Arc<Entry>> = entries.iter().filter(single).collect();
    probes.sort_by_cached_key(|entry| Key::of(entry.id.as_str()));
    let most = if entries.len() < PROBED_MIN { 0 } else { PROBES_MAX };
    probes.into_iter().take(most)
}

/// The windows of an answer, from its beginning.
pub fn windows(answer: &Markdown) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for piece in pieces(answer) {
        let count = windows.len();
        match windows.last_mut() {
            Some(window) if length(window) + length(&piece) < WINDOW_CHARS => {
                window.text.push(' ');
                window.text.push_str(&piece.text);
                window.range.end = piece.range.end;
            }
            _ if count == WINDOWS_MAX => break,
            _ => windows.push(piece),
        }
    }
    windows
}

fn length(window: &Window) -> usize {
    window.text.chars().count()
}

/// The sentences of an answer, and what stands between them (tables, code); a long one is
/// cut between words.
fn pieces(answer: &Markdown) -> Vec<Window> {
    let text = answer.as_str();
    let mut pieces = Vec::new();
    let mut end = 0;
    for sentence in answer.sentences().into_iter().chain(std::iter::once(text.len()..text.len())) {
        for range in [end..sentence.start, sentence.clone()] {
            let plain = Markdown::new(&text[range.clone()]).plain();
            for text in cut(&plain) {
                pieces.push(Window { text, range: range.clone() });
            }
        }
        end = sentence.end;
    }
    pieces
}

/// A text in one line, in pieces of at most [`WINDOW_CHARS`] or one longer word; none when it
/// has no letter or digit.
fn cut(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    if !text.contains(char::is_alphanumeric) {
        return pieces;
    }
    for word in text.split_whitespace() {
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + word.chars().count() < WINDOW_CHARS => {
                piece.push(' ');
                piece.push_str(word);
            }
            _ => pieces.push(word.to_owned()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_that_say_nothing_are_not_read() {
        for (asked, read) in [
            ("MA BOITE EST PLEINE", "ma boite est pleine"),
            ("OÙ EST L'ANNUAIRE ?", "où est l'annuaire ?"),
            ("Ma Boite Est Pleine", "ma boite est pleine"),
            ("RPPS", "RPPS"),
            ("FON-57 ?", "FON-57 ?"),
            ("Où trouver le RPPS ?", "Où trouver le RPPS ?"),
            ("Élodie Martin", "Élodie Martin"),
            ("ma boîte MSSanté", "ma boîte MSSanté"),
            ("42", "42"),
        ] {
            assert_eq!(of_question(asked), format!("query: {read}"));
        }
    }
}
