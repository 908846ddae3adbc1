//! A value of a front matter that YAML does not read as the words that its author wrote, and
//! the line with the quotes that it needs. Only the written lines are looked at, because a
//! YAML parser says where it gave up and not what was meant.

use std::iter;

use super::fold;
use super::keys::KEYS;
use super::lines::Lines;

/// A value as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The line where the value begins, 1-based.
    pub line: u32,
    /// How many lines the value has, which `text` replaces.
    pub rows: usize,
    /// The bytes of the first line before what is misread.
    pub at: usize,
    /// What is misread.
    pub misread: Misread,
    /// The key or the dash with its value, without indentation.
    pub text: String,
}

/// Why YAML does not read a value as words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// It begins with a character that has a meaning in YAML.
    Start(char),
    /// A colon in it separates a key from a value.
    Colon,
    /// Words follow a closing quote.
    AfterQuote,
    /// It is one text where a list is expected.
    NotAList,
}

/// What a key or a dash is followed by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// A text: a question or an item of a list.
    Text,
    /// A list of words that may be separated by commas.
    Words,
    /// A list of sentences.
    Sentences,
}

/// How the value of a line, or of the line above that it continues, should be written. `None`
/// when YAML reads it as it is written, or when only the author knows what was meant.
pub fn meant(lines: &Lines<'_>, line: u32) -> Option<Meant> {
    let line = head(lines, line)?;
    let written = lines.line(line);
    let (prefix, expected) = prefix(written)?;
    let first = written[prefix.len()..].trim_end();
    let rest = continuation(lines, line);
    if first.is_empty() || is_block(first) || rest.iter().any(|row| is_of_its_own(row)) {
        return None;
    }
    let joined = iter::once(first).chain(rest.iter().copied()).collect::<Vec<_>>().join(" ");
    let (value, note) = without_note(&joined);
    let (misread, at, value) = match expected {
        Expected::Text => {
            let (misread, at) = misread(value)?;
            (misread, at, quoted(words(value)?))
        }
        _ if value.starts_with('[') => {
            let items = flow_items(value)?;
            // A list in the list may be words in brackets.
            let is_list = |item: &&str| closing_bracket(item) == item.len().checked_sub(1);
            if items.iter().any(|item| item.starts_with('[') && is_list(item)) {
                return None;
            }
            let at = items.iter().find_map(|item| misread_in_list(item))?;
            let written = items.iter().map(|item| match misread_in_list(item) {
                Some(_) => words(item).map(quoted),
                None => Some((*item).to_owned()),
            });
            let written: Vec<String> = written.collect::<Option<_>>()?;
            (at, 0, format!("[{}]", written.join(", ")))
        }
        // Several sentences in one text, or a text over several lines, may be several items.
        Expected::Sentences if value.matches('?').count() > 1 || !rest.is_empty() => return None,
        Expected::Sentences => (not_a_list(value), 0, format!("[{}]", in_list(value))),
        Expected::Words if value.starts_with(['"', '\'']) => {
            (not_a_list(value), 0, format!("[{}]", in_list(value)))
        }
        Expected::Words => {
            let items = value.split([',', ';']).map(str::trim).filter(|item| !item.is_empty());
            let items: Vec<String> = items.map(in_list).collect();
            (not_a_list(value), 0, format!("[{}]", items.join(", ")))
        }
    };
    let text = format!("{}{value}{note}", prefix.trim_start());
    Some(Meant { line, rows: rest.len() + 1, at: prefix.len() + at, misread, text })
}

/// The line where the value begins that a line belongs to.
fn head(lines: &Lines<'_>, line: u32) -> Option<u32> {
    let mut lowest = usize::MAX;
    for line in (1..=line).rev() {
        let written = lines.line(line);
        let indent = indent(written);
        if written.trim().is_empty() || indent >= lowest {
            continue;
        }
        if prefix(written).is_some() {
            return Some(line);
        }
        lowest = indent;
        if indent == 0 {
            return None;
        }
    }
    None
}

/// The lines below a value that continue it.
fn continuation<'a>(lines: &Lines<'a>, line: u32) -> Vec<&'a str> {
    let own = indent(lines.line(line));
    (line + 1..)
        .map(|below| lines.line(below))
        .take_while(|below| !below.trim().is_empty() && indent(below) > own)
        .map(str::trim)
        .collect()
}

/// Whether a line below a value may be an item, a key or a note with a wrong indentation.
fn is_of_its_own(row: &str) -> bool {
    let key = row.split_once(':').map(|(key, _)| key.trim());
    row.starts_with(['-', '#'])
        || key.is_some_and(|key| !key.contains(' ') && fold::nearest(key, KEYS).is_some())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// What stands before the value of a line, and what the value should be. `None` for keys whose
/// values are not words, such as a date.
fn prefix(line: &str) -> Option<(&str, Expected)> {
    let trimmed = line.trim_start();
    let start = line.len() - trimmed.len();
    let (after, expected) = if let Some(item) = trimmed.strip_prefix("- ") {
        (item.trim_start(), Expected::Text)
    } else {
        let (key, value) = trimmed.split_once(':')?;
        let key = key.trim_matches(['"', '\'', ' ', '\u{a0}', '\u{202f}']);
        let known = KEYS.into_iter().find(|known| *known == key);
        let expected = match known.or_else(|| fold::nearest(key, KEYS))? {
            "question" | "source_quote" => Expected::Text,
            "categories" => Expected::Words,
            "variants" => Expected::Sentences,
            _ => return None,
        };
        if start > 0 || !(value.is_empty() || value.starts_with([' ', '\t'])) {
            return None;
        }
        (value.trim_start(), expected)
    };
    Some((&line[..start + trimmed.len() - after.len()], expected))
}

/// Splits a line after its first `  - ` or `key: `.
pub fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let after = if let Some(item) = trimmed.strip_prefix("- ") {
        trimmed.len() - item.trim_start().len()
    } else {
        let colon = trimmed.find(": ")?;
        let value = trimmed[colon + 1..].trim_start();
        trimmed.len() - value.len()
    };
    Some(line.split_at(indent + after))
}

/// Whether a value is only the head of a text that is on the lines below: `|`, `>-`.
fn is_block(value: &str) -> bool {
    let Some(rest) = value.strip_prefix(['|', '>']) else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with(' ')
}

/// Separates the author's note from a value: what follows ` # `, unless the question goes on
/// after it.
fn without_note(value: &str) -> (&str, &str) {
    let Some(at) = note(value) else { return (value, "") };
    let (kept, note) = value.split_at(at);
    let asks = |text: &str| text.trim_end().ends_with('?');
    if asks(note) && !asks(kept) {
        (value, "")
    } else {
        (kept.trim_end(), &value[kept.trim_end().len()..])
    }
}

/// Where ` # ` begins, outside of quotes.
fn note(value: &str) -> Option<usize> {
    let from = match value.chars().next()? {
        quote @ ('"' | '\'') => closing_quote(&value[1..], quote).map_or(0, |close| close + 2),
        _ => 0,
    };
    value[from..].find(" # ").map(|at| from + at)
}

/// Why YAML does not read a text as its words, and the byte where that begins.
fn misread(value: &str) -> Option<(Misread, usize)> {
    let first = value.chars().next()?;
    let rest = &value[first.len_utf8()..];
    let start = Some((Misread::Start(first), 0));
    match first {
        '"' | '\'' => {
            let close = closing_quote(rest, first)? + 2;
            let after = value[close..].trim_start();
            let is_text = !after.is_empty() && !after.starts_with('#');
            is_text.then(|| (Misread::AfterQuote, value.len() - after.len()))
        }
        // `!!str 12` is for those who know YAML.
        '!' if rest.starts_with('!') => None,
        // `{a: b}` may be keys and values, which the author has to say in another way.
        '{' if value.ends_with('}') && colon(value).is_some() => None,
        '@' | '`' | '%' | '*' | '&' | '!' | '|' | '>' | ',' | ']' | '}' | '{' => start,
        '#' => rest.starts_with(|c: char| !c.is_whitespace()).then_some((Misread::Start('#'), 0)),
        '-' | '?' | ':' if rest.starts_with(' ') => start,
        // What is in brackets from end to end may be a list of one.
        '[' => match closing_bracket(value) {
            Some(close) if close + 1 < value.len() => start,
            Some(_) => colon(value).map(|at| (Misread::Colon, at)),
            None => None,
        },
        _ => colon(value).map(|at| (Misread::Colon, at)),
    }
}

/// The words that a text with a misread quote is meant to be: quotes around the whole of it are
/// not, in `'Où l'on va ?'` and `"Le "grand" jour"`. `None` when that is not certain.
fn words(value: &str) -> Option<&str> {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Some(value);
    };
    let close = closing_quote(&value[1..], quote)? + 1;
    let is_apostrophe = value[close + 1..].starts_with(char::is_alphanumeric);
    let opens = value[..close].ends_with(' ');
    if value.contains('\\') {
        None
    } else if is_apostrophe || opens {
        value[1..].strip_suffix(quote)
    } else {
        Some(value)
    }
}

/// Why YAML does not read a text as a list: its quotes matter first.
fn not_a_list(value: &str) -> Misread {
    misread(value).map_or(Misread::NotAList, |(misread, _)| misread)
}

/// Why YAML does not read an item of a `[…]` as its words.
fn misread_in_list(item: &str) -> Option<Misread> {
    let first = item.chars().next()?;
    if let Some((misread, _)) = misread(item) {
        return Some(misread);
    }
    if matches!(first, '"' | '\'') {
        return None;
    }
    item.contains(['[', ']', '{', '}']).then_some(Misread::Start('['))
}

/// A text as an item of a `[…]`.
fn in_list(text: &str) -> String {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let is_quoted = quote
        .and_then(|quote| closing_quote(&text[1..], quote))
        .is_some_and(|close| close + 2 == text.len());
    if is_quoted {
        return text.to_owned();
    }
    let bare = misread_in_list(text).is_none()
        && !text.contains([',', '"', '\''])
        && !text.contains(" #")
        && !text.ends_with(['?', '!']);
    if bare { text.to_owned() } else { quoted(text) }
}

/// The items of a `[…]` that is the whole value.
fn flow_items(value: &str) -> Option<Vec<&str>> {
    let close = closing_bracket(value)?;
    if close + 1 < value.len() {
        return None;
    }
    let inside = &value[1..close];
    let mut items = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    let mut at = 0;
    while let Some(c) = inside[at..].chars().next() {
        let opens = inside[start..at].trim().is_empty();
        match c {
            '"' | '\'' if opens => at += closing_quote(&inside[at + 1..], c)? + 1,
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(inside[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    items.push(inside[start..].trim());
    items.retain(|item| !item.is_empty());
    Some(items)
}

/// The byte of the bracket that closes the one with which a value begins.
fn closing_bracket(value: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in value.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a colon separates a key from a value.
fn colon(value: &str) -> Option<usize> {
    value.find(": ").or_else(|| value.strip_suffix(':').map(str::len))
}

/// The value between quotes.
pub fn quoted(value: &str) -> String {
    if value.contains('"') {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\"))
    }
}

/// The byte of the quote that closes a value, from the one behind its opening quote.
pub fn closing_quote(rest: &str, quote: char) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if quote == '"' && c == '\\' {
            chars.next();
        } else if c == quote {
            let doubled = quote == '\'' && chars.peek().is_some_and(|&(_, next)| next == quote);
            if !doubled {
                return Some(at);
            }
            chars.next();
        }
    }
    None
}

/// Where a comment begins right behind a value without quotes, a byte offset, and the line
/// with the comment in the value.
pub fn comment_behind(text: &str, value: &std::ops::Range<usize>) -> Option<(usize, String)> {
    let written = text[value.clone()].trim_end();
    if written.is_empty() || written.starts_with(['"', '\'', '|', '>', '[', '{']) {
        return None;
    }
    let line_start = text[..value.start].rfind('\n').map_or(0, |at| at + 1);
    let behind = value.start + written.len();
    let rest = text[behind..].lines().next().unwrap_or("");
    let comment = rest.trim_start();
    let is_comment = comment.starts_with('#') && comment.len() < rest.len();
    if !is_comment || written.contains('\n') {
        return None;
    }
    let whole = format!("{written}{}", rest.trim_end());
    let line = format!("{}{}", text[line_start..value.start].trim_start(), quoted(&whole));
    Some((behind + rest.len() - comment.len(), line))
}
