//! A table of delimited text, as spreadsheets save it. The delimiter is the one that gives
//! most columns with a known name, else the one whose rows are most alike.

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::record;
use super::table::{self, Layout, Row};
use super::warning::{Warning, Warnings};

const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Whether the text is a table with questions and answers.
pub fn recognises(text: &str) -> bool {
    table(text).is_some_and(|table| table.layout.is_named() || table.is_even())
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let Some(table) = table(input.text) else {
        let header = DELIMITERS
            .iter()
            .filter_map(|&delimiter| {
                rows(input.text, delimiter).into_iter().find(|row| row.cells.len() > 1)
            })
            .map(|row| row.cells)
            .max_by_key(Vec::len)
            .or_else(|| Some(rows(input.text, b';').into_iter().next()?.cells));
        return Err(Failure::NoColumns { header: header.unwrap_or_default() });
    };
    if let Some(line) = open_quote(input.text, table.delimiter) {
        warnings.at(Some(line));
        warnings.push(Warning::OpenQuote);
    }
    let delimiter = Some(char::from(table.delimiter));
    Ok(table::drafts(&table.rows, &table.layout, delimiter, input, warnings))
}

struct Table {
    delimiter: u8,
    rows: Vec<Row>,
    layout: Layout,
}

impl Table {
    /// Whether most rows have the same number of cells. The lines of a text that is not a
    /// table do not.
    fn is_even(&self) -> bool {
        let mut counts: Vec<usize> = self.rows.iter().map(|row| row.cells.len()).collect();
        counts.sort_unstable();
        let most = counts.chunk_by(|a, b| a == b).max_by_key(|chunk| chunk.len());
        most.is_some_and(|most| {
            most[0] > 1 && most.len() >= 2 && most.len() * 10 >= counts.len() * 7
        })
    }
}

/// The table that a text is, with its delimiter.
fn table(text: &str) -> Option<Table> {
    let tables = DELIMITERS.iter().filter_map(|&delimiter| {
        let rows = rows(text, delimiter);
        let layout = Layout::of(&rows)?;
        Some(Table { delimiter, rows, layout })
    });
    let known = |table: &Table| {
        let header = table
            .rows
            .iter()
            .take(12)
            .map(|row| row.cells.iter().filter(|name| record::field(name).is_some()).count());
        header.max().unwrap_or_default()
    };
    tables.max_by_key(|table| {
        let even = table.is_even();
        (table.layout.is_named(), even, known(table), table.rows.len())
    })
}

/// The rows of a text, without the line `sep=;` that Excel writes first.
fn rows(text: &str, delimiter: u8) -> Vec<Row> {
    let (body, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("sep=") && first.trim_end().len() == 5 => {
            (rest, 1)
        }
        _ => (text, 0),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    // A string is always UTF-8, and rows may have any width, so no row is an error.
    for record in reader.records().flatten() {
        let line = record.position().map_or(0, csv::Position::line) + skipped;
        let cells = record.iter().map(str::to_owned).collect();
        rows.push(Row { line, cells, links: Vec::new() });
    }
    rows
}

/// The line of a cell whose quotation mark is never closed.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let mut inside = false;
    let (mut line, mut opened) = (1, 1);
    let mut starts = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += u64::from(byte == b'\n');
        if inside {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                inside = false;
            }
            continue;
        }
        if byte == b'"' && starts {
            inside = true;
            opened = line;
        }
        starts = byte == delimiter || byte == b'\n';
    }
    inside.then_some(opened)
}
