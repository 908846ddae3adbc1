//! The tables of a page as readers see them: in which column a cell is, and which category a row
//! has, where one cell may stand beside several rows.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::cells::{self, Cell};
use super::outline::Outline;
use super::record::{self, Field};
use super::{node, prose, title};

/// The longest category, in characters.
const CATEGORY_MAX_CHARS: usize = 80;

/// The cells of all tables of a page.
pub struct Grids {
    columns: HashMap<NodeId, usize>,
    /// For each row, the cell that is its category, with its words.
    categories: HashMap<NodeId, (NodeId, String)>,
}

impl Grids {
    /// Reads the tables once: a large one is asked for each of its cells.
    pub fn of(outline: &Outline<'_>) -> Self {
        let mut grids = Self { columns: HashMap::new(), categories: HashMap::new() };
        let tables = outline.elements.iter().filter(|element| element.value().name() == "table");
        for table in tables {
            let rows = cells::rows(table);
            let cells = cells::cells(&rows);
            grids.columns.extend(cells.iter().map(|cell| (cell.element.id(), cell.column)));
            grids.add_categories(&rows, &cells);
        }
        grids
    }

    /// The column of a cell, from 0.
    pub fn column(&self, cell: NodeId) -> Option<usize> {
        self.columns.get(&cell).copied()
    }

    /// The category of the row of a question: the cell below a title such as « Catégorie », or
    /// one at the start that stands beside several rows.
    pub fn category(&self, question: &ElementRef<'_>) -> Option<String> {
        let above = || question.ancestors().map(|above| above.id()).chain([question.id()]);
        let (cell, words) = above().find_map(|above| self.categories.get(&above))?;
        (!above().any(|above| above == *cell)).then(|| words.clone())
    }

    fn add_categories(&mut self, rows: &[ElementRef<'_>], cells: &[Cell<'_>]) {
        let header = cells
            .iter()
            .filter(|cell| cell.row == 0)
            .find(|cell| record::holds(&node::text(*cell.element), Field::Categories));
        for cell in cells {
            let is_category = match header {
                Some(header) => cell.column == header.column && cell.row > 0,
                None => cell.column == 0 && cell.rows > 1,
            };
            if !is_category {
                continue;
            }
            let words = title::title(*cell.element);
            let is_words = !words.is_empty() && words.chars().count() <= CATEGORY_MAX_CHARS;
            if is_words && !prose::is_question(&words) {
                for row in rows.iter().skip(cell.row).take(cell.rows) {
                    self.categories.insert(row.id(), (cell.element.id(), words.clone()));
                }
            }
        }
    }
}
