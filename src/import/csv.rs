//! A table with a header line, as spreadsheets save it. The delimiter is the one that
//! gives most columns with a known name.

use super::draft::{Draft, Input};
use super::record::{self, Field, Value};
use super::warning::{Failure, Warning};

const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

/// Whether the first line names a question and an answer.
pub fn recognises(text: &str) -> bool {
    table(text).is_some()
}

pub fn read(input: &Input<'_>, warnings: &mut Vec<Warning>) -> Result<Vec<Draft>, Failure> {
    let body = without_hint(input.text);
    let skipped = u64::from(body.len() != input.text.len());
    let Some((delimiter, header)) = table(input.text) else {
        let header =
            DELIMITERS.iter().map(|&delimiter| header(body, delimiter)).max_by_key(Vec::len);
        return Err(Failure::NoColumns { header: header.unwrap_or_default() });
    };
    let unused = header.iter().filter(|name| record::field(name).is_none());
    let unused: Vec<String> = unused.filter(|name| !name.trim().is_empty()).cloned().collect();
    if !unused.is_empty() {
        warnings.push(Warning::UnusedColumns { names: unused });
    }
    let mut drafts = Vec::new();
    for line in reader(body, delimiter).records().skip(1) {
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line) + skipped;
                warnings.push(Warning::BadLine { line, reason: error.to_string() });
                continue;
            }
        };
        if line.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let values: Vec<Value> = header
            .iter()
            .zip(&line)
            .map(|(name, cell)| Value { name: name.clone(), texts: vec![cell.to_owned()] })
            .collect();
        drafts.push(record::draft(&values, input, warnings));
    }
    Ok(drafts)
}

/// The delimiter and the header, if it names a question and an answer.
fn table(text: &str) -> Option<(u8, Vec<String>)> {
    let text = without_hint(text);
    let tables = DELIMITERS.iter().map(|&delimiter| (delimiter, header(text, delimiter)));
    let known =
        |header: &[String]| header.iter().filter(|name| record::field(name).is_some()).count();
    let (delimiter, header) = tables.max_by_key(|(_, header)| known(header))?;
    let names = |wanted| header.iter().any(|name| record::holds(name, wanted));
    (names(Field::Question) && names(Field::Answer)).then_some((delimiter, header))
}

/// The text without the line `sep=;` that Excel writes first.
fn without_hint(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("sep=") && first.trim_end().len() == 5 => rest,
        _ => text,
    }
}

fn header(text: &str, delimiter: u8) -> Vec<String> {
    let first = reader(text, delimiter).records().next();
    first.and_then(Result::ok).map(|r| r.iter().map(str::to_owned).collect()).unwrap_or_default()
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}
