//! What `souffleur doctor` says of HTTP: whether the bot answers where it would listen, or whether
//! it could listen there.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use super::config::{Config, LISTEN, TOKEN};
use super::probe::probe;
use crate::finding::{Finding, FindingState};
use crate::secret;

const CHECK: &str = "http";

/// Looks at HTTP. Blocks for three seconds at most.
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = secret::examine(TOKEN);
    let address = match config.address() {
        Ok(Some(address)) => address,
        Ok(None) => {
            findings.push(Finding::note(
                CHECK,
                format!(
                    "HTTP n’est pas en service (ni «\u{a0}listen\u{a0}» dans [http], ni {LISTEN})."
                ),
            ));
            return findings;
        }
        Err(error) => {
            findings.push(Finding::said(CHECK, "HTTP", &error.to_string()));
            return findings;
        }
    };
    // A token that cannot be read was told already.
    let has_bad_token = findings.iter().any(|finding| finding.state == FindingState::Error);
    match config.settings() {
        Err(error) if !has_bad_token => {
            findings.push(Finding::said("http.token", "HTTP", &error.to_string()));
        }
        Ok(Some(settings)) if settings.token.is_none() => findings.push(Finding::note(
            "http.token",
            format!("HTTP\u{a0}: personne ne peut y poser de question, faute de {TOKEN}."),
        )),
        _ => {}
    }
    findings.push(listening(address));
    findings
}

/// The address is bound for a moment when nobody answers there. Nothing else tells whether it can
/// be.
fn listening(address: SocketAddr) -> Finding {
    let why = match probe(address) {
        Ok(()) => {
            return Finding::good(
                CHECK,
                format!("HTTP\u{a0}: le bot répond à l’adresse {address}."),
            );
        }
        Err(why) => why,
    };
    match TcpListener::bind(address) {
        Ok(_) => Finding::good(
            CHECK,
            format!("HTTP\u{a0}: l’adresse {address} est libre\u{a0}; aucun bot n’y tourne."),
        ),
        Err(error) => match error.kind() {
            ErrorKind::AddrInUse => Finding::bad(
                CHECK,
                format!("HTTP\u{a0}: l’adresse {address} est prise, et {why}."),
                "Arrêtez le programme qui l’occupe (ss -ltnp le nomme), ou donnez une autre \
                 adresse à «\u{a0}listen\u{a0}» dans [http].",
            ),
            ErrorKind::PermissionDenied => Finding::bad(
                CHECK,
                format!("HTTP\u{a0}: cet utilisateur ne peut pas écouter à l’adresse {address}."),
                "Prenez un port à partir de 1024 dans «\u{a0}listen\u{a0}» de [http].",
            ),
            ErrorKind::AddrNotAvailable => Finding::bad(
                CHECK,
                format!("HTTP\u{a0}: l’adresse {address} n’est pas celle de cette machine."),
                "Donnez à «\u{a0}listen\u{a0}» dans [http] un port seul, ou \"0.0.0.0:8080\".",
            ),
            _ => Finding::bad(
                CHECK,
                format!("HTTP\u{a0}: l’adresse {address} ne convient pas ({error})."),
                "Corrigez «\u{a0}listen\u{a0}» dans [http].",
            ),
        },
    }
}
