//! The command line: one definition, from which the parser, the completions and the man
//! page are made. Each command has one file with its options and what it does.

pub mod ask;
pub mod check;
pub mod doctor;
pub mod eval;
mod fix;
mod french;
pub mod health;
pub mod import;
pub mod index;
pub mod journal;
pub mod new;
mod output;
pub mod team;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use output::{PROBLEMS, USAGE};

use crate::telemetry::Format;
use output::print;

/// Souffle la bonne réponse\u{a0}: l’entrée de la FAQ qui le dit, mot pour mot.
#[derive(Debug, Parser)]
#[command(
    name = "souffleur",
    version,
    about = "Souffle la bonne réponse\u{a0}: l’entrée de la FAQ qui le dit, mot pour mot.",
    after_help = "Sans commande, souffleur fait «\u{a0}run\u{a0}».",
    subcommand_value_name = "COMMANDE",
    next_help_heading = french::GENERAL,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// `run` when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Fichier de configuration [par défaut : config/souffleur.toml, s’il existe]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Dossier de la FAQ [par défaut : celui de la configuration]
    #[arg(long, global = true, value_name = "DIR")]
    pub faq: Option<PathBuf>,
    /// Format du journal technique, écrit sur la sortie d’erreur
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<Format>,
    /// Détaille davantage le journal technique (-vv : plus encore)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Démarre les messageries configurées ; à défaut, ouvre la discussion dans le terminal
    Run,
    /// Ouvre la discussion dans le terminal, quelle que soit la configuration
    Chat,
    /// Pose une seule question
    Ask(ask::Args),
    /// Vérifie le contenu de la FAQ et ses questions de test
    Check(check::Args),
    /// Prépare le fichier d’une nouvelle entrée : il n’y manque que la réponse
    New(new::Args),
    /// Fabrique des entrées à partir d’une page ou d’un fichier
    Import(import::Args),
    /// Calcule d’avance le sens des textes de la FAQ, pour un premier démarrage immédiat
    Index,
    /// Demande au bot qui tourne ici s’il est en vie
    Health,
    /// Cherche ce qui empêche le bot de marcher : réglages, secrets, messageries, journal, disque
    Doctor(doctor::Args),
    /// Montre, exporte ou efface ce qui est retenu des questions
    Journal(journal::Args),
    /// Traite les questions restées sans réponse
    Team,
    /// Mesure la justesse des réponses
    Eval(eval::Args),
    /// Écrit le script de complétion d’un interpréteur de commandes
    Completions {
        /// Interpréteur de commandes
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Écrit la page de manuel, au format roff
    Man {
        /// Commande à décrire [par défaut : le programme]
        #[arg(value_name = "COMMANDE")]
        command: Option<String>,
    },
}

impl Command {
    /// Whether the command needs a valid configuration.
    pub fn needs_config(&self) -> bool {
        match self {
            Self::Run
            | Self::Chat
            | Self::Ask(_)
            | Self::Check(_)
            | Self::New(_)
            | Self::Team
            | Self::Index
            | Self::Health
            | Self::Doctor(_)
            | Self::Journal(_)
            | Self::Eval(_) => true,
            Self::Import(_) | Self::Completions { .. } | Self::Man { .. } => false,
        }
    }
}

/// The definition, in French.
fn definition() -> clap::Command {
    french::headings(Cli::command())
}

/// Reads the arguments of the process. Ends the process after showing the help or the
/// version, and with [`USAGE`] when an argument is wrong.
pub fn parse() -> Cli {
    let parsed = definition().try_get_matches();
    parsed.and_then(|matches| Cli::from_arg_matches(&matches)).unwrap_or_else(|error| {
        if let Some(sentence) = french::sentence(&error) {
            eprintln!("souffleur\u{a0}: {sentence}");
            std::process::exit(USAGE.into());
        }
        error.exit()
    })
}

/// Writes a completion script on the standard output.
///
/// # Errors
/// The output cannot be written.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    // The script is made in memory, because the generator panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), "souffleur", &mut script);
    print(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the man page of the program, or of one of its commands, on the standard output.
///
/// # Errors
/// The output cannot be written. A command that does not exist is reported on the
/// standard error, and the exit code is [`USAGE`].
pub fn man(command: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut root = definition();
    root.build();
    let found = command.map_or(Some(&root), |name| root.find_subcommand(name));
    let Some(command) = found.cloned() else {
        let names: Vec<_> = root.get_subcommands().map(clap::Command::get_name).collect();
        eprintln!(
            "souffleur\u{a0}: pas de commande de ce nom. Commandes\u{a0}: {}.",
            names.join(", ")
        );
        return Ok(ExitCode::from(USAGE));
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page)?;
    Ok(ExitCode::SUCCESS)
}
