//! One attempt to bring the content to its upstream, and what is known after it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::advance::{fast_forward, finish, refuse_changed};
use super::git::Git;
use super::hold::{Held, hold_clone, try_fetching};
use super::next::Next;
use super::obstacle::{Obstacle, Refusal};
use super::upstream::{self, Clone, Relation};
use super::{local, tell};
use crate::faq::today;
use crate::library::{Diff, Force, Library, Rejection, Reload, log_reload};
use crate::metrics::PullOutcome;

/// Hexadecimal digits of a commit that people are shown.
const SHORT: usize = 10;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Pulled {
    /// There is nothing new, or nothing that changes an answer.
    Current,
    /// New content is served.
    Served(Diff),
    /// New content is not served, because it does not pass.
    Refused(Rejection),
    /// The upstream cannot be followed.
    Stuck(Obstacle),
    /// The program ends.
    Ending,
}

/// Where the content stands, for admins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Followed {
    /// What is followed: `origin/main`; `None` when that is not known.
    pub upstream: Option<String>,
    /// The commit of the folder, abbreviated.
    pub commit: Option<String>,
    /// Why it is not the upstream's.
    pub obstacle: Option<Obstacle>,
}

/// Follows the upstream of the clone that a library's folder is in.
#[derive(Debug)]
pub struct Puller {
    library: Arc<Library>,
    shutdown: CancellationToken,
    followed: Mutex<Followed>,
    // Locked for a whole attempt.
    memory: tokio::sync::Mutex<Memory>,
}

/// What an attempt needs to know of those before.
#[derive(Debug, Default)]
struct Memory {
    told: Option<Obstacle>,
    /// The commits of the clone and of its upstream when the latter's content did not pass.
    refused: Option<(String, String, Box<Refusal>)>,
}

/// A fast-forward that may be made.
struct Step {
    clone: Clone,
    head: String,
    target: String,
    force: Force,
}

impl Puller {
    /// For a library that is open. Nothing is fetched any more after `shutdown`.
    pub fn new(library: Arc<Library>, shutdown: CancellationToken) -> Self {
        let (followed, memory) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { library, shutdown, followed, memory }
    }

    /// Where the content stands since the last attempt.
    pub fn followed(&self) -> Followed {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Before it is logged: whoever reads the log may ask for the state next.
    fn keep(&self, followed: Followed) {
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = followed;
    }

    /// Fetches and, when there is something new that passes, serves it. `force` is that of
    /// [`Library::reload`]. A commit that was refused is tried again when somebody asks for it
    /// (`is_asked`), and otherwise when the upstream changes.
    pub async fn pull(&self, force: Force, is_asked: bool) -> Pulled {
        let mut memory = self.memory.lock().await;
        if is_asked {
            memory.refused = None;
        }
        let mut followed = Followed::default();
        let done = self.attempt(&mut memory, &mut followed, force).await;
        let pulled = match done {
            Ok(Pulled::Ending) => return Pulled::Ending,
            Ok(pulled) => pulled,
            Err(obstacle) => Pulled::Stuck(obstacle),
        };
        if let Pulled::Stuck(obstacle) = &pulled {
            followed.obstacle = Some(obstacle.clone());
        }
        let obstacle = followed.obstacle.clone();
        self.keep(followed);
        memory.tell(obstacle.as_ref());
        let outcome = match &pulled {
            Pulled::Served(_) => PullOutcome::Served,
            Pulled::Stuck(Obstacle::Refused(_)) => PullOutcome::Refused,
            Pulled::Stuck(obstacle) if obstacle.is_of_remote() => PullOutcome::Unreachable,
            Pulled::Stuck(_) => PullOutcome::Stuck,
            Pulled::Current | Pulled::Refused(_) | Pulled::Ending => PullOutcome::Unchanged,
        };
        self.library.metrics().pulled(outcome, obstacle.is_some());
        match pulled {
            Pulled::Stuck(Obstacle::Refused(refusal)) => Pulled::Refused(refusal.rejection),
            pulled => pulled,
        }
    }

    async fn attempt(
        &self,
        memory: &mut Memory,
        followed: &mut Followed,
        force: Force,
    ) -> Result<Pulled, Obstacle> {
        let clone = upstream::find(&self.library.folder()).await?;
        let git = Git::new(&clone.top);
        followed.commit = upstream::commit(&git, "HEAD").await?.map(|commit| short(&commit));
        let upstream = upstream::upstream(&git).await?;
        followed.upstream = Some(upstream.name.clone());
        {
            // Another process that fetches the same brings what this one would.
            let fetching = try_fetching(&clone.git).map_err(|e| Obstacle::of_system(&e))?;
            if fetching.is_some() {
                tokio::select! {
                    fetched = upstream::fetch(&git, &upstream) => fetched?,
                    () = self.shutdown.cancelled() => return Ok(Pulled::Ending),
                }
            }
        }
        let Some(target) = upstream::commit(&git, &upstream.reference).await? else {
            let reason = format!("{} has no commit", upstream.name);
            return Err(Obstacle::Failed { reason });
        };
        let Some(head) = upstream::commit(&git, "HEAD").await? else {
            return Err(Obstacle::Failed { reason: "the clone has no commit".to_owned() });
        };
        match upstream::relation(&git, &upstream, &head, &target).await? {
            Relation::Current => return Ok(Pulled::Current),
            Relation::Apart { is_rewritten: true, .. } => return Err(Obstacle::Rewritten),
            Relation::Apart { here, there, .. } => {
                return Err(Obstacle::Diverged { here, there });
            }
            Relation::Behind => {}
        }
        if let Some((old, new, refusal)) = &memory.refused
            && (old, new) == (&head, &target)
        {
            return Err(Obstacle::Refused(refusal.clone()));
        }
        if self.shutdown.is_cancelled() {
            return Ok(Pulled::Ending);
        }
        let step = Step { clone, head: head.clone(), target: target.clone(), force };
        let (library, handle) = (Arc::clone(&self.library), Handle::current());
        let reload = tokio::task::spawn_blocking(move || take(&step, &library, &handle)).await;
        let reload = reload.unwrap_or_else(|error| {
            tracing::error!(%error, "a pull has panicked; the content before it is still served");
            Err(Obstacle::Failed { reason: "the program failed".to_owned() })
        })?;
        match reload {
            Reload::Rejected(rejection) if !matches!(rejection, Rejection::NotTogether(_)) => {
                let refusal = Box::new(Refusal { commit: short(&target), rejection });
                memory.refused = Some((head, target, refusal.clone()));
                Err(Obstacle::Refused(refusal))
            }
            advanced => {
                followed.commit = Some(short(&target));
                self.keep(followed.clone());
                log_reload("pull", &advanced, &self.library);
                Ok(match advanced {
                    Reload::Swapped(diff) => Pulled::Served(diff),
                    Reload::Unchanged => Pulled::Current,
                    // The clone is where it should be; what it says is served once all agree.
                    Reload::Rejected(rejection) => Pulled::Refused(rejection),
                })
            }
        }
    }
}

impl Memory {
    /// Tells of an obstacle that was not told yet, or of the end of one.
    fn tell(&mut self, obstacle: Option<&Obstacle>) {
        match (obstacle, &self.told) {
            (Some(obstacle), Some(told)) if obstacle.is_told_with(told) => {}
            (Some(obstacle), _) => tell::obstacle(obstacle),
            (None, Some(told)) => tell::over(told),
            (None, None) => {}
        }
        self.told = obstacle.cloned();
    }
}

/// Makes the new content beside the old, tests it, and takes it over. Blocks.
fn take(step: &Step, library: &Library, handle: &Handle) -> Result<Reload, Obstacle> {
    let Step { clone, head, target, force } = step;
    // Neither the team's desk of this process nor another process writes meanwhile.
    let _writing = library.writing();
    let held = hold_clone(&clone.git).map_err(|error| Obstacle::of_system(&error))?;
    let git = Git::new(&clone.top);
    let (next, differences) = match handle.block_on(prepare(&git, step, &held))? {
        Some(prepared) => prepared,
        // Another process was faster, or an attempt of before is ended.
        None => return Ok(library.reload_changed(today())),
    };
    let folder: PathBuf = next.folder().to_owned();
    library.advance(&folder, today(), *force, || {
        // Its space on the disk may be needed.
        drop(next);
        let step = (head.as_str(), target.as_str());
        handle.block_on(fast_forward(&git, clone, &held, step, &differences))
    })
}

async fn prepare(
    git: &Git,
    step: &Step,
    held: &Held,
) -> Result<Option<(Next, Vec<local::Difference>)>, Obstacle> {
    let Step { clone, head, target, .. } = step;
    finish(git, clone, held).await?;
    if upstream::commit(git, "HEAD").await?.as_ref() != Some(head) {
        return Ok(None);
    }
    let differences = local::differences(git, head, target).await?;
    refuse_changed(&local::local(git, clone, &differences).await?)?;
    let next = Next::make(git, clone, held, target, &differences).await?;
    Ok(Some((next, differences)))
}

fn short(commit: &str) -> String {
    commit.chars().take(SHORT).collect()
}
