//! The command line: one definition, from which the parser, the completions and
//! the man page are made. Each command's options and its doing are one file.

pub mod eval;
pub mod import;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Souffle la bonne réponse : l’entrée de FAQ qui le dit, mot pour mot.
#[derive(Debug, Parser)]
#[command(name = "souffleur", version, about)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// Without one, `run`.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Fichier de configuration
    #[arg(long, global = true, value_name = "FILE", default_value = "config/souffleur.toml")]
    pub config: PathBuf,
    /// Dossier de la FAQ (par défaut : celui de la configuration)
    #[arg(long, global = true, value_name = "DIR")]
    pub faq: Option<PathBuf>,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fabrique des entrées à partir d’une page ou d’un fichier
    Import(import::Args),
    /// Mesure la justesse des réponses
    Eval(eval::Args),
}
