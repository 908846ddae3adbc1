//! Lines that are typed or piped in. Reading blocks, so it happens on a separate thread
//! that ends with the process; nothing waits for it.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc as blocking;

use anstyle::{AnsiColor, Style};
use anyhow::Context;
use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Config, Editor};
use tokio::sync::mpsc;

use super::screen::{Screen, print};
use crate::privacy;
use crate::wording::terminal::PROMPT;

/// Bytes of a piped line that are kept; the others are skipped. This is far more than a
/// question may have, and bounds the memory that a file without newlines takes.
const LINE_MAX_BYTES: usize = 64 * 1024;
/// Lines of history that the arrow keys bring back.
const HISTORY_LINES: usize = 500;

/// The result of reading a line.
#[derive(Debug)]
pub(super) enum Typed {
    Line(String),
    /// Ctrl-C; the line that was being typed is lost.
    Interrupted,
    /// Ctrl-D, or the end of standard input.
    End,
    Broken(anyhow::Error),
}

/// The source of lines: the line editor or standard input.
pub(super) struct Input {
    // The editor draws a prompt, so it begins only when it is asked to, after the answer.
    ask: Option<blocking::Sender<()>>,
    typed: mpsc::Receiver<Typed>,
}

impl Input {
    /// Starts the line editor, with its history in memory or in a file.
    pub fn editor(history: Option<PathBuf>, screen: Screen) -> anyhow::Result<Self> {
        let config = Config::builder()
            .max_history_size(HISTORY_LINES)
            .and_then(|config| config.history_ignore_dups(true))
            .context("cannot set up the line editor")?
            .history_ignore_space(true)
            .bell_style(BellStyle::None)
            .build();
        let mut editor: Editor<(), DefaultHistory> =
            Editor::with_config(config).context("cannot set up the line editor")?;
        // Without a helper the editor would draw the prompt without colour.
        editor.set_helper(Some(()));
        if let Some(file) = &history {
            open_history(&mut editor, file)
                .with_context(|| format!("cannot open the history file {}", file.display()))?;
        }
        let (ask, asked) = blocking::channel();
        let (send, typed) = mpsc::channel(1);
        std::thread::Builder::new()
            .name("line-editor".to_owned())
            .spawn(move || edit(&mut editor, history.as_deref(), screen, &asked, &send))
            .context("cannot start the thread of the line editor")?;
        Ok(Self { ask: Some(ask), typed })
    }

    /// Reads standard input line by line.
    pub fn lines() -> io::Result<Self> {
        let (send, typed) = mpsc::channel(1);
        std::thread::Builder::new().name("standard-input".to_owned()).spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let read = read_line(&mut input);
                let last = !matches!(read, Typed::Line(_));
                if send.blocking_send(read).is_err() || last {
                    break;
                }
            }
        })?;
        Ok(Self { ask: None, typed })
    }

    /// The next line; once there is none, always [`Typed::End`].
    pub async fn next(&mut self) -> Typed {
        if let Some(ask) = &self.ask
            && ask.send(()).is_err()
        {
            return Typed::End;
        }
        self.typed.recv().await.unwrap_or(Typed::End)
    }
}

fn open_history(editor: &mut Editor<(), DefaultHistory>, file: &Path) -> rustyline::Result<()> {
    match editor.load_history(file) {
        Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            // A file that cannot be written is reported at the start, not after the first
            // question.
            editor.save_history(file)
        }
        loaded => loaded,
    }
}

fn edit(
    editor: &mut Editor<(), DefaultHistory>,
    history: Option<&Path>,
    screen: Screen,
    asked: &blocking::Receiver<()>,
    send: &mpsc::Sender<Typed>,
) {
    let style = match screen.colour {
        true => Style::new().bold().fg_color(Some(AnsiColor::Cyan.into())),
        false => Style::new(),
    };
    let prompt = (PROMPT, format!("{style}{PROMPT}{style:#}"));
    while asked.recv().is_ok() {
        let typed = match editor.readline(&prompt) {
            Ok(line) => match remember(editor, history, &line) {
                Ok(()) => Typed::Line(line),
                Err(error) => broken(error, "cannot write the history file"),
            },
            Err(ReadlineError::Interrupted) => Typed::Interrupted,
            Err(ReadlineError::Eof) => Typed::End,
            // The window was resized and the line is still being typed.
            Err(ReadlineError::Signal(_)) => Typed::Line(String::new()),
            Err(error) => broken(error, "cannot read a line from the terminal"),
        };
        if send.blocking_send(typed).is_err() {
            break;
        }
    }
}

fn remember(
    editor: &mut Editor<(), DefaultHistory>,
    history: Option<&Path>,
    line: &str,
) -> rustyline::Result<()> {
    // A line with personal data cannot be recalled either: the editor writes all that it
    // remembers.
    if !privacy::mask(line).found.is_empty() {
        return Ok(());
    }
    let added = editor.add_history_entry(line)?;
    match history {
        // The file is written at once, because the thread may end with the process at any
        // time.
        Some(file) if added => editor.append_history(file),
        _ => Ok(()),
    }
}

/// One line without its newline; bytes that are not UTF-8 become U+FFFD.
fn read_line(input: &mut impl BufRead) -> Typed {
    let mut line = Vec::new();
    let mut read = input.by_ref().take(LINE_MAX_BYTES as u64).read_until(b'\n', &mut line);
    if line.pop_if(|last| *last == b'\n').is_none() && line.len() == LINE_MAX_BYTES {
        read = read.and_then(|kept| Ok(kept + input.skip_until(b'\n')?));
    }
    match read {
        Ok(0) => Typed::End,
        Ok(_) => Typed::Line(String::from_utf8_lossy(&line).into_owned()),
        Err(error) => broken(error, "cannot read standard input"),
    }
}

fn broken(error: impl Into<anyhow::Error>, what: &'static str) -> Typed {
    Typed::Broken(error.into().context(what))
}

/// The mode of the terminal before the editor changed it.
pub(super) struct Mode {
    #[cfg(unix)]
    saved: Option<rustix::termios::Termios>,
}

impl Mode {
    /// Saves nothing where standard input is not a terminal.
    pub fn save() -> Self {
        Self {
            #[cfg(unix)]
            saved: rustix::termios::tcgetattr(io::stdin()).ok(),
        }
    }

    /// Restores the mode; the editor may still be waiting for keys.
    pub fn restore(&self) {
        #[cfg(unix)]
        if let Some(saved) = &self.saved {
            use rustix::termios::{OptionalActions, tcsetattr};
            // An error means that the terminal is gone, so there is nothing to restore.
            let _ = tcsetattr(io::stdin(), OptionalActions::Drain, saved);
            if io::IsTerminal::is_terminal(&io::stdout()) {
                // The editor would write this at its end: pasted text is no longer
                // bracketed.
                let _ = print("\x1b[?2004l");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        while let Typed::Line(line) = read_line(&mut input) {
            lines.push(line);
        }
        lines
    }

    #[test]
    fn piped_lines_are_bounded_and_never_invalid() {
        assert_eq!(all(b"un\n\ndeux"), ["un", "", "deux"]);
        assert_eq!(all(b"caf\xe9\n"), ["caf\u{fffd}"]);
        assert_eq!(all(b""), Vec::<String>::new());
        let mut long = vec![b'a'; 3 * LINE_MAX_BYTES];
        long.extend_from_slice(b"\napres");
        let lines = all(&long);
        assert_eq!((lines[0].len(), lines[1].as_str()), (LINE_MAX_BYTES, "apres"));
    }
}
