//! Where links may lead, and the link to an entry's source. When the entry quotes a
//! sentence of the page, the link makes the browser scroll to it. If the sentence is no
//! longer on the page, the page opens all the same.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use url::Url;

use super::entry::Entry;

/// Longest address with a text fragment, in characters. A longer one is given without it.
const MAX_CHARS: usize = 2_000;
/// A longer quote is given by its first and last words: the address stays short, and the
/// words between them need not match character for character.
const EXACT_MAX_WORDS: usize = 12;
const EDGE_WORDS: usize = 5;

// `-` and `,` separate the parts of a text fragment, so they are encoded as well. Of the
// remaining signs only these need no encoding.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// The address of the entry's source.
pub fn source(entry: &Entry) -> String {
    let plain = entry.source.to_string();
    let Some(directive) = entry.source_quote.as_deref().and_then(directive) else { return plain };
    // The address's own fragment stays in front of the directive.
    let start = if entry.source.fragment().is_some() { "" } else { "#" };
    let link = format!("{plain}{start}:~:text={directive}");
    if link.chars().count() <= MAX_CHARS { link } else { plain }
}

/// An address that a click may open: web or mail, percent-encoded so that nothing in it
/// can end an attribute or an escape sequence. `None` for any other address.
pub fn target(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto").then(|| url.into())
}

/// An address as it is written for people: of a mail address neither the scheme nor what a
/// click would fill in, because it is copied into a letter.
pub fn written(address: &str) -> &str {
    match address.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        Some(_) => address[7..].split('?').next().unwrap_or_default(),
        None => address,
    }
}

fn directive(quote: &str) -> Option<String> {
    let encode = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    // No-break spaces stay, because the browser matches the page's text as it is written.
    let words: Vec<&str> = quote.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
    match words.len() {
        0 => None,
        count if count <= EXACT_MAX_WORDS => Some(encode(&words.join(" "))),
        count => Some(format!(
            "{},{}",
            encode(&words[..EDGE_WORDS].join(" ")),
            encode(&words[count - EDGE_WORDS..].join(" "))
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_written_alone() {
        for (address, expected) in [
            ("mailto:a@b.fr?subject=Aide", "a@b.fr"),
            ("MAILTO:a@b.fr", "a@b.fr"),
            ("https://b.fr/?q=mailto:a", "https://b.fr/?q=mailto:a"),
            ("mail", "mail"),
            ("", ""),
        ] {
            assert_eq!(written(address), expected);
        }
    }

    #[test]
    fn quotes_are_encoded_for_a_fragment() {
        let rows = [
            ("Oui, c’est peut-être vrai.", Some("Oui%2C%20c%E2%80%99est%20peut%2Dêtre%20vrai.")),
            ("  ", None),
            ("a & b = c", Some("a%20%26%20b%20%3D%20c")),
            (
                "un deux trois quatre cinq six sept huit neuf dix onze douze treize",
                Some("un%20deux%20trois%20quatre%20cinq,neuf%20dix%20onze%20douze%20treize"),
            ),
        ];
        for (quote, expected) in rows {
            let expected = expected.map(|text| text.replace('ê', "%C3%AA"));
            assert_eq!(directive(quote), expected, "{quote:?}");
        }
    }
}
