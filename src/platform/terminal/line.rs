//! What a typed line means. Pure.

use crate::bot::{Question, Request};
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
    /// A line that begins with `/` and is not a command.
    UnknownCommand,
}

/// Reads a line that was typed while `choices` entries could be picked by number. Without
/// choices, a number is a question like any other.
pub(super) fn read(line: &str, choices: usize) -> Line {
    let line = line.trim();
    if line.is_empty() {
        return Line::Empty;
    }
    if let Some(name) = line.strip_prefix('/') {
        return match name.trim().to_lowercase().as_str() {
            "quitter" | "quit" | "exit" => Line::Quit,
            _ => admin::read(name).map_or(Line::UnknownCommand, Line::Request),
        };
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
        ];
        for (text, choices, expected) in rows {
            assert_eq!(read(text, choices), expected, "{text:?} with {choices} choices");
        }
    }
}
