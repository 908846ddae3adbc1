//! What a message to the bot asks for: it reads `!faq`, `!aide` and words addressed to the
//! bot. Pure.

use super::call::KEYCAP;
use super::team_command::{self, TeamCommand};
use crate::bot::{AdminCommand, MyData, PassOnStep, Question, Request};
use crate::conversation::admin;
use crate::search::fold;

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// An answer to a question.
    Ask(Question),
    /// An answer to the message that this one replies to.
    Search,
    /// The choice with this number, from 1, among those offered before; 0 is none of them.
    Pick(usize),
    /// A step of passing a question on to the team.
    PassOn(PassOnStep),
    /// What is kept of the person.
    MyData(MyData),
    /// Something about a card, in the team's room.
    Team(TeamCommand),
    /// The help.
    Help,
    /// A command for admins.
    Admin(AdminCommand),
    /// `!faq admin` followed by something that is not a command.
    NoSuchCommand,
}

/// What decides how a message is read, besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Whether it mentions the bot, replies to it or is in a direct room.
    pub addressed: bool,
    /// Whether it replies to somebody.
    pub replies: bool,
    /// Whether a number alone is one of the choices offered before.
    pub picking: bool,
    /// Whether there is a team that questions can be passed on to.
    pub has_team: bool,
    /// Whether it is in the team's room.
    pub is_team: bool,
}

/// Reads a message; `None` when it is not for the bot.
pub fn read(text: &str, context: Context) -> Option<Wanted> {
    let Context { addressed, picking, has_team, is_team, replies: _ } = context;
    let text = text.trim();
    if let Some(rest) = after_faq(text) {
        return Some(faq(rest, context));
    }
    if let Some(command) = team_command::read(text).filter(|_| is_team) {
        return Some(Wanted::Team(command));
    }
    if let Some(command) = text.strip_prefix('!') {
        if let Some(wanted) = my_data(command) {
            return Some(Wanted::MyData(wanted));
        }
        match (admin::read(command), step(command).filter(|_| has_team)) {
            (Some(Request::Help), _) => return Some(Wanted::Help),
            (_, Some(step)) => return Some(Wanted::PassOn(step)),
            _ => {}
        }
    }
    if !addressed {
        return None;
    }
    let choice = || choice(text).or_else(|| (fold(text) == "non").then_some(0));
    Some(match picking.then(choice).flatten() {
        Some(number) => Wanted::Pick(number),
        None if text.is_empty() => Wanted::Help,
        None => Wanted::Ask(Question::new(text)),
    })
}

fn faq(rest: &str, Context { replies, has_team, .. }: Context) -> Wanted {
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
    if let Some(number) = choice(rest) {
        return Wanted::Pick(number);
    }
    if let Some(wanted) = my_data(rest) {
        return Wanted::MyData(wanted);
    }
    match (admin::read(rest), step(rest).filter(|_| has_team)) {
        (Some(Request::Help), _) => Wanted::Help,
        (_, Some(step)) => Wanted::PassOn(step),
        _ => Wanted::Ask(Question::new(rest)),
    }
}

/// A step of passing a question on.
fn step(command: &str) -> Option<PassOnStep> {
    Some(match fold(command).replace('’', "'").trim() {
        "transmettre" | "transmettre a l'equipe" => PassOnStep::Show,
        "envoyer" => PassOnStep::Send,
        "prevenir" | "me prevenir" => PassOnStep::TellMe,
        _ => return None,
    })
}

/// A command about what is kept of a person.
fn my_data(command: &str) -> Option<MyData> {
    let folded = fold(command);
    let mut words = folded.split_whitespace().skip_while(|word| *word == "mes");
    if words.next() != Some("donnees") {
        return None;
    }
    let words: Vec<&str> = words.collect();
    // What is typed by mistake after the command must not become a question that is recorded; a
    // question that begins with the word is longer than that.
    let is_question = words.len() > 1 || command.contains('?');
    Some(match words.as_slice() {
        ["effacer"] => MyData::Erase,
        ["arreter"] => MyData::Stop,
        ["reprendre"] => MyData::Resume,
        ["effacer" | "arreter" | "reprendre", ..] => MyData::Show,
        _ if is_question => return None,
        _ => MyData::Show,
    })
}

/// The number of a choice, or 0 for words that say that none is right.
pub fn choice(text: &str) -> Option<usize> {
    let folded = fold(text).replace('’', "'");
    let words = folded.trim_matches(|c: char| c.is_whitespace() || ".,!".contains(c));
    if NONE.contains(&words) { Some(0) } else { number(text) }
}

/// Words that say that none of the choices is right, folded.
const NONE: [&str; 8] = [
    "aucun",
    "aucune",
    "aucun des deux",
    "aucune des deux",
    "aucune des trois",
    "aucune de celles-ci",
    "aucune de ces questions",
    "ni l'une ni l'autre",
];

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
            ("!transmettre", quiet, false, false, Some(Wanted::PassOn(PassOnStep::Show))),
            ("!faq Transmettre", quiet, false, false, Some(Wanted::PassOn(PassOnStep::Show))),
            ("!envoyer", quiet, false, false, Some(Wanted::PassOn(PassOnStep::Send))),
            ("!prévenir", quiet, true, false, Some(Wanted::PassOn(PassOnStep::TellMe))),
            ("!PREVENIR", quiet, true, false, Some(Wanted::PassOn(PassOnStep::TellMe))),
            ("!faq transmettre un dossier", quiet, false, false, ask("transmettre un dossier")),
            ("transmettre", quiet, false, false, None),
            ("!faq données", quiet, false, false, Some(Wanted::MyData(MyData::Show))),
            ("!faq mes donnees", quiet, false, false, Some(Wanted::MyData(MyData::Show))),
            ("!faq données Effacer", quiet, false, false, Some(Wanted::MyData(MyData::Erase))),
            ("!faq données arrêter", quiet, false, false, Some(Wanted::MyData(MyData::Stop))),
            ("!faq données reprendre", quiet, false, false, Some(Wanted::MyData(MyData::Resume))),
            (
                "!faq données effacer maintenant",
                quiet,
                false,
                false,
                Some(Wanted::MyData(MyData::Show)),
            ),
            ("!faq données xyz", quiet, false, false, Some(Wanted::MyData(MyData::Show))),
            ("!donnees", quiet, false, false, Some(Wanted::MyData(MyData::Show))),
            ("!Données", quiet, true, false, Some(Wanted::MyData(MyData::Show))),
            ("!données effacer", quiet, true, false, Some(Wanted::MyData(MyData::Erase))),
            ("!faq données ?", quiet, false, false, ask("données ?")),
            ("!faq données de santé", quiet, false, false, ask("données de santé")),
            ("0", told, true, true, Some(Wanted::Pick(0))),
            ("Aucune.", told, true, true, Some(Wanted::Pick(0))),
            ("aucune de celles-ci", told, true, true, Some(Wanted::Pick(0))),
            ("non", told, true, true, Some(Wanted::Pick(0))),
            ("aucune", told, false, false, ask("aucune")),
            ("!faq aucune", quiet, false, false, Some(Wanted::Pick(0))),
            ("!faq non", quiet, false, false, ask("non")),
            ("aucune idée", told, true, true, ask("aucune idée")),
            ("!fâq annuaire", quiet, false, false, None),
        ];
        for (text, addressed, replies, picking, expected) in rows {
            let has_team = true;
            let context = Context { addressed, replies, picking, has_team, is_team: false };
            assert_eq!(read(text, context), expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_passed_on_where_there_is_no_team() {
        let read = |text: &str| read(text, Context::default());
        assert_eq!(read("!transmettre"), None);
        assert_eq!(read("!faq transmettre"), Some(Wanted::Ask(Question::new("transmettre"))));
    }
}
