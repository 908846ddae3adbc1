//! Several processes that serve one FAQ and share a journal on a PostgreSQL server: they reload
//! together, and know of each other.
//!
//! A reload has two phases. The process that wants another content has it loaded and tested, and
//! tells the others its hash; each of them loads its own folder and says whether it has that
//! content and can serve it. When all of them can, all serve it; otherwise none does, and each
//! says so. The decision is one transaction of the server, so that a process that ends in between
//! changes nothing for the others (`journal/processes`).
//!
//! A process without its server serves alone, as one without others does: members are answered.
//! Once it is back, it serves what the others do, if its folder has it, or else offers them what it
//! serves.
//!
//! `member` is this process among the others, `offer` a reload that it wants, `part` one that
//! another process wants, `seen` what is shown of all of them.

mod member;
mod offer;
mod part;
mod seen;
mod way;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use seen::{ProcessSeen, ProcessState, Seen};

use crate::journal::{DatabasePlace, Settings};
use crate::library::Library;
use member::{Ask, Member};

/// How long somebody waits to know whether this process leads.
const LEADS_WITHIN: Duration = Duration::from_secs(20);
/// Questions that wait for the task. There are few who ask.
const WAITING: usize = 16;

/// What the rest of the program asks of the other processes.
#[derive(Debug)]
pub struct Processes {
    asks: mpsc::Sender<Ask>,
    seen: Arc<Mutex<Seen>>,
    cards: watch::Sender<u64>,
}

/// The task that speaks with the other processes.
#[derive(Debug)]
pub struct Membership {
    task: JoinHandle<()>,
    leaving: CancellationToken,
}

impl Processes {
    /// Joins the processes that share the journal's server, in the background; `None` when the
    /// journal is a file, which one process has. `label` is what this process serves, in a few
    /// words. From now on, reloads of the library are proposed to the others.
    pub fn start(
        library: &Arc<Library>,
        settings: &Settings,
        label: String,
    ) -> Option<(Arc<Self>, Membership)> {
        if !matches!(settings.place, DatabasePlace::Server(_)) {
            return None;
        }
        let (asks, asked) = mpsc::channel(WAITING);
        let (proposing, proposals) = mpsc::channel(WAITING);
        let seen = Arc::<Mutex<Seen>>::default();
        let cards = watch::Sender::new(0);
        let leaving = CancellationToken::new();
        library.ask_others_by(proposing);
        let member = Member::new(
            (Arc::clone(library), settings.clone(), label),
            (proposals, asked),
            (Arc::clone(&seen), cards.clone()),
            leaving.clone(),
        );
        let task = tokio::spawn(member.run());
        Some((Arc::new(Self { asks, seen, cards }), Membership { task, leaving }))
    }

    /// What is known of all processes.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether this process does for all what has this name, such as posting the team's cards on a
    /// network. `false` as long as that is not known.
    pub async fn leads(&self, name: &str) -> bool {
        let (tell, told) = oneshot::channel();
        if self.asks.send(Ask::Leads(name.to_owned(), tell)).await.is_err() {
            return false;
        }
        tokio::time::timeout(LEADS_WITHIN, told).await.is_ok_and(|told| told == Ok(true))
    }

    /// Tells the others that the team's cards may have changed. Nothing waits for it.
    pub fn cards_changed(&self) {
        // When the queue is full, the others look by themselves within half a minute.
        let _ = self.asks.try_send(Ask::TellCards);
    }

    /// Changes whenever another process says that the team's cards may have changed.
    pub fn cards(&self) -> watch::Receiver<u64> {
        self.cards.subscribe()
    }
}

impl Membership {
    /// Leaves the others, within so long.
    pub async fn leave(self, within: Duration) {
        self.leaving.cancel();
        let _ = tokio::time::timeout(within, self.task).await;
    }
}
