//! The sentences on several processes that serve one FAQ.

use super::notice::Notice;
use crate::bot::{ProcessSeen, ProcessState, Seen};
use crate::grammar::{count, plural};
use crate::library::{Refusal, Why};

/// A process that cannot serve a content, and why.
pub fn refusal(Refusal { process, why }: &Refusal) -> String {
    format!("{process}\u{a0}: {}", cannot(*why))
}

/// Why a process cannot serve a content.
fn cannot(why: Why) -> String {
    match why {
        Why::Errors(errors) => {
            format!("son dossier contient {}", count(errors, "erreur", "erreurs"))
        }
        Why::Failing(failing) => format!(
            "{} y {}",
            count(failing, "question de test", "questions de test"),
            plural(failing, "échouerait", "échoueraient")
        ),
        Why::OtherContent => "son dossier a un autre contenu".to_owned(),
        Why::NotKept => "il ne garde plus cette version".to_owned(),
        Why::NoAnswer => "il n’a pas répondu à temps".to_owned(),
        Why::Failed => "il a échoué, voyez son journal technique".to_owned(),
    }
}

/// Adds what is known of the processes, unless this one is known to be alone.
pub fn with_processes(notice: Notice, seen: Option<&Seen>) -> Notice {
    let Some(Seen { is_connected, processes, refusals }) = seen else { return notice };
    let notice = match is_connected {
        false => {
            return notice.text(
                "Les autres processus ne peuvent pas être interrogés\u{a0}: celui-ci répond et \
                 recharge seul, jusqu’au retour de la base.",
            );
        }
        true if processes.len() < 2 && refusals.is_empty() => return notice,
        true => notice.list("Processus", processes.iter().map(process).collect()),
    };
    match refusals.is_empty() {
        true => notice,
        false => notice
            .text(
                "Un nouveau contenu attend\u{a0}: tous les processus doivent pouvoir le servir \
                 avant qu’aucun ne le serve.",
            )
            .list("Ce qui l’empêche", refusals.iter().map(refusal).collect()),
    }
}

fn process(seen: &ProcessSeen) -> String {
    let ProcessSeen { label, is_own, content, state } = seen;
    let own = if *is_own { " (celui-ci)" } else { "" };
    let state = match state {
        ProcessState::Same => format!("sert le contenu {content}"),
        ProcessState::Other => format!("sert un autre contenu ({content})"),
        ProcessState::Cannot(why) => {
            format!("sert le contenu {content}, et ne peut pas changer\u{a0}: {}", cannot(*why))
        }
        ProcessState::Gone => "a disparu".to_owned(),
    };
    format!("{label}{own}\u{a0}: {state}")
}
