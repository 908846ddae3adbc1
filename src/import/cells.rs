//! Where the cells of a table stand: a cell may cover several rows and several columns.

use scraper::ElementRef;

/// A table with more columns is for programs.
const MAX_COLUMNS: usize = 1000;

/// A cell, the rows beside it and the columns below it.
pub struct Cell<'a> {
    pub element: ElementRef<'a>,
    /// Its first column and its first row, from 0.
    pub column: usize,
    pub row: usize,
    /// How many columns and rows it covers, at least 1.
    pub columns: usize,
    pub rows: usize,
}

/// The rows of a table, without those of tables inside it.
pub fn rows<'a>(table: &ElementRef<'a>) -> Vec<ElementRef<'a>> {
    let groups = table.child_elements().flat_map(|child| match child.value().name() {
        "tr" => vec![child],
        "tbody" | "thead" | "tfoot" => child.child_elements().collect(),
        _ => Vec::new(),
    });
    groups.filter(|row| row.value().name() == "tr").collect()
}

/// The cells of these rows, row by row.
pub fn cells<'a>(rows: &[ElementRef<'a>]) -> Vec<Cell<'a>> {
    let mut cells: Vec<Cell<'a>> = Vec::new();
    // For each column, the row from which on it is free again.
    let mut free: Vec<usize> = Vec::new();
    for (row, element) in rows.iter().enumerate() {
        let mut column = 0;
        for cell in element.child_elements() {
            if !matches!(cell.value().name(), "td" | "th") {
                continue;
            }
            while free.get(column).is_some_and(|next| *next > row) {
                column += 1;
            }
            let span = |name: &str| {
                let span = cell.attr(name).and_then(|span| span.trim().parse::<usize>().ok());
                span.unwrap_or(1).max(1)
            };
            let wide = span("colspan").min(MAX_COLUMNS);
            let high = span("rowspan").min(rows.len() - row);
            if column + wide > MAX_COLUMNS {
                break;
            }
            if free.len() < column + wide {
                free.resize(column + wide, 0);
            }
            free[column..column + wide].fill(row + high);
            cells.push(Cell { element: cell, column, row, columns: wide, rows: high });
            column += wide;
        }
    }
    cells
}
