//! A page in one file (`.mht`, `.mhtml`), as browsers save it, and the `.doc` that Confluence
//! exports: a mail message whose first HTML part is the page.

/// The bytes of the page, if the file is such a message. Its other parts are pictures.
pub fn page(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let start = head.trim_start();
    let message = ["mime-version:", "from:", "date:", "message-id:", "snapshot-content-location:"]
        .iter()
        .any(|field| start.starts_with(field));
    if !message || !head.contains("multipart/related") {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let boundary = boundary(&text)?;
    let mark = format!("--{boundary}");
    text.split(mark.as_str()).skip(1).find_map(html_part)
}

/// The boundary that the message declares between its parts.
fn boundary(text: &str) -> Option<&str> {
    let at = text.to_ascii_lowercase().find("boundary=")?;
    let rest = text[at + "boundary=".len()..].trim_start_matches('"');
    let end = rest.find(['"', '\r', '\n', ';'])?;
    Some(&rest[..end]).filter(|boundary| !boundary.is_empty())
}

/// The content of a part, if it is HTML in an encoding that is read here.
fn html_part(part: &str) -> Option<Vec<u8>> {
    let part = part.trim_start_matches(['\r', '\n']);
    let (head, body) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
    let head = head.to_ascii_lowercase();
    if !head.contains("text/html") || head.contains("base64") {
        return None;
    }
    let quoted = head.contains("quoted-printable");
    Some(if quoted { quoted_printable(body) } else { body.as_bytes().to_vec() })
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            decoded.push(byte);
            continue;
        }
        // `=` before a newline joins two lines.
        if bytes.next_if_eq(&b'\r').is_some() | bytes.next_if_eq(&b'\n').is_some() {
            bytes.next_if_eq(&b'\n');
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let mut pair = bytes.clone();
        match (digit(pair.next()), digit(pair.next())) {
            (Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                bytes = pair;
            }
            _ => decoded.push(b'='),
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_html_part_is_the_page() {
        let message = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\
             \ttype=\"text/html\";\r\n\tboundary=\"--x--\"\r\n\r\n\r\n----x--\r\nContent-Type: text/html\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n<p class=3D\"q\">O=C3=B9 =\r\n?</p>\r\n----x----\r\n";
        let page = page(message.as_bytes()).expect("a page");
        assert_eq!(String::from_utf8_lossy(&page).trim(), "<p class=\"q\">Où ?</p>");
        assert_eq!(super::page(b"Date: demain ?\n\nOui."), None);
    }
}
