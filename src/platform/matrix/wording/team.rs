//! The sentences of the team's room: which commands a card takes, and what a command lacks.

use crate::team::{Card, CardState, Subject};

/// The commands about a card with what they do, for the help of the team's room.
pub const COMMANDS: [(&str, &str); 9] = [
    (
        "!lier",
        "dans le fil d’une demande\u{a0}: propose des entrées\u{a0}; !lier 2 prend la deuxième, !lier \
         suivi de mots en cherche d’autres, !lier suivi d’un identifiant prend cette entrée",
    ),
    ("!rédiger", "dans le fil d’une demande\u{a0}: écrit une nouvelle entrée"),
    ("!garder", "publie le changement proposé"),
    ("!laisser", "ne le publie pas"),
    ("!hors-sujet", "écarte une demande pour laquelle la FAQ n’est pas faite"),
    ("!plus-tard", "remet une demande à plus tard"),
    ("!rouvrir", "rouvre une demande écartée"),
    ("!annuler", "reprend le changement publié pour une demande"),
    (
        "!lier 12",
        "hors d’un fil, 12 est le numéro de la demande\u{a0}; de même pour les autres commandes",
    ),
];

/// The journal is off, so that there are no cards.
pub const NO_JOURNAL: &str = "Le journal est désactivé\u{a0}: il n’y a pas de demandes.";
/// A change was made for the card already.
pub const ANSWERED: &str = "Cette demande a sa réponse. Écrivez !annuler dans son fil pour reprendre \
                            le changement.";
/// A command for a need was typed for a proposed variant.
pub const IS_VARIANT: &str =
    "Cette demande propose une variante\u{a0}: écrivez !accepter ou !refuser.";
/// A command for a proposed variant was typed for a need.
pub const IS_NEED: &str = "Cette demande attend une réponse\u{a0}: écrivez !lier, !rédiger, \
                           !hors-sujet ou !plus-tard.";
/// No entry has the number that was typed.
pub const NO_SUCH_ENTRY: &str =
    "La liste n’a pas ce numéro. Écrivez !lier pour la revoir, ou !lier suivi de mots.";
/// A search for entries finds none.
pub const NOTHING_FOUND: &str = "Aucune entrée ne s’en approche. Écrivez !lier suivi d’autres mots, \
                                 ou !rédiger.";
/// A card was put aside or opened again.
pub const NOTED: &str = "C’est noté.";
/// Stands under the problems of a draft.
pub const WRITE_AGAIN: &str = "Corrigez votre message, ou envoyez-en un autre\u{a0}: rien n’est \
                               encore changé.";
/// Stands under a list of entries.
pub const HOW_TO_LINK: &str = "Écrivez par exemple !lier 2\u{a0}: vous verrez l’effet du changement \
                               avant de le garder. !lier suivi de mots cherche d’autres entrées.";
/// Stands above the form of an entry.
pub const FORM: &str = "Écrivez l’entrée en un seul message de cette forme, dans ce fil\u{a0}:";
/// Stands under it.
pub const FORM_FIELDS: &str = "La réponse est en Markdown. Sans «\u{a0}Question\u{a0}», la question \
                               est celle de la demande\u{a0}; la source et la collection peuvent \
                               manquer si la FAQ les connaît.";

/// Says that it is not known which card a command is about.
pub fn which_card(typed: &str) -> String {
    format!(
        "Écrivez {typed} dans le fil d’une demande, ou avec son numéro, par exemple {typed}\u{a0}12."
    )
}

/// Said when a change is to be kept or dropped and none waits.
pub const NOTHING_WAITS: &str = "Aucun changement n’attend pour cette demande.";
/// Said when several people have one waiting, and who writes has none.
pub const OF_OTHERS: &str = "Plusieurs changements attendent pour cette demande, et aucun n’est le \
                             vôtre. Écrivez d’abord !lier ou !rédiger.";

/// The commands that a card takes.
pub fn card_commands(card: &Card) -> &'static str {
    match (&card.state, &card.subject) {
        _ if card.is_of_gone_entry() && !card.can_undo => "",
        _ if (card.is_erased() || card.is_of_gone_entry()) && card.can_undo => {
            "!annuler, dans ce fil, reprend le changement."
        }
        (CardState::Open, Subject::Need { .. }) => {
            "Dans ce fil\u{a0}: !lier pour choisir l’entrée qui répond, !rédiger pour en écrire une, \
             !hors-sujet ou !plus-tard."
        }
        (CardState::PutOff, Subject::Need { .. }) => {
            "Dans ce fil\u{a0}: !lier, !rédiger, !hors-sujet ou !rouvrir."
        }
        (CardState::Open | CardState::PutOff, Subject::Variant { .. }) => {
            "Dans ce fil\u{a0}: !accepter pour voir l’effet, !refuser ou !plus-tard."
        }
        (CardState::Answered(_), _) if card.can_undo => {
            "!annuler, dans ce fil, reprend le changement."
        }
        (CardState::OffTopic | CardState::Refused | CardState::Answered(_), _) => {
            "!rouvrir, dans ce fil, la rouvre."
        }
    }
}

/// Stands under a change that is not kept yet.
pub fn how_to_keep(breaks: bool) -> &'static str {
    if breaks {
        "Des questions de test échoueraient. !garder publie ce changement malgré cela, !laisser \
         l’abandonne."
    } else {
        "!garder publie ce changement, !laisser l’abandonne."
    }
}

/// The form of an entry for a card.
pub fn form(card: &Card) -> String {
    let collection = match &card.subject {
        Subject::Need { collection: Some(collection), .. } => collection,
        _ => "nom du dossier",
    };
    format!(
        "!rédiger\nQuestion : {}\nRéponse :\nLe texte de la réponse.\nSource : https://…\n\
         Collection : {collection}",
        card.wording()
    )
}
