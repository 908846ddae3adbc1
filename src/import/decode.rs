//! A file's bytes → text. Spreadsheets and browsers do not always save UTF-8. The first of
//! these that applies decides: a byte order mark, valid UTF-8, the charset that a web page
//! declares, UTF-8 with a few broken bytes, and else Windows-1252.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::warning::Failure;

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
            (Err(_), None) if is_mostly_utf8(bytes) => String::from_utf8_lossy(bytes),
            (Err(_), None) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
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
        let rows: [(&str, &[u8]); 4] = [
            ("UTF-8", "Où ça ?".as_bytes()),
            ("UTF-8 with a mark", "\u{feff}Où ça ?".as_bytes()),
            ("Windows-1252", b"O\xf9 \xe7a ?"),
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
