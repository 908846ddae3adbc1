//! `souffleur check --fix`: shows what can be fixed without the author as a diff, then writes
//! it.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::output::{counted, print};
use crate::faq::fix::{self, Fixed};
use crate::faq::load::places;

/// A file with something to fix.
struct Fix {
    /// Relative to the folder.
    file: PathBuf,
    bytes: Vec<u8>,
    fixed: Fixed,
}

/// Shows what can be fixed in a folder. It is written on a terminal after a yes, at once where
/// nobody can be asked, and never with `dry_run`.
///
/// # Errors
/// The output or a file cannot be written, or the folder cannot be read.
pub fn run(dir: &Path, dry_run: bool) -> anyhow::Result<()> {
    let fixes = fixes(dir)?;
    if fixes.is_empty() {
        print("Rien à corriger automatiquement.\n".as_bytes())?;
        return Ok(());
    }
    print(fixes.iter().map(diff).collect::<String>().as_bytes())?;
    let files = counted(fixes.len(), "fichier", "fichiers");
    if dry_run {
        print(format!("{files} à corriger\u{a0}; rien n’est écrit.\n\n").as_bytes())?;
        return Ok(());
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() && !is_wanted(&files)? {
        print("Rien n’est écrit.\n\n".as_bytes())?;
        return Ok(());
    }
    let mut written = 0;
    for fix in &fixes {
        match write(&dir.join(&fix.file), fix) {
            Ok(()) => written += 1,
            Err(error) => eprintln!(
                "souffleur\u{a0}: {} n’est pas corrigé ({error}). Vérifiez ses droits, puis \
                 recommencez.",
                fix.file.display()
            ),
        }
    }
    let corrected = format!(
        "{} {}.\n\n",
        counted(written, "fichier", "fichiers"),
        if written > 1 { "corrigés" } else { "corrigé" }
    );
    print(corrected.as_bytes())?;
    Ok(())
}

fn fixes(dir: &Path) -> io::Result<Vec<Fix>> {
    let mut fixes = Vec::new();
    for place in places(dir)? {
        for file in place.files {
            // A file that vanished or cannot be read is told of by the check that follows.
            let Ok(bytes) = fs::read(dir.join(&file)) else { continue };
            let is_toml = file.extension().is_some_and(|extension| extension == "toml");
            let fixed = if is_toml { fix::encoding(&bytes) } else { fix::entry(&file, &bytes) };
            fixes.extend(fixed.map(|fixed| Fix { file, bytes, fixed }));
        }
    }
    Ok(fixes)
}

fn diff(Fix { file, fixed, .. }: &Fix) -> String {
    let name = file.display();
    let mut shown = String::new();
    if fixed.was_windows_1252 {
        shown = format!("{name}\u{a0}: Windows-1252 → UTF-8\n");
    }
    if fixed.before != fixed.after {
        let diff = TextDiff::from_lines(&fixed.before, &fixed.after);
        let (old, new) = (format!("a/{name}"), format!("b/{name}"));
        shown.push_str(&diff.unified_diff().header(&old, &new).to_string());
    }
    shown.push('\n');
    shown
}

fn is_wanted(files: &str) -> io::Result<bool> {
    print(format!("Écrire ces corrections dans {files}\u{a0}? [o/N] ").as_bytes())?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes"))
}

/// Writes the whole file or nothing. A file that has changed since it was read is left.
fn write(path: &Path, fix: &Fix) -> io::Result<()> {
    // The file itself, not a link to it, which would be replaced by a file.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // The loader and the watcher take no notice of a name that begins with a point.
    let mut part = tempfile::Builder::new().prefix(".").tempfile_in(folder)?;
    part.write_all(fix.fixed.after.as_bytes())?;
    part.as_file().sync_all()?;
    fs::set_permissions(part.path(), fs::metadata(&path)?.permissions())?;
    if fs::read(&path)? != fix.bytes {
        return Err(io::Error::other("il vient d’être modifié"));
    }
    part.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
