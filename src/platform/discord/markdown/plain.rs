//! Text that must not be read as Discord's Markdown: words are escaped. The structure of
//! an answer is the business of `words`.

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

/// Whether the character may begin or end a mark anywhere in a line.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '[' | ']')
}

fn is_line_mark(c: char) -> bool {
    matches!(c, '#' | '>' | '-' | '+')
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
/// it a heading, a quotation or a list. No address in it becomes a link.
pub fn escape_words(word: &str, line_start: bool) -> String {
    let mut escaped = String::with_capacity(word.len() + 4);
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = line_start && digits > 0 && matches!(&word[digits..], "." | ")");
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        let begins_line = line_start && at == 0 && is_line_mark(c);
        let slashes = c == ':' && word[at + 1..].starts_with("//");
        // `](` would end a link that begins before it.
        let target = before == ']' && c == '(';
        if is_mark(c) || begins_line || slashes || target || (numbered && at == digits) {
            escaped.push('\\');
        }
        escaped.push(c);
        let called = ["@everyone", "@here"].iter().any(|call| word[at..].starts_with(call));
        if called && !before.is_alphanumeric() {
            // A zero-width space keeps it from being shown as a call of all members.
            escaped.push('\u{200b}');
        }
        before = c;
    }
    escaped
}
