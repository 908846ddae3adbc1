//! What of a page is its content: not the menus, banners, windows and forms around it. One
//! pass over the page, because every later question about an element needs the answer.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html};

use super::node::NodeRef;
use super::{node, title};

/// Parts of class names and of ids that say that an element is around the content.
const AROUND: [&str; 30] = [
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
        for element in root.descendent_elements() {
            let above = element.parent().is_some_and(|above| around.contains(&above.id()));
            // Some systems put the whole page into one form, or name its frame after a window
            // or a menu that it can open.
            let most = 2 * all.get(&element.id()).copied().unwrap_or_default() > total;
            if above || is_around(&element, most) {
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
