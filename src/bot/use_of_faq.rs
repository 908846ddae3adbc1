//! What admins ask about the use of the FAQ.

use super::request::Place;
use super::{Bot, Reply, Unanswered};
use crate::faq::EntryId;
use crate::search::Scope;
use crate::team::Review;

/// Needs that are listed.
const LISTED: usize = 10;

impl Bot {
    pub(super) async fn unanswered(&self, scope: &Scope) -> Reply {
        if !self.desk.has_journal() {
            return Reply::NoJournal;
        }
        let Ok(mut needs) = self.desk.needs(scope).await else { return Reply::JournalFails };
        let more = needs.len().saturating_sub(LISTED);
        needs.truncate(LISTED);
        let nearest = self.desk.nearest(&needs).await;
        let listed = needs.iter().zip(nearest).map(|(need, near)| {
            let near = near.iter().map(|id| id.as_str().to_owned()).collect();
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
