//! What the team types about needs, the same in every place where it works.

use crate::search::fold;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Adds the need's wording to an entry as a variant; `entry` is its id, or words of its
    /// question, or nothing.
    Link {
        /// From 1 on, as in the list.
        need: usize,
        /// As it was typed.
        entry: String,
    },
    /// Writes a new entry for the need.
    Draft(usize),
    /// The FAQ is not for that.
    OffTopic(usize),
    /// Others come first.
    Later(usize),
    /// Takes the last decision back; or, of those that can be taken back, the one before it.
    Undo {
        /// The one before it.
        before: bool,
    },
    /// Opens a question again about which somebody has decided; without a number, shows them.
    Reopen(Option<usize>),
    /// Shows the needs again.
    List,
    /// What members said of answers.
    Votes,
    /// The entries that were the answer most often.
    Popular,
    /// The entries to read again.
    ToReview,
    /// An entry was read again and is correct: its id.
    StillCorrect(String),
    /// Ends.
    Leave,
}

/// Reads a line. Case, accents and hyphens count for nothing; `None` when it is not a verb, or
/// when its number is missing.
pub fn read(line: &str) -> Option<Verb> {
    let mut words = line.split_whitespace();
    let verb = fold(words.next()?).replace('-', "");
    let mut rest = words.peekable();
    // `hors sujet 1` as well.
    let verb = match (verb.as_str(), rest.peek().map(|word| fold(word))) {
        ("hors" | "plus" | "sans" | "a", Some(second))
            if matches!(second.as_str(), "sujet" | "tard" | "reponse" | "revoir") =>
        {
            rest.next();
            format!("{verb}{second}")
        }
        _ => verb,
    };
    // `#2` and `2.` as well.
    let number = |rest: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>| {
        let written = rest.next()?.trim_start_matches('#').trim_end_matches(['.', ')', ':']);
        written.parse().ok().filter(|number| *number > 0)
    };
    Some(match verb.as_str() {
        "lier" => {
            let need = number(&mut rest)?;
            Verb::Link { need, entry: rest.collect::<Vec<_>>().join(" ") }
        }
        "rediger" => Verb::Draft(number(&mut rest)?),
        "horssujet" => Verb::OffTopic(number(&mut rest)?),
        "plustard" => Verb::Later(number(&mut rest)?),
        "annuler" => Verb::Undo { before: rest.next().is_some_and(|word| fold(word) == "avant") },
        "rouvrir" => match rest.peek() {
            None => Verb::Reopen(None),
            Some(_) => Verb::Reopen(Some(number(&mut rest)?)),
        },
        "liste" | "sansreponse" => Verb::List,
        "votes" => Verb::Votes,
        "populaires" => Verb::Popular,
        "arevoir" => Verb::ToReview,
        "exact" => Verb::StillCorrect(rest.next()?.to_owned()),
        "quitter" => Verb::Leave,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_as_people_type_them() {
        let link = |entry: &str| Verb::Link { need: 2, entry: entry.to_owned() };
        for (line, verb) in [
            ("lier 2 piscine", Some(link("piscine"))),
            ("Lier  2", Some(link(""))),
            ("lier 2 horaires de la piscine", Some(link("horaires de la piscine"))),
            ("lier #2 piscine", Some(link("piscine"))),
            ("lier 2. piscine", Some(link("piscine"))),
            ("à revoir", Some(Verb::ToReview)),
            ("sans-réponse", Some(Verb::List)),
            ("exact Piscine-2", Some(Verb::StillCorrect("Piscine-2".to_owned()))),
            ("lier piscine", None),
            ("REDIGER 1", Some(Verb::Draft(1))),
            ("rédiger 0", None),
            ("hors-sujet 3", Some(Verb::OffTopic(3))),
            ("hors sujet 3", Some(Verb::OffTopic(3))),
            ("plus-tard 4", Some(Verb::Later(4))),
            ("annuler", Some(Verb::Undo { before: false })),
            ("annuler avant", Some(Verb::Undo { before: true })),
            ("rouvrir", Some(Verb::Reopen(None))),
            ("Rouvrir 2", Some(Verb::Reopen(Some(2)))),
            ("", None),
            ("oui", None),
        ] {
            assert_eq!(read(line), verb, "{line:?}");
        }
    }
}
