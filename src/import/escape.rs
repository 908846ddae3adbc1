//! Words on one line → Markdown that shows them as they are. Only the signs that Markdown
//! would read as marks are escaped, so that the entry stays easy to edit. Addresses become
//! links.

use std::ops::Range;

use url::Url;

/// Escapes one line of words and writes its addresses as `<https://…>`.
pub fn escape(text: &str) -> String {
    let mut line = Line {
        text,
        linklike: text.contains("](") || text.contains("][") || text.contains("]:"),
        tildes: text.matches('~').count() > 1,
        escaped: String::with_capacity(text.len() + 16),
    };
    let opening = opening_mark(text);
    let mut from = 0;
    while let Some((start, end)) = address(text, from) {
        line.words(from..start, opening);
        line.escaped.push('<');
        line.escaped.push_str(&text[start..end]);
        line.escaped.push('>');
        from = end;
    }
    line.words(from..text.len(), opening);
    line.escaped
}

/// Where the next `http(s)://…` at or after `from` starts and ends, in bytes, without the
/// punctuation of the sentence around it.
pub fn address(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut search = from;
    loop {
        let start = search + text[search..].find("http")?;
        search = start + 4;
        let rest = &text[start..];
        let glued = text[from..start].ends_with(char::is_alphanumeric);
        if glued || !(rest.starts_with("http://") || rest.starts_with("https://")) {
            continue;
        }
        let stop = |c: char| c.is_whitespace() || c.is_control() || "<>\"«»“”`".contains(c);
        let mut end = rest.find(stop).unwrap_or(rest.len());
        while let Some(last) = rest[..end].chars().next_back() {
            let count = |wanted: char| rest[..end].matches(wanted).count();
            let stray = match last {
                ')' => count(')') > count('('),
                ']' => count(']') > count('['),
                last => ".,;:!?…’'*_}|".contains(last),
            };
            if !stray {
                break;
            }
            end -= last.len_utf8();
        }
        if Url::parse(&rest[..end]).is_ok_and(|url| url.has_host()) {
            return Some((start, start + end));
        }
    }
}

/// A line that is being escaped.
struct Line<'a> {
    text: &'a str,
    /// Whether a bracket in it could open a link.
    linklike: bool,
    /// Whether a tilde in it could strike something through.
    tildes: bool,
    escaped: String,
}

impl Line<'_> {
    fn words(&mut self, range: Range<usize>, opening: Option<usize>) {
        let mut before = self.text[..range.start].chars().next_back();
        for (at, c) in self.text[range.clone()].char_indices() {
            let at = range.start + at;
            let after = self.text[at + c.len_utf8()..].chars().next();
            if opening == Some(at) || self.is_mark(at, c, before, after) {
                self.escaped.push('\\');
            }
            self.escaped.push(c);
            before = Some(c);
        }
    }

    fn is_mark(&self, at: usize, c: char, before: Option<char>, after: Option<char>) -> bool {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let alone = space(before) && space(after);
        match c {
            '\\' => after.is_none_or(|next| next.is_ascii_punctuation()),
            '*' => !alone,
            '_' => !(alone || (word(before) && word(after))),
            '`' => true,
            '~' => self.tildes,
            '[' => self.linklike,
            '<' => after.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
            '&' => is_entity(&self.text[at..]),
            _ => false,
        }
    }
}

/// Whether a line only draws a rule.
pub fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|c| "-_*=~—–─ ".contains(c))
}

/// The place of a sign that would make the line a heading, a quote, a list or a rule.
fn opening_mark(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let rest = text.trim_start_matches(first);
    let alone = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let count = text.len() - rest.len();
    match first {
        '>' => Some(0),
        '#' => (alone && count <= 6).then_some(0),
        '-' | '+' | '*' => ((alone && count == 1) || is_rule(text)).then_some(0),
        '_' | '=' => is_rule(text).then_some(0),
        '0'..='9' => {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let rest = &text[digits..];
            let sign = rest.starts_with(['.', ')']);
            let parted = sign && (rest.len() == 1 || rest[1..].starts_with(char::is_whitespace));
            (parted && digits <= 9).then_some(digits)
        }
        _ => None,
    }
}

/// Whether `&…` would be read as a character reference. None is longer than 33 bytes.
fn is_entity(text: &str) -> bool {
    let end = text.bytes().take(40).position(|b| b == b';');
    let name = end.map_or(&b""[..], |end| &text.as_bytes()[1..end]);
    !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(escape(text), expected, "{text:?} escaped");
    }

    #[test]
    fn addresses_become_links_without_their_punctuation() {
        check("Voir https://a.fr/x.", "Voir <https://a.fr/x>.");
        check("(https://a.fr/x)", "(<https://a.fr/x>)");
        check("https://a.fr/w_(x), puis", "<https://a.fr/w_(x)>, puis");
        check("« https://a.fr »", "« <https://a.fr> »");
        check("http:// rien", "http:// rien");
        check("[texte](https://a.fr)", "\\[texte](<https://a.fr>)");
    }

    #[test]
    fn marks_are_words() {
        check("# Titre", "\\# Titre");
        check("> citation", "\\> citation");
        check("5 * 3 et *gras*", "5 * 3 et \\*gras\\*");
        check("<1 mètre, <b>gras</b>", "<1 mètre, \\<b>gras\\</b>");
        check("a &amp; b & c", "a \\&amp; b & c");
        check("2020. Une année", "2020\\. Une année");
        check("nom_de_fichier _x_", "nom_de_fichier \\_x\\_");
        check("C:\\dossier \\*", "C:\\dossier \\\\\\*");
        check("[note] et [autre]", "[note] et [autre]");
    }
}
