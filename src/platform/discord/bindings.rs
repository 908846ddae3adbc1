//! Which collections a server or a channel sees, and how answers are given
//! there. From the configuration alone; pure.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

use crate::faq::CollectionId;
use crate::search::Scope;

/// An id of Discord's: written as text or as a number.
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
                "un identifiant Discord est attendu ici : des chiffres, entre guillemets",
            )),
            id => Ok(Self(id)),
        }
    }
}

/// How answers to messages are given in a channel. Slash commands follow their
/// own option, except where answers are private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answers {
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
    /// The server's.
    pub id: Id,
    /// Names of folders of the FAQ.
    pub collections: Vec<String>,
    /// In its channels that are not listed themselves.
    pub answers: Option<Answers>,
}

/// A channel and what it sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The channel's; its threads follow it.
    pub id: Id,
    /// Names of folders of the FAQ; those of its server when not given.
    pub collections: Option<Vec<String>>,
    /// Those of its server when not given.
    pub answers: Option<Answers>,
    /// Answers questions that nobody asked of the bot, when it is sure. Needs
    /// the Message Content intent.
    #[serde(default)]
    pub auto_answer: bool,
}

/// Where something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// `None` in a direct message.
    pub server: Option<u64>,
    /// The channel or thread.
    pub channel: u64,
    /// The channel that the thread is in.
    pub parent: Option<u64>,
}

/// What is bound to what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings {
    /// As configured.
    pub servers: Vec<Server>,
    /// As configured.
    pub channels: Vec<Channel>,
    /// What direct messages see, when configured.
    pub direct: Option<Vec<String>>,
    /// Where neither the channel nor the server says.
    pub answers: Answers,
}

impl Bindings {
    /// What may be seen there.
    ///
    /// A channel's own list comes first, then its server's. As soon as one server
    /// is listed, those that are not see nothing. Direct messages see what is
    /// configured for them, or what the only listed server sees, or, when none
    /// is listed, everything; with several, nothing tells which is meant.
    pub fn scope(&self, spot: Spot) -> Scope {
        if let Some(list) = self.channel(spot).and_then(|channel| channel.collections.as_ref()) {
            return only(list);
        }
        match (spot.server, self.servers.as_slice()) {
            (None, _) if self.direct.is_some() => only(self.direct.as_deref().unwrap_or_default()),
            (_, []) => Scope::All,
            (None, [server]) => only(&server.collections),
            (None, _) => only(&[]),
            (Some(_), _) => only(self.server(spot).map_or(&[], |server| &server.collections)),
        }
    }

    /// How answers to messages are given there.
    pub fn answers(&self, spot: Spot) -> Answers {
        if spot.server.is_none() {
            return Answers::Public;
        }
        let channel = self.channel(spot).and_then(|channel| channel.answers);
        let server = || self.server(spot).and_then(|server| server.answers);
        channel.or_else(server).unwrap_or(self.answers)
    }

    /// Whether questions are answered there that were not asked of the bot.
    pub fn auto_answer(&self, spot: Spot) -> bool {
        self.channel(spot).is_some_and(|channel| channel.auto_answer)
    }

    /// Whether they are anywhere: only then is the content of messages asked for.
    pub fn reads_content(&self) -> bool {
        self.channels.iter().any(|channel| channel.auto_answer)
    }

    /// Every collection that is named.
    pub fn collections(&self) -> impl Iterator<Item = &str> {
        let servers = self.servers.iter().flat_map(|server| &server.collections);
        let channels = self.channels.iter().filter_map(|c| c.collections.as_ref()).flatten();
        let direct = self.direct.iter().flatten();
        servers.chain(channels).chain(direct).map(String::as_str)
    }

    fn channel(&self, spot: Spot) -> Option<&Channel> {
        let listed = |id: u64| self.channels.iter().find(|channel| channel.id.0 == id);
        listed(spot.channel).or_else(|| spot.parent.and_then(listed))
    }

    fn server(&self, spot: Spot) -> Option<&Server> {
        let id = spot.server?;
        self.servers.iter().find(|server| server.id.0 == id)
    }
}

fn only(collections: &[String]) -> Scope {
    Scope::Only(collections.iter().map(|name| CollectionId::new(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(scope: &Scope) -> String {
        match scope {
            Scope::All => "all".to_owned(),
            Scope::Only(ids) => ids.iter().map(CollectionId::as_str).collect::<Vec<_>>().join(","),
        }
    }

    #[test]
    fn a_server_sees_only_its_own() {
        use Answers::{Private, Public, Thread};
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
        let one = Bindings { servers: vec![server(1, &["a"])], ..Bindings::default() };
        let two = Bindings {
            servers: vec![server(1, &["a"]), server(2, &["b"])],
            channels: vec![
                channel(11, Some(&["c"]), None, false),
                channel(12, None, Some(Private), true),
            ],
            ..Bindings::default()
        };
        let direct = Bindings { direct: Some(vec!["d".to_owned()]), ..two.clone() };
        let spot = |server: u64, channel, parent: u64| Spot {
            server: Some(server).filter(|&id| id > 0),
            channel,
            parent: Some(parent).filter(|&id| id > 0),
        };
        let rows = [
            (&Bindings::default(), spot(9, 10, 0), "all", Public, false),
            (&Bindings::default(), spot(0, 10, 0), "all", Public, false),
            (&one, spot(1, 10, 0), "a", Public, false),
            (&one, spot(9, 10, 0), "", Public, false),
            (&one, spot(0, 10, 0), "a", Public, false),
            (&two, spot(0, 10, 0), "", Public, false),
            (&direct, spot(0, 10, 0), "d", Public, false),
            (&two, spot(2, 10, 0), "b", Thread, false),
            (&two, spot(1, 11, 0), "c", Public, false),
            (&two, spot(1, 99, 11), "c", Public, false),
            (&two, spot(1, 12, 0), "a", Private, true),
            (&two, spot(2, 99, 12), "b", Private, true),
        ];
        for (bindings, spot, scope, answers, auto) in rows {
            assert_eq!(names(&bindings.scope(spot)), scope, "{spot:?}");
            assert_eq!(bindings.answers(spot), answers, "{spot:?}");
            assert_eq!(bindings.auto_answer(spot), auto, "{spot:?}");
        }
    }
}
