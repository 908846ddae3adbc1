//! What the upstream changes, and what of it somebody has changed here.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::git::{Git, Input, LOCAL};
use super::obstacle::Obstacle;
use super::upstream::{self, Clone};

/// A file that differs between two commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to the clone's folder.
    pub path: PathBuf,
    /// The object of the new commit; `None` when it has no such file.
    pub object: Option<String>,
    /// Whether the old commit has it.
    pub is_old: bool,
    is_plain: bool,
}

/// The files that differ between two commits, in the whole clone.
///
/// # Errors
/// Git fails.
pub async fn differences(git: &Git, old: &str, new: &str) -> Result<Vec<Difference>, Obstacle> {
    let asked = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", old, new];
    let out = git.run(asked).await?.good()?;
    let mut parts = out.split(|byte| *byte == 0);
    let mut found = Vec::new();
    // `:100644 100644 OLD NEW M`, then the name.
    while let (Some(what), Some(name)) = (parts.next(), parts.next()) {
        let what = String::from_utf8_lossy(what).into_owned();
        let fields: Vec<&str> = what.trim_start_matches(':').split(' ').collect();
        let [old_mode, new_mode, _, object, _] = fields[..] else {
            return Err(Obstacle::Failed { reason: "git diff-tree is not understood".to_owned() });
        };
        let object = (new_mode != "000000").then(|| object.to_owned());
        found.push(Difference {
            path: upstream::path(name),
            object,
            is_old: old_mode != "000000",
            is_plain: new_mode.starts_with("100"),
        });
    }
    Ok(found)
}

/// Those of the differences that somebody has made here as well, in no commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// They are here as the new commit has them.
    pub same: Vec<Difference>,
    /// They are here as neither commit has them.
    pub other: Vec<Difference>,
}

/// Compares the working tree, whose HEAD is the old commit, with what the new one changes.
///
/// # Errors
/// Git fails.
pub async fn local(
    git: &Git,
    clone: &Clone,
    differences: &[Difference],
) -> Result<Local, Obstacle> {
    let asked = ["status", "--porcelain", "-z", "--untracked-files=no", "--no-renames"];
    let out = git.run(asked.iter().chain(&["--ignore-submodules=all"])).await?.good()?;
    // `XY name`
    let lines = out.split(|byte| *byte == 0);
    let changed: BTreeSet<PathBuf> =
        lines.filter_map(|line| line.get(3..)).map(upstream::path).collect();
    let mut local = Local::default();
    for difference in differences {
        let here = clone.top.join(&difference.path);
        // Git itself would replace a new file that is ignored here.
        let is_touched = changed.contains(&difference.path)
            || !difference.is_old && stands_in_the_way(&clone.top, &difference.path);
        if !is_touched {
            continue;
        }
        let is_same = match &difference.object {
            None => here.symlink_metadata().is_err(),
            Some(object) if difference.is_plain && is_file(&here) => {
                let path = difference.path.as_os_str();
                let asked = [OsStr::new("hash-object"), OsStr::new("--"), path];
                git.run(asked).await?.line().as_ref() == Some(object)
            }
            Some(_) => false,
        };
        let list = if is_same { &mut local.same } else { &mut local.other };
        list.push(difference.clone());
    }
    Ok(local)
}

/// Whether something is where a new file is to be, or in the place of a folder above it.
fn stands_in_the_way(top: &Path, path: &Path) -> bool {
    let mut at = top.to_owned();
    for part in path {
        at.push(part);
        match at.symlink_metadata() {
            Err(_) => return false,
            Ok(found) if found.is_dir() => {}
            Ok(_) => return true,
        }
    }
    true
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}

/// Puts files into the index as they are here.
///
/// # Errors
/// Git fails.
pub async fn stage(git: &Git, differences: &[Difference]) -> Result<(), Obstacle> {
    if differences.is_empty() {
        return Ok(());
    }
    let asked = ["add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"];
    git.run_with(asked, Input::Names(names(differences)), LOCAL).await?.good().map(drop)
}

/// Makes files again what HEAD and the index have, which are the same for them. Those that the old
/// commit does not have are removed.
///
/// # Errors
/// Git or the system fails.
pub async fn restore(git: &Git, clone: &Clone, differences: &[Difference]) -> Result<(), Obstacle> {
    let (old, new): (Vec<Difference>, Vec<Difference>) =
        differences.iter().cloned().partition(|difference| difference.is_old);
    for difference in new {
        match std::fs::remove_file(clone.top.join(&difference.path)) {
            Err(error) if is_file(&clone.top.join(&difference.path)) => {
                return Err(Obstacle::of_system(&error));
            }
            _ => {}
        }
    }
    if old.is_empty() {
        return Ok(());
    }
    let asked = ["checkout-index", "--force", "-z", "--stdin"];
    git.run_with(asked, Input::Names(names(&old)), LOCAL).await?.good().map(drop)
}

/// Each name with a zero byte after it.
pub fn names(differences: &[Difference]) -> Vec<u8> {
    let mut names = Vec::new();
    for difference in differences {
        names.extend_from_slice(difference.path.as_os_str().as_encoded_bytes());
        names.push(0);
    }
    names
}
