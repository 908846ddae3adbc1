//! A table inside an answer, as Markdown can hold it: one row of titles and no cell that covers
//! several. A cell that does is repeated, so that each row and each column says all its values.

use scraper::ElementRef;

use super::cells::{self, Cell};
use super::{media, node};

/// A table with more places for cells is written as paragraphs: the spans of a few cells could
/// otherwise make it much larger than the page.
const MAX_PLACES: usize = 50_000;

/// A title has at most this many rows. More of them in `<thead>` are the table itself.
const MAX_TITLE_ROWS: usize = 3;

/// A cell with more bytes of HTML is written once and not repeated.
const REPEATED_MAX_BYTES: usize = 300;

pub struct AnswerTable<'a> {
    /// What stands above the columns: the caption, and a first row that is one cell.
    pub above: Vec<ElementRef<'a>>,
    /// The cells of the other rows.
    pub cells: Vec<Cell<'a>>,
    /// The first row, from 0.
    start: usize,
    /// The row below the titles of the columns.
    body: usize,
    /// The row below the last one.
    end: usize,
}

impl<'a> AnswerTable<'a> {
    /// `None` for a table that only places words on the page.
    pub fn of(table: &ElementRef<'a>) -> Option<Self> {
        let rows = cells::rows(table);
        let mut cells = cells::cells(&rows);
        let columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap_or_default();
        let placed = matches!(table.attr("role"), Some("presentation" | "none"));
        if placed || media::is_layout(table) || rows.len() * columns > MAX_PLACES {
            return None;
        }
        let has_titles =
            cells.iter().any(|cell| cell.element.value().name() == "th" || in_head(cell));
        if !has_titles && rows.len() == 1 && cells.iter().any(holds_blocks) {
            return None;
        }
        let mut above: Vec<ElementRef<'a>> =
            table.child_elements().filter(|child| child.value().name() == "caption").collect();
        let of_row = |row: usize| cells.iter().filter(move |cell| cell.row == row);
        let mut start = 0;
        if let (Some(only), None) = (of_row(0).next(), of_row(0).nth(1))
            && only.rows == 1
            && rows.len() > 1
        {
            above.push(only.element);
            start = 1;
        }
        let body = start + title_rows(&cells, start, rows.len());
        cells.retain(|cell| cell.row >= start);
        Some(Self { above, cells, start, body, end: rows.len() })
    }

    /// The table with the HTML of each of its cells.
    pub fn html(&self, contents: &[String]) -> String {
        let shown: Vec<bool> = contents.iter().map(|html| shows(html)).collect();
        // A column in which no cell begins only comes from a span that is too wide.
        let mut columns: Vec<usize> = self.shown(&shown).map(|(_, cell)| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        // How many cells each row has, with those that begin above it.
        let mut beside = vec![0usize; self.end];
        let mut begun = vec![false; self.end];
        for cell in &self.cells {
            beside[cell.row..cell.row + cell.rows].iter_mut().for_each(|count| *count += 1);
        }
        let mut grid: Vec<Vec<Option<usize>>> =
            vec![vec![None; columns.len()]; self.end - self.start];
        for (at, cell) in self.shown(&shown) {
            begun[cell.row] = true;
            let alone = beside[cell.row] == 1;
            let is_title = cell.row < self.body;
            let once = !is_title && (alone || contents[at].len() > REPEATED_MAX_BYTES);
            let (wide, high) = if once { (1, 1) } else { (cell.columns, cell.rows) };
            let end = if is_title { self.body.min(cell.row + high) } else { cell.row + high };
            for row in cell.row..end {
                for (place, _) in columns
                    .iter()
                    .enumerate()
                    .filter(|(_, column)| (cell.column..cell.column + wide).contains(column))
                {
                    grid[row - self.start][place] = Some(at);
                }
            }
        }
        let mut html = String::from("<table><thead><tr>");
        let (titles, rows) = grid.split_at(self.body - self.start);
        for column in 0..columns.len() {
            let mut above: Vec<usize> = titles.iter().filter_map(|row| row[column]).collect();
            above.dedup();
            let words: Vec<&str> = above.iter().map(|at| contents[*at].trim()).collect();
            html.push_str(&format!("<th>{}</th>", words.join(" – ")));
        }
        html.push_str("</tr></thead><tbody>");
        // A row in which no cell begins only comes from a span that is too high.
        for (row, _) in rows.iter().zip(&begun[self.body..]).filter(|(_, begun)| **begun) {
            html.push_str("<tr>");
            for at in row {
                html.push_str(&format!("<td>{}</td>", at.map_or("", |at| contents[at].as_str())));
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table>");
        html
    }

    /// The cells that show something, with their places in `cells`.
    fn shown(&self, shown: &[bool]) -> impl Iterator<Item = (usize, &Cell<'a>)> {
        self.cells.iter().enumerate().filter(|(at, _)| shown[*at])
    }
}

/// How many rows from `start` on are titles of columns: those of `<thead>`, or the first one when
/// it has only `<th>`. Another one follows when a title covers several rows or columns.
fn title_rows(cells: &[Cell<'_>], start: usize, end: usize) -> usize {
    let of_row = |row: usize| cells.iter().filter(move |cell| cell.row == row);
    let in_heads = (start..end).take_while(|row| of_row(*row).next().is_some_and(in_head)).count();
    if (1..=MAX_TITLE_ROWS).contains(&in_heads) {
        return in_heads;
    }
    let all_titles = |row: usize| {
        let is_title = |cell: &Cell<'_>| {
            let of_row = matches!(cell.element.attr("scope"), Some("row" | "rowgroup"));
            cell.element.value().name() == "th" && !of_row
        };
        // The corner above the titles of the rows is often a `<td>`.
        let corner = |cell: &Cell<'_>| cell.column == 0 && node::text(*cell.element).is_empty();
        of_row(row).any(is_title) && of_row(row).all(|cell| is_title(cell) || corner(cell))
    };
    if !all_titles(start) {
        return 0;
    }
    let mut count = 1;
    while count < MAX_TITLE_ROWS
        && start + count + 1 < end
        && all_titles(start + count)
        && of_row(start + count - 1).any(|cell| cell.columns > 1)
    {
        count += 1;
    }
    count
}

fn in_head(cell: &Cell<'_>) -> bool {
    let group = cell.element.ancestors().nth(1).and_then(ElementRef::wrap);
    group.is_some_and(|group| group.value().name() == "thead")
}

/// Whether a cell has a structure of its own, which one line cannot show.
fn holds_blocks(cell: &Cell<'_>) -> bool {
    let inner = || cell.element.descendent_elements().skip(1).map(|inner| inner.value().name());
    inner().any(|name| {
        matches!(name, "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "img")
    }) || inner().filter(|name| *name == "p").count() > 1
}

/// Whether HTML shows anything when it stands in a cell.
fn shows(html: &str) -> bool {
    let mut tag = false;
    html.contains("<img ")
        || html.chars().any(|c| {
            tag = c == '<' || (tag && c != '>');
            !tag && c != '>' && !c.is_whitespace()
        })
}
