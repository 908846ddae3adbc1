//! Addresses in an answer, as Discord takes them: bare, between `<` and `>`, or as the
//! target of a link.

use std::ops::Range;

use super::plain::is_mark;

/// Longest address of a link, in characters. Of a longer one only the words are shown,
/// because it would fill a page.
const LINK_MAX: usize = 1_000;

/// Where the first address of a text stands.
pub fn find(text: &str) -> Option<Range<usize>> {
    let schemes = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| Some((text.find(scheme)?, scheme.len())));
    let (start, scheme) = schemes.min()?;
    let rest = &text[start..];
    let stops = |c: char| c.is_whitespace() || "<>\"«»“”|\u{200b}".contains(c);
    let mut address = &rest[..rest.find(stops).unwrap_or(rest.len())];
    // What ends a sentence or a parenthesis around the address is not a part of it.
    while let Some(last) = address.chars().next_back() {
        let opened = |open, close| address.matches(open).count() >= address.matches(close).count();
        let belongs = match last {
            ')' => opened('(', ')'),
            ']' => opened('[', ']'),
            c => !".,:;!?'’…}*~".contains(c),
        };
        if belongs {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    // Discord does not link a shorter one.
    if address.len() > scheme + 1 {
        return Some(start..start + address.len());
    }
    let next = start + scheme;
    find(&text[next..]).map(|found| next + found.start..next + found.end)
}

/// An address that Discord turns into a link itself, with the characters encoded that would
/// be marks.
pub fn bare(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '_' => address.push(c),
            c if is_mark(c) => address.push_str(&format!("%{:02X}", u32::from(c))),
            c => address.push(c),
        }
    }
    address
}

/// Whether Discord takes the last character of a bare address as a part of it.
pub fn ends_bare(address: &str) -> bool {
    !address.ends_with(['.', ',', ':', ';', '"', '\'', ')', ']'])
}

/// An address as the target of a link, with the characters encoded that would end it;
/// `None` when Discord accepts no link to it.
pub fn link_target(url: &str) -> Option<String> {
    let fits = (url.starts_with("https://") || url.starts_with("http://"))
        && url.chars().count() <= LINK_MAX;
    if !fits {
        return None;
    }
    let mut target = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' => target.push_str("%28"),
            ')' => target.push_str("%29"),
            '<' => target.push_str("%3C"),
            '>' => target.push_str("%3E"),
            c if c.is_whitespace() => target.push_str("%20"),
            c => target.push(c),
        }
    }
    Some(bare(&target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_a_reader_ends_it() {
        let rows = [
            ("https://a.fr/b_c", Some("https://a.fr/b_c")),
            ("(https://a.fr/b_c).", Some("https://a.fr/b_c")),
            ("«\u{a0}https://a.fr/b\u{a0}»", Some("https://a.fr/b")),
            ("«https://a.fr/b»,", Some("https://a.fr/b")),
            ("voir:http://a.fr/x_(y)!", Some("http://a.fr/x_(y)")),
            ("http://a puis https://b.fr", Some("https://b.fr")),
            ("https://", None),
            ("ftp://a.fr", None),
        ];
        for (text, expected) in rows {
            assert_eq!(find(text).map(|range| &text[range]), expected, "{text}");
        }
    }
}
