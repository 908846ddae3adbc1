//! The sentences for the team that keeps the FAQ: cards, changes before and after they are kept.

use super::effect::effect;
use super::notice::Notice;
use super::processes::refusal;
use crate::bot::ProposedBy;
use crate::grammar::count;
use crate::library::Rejection;
use crate::team::editor::NoChange;
use crate::team::{Card, CardState, Committed, Kept, Proposal, Published, Refused, Subject};

/// Wordings of a need that are listed.
const WORDINGS: usize = 8;

/// The names of what can be done about a card.
pub const LINK: &str = "Lier à une entrée";
/// Writes an entry.
pub const DRAFT: &str = "Rédiger";
/// Not for this FAQ.
pub const OFF_TOPIC: &str = "Hors sujet";
/// Later.
pub const LATER: &str = "Plus tard";
/// Opens a card again.
pub const OPEN_AGAIN: &str = "Rouvrir";
/// Takes a change back.
pub const UNDO: &str = "Annuler ce changement";
/// Takes a proposed variant.
pub const ACCEPT: &str = "Accepter";
/// Refuses a proposed variant.
pub const REFUSE: &str = "Refuser";
/// Keeps a change.
pub const KEEP: &str = "Garder";
/// Keeps a change although golden questions fail by it.
pub const KEEP_ANYWAY: &str = "Garder malgré cela";
/// Does not keep it.
pub const DROP: &str = "Laisser tomber";
/// Said when it is not kept.
pub const DROPPED: &str = "Rien n’est changé.";
/// Said when a card is decided about by somebody else, or is gone.
pub const NO_CARD: &str = "Cette demande n’existe plus\u{a0}: elle a été effacée, ou quelqu’un s’en \
                           est occupé.";
/// Stands in the place of a card whose question is not kept any more.
pub const CARD_GONE: &str = "Cette demande n’est plus gardée.";

/// A card.
pub fn card(card: &Card) -> Notice {
    let Card { number, subject, state, .. } = card;
    let notice = match subject {
        _ if card.is_erased() => Notice::new(format!(
            "Demande {number}\u{a0}: la question a été effacée. Ce qui a été ajouté à la FAQ y reste."
        )),
        Subject::Variant { wording, entry: (id, _), seen: _ } if card.is_of_gone_entry() => {
            return Notice::new(format!(
                "Demande {number}\u{a0}: variante «\u{a0}{wording}\u{a0}» pour l’entrée \
                 «\u{a0}{id}\u{a0}»."
            ))
            .text("Cette entrée n’est plus dans la FAQ\u{a0}: la demande est close.");
        }
        Subject::Need { wordings, nearest, collection: _ } => {
            let asked: usize = wordings.iter().map(|(_, times)| times).sum();
            let first = card.wording();
            let notice = Notice::new(format!(
                "Demande {number}\u{a0}: «\u{a0}{first}\u{a0}» ({})",
                count(asked, "fois", "fois")
            ));
            let others = wordings.iter().skip(1).take(WORDINGS);
            let others = others.map(|(wording, times)| {
                format!("«\u{a0}{wording}\u{a0}» ({})", count(*times, "fois", "fois"))
            });
            let near = nearest.iter().map(|(id, question)| format!("{question} ({id})"));
            notice
                .list("Demandé aussi avec ces mots", others.collect())
                .list("Entrées les plus proches", near.collect())
        }
        Subject::Variant { wording, entry: (id, question), seen } => {
            let notice = Notice::new(format!(
                "Demande {number}\u{a0}: ajouter la variante «\u{a0}{wording}\u{a0}» à \
                 «\u{a0}{question}\u{a0}» ({id})\u{a0}?"
            ));
            match seen {
                Some((by, times)) => {
                    let times =
                        count(usize::try_from(*times).unwrap_or(usize::MAX), "fois", "fois");
                    notice.text(match by {
                        ProposedBy::Picked => format!(
                            "Cette entrée a été choisie {times} par qui avait demandé cela."
                        ),
                        ProposedBy::AskedAgain => format!(
                            "{times}, une personne a demandé cela sans réponse, puis a trouvé \
                             cette entrée avec d’autres mots."
                        ),
                    })
                }
                None => notice,
            }
        }
    };
    match state {
        CardState::Open => notice,
        CardState::PutOff => notice.text("Remise à plus tard."),
        CardState::OffTopic => notice.text("Hors sujet\u{a0}: la FAQ n’est pas faite pour cela."),
        CardState::Answered(Some(entry)) => {
            notice.text(format!("Répondue par l’entrée «\u{a0}{entry}\u{a0}»."))
        }
        CardState::Answered(None) => notice.text("Répondue."),
        CardState::Refused => notice.text("Variante refusée."),
    }
}

/// A change before it is kept: what it is, its effect, what to look at.
pub fn proposal(proposal: &Proposal) -> Notice {
    let measured = effect(&proposal.effect);
    let mut notice = Notice::new(proposal.change.summary.clone());
    if !proposal.is_seen {
        notice = notice.text(
            "Attention\u{a0}: là où la question a été posée, les membres ne voient pas cette \
             collection. Qui l’a posée n’aura pas cette réponse.",
        );
    }
    notice = notice.text(measured.headline);
    notice.blocks.extend(measured.blocks);
    notice
}

/// Why there is no proposal.
pub fn refused(refused: &Refused) -> Notice {
    match refused {
        Refused::NoCard => Notice::new(NO_CARD),
        Refused::NoEntry => Notice::new("Cette entrée n’est pas dans la FAQ."),
        Refused::NoChange(why) => Notice::new(no_change(*why)),
        Refused::Problems(problems) => Notice::new("Ce texte n’est pas encore une entrée valable.")
            .list("À corriger", problems.iter().map(ToString::to_string).collect()),
        Refused::Journal(_) => Notice::new(JOURNAL_FAILS),
        Refused::Failed => Notice::new(super::member::FAILED),
    }
}

/// The journal does not respond.
pub const JOURNAL_FAILS: &str = "Le journal ne répond pas pour l’instant\u{a0}: rien n’est changé. Réessayez dans quelques \
     minutes.";

/// Why a change cannot be made.
pub fn no_change(why: NoChange) -> &'static str {
    match why {
        NoChange::NoFile => "Le fichier de cette entrée ne peut pas être lu.",
        NoChange::NotByMachine => {
            "Cette entrée a déjà cette formulation, ou son en-tête est écrit d’une façon que le \
             programme ne sait pas compléter. Ajoutez la ligne dans son fichier."
        }
        NoChange::Masked => {
            "Cette formulation contient une donnée personnelle masquée\u{a0}: elle ne peut pas \
             devenir une variante. Rédigez une entrée, ou ajoutez une variante sans cette donnée."
        }
        NoChange::MaskedEntry => {
            "La question ou la réponse contient encore une donnée masquée, entre crochets. \
             Remplacez-la par des mots."
        }
        NoChange::TooLong => {
            "Cette formulation a plus de 300 caractères\u{a0}: elle est trop longue pour devenir une \
             variante. Rédigez une entrée, ou ajoutez à la main une variante plus courte."
        }
        NoChange::NoCollection => {
            "La FAQ n’a pas de collection de ce nom, ou il faut dire laquelle."
        }
    }
}

/// What became of a change.
pub fn kept(kept: &Kept) -> Notice {
    let (published, change, is_answered, is_noted) = match kept {
        Kept::Published { published, change, is_answered, is_noted } => {
            (published, change, *is_answered, *is_noted)
        }
        Kept::Expired => {
            return Notice::new("Cette proposition n’est plus en mémoire. Recommencez.");
        }
        Kept::Already => return Notice::new("C’est déjà fait et servi."),
        Kept::ByHand(change) => {
            return Notice::new(format!(
                "Le fichier {} a changé depuis, et le programme ne peut plus reprendre ce \
                 changement. Reprenez-le à la main s’il le faut\u{a0}; la demande peut être \
                 rouverte.",
                change.file.display()
            ));
        }
        Kept::Decided => {
            return Notice::new("Quelqu’un s’est déjà occupé de cette demande. Rien n’est changé.");
        }
        Kept::NothingToUndo => return Notice::new("Il n’y a aucun changement à annuler."),
        Kept::NoCard => return Notice::new(NO_CARD),
        Kept::Journal(_) => return Notice::new(JOURNAL_FAILS),
        Kept::Failed => return Notice::new(super::member::FAILED),
    };
    match &**published {
        Published::Served { committed, .. } => {
            let mut notice = Notice::new("C’est fait et servi.").text(change.summary.clone());
            if let Committed::No(reason) = committed {
                notice =
                    notice.text(format!("Git n’a pas enregistré le changement\u{a0}: {reason}"));
            }
            if !is_answered {
                notice = notice.text(
                    "La question reste pourtant sans réponse\u{a0}: la demande reste ouverte. \
                     Reformulez, ou annulez ce changement.",
                );
            }
            if !is_noted {
                notice = notice.text(
                    "Le journal n’a pas pu noter que la demande est traitée\u{a0}: elle reste \
                     affichée comme ouverte.",
                );
            }
            notice
        }
        Published::Refused(Rejection::Problems(problems)) => {
            Notice::new("La FAQ n’accepte pas ce changement. Rien n’est changé.")
                .list("À corriger", problems.iter().map(ToString::to_string).collect())
        }
        Published::Refused(Rejection::Failing(_)) => {
            Notice::new("Une question de test échouerait\u{a0}: rien n’est changé.")
        }
        Published::Refused(Rejection::NotTogether(refusals)) => Notice::new(
            "D’autres processus ne peuvent pas servir ce changement. Rien n’est changé.",
        )
        .list("Processus", refusals.iter().map(refusal).collect()),
        Published::Moved => Notice::new(format!(
            "Le fichier {} a changé entre-temps\u{a0}: rien n’est changé. Recommencez.",
            change.file.display()
        )),
        Published::Unwritable(error) => Notice::new(format!(
            "Le dossier de la FAQ ne peut pas être écrit ({error}). Copiez ce texte dans {}.",
            change.file.display()
        )),
    }
}

/// The text to copy by hand, with its file, when the folder cannot be written.
pub fn to_copy(kept: &Kept) -> Option<(String, &str)> {
    let Kept::Published { published, change, .. } = kept else { return None };
    let Published::Unwritable(_) = **published else { return None };
    Some((change.file.display().to_string(), change.after.as_deref().unwrap_or_default()))
}

/// Stands before the answer to a question whose asker wanted to be told.
pub fn told(text: &str) -> String {
    match text {
        "" => {
            "Vous vouliez être prévenu\u{a0}: la FAQ répond maintenant à votre question.".to_owned()
        }
        text => format!(
            "Vous vouliez être prévenu\u{a0}: la FAQ répond maintenant à votre question \
             «\u{a0}{text}\u{a0}»."
        ),
    }
}
