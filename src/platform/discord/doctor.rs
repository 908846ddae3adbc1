//! What `souffleur doctor` says of Discord: the token, the intents, the commands, the gateway, and
//! each server and channel of the settings. It only reads: no connection to the gateway is opened,
//! because one costs a session of the day, and permissions are computed and not tried.

mod ask;
mod places;
mod wording;

use serde_json::Value;
use serenity::all::{ApplicationFlags, GatewayIntents};
use serenity::http::Route;
use serenity::model::id::{ApplicationId, GuildId, UserId};

use super::bindings::DiscordBindings;
use super::commands::registration::{self, Registered};
use super::sessions::RESERVE;
use super::watchdog::reachable;
use super::wording::fatal;
use super::{Config, SHARDS, TOKEN, intents, read_shards};
use crate::finding::{Examined, Finding};
use crate::secret;
use ask::{Asker, NoAnswer};
use places::Places;

const COMMANDS: &str = "discord.commands";
const GATEWAY: &str = "discord.gateway";
const INTENTS: &str = "discord.intents";
const SERVERS: &str = "discord.servers";

/// Looks at Discord. It takes a minute at most, when everything is slow.
pub async fn examine(config: &Config) -> Examined {
    let mut findings = secret::examine(TOKEN);
    findings.extend(shards(config));
    let token = match secret::read(TOKEN) {
        Ok(Some(token)) => token,
        Ok(None) => {
            findings.push(Finding::said("discord.token", "Discord", fatal::NO_TOKEN));
            return Examined { findings, clock: None };
        }
        // It was told with the secrets.
        Err(_) => return Examined { findings, clock: None },
    };
    let asker = match Asker::new(&token, config.api_url.as_ref()) {
        Ok(asker) => asker,
        Err(error) => {
            findings.push(wording::no_client(&error));
            return Examined { findings, clock: None };
        }
    };
    match asker.get(Route::UserMe).await {
        Err(why) => findings.push(wording::token(why)),
        Ok(me) => {
            findings.push(wording::known_as(&me));
            findings.extend(known(config, &asker, &me).await);
        }
    }
    let told = asker.told();
    match told.limit {
        Some(limit) => findings.push(wording::limited(limit)),
        None if told.clock.is_some() => findings.push(Finding::good(
            wording::LIMITS,
            "Discord\u{a0}: aucune limite d’appels n’a été rencontrée.",
        )),
        None => {}
    }
    Examined { findings, clock: told.clock }
}

/// What is told to a token that Discord accepts.
async fn known(config: &Config, asker: &Asker, me: &Value) -> Vec<Finding> {
    let Some(me) = me["id"].as_str().and_then(|id| id.parse::<UserId>().ok()) else {
        return Vec::new();
    };
    // The application's id is that of its bot, except for bots of before 2016: it says it itself.
    let application = async {
        let told = asker.get(Route::Oauth2ApplicationCurrent).await;
        let id = told.as_ref().ok().and_then(|told| told["id"].as_str()?.parse().ok());
        let id = id.unwrap_or_else(|| ApplicationId::new(me.get()));
        let mut findings = vec![intents_of(config, &told)];
        findings.push(commands(config, asker, id).await);
        findings.extend(servers(asker, id).await);
        findings
    };
    let places = async { Places::new(asker, me).examine(config).await };
    let (application, gateway, places) = tokio::join!(application, gateway(config, asker), places);
    [application, gateway, places].concat()
}

fn shards(config: &Config) -> Option<Finding> {
    let text = std::env::var(SHARDS).ok().or_else(|| config.shards.clone())?;
    Some(match read_shards(&text) {
        Some(_) => {
            Finding::good(GATEWAY, format!("Discord\u{a0}: ce processus sert les shards {text}."))
        }
        None => Finding::said(GATEWAY, "Discord", &fatal::shards(&text)),
    })
}

/// The intents that the settings need, beside those that the developer portal grants.
fn intents_of(config: &Config, application: &Result<Value, NoAnswer>) -> Finding {
    let Config { server, channel, direct_messages, answers, .. } = config.clone();
    let bindings = DiscordBindings::new(server, channel, direct_messages, answers);
    if !intents(&bindings).contains(GatewayIntents::MESSAGE_CONTENT) {
        return Finding::good(
            INTENTS,
            "Discord\u{a0}: aucun «\u{a0}intent\u{a0}» privilégié n’est nécessaire.",
        );
    }
    match application {
        Err(why) => wording::unknown(INTENTS, "les «\u{a0}intents\u{a0}»", *why),
        Ok(told) => {
            let flags = told["flags"].as_u64().unwrap_or(0);
            let granted = ApplicationFlags::from_bits_truncate(flags).intersects(
                ApplicationFlags::GATEWAY_MESSAGE_CONTENT
                    | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED,
            );
            match granted {
                true => Finding::good(
                    INTENTS,
                    "Discord\u{a0}: «\u{a0}Message Content Intent\u{a0}», que demande auto_answer, est activé.",
                ),
                false => Finding::said(INTENTS, "Discord", fatal::DISALLOWED_INTENTS),
            }
        }
    }
}

async fn commands(config: &Config, asker: &Asker, application: ApplicationId) -> Finding {
    let server = config.guild.map(|id| GuildId::new(id.0));
    match asker.send(registration::asked(application, server)).await {
        Ok(theirs) => match registration::registered(&theirs, config.team.is_some()) {
            Registered::Same => Finding::good(
                COMMANDS,
                "Discord\u{a0}: les commandes sont enregistrées, et à jour.",
            ),
            Registered::None => Finding::warning(
                COMMANDS,
                "Discord\u{a0}: les commandes ne sont pas enregistrées.",
                "Démarrez le bot\u{a0}: il les enregistre. S’il tourne déjà, son journal dit ce \
                 que Discord a refusé.",
            ),
            Registered::Different => Finding::warning(
                COMMANDS,
                "Discord\u{a0}: les commandes enregistrées ne sont pas celles de cette version et \
                 de ces réglages.",
                "Redémarrez le bot\u{a0}: il les met à jour. Deux bots qui emploient le même jeton \
                 avec des réglages différents se les reprennent l’un à l’autre.",
            ),
        },
        Err(NoAnswer::Refused { code: 50_001, .. }) => Finding::bad(
            COMMANDS,
            "Discord\u{a0}: le bot ne peut pas enregistrer de commandes sur le serveur de «\u{a0}guild\u{a0}».",
            wording::invite(application),
        ),
        Err(why) => wording::unknown(COMMANDS, "les commandes", why),
    }
}

/// Whether the bot is anywhere.
async fn servers(asker: &Asker, application: ApplicationId) -> Option<Finding> {
    match asker.get(Route::UserMeGuilds).await {
        Ok(Value::Array(servers)) if servers.is_empty() => Some(Finding::bad(
            SERVERS,
            "Discord\u{a0}: le bot n’est sur aucun serveur.",
            wording::invite(application),
        )),
        // Discord lists 200 at most.
        Ok(Value::Array(servers)) => Some(Finding::good(
            SERVERS,
            match servers.len() {
                1 => "Discord\u{a0}: le bot est sur un serveur.".to_owned(),
                many @ ..200 => format!("Discord\u{a0}: le bot est sur {many} serveurs."),
                many => format!("Discord\u{a0}: le bot est sur {many} serveurs au moins."),
            },
        )),
        Ok(_) => None,
        Err(why) => Some(wording::unknown(SERVERS, "les serveurs du bot", why)),
    }
}

/// Where the gateway is, and how many sessions the day has left.
async fn gateway(config: &Config, asker: &Asker) -> Vec<Finding> {
    let told = match asker.get(Route::GatewayBot).await {
        Ok(told) => told,
        Err(why) => return vec![wording::unknown(GATEWAY, "la passerelle (gateway)", why)],
    };
    let mut findings = Vec::new();
    let url = told["url"].as_str().unwrap_or_default();
    findings.push(match reachable(url).await {
        true => Finding::good(GATEWAY, "Discord\u{a0}: la passerelle (gateway) est joignable."),
        false => Finding::bad(
            GATEWAY,
            format!(
                "Discord\u{a0}: la passerelle (gateway) n’est pas joignable à l’adresse {url}."
            ),
            "Ouvrez le pare-feu vers cette adresse\u{a0}: le bot y garde une connexion directe \
             (WebSocket), sans passer par un proxy.",
        ),
    });
    let limit = &told["session_start_limit"];
    let wanted = std::env::var(SHARDS).ok().or_else(|| config.shards.clone());
    let wanted = wanted.and_then(|text| read_shards(&text)).map(|shards| u64::from(shards.count()));
    let needed = wanted.or_else(|| told["shards"].as_u64()).unwrap_or(1) + RESERVE;
    if let (Some(left), Some(total)) = (limit["remaining"].as_u64(), limit["total"].as_u64()) {
        let reset = limit["reset_after"].as_u64().unwrap_or(0);
        findings.push(wording::sessions(left, total, needed, reset));
    }
    findings
}
