//! The commands of admins, once for every network: slash commands, typed commands
//! and the help are all made from [`ADMIN_COMMANDS`].
//!
//! To add one: a row here, its `AdminCommand` with what the bot does for it, and the
//! sentences of its reply in `wording`.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::bot::{AdminCommand, Request};
use crate::faq::EntryId;
use crate::wording::terminal::QUIT_DOES;
use crate::wording::{Bilingual, Usage};

/// A command that only admins may use: `Bot::handle` refuses it to everybody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminVerb {
    /// The word that is typed (the French one; accents are optional), and the name in
    /// a network's list of commands.
    pub name: Bilingual,
    /// What it does, in a network's list of commands; at most 100 characters.
    pub description: Bilingual,
    /// What it does, in the help.
    pub help: &'static str,
    /// The help lists commands by this number, which puts those used most first.
    help_rank: u8,
    /// What the bot is asked to do.
    pub command: AdminCommand,
    /// A switch that makes it another command.
    pub switch: Option<VerbSwitch>,
}

/// The switch of an [`AdminVerb`]: a word typed after it, or a box to tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbSwitch {
    /// As [`AdminVerb::name`].
    pub name: Bilingual,
    /// As [`AdminVerb::description`].
    pub description: Bilingual,
    /// As [`AdminVerb::help`].
    pub help: &'static str,
    /// What the bot is asked to do when the switch is on.
    pub command: AdminCommand,
}

/// Every command of admins, in the order of Discord's list.
pub const ADMIN_COMMANDS: [AdminVerb; 9] = [
    AdminVerb {
        name: Bilingual::new("recharger", "reload"),
        description: Bilingual::new(
            "Relire les fichiers de la FAQ et montrer ce qui change",
            "Read the FAQ's files again and show what changes",
        ),
        help: "relit la FAQ et la sert si elle est saine",
        help_rank: 1,
        command: AdminCommand::Reload { force: false },
        switch: Some(VerbSwitch {
            name: Bilingual::new("forcer", "force"),
            description: Bilingual::new(
                "Passer outre les questions de test qui échoueraient\u{a0}; jamais les erreurs",
                "Pass golden questions that would fail; never errors",
            ),
            help: "la sert même si des questions de test échouent",
            command: AdminCommand::Reload { force: true },
        }),
    },
    AdminVerb {
        name: Bilingual::new("état", "status"),
        description: Bilingual::new("Voir ce qui est en service", "See what is being served"),
        help: "dit ce qui est servi",
        help_rank: 3,
        command: AdminCommand::Status,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("vérifier", "check"),
        description: Bilingual::new(
            "Chercher les problèmes des fichiers sans rien changer",
            "Look for problems in the files without changing anything",
        ),
        help: "cherche les erreurs de la FAQ, sans rien changer",
        help_rank: 2,
        command: AdminCommand::Check,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("retour", "rollback"),
        description: Bilingual::new(
            "Remettre en service la version précédente",
            "Serve the previous version again",
        ),
        help: "revient à la version précédente de la FAQ",
        help_rank: 4,
        command: AdminCommand::Rollback,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("pourquoi", "why"),
        description: Bilingual::new(
            "Voir d’où vient la dernière réponse donnée dans ce salon",
            "See where the last answer in this channel came from",
        ),
        help: "montre ce qui a décidé de la dernière réponse",
        help_rank: 0,
        command: AdminCommand::Why,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("populaires", "popular"),
        description: Bilingual::new(
            "Voir les entrées qui servent le plus souvent de réponse ici",
            "See the entries that are most often the answer here",
        ),
        help: "montre les entrées les plus demandées",
        help_rank: 5,
        command: AdminCommand::Popular,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("sans-réponse", "unanswered"),
        description: Bilingual::new(
            "Voir les questions auxquelles la FAQ n’a pas su répondre",
            "See the questions that the FAQ could not answer",
        ),
        help: "montre les questions restées sans réponse",
        help_rank: 6,
        command: AdminCommand::Unanswered,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("votes", "votes"),
        description: Bilingual::new(
            "Voir ce que les membres disent des réponses",
            "See what members say of answers",
        ),
        help: "montre les avis sur les réponses",
        help_rank: 7,
        command: AdminCommand::Votes,
        switch: None,
    },
    AdminVerb {
        name: Bilingual::new("à-revoir", "review"),
        description: Bilingual::new(
            "Voir les entrées à relire, les plus urgentes d’abord",
            "See the entries to read again, the most urgent first",
        ),
        help: "montre les entrées à relire",
        help_rank: 8,
        command: AdminCommand::ToReview,
        switch: None,
    },
];

/// The command that takes the name of an entry: that entry was read again and is still correct.
pub const STILL_CORRECT: &str = "exact";

/// What the command about a person's own data does, in the help.
const DATA_DOES: &str = "montre ce qui est gardé de vos questions, et l’efface";
/// The same where no other sentence says what may follow it.
const DATA_DOES_IN_FULL: &str = "montre ce qui est gardé de vos questions\u{a0}; suivi de «\u{a0}effacer\u{a0}», \
     l’efface\u{a0}; de «\u{a0}arrêter\u{a0}», n’enregistre plus rien\u{a0}; de «\u{a0}reprendre\u{a0}», \
     enregistre de nouveau";

/// The words that ask for the help, wherever commands are typed.
const HELP_NAMES: [&str; 2] = ["aide", "help"];

/// What is typed before a command's name on a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Before the commands of everybody: `/`, `!faq `; `None` where the network lists
    /// the commands itself.
    pub member: Option<&'static str>,
    /// Before the commands of admins: `/`, `!faq admin `.
    pub admin: &'static str,
    /// What ends the chat, where one can: `/quitter`.
    pub leave: Option<&'static str>,
}

/// Reads a command typed after the network's own mark, whatever its accents and case: a
/// request for help or one of [`ADMIN_COMMANDS`]. `None` for anything else.
pub fn read(typed: &str) -> Option<Request> {
    if let Some((verb, entry)) = typed.trim().split_once(char::is_whitespace)
        && folded(verb) == STILL_CORRECT
    {
        let entry = EntryId::new(entry.trim());
        return entry.map(|entry| Request::Admin(AdminCommand::StillCorrect(entry)));
    }
    let typed = folded(typed);
    if HELP_NAMES.contains(&typed.as_str()) {
        return Some(Request::Help);
    }
    let known = typed_commands().into_iter().find(|known| folded(&known.words) == typed)?;
    Some(Request::Admin(known.command))
}

/// How the bot is used where commands begin with `marks`; with the commands of
/// admins when `admin`. `ways` are the network's own ways to ask.
pub fn usage(marks: Marks, admin: bool, ways: &'static [&'static str]) -> Usage {
    let Marks { member, admin: mark, leave } = marks;
    let help = member.map(|member| (format!("{member}{}", HELP_NAMES[0]), "affiche cette aide"));
    let mut commands = Vec::from_iter(help);
    let data_does = if ways.is_empty() { DATA_DOES_IN_FULL } else { DATA_DOES };
    commands.extend(member.map(|member| (format!("{member}données"), data_does)));
    let mut force_reload = String::new();
    for TypedCommand { words, help, command } in typed_commands() {
        let typed = format!("{mark}{words}");
        if command == (AdminCommand::Reload { force: true }) {
            force_reload.clone_from(&typed);
        }
        if admin {
            commands.push((typed, help));
        }
    }
    let still_correct = format!("{mark}{STILL_CORRECT}");
    if admin {
        commands.push((format!("{still_correct} ENTRÉE"), "note qu’une entrée relue est exacte"));
    }
    commands.extend(leave.map(|leave| (leave.to_owned(), QUIT_DOES)));
    Usage { ways, commands, force_reload, still_correct }
}

/// A verb as it is typed, with or without its switch.
struct TypedCommand {
    words: String,
    help: &'static str,
    command: AdminCommand,
}

/// Everything that admins may type, in the order of the help.
fn typed_commands() -> Vec<TypedCommand> {
    let mut verbs = ADMIN_COMMANDS;
    verbs.sort_by_key(|verb| verb.help_rank);
    let typed = verbs.into_iter().flat_map(|AdminVerb { name, help, command, switch, .. }| {
        let switched = switch.map(|switch| TypedCommand {
            words: format!("{} {}", name.fr, switch.name.fr),
            help: switch.help,
            command: switch.command,
        });
        std::iter::once(TypedCommand { words: name.fr.to_owned(), help, command }).chain(switched)
    });
    typed.collect()
}

/// Lower case without accents, words separated by one space, a hyphen being one.
fn folded(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let plain = plain.replace('-', " ");
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_with_or_without_accents() {
        let admin = |command| Some(Request::Admin(command));
        let still_correct = |entry| AdminCommand::StillCorrect(EntryId::new(entry).expect("an id"));
        let rows = [
            ("aide", Some(Request::Help)),
            (" Aide ", Some(Request::Help)),
            ("help", Some(Request::Help)),
            ("état", admin(AdminCommand::Status)),
            ("e\u{301}tat", admin(AdminCommand::Status)),
            ("ETAT", admin(AdminCommand::Status)),
            ("vérifier", admin(AdminCommand::Check)),
            ("Populaires", admin(AdminCommand::Popular)),
            ("recharger", admin(AdminCommand::Reload { force: false })),
            ("recharger forcer", admin(AdminCommand::Reload { force: true })),
            ("sans réponse", admin(AdminCommand::Unanswered)),
            ("A REVOIR", admin(AdminCommand::ToReview)),
            ("votes", admin(AdminCommand::Votes)),
            ("Exact Évaluer-2", admin(still_correct("Évaluer-2"))),
            ("exact", None),
            ("exact pas un nom", None),
            ("recharger tout", None),
            ("retour arrière", None),
            ("retour forcer", None),
            ("reload", None),
            ("", None),
            ("comment faire", None),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), expected, "command {text:?}");
        }
    }

    #[test]
    fn every_command_is_read_as_the_help_writes_it() {
        let marks = Marks { member: Some("!"), admin: "!", leave: None };
        let Usage { commands, force_reload, .. } = usage(marks, true, &[]);
        assert_eq!(
            read(&force_reload[1..]),
            Some(Request::Admin(AdminCommand::Reload { force: true }))
        );
        let of_admins = commands.iter().filter(|(typed, _)| typed != "!données");
        let read: Vec<_> =
            of_admins.map(|(typed, _)| read(&typed[1..].replace("ENTRÉE", "a"))).collect();
        for AdminVerb { command, switch, .. } in ADMIN_COMMANDS {
            let wanted = std::iter::once(command).chain(switch.map(|switch| switch.command));
            for command in wanted {
                assert!(read.contains(&Some(Request::Admin(command.clone()))), "{command:?}");
            }
        }
        assert!(read.iter().all(Option::is_some), "{commands:?}");
    }
}
