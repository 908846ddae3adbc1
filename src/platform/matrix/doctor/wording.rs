//! The sentences of `souffleur doctor` that more than one check of Matrix needs.

use url::Url;

use super::ask::{Limit, NoAnswer};
use crate::finding::Finding;
use crate::platform::matrix::wording::fatal;

const SERVER: &str = "matrix.homeserver";
/// The name of the check of the rate limits.
pub const LIMITS: &str = "matrix.limits";

/// The homeserver does not answer to what needs no account.
pub fn homeserver(url: &Url, why: &NoAnswer) -> Finding {
    match why {
        NoAnswer::Limited => unknown(SERVER, "le serveur", why),
        NoAnswer::Late | NoAnswer::Unreachable(_) => Finding::bad(
            SERVER,
            format!("Matrix\u{a0}: le serveur {url} n’est pas joignable\u{a0}: {}.", cause(why)),
            "Vérifiez «\u{a0}homeserver\u{a0}» dans la section platform.matrix, le réseau, le \
             pare-feu et le proxy (HTTPS_PROXY). Pour un certificat d’une autorité à vous, donnez \
             le fichier de celle-ci dans SSL_CERT_FILE.",
        ),
        NoAnswer::Refused { .. } | NoAnswer::Foreign => {
            Finding::said(SERVER, "Matrix", &fatal::homeserver(url))
        }
    }
}

/// Something could not be looked at.
pub fn unknown(check: impl Into<String>, what: &str, why: &NoAnswer) -> Finding {
    Finding::warning(
        check,
        format!("Matrix\u{a0}: {what}\u{a0}: non vérifié, {}.", cause(why)),
        match why {
            NoAnswer::Limited => "Attendez, puis relancez cette commande.",
            _ => {
                "Relancez cette commande\u{a0}; si cela persiste, voyez avec la personne qui tient \
                  le serveur."
            }
        },
    )
}

fn cause(why: &NoAnswer) -> String {
    match why {
        // A code is one of the specification's names, or else it is not repeated.
        NoAnswer::Refused { status, code } => match code.starts_with("M_") && code.len() < 40 {
            true => format!("le serveur refuse (HTTP {status}, {code})"),
            false => format!("le serveur refuse (HTTP {status})"),
        },
        NoAnswer::Limited => "le serveur limite les appels".to_owned(),
        NoAnswer::Late => "le serveur ne répond pas à temps".to_owned(),
        NoAnswer::Unreachable(why) => (*why).to_owned(),
        NoAnswer::Foreign => "ce n’est pas la réponse d’un serveur Matrix".to_owned(),
    }
}

/// A rate limit was met.
pub fn limited(wait: Limit) -> Finding {
    let wait = wait.map_or_else(String::new, |wait| {
        format!(", pendant encore {}\u{a0}s", wait.as_secs_f64().ceil())
    });
    Finding::bad(
        LIMITS,
        format!("Matrix\u{a0}: le serveur limite les appels du bot (M_LIMIT_EXCEEDED){wait}."),
        "Attendez ce délai. Si cela revient, demandez à la personne qui tient le serveur de lever \
         la limite pour ce compte (override_ratelimit sur Synapse, voir le README).",
    )
}
