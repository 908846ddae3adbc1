//! Which headings of a page are its questions, and which are titles of its sections.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;

use super::candidate::{Candidate, Kind, look};
use super::node::rank;
use super::{label, prose};

/// Titles beside the questions that are not entries.
const ASIDE: &[&str] = &[
    // Sections that a repository has beside its questions.
    "installation",
    "usage",
    "utilisation",
    "licence",
    "license",
    "contributing",
    "contribuer",
    "contribution",
    "contributions",
    "changelog",
    "credits",
    "auteurs",
    "authors",
    "documentation",
    "prerequis",
    "requirements",
    "getting started",
    "quick start",
    "demarrage rapide",
    "roadmap",
    "remerciements",
    "acknowledgements",
    "introduction",
    "conclusion",
    "presentation",
    // Labels inside answers, and what is around a page's content.
    "attention",
    "important",
    "note",
    "remarque",
    "a noter",
    "exemple",
    "astuce",
    "nb",
    "bon a savoir",
    "a savoir",
    "rappel",
    "precision",
    "warning",
    "tip",
    "example",
    "contact",
    "contacts",
    "nous contacter",
    "contactez nous",
    "liens utiles",
    "liens",
    "voir aussi",
    "en savoir plus",
    "pour en savoir plus",
    "pour aller plus loin",
    "ressources",
    "articles lies",
    "articles similaires",
    "articles connexes",
    "articles associes",
    "sommaire",
    "au sommaire",
    "table des matieres",
    "sur cette page",
    "a propos",
    "partager",
    "partager cette page",
    "commentaires",
    "suivez nous",
    "newsletter",
    "lettre d information",
    "a lire aussi",
    "actualites",
    "mentions legales",
    "plan du site",
    "notes",
    "references",
    "notes et references",
    "references et notes",
    "notes and references",
    "sources",
    "bibliographie",
    "bibliography",
    "liens externes",
    "external links",
    "annexes",
    "menu",
    "navigation",
    "see also",
    "related articles",
    "related content",
    "related links",
    "more information",
    "further reading",
    "table of contents",
    "on this page",
    "faq",
    "question",
    "questions",
    "reponse",
    "reponses",
    "tout deplier",
    "tout replier",
    "tout afficher",
    "afficher tout",
    "expand all",
];

/// The headings that ask. Where no heading has a question mark, those that begin as a
/// question does, if most of their rank do.
pub fn asking_headings<'a>(headings: &[Candidate<'a>], others: bool) -> Vec<Candidate<'a>> {
    let ask: Vec<_> = headings.iter().filter(|heading| heading.asks()).collect();
    if ask.is_empty() && !others {
        for rank in 2..=6 {
            let of_rank: Vec<_> =
                headings.iter().filter(|c| c.kind == Kind::Heading(rank)).collect();
            let may: Vec<_> = of_rank.iter().filter(|c| c.may_ask()).collect();
            if may.len() >= 2 && may.len() * 2 >= of_rank.len() {
                return may.into_iter().map(|c| (*c).clone()).collect();
            }
        }
    }
    // The heading of the page may be a question to which the page is the answer.
    let titles = ask.iter().filter(|c| c.kind == Kind::Heading(1)).count();
    ask.into_iter().filter(|c| c.kind != Kind::Heading(1) || titles >= 2).cloned().collect()
}

/// The headings of a page that calls itself a FAQ and asks nothing: those of the rank that has
/// most of them.
pub fn titles_of_faq<'a>(headings: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
    let is_faq = headings.iter().filter(|c| c.kind == Kind::Heading(1)).any(|title| {
        let words = prose::words(&title.question);
        words.split(' ').any(|word| word == "faq")
            || words.contains("f a q")
            || words.contains("questions")
    });
    let of_rank = |rank| headings.iter().filter(move |c| c.kind == Kind::Heading(rank));
    let rank = (2..=6).rev().max_by_key(|rank| of_rank(*rank).count());
    let titles: Vec<Candidate<'a>> = rank
        .into_iter()
        .flat_map(of_rank)
        .filter(|candidate| !is_aside(&candidate.question))
        .cloned()
        .collect();
    if is_faq && titles.len() >= 3 { titles } else { Vec::new() }
}

/// Removes the headings that ask beside a section that calls itself a FAQ and has questions:
/// they are titles of the page's other sections.
pub fn beside_faq<'a>(
    headings: &[Candidate<'a>],
    chosen: &mut Vec<Candidate<'a>>,
    places: &HashMap<NodeId, usize>,
) -> Vec<Candidate<'a>> {
    let names_faq = |candidate: &Candidate<'_>| {
        let words = prose::words(&candidate.question);
        let named =
            ["faq", "f a q", "foire aux questions", "questions frequentes", "frequently asked"];
        named.iter().any(|name| words.starts_with(name)) && !candidate.asks()
    };
    let rank_of_faq = headings
        .iter()
        .filter(|heading| heading.kind != Kind::Heading(1) && names_faq(heading))
        .filter(|heading| groups_others(heading, headings, chosen, places))
        .find_map(|heading| rank(&heading.title));
    let Some(rank_of_faq) = rank_of_faq else { return Vec::new() };
    let is_beside = |candidate: &Candidate<'_>| match candidate.kind {
        Kind::Heading(rank) => rank <= rank_of_faq,
        _ => false,
    };
    let apart: Vec<Candidate<'a>> = chosen.iter().filter(|c| is_beside(c)).cloned().collect();
    chosen.retain(|candidate| !is_beside(candidate));
    apart
}

/// Removes the one or two headings of a rank that ask when the page has many more questions
/// of another kind. They are titles of sections or appeals to the reader.
pub fn set_apart<'a>(chosen: &mut Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    let mut of_kind: HashMap<Kind, usize> = HashMap::new();
    for candidate in chosen.iter() {
        *of_kind.entry(candidate.kind).or_default() += 1;
    }
    let asking = chosen.iter().filter(|candidate| candidate.asks()).count();
    let panels = chosen.iter().filter(|c| c.asks() && !matches!(c.kind, Kind::Heading(_))).count();
    let is_alone = |candidate: &Candidate<'a>| {
        let count = of_kind[&candidate.kind];
        matches!(candidate.kind, Kind::Heading(_))
            && ((count == 1 && asking >= 4) || (count == 2 && panels >= 6))
    };
    let alone: HashSet<NodeId> =
        chosen.iter().filter(|c| is_alone(c)).map(|c| c.title.id()).collect();
    let apart = chosen.iter().filter(|c| alone.contains(&c.title.id())).cloned().collect();
    chosen.retain(|candidate| !alone.contains(&candidate.title.id()));
    apart
}

/// A page whose only question is its title.
pub fn lone_title<'a>(headings: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    let mut titles = headings.iter().filter(|c| c.kind == Kind::Heading(1));
    let title = titles.next()?;
    (titles.next().is_none() && title.asks()).then(|| title.clone())
}

/// The headings without a question mark among those that have one. A heading with questions
/// below it is a category.
pub fn silent_headings<'a>(
    headings: &[Candidate<'a>],
    chosen: &[Candidate<'a>],
    places: &HashMap<NodeId, usize>,
) -> Vec<Candidate<'a>> {
    let chosen_ids: HashSet<NodeId> = chosen.iter().map(|c| c.title.id()).collect();
    let is_chosen = |candidate: &Candidate<'_>| chosen_ids.contains(&candidate.title.id());
    let mut found = Vec::new();
    for rank in 1..=6 {
        let mut sections = vec![Section::default()];
        for heading in headings {
            match heading.kind {
                Kind::Heading(other) if other < rank => {
                    sections.push(Section { title: Some(heading), ..Section::default() });
                }
                Kind::Heading(other) if other == rank => {
                    let section = sections.last_mut().expect("the first is there from the start");
                    let list = match is_chosen(heading) {
                        true => &mut section.asking,
                        false => &mut section.silent,
                    };
                    list.push(heading);
                }
                _ => {}
            }
        }
        // Titles around a FAQ often have other classes than its questions.
        let asking = || sections.iter().flat_map(|section| &section.asking);
        let looks: HashSet<String> = asking().map(|c| look(&c.title)).collect();
        let asking = asking().count();
        for section in &mut sections {
            section.silent.retain(|candidate| {
                !is_aside(&candidate.question)
                    && looks.contains(&look(&candidate.title))
                    && !groups_others(candidate, headings, chosen, places)
            });
        }
        if asking < 2 {
            continue;
        }
        for section in &mut sections {
            let Section { asking, silent, .. } = section;
            let more: Vec<_> = silent.extract_if(.., |other| continues(other, asking)).collect();
            section.continued = more.len();
            found.extend(more.into_iter().cloned());
        }
        let silent: usize = sections.iter().map(|section| section.silent.len()).sum();
        let parallel: Vec<bool> = sections
            .iter()
            .map(|section| asking >= silent && section.is_beside_asking(&sections))
            .collect();
        for (section, parallel) in sections.into_iter().zip(parallel) {
            let nearby = section.asking.len() + section.continued > section.silent.len();
            if nearby || parallel || asking >= 3 * silent {
                found.extend(section.silent.into_iter().cloned());
            }
        }
    }
    found
}

/// Whether a heading is one of the questions beside it: it begins as a question does, or it has
/// a number of their list.
fn continues(heading: &Candidate<'_>, asking: &[&Candidate<'_>]) -> bool {
    let numbers: Vec<label::Number> =
        asking.iter().filter_map(|other| label::number(&other.question)).collect();
    let numbered = label::number(&heading.question).is_some_and(|own| {
        let same = numbers.iter().filter(|other| other.sign == own.sign);
        numbers.iter().all(|other| other.value != own.value) && same.count() >= 2
    });
    let opens = prose::opens_as_question(&label::question(&heading.question));
    !asking.is_empty() && (opens || numbered)
}

/// The headings of one rank below a heading of a rank above.
#[derive(Default)]
struct Section<'c, 'a> {
    title: Option<&'c Candidate<'a>>,
    asking: Vec<&'c Candidate<'a>>,
    silent: Vec<&'c Candidate<'a>>,
    /// How many headings without a question mark are questions by their words or their number.
    continued: usize,
}

impl Section<'_, '_> {
    /// Whether another section with a title of the same rank and look has headings that ask.
    /// A section that is called a FAQ has all questions, and the others are not like it.
    fn is_beside_asking(&self, sections: &[Self]) -> bool {
        let Some(title) = self.title.filter(|title| !is_aside(&title.question)) else {
            return false;
        };
        let mut asking = sections
            .iter()
            .filter(|section| !section.asking.is_empty())
            .filter_map(|section| section.title)
            .peekable();
        asking.peek().is_some()
            && asking.all(|other| {
                let words = prose::words(&other.question);
                let faq = ["faq", "f a q", "foire aux questions", "frequently asked"]
                    .iter()
                    .any(|name| words.starts_with(name))
                    || words.split(' ').any(|word| word == "questions");
                !faq && other.kind == title.kind && look(&other.title) == look(&title.title)
            })
    }
}

/// Whether a question stands between a heading and the next one of its rank or above.
pub fn groups_others(
    heading: &Candidate<'_>,
    headings: &[Candidate<'_>],
    chosen: &[Candidate<'_>],
    places: &HashMap<NodeId, usize>,
) -> bool {
    let (Some(own), Some(&start)) = (rank(&heading.title), places.get(&heading.title.id())) else {
        return false;
    };
    let end = headings
        .iter()
        .filter(|other| rank(&other.title).is_some_and(|rank| rank <= own))
        .filter_map(|other| places.get(&other.title.id()).copied())
        .filter(|at| *at > start)
        .min()
        .unwrap_or(usize::MAX);
    chosen
        .iter()
        .filter_map(|candidate| places.get(&candidate.title.id()))
        .any(|at| *at > start && *at < end)
}

pub fn is_aside(title: &str) -> bool {
    ASIDE.contains(&prose::words(title).as_str())
}
