//! Single values as authors write them: dates and addresses, and what was probably meant
//! when they are wrong.

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use url::Url;

use super::fault::UrlFault;
use super::fold::fold;

/// The text in NFC.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// A date written YYYY-MM-DD.
///
/// # Errors
/// The date that the text seems to mean, if any.
pub fn date(text: &str) -> Result<Date, Option<Date>> {
    let text = text.trim();
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let exact = text.len() == 10
        && text.char_indices().all(|(at, c)| match at {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
    let civil = |year: &str, month: Option<i8>, day: &str| {
        let year: i16 = match (year.len(), year.parse::<i16>().ok()?) {
            (4, year) => year,
            (2, year) => 2000 + year,
            _ => return None,
        };
        Date::new(year, month?, day.parse().ok()?).ok()
    };
    let read = match numbers[..] {
        [year, month, day] if year.len() == 4 => civil(year, month.parse().ok(), day),
        [day, month, year] => civil(year, month.parse().ok(), day),
        [day, year] => civil(year, month_named(text), day),
        [all] if all.len() == 8 => civil(&all[..4], all[4..6].parse().ok(), &all[6..]),
        _ => None,
    };
    match read {
        Some(date) if exact => Ok(date),
        other => Err(other),
    }
}

/// The month, 1 to 12, that a text names in full or in short.
fn month_named(text: &str) -> Option<i8> {
    const STARTS: [&str; 12] =
        ["janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"];
    let text = fold(text);
    (1..).zip(STARTS).find(|(_, start)| text.contains(start)).map(|(month, _)| month)
}

/// An absolute http(s) address.
pub fn web_address(text: &str) -> Result<Url, UrlFault> {
    let text = text.trim();
    let bare = without_stray_punctuation(text);
    if bare.contains(char::is_whitespace) {
        return Err(UrlFault::Spaces);
    }
    match Url::parse(bare) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let rest = bare.split_once(':').map_or("", |(_, rest)| rest);
            if !rest.starts_with("//") {
                return Err(absolute(rest));
            }
            if bare.len() < text.len() {
                return Err(UrlFault::StrayPunctuation { meant: bare.to_owned() });
            }
            Ok(url)
        }
        // `esante.gouv.fr:443/page` parses as a scheme.
        Ok(url) if url.scheme().contains('.') => Err(absolute(bare)),
        Ok(_) => Err(UrlFault::OtherScheme),
        Err(url::ParseError::RelativeUrlWithoutBase) => Err(absolute(bare)),
        Err(_) => Err(UrlFault::Invalid),
    }
}

/// A link of an answer: an absolute http(s) address, or a mail address.
pub fn link_target(text: &str) -> Result<(), UrlFault> {
    match text.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("mailto") => {
            let bare = without_stray_punctuation(address);
            if bare.len() < address.len() {
                Err(UrlFault::StrayPunctuation { meant: format!("{scheme}:{bare}") })
            } else if address.contains('@') {
                Ok(())
            } else {
                Err(UrlFault::Invalid)
            }
        }
        _ => web_address(text).map(drop),
    }
}

fn absolute(rest: &str) -> UrlFault {
    let rest = rest.trim_start_matches('/');
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let file = [
        ".md", ".html", ".htm", ".pdf", ".php", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".txt",
        ".docx", ".odt",
    ];
    let file = file.iter().any(|end| host.ends_with(end));
    let looks_like_host = host.contains('.') && !host.starts_with('.') && !file;
    let meant = format!("https://{rest}");
    let meant = (looks_like_host && Url::parse(&meant).is_ok()).then_some(meant);
    UrlFault::NotAbsolute { meant }
}

/// A closing bracket stays when it closes one of the address, as in
/// `https://fr.wikipedia.org/wiki/Bal_(homonymie)`.
fn without_stray_punctuation(text: &str) -> &str {
    let mut bare =
        text.trim_start_matches(['<', '(', '[', '«', '"', '\'', '’', '“', ' ', '\u{a0}']);
    loop {
        let Some(last) = bare.chars().next_back() else { return bare };
        let opening = match last {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            ',' | '.' | ';' | ':' | '!' | '?' | '…' | '>' | '»' | '"' | '\'' | '’' | '”' | '“'
            | ' ' | '\u{a0}' | '\u{202f}' => '\0',
            _ => return bare,
        };
        let count = |c: char| bare.chars().filter(|&other| other == c).count();
        if opening != '\0' && count(opening) >= count(last) {
            return bare;
        }
        bare = &bare[..bare.len() - last.len_utf8()];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        for (text, expected) in [
            ("2025-09-05", Ok("2025-09-05")),
            ("05/09/2025", Err(Some("2025-09-05"))),
            ("5.9.25", Err(Some("2025-09-05"))),
            ("2025/9/5", Err(Some("2025-09-05"))),
            ("20250905", Err(Some("2025-09-05"))),
            ("1er août 2025", Err(Some("2025-08-01"))),
            ("2025-02-30", Err(None)),
            ("bientôt", Err(None)),
            ("", Err(None)),
        ] {
            let got = date(text).map(|d| d.to_string()).map_err(|m| m.map(|d| d.to_string()));
            let expected =
                expected.map(str::to_owned).map_err(|m: Option<&str>| m.map(str::to_owned));
            assert_eq!(got, expected, "{text:?}");
        }
    }

    #[test]
    fn addresses_and_what_was_meant() {
        let stray = |meant: &str| Err(UrlFault::StrayPunctuation { meant: meant.to_owned() });
        let relative =
            |meant: Option<&str>| Err(UrlFault::NotAbsolute { meant: meant.map(str::to_owned) });
        for (text, expected) in [
            ("https://a.fr/x", Ok(())),
            ("https://fr.wikipedia.org/wiki/Bal_(homonymie)", Ok(())),
            ("mailto:aide@a.fr", Ok(())),
            ("https://a.fr/x,", stray("https://a.fr/x")),
            ("https://a.fr/x).", stray("https://a.fr/x")),
            ("«\u{a0}https://a.fr/x\u{a0}»", stray("https://a.fr/x")),
            ("<https://a.fr>", stray("https://a.fr")),
            ("a.fr/x", relative(Some("https://a.fr/x"))),
            ("https:a.fr/x", relative(Some("https://a.fr/x"))),
            ("//a.fr/x", relative(Some("https://a.fr/x"))),
            ("autre-page.md", relative(None)),
            ("/page", relative(None)),
            ("#bas", relative(None)),
            ("ftp://a.fr", Err(UrlFault::OtherScheme)),
            ("javascript:alert(1)", Err(UrlFault::OtherScheme)),
            ("https://a.fr/deux mots", Err(UrlFault::Spaces)),
            ("https://", Err(UrlFault::Invalid)),
        ] {
            assert_eq!(link_target(text), expected, "{text:?}");
        }
    }
}
