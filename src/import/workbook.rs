//! A workbook of Excel (`.xlsx`) or LibreOffice (`.ods`). Each sheet with questions and
//! answers is read as a table.

use std::io::Cursor;

use calamine::{Data, Ods, Reader, Xlsx};

use super::draft::{Draft, Input};
use super::table::{self, Layout, Row};
use super::warning::{Failure, Warning, Warnings};

/// Whether the bytes are a workbook, or damaged ones of a workbook.
pub fn recognises(bytes: &[u8]) -> bool {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    bytes.starts_with(b"PK\x03\x04")
        && (holds(b"xl/workbook") || holds(b"opendocument.spreadsheet"))
}

struct Sheet {
    name: String,
    rows: Vec<Row>,
}

/// Reads every sheet that has questions and answers.
pub fn read(
    bytes: &[u8],
    input: &Input<'_>,
    warnings: &mut Warnings,
) -> Result<Vec<Draft>, Failure> {
    let sheets = sheets(bytes)?;
    let mut drafts = Vec::new();
    let mut unused: Vec<(String, Vec<String>)> = Vec::new();
    for sheet in &sheets {
        match Layout::of(&sheet.rows) {
            Some(layout) => {
                drafts.extend(table::drafts(&sheet.rows, &layout, None, input, warnings));
            }
            None => {
                let header = sheet.rows.iter().map(|row| &row.cells).find(|cells| cells.len() > 1);
                let header = header.or(sheet.rows.first().map(|row| &row.cells));
                let named = header.into_iter().flatten().filter(|name| !name.trim().is_empty());
                let named: Vec<String> = named.cloned().collect();
                if !named.is_empty() {
                    unused.push((sheet.name.clone(), named));
                }
            }
        }
    }
    if drafts.is_empty() && !unused.is_empty() {
        return Err(Failure::NoColumns { header: unused.swap_remove(0).1 });
    }
    for (sheet, columns) in unused {
        let columns: String = columns.join(", ").chars().take(120).collect();
        warnings.push_whole(Warning::UnusedSheet { sheet, columns });
    }
    Ok(drafts)
}

fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Failure> {
    if let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) {
        let mut sheets = all(&mut workbook).map_err(|_| Failure::BadWorkbook)?;
        for sheet in &mut sheets {
            add_links(&mut workbook, sheet);
        }
        return Ok(sheets);
    }
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|_| Failure::BadWorkbook)?;
    all(&mut workbook).map_err(|_| Failure::BadWorkbook)
}

fn all<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(workbook: &mut R) -> Result<Vec<Sheet>, R::Error>
where
    Cursor<B>: std::io::Read + std::io::Seek,
{
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name)?;
        let first = range.start().map_or(0, |(row, _)| u64::from(row));
        let rows = (first + 1..)
            .zip(range.rows())
            .map(|(line, cells)| {
                let cells = cells.iter().map(text).collect();
                Row { line, cells, links: Vec::new() }
            })
            .collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

/// Notes the cells that are links. Only Excel's workbooks give them.
fn add_links(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet) {
    // Links are a help: without them the sheet is read all the same.
    let links = workbook.hyperlinks_by_sheet_name(&sheet.name).unwrap_or_default();
    let first = workbook.worksheet_range(&sheet.name).ok().and_then(|range| range.start());
    let Some((_, first_column)) = first else { return };
    for link in links {
        let Some(address) = link.target.filter(|target| target.starts_with("http")) else {
            continue;
        };
        let (row, column) = link.range.start;
        let line = u64::from(row) + 1;
        let Some(column) = column.checked_sub(first_column) else { continue };
        if let Some(row) = sheet.rows.iter_mut().find(|row| row.line == line) {
            row.links.push((column as usize, address));
        }
    }
}

/// What a cell shows.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // Excel writes a newline in a cell as `_x000D_` or as a carriage return.
        cell => cell.to_string().replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n"),
    }
}
