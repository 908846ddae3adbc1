//! The FAQ's folder as it will be after a fast-forward, beside the real one: its files as they are
//! now, also those that are in no commit, with what the new commit changes. Only this can tell
//! whether the new content passes.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::git::{Git, Input, LOCAL};
use super::hold::Held;
use super::local::{self, Difference};
use super::obstacle::Obstacle;
use super::upstream::Clone;
use crate::faq::load;

/// What the folders begin with, in the clone's `.git`: its disk is the one that the fast-forward
/// needs as well, and only the system's temporary folder may be read-only.
const PREFIX: &str = "souffleur-next-";

/// A folder that is removed with this.
#[derive(Debug)]
pub struct Next {
    folder: PathBuf,
    _dir: TempDir,
}

impl Next {
    /// The FAQ's folder in it, which has the name of the real one.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes it for a commit with these differences.
    ///
    /// # Errors
    /// Git or the system fails, for example because the disk is full.
    pub async fn make(
        git: &Git,
        clone: &Clone,
        held: &Held,
        commit: &str,
        differences: &[Difference],
    ) -> Result<Self, Obstacle> {
        remove_left(held).map_err(|error| Obstacle::of_system(&error))?;
        let dir = tempfile::Builder::new().prefix(PREFIX).tempdir_in(held.git());
        let dir = dir.map_err(|error| Obstacle::of_system(&error))?;
        // A folder that is the only collection gives it its name.
        let top = dir.path().join("tree").join(clone.top.file_name().unwrap_or_default());
        let folder = top.join(&clone.faq);
        let (from, into) = (clone.top.join(&clone.faq), folder.clone());
        let copied = tokio::task::spawn_blocking(move || load::copy(&from, &into));
        let copied = copied.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        copied.map_err(|error| Obstacle::of_system(&error))?;

        let concerned = differences.iter().filter(|one| one.path.starts_with(&clone.faq));
        let (new, gone): (Vec<Difference>, Vec<Difference>) =
            concerned.cloned().partition(|difference| difference.object.is_some());
        for difference in gone {
            let path = top.join(&difference.path);
            match std::fs::remove_file(&path) {
                Err(error) if path.symlink_metadata().is_ok() => {
                    return Err(Obstacle::of_system(&error));
                }
                _ => remove_empty(&folder, path.parent()),
            }
        }
        let git = git.with_index(&dir.path().join("index"));
        git.run(["read-tree", commit]).await?.good()?;
        let mut prefix = top.into_os_string();
        prefix.push("/");
        let mut option = std::ffi::OsString::from("--prefix=");
        option.push(prefix);
        let asked = ["checkout-index", "--force", "-z", "--stdin"].map(std::ffi::OsString::from);
        let asked = asked.into_iter().chain([option]);
        git.run_with(asked, Input::Names(local::names(&new)), LOCAL).await?.good()?;
        Ok(Self { folder, _dir: dir })
    }
}

/// Git removes a folder with its last file, and a collection without files is a warning.
fn remove_empty(root: &Path, mut folder: Option<&Path>) {
    while let Some(path) = folder.filter(|path| *path != root && path.starts_with(root)) {
        if std::fs::remove_dir(path).is_err() {
            return;
        }
        folder = path.parent();
    }
}

/// What a process that was killed has left: nobody else has one while the clone is held.
fn remove_left(held: &Held) -> io::Result<()> {
    for found in std::fs::read_dir(held.git())? {
        let found = found?;
        if found.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            std::fs::remove_dir_all(found.path())?;
        }
    }
    Ok(())
}
