//! What is typed in the team's room about a card. Pure.

use crate::search::fold;

/// A command about a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCommand {
    /// What is to be done.
    pub verb: TeamVerb,
    /// What follows on the same line: the card's number outside its thread, then what is chosen.
    pub rest: String,
}

/// What can be done about a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamVerb {
    /// Adds the card's wording to an entry as a variant.
    Link,
    /// Writes a new entry.
    Draft,
    /// Takes a proposed variant.
    Accept,
    /// Publishes what was proposed last.
    Keep,
    /// Does not.
    Drop,
    /// The FAQ is not for that.
    OffTopic,
    /// Others come first.
    Later,
    /// The proposed variant is none.
    Refuse,
    /// Takes back what was decided without a change.
    OpenAgain,
    /// Takes a change back.
    Undo,
}

impl TeamVerb {
    /// Every verb, as it is typed.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Link, "!lier"),
        (Self::Draft, "!rédiger"),
        (Self::Accept, "!accepter"),
        (Self::Keep, "!garder"),
        (Self::Drop, "!laisser"),
        (Self::OffTopic, "!hors-sujet"),
        (Self::Later, "!plus-tard"),
        (Self::Refuse, "!refuser"),
        (Self::OpenAgain, "!rouvrir"),
        (Self::Undo, "!annuler"),
    ];

    /// As it is typed.
    pub fn typed(self) -> &'static str {
        let known = Self::ALL.into_iter().find(|(verb, _)| *verb == self);
        known.map_or("", |(_, typed)| typed)
    }

    /// Whether it only shows what would change.
    pub fn proposes(self) -> bool {
        matches!(self, Self::Link | Self::Draft | Self::Accept)
    }
}

/// Reads a message of the team's room; `None` when it is not a command about a card.
pub fn read(text: &str) -> Option<TeamCommand> {
    let typed = text.trim().strip_prefix('!')?;
    let (first, rest) = split(typed);
    let (second, after) = split(rest);
    let word = |text: &str| fold(text).replace('-', "");
    // `!hors sujet` as well.
    let two = format!("{}{}", word(first), word(second));
    let named = |name: &str| {
        let known = TeamVerb::ALL.into_iter().find(|(_, typed)| word(&typed[1..]) == name);
        known.map(|(verb, _)| verb)
    };
    let (verb, rest) = match (named(&two), named(&word(first))) {
        (Some(verb), _) => (verb, after),
        (None, Some(verb)) => (verb, rest),
        (None, None) => return None,
    };
    Some(TeamCommand { verb, rest: rest.to_owned() })
}

/// The first word and what follows it.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (first, rest.trim())
}

/// The number that a text begins with, and what follows it.
pub fn number(text: &str) -> Option<(i64, &str)> {
    let (first, rest) = split(text);
    let number = first.trim_start_matches(['#', '°']).parse().ok()?;
    (number > 0).then_some((number, rest))
}

/// An entry as it is written in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// `None` when the card's wording is meant.
    pub question: Option<String>,
    /// Markdown, never empty.
    pub answer: String,
    /// The address of the source.
    pub source: Option<String>,
    /// The name of the collection's folder.
    pub collection: Option<String>,
}

/// Reads the lines below a command; `None` when there is no answer. Fields may stand in any order
/// above the answer, and the source and the collection at its end as well.
pub fn draft(message: &str) -> Option<Draft> {
    let mut lines: Vec<&str> = message.trim().lines().skip(1).collect();
    let mut draft = Draft::default();
    let begin = lines.iter().position(|line| matches!(field(line), Some((Field::Answer, _))))?;
    while let Some(last) = lines.last().filter(|_| lines.len() > begin + 1) {
        match field(last) {
            Some((Field::Source, value)) => draft.source = some(value),
            Some((Field::Collection, value)) => draft.collection = some(value),
            _ if last.trim().is_empty() => {}
            _ => break,
        }
        lines.pop();
    }
    for line in &lines[..begin] {
        match field(line) {
            Some((Field::Question, value)) => draft.question = some(value),
            Some((Field::Source, value)) => draft.source = some(value),
            Some((Field::Collection, value)) => draft.collection = some(value),
            Some((Field::Answer, _)) | None => {}
        }
    }
    let (_, first) = field(lines[begin])?;
    let below = lines[begin + 1..].join("\n");
    // An answer that begins with an indented line keeps its indentation.
    let answer = if first.is_empty() { below } else { format!("{first}\n{below}") };
    draft.answer = answer.trim_end().trim_start_matches('\n').to_owned();
    (!draft.answer.trim().is_empty()).then_some(draft)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Question,
    Answer,
    Source,
    Collection,
}

/// `Réponse : …`, with or without accents and spaces.
fn field(line: &str) -> Option<(Field, &str)> {
    let (name, value) = line.split_once(':')?;
    let field = match fold(name).trim() {
        "question" => Field::Question,
        "reponse" => Field::Answer,
        "source" => Field::Source,
        "collection" => Field::Collection,
        _ => return None,
    };
    Some((field, value.trim()))
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_people_type_them() {
        let command = |verb, rest: &str| Some(TeamCommand { verb, rest: rest.to_owned() });
        let rows = [
            ("!lier", command(TeamVerb::Link, "")),
            ("!lier 2", command(TeamVerb::Link, "2")),
            ("!Lier horaires de la piscine", command(TeamVerb::Link, "horaires de la piscine")),
            ("!REDIGER", command(TeamVerb::Draft, "")),
            ("!rédiger 12", command(TeamVerb::Draft, "12")),
            ("!hors-sujet", command(TeamVerb::OffTopic, "")),
            ("!hors sujet 3", command(TeamVerb::OffTopic, "3")),
            ("!horssujet", command(TeamVerb::OffTopic, "")),
            ("!plus tard", command(TeamVerb::Later, "")),
            ("!plus-tard 4", command(TeamVerb::Later, "4")),
            ("!annuler 4", command(TeamVerb::Undo, "4")),
            ("!laisser", command(TeamVerb::Drop, "")),
            ("! lier", command(TeamVerb::Link, "")),
            ("lier", None),
            ("!plus", None),
            ("!faq lier", None),
            ("!aide", None),
            ("!", None),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), expected, "{text:?}");
        }
        for (verb, typed) in TeamVerb::ALL {
            assert_eq!(read(typed), command(verb, ""), "{typed}");
        }
    }

    #[test]
    fn a_number_stands_first() {
        let rows = [
            ("12", Some((12, ""))),
            ("#12 badge-perdu", Some((12, "badge-perdu"))),
            ("badge-perdu", None),
            ("0", None),
            ("-3", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_draft_is_read_from_its_lines() {
        let draft_of = |question: Option<&str>, answer: &str, more: [Option<&str>; 2]| {
            let [source, collection] = more.map(|text| text.map(str::to_owned));
            let question = question.map(str::to_owned);
            Some(Draft { question, answer: answer.to_owned(), source, collection })
        };
        let url = Some("https://exemple.fr/x");
        let rows = [
            (
                "!rédiger\nQuestion : Où nager ?\nRéponse :\nIci.\n\n- là\n  - ou là\nSource : https://exemple.fr/x\nCollection : piscine",
                draft_of(Some("Où nager ?"), "Ici.\n\n- là\n  - ou là", [url, Some("piscine")]),
            ),
            (
                "!rediger 3\nreponse: Ici.\n\nsource\u{a0}: https://exemple.fr/x\n",
                draft_of(None, "Ici.", [url, None]),
            ),
            (
                "!rédiger\nSource : https://exemple.fr/x\nREPONSE\u{202f}: Source : voyez là.\nFin.",
                draft_of(None, "Source : voyez là.\nFin.", [url, None]),
            ),
            (
                "!rédiger\nRéponse :\nSource : ceci reste dans la réponse.\nFin.\nSource :",
                draft_of(None, "Source : ceci reste dans la réponse.\nFin.", [None, None]),
            ),
            ("!rédiger\nQuestion : Où nager ?", None),
            ("!rédiger\nRéponse :\n\n", None),
            ("!rédiger\nRéponse :\nSource : https://exemple.fr/x", None),
            ("!rédiger", None),
        ];
        for (text, expected) in rows {
            assert_eq!(draft(text), expected, "{text:?}");
        }
    }
}
