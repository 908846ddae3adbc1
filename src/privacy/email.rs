//! E-mail addresses, and accounts of chat networks.
//!
//! Format: RFC 5321 and 5322, read generously; an MSSanté address is one (« Référentiel socle
//! MSSanté », ANS). Accounts: a mention on Discord (`<@123…>`) and a user of Matrix
//! (`@user:server`).

use std::collections::HashSet;

use super::found::{Kind, Span};
use super::mailbox::{is_local, is_pattern, is_placeholder, is_provider, is_role_address};
use super::seen::Seen;

/// What is written for `@` so that programs do not see it.
#[rustfmt::skip]
const AT_SIGNS: [&str; 18] = [
    "(at)", "[at]", "{at}", "<at>", "(a)", "[a]", "{a}", "(arobase)", "[arobase]", "arobase",
    "arrobase", "arobaze", "arobas", "arrobas", "arobaz", "arrobaz", "arob", "at",
];
/// What is written for the dot of a domain.
const DOTS: [&str; 9] =
    ["(point)", "[point]", "{point}", "(dot)", "[dot]", "{dot}", "point", "dot", "."];
/// The ends of domains that are believed after a dot in letters: `puis point final` is none.
const ENDS: [&str; 24] = [
    "fr", "com", "org", "net", "eu", "be", "ch", "ca", "lu", "re", "gp", "mq", "nc", "pf", "io",
    "info", "sante", "mssante", "gouv", "chu", "edu", "uk", "de", "quebec",
];

/// `@` in a URL (RFC 3986), encoded once or twice.
const ENCODED: [&str; 2] = ["%40", "%2540"];

/// How many characters the names of providers have at most.
const LONGEST_PROVIDER: usize = 16;

/// Finds every address and account. The `@` after a password in a URL, which is a secret
/// among the spans, belongs to neither.
pub fn addresses(seen: &Seen, spans: &mut Vec<Span>) {
    let passwords: HashSet<usize> = spans.iter().map(|secret| secret.range.end).collect();
    let mut last = 0;
    for at in 0..seen.len() {
        let found = match seen.char(at) {
            '@' if passwords.contains(&at) => None,
            '@' => {
                mention(seen, at).or_else(|| account(seen, at)).or_else(|| address(seen, at, last))
            }
            '(' | '[' | '{' | '<' | 'a' | 'A' => {
                in_letters(seen, at, last).or_else(|| at_provider(seen, at, last))
            }
            'c' | 'C' => at_provider(seen, at, last),
            '%' => encoded(seen, at, last),
            _ => None,
        };
        // What is before a sign is read once.
        if seen.char(at) == '@' || ENCODED.iter().any(|sign| seen.has(at, sign)) {
            last = at + 1;
        }
        if let Some(span) = found {
            last = span.range.end;
            spans.push(span);
        }
    }
}

fn address(seen: &Seen, at: usize, last: usize) -> Option<Span> {
    // `prenom.nom @ chu.fr`, `prenom.nom[@]chu.fr`, and a line that ends after the sign.
    let local_end = seen.back(at, at.saturating_sub(2).max(last), |c| matches!(c, ' ' | '(' | '['));
    let domain = seen.skip(at + 1, |c| matches!(c, ' ' | '\n' | ')' | ']')).min(at + 3);
    let start = local(seen, local_end, last);
    if start == local_end {
        return None;
    }
    let end = match literal_end(seen, domain) {
        Some(end) => return Some(Span::new(start, end, Kind::Email)),
        None => domain_end(seen, domain),
    };
    let (name, host) = (seen.text(start..local_end), seen.text(domain..end));
    let is_private = is_provider(&host);
    let has_dot = host.contains('.');
    let is_address = match (local_end == at, domain == at + 1) {
        (true, true) => {
            let is_person = name.contains(|c: char| matches!(c, '.' | '_' | '0'..='9'));
            (has_dot || is_person && host.len() > 1 || is_private) && !is_role_address(&name, &host)
        }
        (true, false) => has_dot || is_private,
        (false, is_glued) => (has_dot || is_private) && (!is_glued || is_local(&name, is_private)),
    };
    let is_format = || is_pattern(&name, &host) || is_placeholder(&name) && says_format(seen, end);
    (is_address && !is_format()).then(|| Span::new(start, end, Kind::Email))
}

/// Whether the words around an address say that it is the form of addresses: « prenom.nom@… est
/// le format ? ».
fn says_format(seen: &Seen, end: usize) -> bool {
    const WORDS: [&str; 9] = [
        "format",
        "forme",
        "modele",
        "syntaxe",
        "structure",
        "type",
        "nomenclature",
        "gabarit",
        "de la forme",
    ];
    const REACH: usize = 24;
    let is_behind = (end..end + REACH)
        .take_while(|at| seen.char(*at) != '\n')
        .any(|at| seen.is_word_start(at) && WORDS.iter().any(|word| seen.has_word(at, word)));
    is_behind || seen.is_announced(end, 2 * REACH + 32, &WORDS)
}

/// `prenom.nom%40chu.fr`, as in the query of a URL.
fn encoded(seen: &Seen, at: usize, last: usize) -> Option<Span> {
    let sign = ENCODED.iter().find(|sign| seen.has(at, sign))?;
    let start = local(seen, at, last);
    let domain = at + sign.len();
    let end = domain_end(seen, domain);
    let (name, host) = (seen.text(start..at), seen.text(domain..end));
    let is_address =
        start < at && (host.contains('.') || is_provider(&host)) && !is_role_address(&name, &host);
    is_address.then(|| Span::new(start, end, Kind::Email))
}

/// The position after a host that is an IP address in brackets, `@[192.0.2.1]`.
fn literal_end(seen: &Seen, start: usize) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let end = seen.skip(start + 1, is_part);
    (seen.char(start) == '[' && seen.char(end) == ']' && end > start + 2).then_some(end + 1)
}

/// Where the part before `@` begins, in sight of the previous find.
fn local(seen: &Seen, end: usize, last: usize) -> usize {
    if seen.before(end) == '"' {
        // `"prénom nom"@chu.fr`
        let open = (last..end - 1).rev().take(64).find(|at| seen.char(*at) == '"');
        return open.unwrap_or(end);
    }
    let is_local = |c: char| c.is_alphanumeric() || "._%+-!#$^~'".contains(c);
    let start = seen.back(end, last, is_local);
    // A quote or a dot before an address is not a part of it.
    seen.skip(start, |c| matches!(c, '\'' | '.' | '~')).min(end)
}

fn domain_end(seen: &Seen, start: usize) -> usize {
    let end = seen.skip(start, |c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    seen.back(end, start, |c| matches!(c, '.' | '-'))
}

/// `<@123…>` and `<@!123…>`.
fn mention(seen: &Seen, at: usize) -> Option<Span> {
    let digits = seen.skip(at + 1, |c| matches!(c, '!' | '&'));
    let end = seen.skip(digits, |c| c.is_ascii_digit());
    let is_mention = seen.before(at) == '<' && end >= digits + 5 && seen.char(end) == '>';
    is_mention.then(|| Span::new(at - 1, end + 1, Kind::Account))
}

/// `@user:server`.
fn account(seen: &Seen, at: usize) -> Option<Span> {
    let colon = seen.skip(at + 1, |c| c.is_alphanumeric() || "._=-/+".contains(c));
    // After a mask, `@db:5432` is the host of a URL.
    let is_inside = seen.before(at).is_alphanumeric() || seen.before(at) == '\0';
    if colon == at + 1 || seen.char(colon) != ':' || is_inside {
        return None;
    }
    let end = domain_end(seen, colon + 1);
    (end > colon + 1).then(|| Span::new(at, end, Kind::Account))
}

/// `prenom point nom arobase domaine point fr`.
fn in_letters(seen: &Seen, at: usize, last: usize) -> Option<Span> {
    let is_word = seen.char(at).is_alphabetic();
    let sign = AT_SIGNS.iter().find(|sign| {
        seen.has(at, sign) && !(is_word && seen.char(at + sign.len()).is_alphanumeric())
    })?;
    let after = at + sign.chars().count();
    if is_word && seen.before(at).is_alphanumeric() {
        return None;
    }
    let is_name = sign.starts_with("ar");
    let provider = || if is_name { provider_in_letters(seen, after) } else { None };
    let end = domain_in_letters(seen, after).or_else(provider)?;
    let mut start = word_before(seen, at, last)?;
    // `prenom point nom`
    while let Some(dot) = dot_before(seen, start, last)
        && let Some(word) = word_before(seen, dot, last)
    {
        start = word;
    }
    Some(Span::new(start, end, Kind::Email))
}

/// `prenom.nom chez gmail.com`, `prenom.nom a gmail.com`.
fn at_provider(seen: &Seen, at: usize, last: usize) -> Option<Span> {
    if seen.before(at) != ' ' {
        return None;
    }
    let word = ["chez ", "a "].iter().find(|word| seen.has(at, word))?;
    let domain = at + word.len();
    let host = seen.skip(domain, |c| c.is_alphanumeric() || c == '-');
    if host - domain > LONGEST_PROVIDER || !is_provider(&seen.text(domain..host)) {
        return None;
    }
    let end = domain_in_letters(seen, domain)?;
    let start = word_before(seen, at, last)?;
    let name = seen.text(start..seen.back(at, start, |c| c == ' '));
    // « passer de gmail.com à outlook.com »
    let is_address = is_local(&name, false) && !is_provider(&name);
    is_address.then(|| Span::new(start, end, Kind::Email))
}

/// `gmail` and `free fr` after « arobase ».
fn provider_in_letters(seen: &Seen, start: usize) -> Option<usize> {
    let host = seen.skip(start, |c| c == ' ').min(start + 2);
    let end = seen.skip(host, |c| c.is_alphanumeric() || c == '-').min(host + LONGEST_PROVIDER);
    if !is_provider(&seen.text(host..end)) {
        return None;
    }
    let label = seen.skip(end, |c| c == ' ').min(end + 1);
    let label_end = seen.skip(label, char::is_alphabetic).min(label + 8);
    let has_end = label > end && ENDS.contains(&seen.text(label..label_end).as_str());
    Some(if has_end { label_end } else { end })
}

fn domain_in_letters(seen: &Seen, start: usize) -> Option<usize> {
    let is_label = |c: char| c.is_alphanumeric() || c == '-';
    let mut label = seen.skip(start, |c| c == ' ').min(start + 2);
    let mut end = seen.skip(label, is_label);
    let mut is_whole = false;
    for _ in 0..8 {
        if end == label {
            break;
        }
        let next = seen.skip(end, |c| c == ' ').min(end + 2);
        let Some(dot) = DOTS.iter().find(|dot| seen.has(next, dot)) else { break };
        // A dot that has a space before it ends no domain.
        if *dot == "." && next != end {
            break;
        }
        let after = next + dot.chars().count();
        label = if *dot == "." { after } else { seen.skip(after, |c| c == ' ').min(after + 2) };
        let label_end = seen.skip(label, is_label);
        if label_end == label {
            break;
        }
        is_whole = ENDS.contains(&seen.text(label..label_end).as_str());
        end = label_end;
    }
    is_whole.then_some(end)
}

fn word_before(seen: &Seen, end: usize, last: usize) -> Option<usize> {
    let end = seen.back(end, last.max(end.saturating_sub(2)), |c| c == ' ');
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let start = seen.back(end, last, is_local);
    (start < end).then_some(start)
}

fn dot_before(seen: &Seen, end: usize, last: usize) -> Option<usize> {
    let end = seen.back(end, last.max(end.saturating_sub(2)), |c| c == ' ');
    let dot = DOTS.iter().find(|dot| {
        end.checked_sub(dot.chars().count())
            .filter(|at| *at >= last && seen.has(*at, dot))
            .is_some_and(|at| dot.starts_with(['(', '[']) || seen.is_word_start(at))
    })?;
    Some(end - dot.chars().count())
}
