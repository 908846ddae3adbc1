//! Accordions that only the classes of their items tell: each item is a box with a title and,
//! below it, the answer. The titles that ask say that those that do not are questions too.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::candidate::look;
use super::node::{self, NodeRef, is_trigger};
use super::outline::Outline;
use super::{prose, title};

/// Parts of class names that say that a box unfolds.
const CLASSES: [&str; 13] = [
    "accordion",
    "accordions",
    "accordeon",
    "accordian",
    "collapsible",
    "collapse",
    "dropdown",
    "expand",
    "expandable",
    "expander",
    "faq",
    "spoiler",
    "toggle",
];

/// The longest title, in letters.
const TITLE_MAX_LETTERS: usize = 260;

/// The panel of each title, by the title. Groups whose titles all ask are not among them: their
/// looks tell them already, with their sections.
pub fn items<'a>(outline: &Outline<'a>) -> HashMap<NodeId, NodeRef<'a>> {
    let mut groups: HashMap<[String; 3], Vec<(ElementRef<'a>, ElementRef<'a>)>> = HashMap::new();
    for element in &outline.elements {
        let unfolds = node::class_parts(element).any(|part| CLASSES.contains(&part.as_str()));
        if let Some((title, panel)) = unfolds.then(|| parts(element, outline)).flatten() {
            let key = [look(element), look(&title), look(&panel)];
            groups.entry(key).or_default().push((title, panel));
        }
    }
    let asks = |title: &ElementRef<'_>| prose::is_question(&title::title(**title));
    groups
        .into_values()
        .filter(|group| group.len() >= 2)
        .filter(|group| group.iter().any(|(title, _)| asks(title)))
        .filter(|group| !group.iter().all(|(title, _)| asks(title)))
        .flatten()
        .map(|(title, panel)| (title.id(), *panel))
        .collect()
}

/// The title and the panel of a box that has nothing else.
fn parts<'a>(
    item: &ElementRef<'a>,
    outline: &Outline<'a>,
) -> Option<(ElementRef<'a>, ElementRef<'a>)> {
    if matches!(item.value().name(), "details" | "dl" | "table" | "tr") {
        return None;
    }
    let mut shown = item.child_elements().filter(|child| !node::text(**child).is_empty());
    let (title, panel) = (shown.next()?, shown.next()?);
    let known = |e: ElementRef<'_>| {
        is_trigger(&e)
            || matches!(e.value().name(), "summary" | "dt" | "input" | "li")
            || e.attr("itemprop").is_some()
    };
    let is_title = (1..TITLE_MAX_LETTERS).contains(&outline.letters(title.id()))
        && !title.descendent_elements().any(known);
    // A heading that asks in the panel says that the box is a section of a FAQ.
    let is_section = panel.descendent_elements().any(|inner| {
        (node::rank(&inner).is_some() || known(inner) || inner.value().name() == "details")
            && prose::is_question(&title::title(*inner))
    });
    (shown.next().is_none() && is_title && !is_section).then_some((title, panel))
}
