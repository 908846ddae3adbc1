//! `souffleur health`: whether the bot that runs here is alive, for a container's HEALTHCHECK.

use std::process::ExitCode;

use super::output::{PROBLEMS, print};
use crate::http;

/// Asks the bot that runs with the same settings. The exit code is 0 when it is alive, 1 when it
/// is not or when HTTP is off.
///
/// # Errors
/// The environment gives an address that cannot be read, or the standard output fails.
pub fn run(config: &http::Config) -> anyhow::Result<ExitCode> {
    let Some(address) = config.address()? else {
        eprintln!(
            "souffleur\u{a0}: HTTP n’est pas en service. Donnez une adresse à «\u{a0}listen\u{a0}» \
             dans [http], ou à la variable d’environnement {}.",
            http::LISTEN
        );
        return Ok(ExitCode::from(PROBLEMS));
    };
    match http::probe(address) {
        Ok(()) => {
            print("Le bot est en vie.\n".as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(what) => {
            eprintln!("souffleur\u{a0}: {what}.");
            Ok(ExitCode::from(PROBLEMS))
        }
    }
}
