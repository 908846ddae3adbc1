//! A table of an answer, as lines: in columns where they fit the window;
//! otherwise row after row, each cell under the name of its column.

use pulldown_cmark::Alignment;

use super::paragraph::Paragraph;
use super::render::Look;

/// A table being read; the first row is its head.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Paragraph>>,
}

impl Table {
    pub fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    /// Begins a row.
    pub fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Ends a cell of the last row; one line of text.
    pub fn cell(&mut self, cell: Paragraph) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// Lines of at most `width` columns, but for words that are wider.
    pub fn lines(&self, width: usize, look: &Look) -> Vec<String> {
        let widths: Vec<usize> = (0..self.alignments.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(Paragraph::width).max().unwrap_or(0)
            })
            .collect();
        let total = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
        if total <= width { self.columns(&widths, look) } else { self.records(width, look) }
    }

    fn columns(&self, widths: &[usize], look: &Look) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = (row.iter())
                .zip(self.alignments.iter().zip(widths))
                .map(|(cell, (alignment, &width))| {
                    let room = width.saturating_sub(cell.width());
                    let left = match alignment {
                        Alignment::Right => room,
                        Alignment::Center => room / 2,
                        Alignment::Left | Alignment::None => 0,
                    };
                    let text = cell.unwrapped(look).join(" ");
                    format!("{}{text}{}", " ".repeat(left), " ".repeat(room - left))
                })
                .collect();
            lines.push(cells.join(" │ "));
            if at == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                lines.push(rule.join("─┼─"));
            }
        }
        lines
    }

    fn records(&self, width: usize, look: &Look) -> Vec<String> {
        let Some((head, body)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        if body.is_empty() {
            lines.extend(head.iter().flat_map(|name| name.lines(width, look)));
        }
        for (at, row) in body.iter().enumerate() {
            if at > 0 {
                lines.push(String::new());
            }
            for (name, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_blank()) {
                if !name.is_blank() {
                    lines.extend(name.lines(width, look));
                }
                let cell = cell.lines(width.saturating_sub(2), look);
                lines.extend(cell.iter().map(|line| format!("  {line}")));
            }
        }
        lines
    }
}
