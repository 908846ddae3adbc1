//! What a typed line means. Pure.

use crate::bot::{MyData, Opinion, PassOnStep, Question, Reason, Request};
use crate::conversation::admin;

/// What a typed line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// An empty line, which gets no answer.
    Empty,
    /// Ends the chat.
    Quit,
    /// A request for the bot.
    Request(Request),
    /// Picks the choice at this index, which may not exist.
    Choice(usize),
    /// Says that none of the choices is right.
    NoChoice,
    /// Says whether the last answer helped, and why not.
    Vote(Opinion),
    /// Passes the last question on to the team.
    PassOn(PassOnStep),
    /// A line that begins with `/` and is not a command.
    UnknownCommand,
}

/// What can be answered in a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offered {
    /// Entries that can be picked by number. Without any, a number is a question like any other.
    pub choices: usize,
    /// Whether there is an answer to vote on.
    pub vote: bool,
    /// Whether the reason of a vote is asked for, by number.
    pub reason: bool,
}

/// Reads a line that was typed while this was offered.
pub(super) fn read(line: &str, offered: Offered) -> Line {
    let Offered { choices, vote, reason } = offered;
    let line = line.trim();
    if line.is_empty() {
        return Line::Empty;
    }
    if let Some(name) = line.strip_prefix('/') {
        return match name.trim().to_lowercase().as_str() {
            "quitter" | "quit" | "exit" => Line::Quit,
            "transmettre" => Line::PassOn(PassOnStep::Show),
            "envoyer" => Line::PassOn(PassOnStep::Send),
            "ne pas envoyer" => Line::PassOn(PassOnStep::DoNotSend),
            "données" | "donnees" => Line::Request(Request::MyData(MyData::Show)),
            "données effacer" | "donnees effacer" => Line::Request(Request::MyData(MyData::Erase)),
            "données arrêter" | "donnees arreter" => Line::Request(Request::MyData(MyData::Stop)),
            "données reprendre" | "donnees reprendre" => {
                Line::Request(Request::MyData(MyData::Resume))
            }
            _ => admin::read(name).map_or(Line::UnknownCommand, Line::Request),
        };
    }
    if reason
        && let Ok(number) = line.trim_end_matches(['.', ')']).parse::<usize>()
        && let Some(reason) = number.checked_sub(1).and_then(|at| Reason::ALL.get(at))
    {
        return Line::Vote(Opinion::NotUseful(Some(*reason)));
    }
    if vote {
        match line {
            "+" | "👍" => return Line::Vote(Opinion::Useful),
            "-" | "−" | "👎" => return Line::Vote(Opinion::NotUseful(None)),
            _ => {}
        }
    }
    if choices > 0 {
        let word = line.trim_end_matches(['.', ')']).to_lowercase();
        if !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) {
            // 0 and numbers too large for the type become an index that no choice has.
            let at = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            return Line::Choice(at.unwrap_or(usize::MAX));
        }
        if matches!(word.as_str(), "aucune" | "aucun" | "non") {
            return Line::NoChoice;
        }
    }
    Line::Request(Request::Ask(Question::new(line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::AdminCommand;

    #[test]
    fn lines_are_questions_commands_or_picks() {
        let ask = |text: &str| Line::Request(Request::Ask(Question::new(text)));
        let rows = [
            ("", 0, Line::Empty),
            (" \t ", 3, Line::Empty),
            (" bal pleine ? ", 0, ask("bal pleine ?")),
            ("2", 0, ask("2")),
            ("2", 3, Line::Choice(1)),
            (" 2) ", 3, Line::Choice(1)),
            ("7", 3, Line::Choice(6)),
            ("0", 3, Line::Choice(usize::MAX)),
            ("99999999999999999999999", 3, Line::Choice(usize::MAX)),
            ("2 boîtes", 3, ask("2 boîtes")),
            ("...", 3, ask("...")),
            ("Aucune.", 3, Line::NoChoice),
            ("aucune", 0, ask("aucune")),
            ("/aide", 0, Line::Request(Request::Help)),
            ("/ AIDE", 0, Line::Request(Request::Help)),
            ("/etat", 3, Line::Request(Request::Admin(AdminCommand::Status))),
            ("/quitter", 3, Line::Quit),
            ("/Quitter ", 0, Line::Quit),
            ("/", 0, Line::UnknownCommand),
            ("/danser", 0, Line::UnknownCommand),
            ("/aide moi", 0, Line::UnknownCommand),
            ("/Données", 0, Line::Request(Request::MyData(MyData::Show))),
            ("/donnees effacer", 0, Line::Request(Request::MyData(MyData::Erase))),
            ("/transmettre", 0, Line::PassOn(PassOnStep::Show)),
        ];
        for (text, choices, expected) in rows {
            let offered = Offered { choices, ..Offered::default() };
            assert_eq!(read(text, offered), expected, "{text:?} with {choices} choices");
        }
    }

    #[test]
    fn votes_are_read_when_there_is_an_answer() {
        let ask = |text: &str| Line::Request(Request::Ask(Question::new(text)));
        let answer = Offered { choices: 3, vote: true, reason: false };
        assert_eq!(read("+", answer), Line::Vote(Opinion::Useful));
        assert_eq!(read(" - ", answer), Line::Vote(Opinion::NotUseful(None)));
        assert_eq!(read("👎", answer), Line::Vote(Opinion::NotUseful(None)));
        assert_eq!(read("2", answer), Line::Choice(1));
        let why = Offered { reason: true, ..answer };
        assert_eq!(read("3.", why), Line::Vote(Opinion::NotUseful(Some(Reason::OutOfDate))));
        assert_eq!(read("5", why), Line::Choice(4));
        assert_eq!(read("+", Offered::default()), ask("+"));
        assert_eq!(read("- de 18 ans ?", answer), ask("- de 18 ans ?"));
    }
}
