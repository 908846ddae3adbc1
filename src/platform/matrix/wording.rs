//! The sentences that only Matrix needs: how to ask in a room, how to pick an entry, what
//! an event is too small for. The sentences of every network are in `crate::wording`.

pub mod fatal;

/// Ways to ask in a room, for the help.
pub const WAYS_TO_ASK: [&str; 5] = [
    "mon nom dans un message, une réponse à l’un des miens, ou un message privé",
    "!faq suivi de votre question",
    "!faq seul, en réponse au message de quelqu’un\u{a0}: je cherche ce qui s’en approche",
    "!faq 2, ou 2 en réponse à l’un de mes messages\u{a0}: montre la deuxième des questions \
     proposées",
    "👍 ou 👎 en réaction à une réponse\u{a0}: me dit si elle vous est utile",
];

/// Stands under a numbered list of `choices` entries that the asker may pick from.
pub fn how_to_pick(choices: usize) -> &'static str {
    if choices == 1 {
        "Pour lire la réponse, répondez 1 à ce message, ou écrivez !faq 1."
    } else {
        "Pour lire une réponse, répondez à ce message par son numéro, ou écrivez par exemple !faq 2."
    }
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
