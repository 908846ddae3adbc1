//! Whether whoever asks may: `Authorization: Bearer <token>`.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::config::TOKEN;
use super::error::Refusal;

/// Lets pass whoever shows the token.
///
/// # Errors
/// What to answer to anybody else.
pub fn check(token: Option<&SecretString>, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(token) = token else {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            format!(
                "Asking by HTTP is off: set {TOKEN} or {TOKEN}_FILE in the bot's environment to a \
                 token, and restart it."
            ),
        ));
    };
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| {
        // RFC 9110, 11.1: the scheme's case does not matter.
        scheme.eq_ignore_ascii_case("bearer")
    });
    match shown {
        Some((_, shown)) if is_same(shown.trim(), token.expose_secret()) => Ok(()),
        _ => Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "Send the token of the bot's environment in the header Authorization, after Bearer.",
        )),
    }
}

/// Digests are compared, because the time of a comparison would tell the token's length.
fn is_same(shown: &str, token: &str) -> bool {
    Sha256::digest(shown).ct_eq(&Sha256::digest(token)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_opens() {
        let token = SecretString::from("a-long-enough-token");
        let rows = [
            ("Bearer a-long-enough-token", true),
            ("bearer  a-long-enough-token", true),
            ("Bearer a-long-enough-toke", false),
            ("Bearer a-long-enough-token2", false),
            ("Basic a-long-enough-token", false),
            ("a-long-enough-token", false),
            ("Bearer", false),
            ("", false),
        ];
        for (header, opens) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, header.parse().expect("a header value"));
            assert_eq!(check(Some(&token), &headers).is_ok(), opens, "{header:?}");
            assert!(check(None, &headers).is_err(), "{header:?}");
        }
        assert!(check(Some(&token), &HeaderMap::new()).is_err());
    }
}
