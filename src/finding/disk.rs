//! Folders and files as they are, without writing into them.

use std::path::{Path, PathBuf};

use super::Finding;

/// Below this, in bytes, a disk is as good as full: a first start of Matrix alone writes a few
/// megabytes.
const FULL: u64 = 20 << 20;
/// Below this, in bytes, somebody should look after the disk.
const NEARLY_FULL: u64 = 200 << 20;

/// What may be done with a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// It is there and can be written.
    Writable,
    /// It is there and cannot be written.
    ReadOnly,
    /// It is not there, and can be made.
    Missing,
    /// It is not there, and cannot be made.
    Barred,
    /// Something else is in its place.
    NoFolder,
}

/// Looks at a folder; the system says what this user may do.
pub fn disk(folder: &Path) -> Disk {
    let here = here(folder);
    match (std::fs::metadata(here), above(folder)) {
        (Ok(found), _) if !found.is_dir() => Disk::NoFolder,
        (Ok(_), _) if may_write(here) => Disk::Writable,
        (Ok(_), _) => Disk::ReadOnly,
        (Err(_), Some(above)) if above.is_dir() && may_write(&above) => Disk::Missing,
        (Err(_), Some(above)) if !above.is_dir() => Disk::NoFolder,
        (Err(_), _) => Disk::Barred,
    }
}

/// Bytes that this user may still write where a path is, or will be; `None` where the system does
/// not tell.
pub fn free(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let there = above(path)?;
        let system = rustix::fs::statvfs(&there).ok()?;
        Some(system.f_bavail.saturating_mul(system.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// A folder that the bot writes into, with the space that is left there. `what` begins a
/// sentence: « Le dossier du journal ».
pub fn folder(check: &str, what: &str, folder: &Path) -> Finding {
    let shown = format!("{what} «\u{a0}{}\u{a0}»", folder.display());
    let free = free(folder);
    let space = free.map_or_else(String::new, |free| format!("\u{a0}; {} libres", bytes(free)));
    match disk(folder) {
        Disk::Writable | Disk::Missing if free.is_some_and(|free| free < FULL) => Finding::bad(
            check,
            format!("{shown} est sur un disque plein{space}."),
            "Libérez de la place sur ce disque\u{a0}: le bot ne pourrait plus rien y garder.",
        ),
        Disk::Writable if free.is_some_and(|free| free < NEARLY_FULL) => Finding::warning(
            check,
            format!("{shown} est sur un disque presque plein{space}."),
            "Libérez de la place sur ce disque avant qu’il ne soit plein.",
        ),
        Disk::Writable => Finding::good(check, format!("{shown} peut être écrit{space}.")),
        Disk::Missing => Finding::note(
            check,
            format!("{shown} n’existe pas encore\u{a0}: le bot le créera{space}."),
        ),
        Disk::ReadOnly => Finding::bad(
            check,
            format!("{shown} ne peut pas être écrit par cet utilisateur."),
            "Donnez-lui le droit d’y écrire (chown, chmod), ou lancez cette commande sous \
             l’utilisateur du bot\u{a0}; un système de fichiers monté en lecture seule est à \
             remonter.",
        ),
        Disk::Barred => Finding::bad(
            check,
            format!("{shown} n’existe pas, et cet utilisateur ne peut pas le créer."),
            "Créez-le pour l’utilisateur du bot, ou vérifiez le chemin et le dossier d’où le bot \
             est lancé.",
        ),
        Disk::NoFolder => Finding::bad(
            check,
            format!("{shown} n’est pas un dossier."),
            "Vérifiez le chemin dans la configuration\u{a0}: un fichier est à cette place.",
        ),
    }
}

/// A file that only the bot should read, such as a key; `None` when that is so. `what` begins a
/// sentence.
///
/// A file of somebody else's that the bot reads by its group is one that was meant for it, as
/// Kubernetes gives its secrets.
pub fn private(check: &str, what: &str, file: &Path) -> Option<Finding> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let found = std::fs::metadata(file).ok()?;
        let mode = found.mode();
        let is_own = found.uid() == rustix::process::geteuid().as_raw();
        let whom = match mode {
            mode if mode & 0o007 != 0 => "par tous les utilisateurs de cette machine",
            mode if mode & 0o070 != 0 && is_own => "par le groupe du fichier",
            _ => return None,
        };
        let (enough, noun) = if found.is_dir() { ("700", "dossier") } else { ("600", "fichier") };
        let shown = file.display();
        let todo = match is_own {
            true => {
                format!("Réservez ce {noun} au bot\u{a0}: chmod {enough} «\u{a0}{shown}\u{a0}».")
            }
            false => format!(
                "Réservez ce {noun} au bot\u{a0}: chown à son utilisateur, puis chmod {enough} \
                 «\u{a0}{shown}\u{a0}». Dans un conteneur où il est seul, rien ne presse."
            ),
        };
        let message = format!("{what} peut être lu {whom} (mode {:03o}).", mode & 0o777);
        Some(Finding::warning(check, message, todo))
    }
    #[cfg(not(unix))]
    {
        let _ = (check, what, file);
        None
    }
}

/// A size that a person reads, such as `1,5 Go`.
fn bytes(bytes: u64) -> String {
    let (unit, size) = match bytes {
        0..1_000_000 => ("ko", 1_000),
        1_000_000..1_000_000_000 => ("Mo", 1_000_000),
        _ => ("Go", 1_000_000_000),
    };
    let tenths = bytes / (size / 10);
    match tenths {
        0..100 => format!("{},{}\u{a0}{unit}", tenths / 10, tenths % 10),
        _ => format!("{}\u{a0}{unit}", tenths / 10),
    }
}

/// A path without a folder is one of the working directory.
fn here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// The nearest thing above a path that exists, or what is there itself.
fn above(path: &Path) -> Option<PathBuf> {
    path.ancestors().map(here).find(|path| path.exists()).map(Path::to_owned)
}

fn may_write(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        // The user that counts is the effective one, which writes.
        let wanted = Access::WRITE_OK | Access::EXEC_OK;
        accessat(CWD, folder, wanted, AtFlags::EACCESS).is_ok()
    }
    #[cfg(not(unix))]
    {
        std::fs::metadata(folder).is_ok_and(|found| !found.permissions().readonly())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_looked_at_and_not_made() {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join("file");
        std::fs::write(&file, "").expect("a file");
        assert_eq!(disk(root.path()), Disk::Writable);
        assert_eq!(disk(&root.path().join("a/b")), Disk::Missing);
        assert_eq!(disk(&file), Disk::NoFolder);
        assert_eq!(disk(&file.join("below")), Disk::NoFolder);
        assert!(!root.path().join("a").exists());
        assert!(free(&root.path().join("a/b")).is_none_or(|free| free > 0));
    }

    #[test]
    fn sizes_are_short() {
        let rows = [(0, "0,0 ko"), (1_500, "1,5 ko"), (21_000_000, "21 Mo")];
        for (size, shown) in rows {
            assert_eq!(bytes(size).replace('\u{a0}', " "), shown);
        }
        assert_eq!(bytes(1_540_000_000), "1,5\u{a0}Go");
    }
}
