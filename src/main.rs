//! The program: arguments → configuration → telemetry → the command → exit code.

use std::process::ExitCode;

use souffleur::cli::{self, Cli, Command};
use souffleur::config::{Config, ConfigError};
use souffleur::{app, http, journal, telemetry};

fn main() -> ExitCode {
    // Two TLS providers are in the dependency tree, serenity's and the Matrix client's, and
    // rustls panics rather than choose one. The call fails only if one is installed already.
    #[cfg(feature = "matrix")]
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    run(cli::parse()).unwrap_or_else(|error| {
        telemetry::print_last(format!("souffleur\u{a0}: {error:#}"));
        let is_setting = error.is::<ConfigError>()
            || error.is::<journal::SettingsError>()
            || error.is::<http::SettingsError>();
        ExitCode::from(if is_setting { cli::USAGE } else { cli::PROBLEMS })
    })
}

fn run(Cli { global, command, .. }: Cli) -> anyhow::Result<ExitCode> {
    let command = command.unwrap_or(Command::Run);
    let mut config = match command.needs_config().then(|| Config::load(global.config.as_deref())) {
        None => Config::default(),
        Some(Ok(config)) => config,
        Some(Err(error)) => match &command {
            Command::Doctor(args) => return cli::doctor::without_settings(args, &error),
            _ => return Err(error.into()),
        },
    };
    if let Some(faq) = global.faq {
        config.faq = faq;
    }
    if let Some(format) = global.log_format {
        config.log.format = format;
    }
    let http = if matches!(command, Command::Run) { config.http.settings()? } else { None };
    let in_terminal = match command {
        Command::Run => {
            let asks_by_http = http.as_ref().is_some_and(|http| http.token.is_some());
            !config.platform.has_network() && !asks_by_http
        }
        _ => true,
    };
    let mut muted = config.platform.muted_in_log();
    muted.extend(journal::MUTED_IN_LOG);
    let log = telemetry::start(&config.log, global.verbose, in_terminal, &muted);

    let places = config.meaning.places(config.platform.has_network());
    match command {
        Command::Run => {
            let journal = config.journal.settings_if_enabled(config.platform.has_network())?;
            app::run(config, app::Platforms::Configured, journal, http, &log)
        }
        Command::Chat => {
            let journal = config.journal.settings_if_enabled(false)?;
            app::run(config, app::Platforms::Terminal, journal, None, &log)
        }
        Command::Ask(args) => {
            let journal = config.journal.settings_if_enabled(false)?;
            cli::ask::run(&args, &config.faq, places, journal)
        }
        Command::Health => cli::health::run(&config.http),
        Command::Doctor(args) => cli::doctor::run(&args, &config, global.config.as_deref(), places),
        Command::Journal(args) => cli::journal::run(&args, &config.journal),
        Command::Check(args) => {
            // The address in the environment is a setting as well.
            config.journal.settings()?;
            let settings = |known: &[String]| {
                souffleur::config::warnings(global.config.as_deref(), &config, known)
            };
            cli::check::run(&args, &config.faq, &settings, places)
        }
        Command::New(args) => cli::new::run(&args, &config.faq),
        Command::Team => {
            let journal = config.journal.settings()?;
            cli::team::run(&config.faq, places, &journal, &config.content)
        }
        Command::Import(args) => cli::import::run(&args),
        Command::Index => cli::index::run(&config.faq, places),
        Command::Eval(args) => cli::eval::run(&args, &config.faq, places),
        Command::Completions { shell } => cli::completions(shell),
        Command::Man { command } => cli::man(command.as_deref()),
    }
}
