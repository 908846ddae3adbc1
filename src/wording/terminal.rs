//! The sentences of the chat in the terminal alone.

use crate::grammar::{count, enumerate};

/// The first words of a chat: what is served, as titles and numbers of entries.
pub fn welcome(collections: &[(String, usize)]) -> String {
    let served: Vec<String> = (collections.iter())
        .map(|(title, entries)| format!("{title} ({})", count(*entries, "entrée", "entrées")))
        .collect();
    match served.as_slice() {
        [] => "La FAQ est vide\u{a0}: je ne peux répondre à aucune question.".to_owned(),
        [one] => format!("Je réponds avec les mots de la FAQ {one}."),
        several => format!("Je réponds avec les mots des FAQ {}.", enumerate(several)),
    }
}

/// How to begin a chat and how to leave it.
pub const HOW_TO_CHAT: &str =
    "Posez votre question, tapez /aide pour en savoir plus, ou /quitter pour partir.";

/// Stands before the line that is being typed.
pub const PROMPT: &str = "Votre question › ";

/// Under choices, where one picks by typing a number from 1 to `choices`.
pub fn how_to_pick(choices: usize) -> &'static str {
    if choices == 1 {
        "Tapez 1 pour lire la réponse, ou posez votre question autrement."
    } else {
        "Tapez un numéro pour lire la réponse, ou posez votre question autrement."
    }
}

/// The answer to a number that is not among the choices.
pub fn no_such_choice(choices: usize) -> String {
    match choices {
        1 => "Seul le numéro 1 est proposé.".to_owned(),
        _ => format!("Tapez un numéro de 1 à {choices}, ou posez votre question autrement."),
    }
}

/// The answer when none of the choices was the right one.
pub const NONE_OF_THESE: &str =
    "Entendu. Posez votre question avec d’autres mots, ou avec plus de détails.";

/// The answer to a first Ctrl-C.
pub const HOW_TO_QUIT: &str = "Pour quitter, tapez Ctrl-C encore une fois, ou Ctrl-D.";

/// What `/quitter` does, in the list of commands.
pub const QUIT_DOES: &str = "met fin à la discussion";

/// The last words of a chat.
pub const GOODBYE: &str = "À bientôt.";

/// Under an answer that can be judged.
pub const VOTE: &str = "Cette réponse vous aide\u{a0}? Tapez + ou -.";

/// Under the question why an answer did not help.
pub const REASONS: &str = "Tapez 1 si ce n’est pas votre question, 2 si c’est incomplet, 3 si \
                           c’est périmé, 4 si ce n’est pas clair.";

/// Under what is kept of a person.
pub const DATA: &str = "Tapez /données effacer pour tout effacer, /données arrêter pour que rien ne \
                        soit plus enregistré, ou /données reprendre pour l’être de nouveau.";

/// Where a question can be passed on.
pub const PASS_ON: &str = "Pour transmettre votre question à l’équipe, tapez /transmettre.";

/// Under what would be sent.
pub const SEND: &str = "Tapez /envoyer pour l’envoyer. Sinon, rien n’est envoyé.";

/// There is no question to pass on.
pub const NOTHING_TO_PASS_ON: &str = "Il n’y a pas de question à transmettre.";
