//! The questions of a pasted page that a blank line or a question mark would have shown, and
//! that their siblings show instead: the next number of a running list, and questions typed
//! directly under the answer above.

use std::collections::HashMap;

use super::label;
use super::prose;

/// Longest question of which only the number tells that it is one, in characters.
const NUMBERED_MAX_CHARS: usize = 160;

/// The lines, from 0, that continue the numbers of the questions in `heads`: `3) …` after
/// `2) … ?`, whatever its end. The steps of an answer begin at 1 again, so a number is the next
/// one only when no other number stands between it and its question. `asking` are all lines with a question mark. Both lists are in the page's order.
pub fn numbered(lines: &[String], asking: &[usize], heads: &[usize]) -> Vec<usize> {
    let number = |at: usize| label::number(&lines[at]);
    let all: Vec<(usize, label::Number)> =
        (0..lines.len()).filter_map(|at| Some((at, number(at)?))).collect();
    let is_head = |at: &usize| heads.binary_search(at).is_ok();
    let known = all.iter().filter(|(at, _)| is_head(at)).count();
    let numbered = all.iter().filter(|(at, _)| asking.binary_search(at).is_ok()).count();
    if numbered < 2 || known * 2 < heads.len() {
        return Vec::new();
    }
    let mut taken: Vec<bool> = all.iter().map(|(at, _)| is_head(at)).collect();
    let follows = |first: &label::Number, second: &label::Number| {
        second.value == first.value + 1 && second.sign == first.sign
    };
    let may_ask = |at: usize| {
        lines[at].chars().count() <= NUMBERED_MAX_CHARS
            && !lines[at].ends_with(['.', ';', ',', ':', '!'])
            && lines.get(at + 1..).into_iter().flatten().any(|line| !line.is_empty())
    };
    for at in 1..all.len() {
        let next = follows(&all[at - 1].1, &all[at].1);
        taken[at] |= taken[at - 1] && next && may_ask(all[at].0);
    }
    for at in (1..all.len()).rev() {
        let before = follows(&all[at - 1].1, &all[at].1);
        taken[at - 1] |= taken[at] && before && may_ask(all[at - 1].0);
    }
    let numbered = all.iter().zip(taken).filter(|((at, _), taken)| *taken && !is_head(at));
    numbered.map(|((at, _), _)| *at).collect()
}

/// What a question inside an answer is.
pub struct Unspaced {
    /// The lines, from 0, of questions that begin an entry.
    pub heads: Vec<usize>,
    /// The lines, from 0, of questions that stay in the answer above.
    pub kept: Vec<usize>,
}

/// Judges the questions of `asking` that are directly under a finished line, or are items of a
/// list as the questions in `heads` are, and that have an answer directly below. They begin an
/// entry where at least half of the questions in `heads` have their answer directly below too,
/// because such a page has few blank lines inside an entry. Elsewhere they may be a part of the
/// answer.
pub fn unspaced(lines: &[String], asking: &[usize], heads: &[usize]) -> Unspaced {
    let is_head = |at: usize| heads.binary_search(&at).is_ok();
    let filled = |at: usize| lines.get(at).is_some_and(|line| !line.is_empty());
    let answered = heads.iter().filter(|at| filled(**at + 1)).count();
    let compact = answered * 2 >= heads.len();
    // The sign that most questions have before them.
    let mut signs: HashMap<char, usize> = HashMap::new();
    for sign in heads.iter().filter_map(|head| bullet(&lines[*head])) {
        *signs.entry(sign).or_default() += 1;
    }
    let listed = signs.into_iter().find(|(_, count)| count * 2 > heads.len()).map(|(sign, _)| sign);
    let found = asking.iter().copied().filter(|at| !is_head(*at)).filter(|&at| {
        let item = listed.is_some() && bullet(&lines[at]) == listed;
        let first = heads.first().is_some_and(|first| at > *first);
        let finished = at > 0
            && !is_head(at - 1)
            && lines[at - 1].ends_with(['.', '!', '…', ')', '»', '”', '"']);
        let next_asks = lines.get(at + 1).is_some_and(|line| prose::is_question(line));
        let whole = lines[at].matches(['?', '\u{ff1f}']).count() == 1
            && !lines[at].contains(['.', '!', ';']);
        let asks = item || (finished && asks_at_once(&lines[at]));
        first && whole && filled(at + 1) && !next_asks && asks
    });
    let (heads, kept) = found.partition(|_| compact);
    Unspaced { heads, kept }
}

fn bullet(line: &str) -> Option<char> {
    let mut signs = line.chars();
    let sign = signs.next().filter(|c| "-*+•–".contains(*c))?;
    signs.next().filter(|c| c.is_whitespace()).map(|_| sign)
}

/// Whether a line opens as a question, or has a verb before its subject: "est-il", "faut-il".
fn asks_at_once(line: &str) -> bool {
    let line = label::question(line);
    let inverted = ["-il", "-elle", "-on", "-je", "-ils", "-elles", "-ce", "-vous", "-nous"];
    let folded = prose::fold(&line);
    prose::opens_as_question(&line)
        || folded.split([' ', '\u{a0}']).any(|word| inverted.iter().any(|end| word.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_next_number_is_a_question_and_a_step_is_not() {
        let page = lines("1) Où ?\nIci.\n2) Qui ?\n1) Moi.\n2) Toi.\n3) Eux\n3) Prix\nDix.");
        assert_eq!(numbered(&page, &[0, 2], &[0, 2]), [] as [usize; 0]);
        let page = lines("1) Où ?\nIci.\n2) Qui ?\nMoi.\n3) Le prix\nDix.\n4) La salle\nLà.");
        assert_eq!(numbered(&page, &[0, 2], &[0, 2]), [4, 6]);
        let page = lines("1. Le prix\nDix.\n2. Où ?\nIci.\n3. Qui ?\nMoi.");
        assert_eq!(numbered(&page, &[2, 4], &[2, 4]), [0]);
    }

    #[test]
    fn a_question_under_an_answer_begins_an_entry_where_entries_are_compact() {
        let page = lines("Où ?\nIci.\n\nQui vient ?\nMoi.\nQuel est le prix ?\nDix.");
        let found = unspaced(&page, &[0, 3, 5], &[0, 3]);
        assert_eq!((found.heads, found.kept), (vec![5], vec![]));
        let page = lines("Où ?\n\nIci.\n\nQui vient ?\n\nMoi.\nQuel est le prix ?\nDix.");
        let found = unspaced(&page, &[0, 4, 7], &[0, 4]);
        assert_eq!((found.heads, found.kept), (vec![], vec![7]));
    }
}
