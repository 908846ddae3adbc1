//! What the terminal can do, and the one place that writes to it.

use std::io::{self, IsTerminal, Write};

use anyhow::Context;

/// Longer lines are hard to read, however wide the window is.
const WIDEST: usize = 100;
/// Narrower windows are written to as if they were this wide.
pub(super) const NARROWEST: usize = 24;
/// Columns where output does not go to a terminal.
const PLAIN_WIDTH: usize = 80;

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether escape sequences are written; without them the text has none at all.
    pub colour: bool,
    /// Whether links can be clicked (OSC 8); needs `colour`.
    pub links: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Screen {
    /// Text alone.
    pub fn plain(width: usize) -> Self {
        Self { colour: false, links: false, width }
    }

    /// Standard output as it is now. `NO_COLOR`, `CLICOLOR_FORCE` and `TERM` are
    /// respected, and what is not a terminal gets plain text of 80 columns.
    pub fn of_stdout() -> Self {
        let stdout = io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let links = colour && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        let width = match stdout.is_terminal() {
            true => textwrap::termwidth().clamp(NARROWEST, WIDEST),
            false => PLAIN_WIDTH,
        };
        Self { colour, links, width }
    }
}

/// Writes text to standard output, where it can be read at once.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    // On old Windows consoles this turns escape sequences into system calls.
    let mut out = anstream::AutoStream::auto(io::stdout());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.context("cannot write to standard output")
}
