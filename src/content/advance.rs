//! The fast-forward itself, whose content has passed, and what is done about one that was
//! interrupted: git replaces one file after the other, and a folder that is half old and half new
//! must not be what a restart serves.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::git::{Git, Input, LOCAL};
use super::hold::{Held, hold_clone};
use super::local::{self, Difference, Local};
use super::obstacle::Obstacle;
use super::upstream::{self, Clone};

/// The note, in the clone's `.git`, that a fast-forward is under way: the two commits.
const NOTE: &str = "souffleur-pull";
/// Git's own locks on what a fast-forward writes, in `.git`.
const LOCKS: [&str; 3] = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];
/// A lock that is older or younger than the note by more than this is not of that fast-forward.
const SAME_TIME: Duration = Duration::from_secs(120);

/// Makes the branch and its files those of `new`. What is here as `new` has it is taken for it.
///
/// # Errors
/// Git fails. The files are the old ones then, unless that fails as well; then the note stays, and
/// the next attempt goes on from there.
pub async fn fast_forward(
    git: &Git,
    clone: &Clone,
    held: &Held,
    (old, new): (&str, &str),
    differences: &[Difference],
) -> Result<(), Obstacle> {
    let local = local::local(git, clone, differences).await?;
    refuse_changed(&local)?;
    let note = held.git().join(NOTE);
    fs::write(&note, format!("{old} {new}\n")).map_err(|error| Obstacle::of_system(&error))?;
    let done = merge(git, held, new, &local.same).await;
    let is_kept = match &done {
        Ok(()) => false,
        Err(_) => {
            let same: Vec<&PathBuf> = local.same.iter().map(|same| &same.path).collect();
            let ours: Vec<Difference> =
                differences.iter().filter(|one| !same.contains(&&one.path)).cloned().collect();
            local::restore(git, clone, &ours).await.is_err()
        }
    };
    if !is_kept {
        // A note that stays is found out to be old.
        let _ = fs::remove_file(&note);
    }
    done
}

async fn merge(git: &Git, held: &Held, new: &str, same: &[Difference]) -> Result<(), Obstacle> {
    local::stage(git, same).await?;
    let lock = held.share().map_err(|error| Obstacle::of_system(&error))?;
    // A collection of garbage that begins here would make the reload wait.
    let asked = ["-c", "gc.auto=0", "-c", "maintenance.auto=false"];
    let merge = ["merge", "--ff-only", "--no-autostash", "--quiet", new];
    let ran = git.run_with(asked.iter().chain(&merge), Input::Lock(lock), LOCAL).await?;
    ran.good().map(drop)
}

/// Files that the new commit changes and that somebody has changed here keep it away.
///
/// # Errors
/// There are such files.
pub fn refuse_changed(local: &Local) -> Result<(), Obstacle> {
    if local.other.is_empty() {
        return Ok(());
    }
    let name = |difference: &Difference| difference.path.display().to_string();
    let mut files: Vec<String> = local.other.iter().map(name).collect();
    files.sort();
    Err(Obstacle::Changed { files })
}

/// Ends a fast-forward in which this program was killed, before anything reads the folder. Its
/// content has passed then. Nothing is done where none was interrupted.
///
/// # Errors
/// Git fails, and the folder may be half old and half new.
pub async fn finish_interrupted(folder: &Path) -> Result<bool, Obstacle> {
    let clone = upstream::find(folder).await?;
    if !clone.git.join(NOTE).exists() {
        return Ok(false);
    }
    let at = clone.git.clone();
    let held = tokio::task::spawn_blocking(move || hold_clone(&at)).await;
    let held = held.unwrap_or_else(|error| Err(io::Error::other(error)));
    let held = held.map_err(|error| Obstacle::of_system(&error))?;
    finish(&Git::new(&clone.top), &clone, &held).await
}

/// The same for a clone that is held. Whether there was one.
///
/// # Errors
/// As [`finish_interrupted`].
pub async fn finish(git: &Git, clone: &Clone, held: &Held) -> Result<bool, Obstacle> {
    let path = held.git().join(NOTE);
    let Ok(note) = fs::read_to_string(&path) else { return Ok(false) };
    let written = fs::metadata(&path).and_then(|note| note.modified());
    if let Ok(written) = written {
        let branch = git.run(["symbolic-ref", "--quiet", "HEAD"]).await?.line();
        let locks = LOCKS.map(str::to_owned).into_iter();
        let locks = locks.chain(branch.map(|branch| format!("{branch}.lock")));
        locks.for_each(|lock| remove_lock(&held.git().join(lock), written));
    }
    let head = upstream::commit(git, "HEAD").await?;
    if let Some((old, new)) = note.trim().split_once(' ')
        && head.as_deref() == Some(old)
        && upstream::commit(git, new).await?.is_some()
    {
        let differences = local::differences(git, old, new).await?;
        let Local { same, other } = local::local(git, clone, &differences).await?;
        let (mut half, mut changed) = (Vec::new(), Vec::new());
        for difference in other {
            match is_half_written(git, clone, &difference).await? {
                true => half.push(difference),
                false => changed.push(difference),
            }
        }
        if !changed.is_empty() {
            // It cannot be ended, so that it is taken back.
            local::restore(git, clone, &[half, same].concat()).await?;
            fs::remove_file(&path).map_err(|error| Obstacle::of_system(&error))?;
            return refuse_changed(&Local { same: Vec::new(), other: changed }).map(|()| true);
        }
        local::restore(git, clone, &half).await?;
        merge(git, held, new, &same).await?;
    }
    fs::remove_file(&path).map_err(|error| Obstacle::of_system(&error))?;
    Ok(true)
}

/// Whether git was killed while it wrote a file: the file is gone, or has the beginning of what it
/// was to get.
async fn is_half_written(
    git: &Git,
    clone: &Clone,
    difference: &Difference,
) -> Result<bool, Obstacle> {
    let Some(object) = &difference.object else { return Ok(false) };
    let here = match fs::read(clone.top.join(&difference.path)) {
        Ok(here) => here,
        Err(error) => return Ok(error.kind() == io::ErrorKind::NotFound),
    };
    let whole = git.run(["cat-file", "blob", object]).await?.good()?;
    Ok(whole.starts_with(&here))
}

/// Removes a lock of git's of about that time. No git of ours is left that could have it: it would
/// still hold the clone.
fn remove_lock(lock: &Path, written: SystemTime) {
    let Ok(made) = fs::metadata(lock).and_then(|lock| lock.modified()) else { return };
    let apart = made.duration_since(written).or_else(|_| written.duration_since(made));
    if apart.is_ok_and(|apart| apart < SAME_TIME) && fs::remove_file(lock).is_ok() {
        tracing::warn!(
            file = %lock.display(),
            "removed a lock of git's that was left when the program was killed during a pull"
        );
    }
}
