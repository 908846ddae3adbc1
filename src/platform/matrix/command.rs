//! What a message to the bot asks for: it reads `!faq`, `!aide` and words addressed to the
//! bot. Pure.

use crate::bot::{AdminCommand, Question, Request};
use crate::conversation::admin;

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// An answer to a question.
    Ask(Question),
    /// An answer to the message that this one replies to.
    Search,
    /// The choice with this number, from 1, among those offered before.
    Pick(usize),
    /// The help.
    Help,
    /// A command for admins.
    Admin(AdminCommand),
    /// `!faq admin` followed by something that is not a command.
    NoSuchCommand,
}

/// Reads a message; `None` when it is not for the bot. `addressed` means that it mentions
/// the bot, replies to it or is in a direct room, `replies` that it replies to somebody,
/// `picking` that a number alone is one of the choices offered before.
pub fn read(text: &str, addressed: bool, replies: bool, picking: bool) -> Option<Wanted> {
    let text = text.trim();
    if let Some(rest) = after_faq(text) {
        return Some(faq(rest, replies));
    }
    if matches!(text.strip_prefix('!').and_then(admin::read), Some(Request::Help)) {
        return Some(Wanted::Help);
    }
    if !addressed {
        return None;
    }
    Some(match number(text).filter(|_| picking) {
        Some(number) => Wanted::Pick(number),
        None if text.is_empty() => Wanted::Help,
        None => Wanted::Ask(Question::new(text)),
    })
}

fn faq(rest: &str, replies: bool) -> Wanted {
    if rest.is_empty() {
        return if replies { Wanted::Search } else { Wanted::Help };
    }
    if let Some(command) = after(rest, "admin") {
        return match admin::read(command) {
            Some(Request::Admin(command)) => Wanted::Admin(command),
            Some(Request::Help) => Wanted::Help,
            _ => Wanted::NoSuchCommand,
        };
    }
    match (number(rest), admin::read(rest)) {
        (Some(number), _) => Wanted::Pick(number),
        (None, Some(Request::Help)) => Wanted::Help,
        _ => Wanted::Ask(Question::new(rest)),
    }
}

/// What follows `!faq`, which people also write with a colon or a comma.
fn after_faq(text: &str) -> Option<&str> {
    let (command, rest) = text.split_at_checked("!faq".len())?;
    let ends = rest.chars().next().is_none_or(|c| c.is_whitespace() || ":,".contains(c));
    let marks = |c: char| c.is_whitespace() || ":,".contains(c);
    (command.eq_ignore_ascii_case("!faq") && ends).then(|| rest.trim_start_matches(marks).trim())
}

/// What follows the first word, if that is `word` in any case.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at_checked(word.len())?;
    let ends = rest.chars().next().is_none_or(char::is_whitespace);
    (first.eq_ignore_ascii_case(word) && ends).then(|| rest.trim())
}

/// What is written before the number of a choice.
const BEFORE_NUMBER: [&str; 21] = [
    "le",
    "la",
    "no",
    "numéro",
    "numero",
    "choix",
    "réponse",
    "reponse",
    "option",
    "question",
    "proposition",
    "c'est",
    "plutôt",
    "plutot",
    "oui",
    "je",
    "veux",
    "voudrais",
    "prends",
    "choisis",
    "pour",
];
/// What a choice is called after its ordinal: `la deuxième question`.
const CHOICE_NOUNS: [&str; 6] =
    ["question", "choix", "réponse", "reponse", "option", "proposition"];
/// The signs before a number.
const NUMBER_SIGNS: [&str; 4] = ["n°", "nº", "#", "№"];
/// The two characters that make a digit a key of a keyboard, as in the emoji of a digit.
const KEYCAP: [char; 2] = ['\u{fe0f}', '\u{20e3}'];
/// What is written after it.
const AFTER_NUMBER: [&str; 9] = [
    "svp",
    "stp",
    "merci",
    "s'il te plaît",
    "s'il te plait",
    "s'il vous plaît",
    "s'il vous plait",
    "please",
    "alors",
];
/// The numbers of choices in words, from 1.
const NUMBERS: [[&str; 4]; 10] = [
    ["un", "une", "premier", "première"],
    ["deux", "second", "seconde", "deuxième"],
    ["trois", "troisième", "", ""],
    ["quatre", "quatrième", "", ""],
    ["cinq", "cinquième", "", ""],
    ["six", "sixième", "", ""],
    ["sept", "septième", "", ""],
    ["huit", "huitième", "", ""],
    ["neuf", "neuvième", "", ""],
    ["dix", "dixième", "", ""],
];

/// The number of a choice as people write it: `2`, `2 ?`, `2)`, `le n°2`, `#2`, `2 svp`,
/// `plutôt le 2`, `la deuxième question`.
pub fn number(text: &str) -> Option<usize> {
    let text = text.to_lowercase().replace('’', "'").replace(KEYCAP, "");
    let ends = |c: char| c.is_whitespace() || ".,!?)".contains(c);
    let mut rest = text.trim_matches(ends);
    while let Some(shorter) = without_last(rest, &AFTER_NUMBER) {
        rest = shorter;
    }
    let named = without_last(rest, &CHOICE_NOUNS);
    rest = named.unwrap_or(rest);
    while let Some(shorter) = without_first(rest) {
        rest = shorter;
    }
    // "Une question" is no choice.
    if named.is_some() && ["un", "une"].contains(&rest) {
        return None;
    }
    if let Some(at) = NUMBERS.iter().position(|words| words.contains(&rest) && !rest.is_empty()) {
        return Some(at + 1);
    }
    let ordinals = ["ième", "ieme", "ème", "eme", "ère", "nde", "er", "re", "nd", "e"];
    let digits = ordinals.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let short = (1..=2).contains(&digits.len());
    (short && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// What stands before the last of `words`, if a text ends with one of them.
fn without_last<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let ends = |c: char| c.is_whitespace() || ".,!?)".contains(c);
    words.iter().find_map(|word| {
        let shorter = text.strip_suffix(word)?;
        shorter.ends_with(ends).then(|| shorter.trim_end_matches(ends))
    })
}

/// What stands after the first word or sign before a number, if a text begins with one.
fn without_first(text: &str) -> Option<&str> {
    if let Some(rest) = NUMBER_SIGNS.iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(rest.trim_start());
    }
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let word = word.trim_end_matches(',');
    BEFORE_NUMBER.contains(&word).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_asks_for() {
        use AdminCommand::{Reload, Status};
        let ask = |text: &str| Some(Wanted::Ask(Question::new(text)));
        let (told, quiet) = (true, false);
        let rows = [
            // Text, addressed, replies, picking.
            ("où est l’annuaire ?", told, false, false, ask("où est l’annuaire ?")),
            ("où est l’annuaire ?", quiet, true, false, None),
            ("", told, false, false, Some(Wanted::Help)),
            ("!faq où est l’annuaire ?", quiet, false, false, ask("où est l’annuaire ?")),
            ("!FAQ  annuaire", quiet, true, false, ask("annuaire")),
            ("!faq\nannuaire", quiet, false, false, ask("annuaire")),
            ("!faq", quiet, false, false, Some(Wanted::Help)),
            ("!faq", quiet, true, false, Some(Wanted::Search)),
            (" !faq ", told, true, true, Some(Wanted::Search)),
            ("!faqs annuaire", quiet, false, false, None),
            ("!faq 2", quiet, false, false, Some(Wanted::Pick(2))),
            ("!faq 2 boîtes ?", quiet, false, false, ask("2 boîtes ?")),
            ("2", told, true, true, Some(Wanted::Pick(2))),
            ("2)", told, true, true, Some(Wanted::Pick(2))),
            ("2", told, false, false, ask("2")),
            ("le 2", told, true, true, Some(Wanted::Pick(2))),
            ("n°2", told, true, true, Some(Wanted::Pick(2))),
            ("N° 2 !", told, true, true, Some(Wanted::Pick(2))),
            ("2 svp", told, true, true, Some(Wanted::Pick(2))),
            ("la 2e, s’il vous plaît", told, true, true, Some(Wanted::Pick(2))),
            ("la deuxième", told, true, true, Some(Wanted::Pick(2))),
            ("La première.", told, true, true, Some(Wanted::Pick(1))),
            ("le 1er", told, true, true, Some(Wanted::Pick(1))),
            ("choix numéro 3", told, true, true, Some(Wanted::Pick(3))),
            ("le n°2", told, true, true, Some(Wanted::Pick(2))),
            ("2?", told, true, true, Some(Wanted::Pick(2))),
            ("2 ?", told, true, true, Some(Wanted::Pick(2))),
            ("2\u{a0}?", told, true, true, Some(Wanted::Pick(2))),
            ("c’est le 2", told, true, true, Some(Wanted::Pick(2))),
            ("plutôt le 2", told, true, true, Some(Wanted::Pick(2))),
            ("la deuxième question", told, true, true, Some(Wanted::Pick(2))),
            ("le deuxième choix", told, true, true, Some(Wanted::Pick(2))),
            ("je veux la 2", told, true, true, Some(Wanted::Pick(2))),
            ("#2", told, true, true, Some(Wanted::Pick(2))),
            ("2\u{fe0f}\u{20e3}", told, true, true, Some(Wanted::Pick(2))),
            ("n° 2", told, true, true, Some(Wanted::Pick(2))),
            ("2 boîtes par personne ?", told, true, true, ask("2 boîtes par personne ?")),
            ("le 2 janvier", told, true, true, ask("le 2 janvier")),
            (
                "la deuxième boîte est-elle gratuite ?",
                told,
                true,
                true,
                ask("la deuxième boîte est-elle gratuite ?"),
            ),
            ("une question", told, true, true, ask("une question")),
            ("la question", told, true, true, ask("la question")),
            ("j’ai deux questions", told, true, true, ask("j’ai deux questions")),
            ("!faq: annuaire", quiet, false, false, ask("annuaire")),
            ("!faq, annuaire", quiet, false, false, ask("annuaire")),
            ("!faq : annuaire", quiet, false, false, ask("annuaire")),
            ("!faq:", quiet, true, false, Some(Wanted::Search)),
            ("!faq le 2", quiet, false, false, Some(Wanted::Pick(2))),
            ("la deuxième boîte", told, true, true, ask("la deuxième boîte")),
            ("merci", told, true, true, ask("merci")),
            ("le", told, true, true, ask("le")),
            ("2026", told, true, true, ask("2026")),
            ("!aide", quiet, false, false, Some(Wanted::Help)),
            ("!Aide", quiet, true, false, Some(Wanted::Help)),
            ("!faq aide", quiet, false, false, Some(Wanted::Help)),
            ("!recharger", quiet, false, false, None),
            ("!faq admin état", quiet, false, false, Some(Wanted::Admin(Status))),
            (
                "!faq admin recharger forcer",
                quiet,
                false,
                false,
                Some(Wanted::Admin(Reload { force: true })),
            ),
            ("!faq admin", quiet, false, false, Some(Wanted::NoSuchCommand)),
            ("!faq admin tout casser", quiet, false, false, Some(Wanted::NoSuchCommand)),
            ("!faq administratif ?", quiet, false, false, ask("administratif ?")),
            ("!fa", quiet, false, false, None),
            ("!fâq annuaire", quiet, false, false, None),
        ];
        for (text, addressed, replies, picking, expected) in rows {
            assert_eq!(read(text, addressed, replies, picking), expected, "{text:?}");
        }
    }
}
