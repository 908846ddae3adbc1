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

/// The reason given when an invitation is declined; `server` is the bot's own.
pub fn not_invited_by(server: &str) -> String {
    format!(
        "Je n’accepte que certaines invitations. Demandez aux personnes qui tiennent ce bot sur \
         {server} d’inscrire votre serveur ou votre compte (invites_from)."
    )
}

/// Printed once, at the first start.
pub fn recovery_key(key: &str) -> String {
    format!(
        "Clé de récupération du compte Matrix, montrée cette seule fois\u{a0}:\n\n    {key}\n\n\
         Gardez-la avec les autres secrets\u{a0}: un nouvel appareil du bot en aura besoin \
         (MATRIX_RECOVERY_KEY)."
    )
}
