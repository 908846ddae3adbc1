//! Checks that a message has nothing that a server would refuse, or that a client would
//! drop or should have dropped.

use crate::platform::matrix::render::Content;
use crate::platform::matrix::render::fit::MAX_BYTES;

/// The size of both bodies as JSON, in bytes.
pub fn size(Content { plain, html }: &Content) -> usize {
    [plain, html].map(|text| serde_json::to_string(text).expect("JSON").len()).iter().sum()
}

/// Asserts that every tag is allowed and closed, every link safe, that there are no control
/// characters, and that the content fits an event.
pub fn assert_allowed(content: &Content) {
    assert!(size(content) <= MAX_BYTES, "{} bytes", size(content));
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!content.plain.contains(control), "{:?}", content.plain);
    assert!(!content.html.contains(|c| control(c) && c != '\t'), "{:?}", content.html);

    let mut open: Vec<&str> = Vec::new();
    let mut parts = content.html.split('<');
    assert_text(parts.next().unwrap_or_default());
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("no tag: <{part}"));
        assert_text(text);
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{}", content.html);
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        match (name, attributes) {
            ("br" | "hr", "/") => continue,
            (
                "h3" | "h4" | "h5" | "h6" | "p" | "ul" | "ol" | "li" | "strong" | "em" | "del"
                | "code" | "pre" | "blockquote" | "table" | "thead" | "tbody" | "tr" | "th" | "td",
                "",
            ) => {}
            ("ol", attribute) => {
                let start = attribute.strip_prefix("start=\"").and_then(|s| s.strip_suffix('"'));
                assert!(start.is_some_and(|s| s.parse::<u64>().is_ok()), "<{tag}>");
            }
            ("code", attribute) => {
                let class = attribute.strip_prefix("class=\"language-");
                let class = class.and_then(|class| class.strip_suffix('"'));
                let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric());
                assert!(class.is_some_and(plain), "<{tag}>");
            }
            ("a", attribute) => {
                let href = attribute.strip_prefix("href=\"").and_then(|h| h.strip_suffix('"'));
                let href = href.unwrap_or_else(|| panic!("<{tag}>"));
                let safe = ["https://", "http://", "mailto:"].iter().any(|s| href.starts_with(s));
                assert!(safe && !href.contains('"'), "<{tag}>");
                assert!(!href.contains("matrix.to/#/@"), "<{tag}>");
                assert!(!open.contains(&"a"), "a link inside a link: {}", content.html);
            }
            _ => panic!("<{tag}> is not allowed"),
        }
        open.push(name);
        assert!(open.len() <= 100, "too deep");
    }
    assert_eq!(open, Vec::<&str>::new(), "left open: {}", content.html);
}

fn assert_text(text: &str) {
    assert!(!text.contains('>'), "{text:?}");
    for rest in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#x27;"];
        assert!(known.iter().any(|entity| rest.starts_with(entity)), "&{rest}");
    }
}
