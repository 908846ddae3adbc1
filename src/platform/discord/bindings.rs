//! Which collections a server or a channel sees, and how answers are given there:
//! Discord's part of the settings, and the bindings made of it. Pure.

use std::collections::HashMap;

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};
use serenity::model::id::{ChannelId, GuildId};

use super::place::ChannelPath;
use crate::bot::Bot;
use crate::conversation::scope::{Binding, Bindings};
use crate::search::Scope;

/// An id of Discord's in the settings: written as text or as a number, never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Id(pub u64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u64),
            Text(String),
        }
        let id = match Written::deserialize(deserializer) {
            Ok(Written::Number(id)) => id,
            Ok(Written::Text(text)) => text.trim().parse().map_err(|_| {
                D::Error::invalid_value(
                    Unexpected::Str(&text),
                    &"un identifiant Discord (des chiffres)",
                )
            })?,
            Err(_) => 0,
        };
        match id {
            0 => Err(D::Error::custom(
                "un identifiant Discord est attendu ici\u{a0}: des chiffres, entre guillemets.",
            )),
            id => Ok(Self(id)),
        }
    }
}

/// How answers to messages are given in a channel. Slash commands follow their
/// own option, except where answers are private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiscordAnswers {
    /// As a reply that all can see.
    #[default]
    Public,
    /// Behind a button that only the asker can open.
    Private,
    /// In a thread opened on the question.
    Thread,
}

/// A server and what it sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The server's id.
    pub id: Id,
    /// Names of folders of the FAQ.
    pub collections: Vec<String>,
    /// How answers are given in its channels that do not say it themselves.
    pub answers: Option<DiscordAnswers>,
}

/// A channel and what it sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The channel's id; its threads follow it.
    pub id: Id,
    /// Names of folders of the FAQ; those of its server when not given.
    pub collections: Option<Vec<String>>,
    /// How answers are given; as in its server when not given.
    pub answers: Option<DiscordAnswers>,
    /// Answers questions that nobody asked of the bot, when it is sure. Needs
    /// the Message Content intent.
    #[serde(default)]
    pub auto_answer: bool,
}

/// A place that the settings list. Servers and channels have ids of one kind, but
/// a channel listed as a server must not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ListedPlace {
    Server(GuildId),
    Channel(ChannelId),
}

/// What is bound to what on Discord.
#[derive(Debug, Default)]
pub struct DiscordBindings {
    bindings: Bindings<ListedPlace, DiscordAnswers>,
    // Of the channels that are listed: whether unasked questions are answered.
    auto_answer: HashMap<ChannelId, bool>,
}

impl DiscordBindings {
    /// Made of the settings; `direct` is what direct messages see, `answers` how
    /// answers are given where neither the channel nor the server says.
    pub fn new(
        servers: Vec<Server>,
        channels: Vec<Channel>,
        direct: Option<Vec<String>>,
        answers: DiscordAnswers,
    ) -> Self {
        let mut auto_answer = HashMap::new();
        for channel in &channels {
            auto_answer.entry(ChannelId::new(channel.id.0)).or_insert(channel.auto_answer);
        }
        let servers = servers.into_iter().map(|Server { id, collections, answers }| Binding {
            place: ListedPlace::Server(GuildId::new(id.0)),
            collections: Some(collections),
            answers,
            closes: true,
        });
        let channels =
            channels.into_iter().map(|Channel { id, collections, answers, auto_answer: _ }| {
                Binding {
                    place: ListedPlace::Channel(ChannelId::new(id.0)),
                    collections,
                    answers,
                    closes: false,
                }
            });
        let bindings = Bindings { places: servers.chain(channels).collect(), direct, answers };
        Self { bindings, auto_answer }
    }

    /// The collections that a channel sees: its own, or else those of the channel
    /// that its thread is in, or else its server's.
    pub fn scope(&self, path: ChannelPath) -> Scope {
        self.bindings.scope(&line(path), path.server.is_none())
    }

    /// How answers to messages are given there; a direct message has neither
    /// threads nor onlookers.
    pub fn answers(&self, path: ChannelPath) -> DiscordAnswers {
        match path.server {
            None => DiscordAnswers::Public,
            Some(_) => self.bindings.answers(&line(path)),
        }
    }

    /// Whether answers are given in threads anywhere.
    pub fn opens_threads(&self) -> bool {
        let listed = self.bindings.places.iter().filter_map(|binding| binding.answers);
        listed.chain([self.bindings.answers]).any(|answers| answers == DiscordAnswers::Thread)
    }

    /// Whether questions are answered there that were not asked of the bot.
    pub fn auto_answer(&self, path: ChannelPath) -> bool {
        let listed = |id: &ChannelId| self.auto_answer.get(id).copied();
        let parent = || path.parent.as_ref().and_then(listed);
        listed(&path.channel).or_else(parent).unwrap_or(false)
    }

    /// Whether they are answered anywhere: only then is the content of messages
    /// asked for.
    pub fn reads_content(&self) -> bool {
        self.auto_answer.values().any(|auto| *auto)
    }

    /// Whether a server, or a channel that is listed, sees a collection that is served.
    pub fn sees_anything(&self, server: GuildId, bot: &Bot) -> bool {
        let channels = self.auto_answer.keys().copied();
        // Which server a listed channel is in is not known here: one that sees something may
        // be in this one, and a warning that may be wrong is worse than none.
        let own = self.bindings.scope(&[ListedPlace::Server(server)], false);
        let listed =
            channels.map(|channel| self.bindings.scope(&[ListedPlace::Channel(channel)], false));
        std::iter::once(own).chain(listed).any(|scope| bot.sees_anything(&scope))
    }

    /// Whether direct messages see a collection that is served.
    pub fn direct_sees_anything(&self, bot: &Bot) -> bool {
        bot.sees_anything(&self.direct_scope())
    }

    /// The collections that direct messages see.
    pub fn direct_scope(&self) -> Scope {
        let unlisted: [ListedPlace; 0] = [];
        self.bindings.scope(&unlisted, true)
    }

    /// See [`Bindings::warn_of_unknown_collections`].
    pub fn warn_of_unknown_collections(&self, bot: &Bot) {
        self.bindings.warn_of_unknown_collections(bot);
    }
}

/// The channel, the channel it is a thread of, its server.
fn line(path: ChannelPath) -> Vec<ListedPlace> {
    let ChannelPath { server, channel, parent } = path;
    let channels = [channel].into_iter().chain(parent).map(ListedPlace::Channel);
    channels.chain(server.map(ListedPlace::Server)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::CollectionId;

    fn names(scope: &Scope) -> String {
        match scope {
            Scope::All => "all".to_owned(),
            Scope::Only(ids) => ids.iter().map(CollectionId::as_str).collect::<Vec<_>>().join(","),
        }
    }

    #[test]
    fn a_server_sees_only_its_own() {
        use DiscordAnswers::{Private, Public, Thread};
        let server = |id, list: &[&str]| Server {
            id: Id(id),
            collections: list.iter().map(ToString::to_string).collect(),
            answers: (id == 2).then_some(Thread),
        };
        let channel = |id, list: Option<&[&str]>, answers, auto_answer| Channel {
            id: Id(id),
            collections: list.map(|list| list.iter().map(ToString::to_string).collect()),
            answers,
            auto_answer,
        };
        let bindings = |servers, channels, direct: Option<&str>| {
            let direct = direct.map(|name| vec![name.to_owned()]);
            DiscordBindings::new(servers, channels, direct, Public)
        };
        let servers = || vec![server(1, &["a"]), server(2, &["b"])];
        let channels =
            || vec![channel(11, Some(&["c"]), None, false), channel(12, None, Some(Private), true)];
        let none = DiscordBindings::default();
        let one = bindings(vec![server(1, &["a"])], vec![], None);
        let two = bindings(servers(), channels(), None);
        let direct = bindings(servers(), channels(), Some("d"));
        let path = |server: u64, channel, parent: u64| ChannelPath {
            server: (server > 0).then(|| GuildId::new(server)),
            channel: ChannelId::new(channel),
            parent: (parent > 0).then(|| ChannelId::new(parent)),
        };
        let rows = [
            (&none, path(9, 10, 0), "all", Public, false),
            (&none, path(0, 10, 0), "all", Public, false),
            (&one, path(1, 10, 0), "a", Public, false),
            (&one, path(9, 10, 0), "", Public, false),
            (&one, path(0, 10, 0), "a", Public, false),
            (&two, path(0, 10, 0), "", Public, false),
            (&direct, path(0, 10, 0), "d", Public, false),
            (&two, path(2, 10, 0), "b", Thread, false),
            (&two, path(1, 11, 0), "c", Public, false),
            (&two, path(1, 99, 11), "c", Public, false),
            (&two, path(1, 12, 0), "a", Private, true),
            (&two, path(2, 99, 12), "b", Private, true),
        ];
        for (bindings, path, scope, answers, auto) in rows {
            assert_eq!(names(&bindings.scope(path)), scope, "{path:?}");
            assert_eq!(bindings.answers(path), answers, "{path:?}");
            assert_eq!(bindings.auto_answer(path), auto, "{path:?}");
        }
        assert!(two.reads_content() && !one.reads_content());
    }
}
