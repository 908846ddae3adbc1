//! What the FAQ says by now to needs: somebody may have written or changed an entry's file, and
//! the entries nearest to a need are shown with it.

use super::answers::{Answered, Answers, Asked, Unread};
use super::cards::look_by;
use super::desk::Desk;
use super::needs::Need;
use crate::library::Snapshot;
use crate::search::meaning::{Vector, read_now};
use crate::search::without_noise;
use crate::search::{CHOICES, Outcome};

/// A need to look up.
struct ToLook {
    asked: Asked,
    vector: Option<Vector>,
    is_to_encode: bool,
    is_by_words: bool,
}

fn asked(need: &Need) -> Option<Asked> {
    Some((need.wordings.first()?.0.clone(), need.scope.clone()))
}

impl Desk {
    /// What each need gets by now; nothing is found of what members were not content with when
    /// they asked.
    pub(super) async fn answered_by_now(&self, needs: &[Need], unread: Unread) -> Vec<Answered> {
        let snapshot = self.library.snapshot();
        let has_meaning = snapshot.index.has_meaning();
        let mut answers = self.answers.lock().await;
        if answers.version != snapshot.version {
            *answers = Answers { version: snapshot.version, ..Answers::default() };
        }
        let mut to_look: Vec<ToLook> = Vec::new();
        for asked in needs.iter().filter_map(asked) {
            if answers.by_need.contains_key(&asked) {
                continue;
            }
            let known = self.gatherer.vector(&asked.0).await;
            let is_unread = has_meaning && known.is_none();
            to_look.push(ToLook {
                asked,
                vector: known.flatten(),
                is_to_encode: is_unread && unread == Unread::Encode,
                is_by_words: is_unread && unread == Unread::ByWords,
            });
        }
        let looked = tokio::task::spawn_blocking(move || {
            to_look.into_iter().map(|one| look(&snapshot, one)).collect::<Vec<_>>()
        });
        let looked = looked.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the questions without an answer could not be asked again");
            Vec::new()
        });
        let mut for_now = Vec::new();
        for (asked, answered, is_by_words) in looked {
            match is_by_words {
                true => for_now.push((asked, answered)),
                false => drop(answers.by_need.insert(asked, answered)),
            }
        }
        let of_need = |need: &Need| {
            let asked = asked(need)?;
            let by_words = for_now.iter().find(|(of, _)| *of == asked).map(|(_, said)| said);
            let mut answered = answers.by_need.get(&asked).or(by_words)?.clone();
            let was_given = |id: &crate::faq::EntryId| need.given.iter().any(|g| g == id.as_str());
            answered.found = answered.found.filter(|id| !was_given(id));
            Some(answered)
        };
        needs.iter().map(|need| of_need(need).unwrap_or_default()).collect()
    }
}

fn look(snapshot: &Snapshot, one: ToLook) -> (Asked, Answered, bool) {
    let ToLook { asked, mut vector, is_to_encode, is_by_words } = one;
    if is_to_encode {
        vector = read_now(&without_noise(&asked.0));
    }
    let scope = super::cards::kept_scope(asked.1.as_deref());
    let look = look_by(snapshot, &asked.0, vector.as_ref(), &scope);
    let is_found = look.outcome == Outcome::Found && !is_by_words;
    let nearest: Vec<_> = look.hits.into_iter().take(CHOICES).map(|hit| hit.entry).collect();
    let found = nearest.first().filter(|_| is_found).cloned();
    (asked, Answered { found, nearest }, is_by_words)
}
