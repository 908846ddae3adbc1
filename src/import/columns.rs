//! What the columns of a table hold, by their content: questions ask, answers are the
//! longest texts beside them.

use std::collections::HashSet;

use super::{dates, origin, prose};

/// The names of a header. A column without a name has its number.
pub fn named(header: &[String]) -> Vec<String> {
    let last = header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
    (1..)
        .zip(&header[..last])
        .map(|(number, name)| {
            let name = prose::tidy(name);
            if name.is_empty() { format!("colonne {number}") } else { name }
        })
        .collect()
}

/// The column where most cells ask. Of two, the one whose name speaks of questions.
pub fn question(rows: &[&[String]], header: &[String]) -> Option<usize> {
    let width = rows.iter().map(|row| row.len()).max()?;
    let scored = (0..width).filter_map(|at| {
        let cells: Vec<&str> = cells(rows, at).collect();
        let asking = cells
            .iter()
            .filter(|cell| prose::is_question(cell) || prose::opens_as_question(cell))
            .count();
        let marks = cells.iter().filter(|cell| prose::is_question(cell)).count();
        let told = speaks_of(header, at, &["question", "titre", "intitule", "demande", "objet"]);
        let most = asking * 2 >= cells.len() && asking > 0 && (marks > 0 || told);
        let score = asking * 100 / cells.len().max(1) + if told { 30 } else { 0 };
        most.then_some((score, std::cmp::Reverse(at)))
    });
    scored.max().map(|(_, std::cmp::Reverse(at))| at)
}

/// The column of the longest texts, without the questions, addresses, dates and numbers. A
/// column that says one or few values again and again is a category, unless there is no other.
pub fn answer(rows: &[&[String]], header: &[String], question: usize) -> Option<usize> {
    let width = rows.iter().map(|row| row.len()).max()?;
    let scored = (0..width).filter(|at| *at != question).filter_map(|at| {
        let cells: Vec<&str> = cells(rows, at).collect();
        let prose: Vec<&&str> = cells
            .iter()
            .filter(|cell| {
                let bare = cell.chars().count() < 40
                    && (dates::find(cell).is_some() || cell.parse::<f64>().is_ok());
                !bare && origin::web_address(cell).is_none() && cell.contains(char::is_alphabetic)
            })
            .collect();
        if prose.is_empty() || prose.len() * 2 < cells.len() {
            return None;
        }
        let letters: usize = prose.iter().map(|cell| cell.chars().count()).sum();
        let distinct = prose.iter().collect::<HashSet<_>>().len();
        let varied = prose.len() == 1 || distinct * 2 > prose.len();
        let average = letters / rows.len().max(1) * distinct / prose.len();
        let told = speaks_of(header, at, &["reponse", "answer", "solution", "explication"]);
        let score = average * if told { 3 } else { 1 };
        Some((told || varied, score, std::cmp::Reverse(at)))
    });
    scored.max().map(|(_, _, std::cmp::Reverse(at))| at)
}

/// The cells of a column that are not empty.
fn cells<'a>(rows: &[&'a [String]], at: usize) -> impl Iterator<Item = &'a str> {
    rows.iter().filter_map(move |row| row.get(at)).map(|cell| cell.trim()).filter(|c| !c.is_empty())
}

fn speaks_of(header: &[String], at: usize, words: &[&str]) -> bool {
    let name = header.get(at).map(|name| prose::words(name)).unwrap_or_default();
    words.iter().any(|word| name.split(' ').any(|part| part.trim_end_matches('s') == *word))
}
