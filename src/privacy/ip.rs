//! Addresses of the Internet protocol.
//!
//! Format: RFC 791 (four numbers up to 255) and RFC 4291 with the zones of RFC 4007. Four
//! numbers may also be a version or a section. They are kept when a word before them says so
//! and masked otherwise: a version that is masked costs a reader little, and an address tells
//! where somebody is. The addresses that every machine has (loopback, RFC 1122 and RFC 4291; none
//! at all; masks of networks) are kept.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::found::{Kind, Span};
use super::seen::Seen;

/// Words that stand before versions and numbered parts of a text.
#[rustfmt::skip]
const NUMBERED: [&str; 43] = [
    "v", "ver", "version", "versions", "release", "rev", "revision", "build", "section",
    "sections", "chapitre", "article", "art", "paragraphe", "point", "annexe", "figure", "tableau",
    "etape", "§", "partie", "exigence", "oid", "firmware", "logiciel", "logiciels", "progiciel",
    "application", "appli", "maj", "patch", "correctif", "edition", "referentiel", "socle",
    "norme", "pilote", "driver", "client", "clients", "titre", "alinea", "rubrique",
];
/// Words that say that an address follows.
const NAMES: [&str; 3] = ["ip", "ipv4", "adresse ip"];
/// The longest form of version 6 with dots, and a zone.
const LONGEST: usize = 64;

/// Finds every address.
pub fn addresses(seen: &Seen, spans: &mut Vec<Span>) {
    let mut at = 0;
    while at < seen.len() {
        let is_start = is_part(seen.char(at)) && !is_part(seen.before(at));
        if !is_start {
            at += 1;
            continue;
        }
        let end = seen.skip(at, is_part);
        let found = version_6(seen, at, end)
            .or_else(|| version_4(seen, at, end))
            .or_else(|| in_spaces(seen, at));
        at = found.as_ref().map_or(end, |span| end.max(span.range.end));
        spans.extend(found);
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | ':' | '%')
}

fn version_4(seen: &Seen, start: usize, end: usize) -> Option<Span> {
    // The address ends a sentence, has a port (`:8080`), or follows a label (`ip:10.0.0.1`).
    let label = (start..end).take(LONGEST).take_while(|at| !seen.char(*at).is_ascii_digit());
    let start = match label.last() {
        Some(colon) if seen.char(colon) == ':' => colon + 1,
        // `ip10.0.0.1`
        Some(letter) if NAMES.contains(&seen.text(start..letter + 1).as_str()) => letter + 1,
        Some(_) => return None,
        None => start,
    };
    let port = (start..end).take(16).find(|at| seen.char(*at) == ':').unwrap_or(end);
    let end = seen.back(port, start, |c| c == '.');
    if end - start > 15 {
        return None;
    }
    let text = seen.text(start..end);
    let parts: Vec<&str> = text.split('.').collect();
    let is_address =
        parts.len() == 4 && parts.iter().all(|part| part.len() <= 3 && part.parse::<u8>().is_ok());
    let is_anybodys = || text.parse::<Ipv4Addr>().is_ok_and(is_of_every_machine);
    let is_numbered = seen.is_announced(start, 14, &NUMBERED) || is_version(seen, end);
    (is_address && !is_anybodys() && !is_numbered).then(|| Span::new(start, end, Kind::Ip))
}

/// `1.2.3.4 version`, `10.1.1.0 patch`
fn is_version(seen: &Seen, end: usize) -> bool {
    let next = seen.skip(end, |c| matches!(c, ' ' | '(')).min(end + 2);
    ["version", "patch", "build", "release", "firmware", "maj", "mise a jour", "beta"]
        .iter()
        .any(|word| seen.has_word(next, word))
}

fn is_of_every_machine(address: Ipv4Addr) -> bool {
    let [first, .., last] = address.octets();
    address.is_loopback() || address.is_unspecified() || first == 255 && last < 255
}

/// `10 . 0 . 0 . 1`, and `192 168 1 12` where a word or the numbers of a private network
/// (RFC 1918) say what it is.
fn in_spaces(seen: &Seen, start: usize) -> Option<Span> {
    let mut parts: Vec<u8> = Vec::with_capacity(4);
    let (mut at, mut end, mut has_dots) = (start, start, true);
    while parts.len() < 4 {
        end = seen.skip(at, |c| c.is_ascii_digit());
        if end == at || end - at > 3 {
            return None;
        }
        parts.push(seen.text(at..end).parse().ok()?);
        at = seen.skip(end, |c| matches!(c, ' ' | '.' | '-' | ',' | '_')).min(end + 3);
        has_dots &= parts.len() == 4 || seen.text(end..at).trim() == ".";
        if at == end && parts.len() < 4 {
            return None;
        }
    }
    let is_over = !seen.char(at).is_ascii_digit() && !seen.char(end).is_alphanumeric();
    let is_private = matches!(parts.as_slice(), [192, 168, ..]);
    let is_numbered = || seen.is_announced(start, 14, &NUMBERED) || is_version(seen, end);
    let is_address =
        has_dots && !is_numbered() || is_private || seen.is_announced(start, 20, &NAMES);
    let is_anybodys = || {
        <[u8; 4]>::try_from(parts.as_slice()).is_ok_and(|parts| is_of_every_machine(parts.into()))
    };
    (is_over && is_address && !is_anybodys()).then(|| Span::new(start, end, Kind::Ip))
}

fn version_6(seen: &Seen, start: usize, end: usize) -> Option<Span> {
    if end - start > LONGEST {
        return None;
    }
    let text = seen.text(start..end);
    let text = text.trim_end_matches(['.', ':']);
    let address = text.split('%').next().unwrap_or_default();
    let colons = address.matches(':').count();
    let is_telling = address.contains(|c: char| c.is_ascii_digit());
    let is_address = colons >= 2
        && is_telling
        && address.parse::<Ipv6Addr>().is_ok_and(|address| !address.is_loopback());
    is_address.then(|| Span::new(start, start + text.chars().count(), Kind::Ip))
}
