//! How people call the bot in a text: by its name or its id. Pure.

use matrix_sdk::ruma::OwnedUserId;

/// The bot's account, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The account's id.
    pub id: OwnedUserId,
    /// Its display name.
    pub name: Option<String>,
}

impl Me {
    /// Its display name, and the name in its id.
    fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.name.as_deref().into_iter().chain([self.id.localpart()]);
        names.map(str::trim).filter(|name| !name.is_empty())
    }
}

/// What follows the bot's name or id, when a text begins with one: `Souffleur : question`,
/// `@souffleur question`, `@souffleur:hopital.example question`.
pub fn at_the_beginning<'a>(text: &'a str, me: &Me) -> Option<&'a str> {
    let text = text.trim_start();
    let id = after(text, me.id.as_str());
    let name =
        || me.names().find_map(|name| after(text, name).or_else(|| after_marked(text, name)));
    let rest = id.or_else(name)?.trim_start();
    Some(rest.strip_prefix([':', ',']).unwrap_or(rest))
}

/// A text without calls of the bot: its `pills` (the labels of links to it), its id, or its
/// name at either end. A name in front is a word like any other unless a colon or a comma
/// follows it.
pub fn without(body: &str, pills: &[String], me: &Me) -> String {
    let mut text = body.to_owned();
    let labels = pills.iter().map(String::as_str).chain([me.id.as_str()]);
    for label in labels.filter(|label| !label.trim().is_empty()) {
        if let Some(at) = text.find(label) {
            text.replace_range(at..at + label.len(), " ");
        }
    }
    for name in me.names() {
        if let Some(rest) = without_name(text.trim(), name) {
            text = rest.to_owned();
        }
    }
    words(&text)
}

/// A text on one line, without the colon or comma that stood after a call; empty when it
/// has no word.
pub fn words(text: &str) -> String {
    let text = text.trim().trim_start_matches([':', ',']);
    if !text.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Souffleur : question`, `@souffleur question`, `question @souffleur` without the name;
/// `None` when the bot is not called by that name.
fn without_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    if let Some(rest) = after_marked(text, name) {
        return Some(rest);
    }
    if let Some(rest) = after(text, name)
        && rest.trim_start().starts_with([':', ','])
    {
        return Some(rest);
    }
    let (before, last) = text.rsplit_once('@')?;
    (last.to_lowercase() == name.to_lowercase()).then_some(before)
}

/// What follows `@name`, which `@name:elsewhere.example`, the id of somebody else, is not.
fn after_marked<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = after(text.strip_prefix('@')?, name)?;
    let is_id = rest.strip_prefix(':').is_some_and(begins_with_a_word);
    (!is_id).then_some(rest)
}

/// What follows `name` in a text that begins with it as a word of its own, in any case.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let length = name.chars().count();
    let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
    let (first, rest) = text.split_at(end);
    let is_name = first.to_lowercase() == name.to_lowercase();
    (is_name && !goes_on(rest)).then_some(rest)
}

/// Whether a word goes on: `-équipe` and `.fr` do, `.` at the end of a sentence does not.
fn goes_on(rest: &str) -> bool {
    begins_with_a_word(rest)
        || rest
            .strip_prefix(['-', '_', '.', '/', '=', '+', '\'', '’'])
            .is_some_and(begins_with_a_word)
}

/// The two characters that make a digit a key of a keyboard, as in the emoji of a digit.
pub const KEYCAP: [char; 2] = ['\u{fe0f}', '\u{20e3}'];

/// A digit alone, also as an emoji.
pub fn digit(text: &str) -> Option<usize> {
    let mut characters = text.trim().chars().filter(|c| !KEYCAP.contains(c));
    let digit = characters.next()?.to_digit(10)?;
    characters.next().is_none().then_some(digit as usize)
}

fn begins_with_a_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}
