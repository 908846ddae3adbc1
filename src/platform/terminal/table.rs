//! A table of an answer as lines: in columns where they fit the window, otherwise row
//! after row, with each cell under the name of its column.

use pulldown_cmark::Alignment;

use super::paragraph::Paragraph;
use super::screen::Screen;
use crate::conversation::layout::Words;

/// Lines of at most `width` columns, except for words that are wider. The first row names
/// the columns.
pub(super) fn lines(
    alignments: &[Alignment],
    rows: &[Vec<Words>],
    width: usize,
    screen: &Screen,
) -> Vec<String> {
    let rows: Vec<Vec<Paragraph>> =
        rows.iter().map(|row| row.iter().map(Paragraph::from).collect()).collect();
    let widths: Vec<usize> = (0..alignments.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(Paragraph::width).max().unwrap_or(0)
        })
        .collect();
    let total = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
    if total <= width {
        columns(alignments, &rows, &widths, screen)
    } else {
        records(&rows, width, screen)
    }
}

fn columns(
    alignments: &[Alignment],
    rows: &[Vec<Paragraph>],
    widths: &[usize],
    screen: &Screen,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = (row.iter())
            .zip(alignments.iter().zip(widths))
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

fn records(rows: &[Vec<Paragraph>], width: usize, screen: &Screen) -> Vec<String> {
    let Some((head, body)) = rows.split_first() else { return Vec::new() };
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
