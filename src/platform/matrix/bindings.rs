//! Which collections a room sees, and how answers are given there: Matrix's part
//! of the settings, and the bindings made of it.

use std::time::Duration;

use futures_util::future::join_all;
use matrix_sdk::Client;
use matrix_sdk::ruma::{OwnedRoomAliasId, OwnedRoomId, RoomAliasId, RoomId, RoomOrAliasId};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::patience::{Passing as _, Pauses};
use super::wording::fatal;
use crate::conversation::digest_time::DigestTime;
use crate::conversation::scope::{Binding, Bindings};

/// How long a start waits for the servers of room aliases.
const ALIAS_WITHIN: Duration = Duration::from_secs(10);

/// How answers are given where the question is not in a thread already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatrixAnswers {
    /// As a reply.
    #[default]
    Reply,
    /// In a thread opened on the question.
    Thread,
}

/// A room and what it sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRoom {
    /// `!id:server`, or an alias, `#name:server`.
    #[serde(deserialize_with = "room")]
    pub id: String,
    /// Names of folders of the FAQ.
    pub collections: Vec<String>,
    /// The platform's own when not given.
    pub answers: Option<MatrixAnswers>,
}

/// Where the team that keeps the FAQ works.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamConfig {
    /// `!id:server`, or an alias, `#name:server`. Whoever may write there decides what becomes of
    /// the FAQ.
    #[serde(deserialize_with = "room")]
    pub room: String,
    /// When the week is summed up there; never when not given.
    pub digest: Option<DigestTime>,
}

fn room<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match <&RoomOrAliasId>::try_from(text.trim()) {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Err(D::Error::custom(fatal::room(&text))),
    }
}

/// The bindings of a homeserver's rooms, by room id as text. An alias that the
/// server does not resolve stays in its place: it matches no room, and other
/// rooms still see nothing because it is listed.
pub type RoomBindings = Bindings<String, MatrixAnswers>;

/// Made of the settings; `direct` is what direct rooms see.
pub fn bindings(
    rooms: Vec<BoundRoom>,
    direct: Option<Vec<String>>,
    answers: MatrixAnswers,
) -> RoomBindings {
    let places = rooms.into_iter().map(|BoundRoom { id, collections, answers }| Binding {
        place: id,
        collections: Some(collections),
        answers,
        closes: true,
    });
    Bindings { places: places.collect(), direct, answers }
}

/// Puts ids in the place of aliases, as the server resolves them: a room may call
/// itself as it likes. Gives the aliases that no server has answered for in time: the
/// server of an alias may be down, and other rooms need the bot meanwhile.
pub async fn resolve_aliases(
    bindings: &mut RoomBindings,
    team: &mut Option<String>,
    client: &Client,
) -> Vec<OwnedRoomAliasId> {
    let places = bindings.places.iter().map(|binding| &binding.place).chain(&*team);
    let aliases: Vec<OwnedRoomAliasId> = places.filter_map(|place| place.parse().ok()).collect();
    let tries =
        aliases.iter().map(|alias| tokio::time::timeout(ALIAS_WITHIN, resolve(client, alias)));
    let found = join_all(tries).await;
    let mut unanswered = Vec::new();
    for (alias, found) in aliases.into_iter().zip(found) {
        match found {
            Ok(Some(room)) => put_id(bindings, team, &alias, &room),
            Ok(None) => {}
            Err(_) => {
                tracing::warn!(
                    %alias,
                    "no server answers for a room alias of the settings: the bot starts without \
                     its binding, and tries again every few seconds"
                );
                unanswered.push(alias);
            }
        }
    }
    unanswered
}

/// The room of an alias, as soon as a server answers for it; `None` when there is no such
/// alias, which is logged.
pub async fn resolve(client: &Client, alias: &OwnedRoomAliasId) -> Option<OwnedRoomId> {
    let mut pauses = Pauses::default();
    loop {
        match client.resolve_room_alias(alias).await {
            Ok(found) => return Some(found.room_id),
            Err(error) if error.is_passing() => {
                tokio::time::sleep(pauses.next(&error)).await;
            }
            Err(_) => {
                tracing::warn!(
                    %alias,
                    "the server does not resolve a room alias of the settings, its binding is \
                     not used until a restart"
                );
                return None;
            }
        }
    }
}

/// Puts a room's id in the place of its alias.
pub fn put_id(
    bindings: &mut RoomBindings,
    team: &mut Option<String>,
    alias: &RoomAliasId,
    room: &RoomId,
) {
    let places = bindings.places.iter_mut().map(|binding| &mut binding.place).chain(team);
    for place in places.filter(|place| *place == alias.as_str()) {
        *place = room.to_string();
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::room_id;

    use super::super::successions::Successions;
    use super::*;
    use crate::faq::CollectionId;
    use crate::search::Scope;

    fn room(id: &str, list: &[&str]) -> BoundRoom {
        BoundRoom {
            id: id.to_owned(),
            collections: list.iter().map(ToString::to_string).collect(),
            answers: (id == "!b:x").then_some(MatrixAnswers::Thread),
        }
    }

    fn seen(
        bindings: &RoomBindings,
        successions: &Successions,
        id: &RoomId,
        direct: bool,
    ) -> String {
        match bindings.scope(successions.line(id).map(RoomId::as_str), direct) {
            Scope::All => "all".to_owned(),
            Scope::Only(ids) => ids.iter().map(CollectionId::as_str).collect::<Vec<_>>().join(","),
        }
    }

    #[test]
    fn a_room_sees_only_its_own() {
        let (a, b, c) = (room_id!("!a:x"), room_id!("!b:x"), room_id!("!c:x"));
        let of = |rooms, direct: Option<&str>| {
            bindings(rooms, direct.map(|name| vec![name.to_owned()]), MatrixAnswers::Reply)
        };
        let rooms = || vec![room("!a:x", &["a"]), room("!b:x", &["b"])];
        let none = of(vec![], None);
        let one = of(vec![room("!a:x", &["a"])], None);
        let two = of(rooms(), None);
        let told = of(rooms(), Some("d"));
        // As resolved, and as nobody could resolve it.
        let mut alias = of(vec![room("#support:x", &["s"])], None);
        let unresolved = alias.clone();
        alias.places[0].place = a.to_string();
        let rows = [
            (&none, a, false, "all"),
            (&none, a, true, "all"),
            (&one, a, false, "a"),
            (&one, b, false, ""),
            (&one, b, true, "a"),
            (&two, c, true, ""),
            (&told, c, true, "d"),
            (&told, b, true, "b"),
            (&alias, a, false, "s"),
            (&alias, b, false, ""),
            (&unresolved, a, false, ""),
            (&unresolved, a, true, "s"),
        ];
        for (bindings, id, direct, expected) in rows {
            let found = seen(bindings, &Successions::default(), id, direct);
            assert_eq!(found, expected, "{id} in {bindings:?}");
        }
        assert_eq!(two.answers([b.as_str()]), MatrixAnswers::Thread);
        assert_eq!(two.answers([a.as_str()]), MatrixAnswers::Reply);
    }

    #[test]
    fn an_upgraded_room_keeps_its_binding() {
        let (old, middle, new) = (room_id!("!b:x"), room_id!("!m:x"), room_id!("!n:x"));
        let bindings = bindings(vec![room("!b:x", &["b"])], None, MatrixAnswers::Reply);
        let mut successions = Successions::default();
        assert!(successions.learn(old, middle));
        assert!(successions.learn(middle, new));
        assert!(!successions.learn(middle, new), "known already");
        assert_eq!(seen(&bindings, &successions, new, false), "b");
        let line = || successions.line(new).map(RoomId::as_str);
        assert_eq!(bindings.answers(line()), MatrixAnswers::Thread);
        // A ring of upgrades ends the search.
        assert!(successions.learn(new, middle));
        assert_eq!(seen(&bindings, &successions, new, false), "");
    }
}
