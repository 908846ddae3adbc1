//! What of a page is its content: not the menus, banners, windows and forms around it. One
//! pass over the page, because every later question about an element needs the answer.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html};

use super::candidate::look;
use super::node::NodeRef;
use super::{node, prose, title};

/// Parts of class names and of ids that say that an element is around the content.
const AROUND: [&str; 31] = [
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "rgpd",
    "tarteaucitron",
    "didomi",
    "axeptio",
    "onetrust",
    "cookiebot",
    "modal",
    "popup",
    "lightbox",
    "offcanvas",
    "newsletter",
    "cta",
    "breadcrumb",
    "breadcrumbs",
    "toc",
    "sommaire",
    "pagination",
    "pager",
    "feedback",
    "helpful",
    "sharing",
    "addtoany",
    "sidebar",
    "navbar",
    "related",
    "comments",
    "toast",
];

/// A question with more bytes is not the title of what is folded below it.
const TITLE_MAX_BYTES: usize = 500;

/// The content of a page.
pub struct Outline<'a> {
    /// The content's elements in the page's order.
    pub elements: Vec<ElementRef<'a>>,
    /// For each element of the content, the number of letters in it that are not in an
    /// ornament of a title. Elements with the same number, one in the other, show the same
    /// words.
    letters: HashMap<NodeId, usize>,
    /// The elements of the content that have something in them that is around it.
    mixed: HashSet<NodeId>,
}

impl<'a> Outline<'a> {
    pub fn of(document: &'a Html) -> Self {
        let root = document.root_element();
        let all = letters(&root, &|_| false);
        let total = all.get(&root.id()).copied().unwrap_or_default();
        let mut around = HashSet::new();
        let mut elements = Vec::new();
        let mut mixed = HashSet::new();
        let windows = Windows::of(&root);
        for element in root.descendent_elements() {
            // The contents of a `<template>` are in a fragment of their own below it.
            let above = element.ancestors().find(|above| above.value().is_element());
            let above = above.is_some_and(|above| around.contains(&above.id()));
            // Some systems put the whole page into one form, or name its frame after a window
            // or a menu that it can open.
            let most = 2 * all.get(&element.id()).copied().unwrap_or_default() > total;
            if above || is_around(&element, most) || (!most && windows.contains(&element)) {
                around.insert(element.id());
                for holder in element.ancestors() {
                    // The ancestors of a known one are known.
                    if !mixed.insert(holder.id()) {
                        break;
                    }
                }
            } else {
                elements.push(element);
            }
        }
        let letters = letters(&root, &|id| around.contains(&id));
        Self { elements, letters, mixed }
    }

    /// How many letters an element shows, and 0 for what is around the content.
    pub fn letters(&self, id: NodeId) -> usize {
        self.letters.get(&id).copied().unwrap_or_default()
    }

    /// The content in as few nodes as possible, in the page's order.
    pub fn nodes(&self, root: ElementRef<'a>) -> Vec<NodeRef<'a>> {
        let mut nodes = Vec::new();
        let mut open: Vec<NodeRef<'a>> = vec![*root];
        while let Some(node) = open.pop() {
            if node.value().is_element() && !self.contains(node.id()) {
                continue;
            }
            if self.mixed.contains(&node.id()) {
                open.extend(node.children().rev());
            } else {
                nodes.push(node);
            }
        }
        nodes
    }

    /// Whether a node is in the content.
    pub fn contains(&self, id: NodeId) -> bool {
        self.letters.contains_key(&id)
    }
}

/// What is needed to tell a hidden window from an answer or a tab that is folded.
struct Windows<'a> {
    /// The ids that a button or a link of the page unfolds.
    unfolded: HashSet<&'a str>,
    /// The looks of the elements, and of what they stand in, of which one is shown, has no question
    /// in it, or is hidden in the same way as another: tabs and folded sections.
    shown: HashSet<String>,
}

impl<'a> Windows<'a> {
    fn of(root: &ElementRef<'a>) -> Self {
        let (mut unfolded, mut shown) = (HashSet::new(), HashSet::new());
        let mut hidden = HashSet::new();
        for element in root.descendent_elements() {
            let opens_window = ["data-toggle", "data-bs-toggle"]
                .iter()
                .any(|name| element.attr(name) == Some("modal"))
                || element.attr("aria-haspopup") == Some("dialog");
            if !opens_window {
                let names = ["aria-controls", "data-target", "data-bs-target"];
                let named = names.iter().filter_map(|name| element.attr(name));
                let is_tab = ["role", "data-toggle", "data-bs-toggle", "aria-expanded"]
                    .iter()
                    .any(|name| element.attr(name).is_some());
                let named = named.chain(element.attr("href").filter(|_| is_tab));
                unfolded.extend(named.map(|id| id.trim_start_matches('#')));
            }
            let Some(look) = placed_look(&element) else { continue };
            let is_window = is_hidden(&element) && asks_and_answers(&element);
            if !is_window || !hidden.insert(look.clone()) {
                shown.insert(look);
            }
        }
        Self { unfolded, shown }
    }

    /// Whether an element is hidden and has a question with its answer in it. An answer alone is
    /// hidden until its question is clicked, and a tab stands beside others like it.
    fn contains(&self, element: &ElementRef<'_>) -> bool {
        is_hidden(element)
            && asks_and_answers(element)
            && !(element.attr("role") == Some("tabpanel")
                || element.attr("aria-labelledby").is_some()
                || element.value().id().is_some_and(|id| self.unfolded.contains(id))
                || placed_look(element).is_some_and(|look| self.shown.contains(&look))
                || follows_title(element))
    }
}

/// The look of an element with a class of its own, after that of what it stands in.
fn placed_look(element: &ElementRef<'_>) -> Option<String> {
    let own = look(element);
    let around = element.parent().and_then(ElementRef::wrap)?;
    own.contains('.').then(|| format!("{} {own}", look(&around)))
}

fn is_hidden(element: &ElementRef<'_>) -> bool {
    let style = || element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    // `until-found` is what folds an answer that browsers search.
    element.attr("hidden").is_some_and(|hidden| hidden != "until-found")
        || element.attr("aria-hidden") == Some("true")
        || style().contains("display:none")
        || style().contains("visibility:hidden")
}

/// Whether a question or two stand in an element, and other words after them. What has more is a
/// part of a FAQ.
fn asks_and_answers(element: &ElementRef<'_>) -> bool {
    let texts = || element.text().filter(|text| text.contains(char::is_alphanumeric));
    let mut after = texts().skip_while(|text| !prose::is_question(text));
    after.next().is_some()
        && after.next().is_some()
        && texts().filter(|text| prose::is_question(text)).take(3).count() < 3
}

/// Whether the words right before an element are the title that unfolds it: a heading, a button or
/// a question. A window may stand behind a whole section, or behind another window.
fn follows_title(element: &ElementRef<'_>) -> bool {
    let says = |node: &NodeRef<'_>| {
        node.value().as_text().is_some_and(|text| text.contains(char::is_alphanumeric))
    };
    let before = element.prev_siblings().find(|before| before.descendants().any(|n| says(&n)));
    let Some(before) = before else { return false };
    let last = before.descendants().filter(says).last();
    let is_title = |e: ElementRef<'_>| {
        node::rank(&e).is_some()
            || matches!(e.value().name(), "button" | "summary" | "dt" | "label")
            || e.attr("role") == Some("button")
    };
    // Only what is not in the element itself is before it.
    let depth = element.ancestors().count();
    let mut around = last.into_iter().flat_map(|last| {
        let levels = last.ancestors().count().saturating_sub(depth);
        last.ancestors().take(levels).filter_map(ElementRef::wrap)
    });
    let one_question = || {
        let words = node::text(before);
        prose::is_question(&words)
            && words.matches('?').count() == 1
            && words.len() < TITLE_MAX_BYTES
    };
    around.any(is_title) || one_question()
}

/// Counts the letters of each element, in one pass. Counts of elements that `skipped` selects
/// are 0, and they are not in the map.
fn letters(root: &ElementRef<'_>, skipped: &dyn Fn(NodeId) -> bool) -> HashMap<NodeId, usize> {
    let mut counts = HashMap::new();
    // For each open element, the letters counted before it.
    let mut open: Vec<usize> = Vec::new();
    let mut count = 0;
    // More than 0 inside an element whose letters are not counted.
    let mut hidden = 0usize;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => {
                if let Some(text) = node.value().as_text() {
                    if hidden == 0 {
                        count += text.chars().filter(|c| c.is_alphabetic()).count();
                    }
                } else if let Some(element) = ElementRef::wrap(node) {
                    open.push(count);
                    hidden += usize::from(skipped(node.id()) || title::is_ornament(&element));
                }
            }
            Edge::Close(node) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                let before = open.pop().unwrap_or_default();
                let is_skipped = skipped(node.id());
                if hidden == 0 || !is_skipped {
                    counts.insert(node.id(), count - before);
                }
                if is_skipped || title::is_ornament(&element) {
                    hidden = hidden.saturating_sub(1);
                }
            }
        }
    }
    counts
}

/// Whether an element is around the content. `most` says that it holds most of the page.
fn is_around(element: &ElementRef<'_>, most: bool) -> bool {
    let name = element.value().name();
    if matches!(name, "html" | "body" | "main" | "article") {
        return false;
    }
    if is_banner(element) {
        return true;
    }
    let of_the_page =
        || element.parent().and_then(ElementRef::wrap).is_some_and(|p| p.value().name() == "body");
    let role = element.attr("role");
    match name {
        "nav" => !node::is_unfolded_answer(element),
        "aside" | "dialog" | "template" | "noscript" | "svg" | "script" | "style" => true,
        "form" => !most && !of_the_page(),
        _ if role.is_some_and(|role| {
            matches!(
                role,
                "navigation" | "banner" | "contentinfo" | "dialog" | "alertdialog" | "search"
            )
        }) || element.attr("aria-modal") == Some("true") =>
        {
            true
        }
        // A section whose id is a heading's words, such as `cookies`, is content.
        _ => {
            !most
                && node::rank(element).is_none()
                && !matches!(
                    name,
                    "summary" | "details" | "button" | "label" | "dt" | "dd" | "a" | "span"
                )
                && (node::class_parts(element).any(|part| AROUND.contains(&part.as_str()))
                    || element.value().id().is_some_and(|id| {
                        [
                            "onetrust",
                            "tarteaucitron",
                            "didomi",
                            "axeptio",
                            "CybotCookiebot",
                            "cookie-",
                        ]
                        .iter()
                        .any(|start| id.starts_with(start))
                    }))
        }
    }
}

/// Whether an element is the banner or the footer of the page. Those of an article are
/// content, because they hold its title.
fn is_banner(element: &ElementRef<'_>) -> bool {
    if !matches!(element.value().name(), "header" | "footer") {
        return false;
    }
    !element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|above| matches!(above.value().name(), "main" | "article" | "section" | "details"))
}
