//! Markdown → lines of plain text: blocks, lists, quotations, links and tables are
//! laid out here for every network that shows text without marks. The network draws
//! each [`Block`] (its width, its styles, its tables) and gives its lines back.

mod block;
mod page;

pub use block::{Block, Form, Style, Words};
pub use page::lines;

#[cfg(test)]
mod tests;
