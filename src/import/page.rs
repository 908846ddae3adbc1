//! A page pasted as text: a question is a separate line that ends with `?`, or that is
//! labelled `Q :`. Where blank lines stand before questions, a question without one is a part
//! of an answer, unless its siblings show that it begins an entry (`running.rs`). When the page puts a category under each question, only a question with a
//! category begins an entry, so that a question inside an answer stays there.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::invitation::is_invitation;
use super::origin::web_address;
use super::warning::{Warning, Warnings};
use super::{announced, categories, dates, escape, label, markup, prose, running, title};

/// Longest category line, in characters.
const CATEGORY_MAX_CHARS: usize = 80;

/// Any text may be a pasted page.
pub fn recognises(_text: &str) -> bool {
    true
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let raw: Vec<&str> = input.text.lines().collect();
    let lines: Vec<String> = raw
        .iter()
        .map(|line| prose::tidy(line))
        .map(|line| if title::is_ornament_line(&line) { String::new() } else { line })
        .collect();
    let Heads { list: heads, kept } = heads(&lines);
    for at in kept {
        warnings.at(Some(at as u64 + 1));
        warnings.push(Warning::QuestionInAnswer { question: lines[at].clone() });
    }
    let preamble = &lines[..heads.first().map_or(lines.len(), |head| head.question)];
    let source =
        input.source.cloned().or_else(|| preamble.iter().find_map(|line| stated_source(line)));
    let updated = preamble.iter().find_map(|line| dates::update_mention(line));
    let parts = categories::split(
        heads.iter().filter_map(|head| head.category).flat_map(|at| category_texts(&lines[at])),
    );
    let mut drafts = Vec::with_capacity(heads.len());
    let mut section = heads.first().and_then(|head| head.section);
    for (number, head) in heads.iter().enumerate() {
        let next = heads.get(number + 1);
        let end = next.map_or(lines.len(), |next| next.section.unwrap_or(next.question));
        section = head.section.or(section);
        let line = Some(head.question as u64 + 1);
        warnings.at(line);
        let question = lines[head.question..head.answer].join(" ");
        if is_invitation(&question) {
            warnings.push(Warning::Invitation { question });
            continue;
        }
        let start = head.category.map_or(head.answer, |category| category + 1);
        let mut own_date = None;
        let mut answer = String::new();
        for at in start..end {
            let date = dates::update_mention(&lines[at]).filter(|_| lines[at].chars().count() < 60);
            if date.is_some() {
                own_date = date;
                continue;
            }
            // A line that is empty now was an ornament.
            answer.push_str(if lines[at].is_empty() { "" } else { raw[at] });
            answer.push('\n');
        }
        if (start..end).any(|at| lost_link(&lines[at])) {
            warnings.push(Warning::LostLink { question: label::question(&question) });
        }
        let texts = head.category.iter().flat_map(|at| category_texts(&lines[*at]));
        let mut categories: Vec<String> =
            texts.flat_map(|text| parts.get(text).cloned().unwrap_or_default()).collect();
        if categories.is_empty() {
            categories.extend(section.map(|at| lines[at].clone()));
        }
        drafts.push(Draft {
            question,
            answer: markup::typed_to_markdown(label::without_answer_label(&answer)),
            categories,
            source: source.clone(),
            updated: own_date.or(updated),
            line,
            ..Draft::default()
        });
    }
    warnings.at(None);
    let drafts = without_contents(drafts);
    announced::compare(preamble.iter(), drafts.len(), warnings);
    Ok(drafts)
}

/// The drafts without those of a table of contents: their questions come again further
/// down, with an answer, and what follows them here is at most a title.
fn without_contents(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut last: HashMap<String, usize> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        last.insert(prose::words(&draft.question), at);
    }
    let is_contents = |at: usize, draft: &Draft| {
        let short = draft.answer.chars().count() < 80 && !draft.answer.contains(['.', '!', ':']);
        let only_questions = draft.answer.lines().all(|line| line.is_empty() || is_question(line));
        (short || only_questions) && last[&prose::words(&draft.question)] > at
    };
    let contents: Vec<bool> =
        drafts.iter().enumerate().map(|(at, draft)| is_contents(at, draft)).collect();
    drafts.into_iter().zip(contents).filter(|(_, skip)| !skip).map(|(draft, _)| draft).collect()
}

/// The line numbers, from 0, where an entry begins.
#[derive(Clone, Copy)]
struct Head {
    /// The title of a section above the question.
    section: Option<usize>,
    question: usize,
    /// The first line after the question.
    answer: usize,
    /// A category between the question and its answer.
    category: Option<usize>,
}

impl Head {
    fn at(question: usize) -> Self {
        Self { section: None, question, answer: question + 1, category: None }
    }
}

/// Where the entries of a page begin.
struct Heads {
    /// In the page's order.
    list: Vec<Head>,
    /// The lines, from 0, of questions that stay in an answer and may be entries.
    kept: Vec<usize>,
}

impl Heads {
    fn certain(list: Vec<Head>) -> Self {
        Self { list, kept: Vec::new() }
    }
}

fn heads(lines: &[String]) -> Heads {
    let labelled = labelled(lines);
    if labelled.len() >= 2 {
        return Heads::certain(labelled);
    }
    let asking: Vec<usize> = (0..lines.len()).filter(|&at| is_question(&lines[at])).collect();
    let apart: Vec<usize> =
        (asking.iter().copied()).filter(|&at| at == 0 || lines[at - 1].is_empty()).collect();
    let wrapped = wrapped(lines, &asking);
    if (apart.len() + wrapped.len()) * 2 < asking.len() {
        return Heads::certain(tight(lines, &asking));
    }
    // A title of the page may stand right above the first question.
    let first = apart.first().copied().unwrap_or_default();
    let under_title = asking.iter().copied().find(|&at| at < first && is_section(lines, at - 1));
    let apart: Vec<usize> = under_title.into_iter().chain(apart).collect();
    let apart: Vec<Head> = apart
        .into_iter()
        .map(|at| Head { category: category_after(lines, at), ..Head::at(at) })
        .chain(wrapped)
        .collect();
    let apart = in_order(apart);
    let filed = apart.iter().filter(|head| head.category.is_some()).count();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for at in apart.iter().filter_map(|head| head.category) {
        *seen.entry(lines[at].as_str()).or_default() += 1;
    }
    let recurring = seen.values().any(|&times| times >= 3);
    if filed >= 2 && (filed * 2 >= apart.len() || recurring) {
        let filed = apart.into_iter().filter(|head| head.category.is_some());
        return Heads::certain(filed.collect());
    }
    // The page has no category lines, so each question on its own line begins an entry.
    let apart: Vec<Head> = apart.into_iter().map(|head| Head { category: None, ..head }).collect();
    let apart = with_numbered(lines, &asking, apart);
    // The last line of a wrapped question asks, and is not a question of its own.
    let wrapped: HashSet<usize> =
        apart.iter().flat_map(|head| head.question + 1..head.answer).collect();
    let asking: Vec<usize> = asking.into_iter().filter(|at| !wrapped.contains(at)).collect();
    let known: Vec<usize> = apart.iter().map(|head| head.question).collect();
    let running::Unspaced { heads, kept } = running::unspaced(lines, &asking, &known);
    let list = in_order(apart.into_iter().chain(heads.into_iter().map(Head::at)).collect());
    Heads { list, kept }
}

/// The entries with those that only their number shows.
fn with_numbered(lines: &[String], asking: &[usize], heads: Vec<Head>) -> Vec<Head> {
    let known: Vec<usize> = heads.iter().map(|head| head.question).collect();
    let more = running::numbered(lines, asking, &known).into_iter().map(Head::at);
    in_order(heads.into_iter().chain(more).collect())
}

/// The questions that an e-mail or a terminal has wrapped: a paragraph of two or three lines of
/// which only the last ends with a sign.
fn wrapped(lines: &[String], asking: &[usize]) -> Vec<Head> {
    let wraps = |line: &str| {
        line.chars().count() > 40 && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
    };
    asking
        .iter()
        .filter_map(|&at| {
            let above = (1..=2).take_while(|up| *up <= at && wraps(&lines[at - up])).count();
            let start = at - above;
            let opens = start == 0 || lines[start - 1].is_empty() || is_section(lines, start - 1);
            (above > 0 && opens && lines[at].starts_with(char::is_lowercase))
                .then(|| Head { answer: at + 1, ..Head::at(start) })
        })
        .collect()
}

fn in_order(mut heads: Vec<Head>) -> Vec<Head> {
    heads.sort_by_key(|head| head.question);
    heads
}

/// The entries of a text where `Q :` and `R :` say what each line is.
fn labelled(lines: &[String]) -> Vec<Head> {
    let questions = (0..lines.len()).filter(|&at| label::is_labelled_question(&lines[at]));
    questions
        .map(|question| {
            // A long question may be on several lines. Then only the label of the answer
            // says where it ends.
            let rest = lines[question + 1..]
                .iter()
                .take(4)
                .take_while(|line| !line.is_empty() && !label::is_labelled_question(line));
            let answer = rest.enumerate().find(|(_, line)| label::is_labelled_answer(line));
            let more = answer.map_or(0, |(count, _)| count);
            Head { answer: question + 1 + more, ..Head::at(question) }
        })
        .collect()
}

/// The entries of a text that has no blank lines between them: each line that asks begins
/// one, or each numbered one when most are numbered.
fn tight(lines: &[String], asking: &[usize]) -> Vec<Head> {
    let numbered: Vec<usize> =
        asking.iter().copied().filter(|&at| label::is_numbered(&lines[at])).collect();
    let heads =
        if numbered.len() >= 2 && numbered.len() * 2 >= asking.len() { &numbered } else { asking };
    let heads = heads.iter().map(|&at| Head::at(at)).collect();
    let mut found = with_numbered(lines, asking, heads);
    for at in 1..found.len() {
        let above = found[at].question - 1;
        if above > found[at - 1].answer && is_section(lines, above) {
            found[at].section = Some(above);
        }
    }
    // The line above the first question is a title of the page unless others have one too.
    if let Some(first) = found.first().map(|head| head.question).filter(|first| *first > 0)
        && found.iter().any(|head| head.section.is_some())
        && is_section(lines, first - 1)
        && !prose::words(&lines[first - 1]).contains("question")
        && !prose::words(&lines[first - 1]).contains("faq")
    {
        found[0].section = Some(first - 1);
    }
    found
}

/// Whether a line between an answer and a question is the title of a section: a few words
/// without punctuation, after a finished sentence.
fn is_section(lines: &[String], at: usize) -> bool {
    let line = lines[at].as_str();
    let sign = line.contains(['.', '!', '?', ';', ':', '…', ',']) || line.contains("http");
    let above = if at == 0 { "" } else { lines[at - 1].as_str() };
    let finished = at == 0 || above.is_empty() || above.ends_with(['.', '!', '…', '?', ')', '»']);
    line.starts_with(char::is_uppercase)
        && line.split(' ').count() <= 6
        && line.chars().count() <= 50
        && !sign
        && finished
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
