//! Passwords, tokens and keys in URLs and in the open. Those that words announce are found in
//! `password` and `code`.
//!
//! Formats: RFC 3986 for the parts of a URL (user information, query, fragment); RFC 6749, 7636
//! and 8628 for the parameters of OAuth; RFC 7519 for JWT; the prefixes that GitHub, GitLab, Slack, Stripe, AWS, Google, npm, Hugging Face,
//! OpenAI and Synapse (`syt_`) document for their tokens; Discord's, three parts in base64.

use std::ops::Range;

use super::code::code;
use super::found::{Kind, Span};
use super::mentioned::mentioned;
use super::password::announced;
use super::seen::Seen;

/// Parameters of URLs and settings whose values are secret, as parts of their names.
#[rustfmt::skip]
const PARAMETERS: [&str; 31] = [
    "token", "jeton", "cle", "secret", "passw", "passphrase", "pwd", "mdp", "motdepasse",
    "apikey", "api_key", "api-key", "access_key", "auth", "signature", "sig", "session", "sid",
    "jwt", "otp", "key", "credential", "ticket", "bearer", "nonce", "assertion", "saml",
    "code_verifier", "code_challenge", "device_code", "user_code",
];
/// The same for whole names whose value is often harmless (`?code=FR`, `?state=open`): it is
/// secret when it is long and has a digit.
const SHORT_PARAMETERS: [&str; 4] = ["code", "state", "pass", "hash"];
/// Beginnings of tokens, in lower case.
#[rustfmt::skip]
const PREFIXES: [&str; 30] = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "sk_live_",
    "sk_test_", "pk_live_", "pk_test_", "rk_live_", "whsec_", "xoxb-", "xoxp-", "xoxa-", "xoxs-",
    "xapp-", "syt_", "syr_", "akia", "asia", "aiza", "ya29.", "hf_", "npm_", "dop_v1_", "pypi-",
    "sg.",
];
/// From how many characters on a piece of text without any word in it is a key.
const OPAQUE: usize = 20;

/// Finds every secret.
pub fn secrets(seen: &Seen, spans: &mut Vec<Span>) {
    private_keys(seen, spans);
    // A URL is read by its parts: `?token=` announces no more than its own value. And a secret
    // announces no other one.
    let mut read = 0;
    for at in 0..seen.len() {
        let is_start = is_token(seen.char(at)) && !is_token(seen.before(at));
        if is_start {
            let end = seen.skip(at, is_token);
            if url(seen, at, end, spans) {
                read = end;
            } else if let Some((start, end)) = in_the_open(seen, at, end) {
                spans.push(Span::new(start, end, Kind::Secret));
            }
        }
        if at >= read
            && seen.is_word_start(at)
            && let Some((start, end)) =
                announced(seen, at).or_else(|| code(seen, at)).or_else(|| mentioned(seen, at))
        {
            read = end;
            spans.push(Span::new(start, end, Kind::Secret));
        }
    }
}

fn is_token(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\0' | '<' | '>' | '"' | '«' | '»' | '|' | '\'')
}

/// The secrets of a URL; whether the token is one.
fn url(seen: &Seen, start: usize, end: usize, spans: &mut Vec<Span>) -> bool {
    let scheme = (start..end).find(|at| seen.has(*at, "://"));
    let Some(scheme) = scheme else { return false };
    let authority = scheme + "://".len();
    let path = (authority..end).find(|at| matches!(seen.char(*at), '/' | '?' | '#')).unwrap_or(end);
    let last_at = |to: usize| (authority..to).rev().find(|at| seen.char(*at) == '@');
    let colon = (authority..path).find(|at| seen.char(*at) == ':');
    // `user:pa/ss@host`: what follows the colon is not a port.
    let has_password = colon.is_some_and(|colon| !seen.char(colon + 1).is_ascii_digit());
    let user = last_at(path).or_else(|| if has_password { last_at(end) } else { None });
    let rest = match user {
        Some(user) if user > authority => {
            spans.push(Span::new(authority, user, Kind::Secret));
            user
        }
        _ => path,
    };
    let mut at = rest;
    while at < end {
        let delimiter = |c: char| matches!(c, '/' | '?' | '&' | '#' | ';' | '=' | ',');
        let part = seen.skip(at, delimiter).min(end);
        let part_end = seen.skip(part, |c| !delimiter(c)).min(end);
        let is_value = seen.before(part) == '=';
        let is_secret = is_value && is_parameter(seen, at, rest, part..part_end);
        let part_end = seen.back(part_end, part, |c| matches!(c, '.' | ')' | '!' | ']'));
        if part_end > part && (is_secret || is_opaque(seen, part, part_end)) {
            // Base64 in a value may end with `=`.
            let end = if is_value { seen.skip(part_end, |c| c == '=').min(end) } else { part_end };
            spans.push(Span::new(part, end, Kind::Secret));
        }
        at = seen.skip(part.max(part_end), |c| !delimiter(c)).min(end).max(at + 1);
    }
    true
}

/// Whether the name before a `=` says that its value is secret.
fn is_parameter(seen: &Seen, equals: usize, least: usize, value: Range<usize>) -> bool {
    let start = seen
        .back(equals, least, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']'));
    let name = seen.text(start.max(equals.saturating_sub(40))..equals);
    let is_long = value.len() > 5 && value.into_iter().any(|at| seen.char(at).is_ascii_digit());
    let is_query = matches!(seen.before(start), '?' | '&' | '#');
    if is_long && is_query && SHORT_PARAMETERS.contains(&name.as_str()) {
        return true;
    }
    PARAMETERS.iter().any(|part| match part.len() {
        // `design` and `monkey` have these letters too.
        0..=4 => name.split(['_', '-', '.', '[', ']']).any(|word| word == *part),
        _ => name.contains(part),
    })
}

/// Whether a piece of text is a key and has no words: letters and digits alternate in it.
fn is_opaque(seen: &Seen, start: usize, end: usize) -> bool {
    if end - start < OPAQUE {
        return false;
    }
    let mut piece = start;
    for at in start..=end {
        if at < end && seen.char(at).is_ascii_alphanumeric() {
            continue;
        }
        if at - piece >= OPAQUE - 4 && alternations(seen, piece, at) * 5 >= at - piece {
            return true;
        }
        piece = at + 1;
    }
    is_uuid(seen, start, end)
        || end - start >= OPAQUE + 4 && {
            let words = (start..end).filter(|at| !seen.char(*at).is_ascii_alphanumeric()).count();
            // Base64 for URLs has `-` and `_` now and then; an address of words has a vowel between.
            words * 8 <= end - start && alternations(seen, start, end) * 3 >= end - start
        }
}

/// How often a letter follows a digit or a digit a letter, or a capital a small letter.
fn alternations(seen: &Seen, start: usize, end: usize) -> usize {
    let class = |at: usize| match seen.char(at) {
        c if c.is_ascii_digit() => 0,
        c if c.is_ascii_uppercase() => 1,
        _ => 2,
    };
    (start + 1..end)
        .filter(|at| matches!((class(at - 1), class(*at)), (0, 1 | 2) | (1 | 2, 0) | (2, 1)))
        .count()
}

fn is_uuid(seen: &Seen, start: usize, end: usize) -> bool {
    let shape = [8, 13, 18, 23];
    end - start == 36
        && (start..end).all(|at| match shape.contains(&(at - start)) {
            true => seen.char(at) == '-',
            false => seen.char(at).is_ascii_hexdigit(),
        })
}

/// A token that stands alone.
fn in_the_open(seen: &Seen, start: usize, end: usize) -> Option<(usize, usize)> {
    let is_outer = |c: char| !c.is_ascii_alphanumeric();
    let start = (start..end).find(|at| !is_outer(seen.char(*at)))?;
    // `TOKEN=…` and `token:…` have their name before them.
    let sign = (start..end.min(start + 40)).rev().find(|at| matches!(seen.char(*at), '=' | ':'));
    let name =
        sign.filter(|sign| sign + 1 < end && is_parameter(seen, *sign, start, sign + 1..end));
    if let Some(sign) = name {
        return Some((sign + 1, end));
    }
    let end = seen.back(end, start, |c| is_outer(c) && !matches!(c, '=' | '_' | '-' | '/' | '+'));
    let inner = (start..end).rev().find(|at| matches!(seen.char(*at), ':' | ',' | '('));
    let start = inner.filter(|inner| end - inner > OPAQUE).map_or(start, |inner| inner + 1);
    let length = end - start;
    let has_prefix = length >= 16
        && PREFIXES.iter().any(|prefix| seen.has(start, prefix))
        && (start..end).any(|at| seen.char(at).is_ascii_digit());
    let is_base64 =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '=' | '.' | '~');
    let is_token = length >= 24 && (start..end).all(|at| is_base64(seen.char(at)));
    let is_jwt = is_token && seen.has(start, "eyj");
    (has_prefix
        || is_jwt
        || is_token && (is_opaque(seen, start, end) || is_discord(seen, start, end)))
    .then_some((start, end))
}

/// Three parts in base64, divided by dots, the first one a number of 17 digits or more.
fn is_discord(seen: &Seen, start: usize, end: usize) -> bool {
    let text = seen.text(start..end);
    let parts: Vec<usize> = text.split('.').map(str::len).collect();
    let [user, time, key] = parts.as_slice() else { return false };
    *user > 22 && (5..=8).contains(time) && *key > 24
}

/// `-----BEGIN PRIVATE KEY-----` to its end, or to the end of the text.
fn private_keys(seen: &Seen, spans: &mut Vec<Span>) {
    let mut at = 0;
    while at < seen.len() {
        if seen.char(at) != '-' {
            at += 1;
        } else if seen.has(at, "-----begin") {
            let line = seen.skip(at, |c| c != '\n').min(at + 64);
            if !seen.text(at..line).contains("private key") {
                at += 10;
                continue;
            }
            let end = (at + 10..seen.len()).find(|at| seen.has(*at, "-----end"));
            let end = end.map_or(seen.len(), |end| seen.skip(end, |c| c != '\n').min(end + 64));
            spans.push(Span::new(at, end, Kind::Secret));
            at = end;
        } else {
            at += 1;
        }
    }
}
