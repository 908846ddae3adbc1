//! Questions that only their look tells: at least two elements with the same tags and the
//! same classes that show a question, each with something below it. Whatever the tags are:
//! paragraphs by class, buttons and labels without roles, bold lines, cells of a table.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;

use super::candidate::{Candidate, Kind, look};
use super::grid::Grids;
use super::node::{self, NodeRef, is_trigger};
use super::outline::Outline;
use super::title;

/// Questions have more letters than the first number and fewer than the second.
const LETTERS: (usize, usize) = (3, 260);

/// The elements that may be a question by their look. Those that the tags mark already
/// (`tagged`) are not among them.
pub fn candidates<'a>(
    outline: &Outline<'a>,
    tagged: &[Candidate<'a>],
    grids: &Grids,
) -> Vec<Candidate<'a>> {
    let tagged: HashSet<NodeId> = tagged.iter().map(|candidate| candidate.title.id()).collect();
    let mut found: Vec<Candidate<'a>> = Vec::new();
    let mut boxes: HashSet<NodeId> = HashSet::new();
    for element in &outline.elements {
        let letters = outline.letters(element.id());
        if letters < LETTERS.0 || letters > LETTERS.1 {
            continue;
        }
        // The innermost element with these words, which alone says how they look.
        if element.child_elements().any(|child| outline.letters(child.id()) == letters) {
            continue;
        }
        let mut chain = vec![*element];
        for above in element.ancestors().filter_map(ElementRef::wrap) {
            let inner = chain.last().expect("the element itself");
            if outline.letters(above.id()) != letters
                || above.value().name() == "body"
                || answers_in_figures(inner)
            {
                break;
            }
            chain.push(above);
        }
        let marked = chain.iter().any(|element| {
            tagged.contains(&element.id())
                || node::rank(element).is_some()
                || is_trigger(element)
                || matches!(
                    element.value().name(),
                    "summary" | "dt" | "dd" | "pre" | "code" | "figcaption" | "caption"
                )
        });
        let outermost = *chain.last().expect("the element itself");
        if marked || !opens_its_line(&chain, outline) || !boxes.insert(outermost.id()) {
            continue;
        }
        let question = title::title(*outermost);
        let key = key(&chain, outline, grids);
        found.push(Candidate { kind: Kind::Alike, key, title: outermost, question, panel: None });
    }
    join_bold_lines(&mut found);
    found
}

/// The start of the key of a line that is bold as a whole.
const BOLD_LINE: &str = "bold ";

/// Editors give the same bold line another class now and then. The bold lines of a look of which
/// only one asks are of one look with the others that ask.
fn join_bold_lines(candidates: &mut [Candidate<'_>]) {
    let mut asking: HashMap<String, usize> = HashMap::new();
    for candidate in candidates.iter().filter(|c| c.key.starts_with(BOLD_LINE) && c.asks()) {
        *asking.entry(candidate.key.clone()).or_default() += 1;
    }
    if asking.values().all(|count| *count > 1) {
        return;
    }
    for candidate in candidates.iter_mut().filter(|c| asking.contains_key(&c.key)) {
        candidate.key = BOLD_LINE.to_owned();
    }
}

/// Whether a number without letters follows an element: the answer to "how many".
fn answers_in_figures(element: &ElementRef<'_>) -> bool {
    element.next_siblings().any(|next| {
        let text = node::text(next);
        text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_alphabetic)
    })
}

/// Whether nothing stands before the element in its paragraph, and nothing after it unless
/// it is a question.
fn opens_its_line(chain: &[ElementRef<'_>], outline: &Outline<'_>) -> bool {
    let outermost = chain.last().expect("at least one");
    if !is_run(outermost) {
        return true;
    }
    let has_words = |node: &NodeRef<'_>| match node.value().as_text() {
        Some(text) => text.contains(char::is_alphanumeric),
        None => outline.letters(node.id()) > 0,
    };
    let breaks = |node: &NodeRef<'_>| {
        ElementRef::wrap(*node).is_some_and(|e| {
            e.value().name() == "br"
                || !(node::is_inline(&e) || is_media(&e))
                || e.value().name() == "p"
        })
    };
    let before = outermost.prev_siblings().take_while(|node| !breaks(node)).any(|n| has_words(&n));
    if before {
        return false;
    }
    let question = title::title(**outermost);
    let after = outermost.next_siblings().take_while(|node| !breaks(node)).any(|n| has_words(&n));
    !after || super::prose::is_question(&question)
}

/// Whether an element is a piece of a line rather than a block.
fn is_run(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "b" | "strong" | "em" | "i" | "u" | "span" | "font" | "a" | "mark" | "small"
    )
}

fn is_media(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "img" | "svg" | "input" | "small" | "font" | "u" | "mark")
}

/// What an element looks like: its tags from the innermost out, with their classes.
fn key(chain: &[ElementRef<'_>], outline: &Outline<'_>, grids: &Grids) -> String {
    let bold = chain.iter().any(|element| is_bold(element));
    let classed = chain.iter().any(|element| element.value().classes().next().is_some());
    // A list around the title says nothing: its first one may have a class of its own.
    let mut looks: Vec<String> = chain
        .iter()
        .filter(|element| !matches!(element.value().name(), "ul" | "ol"))
        .map(look)
        .filter(|look| look.contains('.') || !is_plain(look))
        .collect();
    looks.dedup();
    let outermost = chain.last().expect("at least one");
    // A bold line is the same whether its answer is in its own paragraph or in the next.
    let is_bold_line = bold
        && chain.iter().all(|element| is_run(element) || matches!(element.value().name(), "p"));
    if is_bold_line {
        let classes: Vec<String> = chain
            .iter()
            .filter(|e| is_run(e))
            .map(look)
            .filter(|look| look.contains('.'))
            .collect();
        return format!("{BOLD_LINE}{}", classes.join(" "));
    }
    if looks.is_empty() {
        looks.push(look(outermost));
    }
    let mut key = looks.join(" ");
    if bold {
        key.push_str(" bold");
    }
    if matches!(outermost.value().name(), "td" | "th") {
        let column = grids.column(outermost.id()).unwrap_or_default();
        // A table inside a cell has columns of its own.
        let around = outermost.ancestors().filter_map(ElementRef::wrap);
        let around = around.filter(|above| matches!(above.value().name(), "td" | "th")).count();
        key = format!("cell {column} in {around}");
    } else if !classed {
        let depth = outermost.ancestors().filter(|above| outline.contains(above.id())).count();
        key.push_str(&format!(" at {depth}"));
    }
    key
}

/// Tags that say nothing about what they hold.
fn is_plain(look: &str) -> bool {
    matches!(look, "span" | "a" | "font" | "b" | "strong" | "em" | "i" | "u" | "div")
}

fn is_bold(element: &ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    matches!(element.value().name(), "b" | "strong")
        || ["font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800"]
            .iter()
            .any(|weight| style.contains(weight))
}

/// The groups of candidates that look alike, in the page's order.
pub fn groups(candidates: &[Candidate<'_>]) -> Vec<Vec<usize>> {
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let group = *by_key.entry(&candidate.key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    groups
}
