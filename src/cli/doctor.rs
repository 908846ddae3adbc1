//! `souffleur doctor`: what keeps the bot from working, before its first start or while it runs
//! beside. It changes nothing: each part looks at its own things, and this file asks all of them
//! at the same time and prints what they found.

mod content;
mod machine;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::output::{PROBLEMS, USAGE, counted, print};
use crate::config::{Config, ConfigError, DEFAULT_FILE};
use crate::finding::{Finding, FindingState};
use crate::search::meaning::Places;
use crate::{http, journal};

/// How long the content may take. A large FAQ takes seconds, whatever the networks do.
const CONTENT_WITHIN: Duration = Duration::from_secs(30);

/// Options of `souffleur doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Écrit le résultat en JSON, sur une ligne
    #[arg(long)]
    json: bool,
}

/// Looks at everything that the settings name. `file` is that of `--config`. The exit code is 0
/// when nothing is wrong, and 1 otherwise.
///
/// # Errors
/// The output or the runtime cannot be used.
pub fn run(
    args: &Args,
    config: &Config,
    file: Option<&Path>,
    places: Option<Places>,
) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let findings = runtime.block_on(examine(config, file, places));
    // Whatever has not answered in its time is not waited for.
    runtime.shutdown_background();
    shown(args, &findings)?;
    let is_bad = findings.iter().any(|finding| finding.state == FindingState::Error);
    Ok(if is_bad { ExitCode::from(PROBLEMS) } else { ExitCode::SUCCESS })
}

/// The same when the settings cannot be read, so that there is nothing else to look at. The exit
/// code is [`USAGE`].
///
/// # Errors
/// The output cannot be used.
pub fn without_settings(args: &Args, error: &ConfigError) -> anyhow::Result<ExitCode> {
    let settings = Finding::said("settings", "Réglages", &error.to_string());
    let rest = "Le reste n’a pas été vérifié\u{a0}: il dépend des réglages.";
    shown(args, &[settings, Finding::note("rest", rest)])?;
    Ok(ExitCode::from(USAGE))
}

async fn examine(config: &Config, file: Option<&Path>, places: Option<Places>) -> Vec<Finding> {
    let has_network = config.platform.has_network();
    let has_team = config.platform.has_team();
    let (settings, faq, with_git) = (settings(file), config.faq.clone(), config.content.git);
    let content = {
        let (config, file) = (config.clone(), file.map(Path::to_owned));
        let look = move || {
            let known = |known: &[String]| crate::config::warnings(file.as_deref(), &config, known);
            content::examine(&faq, &known, places, has_team.then_some(with_git))
        };
        async {
            match timeout(CONTENT_WITHIN, spawn_blocking(look)).await {
                Ok(Ok(findings)) => findings,
                Ok(Err(_)) => vec![content::broken()],
                Err(_) => vec![content::late(CONTENT_WITHIN)],
            }
        }
    };
    let http = {
        let config = config.http.clone();
        async move { spawn_blocking(move || http::examine(&config)).await.unwrap_or_default() }
    };
    let (networks, journal, content, http) = tokio::join!(
        config.platform.examine(),
        journal::examine(&config.journal, has_network),
        content,
        http,
    );
    let clocks: Vec<_> = networks.iter().filter_map(|network| network.clock).collect();
    let networks: Vec<_> = networks.into_iter().flat_map(|network| network.findings).collect();
    let machine = machine::examine(config, &clocks, has_network, has_team);
    [vec![settings], networks, content, journal, http, machine].concat()
}

fn settings(file: Option<&Path>) -> Finding {
    let path = file.unwrap_or(Path::new(DEFAULT_FILE));
    match path.exists() {
        true => Finding::good(
            "settings",
            format!("Réglages\u{a0}: «\u{a0}{}\u{a0}» se lit.", path.display()),
        ),
        false => Finding::note(
            "settings",
            format!(
                "Réglages\u{a0}: pas de fichier «\u{a0}{}\u{a0}» dans ce dossier\u{a0}; les valeurs par défaut \
                 comptent.",
                path.display()
            ),
        ),
    }
}

fn shown(args: &Args, findings: &[Finding]) -> anyhow::Result<()> {
    let result = match args.json {
        true => format!("{}\n", serde_json::to_string(findings)?),
        false => listed(findings),
    };
    Ok(print(result.as_bytes())?)
}

/// A line for each finding, and one under it that says what to do.
fn listed(findings: &[Finding]) -> String {
    let mut lines = String::new();
    for Finding { check: _, state, message, todo } in findings {
        let mark = match (state, todo) {
            (FindingState::Ok, _) => '✓',
            (FindingState::Error, _) => '✗',
            (FindingState::Note, Some(_)) => '!',
            (FindingState::Note, None) => '–',
        };
        let _ = writeln!(lines, "{mark} {message}");
        if let Some(todo) = todo {
            let _ = writeln!(lines, "  → {todo}");
        }
    }
    let wrong = findings.iter().filter(|finding| finding.state == FindingState::Error).count();
    let watched =
        |finding: &&Finding| finding.state == FindingState::Note && finding.todo.is_some();
    let watched = findings.iter().filter(watched).count();
    let summary = match (wrong, watched) {
        (0, 0) => "Rien à corriger.".to_owned(),
        (0, watched) => {
            format!(
                "Rien ne bloque\u{a0}; {}.",
                counted(watched, "point à regarder", "points à regarder")
            )
        }
        (wrong, watched) => format!(
            "{} à corriger, {}.",
            counted(wrong, "problème", "problèmes"),
            counted(watched, "point à regarder", "points à regarder")
        ),
    };
    let _ = writeln!(lines, "\n{summary}");
    lines
}
