//! Where the clone is, what its branch follows, and how the two stand to each other.

use std::path::{Path, PathBuf};

use super::git::{FETCH, Git, Input};
use super::mask;
use super::obstacle::Obstacle;

/// Former values of the upstream that are looked at.
const REMEMBERED: usize = 20;

/// The clone that a folder is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clone {
    /// The folder of its working tree.
    pub top: PathBuf,
    /// Its own folder, `.git` in most.
    pub git: PathBuf,
    /// The FAQ's folder, relative to `top`; empty when it is that folder.
    pub faq: PathBuf,
}

/// What the current branch follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The reference that a fetch updates: `refs/remotes/origin/main`.
    pub reference: String,
    /// For people: `origin/main`.
    pub name: String,
    remote: String,
    remote_reference: String,
}

/// How HEAD stands to its upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// HEAD has everything that the upstream has.
    Current,
    /// The upstream follows on HEAD.
    Behind,
    /// Each has something that the other lacks.
    Apart {
        /// Commits that HEAD alone has.
        here: usize,
        /// Commits that the upstream alone has.
        there: usize,
        /// The upstream has dropped what HEAD is based on.
        is_rewritten: bool,
    },
}

/// The clone that a folder is in.
///
/// # Errors
/// There is none, or git does not work in it.
pub async fn find(folder: &Path) -> Result<Clone, Obstacle> {
    let git = Git::new(folder);
    let asked = ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix"];
    let out = git.run(asked).await?.good()?;
    let mut lines = out.split(|byte| *byte == b'\n').map(path);
    let (Some(top), Some(git), Some(faq)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(Obstacle::NotAClone);
    };
    // Without the slash at its end.
    Ok(Clone { top, git, faq: faq.components().collect() })
}

/// A path as git writes it.
#[cfg(unix)]
pub fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes.to_vec()).into()
}

/// A path as git writes it.
#[cfg(not(unix))]
pub fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// What the current branch follows.
///
/// # Errors
/// HEAD is not on a branch, or the branch follows none.
pub async fn upstream(git: &Git) -> Result<Upstream, Obstacle> {
    let head = git.run(["symbolic-ref", "--quiet", "HEAD"]).await?;
    let head = head.line().ok_or(Obstacle::Detached)?;
    let format =
        "--format=%(upstream)%09%(upstream:short)%09%(upstream:remotename)%09%(upstream:remoteref)";
    let told = git.run(["for-each-ref", format, &head]).await?.line().unwrap_or_default();
    let parts: Vec<&str> = told.split('\t').collect();
    match parts[..] {
        [reference, name, remote, remote_reference]
            if !reference.is_empty() && !remote.is_empty() && !remote_reference.is_empty() =>
        {
            Ok(Upstream {
                reference: reference.to_owned(),
                name: name.to_owned(),
                remote: remote.to_owned(),
                remote_reference: remote_reference.to_owned(),
            })
        }
        _ => {
            let branch = head.strip_prefix("refs/heads/").unwrap_or(&head).to_owned();
            Err(Obstacle::NoUpstream { branch })
        }
    }
}

/// Brings the upstream's commits.
///
/// # Errors
/// The remote cannot be reached or refuses, or the clone cannot be written.
pub async fn fetch(git: &Git, upstream: &Upstream) -> Result<(), Obstacle> {
    let Upstream { reference, name, remote, remote_reference } = upstream;
    // A remote that replaces its history is found out afterwards, so that it can be told.
    let wanted = format!("+{remote_reference}:{reference}");
    let mut arguments = vec!["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];
    arguments.extend(["--no-write-fetch-head", "--end-of-options", remote.as_str(), &wanted]);
    if remote == "." {
        return Ok(());
    }
    let mut all = Vec::new();
    let ssh = git.run(["config", "core.sshCommand"]).await?.line();
    let is_chosen = |name: &str| std::env::var_os(name).is_some();
    if ssh.is_none() && !is_chosen("GIT_SSH_COMMAND") && !is_chosen("GIT_SSH") {
        all.extend(["-c", "core.sshCommand=ssh -oBatchMode=yes"]);
    }
    all.append(&mut arguments);
    match git.run_with(all, Input::Nothing, FETCH).await {
        Ok(ran) if ran.is_good => Ok(()),
        Ok(ran) => Err(Obstacle::of_fetch(&ran.said, mask::reason(&ran.said), name)),
        // Whoever does not answer is not there.
        Err(Obstacle::Failed { reason }) => Err(Obstacle::Unreachable { reason }),
        Err(obstacle) => Err(obstacle),
    }
}

/// The commit that a name leads to; `None` when there is none.
///
/// # Errors
/// Git cannot be run.
pub async fn commit(git: &Git, name: &str) -> Result<Option<String>, Obstacle> {
    let asked = format!("{name}^{{commit}}");
    let ran = git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", &asked]).await?;
    Ok(ran.line())
}

/// How `head` stands to `target`, the commit of its upstream.
///
/// # Errors
/// Git cannot be run, or an object is missing.
pub async fn relation(
    git: &Git,
    upstream: &Upstream,
    head: &str,
    target: &str,
) -> Result<Relation, Obstacle> {
    if head == target || is_ancestor(git, target, head).await? {
        return Ok(Relation::Current);
    }
    if is_ancestor(git, head, target).await? {
        return Ok(Relation::Behind);
    }
    let range = format!("{head}...{target}");
    let counted = git.run(["rev-list", "--left-right", "--count", &range]).await?.good()?;
    let counted = String::from_utf8_lossy(&counted).into_owned();
    let mut counts = counted.split_whitespace().map(|count| count.parse().unwrap_or(0));
    let (here, there) = (counts.next().unwrap_or(0), counts.next().unwrap_or(0));
    let is_rewritten = is_rewritten(git, upstream, head, target).await?;
    Ok(Relation::Apart { here, there, is_rewritten })
}

/// Whether a former value of the upstream that is on one line with `head` was dropped.
async fn is_rewritten(
    git: &Git,
    upstream: &Upstream,
    head: &str,
    target: &str,
) -> Result<bool, Obstacle> {
    let reference = upstream.reference.as_str();
    let most = format!("--max-count={REMEMBERED}");
    let log = git.run(["reflog", "show", "--format=%H", &most, reference, "--"]).await?;
    let log = log.line().unwrap_or_default();
    let mut former: Vec<String> = log.lines().map(str::to_owned).collect();
    // The first update of a reference has its value before in it, which is in no line of its own.
    former.extend(commit(git, &format!("{reference}@{{{}}}", former.len())).await?);
    for value in former {
        let is_of_head = value == head
            || is_ancestor(git, &value, head).await?
            || is_ancestor(git, head, &value).await?;
        if is_of_head && !is_ancestor(git, &value, target).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_ancestor(git: &Git, old: &str, new: &str) -> Result<bool, Obstacle> {
    Ok(git.run(["merge-base", "--is-ancestor", old, new]).await?.is_good)
}
