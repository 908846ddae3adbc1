//! Why a server was not reached, in a few French words. Both HTTP clients of the program have
//! their own types of errors: what the system or TLS said is found below them, or in the text.

use std::error::Error;
use std::io;

/// Names what keeps a request from its server. Nothing of the request or of an answer is in it.
pub fn why_unreached(error: &(dyn Error + 'static)) -> &'static str {
    let says = |words: &[&str]| {
        chain(error).any(|error| {
            let text = error.to_string().to_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    };
    if says(&["dns error", "failed to lookup address"]) {
        return "son nom est introuvable (DNS)";
    }
    if says(&["unknownissuer", "unknown issuer"]) {
        return "l’autorité de son certificat n’est pas connue de cette machine";
    }
    if says(&["expired", "notvalidyet", "not valid yet"]) {
        return "son certificat n’est pas valable à la date de cette machine";
    }
    if says(&["certificate"]) {
        return "son certificat est refusé";
    }
    if says(&["tunnel", "proxy"]) {
        return "le proxy (HTTP_PROXY, HTTPS_PROXY) ne laisse pas passer";
    }
    let kinds = chain(error).filter_map(|error| error.downcast_ref::<io::Error>());
    let named = kinds.map(io::Error::kind).find(|kind| *kind != io::ErrorKind::Other);
    match named {
        Some(io::ErrorKind::ConnectionRefused) => "la connexion est refusée",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "le réseau ne mène pas jusqu’à lui"
        }
        Some(io::ErrorKind::TimedOut) => "il ne répond pas à temps",
        _ => "la connexion est rompue",
    }
}

/// An error and what is below it. The source of an `io::Error` is that of what it wraps, which
/// would be passed over.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => Error::source(*error),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_have_names() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(why_unreached(&io::Error::other(refused)), "la connexion est refusée");
        for (text, word) in [
            ("dns error: no such host", "DNS"),
            ("invalid peer certificate: UnknownIssuer", "autorité"),
            ("invalid peer certificate: Expired", "date"),
            ("unsuccessful tunnel", "proxy"),
            ("end of file", "rompue"),
        ] {
            let why = why_unreached(&io::Error::other(text));
            assert!(why.contains(word), "{text}: {why}");
        }
    }
}
