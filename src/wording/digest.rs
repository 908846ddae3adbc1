//! The sentences of the weekly digest.

use super::notice::Notice;
use super::review::{stale_line, votes_line};
use crate::grammar::count;
use crate::team::Digest;

/// The digest of a week.
pub fn digest(digest: &Digest) -> Notice {
    let Digest { asked, answered: (found, unsure), open_cards, needs, disliked, stale } = digest;
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let missed = asked.saturating_sub(found + unsure);
    let headline = format!(
        "Cette semaine\u{a0}: {}, {} avec une réponse, {} avec des réponses au choix, {} sans réponse.",
        count(number(*asked), "question", "questions"),
        number(*found),
        number(*unsure),
        number(missed)
    );
    let needs = needs.iter().map(|(wording, times)| {
        format!("«\u{a0}{wording}\u{a0}» ({})", count(*times, "fois", "fois"))
    });
    let notice = Notice::new(headline);
    let notice = match open_cards {
        0 => notice,
        cards => notice.text(format!(
            "{} une décision.",
            count(*cards, "demande attend", "demandes attendent")
        )),
    };
    notice
        .list("Questions sans réponse", needs.collect())
        .list("Réponses jugées inutiles", disliked.iter().map(votes_line).collect())
        .list("Entrées à relire", stale.iter().map(stale_line).collect())
}
