//! Text that must not be read as Discord's Markdown: escaped word by word, and
//! addresses encoded. Knows nothing of the answer's shape, which is `words`'.

/// A longer link is shown as its words: no page could hold it twice.
const LINK_MAX: usize = 1_000;

/// Words that a person typed or that are no Markdown: nothing in them formats,
/// links or calls anybody.
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
            // A mention needs the name right behind: a space of no width parts them.
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

/// Whether a word is an address that Discord makes a link of.
pub fn is_url(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.len() > 3)
}

/// An address as it stands, Discord makes a link of it; what would be a mark is encoded.
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

/// An address Discord takes in a link, with what would end it there encoded.
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

/// What is left of HTML when nothing between `<` and `>` is shown.
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

/// A word of the answer's: marks escaped, and at the start of a line also what
/// would make a heading, a quote or a list of it.
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
