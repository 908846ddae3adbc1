//! What keeps the homeserver from being reached, by its name, for the log. Pure.

use std::error::Error as StdError;
use std::io;

use matrix_sdk::ruma::api::error::{ErrorKind, FromHttpResponseError};
use matrix_sdk::{Error, HttpError};
use rustls::CertificateError;

/// Names what failed. It quotes nothing that the server said: that may hold what members
/// wrote.
pub fn cause(error: &Error) -> String {
    match error {
        Error::Http(error) => http_cause(error),
        _ if is_of_the_store(error) => chain(error).last().map_or_else(String::new, said),
        _ => "an error of the Matrix client itself".to_owned(),
    }
}

/// Whether it is the store that failed, and not the homeserver.
pub fn is_of_the_store(error: &Error) -> bool {
    matches!(
        error,
        Error::StateStore(_)
            | Error::CryptoStoreError(_)
            | Error::EventCacheStore(_)
            | Error::OlmError(_)
            | Error::MegolmError(_)
            | Error::NoOlmMachine
            | Error::BadCryptoStoreState
    )
}

/// What SQLite or the system says, which holds no values.
fn said(error: &(dyn StdError + 'static)) -> String {
    error.to_string()
}

/// As [`cause`].
pub fn http_cause(error: &HttpError) -> String {
    match error {
        HttpError::Cached(error) => http_cause(error),
        HttpError::Reqwest(error) if error.is_timeout() => "timeout: it does not answer".to_owned(),
        HttpError::Reqwest(error) => connection_cause(error),
        HttpError::Api(answer) => match (error.as_client_api_error(), &**answer) {
            (Some(said), _) => {
                let limited = matches!(said.error_kind(), Some(ErrorKind::LimitExceeded(_)));
                let status = said.status_code.as_u16();
                if limited || status == 429 {
                    format!("rate limit (HTTP {status})")
                } else {
                    format!("HTTP {status}")
                }
            }
            (None, FromHttpResponseError::Deserialization(_)) => {
                "its answer is not one of a homeserver".to_owned()
            }
            _ => "it refuses the request".to_owned(),
        },
        _ => "the request could not be made".to_owned(),
    }
}

fn connection_cause(error: &(dyn StdError + 'static)) -> String {
    if let Some(tls) = chain(error).find_map(|error| error.downcast_ref()) {
        return tls_cause(tls);
    }
    let says = |words: &str| chain(error).any(|error| error.to_string().contains(words));
    if says("dns error") || says("failed to lookup address") {
        return "DNS: its name cannot be resolved".to_owned();
    }
    let io = chain(error).find_map(|error| error.downcast_ref::<io::Error>());
    match io.map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "connection refused".to_owned(),
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "network unreachable".to_owned()
        }
        _ => "connection broken".to_owned(),
    }
}

/// An error, what it wraps or what caused it, what caused that… The source of an
/// `io::Error` is the source of what it wraps, which would be passed over.
pub fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => StdError::source(*error),
        }
    })
}

fn tls_cause(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => {
                "certificate: its authority is not known here; give the file of an authority of \
                 your own in SSL_CERT_FILE"
                    .to_owned()
            }
            // webpki's word for a certificate that signs itself and is no authority's leaf.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                "certificate: it signs itself as an authority does; make one for the server that \
                 an authority has signed, and give that authority's file in SSL_CERT_FILE"
                    .to_owned()
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "certificate: it has expired, or this machine's clock is wrong".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "certificate: it is not made out to this name".to_owned()
            }
            other => format!("certificate: {other}"),
        },
        rustls::Error::InvalidMessage(_) => {
            "TLS: it does not speak TLS at this address, which may be an http one".to_owned()
        }
        other => format!("TLS: {other}"),
    }
}
