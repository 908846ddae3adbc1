//! A saved web page. Questions are what its tags mark as questions (`tagged.rs`) and the
//! elements that look alike and ask (`alike.rs`); `select.rs` decides between them.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::below::{Ends, below, cut_to_panel};
use super::candidate::{Candidate, Kind};
use super::draft::{Draft, Input};
use super::failure::Failure;
use super::invitation::is_invitation;
use super::node::{self, NodeRef, rank};
use super::origin::Page;
use super::outline::Outline;
use super::place::Places;
use super::select::{self, Selection};
use super::warning::{Warning, Warnings};
use super::{announced, leftover, markup, prose, tagged, title};

/// How deep the elements of a page may be nested. Pages of real sites have fewer than 100
/// levels, and the time to read a page grows with the depth of each of its elements.
const MAX_DEPTH: usize = 200;

/// How many boxes may be open by the count of their tags, which does not know that a closing
/// tag of a cell also closes the boxes in it.
const MAX_OPEN_BOXES: usize = 5000;

/// Whether the text looks like HTML.
pub fn recognises(text: &str) -> bool {
    let start = text.trim_start();
    let head: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let tags = [
        "<!doctype html",
        "<html",
        "<body",
        "<head",
        "<details",
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<dl",
        "<div",
        "<p>",
        "<p ",
        "<section",
        "<article",
        "<main",
        "<ul",
        "<ol",
        "<table",
        "<button",
        "<script",
        "<meta",
    ];
    start.starts_with('<') && tags.iter().any(|tag| head.contains(tag))
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let drafts = read_page(input.text, Around::Ignored, input, warnings)?;
    if drafts.is_empty() { as_text(input, warnings) } else { Ok(drafts) }
}

/// The entries of the text that a browser shows, for a page whose lines only `<br>` divides.
fn as_text(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let document = Html::parse_document(input.text);
    let page = Page::of(&document, input.text, input.source);
    let content = Outline::of(&document).nodes(document.root_element());
    let text = markup::nodes_to_markdown(&content, "", &page, &mut Warnings::default());
    // A line break of Markdown is a line of its own here.
    let text = text.replace("\\\n", "\n");
    let text = without_invitations(&text);
    let input = Input { text: &text, source: page.url.as_ref() };
    let drafts = super::page::read(&input, warnings)?;
    Ok(drafts.into_iter().map(|draft| Draft { line: None, ..draft }).collect())
}

/// The lines of a page without those from an invitation on that no question follows. Its last
/// question would take them into its answer.
fn without_invitations(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let invites = |line: &str| prose::is_question(line) && is_invitation(line);
    let last = lines.iter().rposition(|line| prose::is_question(line) && !invites(line));
    let start = last.map_or(0, |last| last + 1);
    let end = lines[start..].iter().position(|line| invites(line));
    lines[..end.map_or(lines.len(), |end| start + end)].join("\n")
}

/// Counts the boxes of a page that are open at one place, before the page is parsed: the time
/// to parse it grows as the square of its depth.
///
/// # Errors
/// They are more than [`MAX_OPEN_BOXES`].
pub fn check_open_boxes(html: &str) -> Result<(), Failure> {
    let mut open = 0usize;
    for tag in html.split('<').skip(1) {
        let closes = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let boxes = ["div", "span", "section", "blockquote", "article"];
        if !boxes.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            continue;
        }
        open = if closes { open.saturating_sub(1) } else { open + 1 };
        if open > MAX_OPEN_BOXES {
            return Err(Failure::TooDeep { levels: MAX_DEPTH });
        }
    }
    Ok(())
}

/// What is done with the texts that are under no question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Nothing: a web page has a footer, lists of links and comments.
    Ignored,
    /// Each is reported.
    Reported,
}

/// Reads the HTML of a page. It may have been made of the input's text, where the places
/// that warnings name are looked for.
///
/// # Errors
/// Its elements are nested more than [`MAX_DEPTH`] levels deep.
pub fn read_page(
    html: &str,
    around: Around,
    input: &Input<'_>,
    warnings: &mut Warnings,
) -> Result<Vec<Draft>, Failure> {
    check_open_boxes(html)?;
    let document = Html::parse_document(html);
    if node::depth(document.root_element()) > MAX_DEPTH {
        return Err(Failure::TooDeep { levels: MAX_DEPTH });
    }
    let page = Page::of(&document, html, input.source);
    let outline = Outline::of(&document);
    let selection = select::select(&outline);
    let mut places = Places::new(input.text);
    for (_, question) in &selection.invitations {
        warnings.at(Places::new(input.text).line(question));
        warnings.push(Warning::Invitation { question: question.clone() });
    }
    let (found, rejected) = entries(&outline, &selection);
    if around == Around::Reported {
        report_leftovers(&outline, &selection, &found, &rejected, input, warnings);
    }
    for title in rejected {
        warnings.at(Places::new(input.text).line(&title));
        warnings.push(Warning::SilentHeading { title });
    }
    let first = found.first().map(|found| found.title);
    let mut drafts = Vec::with_capacity(found.len());
    for found in found {
        let line = places.line(&found.question);
        warnings.at(line);
        let (question, answer) = (found.question, without_footer(found.answer));
        // The words of a picture are not an answer, and readers may not see it.
        let answer = match is_pictures(&answer) {
            true => String::new(),
            false => markup::nodes_to_markdown(&answer, &question, &page, warnings),
        };
        drafts.push(Draft {
            answer,
            question,
            variants: found.variants,
            categories: found.category.into_iter().collect(),
            source: page.url.clone(),
            updated: page.updated,
            line,
        });
    }
    warnings.at(None);
    let preamble = outline.elements.iter().take_while(|element| Some(element.id()) != first);
    let lines = preamble
        .filter(|element| (1..60).contains(&outline.letters(element.id())))
        .map(|element| node::text(**element));
    announced::compare(lines, drafts.len(), warnings);
    Ok(drafts)
}

fn report_leftovers(
    outline: &Outline<'_>,
    selection: &Selection<'_>,
    found: &[Found<'_>],
    rejected: &[String],
    input: &Input<'_>,
    warnings: &mut Warnings,
) {
    let answers = found.iter().flat_map(|found| &found.answer).map(|node| node.id());
    let entries: HashSet<NodeId> = found.iter().map(|found| found.title).chain(answers).collect();
    let invited: HashSet<NodeId> =
        selection.invitations.iter().map(|(element, _)| element.id()).collect();
    let rejected: HashSet<&str> = rejected.iter().map(String::as_str).collect();
    let reported = |element: &ElementRef<'_>| {
        invited.contains(&element.id())
            || (rank(element).is_some() && rejected.contains(title::title(**element).as_str()))
    };
    let mut places = Places::new(input.text);
    for text in leftover::texts(outline, &entries, reported) {
        warnings.at(places.line(&text));
        warnings.push(Warning::UnderNoQuestion { text: text.chars().take(60).collect() });
    }
}

/// An answer without what follows an invitation that is in no element of its own.
fn without_footer(mut answer: Vec<NodeRef<'_>>) -> Vec<NodeRef<'_>> {
    let invites = |node: &NodeRef<'_>| {
        node.value().as_text().is_some_and(|text| {
            let words = prose::tidy(text);
            prose::is_question(&words) && is_invitation(&words)
        })
    };
    if let Some(end) = answer.iter().skip(1).position(invites) {
        answer.truncate(end + 1);
    }
    answer
}

/// Whether an answer shows pictures and nothing else.
fn is_pictures(answer: &[NodeRef<'_>]) -> bool {
    let media = ["img", "iframe", "video", "audio", "object", "embed"];
    let mut shown = answer
        .iter()
        .flat_map(|node| node.descendants())
        .filter_map(|node| node.value().as_element())
        .map(|element| element.name())
        .filter(|name| media.contains(name))
        .peekable();
    shown.peek().is_some()
        && shown.all(|name| name == "img")
        && answer.iter().all(|node| node::text(*node).is_empty())
}

struct Found<'a> {
    title: NodeId,
    question: String,
    variants: Vec<String>,
    answer: Vec<NodeRef<'a>>,
    category: Option<String>,
}

/// The questions with their answers, and the titles of the headings of the questions' rank that
/// have a text and are neither a question nor a category. What is inside a question or an
/// answer that was already found belongs to it.
fn entries<'a>(outline: &Outline<'a>, selection: &Selection<'a>) -> (Vec<Found<'a>>, Vec<String>) {
    let questions = &selection.questions;
    let by_title: HashMap<NodeId, usize> =
        questions.iter().enumerate().map(|(at, candidate)| (candidate.title.id(), at)).collect();
    let answers = answers(outline, selection);
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut claimed: HashSet<NodeId> = HashSet::new();
    // The headings above the current element with their ranks. The last is the category.
    let mut headings: Vec<(u8, String)> = Vec::new();
    let ranks: HashSet<u8> = questions.iter().filter_map(|c| rank(&c.title)).collect();
    // The headings that may be rejected, with whether a question is below them.
    let mut others: Vec<(u8, Candidate<'a>, bool)> = Vec::new();
    for element in &outline.elements {
        // A parent comes before its children in the page, so its own answer is enough.
        let taken = claimed.contains(&element.id())
            || element.parent().is_some_and(|above| claimed.contains(&above.id()));
        if taken {
            claimed.insert(element.id());
            continue;
        }
        let candidate = by_title.get(&element.id()).map(|at| (*at, &questions[*at]));
        if let Some(rank) = rank(element) {
            headings.retain(|(above, _)| *above < rank);
            // A heading around a button that is a question is not a category.
            let holds = element.descendent_elements().any(|e| by_title.contains_key(&e.id()));
            if candidate.is_none() && !holds {
                let question = title::title(**element);
                headings.push((rank, question.clone()));
                let (kind, key) = (Kind::Heading(rank), String::new());
                let other = Candidate { kind, key, title: *element, question, panel: None };
                others.push((rank, other, false));
            }
        }
        let Some((at, candidate)) = candidate else { continue };
        let answer = &answers[&element.id()];
        let said = answer.iter().any(|node| !node::text(*node).is_empty());
        // A heading that asks, with questions below it and no words between, is a category.
        if let (false, Some(own), Some(next)) = (said, rank(element), questions.get(at + 1))
            && next.kind != candidate.kind
            && rank(&next.title).is_none_or(|next| next > own)
        {
            headings.push((own, candidate.question.clone()));
            continue;
        }
        // The headings that are open here, from the nearest to the one of the highest rank.
        let mut lowest = u8::MAX;
        for (rank, _, groups) in others.iter_mut().rev() {
            *groups |= *rank < lowest && rank_below(*rank, element);
            lowest = lowest.min(*rank);
        }
        claimed.insert(element.id());
        claimed.extend(answer.iter().map(|node| node.id()));
        let terms = match candidate.kind {
            Kind::Term => tagged::terms_above(element),
            _ => Vec::new(),
        };
        // A term that does not ask above one that does is its category.
        let (variants, others): (Vec<String>, Vec<String>) =
            terms.into_iter().partition(|term| prose::is_question(term) || !candidate.asks());
        let category = others.into_iter().last();
        let above = element
            .ancestors()
            .find_map(|above| selection.groups.get(&above.id()).cloned())
            .or_else(|| selection.grids.category(element))
            .or_else(|| tagged::group(element))
            .or_else(|| headings.iter().rev().find(|(rank, _)| *rank > 1).map(|(_, t)| t.clone()))
            .filter(|title| is_category(title));
        let category = category.or(above);
        found.push(Found {
            title: element.id(),
            question: candidate.question.clone(),
            variants,
            answer: answer.clone(),
            category,
        });
    }
    let ends = ends(selection);
    let invited: HashSet<NodeId> =
        selection.invitations.iter().map(|(element, _)| element.id()).collect();
    let rejected = others
        .into_iter()
        .filter(|(rank, other, groups)| {
            let text = || below(other, 0, &ends, outline);
            ranks.contains(rank)
                && !groups
                && !invited.contains(&other.title.id())
                && text().iter().any(|node| !node::text(*node).is_empty())
        })
        .map(|(_, other, _)| other.question)
        .filter(|title| title.contains(char::is_alphanumeric))
        .collect();
    (found, rejected)
}

/// Whether a question can belong to a heading of this rank above it.
fn rank_below(above: u8, question: &ElementRef<'_>) -> bool {
    rank(question).is_none_or(|own| above < own)
}

fn ends(selection: &Selection<'_>) -> Ends {
    let titles = selection.questions.iter().map(|candidate| candidate.title);
    Ends::of(titles, selection.invitations.iter().map(|(element, _)| *element))
}

/// The answer of each question, by its title.
fn answers<'a>(
    outline: &Outline<'a>,
    selection: &Selection<'a>,
) -> HashMap<NodeId, Vec<NodeRef<'a>>> {
    let questions = &selection.questions;
    let ends = ends(selection);
    let mut sections: HashMap<NodeId, u8> = HashMap::new();
    let mut section = 0;
    for element in &outline.elements {
        section = rank(element).unwrap_or(section);
        sections.insert(element.id(), section);
    }
    let mut answers = HashMap::new();
    let mut groups: HashMap<&str, Vec<&Candidate<'a>>> = HashMap::new();
    for candidate in questions {
        if let Some(panel) = &candidate.panel {
            answers.insert(candidate.title.id(), panel.clone());
        } else {
            groups.entry(&candidate.key).or_default().push(candidate);
        }
    }
    for group in groups.values() {
        let section = |candidate: &Candidate<'_>| match candidate.kind {
            Kind::Heading(_) => 0,
            _ => sections.get(&candidate.title.id()).copied().unwrap_or_default(),
        };
        let mut flows: Vec<Vec<NodeRef<'a>>> =
            group.iter().map(|c| below(c, section(c), &ends, outline)).collect();
        cut_to_panel(&mut flows);
        answers.extend(group.iter().map(|candidate| candidate.title.id()).zip(flows));
    }
    answers
}

/// Whether a title can be that of a section and is not that of the whole page.
fn is_category(title: &str) -> bool {
    let words = prose::words(title);
    let of_the_page = [
        "faq",
        "f a q",
        "foire aux questions",
        "questions frequentes",
        "vos questions",
        "questions reponses",
        "frequently asked questions",
        "sommaire",
    ]
    .iter()
    .any(|name| words.starts_with(name));
    !words.is_empty() && !of_the_page && title.chars().count() <= 80
}
