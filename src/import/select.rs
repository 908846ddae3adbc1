//! Which candidates of a page are its questions. An element is judged with those that look
//! like it: a menu and a FAQ may both have buttons, but only the FAQ's are questions.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;

use super::below::{Ends, below, has_media};
use super::candidate::{Candidate, Kind};
use super::grid::Grids;
use super::invitation::is_invitation;
use super::node::{self, rank};
use super::outline::Outline;
use super::{alike, headings, prose, tagged, title};

/// The questions of a page, and what looked like one.
pub struct Selection<'a> {
    /// In the page's order.
    pub questions: Vec<Candidate<'a>>,
    /// The panels of titles that only group questions, with these titles.
    pub groups: HashMap<NodeId, String>,
    /// Invitations to write to the authors, with their words.
    pub invitations: Vec<(ElementRef<'a>, String)>,
    /// The page's tables.
    pub grids: Grids,
}

/// Selects the questions of a page.
pub fn select<'a>(outline: &Outline<'a>) -> Selection<'a> {
    let places: HashMap<NodeId, usize> =
        outline.elements.iter().enumerate().map(|(at, element)| (element.id(), at)).collect();
    let place = |candidate: &Candidate<'_>| places.get(&candidate.title.id()).copied();
    let grids = Grids::of(outline);
    let tagged = without_invitations(tagged::candidates(outline));
    let (unfolding, groups) = without_groups(unfolding(&tagged));
    let outside = |inside: &Inside| -> Vec<Candidate<'a>> {
        tagged
            .iter()
            .filter(|c| matches!(c.kind, Kind::Heading(_)) && !inside.contains(&c.title))
            .cloned()
            .collect()
    };
    // What unfolds may be a part of the answer to a heading.
    let asking = outside(&Inside::of(&unfolding));
    let asking = headings::asking_headings(&asking, !unfolding.is_empty());
    let unfolding = without_parts(unfolding, &asking, outline, &places);
    let inside = Inside::of(&unfolding);
    let headings = outside(&inside);
    let mut chosen = headings::asking_headings(&headings, !unfolding.is_empty());
    chosen.extend(unfolding);
    chosen.sort_by_key(place);
    let alike: Vec<Candidate<'a>> =
        without_invitations(alike::candidates(outline, &tagged, &grids))
            .into_iter()
            .filter(|candidate| {
                // A bold label is followed by its value, not by an answer.
                !inside.contains(&candidate.title)
                    && !headings::is_aside(&candidate.question)
                    && !candidate.question.ends_with(':')
            })
            .collect();
    let mut invitations = invitations(outline, &inside);
    add_alike(&mut chosen, &alike, outline, &places, &invitations);
    if chosen.iter().all(|candidate| !candidate.may_ask()) && chosen.len() < 2 {
        chosen.extend(headings::lone_title(&headings));
    }
    if chosen.is_empty() {
        chosen.extend(headings::titles_of_faq(&headings));
    }
    let mut apart = headings::set_apart(&mut chosen);
    apart.extend(headings::beside_faq(&headings, &mut chosen, &places));
    invitations.extend(apart.into_iter().map(|candidate| (candidate.title, candidate.question)));
    let more = headings::silent_headings(&headings, &chosen, &places);
    chosen.extend(more);
    chosen.sort_by_key(place);
    Selection { questions: chosen, groups, invitations, grids }
}

fn without_invitations(candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    candidates.into_iter().filter(|candidate| !is_invitation(&candidate.question)).collect()
}

/// The invitations that stand outside of panels.
fn invitations<'a>(outline: &Outline<'a>, inside: &Inside) -> Vec<(ElementRef<'a>, String)> {
    let mut found: Vec<(ElementRef<'a>, String)> = Vec::new();
    for element in &outline.elements {
        let letters = outline.letters(element.id());
        let block = !node::is_inline(element)
            || matches!(element.value().name(), "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if !(8..90).contains(&letters) || !block || inside.contains(element) {
            continue;
        }
        let words = title::title(**element);
        let known = found.iter().any(|(_, known)| *known == words);
        if known {
            continue;
        }
        if prose::is_question(&words) && is_invitation(&words) {
            found.push((*element, words));
        } else if let Some(question) = about_page(&words) {
            found.push((*element, question));
        }
    }
    found
}

/// The question about the page itself with which a block begins, before its buttons or a count of
/// votes. A question to the reader may begin an answer: « Une question ? Appelez le 12. »
fn about_page(words: &str) -> Option<String> {
    let (question, _) = words.split_once('?')?;
    let folded = prose::words(question);
    let about = ["utile", "utiles", "helpful", "repondu", "aide"];
    let is_about =
        folded.split(' ').any(|word| about.contains(&word)) && !folded.starts_with("besoin");
    (is_about && is_invitation(question)).then(|| format!("{question}?"))
}

/// The questions that unfold or are marked, whole groups at a time.
fn unfolding<'a>(tagged: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
    let mut groups: HashMap<(Kind, &str), Vec<&Candidate<'a>>> = HashMap::new();
    for candidate in tagged {
        groups.entry((candidate.kind, &candidate.key)).or_default().push(candidate);
    }
    let asks = |kind: Kind| {
        groups.iter().any(|((of, _), group)| *of == kind && group.iter().any(|c| c.asks()))
    };
    let (folded_ask, triggers_ask) = (asks(Kind::Folded), asks(Kind::Trigger));
    let any_asks = tagged.iter().any(Candidate::asks);
    let accepts = |kind: Kind, group: &[&Candidate<'a>]| {
        let asks = group.iter().any(|candidate| candidate.asks());
        match kind {
            Kind::Marked => true,
            Kind::Folded => asks || !(folded_ask || any_asks),
            Kind::Term => asks,
            // Accordions whose titles are all nouns are told from menus by their classes.
            Kind::Trigger => {
                asks || (!triggers_ask && !any_asks && group.len() >= 2 && is_accordion(group))
            }
            Kind::Heading(_) | Kind::Alike => false,
        }
    };
    tagged
        .iter()
        .filter(|candidate| {
            accepts(candidate.kind, &groups[&(candidate.kind, candidate.key.as_str())])
        })
        .filter(|candidate| {
            let panel = candidate.panel.iter().flatten();
            let said =
                panel.into_iter().any(|node| !node::text(*node).is_empty() || has_media(*node));
            let words = prose::words(&candidate.question);
            let control = words.starts_with("tout ") || words.ends_with(" all") || words == "menu";
            (said || candidate.asks()) && !control
        })
        .cloned()
        .collect()
}

/// Separates the titles whose panel has questions in it, with these panels. A title that asks
/// is an entry all the same.
fn without_groups(candidates: Vec<Candidate<'_>>) -> (Vec<Candidate<'_>>, HashMap<NodeId, String>) {
    let asking: HashSet<NodeId> = candidates
        .iter()
        .filter(|candidate| candidate.asks())
        .flat_map(|candidate| candidate.title.ancestors().map(|above| above.id()))
        .collect();
    let mut groups = HashMap::new();
    let mut kept = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let panels = candidate.panel.iter().flatten().filter(|node| asking.contains(&node.id()));
        let panels: Vec<NodeId> = panels.map(|node| node.id()).collect();
        if panels.is_empty() || candidate.asks() {
            kept.push(candidate);
        } else {
            groups.extend(panels.into_iter().map(|panel| (panel, candidate.question.clone())));
        }
    }
    (kept, groups)
}

/// Removes the groups of what unfolds that are parts of the answers to headings.
fn without_parts<'a>(
    unfolding: Vec<Candidate<'a>>,
    headings: &[Candidate<'a>],
    outline: &Outline<'a>,
    places: &HashMap<NodeId, usize>,
) -> Vec<Candidate<'a>> {
    let mut groups: HashMap<(Kind, &str), Vec<&Candidate<'a>>> = HashMap::new();
    for candidate in &unfolding {
        groups.entry((candidate.kind, &candidate.key)).or_default().push(candidate);
    }
    let parts: HashSet<NodeId> = groups
        .into_iter()
        .filter(|((kind, _), group)| {
            *kind != Kind::Marked && within_answers(group, headings, outline, places)
        })
        .flat_map(|(_, group)| group.into_iter().map(|candidate| candidate.title.id()))
        .collect();
    unfolding.into_iter().filter(|candidate| !parts.contains(&candidate.title.id())).collect()
}

fn is_accordion(group: &[&Candidate<'_>]) -> bool {
    group.iter().all(|candidate| {
        let near = [candidate.title].into_iter();
        let mut near = near.chain(candidate.title.ancestors().filter_map(ElementRef::wrap).take(3));
        near.any(|element| {
            node::class_parts(&element).any(|part| {
                ["accordion", "accordeon", "faq", "collapsible", "toggle"].contains(&part.as_str())
            })
        })
    })
}

/// The titles and the panels of questions: what is inside them belongs to them.
struct Inside(HashSet<NodeId>);

impl Inside {
    fn of(candidates: &[Candidate<'_>]) -> Self {
        let titles = candidates.iter().map(|candidate| candidate.title.id());
        let panels = candidates.iter().flat_map(|c| c.panel.iter().flatten().map(|node| node.id()));
        Self(titles.chain(panels).collect())
    }

    fn contains(&self, element: &ElementRef<'_>) -> bool {
        self.0.contains(&element.id())
            || element.ancestors().any(|above| self.0.contains(&above.id()))
    }
}

/// Adds the groups of elements that look alike and ask.
fn add_alike<'a>(
    chosen: &mut Vec<Candidate<'a>>,
    alike: &[Candidate<'a>],
    outline: &Outline<'a>,
    places: &HashMap<NodeId, usize>,
    invitations: &[(ElementRef<'a>, String)],
) {
    let place = |candidate: &Candidate<'_>| places.get(&candidate.title.id()).copied();
    let mut groups = alike::groups(alike);
    // The group with the most questions comes first, because it is surely of the page.
    groups.sort_by_key(|group| {
        std::cmp::Reverse(group.iter().filter(|at| alike[**at].asks()).count())
    });
    for mixed in [false, true] {
        // Where only some elements of a look ask, as paragraphs without a class do, they are
        // questions only if the page has no others.
        if mixed && !chosen.is_empty() {
            return;
        }
        for group in &groups {
            let members: Vec<&Candidate<'a>> = group.iter().map(|at| &alike[*at]).collect();
            let asking: Vec<&Candidate<'a>> =
                members.iter().copied().filter(|candidate| candidate.asks()).collect();
            let may_ask = members.iter().filter(|candidate| candidate.may_ask()).count();
            let regular = may_ask * 2 >= members.len();
            if asking.len() < 2 || (!mixed && !regular) {
                continue;
            }
            // A title that comes again and again is a part of each answer.
            let mut times: HashMap<&str, usize> = HashMap::new();
            for member in &members {
                *times.entry(member.question.as_str()).or_default() += 1;
            }
            let members = members.iter().copied();
            let taken: Vec<&Candidate<'a>> = if mixed {
                asking
            } else {
                members.filter(|c| c.asks() || times[c.question.as_str()] == 1).collect()
            };
            let titles = chosen.iter().chain(taken.iter().copied()).map(|c| c.title);
            let ends = Ends::of(titles, invitations.iter().map(|(element, _)| *element));
            let answered: Vec<&Candidate<'a>> = taken
                .into_iter()
                .filter(|candidate| {
                    let answer = below(candidate, 0, &ends, outline);
                    answer.iter().any(|node| !node::text(*node).is_empty() || has_media(*node))
                })
                .collect();
            let count = answered.iter().filter(|candidate| candidate.asks()).count();
            let asked = group.iter().filter(|at| alike[**at].asks()).count();
            if count < 2 || count * 2 < asked || within_answers(&answered, chosen, outline, places)
            {
                continue;
            }
            chosen.extend(answered.into_iter().cloned());
            // Questions of the group without an answer are told like all others.
            let known: HashSet<NodeId> = chosen.iter().map(|c| c.title.id()).collect();
            let unanswered = group
                .iter()
                .map(|at| &alike[*at])
                .filter(|c| c.asks() && !known.contains(&c.title.id()));
            chosen.extend(unanswered.cloned());
            chosen.sort_by_key(place);
            if mixed {
                return;
            }
        }
    }
}

/// Whether the elements of a group are parts of answers that are known already. They are not
/// when most of those answers have several of them: then the headings that ask are titles of
/// sections.
fn within_answers(
    group: &[&Candidate<'_>],
    chosen: &[Candidate<'_>],
    outline: &Outline<'_>,
    places: &HashMap<NodeId, usize>,
) -> bool {
    let known: HashSet<NodeId> = chosen.iter().map(|candidate| candidate.title.id()).collect();
    if known.is_empty() {
        return false;
    }
    // What an element is under: the last heading, or the last question that is alike.
    let mut above: HashMap<NodeId, usize> = HashMap::new();
    for candidate in group {
        let Some(&at) = places.get(&candidate.title.id()) else { continue };
        let over = outline.elements[..at]
            .iter()
            .rev()
            .find(|element| rank(element).is_some() || known.contains(&element.id()));
        if let Some(over) = over.filter(|over| known.contains(&over.id())) {
            *above.entry(over.id()).or_default() += 1;
        }
    }
    let inside: usize = above.values().sum();
    if inside * 2 < group.len() {
        return false;
    }
    let titles = above.len();
    !(titles * 2 >= known.len() && inside >= 2 * titles)
}
