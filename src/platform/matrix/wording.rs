//! The sentences that only Matrix needs: how to ask in a room, how to pick an entry, what
//! an event is too small for. The sentences of every network are in `crate::wording`.

pub mod fatal;
pub mod team;

use crate::bot::PassOnStep;

/// Ways to ask in a room, for the help.
pub const WAYS_TO_ASK: [&str; 6] = [
    "mon nom dans un message, une réponse à l’un des miens, ou un message privé",
    "!faq suivi de votre question",
    "!faq seul, en réponse au message de quelqu’un\u{a0}: je cherche ce qui s’en approche",
    "!faq 2, ou 2 en réponse à l’un de mes messages\u{a0}: montre la deuxième des questions \
     proposées",
    "👍 ou 👎 en réaction à une réponse\u{a0}: me dit si elle vous est utile",
    "!faq données\u{a0}: dit ce qui est gardé de vous\u{a0}; !faq données effacer l’efface, \
     !faq données arrêter fait que rien n’est plus enregistré, !faq données reprendre l’annule",
];

/// Stands under a numbered list of `choices` entries that the asker may pick from.
pub fn how_to_pick(choices: usize) -> &'static str {
    if choices == 1 {
        "Pour lire la réponse, répondez 1 à ce message, ou écrivez !faq 1."
    } else {
        "Pour lire une réponse, répondez à ce message par son numéro, ou écrivez par exemple !faq 2."
    }
}

/// Stands under the entries that a question may mean.
pub fn how_to_refuse(choices: usize) -> &'static str {
    if choices == 1 {
        "Si ce n’est pas la vôtre, répondez 0."
    } else {
        "Si aucune ne convient, répondez 0."
    }
}

/// Stands under the numbered reasons why an answer did not help.
pub fn how_to_say_why() -> &'static str {
    "Répondez à ce message par un numéro de 1 à 4."
}

/// The reply to words that are none of the reasons.
pub fn no_such_reason() -> &'static str {
    "Écrivez seulement le numéro d’une des raisons, de 1 à 4. Pour poser une question, écrivez !faq \
     suivi de vos mots."
}

/// Stands under an answer that a question can be passed on after.
pub fn how_to_pass_on() -> &'static str {
    "Pour transmettre votre question à l’équipe qui tient la FAQ, répondez !transmettre à ce message."
}

/// Stands under what would be passed on.
pub fn how_to_send() -> &'static str {
    "Pour l’envoyer, répondez !envoyer à ce message. Sinon, rien n’est envoyé."
}

/// Stands under the message that says that a question was passed on.
pub fn how_to_be_told() -> &'static str {
    "Pour être prévenu, répondez !prévenir à ce message."
}

/// The reply to a step of passing a question on when it is not known which one is meant.
pub fn nothing_to_pass_on(step: PassOnStep) -> &'static str {
    match step {
        PassOnStep::Show => {
            "Je ne sais pas quelle question transmettre. Répondez !transmettre à la réponse que je \
             vous ai donnée."
        }
        PassOnStep::Send | PassOnStep::DoNotSend => {
            "Rien n’attend d’être envoyé. Répondez d’abord !transmettre à ma réponse\u{a0}: vous \
             verrez ce que l’équipe recevrait."
        }
        PassOnStep::TellMe => {
            "Je ne sais pas de quelle question vous prévenir. Transmettez-la d’abord à \
             l’équipe\u{a0}: répondez !transmettre à ma réponse."
        }
    }
}

/// The reply in a room to who asks what is kept of them and has no direct room with the bot.
pub fn my_data_in_private() -> &'static str {
    "Ce qui est gardé de vous ne regarde que vous. Écrivez-moi «\u{a0}!faq données\u{a0}» dans un \
     message privé\u{a0}: ce salon est lu par d’autres."
}

/// The reply in a room to who decides what is kept of them and has no direct room with the bot.
pub fn my_data_done() -> &'static str {
    "C’est fait. Pour lire ce qui est gardé de vous, écrivez-moi «\u{a0}!faq données\u{a0}» dans un \
     message privé."
}

/// The reply in a room to who decides what is kept of them while the journal does not respond.
pub fn my_data_late() -> &'static str {
    "Le journal ne répond pas pour l’instant. Réessayez dans quelques minutes."
}

/// The reply in a room to who asks what is kept of them and was answered in their direct room.
pub fn my_data_shown() -> &'static str {
    "Je vous ai répondu dans un message privé."
}

/// Stands above the entries that are nearest to somebody's message.
pub fn candidates(count: usize) -> &'static str {
    if count == 1 {
        "L’entrée de la FAQ qui s’approche le plus de ce message"
    } else {
        "Les entrées de la FAQ qui s’approchent le plus de ce message"
    }
}

/// Stands after the part of an answer that fits an event, before the link to the source.
pub fn rest_at_the_source() -> &'static str {
    "[…] La réponse est trop longue pour un seul message\u{a0}: lisez la suite à sa source."
}

/// The reply to a number when nothing was offered to that person.
pub fn nothing_to_pick() -> &'static str {
    "Je ne vous ai pas proposé de choix dans ce salon. Posez votre question\u{a0}: !faq suivi de vos mots."
}

/// The reply to somebody who picks from what was offered to another person.
pub fn not_yours() -> &'static str {
    "Ce choix est pour la personne qui a posé la question. Posez la vôtre\u{a0}: !faq suivi de vos mots."
}

/// The reply to a number that is not among the choices.
pub fn no_such_choice(choices: usize) -> String {
    match choices {
        1 => {
            "Seul le numéro 1 est proposé\u{a0}: écrivez !faq 1, ou posez votre question autrement."
                .to_owned()
        }
        _ => format!(
            "Écrivez !faq et un numéro de 1 à {choices}, ou posez votre question autrement."
        ),
    }
}

/// Told in a direct room to the author of a message that seems to be about a patient; `link`
/// leads to it.
pub fn patient_in_message(link: &str) -> String {
    format!(
        "Votre message {link} semble contenir les données d’un patient. Supprimez-le, puis posez \
         votre question sans nom, date de naissance ni numéro. Je n’en garde pas le texte."
    )
}

/// The reply to a search for a message that was removed.
pub fn removed() -> &'static str {
    "Ce message a été supprimé\u{a0}: je n’ai plus de texte à chercher."
}

/// The reply to a search for a message whose key the bot does not have.
pub fn undecryptable() -> &'static str {
    "Je ne peux pas déchiffrer ce message\u{a0}: son texte m’est inconnu. Copiez sa question après !faq."
}

/// The reply to a search for a message that the homeserver does not give.
pub fn unreachable() -> &'static str {
    "Le serveur ne me donne pas ce message. Copiez sa question après !faq."
}

/// The refusal of a command of admins to a moderator who is not listed in the settings.
pub fn not_listed(user: &str) -> String {
    format!(
        "Cette commande est réservée aux administrateurs, et la configuration du bot ne vous \
         connaît pas comme tel. Demandez à qui tient le bot d’ajouter {user} à «\u{a0}admins\u{a0}», \
         dans la section platform.matrix."
    )
}

/// The refusal of a command of admins to one who has too little power in the room.
pub fn no_power(needed: i64) -> String {
    format!(
        "Cette commande est réservée aux administrateurs qui modèrent ce salon\u{a0}: il y faut un \
         niveau de pouvoir d’au moins {needed} (dans Element\u{a0}: Paramètres du salon, Rôles et \
         permissions)."
    )
}

/// The reason given when an invitation is declined; `server` is the bot's own.
pub fn not_invited_by(server: &str) -> String {
    format!(
        "Je n’accepte que certaines invitations. Demandez aux personnes qui tiennent ce bot sur \
         {server} d’inscrire votre serveur ou votre compte (invites_from)."
    )
}
