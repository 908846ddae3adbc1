//! Needs that the FAQ answers by now although nobody said so here: somebody wrote or changed an
//! entry's file.

use super::answers::{Answers, Asked, Unread};
use super::cards::look_by;
use super::desk::Desk;
use super::needs::Need;
use crate::faq::EntryId;
use crate::search::Outcome;
use crate::search::meaning::{Vector, read_now};
use crate::search::without_noise;

fn key(need: &Need) -> Option<Asked> {
    Some((need.wordings.first()?.0.clone(), need.scope.clone()))
}

impl Desk {
    /// The entry that is found for each need by now; `None` for what is not found, and for what
    /// members were not content with when they asked.
    pub(super) async fn found_meanwhile(
        &self,
        needs: &[Need],
        unread: Unread,
    ) -> Vec<Option<EntryId>> {
        let snapshot = self.library.snapshot();
        let has_meaning = snapshot.index.has_meaning();
        let mut answers = self.answers.lock().await;
        if answers.version != snapshot.version {
            *answers = Answers { version: snapshot.version, ..Answers::default() };
        }
        let mut to_look: Vec<(Asked, Option<Vector>)> = Vec::new();
        for key in needs.iter().filter_map(key) {
            if answers.by_need.contains_key(&key) {
                continue;
            }
            match self.gatherer.vector(&key.0).await {
                Some(vector) => to_look.push((key, vector)),
                None if has_meaning && unread == Unread::PassOver => {}
                None => {
                    let is_read = has_meaning.then(|| without_noise(&key.0).into_owned());
                    let vector = match is_read {
                        Some(text) => encoded(text).await,
                        None => None,
                    };
                    to_look.push((key, vector));
                }
            }
        }
        let looked = tokio::task::spawn_blocking(move || {
            let found = |(key, vector): (Asked, Option<Vector>)| {
                let scope = super::cards::scope(key.1.as_deref());
                let look = look_by(&snapshot, &key.0, vector.as_ref(), &scope);
                let is_found = look.outcome == Outcome::Found;
                let entry = look.hits.into_iter().next().map(|hit| hit.entry);
                (key, entry.filter(|_| is_found))
            };
            to_look.into_iter().map(found).collect::<Vec<_>>()
        });
        match looked.await {
            Ok(looked) => answers.by_need.extend(looked),
            Err(error) => {
                tracing::error!(%error, "the questions without an answer could not be asked again");
            }
        }
        let found = |need: &Need| {
            let entry = answers.by_need.get(&key(need)?)?.clone()?;
            (!need.given.iter().any(|given| given == entry.as_str())).then_some(entry)
        };
        needs.iter().map(found).collect()
    }
}

async fn encoded(text: String) -> Option<Vector> {
    tokio::task::spawn_blocking(move || read_now(&text)).await.ok().flatten()
}
