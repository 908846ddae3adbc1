//! The nodes of a parsed page: which ones are never content, and the words of the others.

use std::ops::Deref;

use scraper::ElementRef;

use super::prose;

/// A node of a parsed page.
pub type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// Elements that are never part of an answer.
const LEFT_OUT: [&str; 23] = [
    "script", "style", "nav", "template", "svg", "iframe", "object", "embed", "form", "input",
    "select", "textarea", "video", "audio", "canvas", "dialog", "head", "title", "meta", "link",
    "map", "math", "noscript",
];

/// Elements whose text may be followed by more of the same word.
const INLINE: [&str; 20] = [
    "span", "a", "b", "strong", "em", "i", "sup", "sub", "mark", "abbr", "summary", "button", "h1",
    "h2", "h3", "h4", "h5", "h6", "dt", "p",
];

/// Whether an element is never part of an answer: by its name, as an icon, as a menu or as a
/// button that unfolds nothing.
pub fn is_left_out(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    let icon = element.attr("aria-hidden") == Some("true")
        && matches!(name, "i" | "span" | "svg" | "img" | "b" | "em");
    let button = name == "button" && element.attr("aria-expanded").is_none();
    let menu = element.attr("role") == Some("navigation");
    icon || button || menu || LEFT_OUT.contains(&name)
}

/// The visible text of a node, on one line.
pub fn text(node: NodeRef<'_>) -> String {
    let mut words = String::new();
    for inner in node.descendants() {
        let Some(piece) = inner.value().as_text() else { continue };
        let unseen = inner
            .ancestors()
            .filter_map(ElementRef::wrap)
            .take_while(|above| above.id() != node.id())
            .any(|above| is_left_out(&above));
        if !unseen {
            words.push_str(piece);
        }
        let parent = inner.parent().and_then(ElementRef::wrap);
        let inline = parent.is_some_and(|above| INLINE.contains(&above.value().name()));
        words.push_str(if inline { "" } else { " " });
    }
    prose::tidy(&words)
}
