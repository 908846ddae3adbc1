//! The needs that the journal has, put together once for each change of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::needs::{Need, needs, one_line};
use crate::journal::{Fault, KeptCard, Missed, Proposed, Reader, Verdict};
use crate::search::meaning::{Vector, read_now};
use crate::search::{AskedQuestion, QuestionWords, fold, without_noise};

/// Days whose questions count.
pub const DAYS: i64 = 30;
/// Different questions that are compared by meaning, the newest: encoding one takes some 20 ms.
/// Older ones are compared by words.
const ENCODED: usize = 500;
/// Questions that are encoded before somebody else may have the needs.
const ENCODED_AT_A_TIME: usize = 8;
/// How often a wording must have led to an entry before it is proposed as its variant: once may
/// be a slip of the finger.
const SEEN_MIN: u64 = 2;
/// Proposals that may wait at a time: more than these would hide the needs.
const WAITING: usize = 5;

/// Keeps the needs of the journal.
#[derive(Debug, Default)]
pub struct Gatherer {
    gathered: Mutex<Gathered>,
    /// Held by the one task that encodes.
    encoding: Mutex<()>,
}

impl Gatherer {
    /// The needs, the most frequent first, and the questions behind them, newest first.
    /// `by_meaning` compares questions by their meaning too; `patience` is how long that is
    /// waited for, `None` for as long as it takes.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn gather(
        self: &Arc<Self>,
        reader: &mut Reader,
        by_meaning: bool,
        patience: Option<Duration>,
    ) -> Result<(Arc<[Need]>, Arc<[Missed]>), Fault> {
        {
            let mut gathered = self.gathered.lock().await;
            if gathered.read(reader).await? {
                *gathered = put_together(std::mem::take(&mut *gathered)).await;
            }
        }
        if by_meaning {
            // A task of its own, which goes on when nobody waits for it any more.
            let encoded = tokio::spawn(encode(Arc::clone(self)));
            match patience {
                Some(patience) => drop(tokio::time::timeout(patience, encoded).await),
                None => drop(encoded.await),
            }
        }
        let gathered = self.gathered.lock().await;
        Ok((Arc::clone(&gathered.needs), Arc::clone(&gathered.missed)))
    }

    /// The vector of a question, `Some(None)` for one of signs alone; `None` while it is not known.
    pub async fn vector(&self, wording: &str) -> Option<Option<Vector>> {
        self.gathered.lock().await.vectors.get(wording).cloned()
    }

    /// The proposals that have no card yet and are not known to be worth nothing in this version
    /// of the FAQ: some at a time, because looking at one takes some 20 ms.
    pub async fn candidates(
        &self,
        version: u64,
        kept: &[KeptCard],
        proposed: &[Proposed],
    ) -> Vec<Proposed> {
        self.gathered.lock().await.candidates(version, kept, proposed)
    }

    /// A proposal is worth nothing in this version of the FAQ.
    pub async fn not_worth(&self, Proposed { wording, entry, .. }: Proposed) {
        self.gathered.lock().await.not_worth.1.insert((entry, wording));
    }
}

async fn put_together(mut work: Gathered) -> Gathered {
    let done = tokio::task::spawn_blocking(move || {
        work.put_together();
        work
    });
    done.await.unwrap_or_else(|error| {
        tracing::error!(%error, "the needs could not be put together");
        Gathered::default()
    })
}

/// Encodes the questions whose meaning is not known yet, and puts the needs together again.
async fn encode(gatherer: Arc<Gatherer>) {
    let _alone = gatherer.encoding.lock().await;
    let mut is_new = false;
    loop {
        let texts = gatherer.gathered.lock().await.to_encode(ENCODED_AT_A_TIME);
        if texts.is_empty() {
            break;
        }
        let read = |text: String| {
            let vector = read_now(&without_noise(&text));
            (text, vector)
        };
        let encoded =
            tokio::task::spawn_blocking(move || texts.into_iter().map(read).collect::<Vec<_>>());
        match encoded.await {
            Ok(encoded) => gatherer.gathered.lock().await.vectors.extend(encoded),
            Err(error) => {
                tracing::error!(%error, "questions of the journal could not be encoded");
                break;
            }
        }
        is_new = true;
    }
    if is_new {
        let mut gathered = gatherer.gathered.lock().await;
        *gathered = put_together(std::mem::take(&mut *gathered)).await;
    }
}

/// The needs, and what they were made of.
#[derive(Debug, Default)]
struct Gathered {
    version: Option<(i64, i64, i64, i64, i64)>,
    needs: Arc<[Need]>,
    /// The questions behind them, newest first.
    missed: Arc<[Missed]>,
    /// What is known of the questions, because the needs are made again after each change.
    words: HashMap<String, QuestionWords>,
    /// A question of signs alone has none.
    vectors: HashMap<String, Option<Vector>>,
    /// The version of the FAQ, and the proposals that are worth nothing there.
    not_worth: (u64, HashSet<(String, String)>),
}

impl Gathered {
    /// Reads the journal unless nothing has changed there. Whether there is something new to
    /// [put together](Self::put_together).
    async fn read(&mut self, reader: &mut Reader) -> Result<bool, Fault> {
        let version = reader.needs_version().await?;
        if self.version == Some(version) {
            return Ok(false);
        }
        self.missed = reader.missed(DAYS).await?.into();
        self.version = Some(version);
        Ok(true)
    }

    /// Puts together those that ask the same, by their words, and by what is known of their
    /// meaning. Takes some 10 ms with thousands of questions.
    fn put_together(&mut self) {
        let known: HashSet<String> =
            self.missed.iter().map(|missed| one_line(&missed.text)).collect();
        self.words.retain(|text, _| known.contains(text));
        self.vectors.retain(|text, _| known.contains(text));
        let (words, vectors) = (&mut self.words, &self.vectors);
        let needs = needs(&self.missed, |text| {
            let words = words.entry(text.to_owned()).or_insert_with(|| QuestionWords::of(text));
            AskedQuestion::new(words.clone(), vectors.get(text).cloned().flatten())
        });
        self.needs = needs.into();
    }

    /// Questions whose meaning is not known yet, `limit` at most.
    fn to_encode(&self, limit: usize) -> Vec<String> {
        let room = ENCODED.saturating_sub(self.vectors.len()).min(limit);
        let mut texts = Vec::new();
        for missed in self.missed.iter().filter(|one| one.verdict != Some(Verdict::Answered)) {
            let text = one_line(&missed.text);
            if texts.len() == room {
                break;
            }
            if !self.vectors.contains_key(&text) && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    fn candidates(
        &mut self,
        version: u64,
        kept: &[KeptCard],
        proposed: &[Proposed],
    ) -> Vec<Proposed> {
        if self.not_worth.0 != version {
            self.not_worth = (version, HashSet::new());
        }
        let is_waiting = |card: &&KeptCard| card.question.is_none() && card.verdict.is_none();
        let room = WAITING.saturating_sub(kept.iter().filter(is_waiting).count());
        let has_card = |Proposed { wording, entry, .. }: &Proposed| {
            kept.iter().any(|card| {
                let is_of_entry = card.question.is_none() && card.entry.as_deref() == Some(entry);
                is_of_entry && fold(&card.wording) == fold(wording)
            })
        };
        let is_known =
            |one: &Proposed| self.not_worth.1.contains(&(one.entry.clone(), one.wording.clone()));
        let new =
            proposed.iter().filter(|one| one.times >= SEEN_MIN && !is_known(one) && !has_card(one));
        new.take(room).cloned().collect()
    }
}
