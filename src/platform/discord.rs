//! Discord: slash command, mention, message menu, direct message. The only place
//! that names serenity.
//!
//! The way of a question: `gateway` (serenity, on a runtime of its own, kept alive by
//! `watchdog` within the day's `sessions`) → `dispatch`, which has it read by `events` (what
//! happened → what is wanted, pure) → `interactions` and `commands`, or `messages`, unless
//! `admission` says that it is too much → the bot → `render` (reply → payload, pure) → `respond` and `deliver` (deadlines,
//! retries) → `api`. `state` holds what they share, `incoming` and `place` their types. `doctor` looks at all that
//! for an operator, by calls of its own.

mod admission;
mod api;
mod bindings;
mod commands;
mod custom_id;
mod deliver;
mod dispatch;
mod doctor;
mod events;
mod failures;
mod feedback;
mod feedback_rows;
mod form;
mod gateway;
mod gateway_log;
mod incoming;
mod interactions;
mod markdown;
mod messages;
mod outcome;
mod payload;
mod place;
mod places;
mod render;
mod respond;
mod run_start;
mod sessions;
mod standing;
mod state;
mod suggestions;
mod team;
mod text;
mod ticket;
mod verdict;
mod watchdog;
mod wording;

// What is rendered, whatever the entry.
#[cfg(test)]
mod pure_tests;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Deserializer};
use serenity::all::GatewayIntents;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use api::Way;
pub use bindings::{Channel, DiscordAnswers, Id, Server};
pub use doctor::examine;
pub use team::config::TeamConfig;

use crate::bot::Bot;
use crate::conversation::connected::Connected;
use crate::conversation::drain::drain_within;
use crate::conversation::limits::QuestionLimits;
use crate::platform::discord::wording::fatal;
use crate::search::Scope;
use crate::secret;
use api::Api;
use bindings::DiscordBindings;
use deliver::Courier;
use dispatch::Dispatcher;
use gateway::{End, GatewaySettings, Shards};
use state::DiscordState;
use watchdog::GatewayLine;

/// The variable that holds the token; with `_FILE` behind it, the one that names its file.
pub const TOKEN: &str = "DISCORD_TOKEN";
/// The variable that gives this process its shards; it overrides the settings.
const SHARDS: &str = "DISCORD_SHARDS";

/// Answers that have begun may take this long at a shutdown: a busy channel takes five of them in
/// five seconds. A container runtime kills the process after ten.
const FINISH_WITHIN: Duration = Duration::from_secs(8);

/// Settings of the Discord platform. All have defaults: the token alone is enough.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The URL of an API proxy that stands for Discord: it keeps to the rate limits
    /// and gives the gateway's address.
    pub api_url: Option<Url>,
    /// Registers the commands on this server alone, where a change shows at once.
    pub guild: Option<Id>,
    /// Who may use `/faq-admin`: ids of roles. Nobody when empty.
    pub admin_roles: Vec<Id>,
    /// `first-last/total`, such as `0-3/16`; when not given, as many as Discord advises.
    #[serde(deserialize_with = "shards")]
    pub shards: Option<String>,
    /// How answers to messages are given where nothing else is said.
    pub answers: DiscordAnswers,
    /// What direct messages see.
    pub direct_messages: Option<Vec<String>>,
    /// Where the team that keeps the FAQ works; nowhere when not given.
    pub team: Option<TeamConfig>,
    /// Servers and what they see; once one is listed, others see nothing.
    pub server: Vec<Server>,
    /// Channels and what they see.
    pub channel: Vec<Channel>,
}

fn shards<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match read_shards(&text) {
        Some(_) => Ok(Some(text)),
        None => Err(serde::de::Error::custom(fatal::shards(&text))),
    }
}

/// The collections that direct messages see.
pub fn direct_scope(config: &Config) -> Scope {
    let Config { server, channel, direct_messages, answers, .. } = config.clone();
    DiscordBindings::new(server, channel, direct_messages, answers).direct_scope()
}

/// Whether a team is there that questions can be passed on to.
pub fn has_team(config: &Config) -> bool {
    config.team.is_some()
}

/// The shards of this process, as `0-3/16`; `None` for all of them.
pub fn part(config: &Config) -> Option<String> {
    let text = std::env::var(SHARDS).ok().or_else(|| config.shards.clone())?;
    let Shards { first, last, total } = read_shards(&text)?;
    Some(match first == last {
        true => format!("{first}/{total}"),
        false => format!("{first}-{last}/{total}"),
    })
}

/// What serenity logs is muted: it quotes in a warning a payload that it cannot
/// read. This folder reports itself what there is to say of connections.
pub const MUTED_IN_LOG: &[&str] = &["serenity"];

/// The default settings, when the environment gives a token and no section does.
pub fn from_environment() -> Option<Config> {
    let given = |name: String| std::env::var_os(name).is_some();
    (given(TOKEN.to_owned()) || given(format!("{TOKEN}_FILE"))).then(Config::default)
}

/// Connects and answers until `shutdown`.
///
/// # Errors
/// A French sentence, with English where Discord's own pages are meant: what
/// keeps the platform from running, and what to do about it.
pub async fn run(
    config: Config,
    bot: Arc<Bot>,
    limits: Arc<QuestionLimits>,
    shutdown: CancellationToken,
    connected: Connected,
) -> anyhow::Result<()> {
    serve(Way::default(), config, (bot, limits), shutdown, Some(connected)).await
}

/// As [`run`], with another way of reaching Discord.
///
/// # Errors
/// As [`run`].
pub async fn run_by(
    way: Way,
    config: Config,
    bot: Arc<Bot>,
    limits: Arc<QuestionLimits>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    serve(way, config, (bot, limits), shutdown, None).await
}

async fn serve(
    way: Way,
    config: Config,
    (bot, limits): (Arc<Bot>, Arc<QuestionLimits>),
    shutdown: CancellationToken,
    connected: Option<Connected>,
) -> anyhow::Result<()> {
    let Some(token) = secret::read(TOKEN)? else { bail!(fatal::NO_TOKEN) };
    let Config {
        api_url,
        guild,
        admin_roles,
        shards,
        answers,
        direct_messages,
        team,
        server,
        channel,
    } = config;
    let shards = match std::env::var(SHARDS).ok().or(shards) {
        Some(text) => Some(read_shards(&text).with_context(|| fatal::shards(&text))?),
        None => None,
    };
    let bindings = DiscordBindings::new(server, channel, direct_messages, answers);
    bindings.warn_of_unknown_collections(&bot);
    if !bindings.direct_sees_anything(&bot) {
        tracing::warn!(
            "direct messages see no collection of the FAQ, so that the bot answers nothing there \
             but that; the setting platform.discord.direct_messages lists what they see"
        );
    }
    let settings = GatewaySettings { token, api_url, way, intents: intents(&bindings) };

    let metrics = Arc::clone(bot.metrics());
    let api = || {
        let limited = Arc::clone(&metrics);
        let on_limit = move || limited.rate_limited(state::NETWORK);
        Api::new(&settings.token, settings.api_url.as_ref(), &settings.way, on_limit)
    };
    let courier = Courier::new(api()?);
    let asker = api()?;
    let state =
        Arc::new(DiscordState::new((bot, limits), courier, bindings, (admin_roles, guild, team)));
    let mut dispatcher = Dispatcher::new(Arc::clone(&state), connected.clone(), shutdown.clone());

    let (told, mut hears) = mpsc::unbounded_channel();
    let line = GatewayLine { settings: &settings, wanted: shards, connected: connected.as_ref() };
    let connected = watchdog::keep_connected(line, &asker, &told, &shutdown);
    tokio::pin!(connected);
    let ended = loop {
        tokio::select! {
            ended = &mut connected => break ended,
            Some((event, arrived)) = hears.recv() => dispatcher.take(&event, arrived),
        }
    };
    drain_within(FINISH_WITHIN, &state.tasks, "discord").await;
    match ended {
        Ok(()) | Err(End::Over) => Ok(()),
        Err(End::Token) => bail!(fatal::TOKEN),
        Err(End::InvalidIntents) => bail!(fatal::INVALID_INTENTS),
        Err(End::DisallowedIntents) => bail!(fatal::DISALLOWED_INTENTS),
        Err(End::InvalidShards) => bail!(fatal::INVALID_SHARDS),
        Err(End::ShardingRequired) => bail!(fatal::SHARDING_REQUIRED),
        Err(End::ApiVersion) => bail!(fatal::API_VERSION),
    }
}

/// The events to ask for. Mentions, direct messages and the targets of the menu
/// carry their text without the privileged intent: only automatic answers need it.
fn intents(bindings: &DiscordBindings) -> GatewayIntents {
    let needed =
        GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if bindings.reads_content() { needed | GatewayIntents::MESSAGE_CONTENT } else { needed }
}

fn read_shards(text: &str) -> Option<Shards> {
    let (range, total) = text.trim().split_once('/')?;
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let shards = Shards { first: number(first)?, last: number(last)?, total: number(total)? };
    (shards.first <= shards.last && shards.last < shards.total).then_some(shards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_read_or_refused() {
        let shards = |first, last, total| Some(Shards { first, last, total });
        let rows = [
            ("0-3/16", shards(0, 3, 16)),
            (" 4 - 7 / 16 ", shards(4, 7, 16)),
            ("0/1", shards(0, 0, 1)),
            ("3-1/16", None),
            ("0-16/16", None),
            ("auto", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(read_shards(text), expected, "{text:?}");
        }
    }

    #[test]
    fn message_content_is_asked_for_only_where_it_is_read() {
        let bindings = |channels| DiscordBindings::new(vec![], channels, None, Default::default());
        assert!(!intents(&bindings(vec![])).contains(GatewayIntents::MESSAGE_CONTENT));
        let channel = Channel { id: Id(1), collections: None, answers: None, auto_answer: true };
        assert!(intents(&bindings(vec![channel])).contains(GatewayIntents::MESSAGE_CONTENT));
    }
}
