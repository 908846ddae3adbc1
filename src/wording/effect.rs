//! The sentences for a change of the FAQ before and after it is kept.

use super::admin::failure;
use super::notice::Notice;
use crate::grammar::{count, number, plural};
use crate::library::Effect;

/// What a change would change, before it is kept.
pub fn effect(effect: &Effect) -> Notice {
    let Effect { warnings, diff, gained, asked, found, lost, changed } = effect;
    let broken = diff.newly_failing.len();
    let golden = format!(
        "Questions de test\u{a0}: {}, {}.",
        count(*gained, "gagnée", "gagnées"),
        count(broken, "cassée", "cassées")
    );
    let recorded = match asked {
        0 => "Aucune question des 30 derniers jours n’est gardée.".to_owned(),
        asked => format!(
            "Sur {}\u{a0}: +{} {}, {}, {}.",
            count(*asked, "question des 30 derniers jours", "questions des 30 derniers jours"),
            number(*found),
            plural(*found, "trouvée", "trouvées"),
            count(*lost, "perdue", "perdues"),
            count(*changed, "autre réponse change", "autres réponses changent")
        ),
    };
    Notice::new(format!("{golden} {recorded}"))
        .list(
            "Questions de test qui échoueraient",
            diff.newly_failing.iter().map(failure).collect(),
        )
        .list("À regarder", warnings.iter().map(ToString::to_string).collect())
}
