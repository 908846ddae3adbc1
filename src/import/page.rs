//! A page pasted as text: a question is a separate line that ends with `?`. When the
//! page puts a category under each question, only a question with a category begins an
//! entry, so that a question inside an answer stays there.

use std::collections::HashMap;

use url::Url;

use super::draft::{Draft, Input};
use super::origin::web_address;
use super::warning::{Failure, Warning};
use super::{categories, dates, escape, markup, prose};

/// Longest category line, in characters.
const CATEGORY_MAX_CHARS: usize = 80;

/// Any text may be a pasted page.
pub fn recognises(_text: &str) -> bool {
    true
}

pub fn read(input: &Input<'_>, warnings: &mut Vec<Warning>) -> Result<Vec<Draft>, Failure> {
    let raw: Vec<&str> = input.text.lines().collect();
    let lines: Vec<String> = raw.iter().map(|line| prose::tidy(line)).collect();
    let heads = heads(&lines);
    let preamble = &lines[..heads.first().map_or(lines.len(), |head| head.question)];
    let source =
        input.source.cloned().or_else(|| preamble.iter().find_map(|line| stated_source(line)));
    let updated = preamble.iter().find_map(|line| dates::update_mention(line));
    let parts = categories::split(
        heads.iter().filter_map(|head| head.category).flat_map(|at| category_texts(&lines[at])),
    );
    let mut drafts = Vec::with_capacity(heads.len());
    for (number, head) in heads.iter().enumerate() {
        let end = heads.get(number + 1).map_or(lines.len(), |next| next.question);
        let start = head.category.unwrap_or(head.question) + 1;
        let mut own_date = None;
        let mut answer = String::new();
        for at in start..end {
            let date = dates::update_mention(&lines[at]).filter(|_| lines[at].chars().count() < 60);
            if date.is_some() {
                own_date = date;
                continue;
            }
            answer.push_str(raw[at]);
            answer.push('\n');
        }
        if (start..end).any(|at| lost_link(&lines[at])) {
            warnings.push(Warning::LostLink { question: prose::question(&lines[head.question]) });
        }
        let texts = head.category.iter().flat_map(|at| category_texts(&lines[*at]));
        drafts.push(Draft {
            question: lines[head.question].clone(),
            answer: markup::typed_to_markdown(prose::without_answer_label(&answer)),
            categories: texts
                .flat_map(|text| parts.get(text).cloned().unwrap_or_default())
                .collect(),
            source: source.clone(),
            updated: own_date.or(updated),
            ..Draft::default()
        });
    }
    let found = drafts.len();
    let announced = preamble.iter().find_map(|line| announced(line));
    if let Some(announced) = announced.filter(|announced| *announced != found && found > 0) {
        warnings.push(Warning::Announced { announced, found });
    }
    Ok(drafts)
}

/// The line numbers, from 0, where an entry begins.
struct Head {
    question: usize,
    category: Option<usize>,
}

fn heads(lines: &[String]) -> Vec<Head> {
    let asking: Vec<Head> = (0..lines.len())
        .filter(|&at| is_question(&lines[at]) && (at == 0 || lines[at - 1].is_empty()))
        .map(|question| Head { question, category: category_after(lines, question) })
        .collect();
    let filed = asking.iter().filter(|head| head.category.is_some()).count();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for at in asking.iter().filter_map(|head| head.category) {
        *seen.entry(lines[at].as_str()).or_default() += 1;
    }
    let recurring = seen.values().any(|&times| times >= 3);
    if filed >= 2 && (filed * 2 >= asking.len() || recurring) {
        return asking.into_iter().filter(|head| head.category.is_some()).collect();
    }
    // The page has no category lines, so each question on its own line begins an entry.
    asking.into_iter().map(|head| Head { category: None, ..head }).collect()
}

fn is_question(line: &str) -> bool {
    prose::is_question(line) && line.contains(char::is_alphabetic)
}

/// The line below a question, if it can be a category followed by an answer.
fn category_after(lines: &[String], question: usize) -> Option<usize> {
    let mut written = (question + 1..lines.len()).filter(|&at| !lines[at].is_empty());
    let at = written.next()?;
    let line = lines[at].as_str();
    let below = written.next().map(|below| lines[below].as_str())?;
    let opens = line.starts_with(char::is_uppercase);
    let ends = line.ends_with(|c: char| c.is_alphanumeric() || c == ')');
    let short = line.chars().count() <= CATEGORY_MAX_CHARS && line.split(' ').count() <= 10;
    let sentence = line.contains(['.', '!', '?', ';', ':', '…']) || line.contains("http");
    let word = prose::fold(line);
    let replies = ["oui", "non", "si", "peut-etre"].contains(&word.as_str());
    (opens && ends && short && !sentence && !replies && !is_question(below)).then_some(at)
}

/// The categories of a line, where a sign separates them.
fn category_texts(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', ',', '•', '·', '/']).map(str::trim).filter(|text| !text.is_empty())
}

/// Whether a sentence sends the reader `ici` without an address.
fn lost_link(line: &str) -> bool {
    let folded = prose::fold(line);
    let words = folded.trim_end_matches([' ', '.', '!', ')', '»']);
    let sends =
        [" ici", "cliquez ici", "ce lien", "cette page"].iter().any(|end| words.ends_with(end));
    sends && escape::address(line, 0).is_none() && !line.contains("www.")
}

/// The number of entries that the page announces: `38 résultats`, `sur 38 questions`.
fn announced(line: &str) -> Option<usize> {
    let folded = prose::words(line);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.len() > 12 {
        return None;
    }
    words.windows(2).find_map(|pair| {
        let counted = ["resultat", "question", "reponse", "element", "entree", "fiche", "article"];
        counted.contains(&pair[1].trim_end_matches('s')).then(|| pair[0].parse().ok()).flatten()
    })
}

/// The page's own address: on a separate line above the questions, possibly after
/// `Source :`. Addresses inside answers lead elsewhere.
fn stated_source(line: &str) -> Option<Url> {
    let (start, end) = escape::address(line, 0)?;
    let before = prose::fold(line[..start].trim_matches([' ', '\u{a0}', ':', '<', '(']));
    let alone = line[end..].trim_matches(['>', ')', '.', ' ']).is_empty();
    let label = ["", "source", "url", "adresse", "page", "lien"].contains(&before.trim());
    (alone && label).then(|| web_address(&line[start..end])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_where_the_page_gives_them() {
        for (line, expected) in [
            ("38 résultats", Some(38)),
            ("1 - 10 sur 24 questions", Some(24)),
            ("Résultats", None),
            ("Mise à jour le 05/09/2025", None),
        ] {
            assert_eq!(announced(line), expected, "{line}");
        }
    }

    #[test]
    fn a_link_lost_in_copying_is_told() {
        for (line, expected) in [
            ("Pour en savoir plus, cliquez ici.", true),
            ("La suite est ici : https://exemple.fr", false),
            ("On le fait aussi en ville.", false),
        ] {
            assert_eq!(lost_link(line), expected, "{line}");
        }
    }

    #[test]
    fn only_the_page_s_own_address_is_its_source() {
        for (line, expected) in [
            ("https://exemple.fr/faq", Some("https://exemple.fr/faq")),
            ("Source : https://exemple.fr/faq.", Some("https://exemple.fr/faq")),
            ("Voir aussi notre guide : https://exemple.fr/guide", None),
        ] {
            assert_eq!(stated_source(line).as_ref().map(Url::as_str), expected, "{line}");
        }
    }
}
