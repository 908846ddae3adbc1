//! A saved web page. Questions are what its tags mark as questions (schema.org), what
//! unfolds (`<details>`, `<dt>`, a button with its panel) and headings that end with a
//! question mark. Class names are not used, because each site has its own.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html};

use super::draft::{Draft, Input};
use super::node::{self, NodeRef};
use super::origin::Page;
use super::warning::{Failure, Warning};
use super::{markup, prose};

/// Whether the text looks like HTML.
pub fn recognises(text: &str) -> bool {
    let start = text.trim_start();
    let head: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let tags =
        ["<!doctype html", "<html", "<body", "<head", "<details", "<h2", "<h3", "<dl", "<div"];
    start.starts_with('<') && tags.iter().any(|tag| head.contains(tag))
}

pub fn read(input: &Input<'_>, warnings: &mut Vec<Warning>) -> Result<Vec<Draft>, Failure> {
    let document = Html::parse_document(input.text);
    let page = Page::of(&document, input.text, input.source);
    let drafts = questions(&document)
        .into_iter()
        .map(|found| Draft {
            question: found.question,
            answer: markup::nodes_to_markdown(&found.answer, &page, warnings),
            categories: found.category.into_iter().collect(),
            source: page.url.clone(),
            updated: page.updated,
            ..Draft::default()
        })
        .collect();
    Ok(drafts)
}

struct Found<'a> {
    question: String,
    answer: Vec<NodeRef<'a>>,
    category: Option<String>,
}

/// The questions in the page's order. What is inside a question or an answer that was
/// already found belongs to it.
fn questions(document: &Html) -> Vec<Found<'_>> {
    let elements: Vec<ElementRef<'_>> = document.root_element().descendent_elements().collect();
    let by_id: HashMap<&str, ElementRef<'_>> =
        elements.iter().filter_map(|element| Some((element.value().id()?, *element))).collect();
    // Menus and glossaries have buttons and definition lists too. They are read only when
    // at least one of them is a question.
    let asks = |kind: fn(&ElementRef<'_>) -> bool| {
        elements.iter().any(|e| kind(e) && prose::is_question(&node::text(**e)) && !is_around(e))
    };
    let (terms, buttons) = (asks(is_term), asks(is_trigger));
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut claimed = HashSet::new();
    // The headings above the current element with their ranks. The last is the category.
    let mut headings: Vec<(u8, String)> = Vec::new();
    for element in &elements {
        let taken = claimed.contains(&element.id())
            || element.ancestors().any(|above| claimed.contains(&above.id()));
        if taken || is_around(element) {
            continue;
        }
        let rank = rank(element);
        let pair = if is_marked_question(element) {
            marked(element)
        } else if element.value().name() == "details" {
            folded(element)
        } else if terms && is_term(element) {
            Some((node::text(**element), definition(element)))
        } else if buttons && is_trigger(element) {
            Some((node::text(**element), panel(element, &by_id)))
        } else if let Some(rank) = rank {
            let holds_button =
                element.descendent_elements().skip(1).any(|inner| is_trigger(&inner));
            let title = node::text(**element);
            if buttons && holds_button {
                None
            } else if rank > 1 && prose::is_question(&title) {
                headings.retain(|(above, _)| *above < rank);
                Some((title, below(element, rank)))
            } else {
                headings.retain(|(above, _)| *above < rank);
                headings.push((rank, title));
                None
            }
        } else {
            None
        };
        let Some((question, answer)) = pair else { continue };
        if question.is_empty()
            || (answer.is_empty() && rank.is_none() && !prose::is_question(&question))
        {
            continue;
        }
        claimed.insert(element.id());
        claimed.extend(answer.iter().map(|node| node.id()));
        let category = group(element)
            .or_else(|| headings.iter().rev().find(|(rank, _)| *rank > 1).map(|(_, t)| t.clone()))
            .filter(|title| is_category(title));
        found.push(Found { question, answer, category });
    }
    found
}

fn rank(element: &ElementRef<'_>) -> Option<u8> {
    match element.value().name().as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Whether the element is in a menu, a banner, a footer or a form: around the content.
fn is_around(element: &ElementRef<'_>) -> bool {
    let mut above = element.ancestors().filter_map(ElementRef::wrap);
    let mut banner = is_banner(element);
    let out = is_furniture(element)
        || above.any(|above| {
            // The header of an article is content: it holds the article's title.
            let content =
                matches!(above.value().name(), "main" | "article" | "section" | "details");
            banner = (banner && !content) || is_banner(&above);
            is_furniture(&above)
        });
    out || banner
}

fn is_banner(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "header" | "footer")
}

fn is_furniture(element: &ElementRef<'_>) -> bool {
    let role = element.attr("role");
    // Some systems put the whole page into one form.
    let of_the_page =
        || element.parent().and_then(ElementRef::wrap).is_some_and(|p| p.value().name() == "body");
    match element.value().name() {
        "nav" | "aside" | "dialog" | "template" | "noscript" | "svg" => true,
        "form" if !of_the_page() => true,
        _ => role.is_some_and(|role| {
            matches!(role, "navigation" | "banner" | "contentinfo" | "dialog" | "search")
        }),
    }
}

/// Whether schema.org attributes mark the element as a question.
fn is_marked_question(element: &ElementRef<'_>) -> bool {
    element.attr("itemtype").is_some_and(|of| of.trim_end().ends_with("schema.org/Question"))
}

fn marked<'a>(element: &ElementRef<'a>) -> Option<(String, Vec<NodeRef<'a>>)> {
    let part = |name| {
        element.descendent_elements().find(move |inner| inner.attr("itemprop") == Some(name))
    };
    let title = part("name")?;
    let answer = part("acceptedAnswer").or_else(|| part("suggestedAnswer"))?;
    let text = answer.descendent_elements().find(|inner| inner.attr("itemprop") == Some("text"));
    Some((node::text(*title), vec![*text.unwrap_or(answer)]))
}

/// The title of a `<details>` and what it unfolds, unless it only groups other questions.
fn folded<'a>(details: &ElementRef<'a>) -> Option<(String, Vec<NodeRef<'a>>)> {
    let summary = details.child_elements().find(|child| child.value().name() == "summary")?;
    let title = node::text(*summary);
    let groups = !prose::is_question(&title)
        && details.descendent_elements().skip(1).any(|inner| {
            inner.value().name() == "details"
                && inner
                    .child_elements()
                    .any(|c| c.value().name() == "summary" && prose::is_question(&node::text(*c)))
        });
    if groups {
        return None;
    }
    Some((title, details.children().filter(|child| child.id() != summary.id()).collect()))
}

/// The title of the `<details>` around an element.
fn group(element: &ElementRef<'_>) -> Option<String> {
    let details =
        element.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "details")?;
    let summary = details.child_elements().find(|child| child.value().name() == "summary")?;
    Some(node::text(*summary))
}

fn is_term(element: &ElementRef<'_>) -> bool {
    element.value().name() == "dt"
}

fn definition<'a>(term: &ElementRef<'a>) -> Vec<NodeRef<'a>> {
    let after = term.next_siblings().filter_map(ElementRef::wrap);
    after
        .skip_while(|e| !matches!(e.value().name(), "dd" | "dt"))
        .take_while(|e| e.value().name() == "dd")
        .map(|e| *e)
        .collect()
}

fn is_trigger(element: &ElementRef<'_>) -> bool {
    let folds =
        ["data-bs-toggle", "data-toggle"].iter().any(|name| element.attr(name) == Some("collapse"));
    let controls = element.attr("aria-controls").is_some()
        || element.attr("role") == Some("button")
        || element.value().name() == "button";
    folds || (element.attr("aria-expanded").is_some() && controls)
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
        if let Some(next) = at.next_siblings().find_map(ElementRef::wrap) {
            let other =
                is_trigger(&next) || next.descendent_elements().any(|inner| is_trigger(&inner));
            return if other { Vec::new() } else { vec![*next] };
        }
        let Some(parent) = at.parent() else { break };
        at = parent;
    }
    Vec::new()
}

/// What follows a heading, up to the next heading of its rank or above, or the next
/// question. When a heading is alone in its box, what follows the box follows the heading.
fn below<'a>(heading: &ElementRef<'a>, rank: u8) -> Vec<NodeRef<'a>> {
    let mut answer = Vec::new();
    let mut at: NodeRef<'a> = **heading;
    loop {
        for next in at.next_siblings() {
            if ends(next, rank) {
                return answer;
            }
            answer.push(next);
        }
        let said = answer.iter().any(|node| !node::text(*node).is_empty());
        let parent = at.parent().filter(|parent| {
            ElementRef::wrap(*parent)
                .is_some_and(|p| !matches!(p.value().name(), "body" | "main" | "html"))
        });
        match parent {
            Some(parent) if !said => at = parent,
            _ => return answer,
        }
    }
}

fn ends(node: NodeRef<'_>, rank_above: u8) -> bool {
    let Some(element) = ElementRef::wrap(node) else { return false };
    if is_furniture(&element) || is_banner(&element) {
        return true;
    }
    element.descendent_elements().chain([element]).any(|inner| {
        rank(&inner)
            .is_some_and(|rank| rank <= rank_above || prose::is_question(&node::text(*inner)))
    })
}

/// Whether a title can be that of a section and is not that of the whole page.
fn is_category(title: &str) -> bool {
    let words = prose::words(title);
    let of_the_page = [
        "faq",
        "foire aux questions",
        "questions frequentes",
        "vos questions",
        "questions reponses",
    ]
    .iter()
    .any(|name| words.starts_with(name));
    !words.is_empty() && !of_the_page && title.chars().count() <= 80
}
