//! This process among the others: it joins them, listens, and comes back when the server does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backon::BackoffBuilder as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::seen::{ProcessSeen, ProcessState, Seen, seen};
use crate::faq::{ContentHash, today};
use crate::journal::{Fault, Notice, Process, Settings, SharedReload, Together};
use crate::library::{Candidate, Force, Library, Prepared, Proposal, Refusal, Reload, Wanted};

/// How often a process tells that it is there.
const BEAT: Duration = Duration::from_secs(5);
/// The pauses before the server is tried again.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the rest of this process asks.
#[derive(Debug)]
pub enum Ask {
    /// Whether this process does for all what has that name.
    Leads(String, oneshot::Sender<bool>),
    /// The others are to know that cards may have changed.
    TellCards,
}

/// See the file's head.
#[derive(Debug)]
pub struct Member {
    pub(super) library: Arc<Library>,
    settings: Settings,
    label: String,
    proposals: mpsc::Receiver<Proposal>,
    asks: mpsc::Receiver<Ask>,
    seen: Arc<Mutex<Seen>>,
    cards: watch::Sender<u64>,
    leaving: CancellationToken,
    /// When the server was lost, if the log has told so.
    lost: Option<Instant>,
    /// What the log was told last of a reload that was refused.
    pub(super) told: Option<String>,
    /// When this process tries again what others have refused.
    pub(super) again: Option<Instant>,
    /// When it next tries to serve what the others do.
    pub(super) align: Instant,
}

/// Why the processes are left.
enum Left {
    /// The program ends.
    Ending,
    /// The server is lost.
    Lost(Fault),
}

impl Member {
    /// A member that has not joined: what it serves, what it is asked, and where it tells.
    pub fn new(
        (library, settings, label): (Arc<Library>, Settings, String),
        (proposals, asks): (mpsc::Receiver<Proposal>, mpsc::Receiver<Ask>),
        (seen, cards): (Arc<Mutex<Seen>>, watch::Sender<u64>),
        leaving: CancellationToken,
    ) -> Self {
        Self {
            library,
            settings,
            label,
            proposals,
            asks,
            seen,
            cards,
            leaving,
            lost: None,
            told: None,
            again: None,
            align: Instant::now(),
        }
    }

    /// Joins the others, again and again, until the program ends.
    pub async fn run(mut self) {
        loop {
            let pauses = backon::ExponentialBuilder::new()
                .with_min_delay(FIRST_PAUSE)
                .with_max_delay(LONGEST_PAUSE)
                .with_jitter()
                .without_max_times();
            let mut pauses = pauses.build();
            let together = loop {
                let (settings, label) = (self.settings.clone(), self.label.clone());
                let served = self.library.content().to_string();
                let joining = async move { Together::join(&settings, &label, &served).await };
                match self.alone_until(joining).await {
                    None => return,
                    Some(Ok(together)) => break together,
                    Some(Err(fault)) => self.is_lost(fault),
                }
                let pause = sleep(pauses.next().unwrap_or(LONGEST_PAUSE));
                if self.alone_until(pause).await.is_none() {
                    return;
                }
            };
            match self.together(together).await {
                Left::Ending => return,
                Left::Lost(fault) => self.is_lost(fault),
            }
        }
    }

    /// Serves alone until something is done; `None` when the program ends.
    async fn alone_until<T>(&mut self, work: impl Future<Output = T> + Send) -> Option<T> {
        tokio::pin!(work);
        let leaving = self.leaving.clone();
        loop {
            tokio::select! {
                biased;
                () = leaving.cancelled() => return None,
                done = &mut work => return Some(done),
                Some(proposal) = self.proposals.recv() => self.alone(proposal).await,
                // Until it is known whether the server is there, whoever asks waits.
                Some(ask) = self.asks.recv(), if self.lost.is_some() => {
                    if let Ask::Leads(_, tell) = ask {
                        let _ = tell.send(false);
                    }
                }
            }
        }
    }

    /// Does what is proposed without asking anybody.
    pub(super) async fn alone(&self, proposal: Proposal) {
        let library = Arc::clone(&self.library);
        let done = tokio::task::spawn_blocking(move || {
            let Proposal { wanted, today, done } = proposal;
            let reload = library.serve_alone(wanted, today);
            let _ = done.send(reload);
        });
        if let Err(error) = done.await {
            tracing::error!(%error, "a reload failed; the content before it is still served");
        }
    }

    async fn together(&mut self, mut together: Together) -> Left {
        if let Some(since) = self.lost.take() {
            let lasted_s = since.elapsed().as_secs();
            tracing::info!(lasted_s, "the other processes are reached again");
        }
        self.align = Instant::now();
        // Who did not lead without the server may lead now.
        self.cards.send_modify(|count| *count += 1);
        match self.listen(&mut together).await {
            Ok(()) => {
                together.leave().await;
                Left::Ending
            }
            Err(fault) => Left::Lost(fault),
        }
    }

    /// Listens until the program ends.
    async fn listen(&mut self, together: &mut Together) -> Result<(), Fault> {
        let leaving = self.leaving.clone();
        self.look(together).await?;
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = leaving.cancelled() => return Ok(()),
                notice = together.notice() => {
                    if self.hears(notice)? {
                        self.look(together).await?;
                    }
                }
                Some(proposal) = self.proposals.recv() => {
                    self.propose(together, proposal).await?;
                    self.look(together).await?;
                }
                Some(ask) = self.asks.recv() => match ask {
                    Ask::Leads(name, tell) => {
                        let _ = tell.send(together.leads(&name).await?);
                    }
                    Ask::TellCards => together.tell(Notice::Cards).await?,
                },
                _ = beat.tick() => {
                    self.beat(together).await?;
                    self.look(together).await?;
                    self.try_again(together).await?;
                }
            }
        }
    }

    /// Whether a notice is about the processes.
    fn hears(&self, notice: Option<Notice>) -> Result<bool, Fault> {
        match notice {
            None => Err(Fault::Unreachable),
            Some(Notice::Processes) => Ok(true),
            Some(Notice::Cards) => {
                self.cards.send_modify(|count| *count += 1);
                Ok(false)
            }
        }
    }

    /// Waits for a notice about the processes, or for so long.
    pub(super) async fn pause(
        &self,
        together: &mut Together,
        within: Duration,
    ) -> Result<(), Fault> {
        let until = Instant::now() + within;
        loop {
            tokio::select! {
                notice = together.notice() => if self.hears(notice)? {
                    return Ok(());
                },
                () = tokio::time::sleep_until(until) => return Ok(()),
            }
        }
    }

    /// Looks what the others do: takes part in a reload that one of them wants, and takes note of
    /// what each of them serves. What became of a reload that this process took part in.
    pub(super) async fn look(&mut self, together: &mut Together) -> Result<Option<Reload>, Fault> {
        let (processes, last) = together.read().await?;
        let mut became = None;
        if let Some(reload) = last.filter(|reload| self.is_asked(together, &processes, reload)) {
            became = self.take_part(together, &reload).await?;
            // What was read is old by now.
            let (processes, _) = together.read().await?;
            self.show(together, &processes);
            return Ok(became);
        }
        self.show(together, &processes);
        if self.align_with(together, &processes).await? {
            became = Some(Reload::Unchanged);
        }
        Ok(became)
    }

    /// Whether a reload waits for an answer of this process.
    fn is_asked(&self, together: &Together, all: &[Process], reload: &SharedReload) -> bool {
        let is_open = reload.agreed.is_none() && !reload.is_abandoned;
        let own = all.iter().find(|process| process.id == together.id());
        let has_answered = own.is_some_and(|own| own.answer_to == Some(reload.number));
        is_open && reload.process != together.id() && !has_answered
    }

    /// Shows the processes to whoever asks for them.
    pub(super) fn show(&self, together: &Together, processes: &[Process]) {
        let processes = seen(processes, together.id(), self.library.content());
        let are_there = |processes: &[ProcessSeen]| {
            processes.iter().filter(|one| one.state != ProcessState::Gone).count()
        };
        let mut shown = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if are_there(&shown.processes) > are_there(&processes) {
            // What the one that is gone did for all is to be taken up.
            self.cards.send_modify(|count| *count += 1);
        }
        (shown.is_connected, shown.processes) = (true, processes);
    }

    /// Shows who has refused what this process wants.
    pub(super) fn show_refusals(&self, refusals: Vec<Refusal>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).refusals = refusals;
    }

    /// Tells the others that this process is there.
    pub(super) async fn beat(&self, together: &mut Together) -> Result<(), Fault> {
        let served = self.library.content().to_string();
        together.beat(&served).await
    }

    /// Does work of the library that may take seconds, and tells the others meanwhile that this
    /// process is there. `None` when it panics.
    pub(super) async fn in_library<T: Send + 'static>(
        &self,
        together: &mut Together,
        served: ContentHash,
        work: impl FnOnce(&Library) -> T + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let library = Arc::clone(&self.library);
        let mut done = tokio::task::spawn_blocking(move || work(&library));
        let served = served.to_string();
        loop {
            tokio::select! {
                done = &mut done => {
                    return Ok(done
                        .inspect_err(|error| tracing::error!(%error, "a reload failed"))
                        .ok());
                }
                () = sleep(BEAT) => together.beat(&served).await?,
            }
        }
    }

    /// Serves a content that was prepared, and is prepared again when it is ranked otherwise by now.
    pub(super) async fn serve(&self, candidate: Candidate, wanted: Wanted) -> Reload {
        let library = Arc::clone(&self.library);
        let content = candidate.content();
        let served = tokio::task::spawn_blocking(move || {
            if let Some(reload) = library.serve(candidate) {
                return reload;
            }
            let prepared = match wanted {
                Wanted::Folder(_) => {
                    library.prepare(today(), Force::PastFailingQuestions, Some(content))
                }
                Wanted::Before => library.prepare_back(Some(content)),
            };
            match prepared {
                Prepared::Ready(candidate) => library.serve(*candidate),
                _ => None,
            }
            .unwrap_or(Reload::Unchanged)
        });
        served.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a reload failed; the content before it is still served");
            Reload::Unchanged
        })
    }

    fn is_lost(&mut self, fault: Fault) {
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.is_connected = false;
        }
        if self.lost.is_none() {
            self.lost = Some(Instant::now());
            tracing::warn!(
                cause = %fault,
                journal = %self.settings.place,
                "the other processes cannot be asked: this process answers and reloads alone until \
                 the server is back; retrying"
            );
        }
    }
}
