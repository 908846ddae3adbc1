//! The history of the content, where the FAQ's folder is in a clone: the system's `git`.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whose name stands in a commit where the clone has none configured. The domain is one that
/// never exists (RFC 2606).
const NOBODY: [&str; 4] = ["-c", "user.name=Souffleur", "-c", "user.email=souffleur@invalid"];

/// Commits one file, changed or removed, and nothing else of the clone.
///
/// # Errors
/// The last line that git wrote, or why it cannot be run.
pub fn commit(folder: &Path, file: &Path, summary: &str) -> Result<(), String> {
    let author = match run(folder, &["config", "user.email"], None) {
        Ok(()) => &[][..],
        Err(_) => &NOBODY[..],
    };
    run(folder, &["add", "--all", "--"], Some(file))?;
    // The index may have changes of somebody else: only this file's are committed.
    let message = format!("--message={summary}");
    let commit = [author, &["commit", "--quiet", "--only", &message, "--"]].concat();
    run(folder, &commit, Some(file))
}

/// Whether a commit could be made there. Nothing is changed.
///
/// # Errors
/// As [`commit`].
pub fn is_ready(folder: &Path) -> Result<(), String> {
    run(folder, &["rev-parse", "--show-toplevel"], None)
}

fn run(folder: &Path, arguments: &[&str], file: Option<&Path>) -> Result<(), String> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .args(file)
        .stdin(Stdio::null())
        .env("GIT_TERMINAL_PROMPT", "0")
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("git failed");
    Err(last.trim().to_owned())
}
