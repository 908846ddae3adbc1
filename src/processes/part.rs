//! A reload that another process wants: this one loads its own folder, says whether it can serve
//! the same content, and serves it when all can.

use std::time::Duration;

use tokio::time::Instant;

use super::member::Member;
use super::way;
use crate::faq::{ContentHash, today};
use crate::journal::{Fault, SharedReload, Together};
use crate::library::{Candidate, Prepared, Reload, Wanted, Why, log_reload};

/// Folders that are shared or copied show the same files a moment later: an editor saves several,
/// and a copy brings many. A process that has another content looks again for so long.
const SETTLE: Duration = Duration::from_secs(3);
/// The pause in between.
const LOOK_AGAIN: Duration = Duration::from_millis(300);
/// How often a process that is ready looks for the decision, should a notice be lost.
const DECIDED_WITHIN: Duration = Duration::from_millis(500);

/// Who wants the reload, in the log.
const TRIGGER: &str = "another process";

/// What this process can do about a content.
enum Can {
    /// It serves it already.
    Serves,
    /// It is ready to.
    Serve(Box<Candidate>),
    /// It cannot.
    Not(Why),
}

impl Member {
    /// Takes part in a reload until it is decided. What became of it here; `None` when this
    /// process could not, or it was given up.
    pub(super) async fn take_part(
        &mut self,
        together: &mut Together,
        reload: &SharedReload,
    ) -> Result<Option<Reload>, Fault> {
        let Some(content) = ContentHash::read(&reload.content) else {
            let why = Why::Failed.to_string();
            together.answer(reload.number, Some(&why)).await?;
            return Ok(None);
        };
        let until = Instant::now() + SETTLE;
        let can = loop {
            let can = self.can(together, content, way::named(&reload.way)).await?;
            let may_settle = matches!(can, Can::Not(Why::OtherContent | Why::Errors(_)));
            if !may_settle || Instant::now() >= until {
                break can;
            }
            self.pause(together, LOOK_AGAIN).await?;
            if self.decision(together, reload.number).await? != Some(None) {
                return Ok(None);
            }
        };
        let candidate = match can {
            Can::Not(why) => {
                together.answer(reload.number, Some(&why.to_string())).await?;
                let told = format!("{content} {why}");
                if self.told.as_ref() != Some(&told) {
                    tracing::warn!(
                        content = content.short(),
                        %why,
                        "another process wants to serve a content that this one cannot serve; all \
                         processes go on with the content before"
                    );
                    self.told = Some(told);
                }
                return Ok(None);
            }
            Can::Serves => None,
            Can::Serve(candidate) => Some(candidate),
        };
        together.answer(reload.number, None).await?;
        loop {
            match self.decision(together, reload.number).await? {
                Some(None) => self.pause(together, DECIDED_WITHIN).await?,
                Some(Some(true)) => break,
                Some(Some(false)) | None => {
                    tracing::info!(
                        content = content.short(),
                        "another process wanted to serve a new content, and not all could; the \
                         content before is still served"
                    );
                    return Ok(None);
                }
            }
        }
        self.told = None;
        self.again = None;
        self.show_refusals(Vec::new());
        let became = match candidate {
            Some(candidate) => self.serve(*candidate, way::named(&reload.way)).await,
            None => Reload::Unchanged,
        };
        self.library.count(&became);
        log_reload(TRIGGER, &became, &self.library);
        Ok(Some(became))
    }

    async fn can(
        &self,
        together: &mut Together,
        content: ContentHash,
        wanted: Wanted,
    ) -> Result<Can, Fault> {
        let served = self.library.content();
        if served == content {
            return Ok(Can::Serves);
        }
        let prepared = self
            .in_library(together, served, move |library| match wanted {
                Wanted::Folder(force) => library.prepare(today(), force, Some(content)),
                Wanted::Before => library.prepare_back(Some(content)),
            })
            .await?;
        Ok(match prepared {
            Some(Prepared::Served) => Can::Serves,
            Some(Prepared::Ready(candidate)) => Can::Serve(candidate),
            Some(Prepared::Other(_)) if wanted == Wanted::Before => Can::Not(Why::NotKept),
            Some(Prepared::Other(_)) => Can::Not(Why::OtherContent),
            Some(Prepared::Rejected(rejection)) => Can::Not(rejection.why()),
            None => Can::Not(Why::Failed),
        })
    }

    /// Whether a reload is agreed, `Some(None)` while that is open; `None` when there is a later
    /// one. One whose process is gone is given up.
    async fn decision(
        &self,
        together: &mut Together,
        number: i64,
    ) -> Result<Option<Option<bool>>, Fault> {
        let (_, last) = together.read().await?;
        let Some(reload) = last.filter(|last| last.number == number) else { return Ok(None) };
        if reload.agreed.is_some() || !reload.is_abandoned {
            return Ok(Some(reload.agreed));
        }
        together.refuse(number).await?;
        // It may have been agreed at the last moment.
        let (_, last) = together.read().await?;
        Ok(last.filter(|last| last.number == number).map(|last| last.agreed))
    }
}
