//! The nodes of a parsed page: which ones are never content, and the words of the others.

use std::ops::Deref;

use ego_tree::iter::Edge;
use scraper::ElementRef;

use super::prose;

/// A node of a parsed page.
pub type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// Elements that are never part of an answer. Media are not here: they become links.
const LEFT_OUT: [&str; 18] = [
    "script", "style", "nav", "template", "svg", "form", "input", "select", "textarea", "canvas",
    "dialog", "head", "title", "meta", "link", "map", "noscript", "datalist",
];

/// Elements whose text may be followed by more of the same word.
const INLINE: [&str; 24] = [
    "span", "a", "b", "strong", "em", "i", "sup", "sub", "mark", "abbr", "summary", "button",
    "label", "font", "u", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "p", "code",
];

/// Whether an element is never part of an answer: by its name, as an icon, as a menu or as a
/// button that unfolds nothing.
pub fn is_left_out(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    let icon = element.attr("aria-hidden") == Some("true")
        && matches!(name, "i" | "span" | "svg" | "img" | "b" | "em" | "a");
    let button = name == "button" && element.attr("aria-expanded").is_none();
    let menu = element.attr("role") == Some("navigation");
    icon || button || menu || (LEFT_OUT.contains(&name) && !is_unfolded_answer(element))
}

/// Whether an element is a `<nav>` behind a question with words that are not links. The
/// dropdown of Webflow, of which many sites make their FAQ, is one.
pub fn is_unfolded_answer(element: &ElementRef<'_>) -> bool {
    if element.value().name() != "nav" {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let asks = element
        .prev_siblings()
        .find_map(ElementRef::wrap)
        .is_some_and(|before| prose::is_question(&before.text().collect::<String>()));
    let all: usize = element.text().map(letters).sum();
    let links = element.descendent_elements().filter(|inner| inner.value().name() == "a");
    let of_links: usize = links.flat_map(|link| link.text()).map(letters).sum();
    asks && 2 * all > 3 * of_links
}

/// How many elements are open at the deepest place of a page.
pub fn depth(root: ElementRef<'_>) -> usize {
    let (mut open, mut deepest) = (0usize, 0);
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if node.value().is_element() => {
                open += 1;
                deepest = deepest.max(open);
            }
            Edge::Close(node) if node.value().is_element() => open -= 1,
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    deepest
}

/// The visible text of a node, on one line.
pub fn text(node: NodeRef<'_>) -> String {
    text_without(node, is_left_out)
}

/// The text of a node on one line, without the elements inside it that `left_out` selects.
pub fn text_without(node: NodeRef<'_>, left_out: fn(&ElementRef<'_>) -> bool) -> String {
    let mut words = String::new();
    for inner in node.descendants() {
        let Some(piece) = inner.value().as_text() else {
            let is_break =
                inner.value().as_element().is_some_and(|e| matches!(e.name(), "br" | "wbr"));
            words.push_str(if is_break { " " } else { "" });
            continue;
        };
        let unseen = inner
            .ancestors()
            .filter_map(ElementRef::wrap)
            .take_while(|above| above.id() != node.id())
            .any(|above| left_out(&above));
        if !unseen {
            words.push_str(piece);
        }
        let parent = inner.parent().and_then(ElementRef::wrap);
        let inline = parent.is_some_and(|above| is_inline(&above));
        words.push_str(if inline { "" } else { " " });
    }
    prose::tidy(&words)
}

/// Whether the text of an element may go on in the same word after it.
pub fn is_inline(element: &ElementRef<'_>) -> bool {
    INLINE.contains(&element.value().name())
}

/// The rank of a heading, 1 to 6.
pub fn rank(element: &ElementRef<'_>) -> Option<u8> {
    match element.value().name().as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        // What is a heading by its role and level alone.
        _ if element.attr("role") == Some("heading") => {
            element.attr("aria-level").and_then(|level| level.parse().ok()).filter(|l| *l <= 6)
        }
        _ => None,
    }
}

/// Whether the attributes of an element say that it unfolds another.
pub fn is_trigger(element: &ElementRef<'_>) -> bool {
    let folds =
        ["data-bs-toggle", "data-toggle"].iter().any(|name| element.attr(name) == Some("collapse"));
    let controls = element.attr("aria-controls").is_some()
        || element.attr("role") == Some("button")
        || element.value().name() == "button";
    folds || (element.attr("aria-expanded").is_some() && controls)
}

/// The parts of an element's class names in lower case: `faq-item__Title` gives `faq`,
/// `item` and `title`.
pub fn class_parts<'a>(element: &ElementRef<'a>) -> impl Iterator<Item = String> + use<'a> {
    element.value().classes().flat_map(|class| {
        class
            .split(['-', '_', ':'])
            .map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase())
    })
}
