//! The answer to a question that has no panel: what follows its title in the page.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::candidate::{Candidate, Kind, look};
use super::node::{self, NodeRef, rank};
use super::outline::Outline;
use super::title;

/// The elements that end an answer: those that are the title of a question, and those that
/// have one in them.
pub struct Ends(HashSet<NodeId>);

impl Ends {
    /// `invitations` end an answer, and so does what begins with one.
    pub fn of<'a>(
        titles: impl Iterator<Item = ElementRef<'a>>,
        invitations: impl Iterator<Item = ElementRef<'a>>,
    ) -> Self {
        let mut ends = HashSet::new();
        for title in titles {
            ends.insert(title.id());
            for above in title.ancestors() {
                if !ends.insert(above.id()) {
                    break;
                }
            }
        }
        for invitation in invitations {
            let mut at: NodeRef<'a> = *invitation;
            ends.insert(at.id());
            while !at.prev_siblings().any(|before| !node::text(before).is_empty()) {
                let Some(above) = at.parent() else { break };
                ends.insert(above.id());
                at = above;
            }
        }
        Self(ends)
    }
}

/// What follows a title, up to the next question, or to a heading of its rank or above.
/// `section` is the rank of the heading above a title that is not one. When a title is alone
/// in its box, what follows the box follows the title.
pub fn below<'a>(
    candidate: &Candidate<'a>,
    section: u8,
    ends: &Ends,
    outline: &Outline<'a>,
) -> Vec<NodeRef<'a>> {
    let mut answer: Vec<NodeRef<'a>> = Vec::new();
    let mut at: NodeRef<'a> = *candidate.title;
    loop {
        for next in at.next_siblings() {
            if is_end(next, candidate.kind, section, ends, outline) {
                return answer;
            }
            // A link to edit the section stands beside a title and is not its answer.
            let ornament = ElementRef::wrap(next).is_some_and(|next| title::is_ornament(&next));
            if !(ornament && answer.is_empty()) {
                answer.push(next);
            }
        }
        let parent = at.parent().and_then(ElementRef::wrap).filter(|parent| {
            !matches!(parent.value().name(), "body" | "main" | "html" | "td" | "details")
        });
        let Some(parent) = parent else { return answer };
        // What else is in the button of a title is not its answer.
        if matches!(parent.value().name(), "button" | "label" | "summary") {
            answer.clear();
        }
        let said = answer.iter().any(|node| !node::text(*node).is_empty() || has_media(*node));
        // An answer that begins in the paragraph of its question goes on after it.
        let goes_on = matches!(parent.value().name(), "p" | "b" | "strong" | "span" | "a");
        if said && !goes_on {
            return answer;
        }
        at = *parent;
    }
}

fn is_end(node: NodeRef<'_>, kind: Kind, section: u8, ends: &Ends, outline: &Outline<'_>) -> bool {
    let Some(element) = ElementRef::wrap(node) else { return false };
    // What is never a part of an answer is passed over, and other furniture ends one.
    let unseen = ["script", "style", "svg", "noscript", "template", "form"];
    let around = !outline.contains(node.id()) && !unseen.contains(&element.value().name());
    if ends.0.contains(&node.id()) || around {
        return true;
    }
    match kind {
        Kind::Heading(own) => holds_heading(&element, own),
        _ => rank(&element).is_some() || (section > 0 && holds_heading(&element, section)),
    }
}

fn holds_heading(element: &ElementRef<'_>, lowest: u8) -> bool {
    element
        .descendent_elements()
        .chain([*element])
        .any(|inner| rank(&inner).is_some_and(|rank| rank <= lowest))
}

/// Whether a node shows something that is not text.
pub fn has_media(node: NodeRef<'_>) -> bool {
    node.descendants().filter_map(ElementRef::wrap).any(|element| {
        matches!(element.value().name(), "iframe" | "video" | "audio" | "object" | "embed")
            || (element.value().name() == "img"
                && element.attr("alt").is_some_and(|alt| !alt.trim().is_empty()))
    })
}

/// Cuts what follows the panel of one question when the others of its group have a panel
/// alone. Otherwise the last one of a page would hold what the page has below.
pub fn cut_to_panel(answers: &mut [Vec<NodeRef<'_>>]) {
    let panel = |answer: &[NodeRef<'_>]| {
        let mut blocks = answer.iter().filter_map(|node| ElementRef::wrap(*node));
        let first = blocks.next().map(|first| look(&first));
        (first, blocks.next().is_none())
    };
    let boxes: Vec<String> = answers
        .iter()
        .filter_map(|answer| match panel(answer) {
            (Some(look), true) if !is_flow(&look) => Some(look),
            _ => None,
        })
        .collect();
    if boxes.len() * 2 < answers.len() || boxes.is_empty() {
        return;
    }
    for answer in answers {
        let (Some(first), false) = panel(answer) else { continue };
        if boxes.contains(&first) {
            let last = answer
                .iter()
                .rposition(|node| ElementRef::wrap(*node).is_some_and(|e| look(&e) == first));
            answer.truncate(last.map_or(answer.len(), |last| last + 1));
        }
    }
}

/// Whether an element with this look is text rather than a box around text.
fn is_flow(look: &str) -> bool {
    let name = look.split('.').next().unwrap_or(look);
    name == look && matches!(name, "p" | "ul" | "ol" | "table" | "pre" | "blockquote" | "dl" | "br")
}
