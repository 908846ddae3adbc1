//! Rows of cells → drafts: where the header is, which columns hold the question and the
//! answer, what is too wide. The columns are known by their names, else by their content.

use std::collections::{HashMap, HashSet};

use super::draft::{Draft, Input};
use super::origin::web_address;
use super::record::{self, Field, Value};
use super::warning::{Warning, Warnings};
use super::{columns, prose};

/// A row and the line of the file where it begins, from 1.
pub struct Row {
    pub line: u64,
    pub cells: Vec<String>,
    /// The columns whose cell is a link, from 0, and the address that it leads to.
    pub links: Vec<(usize, String)>,
}

/// A table whose columns are known.
pub struct Layout {
    /// The name of each column. A column without one has its number.
    names: Vec<String>,
    /// What each column holds, and how sure its name is.
    fields: Vec<Option<(Field, usize)>>,
    /// How many rows come before the first entry.
    above: usize,
    /// The columns of question and answer, when their content told them.
    guessed: Option<(usize, usize)>,
    /// Whether an empty cell below a category may be a part of its cell.
    pub may_be_merged: bool,
}

/// Rows above which no header is looked for.
const HEADER_ROWS: usize = 12;

/// How many rows are read to judge the content of a column.
const SAMPLE: usize = 200;

impl Layout {
    /// The layout of a table, if it has questions and answers.
    pub fn of(rows: &[Row]) -> Option<Self> {
        let named = rows.iter().take(HEADER_ROWS).position(|row| {
            let names = |wanted| row.cells.iter().any(|name| record::holds(name, wanted));
            names(Field::Question) && names(Field::Answer)
        });
        if let Some(at) = named {
            let names = columns::named(&rows[at].cells);
            let fields = rows[at].cells.iter().map(|name| record::field(name)).collect();
            return Some(Self { names, fields, above: at + 1, guessed: None, may_be_merged: true });
        }
        Self::by_content(rows)
    }

    /// Whether names told the columns.
    pub fn is_named(&self) -> bool {
        self.guessed.is_none()
    }

    fn by_content(rows: &[Row]) -> Option<Self> {
        let width = rows.iter().map(|row| filled(&row.cells)).max()?;
        if width < 2 {
            return None;
        }
        // A title of the table has one cell.
        let title = rows.iter().take(HEADER_ROWS).take_while(|row| is_title(row)).count();
        let (first, body) = rows[title..].split_first()?;
        let sample: Vec<&[String]> =
            body.iter().take(SAMPLE).map(|row| row.cells.as_slice()).collect();
        let all: Vec<&[String]> =
            rows[title..].iter().take(SAMPLE).map(|row| row.cells.as_slice()).collect();
        let sample = if sample.is_empty() { &all } else { &sample };
        // A header that names one of the two is believed.
        let known = |wanted| first.cells.iter().position(|name| record::holds(name, wanted));
        let question =
            known(Field::Question).or_else(|| columns::question(sample, &first.cells))?;
        let asks = |cells: &[String]| cells.get(question).is_some_and(|c| prose::is_question(c));
        // A table without a header begins with an entry.
        let headless =
            asks(&first.cells) && !first.cells.iter().any(|name| record::field(name).is_some());
        let rows = if headless { &all } else { sample };
        let answer = known(Field::Answer)
            .filter(|at| *at != question)
            .or_else(|| columns::answer(rows, &first.cells, question))?;
        let header: &[String] = if headless { &[] } else { &first.cells };
        let mut names = columns::named(header);
        while names.len() < width {
            names.push(format!("colonne {}", names.len() + 1));
        }
        let mut fields: Vec<Option<(Field, usize)>> = vec![None; names.len()];
        for (field, name) in fields.iter_mut().zip(header) {
            // A column that is not the question by its content is not one by its name.
            *field = record::field(name)
                .filter(|(field, _)| !matches!(field, Field::Question | Field::Answer));
        }
        fields[question] = Some((Field::Question, 0));
        fields[answer] = Some((Field::Answer, 0));
        let above = title + usize::from(!headless);
        let guessed = Some((question, answer));
        Some(Self { names, fields, above, guessed, may_be_merged: true })
    }
}

/// Makes drafts of the rows under the header.
pub fn drafts(
    rows: &[Row],
    layout: &Layout,
    delimiter: Option<char>,
    input: &Input<'_>,
    warnings: &mut Warnings,
) -> Vec<Draft> {
    let Layout { names, fields, above, guessed, may_be_merged } = layout;
    if let Some((question, answer)) = guessed {
        warnings.push_whole(Warning::GuessedColumns {
            question: names[*question].clone(),
            answer: names[*answer].clone(),
        });
    }
    let body = &rows[(*above).min(rows.len())..];
    let used =
        |at: usize| body.iter().any(|row| row.cells.get(at).is_some_and(|c| !c.trim().is_empty()));
    // Of two columns for the same thing, the one with the surer name is read.
    let is_second = |at: usize| {
        let Some(Some((field, rank))) = fields.get(at) else { return true };
        let single = !matches!(field, Field::Variants | Field::Categories);
        let surer = |(other, of): (usize, &Option<(Field, usize)>)| {
            of.is_some_and(|(f, r)| f == *field && (r, other) < (*rank, at)) && used(other)
        };
        single && fields.iter().enumerate().any(surer)
    };
    let unused: Vec<String> = (0..names.len())
        .filter(|at| is_second(*at) && used(*at))
        .map(|at| names[at].clone())
        .collect();
    if !unused.is_empty() {
        warnings.push_whole(Warning::UnusedColumns { names: unused });
    }
    let mut made: Vec<Draft> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    let id_column = names.iter().position(|name| prose::words(name) == "qnaid");
    let filed = fields.iter().any(|field| matches!(field, Some((Field::Categories, _))));
    let given_once = given_once(body, fields).filter(|_| *may_be_merged);
    let mut above_empty: Option<String> = None;
    let mut filled_count = 0;
    // The title of a group of rows, alone on a row.
    let mut section: Option<String> = None;
    for row in body {
        if filled(&row.cells) == 0 {
            continue;
        }
        warnings.at(Some(row.line));
        if let (Some(title), false) = (section_title(row, names.len()), filed) {
            warnings.push(Warning::SectionRow { title: title.clone() });
            section = Some(title);
            continue;
        }
        let mut cells = as_wide_as_header(row, layout, delimiter, warnings);
        if let Some(at) = given_once {
            cells.resize(cells.len().max(at + 1), String::new());
            if !cells[at].trim().is_empty() {
                above_empty = Some(cells[at].clone());
            } else if let Some(above) = &above_empty {
                cells[at].clone_from(above);
                filled_count += 1;
            }
        }
        let mut values: Vec<Value> = names
            .iter()
            .zip(fields)
            .zip(&cells)
            .filter_map(|((name, field), cell)| {
                let (name, texts) = (name.clone(), vec![cell.clone()]);
                field.map(|(field, rank)| Value { name, field, rank, texts })
            })
            .collect();
        for (column, address) in &row.links {
            add_link(&mut values, fields.get(*column).copied().flatten(), address);
        }
        let mut draft = record::draft(&values, input, Some(row.line), warnings);
        draft.categories.extend(section.clone());
        // Azure writes each way to ask a question on a row of its own.
        let id = id_column.and_then(|at| row.cells.get(at)).map(|id| id.trim());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            if let Some(first) = by_id.get(id).map(|at| &mut made[*at])
                && first.answer == draft.answer
            {
                first.variants.push(draft.question);
                continue;
            }
            by_id.insert(id, made.len());
        }
        made.push(draft);
    }
    warnings.at(None);
    if filled_count > 0 {
        warnings.push_whole(Warning::FilledCategories { count: filled_count });
    }
    made
}

/// The column of categories when each is given once, in the first of its rows, as merged cells
/// are: no category comes again, and some rows below one have none.
fn given_once(body: &[Row], fields: &[Option<(Field, usize)>]) -> Option<usize> {
    let mut columns =
        (0..fields.len()).filter(|at| matches!(fields[*at], Some((Field::Categories, _))));
    let at = columns.next().filter(|_| columns.next().is_none())?;
    let entries: Vec<&str> = body
        .iter()
        .filter(|row| filled(&row.cells) > 0)
        .map(|row| row.cells.get(at).map_or("", |cell| cell.trim()))
        .collect();
    let mut seen = HashSet::new();
    let first = !entries.first()?.is_empty();
    let once = entries.iter().filter(|cell| !cell.is_empty()).all(|cell| seen.insert(*cell));
    (first && once && seen.len() < entries.len()).then_some(at)
}

/// The cells of a row. Those beyond the header are the rest of the last column when that is
/// the answer, because somebody forgot to quote its separators.
fn as_wide_as_header(
    row: &Row,
    layout: &Layout,
    delimiter: Option<char>,
    warnings: &mut Warnings,
) -> Vec<String> {
    let mut cells = row.cells.clone();
    let (count, columns) = (filled(&cells), layout.names.len());
    if count > columns {
        let last = columns - 1;
        let answers = matches!(layout.fields.get(last), Some(Some((Field::Answer, _))));
        let joined = delimiter.filter(|_| answers);
        if let Some(delimiter) = joined {
            let whole = cells[last..count].join(&delimiter.to_string());
            cells.truncate(last);
            cells.push(whole);
        }
        warnings.push(Warning::WideRow { cells: count, columns, joined: joined.is_some() });
    }
    cells
}

/// Adds the address of a cell that is a link: to the answer, or as the source when the cell of
/// the source or of the question has it.
fn add_link(values: &mut Vec<Value>, field: Option<(Field, usize)>, address: &str) {
    let Some((field, _)) = field else { return };
    let has_source = values.iter().any(|value| {
        value.field == Field::Source && value.texts.iter().any(|text| web_address(text).is_some())
    });
    let of_answer = values.iter_mut().find(|value| value.field == Field::Answer);
    match (field, of_answer) {
        (Field::Answer, Some(answer)) if !answer.texts.iter().any(|t| t.contains(address)) => {
            answer.texts.push(address.to_owned());
        }
        (Field::Source | Field::Question, _) if !has_source => {
            values.retain(|value| value.field != Field::Source);
            let (name, texts) = (String::new(), vec![address.to_owned()]);
            values.push(Value { name, field: Field::Source, rank: 0, texts });
        }
        _ => {}
    }
}

/// The number of cells without the empty ones at the end.
fn filled(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// The text of a row that has one cell, if it is a title and not a question.
fn section_title(row: &Row, columns: usize) -> Option<String> {
    let mut filled = row.cells.iter().filter(|cell| !cell.trim().is_empty());
    let cell = filled.next()?;
    let title = filled.next().is_none() && columns > 1 && !prose::is_question(cell);
    (title && cell.chars().count() <= 60 && !cell.contains(['.', '\n'])).then(|| prose::tidy(cell))
}

fn is_title(row: &Row) -> bool {
    row.cells.iter().filter(|cell| !cell.trim().is_empty()).count() <= 1
}
