//! The nodes of a parsed page: which ones are never content, and the words of the others.

use std::ops::Deref;

use scraper::ElementRef;

use super::prose;

/// A node of a parsed page.
pub type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// Elements that are never part of an answer.
pub fn is_left_out(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    let icon = element.attr("aria-hidden") == Some("true")
        && matches!(name, "i" | "span" | "svg" | "img" | "b" | "em");
    let button = name == "button" && element.attr("aria-expanded").is_none();
    icon || button
        || matches!(
            name,
            "script"
                | "style"
                | "nav"
                | "template"
                | "svg"
                | "iframe"
                | "object"
                | "embed"
                | "form"
                | "input"
                | "select"
                | "textarea"
                | "video"
                | "audio"
                | "canvas"
                | "dialog"
                | "head"
                | "title"
                | "meta"
                | "link"
                | "map"
                | "math"
                | "noscript"
        )
        || element.attr("role") == Some("navigation")
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
            .any(|above| is_left_out(&above) || above.value().name() == "noscript");
        if !unseen {
            words.push_str(piece);
        }
        words.push_str(if is_inline(inner) { "" } else { " " });
    }
    prose::tidy(&words)
}

/// Whether no space is needed after the text of this node.
fn is_inline(node: NodeRef<'_>) -> bool {
    node.parent().and_then(ElementRef::wrap).is_some_and(|above| {
        matches!(
            above.value().name(),
            "span"
                | "a"
                | "b"
                | "strong"
                | "em"
                | "i"
                | "sup"
                | "sub"
                | "mark"
                | "abbr"
                | "summary"
                | "button"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "dt"
                | "p"
        )
    })
}
