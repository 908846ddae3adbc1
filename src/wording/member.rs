//! The sentences that members read on every network.

use jiff::civil::Date;

use super::notice::Notice;
use super::usage::Usage;
use crate::grammar::{count, enumerate, long_date};

/// What the bot does, how to ask, and the commands a person may type.
pub fn help(usage: &Usage) -> Notice {
    let Usage { ways, commands, force_reload: _, still_correct: _ } = usage;
    let ways = ways.iter().map(|&way| way.to_owned()).collect();
    let commands = commands.iter().map(|(typed, does)| format!("{typed}\u{a0}: {does}")).collect();
    Notice::new(
        "Posez votre question avec vos mots\u{a0}: je cherche l’entrée de la FAQ qui y répond.",
    )
    .text(
        "La réponse vient mot pour mot de la FAQ, avec sa source. Si j’hésite entre plusieurs \
         entrées, je vous les propose\u{a0}; si aucune ne répond, je vous le dis.",
    )
    .list("Pour demander", ways)
    .list("Commandes", commands)
}

/// The answer to a command that does not exist: those that do.
pub fn unknown_command(usage: &Usage) -> String {
    let commands: Vec<&String> = usage.commands.iter().map(|(typed, _)| typed).collect();
    match commands.as_slice() {
        [one] => format!("Commande inconnue. La seule est {one}."),
        several => format!("Commande inconnue. Les commandes sont {}.", enumerate(several)),
    }
}

/// Thanks for a vote.
pub const THANKS: &str = "Merci pour votre avis.";

/// The entry that was picked is gone, or does not belong to this place.
pub const NO_SUCH_ENTRY: &str =
    "Cette entrée n’est plus dans la FAQ. Posez votre question de nouveau.";

/// A question in a place that is bound to no collection.
pub const NO_COLLECTION: &str = "Aucune FAQ n’est reliée à cet endroit\u{a0}: je ne peux rien y répondre. La personne qui \
     administre le bot peut en relier une dans sa configuration.";

/// A member typed an admin's command.
pub const ADMINS_ONLY: &str = "Cette commande est réservée aux administrateurs.";

/// The reply to a message that has only pictures, stickers or components.
pub fn unreadable() -> &'static str {
    "Je ne peux pas lire ce message\u{a0}: il ne contient pas de texte."
}

/// Told to the person whose message seems to be about a patient.
pub const PATIENT_IN_MESSAGE: &str = "Votre message semble contenir les données d’un patient. \
     Supprimez-le, puis posez votre question sans nom, date de naissance ni numéro. Je n’en garde \
     pas le texte.";

/// Told to the person whose question, which nobody else reads, seems to be about a patient.
pub const PATIENT_IN_QUESTION: &str = "Votre question semble contenir les données d’un patient. \
     N’écrivez ici ni nom, ni date de naissance, ni numéro qui permette de le reconnaître. Je \
     n’en garde pas le texte.";

/// Told to the person who searches for a message, which may be somebody else's.
pub const PATIENT_IN_SEARCHED: &str = "Ce message semble contenir les données d’un patient. S’il \
     est de vous, supprimez-le\u{a0}; sinon, demandez à la personne qui l’a écrit de le faire. Je \
     n’en garde pas le texte.";

/// An internal error; the log has it.
pub const FAILED: &str = "Une erreur interne est survenue. Réessayez\u{a0}; si elle se répète, \
                          prévenez un administrateur.";

/// Shown when no entry fits what is being typed.
pub fn no_suggestion() -> &'static str {
    "Aucune question de la FAQ ne s’en approche."
}

/// Stands above suggestions.
pub fn suggestions() -> &'static str {
    "Questions de la FAQ"
}

/// Stands above the entries to choose from.
pub fn unsure(choices: usize) -> &'static str {
    if choices == 1 {
        "Une question de la FAQ s’en approche. Est-ce la vôtre\u{a0}?"
    } else {
        "Plusieurs questions de la FAQ s’en approchent. Laquelle est la vôtre\u{a0}?"
    }
}

/// Says that no entry answers, with the category that came nearest and the collection's own
/// sentence on whom to contact; one paragraph each.
pub fn unknown(nearest_category: Option<&str>, contact: Option<&str>) -> Vec<String> {
    let mut said = "Je n’ai pas trouvé de réponse à cette question dans la FAQ.".to_owned();
    if let Some(category) = nearest_category {
        said.push_str(&format!(" La catégorie la plus proche est «\u{a0}{category}\u{a0}»."));
    }
    std::iter::once(said).chain(contact.map(str::to_owned)).collect()
}

/// Says that no entry is near somebody's message.
pub fn no_candidate() -> &'static str {
    "Je n’ai rien dans la FAQ qui s’approche de ce message."
}

/// Stands above the entries that came next.
pub fn see_also() -> &'static str {
    "Voir aussi"
}

/// Stands before the link to the source.
pub fn source() -> &'static str {
    "Source\u{a0}: "
}

/// `Catégorie : …`, or `None` for an entry without a category.
pub fn categories(categories: &[String]) -> Option<String> {
    let label = match categories.len() {
        0 => return None,
        1 => "Catégorie",
        _ => "Catégories",
    };
    Some(format!("{label}\u{a0}: {}", categories.join(", ")))
}

/// `Mis à jour le 5 septembre 2025`.
pub fn updated(date: Date) -> String {
    format!("Mis à jour le {}", long_date(date))
}

/// The end of a list that is cut: `… et 12 autres`.
pub fn and_more(left_out: usize) -> String {
    format!("… et {}", count(left_out, "autre", "autres"))
}
