//! What of a file is under no question: it is in no entry, and its author must know.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::node::{self, rank};
use super::outline::Outline;
use super::title;

/// Blocks that hold text. Cells are not among them, because a table that is read row by row has
/// titles and numbers that no entry keeps.
const BLOCKS: [&str; 7] = ["p", "li", "pre", "blockquote", "dd", "div", "section"];

/// The texts below the first question that are in no entry, one for each place. `entries` are
/// the titles and the answers. `reported` are titles of which the reader has been told that
/// their text is left out.
pub fn texts(
    outline: &Outline<'_>,
    entries: &HashSet<NodeId>,
    reported: impl Fn(&ElementRef<'_>) -> bool,
) -> Vec<String> {
    let mut around = HashSet::new();
    for element in outline.elements.iter().filter(|element| entries.contains(&element.id())) {
        around.extend(element.ancestors().map(|above| above.id()));
    }
    // An answer may begin with a text that has no element of its own.
    for element in &outline.elements {
        if element.children().any(|child| entries.contains(&child.id())) {
            around.insert(element.id());
        }
    }
    let mut found: Vec<String> = Vec::new();
    let mut begun = false;
    let mut is_reported = false;
    let mut goes_on = false;
    for element in &outline.elements {
        let id = element.id();
        let inside =
            entries.contains(&id) || element.ancestors().any(|above| entries.contains(&above.id()));
        if inside {
            (begun, is_reported, goes_on) = (true, false, false);
            continue;
        }
        if reported(element) {
            is_reported = true;
        } else if rank(element).is_some() {
            (is_reported, goes_on) = (false, false);
        }
        let is_block = BLOCKS.contains(&element.value().name())
            && !element.descendent_elements().skip(1).any(|e| BLOCKS.contains(&e.value().name()));
        if !begun || is_reported || around.contains(&id) || !is_block {
            continue;
        }
        let text = node::text(**element);
        if !text.contains(char::is_alphabetic) || title::is_ornament(element) {
            continue;
        }
        if !goes_on {
            found.push(text);
        }
        goes_on = true;
    }
    found
}
