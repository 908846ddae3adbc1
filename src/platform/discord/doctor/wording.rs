//! The sentences of `souffleur doctor` that more than one check of Discord needs.

use serde_json::Value;
use serenity::model::id::ApplicationId;
use serenity::model::permissions::Permissions;

use super::ask::{Limit, NoAnswer};
use crate::finding::Finding;
use crate::platform::discord::wording::fatal;

const TOKEN: &str = "discord.token";
/// The name of the check of the rate limits.
pub const LIMITS: &str = "discord.limits";

/// The permissions that the README's invitation asks for.
const INVITED_WITH: u64 = 309_237_730_304;

/// Names of permissions as Discord's own clients show them in French.
const NAMES: [(Permissions, &str); 7] = [
    (Permissions::VIEW_CHANNEL, "Voir le salon"),
    (Permissions::SEND_MESSAGES, "Envoyer des messages"),
    (Permissions::SEND_MESSAGES_IN_THREADS, "Envoyer des messages dans les fils"),
    (Permissions::CREATE_PUBLIC_THREADS, "Créer des fils publics"),
    (Permissions::EMBED_LINKS, "Intégrer des liens"),
    (Permissions::READ_MESSAGE_HISTORY, "Voir les anciens messages"),
    (Permissions::ATTACH_FILES, "Joindre des fichiers"),
];

/// `« Voir le salon », « Intégrer des liens »`.
pub fn names(permissions: Permissions) -> String {
    let named = NAMES.iter().filter(|(permission, _)| permissions.contains(*permission));
    named.map(|(_, name)| format!("«\u{a0}{name}\u{a0}»")).collect::<Vec<_>>().join(", ")
}

/// What to do where the bot is not.
pub fn invite(application: ApplicationId) -> String {
    format!(
        "Invitez-le\u{a0}: https://discord.com/oauth2/authorize?client_id={application}\
         &scope=bot+applications.commands&permissions={INVITED_WITH}"
    )
}

/// Discord accepts the token.
pub fn known_as(me: &Value) -> Finding {
    let text = |key: &str| me[key].as_str().unwrap_or("?");
    // A bot's name is its owner's choice, and no member's words.
    let name = text("username");
    Finding::good(
        TOKEN,
        format!("Discord\u{a0}: le jeton est valable ({name}, identifiant {}).", text("id")),
    )
}

/// Discord gives no answer to the token's first call.
pub fn token(why: NoAnswer) -> Finding {
    match why {
        NoAnswer::Refused { status: 401, .. } => Finding::said(TOKEN, "Discord", fatal::TOKEN),
        NoAnswer::Limited => unknown(TOKEN, "le jeton", why),
        NoAnswer::Refused { status, .. } => Finding::bad(
            TOKEN,
            format!("Discord\u{a0}: il répond par une erreur (HTTP {status})."),
            "Voyez https://discordstatus.com. Avec api_url, vérifiez que c’est l’adresse du proxy \
             de l’API.",
        ),
        NoAnswer::Late | NoAnswer::Unreachable(_) => Finding::bad(
            TOKEN,
            format!("Discord\u{a0}: il n’est pas joignable\u{a0}: {}.", cause(why)),
            "Vérifiez le réseau, le pare-feu, le proxy (HTTPS_PROXY) et api_url, ou voyez \
             https://discordstatus.com.",
        ),
    }
}

/// A check that could not be made. That is not an error of the bot's, and is reported as a note.
pub fn unknown(check: impl Into<String>, what: &str, why: NoAnswer) -> Finding {
    Finding::warning(
        check,
        format!("Discord\u{a0}: {what}\u{a0}: non vérifié, {}.", cause(why)),
        match why {
            NoAnswer::Limited => "Attendez, puis relancez cette commande.",
            _ => {
                "Relancez cette commande\u{a0}; si cela persiste, voyez https://discordstatus.com."
            }
        },
    )
}

fn cause(why: NoAnswer) -> String {
    match why {
        NoAnswer::Refused { status, code: 0 } => format!("Discord refuse (HTTP {status})"),
        NoAnswer::Refused { status, code } => {
            format!("Discord refuse (HTTP {status}, code {code})")
        }
        NoAnswer::Limited => "Discord limite les appels".to_owned(),
        NoAnswer::Late => "Discord ne répond pas à temps".to_owned(),
        NoAnswer::Unreachable(why) => why.to_owned(),
    }
}

/// No client for HTTP can be made on this system.
pub fn no_client(error: &anyhow::Error) -> Finding {
    Finding::bad(
        TOKEN,
        format!("Discord\u{a0}: TLS n’est pas utilisable ici ({error})."),
        "Installez les certificats du système (paquet ca-certificates).",
    )
}

/// A rate limit was met.
pub fn limited(Limit { wait, global }: Limit) -> Finding {
    let whose = if global { "tous les appels du bot" } else { "certains appels du bot" };
    let wait = wait.map_or_else(String::new, |wait| {
        format!(", pendant encore {}\u{a0}s", wait.as_secs_f64().ceil())
    });
    Finding::bad(
        LIMITS,
        format!("Discord limite {whose} (HTTP 429){wait}."),
        "Attendez ce délai. Si cela revient, cherchez un autre programme qui emploie le même jeton \
         ou la même adresse IP, ou un bot qui redémarre sans cesse.",
    )
}

/// The sessions of the day. `reset` is in milliseconds.
pub fn sessions(left: u64, total: u64, needed: u64, reset: u64) -> Finding {
    let check = "discord.sessions";
    let shown = format!("Discord\u{a0}: il reste {left} connexions sur {total} pour ce jour");
    match left {
        few if few < needed => Finding::bad(
            check,
            format!("{shown}, trop peu pour en ouvrir une."),
            format!(
                "Laissez le bot en marche\u{a0}: il attendra {} min, le temps que Discord en accorde \
                 d’autres. Cherchez un autre programme qui emploie le même jeton, ou un bot qui \
                 redémarre sans cesse.",
                reset.div_ceil(60_000)
            ),
        ),
        _ => Finding::good(check, format!("{shown}.")),
    }
}
