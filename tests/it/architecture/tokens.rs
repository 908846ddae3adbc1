//! Rust's text as tokens: as much of the grammar as telling the paths in it needs.

/// Words, `::` and single signs; no comments, no strings, no character literals.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a string or character literal that `text` starts with.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c"].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix);
        after.is_some_and(|after| {
            after.starts_with('"') || after.starts_with("#\"") || after.starts_with("##")
        }) || (*prefix == "b" && after.is_some_and(|after| after.starts_with('\'')))
    });
    let start = prefix.map_or(0, str::len);
    let rest = &text[start..];
    if prefix.is_some_and(|prefix| prefix.ends_with('r')) {
        let marks = rest.len() - rest.trim_start_matches('#').len();
        let open = rest[marks..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(marks));
        let end = open.find(&close).map_or(open.len(), |end| end + close.len());
        return Some(start + marks + 1 + end);
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = rest.char_indices().skip(1);
    let mut length = 0;
    while let Some((at, c)) = chars.next() {
        length += 1;
        // `'a` followed by anything but a quote is a lifetime.
        if quote == '\'' && length == 2 && c != '\'' && !rest.starts_with("'\\") {
            return None;
        }
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return Some(start + at + 1);
        }
    }
    None
}

/// Without `#[cfg(test)]` and the item after it.
pub fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = &tokens[..];
    while let Some((first, after)) = rest.split_first() {
        if !(rest.len() >= MARK.len() && rest.iter().zip(MARK).all(|(a, b)| a == b)) {
            kept.push(first.clone());
            rest = after;
            continue;
        }
        let mut depth = 0usize;
        let mut end = MARK.len();
        for token in &rest[MARK.len()..] {
            end += 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(token.as_str(), "}" | ";") {
                break;
            }
        }
        rest = &rest[end..];
    }
    kept
}
