//! A file's bytes → text. Spreadsheets and browsers do not always save UTF-8. The first of
//! these that applies decides: a byte order mark, valid UTF-8, the charset that a web page
//! declares, UTF-8 with a few broken bytes, and else Windows-1252 or Mac Roman. A file whose
//! lines come from several programs is decoded line by line.

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252};

use super::failure::Failure;

/// How far into a page its charset is looked for, in bytes.
const DECLARATION_BYTES: usize = 4096;

/// A file's text, with `\n` as the only newline and without a byte order mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// How many characters could not be read; they are U+FFFD in the text.
    pub unreadable: usize,
}

pub fn decode(bytes: &[u8]) -> Result<Decoded, Failure> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None if bytes.contains(&0) || is_document(bytes) => return Err(Failure::NotText),
        None => match (std::str::from_utf8(bytes), declared(bytes)) {
            (Ok(text), _) => text.into(),
            (Err(_), Some(encoding)) => encoding.decode_without_bom_handling(bytes).0,
            (Err(_), None) if is_mixed(bytes) => {
                bytes.split_inclusive(|byte| *byte == b'\n').map(line).collect::<String>().into()
            }
            (Err(_), None) if is_mostly_utf8(bytes) => String::from_utf8_lossy(bytes),
            (Err(_), None) => one_byte(bytes),
        },
    };
    // A U+FFFD in valid UTF-8 was written by the author.
    let valid = std::str::from_utf8(bytes).is_ok();
    let unreadable = if valid { 0 } else { text.matches('\u{fffd}').count() };
    Ok(Decoded { text: text.replace("\r\n", "\n").replace('\r', "\n"), unreadable })
}

/// Office files and PDF, which need not have a zero byte.
fn is_document(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"%PDF-") || bytes.starts_with(b"{\\rtf")
}

/// Whether a line has accented letters in UTF-8, and another one in another encoding.
fn is_mixed(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.any(|line| std::str::from_utf8(line).is_ok_and(|line| !line.is_ascii()))
}

/// A line in UTF-8, with broken bytes when it has other characters in UTF-8, or else in
/// another encoding.
fn line(bytes: &[u8]) -> Cow<'_, str> {
    let lossy = String::from_utf8_lossy(bytes);
    let is_utf8 = lossy.chars().any(|c| !c.is_ascii() && c != '\u{fffd}');
    let has_letters = bytes.iter().any(|byte| *byte >= 0xe0 || is_mac_letter(*byte));
    if is_utf8 || !has_letters { lossy } else { one_byte(bytes) }
}

/// The text of bytes that are one character each, in Windows-1252 or Mac Roman. The accented
/// letters of one are seldom or never used in the other.
fn one_byte(bytes: &[u8]) -> Cow<'_, str> {
    let mac = bytes.iter().filter(|byte| is_mac_letter(**byte)).count();
    let windows = bytes.iter().filter(|byte| **byte >= 0xe0).count();
    let encoding = if mac > windows { MACINTOSH } else { WINDOWS_1252 };
    encoding.decode_without_bom_handling(bytes).0
}

/// Whether a byte is one of `à ç é è ê ù û` in Mac Roman.
fn is_mac_letter(byte: u8) -> bool {
    matches!(byte, 0x88 | 0x8d | 0x8e | 0x8f | 0x90 | 0x9d | 0x9e)
}

/// Whether most characters that are not ASCII are valid UTF-8. Accented letters of
/// Windows-1252 are hardly ever valid UTF-8 by chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches('\u{fffd}').count();
    let whole = text.chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
    whole > 4 * broken
}

/// The `charset=…` of a `<meta>`. UTF-8 is not taken, because the bytes are not UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let at = head.windows(8).position(|w| w.eq_ignore_ascii_case(b"charset="))?;
    let label: Vec<u8> = head[at + 8..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label).filter(|&encoding| encoding != UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_encoding_gives_the_same_words() {
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("Où ça ?".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let rows: [(&str, &[u8]); 5] = [
            ("UTF-8", "Où ça ?".as_bytes()),
            ("UTF-8 with a mark", "\u{feff}Où ça ?".as_bytes()),
            ("Windows-1252", b"O\xf9 \xe7a ?"),
            ("Mac Roman", b"O\x9d \x8da ?"),
            ("UTF-16", &utf16),
        ];
        for (name, bytes) in rows {
            let expected = Decoded { text: "Où ça ?".to_owned(), unreadable: 0 };
            assert_eq!(decode(bytes), Ok(expected), "{name}");
        }
    }

    #[test]
    fn a_declared_charset_is_used() {
        let page = b"<meta charset=\"iso-8859-15\"><p>10 \xa4</p>";
        assert!(decode(page).is_ok_and(|decoded| decoded.text.contains("10 €")));
    }

    #[test]
    fn a_broken_byte_spoils_one_character_only() {
        let bytes = ["déjà été prévenu\r\n".as_bytes(), b"\xc3"].concat();
        let expected =
            Decoded { text: "déjà été prévenu\n\u{fffd}".to_owned(), unreadable: 1 };
        assert_eq!(decode(&bytes), Ok(expected));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for bytes in [b"PK\x03\x04 xlsx".as_slice(), b"%PDF-1.7", b"\x89PNG\0\0"] {
            assert_eq!(decode(bytes), Err(Failure::NotText), "{bytes:?}");
        }
    }
}
