//! The program: arguments → configuration → telemetry → the command → exit code.

use std::process::ExitCode;

use souffleur::cli::{self, Cli, Command};
use souffleur::config::{Config, ConfigError};
use souffleur::{app, telemetry};

fn main() -> ExitCode {
    // Two TLS providers are in the dependency tree, serenity's and the Matrix client's, and
    // rustls panics rather than choose one. The call fails only if one is installed already.
    #[cfg(feature = "matrix")]
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    run(cli::parse()).unwrap_or_else(|error| {
        telemetry::print_last(format!("souffleur\u{a0}: {error:#}"));
        ExitCode::from(if error.is::<ConfigError>() { cli::USAGE } else { cli::PROBLEMS })
    })
}

fn run(Cli { global, command, .. }: Cli) -> anyhow::Result<ExitCode> {
    let command = command.unwrap_or(Command::Run);
    let mut config = if command.needs_config() {
        Config::load(global.config.as_deref())?
    } else {
        Config::default()
    };
    if let Some(faq) = global.faq {
        config.faq = faq;
    }
    if let Some(format) = global.log_format {
        config.log.format = format;
    }
    let in_terminal = match command {
        Command::Run => !config.platform.has_network(),
        _ => true,
    };
    let muted = config.platform.muted_in_log();
    let log = telemetry::start(&config.log, global.verbose, in_terminal, &muted);

    let places = config.meaning.places(config.platform.has_network());
    match command {
        Command::Run => app::run(config, app::Platforms::Configured, &log),
        Command::Chat => app::run(config, app::Platforms::Terminal, &log),
        Command::Ask(args) => cli::ask::run(&args, &config.faq, places),
        Command::Check(args) => {
            let settings = |known: &[String]| {
                souffleur::config::warnings(global.config.as_deref(), &config, known)
            };
            cli::check::run(&args, &config.faq, &settings, places)
        }
        Command::New(args) => cli::new::run(&args, &config.faq),
        Command::Team => cli::team::run(&config.faq, places, &config.journal.settings()?),
        Command::Import(args) => cli::import::run(&args),
        Command::Index => cli::index::run(&config.faq, places),
        Command::Eval(args) => cli::eval::run(&args, &config.faq, places),
        Command::Completions { shell } => cli::completions(shell),
        Command::Man { command } => cli::man(command.as_deref()),
    }
}
