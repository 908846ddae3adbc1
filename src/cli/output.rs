//! What the commands have in common when they end: the standard output, the exit
//! codes, and how a number of things is written.

use std::io::{self, Write};

use crate::grammar::plural;

/// Exit code when the content, or what was asked to be done, has a problem.
pub const PROBLEMS: u8 = 1;
/// Exit code when the command or the configuration is written wrongly.
pub const USAGE: u8 = 2;

/// Writes a command's result. A reader that has seen enough, such as `head`, is not a
/// failure; `println!` would panic.
///
/// # Errors
/// When the standard output cannot be written for another reason.
pub fn print(result: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(result).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// `1 entrée`, `2 entrées`, with a plain space and plain digits: scripts read them too.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", plural(n, one, many))
}
