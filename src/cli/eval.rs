//! `souffleur eval`: how often the right entry comes first, and how honest the outcomes are.

use std::path::Path;

/// Options of `souffleur eval`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command; `faq` is the folder of the configuration.
pub fn run(_args: &Args, _faq: &Path) -> anyhow::Result<std::process::ExitCode> {
    Ok(std::process::ExitCode::SUCCESS)
}
