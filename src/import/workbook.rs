//! A workbook of Excel (`.xlsx`) or LibreOffice (`.ods`). Each sheet with questions and
//! answers is read as a table.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Cursor, Read as _};

use calamine::{Cell, Data, DataRef, Ods, Reader, SheetVisible, Xlsx, XlsxError};

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::repeats;
use super::table::{self, Layout, Row};
use super::warning::{Warning, Warnings};

/// Whether the bytes are a workbook, or damaged ones of a workbook.
pub fn recognises(bytes: &[u8]) -> bool {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    bytes.starts_with(b"PK\x03\x04")
        && (holds(b"xl/workbook") || holds(b"opendocument.spreadsheet"))
}

/// How many bytes the parts of a workbook may have together once they are inflated. A FAQ of
/// 10,000 long answers has a tenth of it.
const INFLATED_MAX_BYTES: u64 = 200 * 1024 * 1024;

/// How many cells a sheet may have, with the empty ones before the last one of each row.
const MAX_CELLS: usize = 2_000_000;

struct Sheet {
    name: String,
    rows: Vec<Row>,
    /// The column of the first cells of the rows, from 0.
    first_column: u32,
    is_hidden: bool,
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
        // What its authors hide is a draft or a list for formulas, and no reader has seen it.
        if sheet.is_hidden {
            if !sheet.rows.is_empty() {
                warnings.push_whole(Warning::HiddenSheet { sheet: sheet.name.clone() });
            }
            continue;
        }
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
    check_size(bytes)?;
    if let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) {
        let mut sheets = Vec::new();
        let hidden = hidden_sheets(&workbook);
        for name in workbook.sheet_names() {
            let is_hidden = hidden.contains(&name);
            let mut sheet = Sheet { is_hidden, ..by_cells(&mut workbook, name)? };
            fill_merged(&mut workbook, &mut sheet);
            add_links(&mut workbook, &mut sheet);
            sheets.push(sheet);
        }
        return Ok(sheets);
    }
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|_| Failure::BadWorkbook)?;
    all(&mut workbook).map_err(|_| Failure::BadWorkbook)
}

fn hidden_sheets<R: Reader<B>, B: io::Read + io::Seek>(workbook: &R) -> HashSet<String> {
    let hidden = workbook.sheets_metadata().iter();
    let hidden = hidden.filter(|sheet| sheet.visible != SheetVisible::Visible);
    hidden.map(|sheet| sheet.name.clone()).collect()
}

/// Inflates the files of the archive up to the limit before anything is kept of them: the sizes
/// that its directory gives may be wrong. Files are inflated twice for that, which takes less
/// time than reading their cells.
///
/// # Errors
/// They are larger than [`INFLATED_MAX_BYTES`], or a sheet of LibreOffice has more cells than
/// [`MAX_CELLS`].
fn check_size(bytes: &[u8]) -> Result<(), Failure> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Failure::BadWorkbook)?;
    let declared = (0..archive.len()).filter_map(|at| Some(archive.by_index_raw(at).ok()?.size()));
    if declared.fold(0, u64::saturating_add) > INFLATED_MAX_BYTES {
        return Err(Failure::HugeWorkbook);
    }
    let mut left = INFLATED_MAX_BYTES;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| Failure::BadWorkbook)?;
        let is_sheets = file.name().is_ok_and(|name| name == "content.xml");
        let mut file = file.take(left + 1);
        let read = if is_sheets {
            let mut content = Vec::new();
            let read = file.read_to_end(&mut content);
            if repeats::cells(&content) > MAX_CELLS as u64 {
                return Err(Failure::HugeWorkbook);
            }
            read.map(|len| len as u64)
        } else {
            io::copy(&mut file, &mut io::sink())
        };
        // A file that ends early or does not match its checksum: how much was read is not known.
        let read = read.map_err(|_| Failure::BadWorkbook)?;
        left = left.checked_sub(read).ok_or(Failure::HugeWorkbook)?;
    }
    Ok(())
}

/// The rows of a sheet of Excel that have a cell. The cells are read one by one, because one
/// cell at the far end of a sheet would make its rectangle larger than the memory.
fn by_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Result<Sheet, Failure> {
    let mut by_row: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    let mut count = 0;
    match workbook.worksheet_cells_reader(&name) {
        Ok(mut reader) => {
            while let Some((cell, style)) =
                reader.next_cell_with_style_id().map_err(|_| Failure::BadWorkbook)?
            {
                count += 1;
                if count > MAX_CELLS {
                    return Err(Failure::HugeWorkbook);
                }
                let (row, column) = cell.get_position();
                let value = Cell::get_value(&cell);
                if !matches!(value, DataRef::Empty) {
                    let format = reader.styles().get(style);
                    let format = format.and_then(|style| style.number_format.as_ref());
                    let decimals = format.and_then(|format| percent_decimals(&format.format_code));
                    let value = match (decimals, value) {
                        (Some(decimals), DataRef::Float(part)) => percentage(*part, decimals),
                        (Some(decimals), DataRef::Int(part)) => percentage(*part as f64, decimals),
                        _ => text(&Data::from(value.clone())),
                    };
                    by_row.entry(row).or_default().push((column, value));
                }
            }
        }
        // A sheet that is a chart has no cells.
        Err(XlsxError::NotAWorksheet(_)) => {}
        Err(_) => return Err(Failure::BadWorkbook),
    }
    let columns = || by_row.values().flatten().map(|(column, _)| *column);
    let first_column = columns().min().unwrap_or_default();
    let width = |cells: &[(u32, String)]| {
        cells.iter().map(|(column, _)| (column - first_column) as usize + 1).max().unwrap_or(0)
    };
    if by_row.values().map(|cells| width(cells)).sum::<usize>() > MAX_CELLS {
        return Err(Failure::HugeWorkbook);
    }
    let rows = by_row
        .into_iter()
        .map(|(row, placed)| {
            let mut cells = vec![String::new(); width(&placed)];
            for (column, value) in placed {
                cells[(column - first_column) as usize] = value;
            }
            Row { line: u64::from(row) + 1, cells, links: Vec::new() }
        })
        .collect();
    Ok(Sheet { name, rows, first_column, is_hidden: false })
}

fn all<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(workbook: &mut R) -> Result<Vec<Sheet>, R::Error>
where
    Cursor<B>: io::Read + io::Seek,
{
    let hidden = hidden_sheets(workbook);
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
        let first_column = range.start().map_or(0, |(_, column)| column);
        let is_hidden = hidden.contains(&name);
        sheets.push(Sheet { name, rows, first_column, is_hidden });
    }
    Ok(sheets)
}

/// Writes what merged cells show in each of their rows. Only Excel's workbooks tell them; in
/// others an empty cell below a category is read as a part of it.
fn fill_merged(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet) {
    let merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
    for area in merged.into_iter().filter(|area| area.start.0 < area.end.0) {
        let Some(column) = area.start.1.checked_sub(sheet.first_column) else { continue };
        let column = column as usize;
        let (first, last) = (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1);
        let cell = |row: &Row| row.cells.get(column).cloned();
        let shown = sheet.rows.iter().find(|row| row.line == first).and_then(cell);
        let Some(shown) = shown.filter(|shown| !shown.trim().is_empty()) else { continue };
        let below = sheet.rows.iter_mut().filter(|row| row.line > first && row.line <= last);
        // A row without any other cell has nothing to say.
        for row in below.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            row.cells[column].clone_from(&shown);
        }
    }
}

/// Notes the cells that are links. Only Excel's workbooks give them.
fn add_links(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet) {
    // Links are a help: without them the sheet is read all the same.
    let links = workbook.hyperlinks_by_sheet_name(&sheet.name).unwrap_or_default();
    for link in links {
        let Some(address) = link.target.filter(|target| target.starts_with("http")) else {
            continue;
        };
        let (row, column) = link.range.start;
        let line = u64::from(row) + 1;
        let Some(column) = column.checked_sub(sheet.first_column) else { continue };
        if let Some(row) = sheet.rows.iter_mut().find(|row| row.line == line) {
            row.links.push((column as usize, address));
        }
    }
}

/// How many decimals a format shows before its `%`, if it is one of percentages: 1 for `0.0%`.
fn percent_decimals(format: &str) -> Option<usize> {
    let positive = format.split(';').next().unwrap_or_default();
    let number = &positive[..positive.rfind('%')?];
    let decimals = number.rsplit_once('.').map_or("", |(_, decimals)| decimals);
    Some(decimals.chars().filter(|c| matches!(c, '0' | '#' | '?')).count())
}

/// A part of 1 as French readers write a percentage.
fn percentage(part: f64, decimals: usize) -> String {
    format!("{:.decimals$}\u{a0}%", part * 100.0).replace('.', ",")
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
