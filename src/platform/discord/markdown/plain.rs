//! Text that must not be read as Discord's Markdown: words are escaped and addresses
//! encoded. The structure of an answer is the business of `words`.

/// Longest address of a link, in characters. Of a longer one only the words are shown,
/// because it would fill a page.
const LINK_MAX: usize = 1_000;

/// Escapes words that a person typed or that are not Markdown: nothing in them formats,
/// links or mentions anybody.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut line_start = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let slashes = c == ':' && rest.peek() == Some(&'/');
        if is_mark(c) || slashes || (line_start && is_line_mark(c)) {
            escaped.push('\\');
        }
        escaped.push(c);
        if c == '@' {
            // A zero-width space after the `@` keeps it from becoming a mention.
            escaped.push('\u{200b}');
        }
        line_start = c == '\n' || (line_start && c == ' ');
    }
    escaped
}

fn is_mark(c: char) -> bool {
    matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '[' | ']')
}

fn is_line_mark(c: char) -> bool {
    matches!(c, '#' | '>' | '-' | '+')
}

/// Whether Discord turns the word into a link.
pub fn is_url(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.len() > 3)
}

/// An address that Discord turns into a link itself, with the characters encoded that would
/// be marks.
pub fn bare_address(url: &str) -> String {
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
    Some(bare_address(&target))
}

/// HTML without everything between `<` and `>`.
pub fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// Escapes a word of an answer: its marks, and at the start of a line also what would make
/// it a heading, a quotation or a list.
pub fn escape_words(word: &str, line_start: bool) -> String {
    let mut escaped = String::with_capacity(word.len() + 4);
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = line_start && digits > 0 && matches!(&word[digits..], "." | ")");
    for (at, c) in word.char_indices() {
        if is_mark(c) || (line_start && at == 0 && is_line_mark(c)) || (numbered && at == digits) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
