//! The servers and channels of the settings: whether they exist, and what the bot may do there.
//! serenity computes the permissions from the roles and the channel, as Discord does.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::Value;
use serenity::http::Route;
use serenity::model::channel::{ChannelType, GuildChannel};
use serenity::model::guild::{Member, PartialGuild};
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};
use serenity::model::permissions::Permissions;

use super::ask::{Asker, NoAnswer};
use super::wording;
use crate::finding::{Finding, WITHIN};
use crate::platform::discord::Config;
use crate::platform::discord::bindings::DiscordAnswers;

/// How many servers and channels are looked at: each costs up to three calls, and Discord limits
/// them.
const LOOKED_AT: usize = 40;

/// Discord's codes for what is not there, and for what the bot may not see.
const UNKNOWN_CHANNEL: i64 = 10_003;
const UNKNOWN_GUILD: i64 = 10_004;
const UNKNOWN_MEMBER: i64 = 10_007;
const MISSING_ACCESS: i64 = 50_001;

/// Looks at places, one after the other.
pub struct Places<'a> {
    asker: &'a Asker,
    me: UserId,
    /// Servers that were asked for, each with the bot as its member.
    servers: HashMap<GuildId, Result<(PartialGuild, Member), NoAnswer>>,
}

/// A place of the settings.
#[derive(Clone, Copy)]
enum Place {
    Server(GuildId),
    Channel(ChannelId, Use),
}

/// What the bot is to do in a channel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It answers there.
    Answers(DiscordAnswers),
    /// The team works there.
    Team,
}

impl<'a> Places<'a> {
    pub fn new(asker: &'a Asker, me: UserId) -> Self {
        Self { asker, me, servers: HashMap::new() }
    }

    pub async fn examine(mut self, config: &Config) -> Vec<Finding> {
        let (mut findings, began) = (Vec::new(), Instant::now());
        let team = config.team.as_ref().map(|team| (team.channel, Use::Team));
        let listed = config
            .channel
            .iter()
            .map(|channel| (channel.id, Use::Answers(channel.answers.unwrap_or(config.answers))));
        let channels: Vec<_> = team.into_iter().chain(listed).collect();
        let servers = config.server.iter().map(|server| server.id).chain(config.guild);
        let all = servers.clone().count() + channels.len();
        let servers = servers.map(|id| Place::Server(GuildId::new(id.0)));
        let channels =
            channels.into_iter().map(|(id, used)| Place::Channel(ChannelId::new(id.0), used));
        for place in channels.chain(servers).take(LOOKED_AT) {
            let (finding, is_final) = match place {
                Place::Server(id) => self.server(id).await,
                Place::Channel(id, used) => self.channel(id, used).await,
            };
            findings.push(finding);
            // What keeps one call from its answer would keep the others.
            if !is_final || began.elapsed() > WITHIN {
                break;
            }
        }
        let left = all - findings.len();
        findings.extend(self.admins(config));
        if left > 0 {
            findings.push(Finding::note(
                "discord.places",
                format!(
                    "Discord\u{a0}: serveurs et salons qui n’ont pas été regardés\u{a0}: {left}."
                ),
            ));
        }
        findings
    }

    /// Roles of the settings that none of the servers has that were looked at.
    fn admins(&self, config: &Config) -> Option<Finding> {
        const CHECK: &str = "discord.admins";
        if config.admin_roles.is_empty() {
            return Some(Finding::note(
                CHECK,
                "Discord\u{a0}: /faq-admin est fermée à tous, faute de rôles dans admin_roles.",
            ));
        }
        let known: Vec<_> = self.servers.values().flatten().map(|(server, _)| server).collect();
        let is_lost =
            |id: &u64| !known.iter().any(|server| server.roles.contains_key(&RoleId::new(*id)));
        let roles = config.admin_roles.iter().map(|role| role.0);
        let lost: Vec<_> = roles.filter(is_lost).map(|id| id.to_string()).collect();
        // Without a server in the settings, nothing tells where the role should be.
        (!known.is_empty() && !lost.is_empty()).then(|| {
            Finding::warning(
                CHECK,
                format!(
                    "Discord\u{a0}: aucun des serveurs regardés n’a de rôle {} (admin_roles).",
                    lost.join(", ")
                ),
                "Vérifiez ces identifiants (Paramètres du serveur, Rôles, «\u{a0}Copier \
                 l’identifiant\u{a0}»), à moins qu’ils soient ceux d’un autre serveur.",
            )
        })
    }

    /// The finding, and whether Discord has answered.
    async fn server(&mut self, id: GuildId) -> (Finding, bool) {
        let check = format!("discord.server.{id}");
        let finding = match self.joined(id).await {
            Ok((server, _)) => Finding::good(
                check,
                format!(
                    "Discord\u{a0}: le bot est sur le serveur «\u{a0}{}\u{a0}» ({id}).",
                    server.name
                ),
            ),
            Err(NoAnswer::Refused {
                code: UNKNOWN_GUILD | UNKNOWN_MEMBER | MISSING_ACCESS,
                ..
            }) => Finding::bad(
                check,
                format!("Discord\u{a0}: le bot n’est pas sur le serveur {id} de la configuration."),
                "Vérifiez cet identifiant (clic droit sur le serveur, «\u{a0}Copier \
                     l’identifiant\u{a0}»), ou invitez-y le bot.",
            ),
            Err(why) => return (wording::unknown(check, &format!("le serveur {id}"), why), false),
        };
        (finding, true)
    }

    /// As [`Self::server`].
    async fn channel(&mut self, id: ChannelId, used: Use) -> (Finding, bool) {
        let (check, what) = match used {
            Use::Team => ("discord.team".to_owned(), format!("le salon de l’équipe ({id})")),
            Use::Answers(_) => (format!("discord.channel.{id}"), format!("le salon {id}")),
        };
        let finding = match self.permissions(id, used).await {
            Ok(None) => Finding::bad(
                check,
                format!("Discord\u{a0}: {what} n’est pas un salon où l’on écrit."),
                "Donnez l’identifiant d’un salon textuel d’un serveur (clic droit sur le salon, \
                 «\u{a0}Copier l’identifiant\u{a0}»).",
            ),
            Ok(Some((may, is_thread))) => lacking(check, &what, may, used, is_thread),
            Err(NoAnswer::Refused { code: UNKNOWN_CHANNEL, .. }) => Finding::bad(
                check,
                format!("Discord\u{a0}: {what} n’existe pas."),
                "Vérifiez cet identifiant dans la configuration (clic droit sur le salon, \
                 «\u{a0}Copier l’identifiant\u{a0}»).",
            ),
            Err(NoAnswer::Refused { code: MISSING_ACCESS, .. }) => Finding::bad(
                check,
                format!("Discord\u{a0}: {what} n’est pas visible du bot."),
                format!(
                    "Donnez au bot, dans ce salon, les permissions {}.",
                    wording::names(needed(used, false))
                ),
            ),
            Err(why) => return (wording::unknown(check, &what, why), false),
        };
        (finding, true)
    }

    /// What the bot may do in a channel, and whether it writes in threads; `None` where nobody writes.
    async fn permissions(
        &mut self,
        id: ChannelId,
        used: Use,
    ) -> Result<Option<(Permissions, bool)>, NoAnswer> {
        let told = self.asker.get(Route::Channel { channel_id: id }).await?;
        let parent = told["parent_id"].as_str().and_then(|id| id.parse::<ChannelId>().ok());
        let Some(channel) = read(told) else { return Ok(None) };
        let is_thread = matches!(
            channel.kind,
            ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread
        );
        // A forum has threads alone, where the bot answers.
        let is_forum = channel.kind == ChannelType::Forum && used != Use::Team;
        let has_text = matches!(
            channel.kind,
            ChannelType::Text | ChannelType::News | ChannelType::Voice | ChannelType::Stage
        );
        // A thread has the permissions of its channel.
        let channel = match parent.filter(|_| is_thread) {
            Some(parent) => {
                let told = self.asker.get(Route::Channel { channel_id: parent }).await?;
                let Some(parent) = read(told) else { return Ok(None) };
                parent
            }
            None if has_text || is_forum => channel,
            None => return Ok(None),
        };
        let (server, member) = self.joined(channel.guild_id).await?;
        Ok(Some((server.user_permissions_in(&channel, &member), is_thread || is_forum)))
    }

    /// A server and the bot in it.
    async fn joined(&mut self, id: GuildId) -> Result<(PartialGuild, Member), NoAnswer> {
        if let Some(known) = self.servers.get(&id) {
            return known.clone();
        }
        let joined = self.ask(id).await;
        self.servers.insert(id, joined.clone());
        joined
    }

    async fn ask(&self, id: GuildId) -> Result<(PartialGuild, Member), NoAnswer> {
        let server = self.asker.get(Route::Guild { guild_id: id }).await?;
        let member = Route::GuildMember { guild_id: id, user_id: self.me };
        let mut member = self.asker.get(member).await?;
        // Discord leaves out what the address says, and serenity wants it.
        member["guild_id"] = Value::from(id.to_string());
        let unread = NoAnswer::Unreachable("la réponse de Discord est illisible");
        let server = serde_json::from_value(server).map_err(|_| unread)?;
        Ok((server, serde_json::from_value(member).map_err(|_| unread)?))
    }
}

fn read(channel: Value) -> Option<GuildChannel> {
    serde_json::from_value(channel).ok()
}

/// What the bot needs somewhere.
fn needed(used: Use, is_thread: bool) -> Permissions {
    let writing = match is_thread {
        true => Permissions::SEND_MESSAGES_IN_THREADS,
        false => Permissions::SEND_MESSAGES,
    };
    let threads = match used {
        Use::Answers(DiscordAnswers::Thread) if !is_thread => {
            Permissions::CREATE_PUBLIC_THREADS | Permissions::SEND_MESSAGES_IN_THREADS
        }
        _ => Permissions::empty(),
    };
    Permissions::VIEW_CHANNEL
        | Permissions::EMBED_LINKS
        | Permissions::READ_MESSAGE_HISTORY
        | writing
        | threads
}

fn lacking(check: String, what: &str, may: Permissions, used: Use, is_thread: bool) -> Finding {
    let lacks = needed(used, is_thread) - may;
    if !lacks.is_empty() {
        let cannot = match lacks.intersects(
            Permissions::VIEW_CHANNEL
                | Permissions::SEND_MESSAGES
                | Permissions::SEND_MESSAGES_IN_THREADS,
        ) {
            true => "le bot ne peut pas y écrire",
            false => "le bot n’y peut pas tout ce qu’il doit",
        };
        return Finding::bad(
            check,
            format!("Discord\u{a0}: {what}\u{a0}: {cannot}."),
            format!("Donnez-lui, dans ce salon, les permissions {}.", wording::names(lacks)),
        );
    }
    if used == Use::Team && !may.contains(Permissions::ATTACH_FILES) {
        return Finding::note(
            check,
            format!(
                "Discord\u{a0}: {what}\u{a0}: le bot peut y écrire\u{a0}; sans la permission {}, \
                 il n’y redonne pas un long texte refusé.",
                wording::names(Permissions::ATTACH_FILES)
            ),
        );
    }
    Finding::good(check, format!("Discord\u{a0}: {what}\u{a0}: le bot peut y écrire."))
}
