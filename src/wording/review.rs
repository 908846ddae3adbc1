//! The sentences for what admins ask about the use of the FAQ: what has no answer, what members
//! said, what has to be read again.

use super::notice::Notice;
use super::team::no_change;
use crate::bot::{EntryVotes, Reason, Unanswered};
use crate::grammar::{count, enumerate, long_date};
use crate::team::{Review, Stale};

/// Nothing is recorded, so that nothing is known.
pub const NO_JOURNAL: &str = "Le journal est désactivé\u{a0}: je ne sais pas ce qui a été demandé. \
                              Mettez «\u{a0}enabled = true\u{a0}» sous [journal] dans la \
                              configuration.";

/// The questions that nobody could answer.
pub fn unanswered(Unanswered { needs, more }: &Unanswered) -> Notice {
    if needs.is_empty() {
        return Notice::new("Aucune question n’attend de réponse.");
    }
    let line = |(wordings, times, nearest): &(Vec<String>, usize, Vec<String>)| {
        let mut line = format!(
            "«\u{a0}{}\u{a0}» ({})",
            wordings.first().map_or("", String::as_str),
            count(*times, "fois", "fois")
        );
        if !nearest.is_empty() {
            line.push_str(&format!("\u{a0}; proches\u{a0}: {}", enumerate(nearest)));
        }
        line
    };
    let notice = Notice::new("Voici ce que la FAQ n’a pas su répondre ces trente derniers jours.")
        .list("Questions", needs.iter().map(line).collect());
    match more {
        0 => notice,
        more => notice.text(format!("… et {}.", count(*more, "autre", "autres"))),
    }
}

/// What members said of answers.
pub fn votes(votes: &[(EntryVotes, String)]) -> Notice {
    if votes.is_empty() {
        return Notice::new("Aucun avis n’a été donné ces trente derniers jours.");
    }
    Notice::new("Voici les avis des trente derniers jours.")
        .list("Entrées", votes.iter().map(votes_line).collect())
}

/// The entries that have to be read again. `typed` is the command that says that one is correct.
pub fn to_review(stale: &[Stale], typed: &str) -> Notice {
    if stale.is_empty() {
        return Notice::new("Aucune entrée n’est à revoir.");
    }
    let many = count(stale.len(), "entrée est à revoir", "entrées sont à revoir");
    Notice::new(format!("{many}."))
        .list("De la plus urgente à la moins urgente", stale.iter().map(stale_line).collect())
        .text(format!("Si une entrée est toujours exacte\u{a0}: {typed}, suivi de son nom."))
}

/// What became of an entry that somebody read again.
pub fn reviewed(review: &Review) -> Notice {
    match review {
        Review::Done(next) => Notice::new(format!(
            "C’est noté et servi. La prochaine relecture est pour le {}.",
            long_date(*next)
        )),
        Review::NoEntry => Notice::new("Cette entrée n’est pas dans la FAQ."),
        Review::NoChange(why) => Notice::new(no_change(*why)),
        Review::NotServed(None) => {
            Notice::new("Le changement n’a pas pu être servi\u{a0}: rien n’est changé.")
        }
        Review::NotServed(Some(text)) => {
            Notice::new("Le dossier de la FAQ ne peut pas être écrit. Copiez ce texte dans le fichier de l’entrée.")
                .text(text.clone())
        }
    }
}

/// The votes on the answers of one entry.
pub fn votes_line((of, question): &(EntryVotes, String)) -> String {
    let EntryVotes { entry, useful, not_useful, reasons } = of;
    let name = match entry.as_str() {
        "" => "Questions sans réponse".to_owned(),
        entry => format!("{question} ({entry})"),
    };
    let why: Vec<String> = (Reason::ALL.iter().zip(reasons))
        .filter(|(_, count)| **count > 0)
        .map(|(reason, count)| {
            format!("{}\u{a0}: {count}", super::feedback::reason(*reason).to_lowercase())
        })
        .collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", enumerate(&why)) };
    format!("{name}\u{a0}: 👍\u{a0}{useful}, 👎\u{a0}{not_useful}{why}")
}

/// An entry to read again.
pub fn stale_line(Stale { entry, question, review_by, late, used }: &Stale) -> String {
    let late = count(usize::try_from(*late).unwrap_or_default(), "jour", "jours");
    let used = count(usize::try_from(*used).unwrap_or(usize::MAX), "fois", "fois");
    format!(
        "{question} ({entry})\u{a0}: à revoir depuis le {} ({late}), réponse {used} en 90 jours",
        long_date(*review_by)
    )
}
