//! A table of an answer as lines: in columns where they fit the window, otherwise row
//! after row, with each cell under the name of its column.

use pulldown_cmark::Alignment;

use super::paragraph::Paragraph;
use super::screen::Screen;
use crate::conversation::layout::Words;

/// A table; its first row names the columns.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Paragraph>>,
}

impl Table {
    pub fn new(alignments: Vec<Alignment>, rows: &[Vec<Words>]) -> Self {
        let rows = rows.iter().map(|row| row.iter().map(Paragraph::from).collect()).collect();
        Self { alignments, rows }
    }

    /// Lines of at most `width` columns, except for words that are wider.
    pub fn lines(&self, width: usize, screen: &Screen) -> Vec<String> {
        let widths: Vec<usize> = (0..self.alignments.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(Paragraph::width).max().unwrap_or(0)
            })
            .collect();
        let total = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
        if total <= width { self.columns(&widths, screen) } else { self.records(width, screen) }
    }

    fn columns(&self, widths: &[usize], screen: &Screen) -> Vec<String> {
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
                    let text = cell.unwrapped(screen).join(" ");
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

    fn records(&self, width: usize, screen: &Screen) -> Vec<String> {
        let Some((head, body)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        if body.is_empty() {
            lines.extend(head.iter().flat_map(|name| name.lines(width, screen)));
        }
        for (at, row) in body.iter().enumerate() {
            if at > 0 {
                lines.push(String::new());
            }
            for (name, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_blank()) {
                if !name.is_blank() {
                    lines.extend(name.lines(width, screen));
                }
                let cell = cell.lines(width.saturating_sub(2), screen);
                lines.extend(cell.iter().map(|line| format!("  {line}")));
            }
        }
        lines
    }
}
