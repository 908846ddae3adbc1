//! A reload that this process wants: it offers a content that it can serve to the others, and
//! serves it when all of them can.

use std::time::Duration;

use tokio::time::Instant;

use super::member::Member;
use super::way;
use crate::faq::{ContentHash, today};
use crate::journal::{Begun, Fault, Process, Together};
use crate::library::{
    Candidate, Force, Prepared, Proposal, Refusal, Rejection, Reload, Wanted, Why, log_reload,
};

/// How long the others are waited for, and twice the time that this process took to load the
/// content: they may have to encode the same texts.
const WAIT: Duration = Duration::from_secs(10);
/// How often their answers are looked for, should a notice be lost.
const LOOK: Duration = Duration::from_millis(250);
/// What others have refused is offered again after so long: their folder may be right by then.
const AGAIN: Duration = Duration::from_secs(60);
/// How often a reload begins again because the folder has changed meanwhile.
const MOVED: u32 = 3;
/// A process that serves another content than those before it tries again after so long.
const ALIGN_AGAIN: Duration = Duration::from_secs(30);

impl Member {
    /// Does what somebody in this process wants, when all processes can.
    pub(super) async fn propose(
        &mut self,
        together: &mut Together,
        proposal: Proposal,
    ) -> Result<(), Fault> {
        match self.reload(together, &proposal).await {
            Ok(Some(reload)) => {
                let _ = proposal.done.send(reload);
                Ok(())
            }
            // Whoever waits sees that there is no result.
            Ok(None) => Ok(()),
            // Whoever waits is served without the others.
            Err(fault) => {
                self.alone(proposal).await;
                Err(fault)
            }
        }
    }

    async fn reload(
        &mut self,
        together: &mut Together,
        proposal: &Proposal,
    ) -> Result<Option<Reload>, Fault> {
        let Proposal { wanted, today, .. } = *proposal;
        let mut meanwhile = None;
        let mut moved = 0;
        loop {
            let began = Instant::now();
            let served = self.library.content();
            let prepared = self
                .in_library(together, served, move |library| match wanted {
                    Wanted::Folder(force) => library.prepare(today, force, None),
                    Wanted::Before => library.prepare_back(None),
                })
                .await?;
            let candidate = match prepared {
                Some(Prepared::Ready(candidate)) => candidate,
                Some(Prepared::Served | Prepared::Other(_)) => {
                    // What was refused before is wanted no more.
                    self.again = None;
                    self.align = Instant::now();
                    self.show_refusals(Vec::new());
                    together.withdraw().await?;
                    return Ok(Some(meanwhile.unwrap_or(Reload::Unchanged)));
                }
                Some(Prepared::Rejected(rejection)) => {
                    let why = rejection.why().to_string();
                    together.set_problem(Some(&why)).await?;
                    return Ok(Some(Reload::Rejected(rejection)));
                }
                None => {
                    together.set_problem(Some(&Why::Failed.to_string())).await?;
                    return Ok(None);
                }
            };
            let content = candidate.content();
            if content == served {
                // What is said of the files has changed by the day, and not the files.
                return Ok(Some(self.serve(*candidate, wanted).await));
            }
            let wait = WAIT + began.elapsed() * 2;
            match self.offer(together, (content, wanted), wait).await? {
                None => {
                    // Another process wants one as well, and this one takes part in it first.
                    let became = self.look(together).await?;
                    if let Some(Reload::Swapped(diff)) = became {
                        meanwhile = Some(Reload::Swapped(diff));
                    }
                    self.until_decided(together).await?;
                }
                Some(refusals) if refusals.is_empty() => {
                    return Ok(Some(self.serve_offered(together, *candidate, wanted).await));
                }
                // Somebody may have gone on writing, and the others' folders have what this one has
                // by now.
                Some(refusals)
                    if moved < MOVED
                        && wanted != Wanted::Before
                        && refusals.iter().all(|one| one.why == Why::OtherContent)
                        && self.has_moved(together, content).await? =>
                {
                    moved += 1;
                }
                Some(refusals) => {
                    self.tell_refusals(content, &refusals);
                    if wanted == Wanted::Folder(Force::No) {
                        self.again = Some(Instant::now() + AGAIN);
                        self.show_refusals(refusals.clone());
                    }
                    return Ok(Some(Reload::Rejected(Rejection::NotTogether(refusals))));
                }
            }
        }
    }

    /// Waits until no reload is under way. One that this process has refused is, for a moment.
    async fn until_decided(&self, together: &mut Together) -> Result<(), Fault> {
        loop {
            let (_, last) = together.read().await?;
            if last.is_none_or(|last| last.agreed.is_some() || last.is_abandoned) {
                return Ok(());
            }
            self.beat(together).await?;
            self.pause(together, LOOK).await?;
        }
    }

    /// Whether the folder has another content than this one by now.
    async fn has_moved(
        &self,
        together: &mut Together,
        content: ContentHash,
    ) -> Result<bool, Fault> {
        let served = self.library.content();
        let prepared = self
            .in_library(together, served, move |library| {
                library.prepare(today(), Force::No, Some(content))
            })
            .await?;
        Ok(matches!(prepared, Some(Prepared::Other(_) | Prepared::Served)))
    }

    async fn serve_offered(
        &mut self,
        together: &mut Together,
        candidate: Candidate,
        wanted: Wanted,
    ) -> Reload {
        self.told = None;
        self.again = None;
        self.show_refusals(Vec::new());
        let reload = self.serve(candidate, wanted).await;
        // The decision has told it already. When the server is lost now, it is served all the same.
        let _ = self.beat(together).await;
        reload
    }

    /// Offers a content to the others: who refuses it, or nobody when all serve it. `None` when
    /// another reload is under way.
    async fn offer(
        &mut self,
        together: &mut Together,
        (content, wanted): (ContentHash, Wanted),
        wait: Duration,
    ) -> Result<Option<Vec<Refusal>>, Fault> {
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        let begun = together.begin(&content.to_string(), way::name(wanted), wait_ms).await?;
        let Begun::Mine(number) = begun else { return Ok(None) };
        let until = Instant::now() + wait;
        let mut beat = Instant::now();
        loop {
            match together.decide(number).await? {
                Some(true) => return Ok(Some(Vec::new())),
                // It was given up because this process seemed to be gone.
                Some(false) => return Ok(None),
                None => {}
            }
            let (processes, _) = together.read().await?;
            let is_late = Instant::now() >= until;
            let refusals = refusals(&processes, together.id(), number, is_late);
            if !refusals.is_empty() {
                together.refuse(number).await?;
                // One of them may have been the last to agree, and this process has to know.
                return Ok(Some(refusals));
            }
            if beat.elapsed() > LOOK * 20 {
                self.beat(together).await?;
                beat = Instant::now();
            }
            self.pause(together, LOOK).await?;
        }
    }

    /// Offers again what others have refused.
    pub(super) async fn try_again(&mut self, together: &mut Together) -> Result<(), Fault> {
        if self.again.is_none_or(|again| Instant::now() < again) {
            return Ok(());
        }
        self.again = None;
        let (done, _) = tokio::sync::oneshot::channel();
        let proposal = Proposal { wanted: Wanted::Folder(Force::No), today: today(), done };
        let reload = self.reload(together, &proposal).await?;
        if let Some(reload @ Reload::Swapped(_)) = reload {
            self.library.count(&reload);
            log_reload("another try", &reload, &self.library);
        }
        Ok(())
    }

    /// Serves what the processes that were there before this one serve, if its folder has it;
    /// offers them what this one serves otherwise. Whether another content is served since.
    pub(super) async fn align_with(
        &mut self,
        together: &mut Together,
        processes: &[Process],
    ) -> Result<bool, Fault> {
        let served = self.library.content();
        let Some(own) = processes.iter().find(|process| process.id == together.id()) else {
            return Err(Fault::Empty);
        };
        let was_before = |other: &&Process| {
            let is_older = (other.joined, other.id) < (own.joined, own.id);
            other.is_there && is_older && other.served != served.to_string()
        };
        let Some(other) = processes.iter().find(was_before) else { return Ok(false) };
        let Some(theirs) = ContentHash::read(&other.served) else { return Ok(false) };
        if Instant::now() < self.align {
            return Ok(false);
        }
        self.align = Instant::now() + ALIGN_AGAIN;
        // A restart serves what the folder says whether golden questions fail or not.
        let force = Force::PastFailingQuestions;
        let prepared = self
            .in_library(together, served, move |library| {
                library.prepare(today(), force, Some(theirs))
            })
            .await?;
        if let Some(Prepared::Ready(candidate)) = prepared {
            let reload = self.serve(*candidate, Wanted::Folder(force)).await;
            self.library.count(&reload);
            log_reload("the other processes", &reload, &self.library);
            self.told = None;
            self.beat(together).await?;
            together.set_problem(None).await?;
            return Ok(true);
        }
        let wanted = Wanted::Folder(Force::No);
        match self.offer(together, (served, wanted), WAIT).await? {
            None => self.align = Instant::now(),
            Some(refusals) if refusals.is_empty() => {
                self.told = None;
                self.show_refusals(Vec::new());
                tracing::info!(
                    content = served.short(),
                    "the other processes serve what this one serves"
                );
            }
            Some(refusals) => {
                if self.tell_refusals(served, &refusals) {
                    tracing::warn!(
                        content = served.short(),
                        "this process serves another content than those that were there before \
                         it: its folder does not have theirs, and they cannot serve its own; \
                         retrying"
                    );
                }
                self.show_refusals(refusals);
            }
        }
        let (processes, _) = together.read().await?;
        self.show(together, &processes);
        Ok(false)
    }

    /// Logs once which processes cannot serve a content. Whether that is new.
    fn tell_refusals(&mut self, content: ContentHash, refusals: &[Refusal]) -> bool {
        let told = format!("{content} {refusals:?}");
        if self.told.as_ref() == Some(&told) {
            return false;
        }
        let content = content.short();
        for Refusal { process, why } in refusals {
            tracing::warn!(process, content, %why, "another process cannot serve the new content");
        }
        self.told = Some(told);
        true
    }
}

/// The other processes that cannot serve a content; when it `is_late`, those that did not say
/// whether they can as well.
fn refusals(processes: &[Process], me: i64, number: i64, is_late: bool) -> Vec<Refusal> {
    let others = processes.iter().filter(|process| process.is_there && process.id != me);
    let refusal = |process: &Process| {
        let has_answered = process.answer_to == Some(number);
        let why = match &process.refuses {
            Some(why) if has_answered => Why::read(why),
            _ if !has_answered && is_late => Why::NoAnswer,
            _ => return None,
        };
        Some(Refusal { process: process.label.clone(), why })
    };
    others.filter_map(refusal).collect()
}
