//! `souffleur import`: entries made from a page or a file.

/// Options of `souffleur import`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command; the code is the process's.
pub fn run(_args: &Args) -> anyhow::Result<std::process::ExitCode> {
    Ok(std::process::ExitCode::SUCCESS)
}
