//! Questions that the tags of a page mark: by schema.org, `<details>`, `<dt>`, a button with
//! its panel, a heading.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;

use super::candidate::{Candidate, Kind, look};
use super::node::{self, NodeRef, is_trigger, rank};
use super::outline::Outline;
use super::{folding, prose, title};

/// How many boxes may stand around the button of an accordion's item, up to the accordion.
const MAX_ITEM_LEVELS: usize = 4;

/// The candidates of the page, in its order, and the titles that only group others.
pub fn candidates<'a>(outline: &Outline<'a>) -> Vec<Candidate<'a>> {
    let by_id: HashMap<&str, ElementRef<'_>> = outline
        .elements
        .iter()
        .filter_map(|element| Some((element.value().id()?, *element)))
        .collect();
    // Some accordions say of their first button alone that it unfolds. A menu may have the same
    // look, and stands elsewhere.
    let places = |element: &ElementRef<'a>| -> Vec<(String, usize, NodeId)> {
        let above = element.ancestors().take(MAX_ITEM_LEVELS).enumerate();
        above.map(|(level, above)| (look(element), level, above.id())).collect()
    };
    let triggers: HashSet<(String, usize, NodeId)> = outline
        .elements
        .iter()
        .filter(|e| is_trigger(e) && e.value().classes().next().is_some())
        .flat_map(places)
        .collect();
    let is_trigger = |element: &ElementRef<'a>| {
        is_trigger(element)
            || (element.attr("aria-controls").is_some()
                && places(element).iter().any(|place| triggers.contains(place)))
    };
    let items = folding::items(outline);
    let mut found = Vec::new();
    for element in &outline.elements {
        let name = element.value().name();
        let candidate = if is_marked_question(element) {
            marked(element)
        } else if name == "details" {
            folded(element)
        } else if name == "dt" {
            (!is_another_term(element)).then(|| (Kind::Term, *element, Some(definition(element))))
        } else if let Some(panel) = items.get(&element.id()) {
            Some((Kind::Trigger, *element, Some(vec![*panel])))
        } else if is_trigger(element) {
            Some((Kind::Trigger, *element, Some(panel(element, &by_id))))
        } else if let Some(rank) = rank(element) {
            let holds_button =
                element.descendent_elements().skip(1).any(|inner| is_trigger(&inner));
            (!holds_button).then_some((Kind::Heading(rank), *element, None))
        } else {
            None
        };
        let Some((kind, title, panel)) = candidate else { continue };
        let question = title::title(*title);
        if question.contains(char::is_alphanumeric) {
            let key = match kind {
                Kind::Heading(rank) => format!("h{rank}"),
                Kind::Folded => look(element),
                Kind::Term => term_key(&title),
                _ => look(&title),
            };
            found.push(Candidate { kind, key, title, question, panel });
        }
    }
    found
}

type Parts<'a> = (Kind, ElementRef<'a>, Option<Vec<NodeRef<'a>>>);

/// Whether schema.org attributes mark the element as a question.
fn is_marked_question(element: &ElementRef<'_>) -> bool {
    element.attr("itemtype").is_some_and(|of| of.trim_end().ends_with("schema.org/Question"))
}

fn marked<'a>(element: &ElementRef<'a>) -> Option<Parts<'a>> {
    let part = |name| {
        element.descendent_elements().find(move |inner| inner.attr("itemprop") == Some(name))
    };
    let title = part("name")?;
    let answer = part("acceptedAnswer").or_else(|| part("suggestedAnswer"))?;
    let text = answer.descendent_elements().find(|inner| inner.attr("itemprop") == Some("text"));
    Some((Kind::Marked, title, Some(vec![*text.unwrap_or(answer)])))
}

fn summary<'a>(details: &ElementRef<'a>) -> Option<ElementRef<'a>> {
    details.child_elements().find(|child| child.value().name() == "summary")
}

/// The title of a `<details>` and what it unfolds, unless it only groups other questions.
fn folded<'a>(details: &ElementRef<'a>) -> Option<Parts<'a>> {
    let summary = summary(details)?;
    let asks = |title: ElementRef<'_>| prose::is_question(&title::title(*title));
    let inner = || details.descendent_elements().skip(1).filter(|e| e.id() != summary.id());
    // One heading that asks may be a part of an answer.
    let headings = inner().filter(|e| rank(e).is_some() && asks(*e)).take(2).count();
    let folded = |e: ElementRef<'_>| {
        e.value().name() == "details" && self::summary(&e).is_some_and(asks)
            || is_trigger(&e) && asks(e)
    };
    let groups = !asks(summary) && (headings > 1 || inner().any(folded));
    if groups {
        return None;
    }
    let answer = details.children().filter(|child| child.id() != summary.id()).collect();
    Some((Kind::Folded, summary, Some(answer)))
}

/// The title of the `<details>` around an element.
pub fn group(element: &ElementRef<'_>) -> Option<String> {
    let details = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .filter(|above| above.value().name() == "details")
        .find(|details| summary(details).is_some_and(|summary| summary.id() != element.id()))?;
    Some(title::title(*summary(&details)?))
}

/// The terms that stand with this one before the same definition, above it.
pub fn terms_above(term: &ElementRef<'_>) -> Vec<String> {
    let above = term.prev_siblings().filter_map(ElementRef::wrap);
    let mut terms: Vec<String> = above
        .take_while(|e| e.value().name() == "dt")
        .map(|e| title::title(*e))
        .filter(|term| term.contains(char::is_alphanumeric))
        .collect();
    terms.reverse();
    terms
}

/// Whether another term of the same definition follows, which is the one with the definition.
fn is_another_term(term: &ElementRef<'_>) -> bool {
    let mut after = term.next_siblings().filter_map(ElementRef::wrap).map(|e| e.value().name());
    after.next() == Some("dt") && after.find(|name| *name != "dt") == Some("dd")
}

/// What a term looks like. A list with a class of its own may say who wrote the page and when.
fn term_key(term: &ElementRef<'_>) -> String {
    let list = term.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "dl");
    let list = list.filter(|list| list.value().classes().next().is_some());
    let list = list.map_or_else(String::new, |list| look(&list));
    format!("{} {list}", look(term))
}

fn definition<'a>(term: &ElementRef<'a>) -> Vec<NodeRef<'a>> {
    // Some pages wrap each pair in a `<div>`, and some put a term into a box of its own.
    let after = term.next_siblings().filter_map(ElementRef::wrap);
    after
        .skip_while(|e| !matches!(e.value().name(), "dd" | "dt"))
        .take_while(|e| e.value().name() == "dd")
        .map(|e| *e)
        .collect()
}

/// What a button unfolds: the element that it names, or the one after the button or after
/// the heading around it.
fn panel<'a>(trigger: &ElementRef<'a>, by_id: &HashMap<&str, ElementRef<'a>>) -> Vec<NodeRef<'a>> {
    let names = ["aria-controls", "data-bs-target", "data-target", "href"];
    let named = names
        .iter()
        .filter_map(|name| trigger.attr(name))
        .find_map(|id| by_id.get(id.trim_start_matches('#')))
        .filter(|panel| !trigger.ancestors().any(|above| above.id() == panel.id()));
    if let Some(panel) = named {
        return vec![**panel];
    }
    let mut at: NodeRef<'a> = **trigger;
    for _ in 0..3 {
        let next = at
            .next_siblings()
            .filter_map(ElementRef::wrap)
            .find(|next| !node::text(**next).is_empty() && !title::is_ornament(next));
        if let Some(next) = next {
            let other =
                is_trigger(&next) || next.descendent_elements().any(|inner| is_trigger(&inner));
            return if other { Vec::new() } else { vec![*next] };
        }
        let Some(parent) = at.parent() else { break };
        at = parent;
    }
    Vec::new()
}
