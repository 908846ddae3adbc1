//! What admins ask about the use of the FAQ.

use super::request::Place;
use super::{Bot, Reply, Unanswered};
use crate::faq::{CollectionId, EntryId};
use crate::library::Snapshot;
use crate::search::{CHOICES, Scope, without_noise};
use crate::team::Review;

/// Needs that are listed.
const LISTED: usize = 10;

impl Bot {
    pub(super) async fn unanswered(&self, snapshot: &Snapshot, scope: &Scope) -> Reply {
        if !self.desk.has_journal() {
            return Reply::NoJournal;
        }
        let Ok(needs) = self.desk.needs().await else { return Reply::JournalFails };
        // What has no near entry belongs to no collection, and is seen where all are.
        let is_seen = |collection: Option<&String>| match collection {
            Some(name) => scope.contains(&CollectionId::new(name)),
            None => *scope == Scope::All,
        };
        let needs: Vec<_> = needs.iter().filter(|need| is_seen(need.collection.as_ref())).collect();
        let more = needs.len().saturating_sub(LISTED);
        let listed = needs.into_iter().take(LISTED).map(|need| {
            let first = need.wordings.first().map_or("", |(wording, _)| wording);
            let near = snapshot.index.search(&without_noise(first), scope, CHOICES);
            let near = near.iter().map(|hit| hit.entry.as_str().to_owned()).collect();
            let wordings = need.wordings.iter().map(|(wording, _)| wording.clone()).collect();
            (wordings, need.questions.len(), near)
        });
        Reply::Unanswered(Unanswered { needs: listed.collect(), more })
    }

    pub(super) async fn votes(&self, scope: &Scope) -> Reply {
        if !self.desk.has_journal() {
            return Reply::NoJournal;
        }
        self.desk.votes(scope).await.map_or(Reply::JournalFails, Reply::Votes)
    }

    pub(super) async fn to_review(&self, scope: &Scope) -> Reply {
        self.desk.to_review(scope).await.map_or(Reply::JournalFails, Reply::ToReview)
    }

    pub(super) async fn still_correct(&self, place: &Place, entry: &EntryId) -> Reply {
        let snapshot = self.library.snapshot();
        let is_seen = (snapshot.faq.get(entry))
            .is_some_and(|(collection, _)| place.scope.contains(&collection.id));
        if !is_seen {
            return Reply::Reviewed(Review::NoEntry);
        }
        self.desk.still_correct(entry).await.map_or(Reply::JournalFails, Reply::Reviewed)
    }
}
