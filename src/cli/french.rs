//! The command line in French. clap has no translations, so its headings and its usual
//! errors are written here; other errors stay English.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

const PROGRAM: &str = "\
{before-help}{about-with-newline}
Utilisation\u{a0}: {usage}

{all-args}{after-help}";

/// The heading of the options that every command has.
pub const GENERAL: &str = "Options générales";

/// Gives the definition French headings, also in its subcommands.
pub fn headings(command: Command) -> Command {
    let flag = |name, action| Arg::new(name).long(name).action(action).help_heading(GENERAL);
    let command = command
        .help_template(PROGRAM)
        .subcommand_help_heading("Commandes")
        .arg(flag("help", ArgAction::Help).short('h').global(true).help("Affiche cette aide"))
        .arg(flag("version", ArgAction::Version).short('V').help("Affiche la version"));
    command.mut_args(argument).mut_subcommands(subcommand)
}

/// The same for a command of the program, and for its own commands.
fn subcommand(command: Command) -> Command {
    let command = command.help_template(PROGRAM).mut_args(|described| {
        let described = argument(described);
        // clap lists a positional argument under « Arguments », which is French already.
        if described.get_help_heading().is_none() && !described.is_positional() {
            described.help_heading("Options")
        } else {
            described
        }
    });
    if !command.has_subcommands() {
        return command;
    }
    let command = command
        .subcommand_help_heading("Commandes")
        .subcommand_value_name("COMMANDE")
        .disable_help_subcommand(true);
    command.mut_subcommands(subcommand)
}

/// Writes the default and the possible values of an argument, which clap would write in
/// English.
fn argument(argument: Arg) -> Arg {
    let mut notes = String::new();
    if !argument.get_action().takes_values() {
        return argument;
    }
    let defaults: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && !argument.is_hide_default_value_set() {
        notes.push_str(&format!(" [par défaut\u{a0}: {}]", defaults.join(", ")));
    }
    let values = argument.get_possible_values();
    let values: Vec<_> =
        values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name()).collect();
    if !values.is_empty() && !argument.is_hide_possible_values_set() {
        notes.push_str(&format!(" [valeurs\u{a0}: {}]", values.join(", ")));
    }
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    argument.help(help + notes.as_str()).hide_default_value(true).hide_possible_values(true)
}

/// What is wrong and how to fix it; `None` for help, versions and errors without a
/// translation.
pub fn sentence(error: &Error) -> Option<String> {
    let about = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let argument = about(ContextKind::InvalidArg);
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => format!("l’option «\u{a0}{}\u{a0}» n’existe pas.", argument?),
        ErrorKind::InvalidSubcommand => {
            let name = about(ContextKind::InvalidSubcommand)?;
            format!("la commande «\u{a0}{name}\u{a0}» n’existe pas.")
        }
        ErrorKind::MissingRequiredArgument => format!("il manque {}.", argument?),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match about(ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
                Some(value) => {
                    format!("la valeur «\u{a0}{value}\u{a0}» ne convient pas à {}.", argument?)
                }
                None => format!("{} attend une valeur.", argument?),
            }
        }
        ErrorKind::ArgumentConflict => {
            let other = about(ContextKind::PriorArg)?;
            format!("{} ne va pas avec {other}.", argument?)
        }
        _ => return None,
    };
    if let Some(values) = about(ContextKind::ValidValue).filter(|values| !values.is_empty()) {
        said.push_str(&format!(" Valeurs possibles\u{a0}: {values}."));
    }
    let near =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(suggestion) = near.into_iter().find_map(about) {
        said.push_str(&format!(" Vouliez-vous dire «\u{a0}{suggestion}\u{a0}»\u{a0}?"));
    }
    said.push_str(" L’aide\u{a0}: souffleur --help");
    Some(said)
}
