//! The sentences of the weekly digest.

use super::notice::Notice;
use super::review::{stale_line, votes_line};
use crate::grammar::count;
use crate::team::Digest;

/// Cards whose numbers are given.
const CARDS: usize = 20;

/// The digest of a week. It has no word of a member's: those are erased where they are kept, and
/// nothing follows a digest.
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
    let mut notice = Notice::new(headline);
    if !open_cards.is_empty() {
        let numbers: Vec<String> =
            open_cards.iter().take(CARDS).map(|number| format!("n°\u{a0}{number}")).collect();
        let more = open_cards.len().saturating_sub(CARDS);
        let more = if more == 0 { String::new() } else { format!(", et {more} de plus") };
        notice = notice.text(format!(
            "{} une décision\u{a0}: {}{more}.",
            count(open_cards.len(), "demande attend", "demandes attendent"),
            numbers.join(", ")
        ));
    }
    let (different, times) = *needs;
    if different > 0 {
        notice = notice.text(format!(
            "{} {} sans réponse depuis trente jours ({}). La commande «\u{a0}sans-réponse\u{a0}» \
             les montre.",
            count(different, "question différente", "questions différentes"),
            if different < 2 { "est" } else { "sont" },
            count(times, "fois", "fois"),
        ));
    }
    notice
        .list("Réponses jugées inutiles", disliked.iter().map(votes_line).collect())
        .list("Entrées à relire", stale.iter().map(stale_line).collect())
}
