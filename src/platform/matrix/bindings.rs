//! Which collections a room sees, and how answers are given there. From the
//! configuration, the aliases the server resolved and the upgrades that were
//! followed; pure.

use std::collections::HashMap;

use matrix_sdk::ruma::{OwnedRoomId, RoomId};
use serde::{Deserialize, Serialize};

use crate::faq::CollectionId;
use crate::search::Scope;

/// Upgrades of upgrades that are looked through: more would be a ring.
const GENERATIONS_MAX: usize = 32;

/// How answers are given where the question is not in a thread already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answers {
    /// As a reply.
    #[default]
    Reply,
    /// In a thread opened on the question.
    Thread,
}

/// A room and what it sees.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// `!id:server`, or an alias, `#name:server`.
    pub id: String,
    /// Names of folders of the FAQ.
    pub collections: Vec<String>,
    /// The platform's own when not given.
    pub answers: Option<Answers>,
}

/// Which room took the place of which: new → old. Learned from tombstones alone,
/// which only the old room's moderators can set; a new room may claim any
/// predecessor it likes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Successions(HashMap<OwnedRoomId, OwnedRoomId>);

impl Successions {
    /// Whether that was news.
    pub fn learn(&mut self, old: &RoomId, new: &RoomId) -> bool {
        old != new && self.0.insert(new.to_owned(), old.to_owned()).as_deref() != Some(old)
    }

    /// Whether the room took another's place.
    pub fn is_successor(&self, room: &RoomId) -> bool {
        self.0.contains_key(room)
    }

    /// The room, the one it took the place of, the one before that…
    fn line<'a>(&'a self, room: &'a RoomId) -> impl Iterator<Item = &'a RoomId> {
        let older = |room: &&'a RoomId| self.0.get(*room).map(|old| &**old);
        std::iter::successors(Some(room), older).take(GENERATIONS_MAX)
    }
}

/// What is bound to what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings {
    /// As configured.
    pub rooms: Vec<Room>,
    /// What direct rooms see, when configured.
    pub direct: Option<Vec<String>>,
    /// Where the room does not say.
    pub answers: Answers,
    /// Ids of the aliases among the rooms, as the server resolved them.
    pub aliases: HashMap<String, OwnedRoomId>,
    /// Upgrades that were followed.
    pub successions: Successions,
}

impl Bindings {
    /// What may be seen there.
    ///
    /// A room's own list comes first, then that of the room it took the place of.
    /// As soon as one room is listed, those that are not see nothing. Direct rooms
    /// see what is configured for them, or what the only listed room sees, or,
    /// when none is listed, everything; with several, nothing tells which is meant.
    pub fn scope(&self, room: &RoomId, direct: bool) -> Scope {
        if let Some(room) = self.room(room) {
            return only(&room.collections);
        }
        match (direct, &self.direct, self.rooms.as_slice()) {
            (true, Some(list), _) => only(list),
            (_, _, []) => Scope::All,
            (true, None, [room]) => only(&room.collections),
            _ => only(&[]),
        }
    }

    /// How answers are given there.
    pub fn answers(&self, room: &RoomId) -> Answers {
        self.room(room).and_then(|room| room.answers).unwrap_or(self.answers)
    }

    /// Every collection that is named.
    pub fn collections(&self) -> impl Iterator<Item = &str> {
        let rooms = self.rooms.iter().flat_map(|room| &room.collections);
        rooms.chain(self.direct.iter().flatten()).map(String::as_str)
    }

    fn room(&self, id: &RoomId) -> Option<&Room> {
        self.successions.line(id).find_map(|id| {
            self.rooms.iter().find(|room| {
                room.id == id.as_str()
                    || self.aliases.get(&room.id).is_some_and(|known| known == id)
            })
        })
    }
}

fn only(collections: &[String]) -> Scope {
    Scope::Only(collections.iter().map(|name| CollectionId::new(name)).collect())
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::room_id;

    use super::*;

    fn names(scope: &Scope) -> String {
        match scope {
            Scope::All => "all".to_owned(),
            Scope::Only(ids) => ids.iter().map(CollectionId::as_str).collect::<Vec<_>>().join(","),
        }
    }

    #[test]
    fn a_room_sees_only_its_own() {
        let room = |id: &str, list: &[&str]| Room {
            id: id.to_owned(),
            collections: list.iter().map(ToString::to_string).collect(),
            answers: (id == "!b:x").then_some(Answers::Thread),
        };
        let (a, b, c) = (room_id!("!a:x"), room_id!("!b:x"), room_id!("!c:x"));
        let none = Bindings::default();
        let one = Bindings { rooms: vec![room("!a:x", &["a"])], ..Bindings::default() };
        let two = Bindings {
            rooms: vec![room("!a:x", &["a"]), room("!b:x", &["b"])],
            ..Bindings::default()
        };
        let told = Bindings { direct: Some(vec!["d".to_owned()]), ..two.clone() };
        let alias = Bindings {
            rooms: vec![room("#support:x", &["s"])],
            aliases: [("#support:x".to_owned(), a.to_owned())].into(),
            ..Bindings::default()
        };
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
        ];
        for (bindings, id, direct, expected) in rows {
            assert_eq!(names(&bindings.scope(id, direct)), expected, "{id} in {bindings:?}");
        }
        assert_eq!(two.answers(b), Answers::Thread);
        assert_eq!(two.answers(a), Answers::Reply);
    }

    #[test]
    fn an_upgraded_room_keeps_its_binding() {
        let (old, middle, new) = (room_id!("!a:x"), room_id!("!b:x"), room_id!("!c:x"));
        let mut bindings = Bindings {
            rooms: vec![Room {
                id: old.to_string(),
                collections: vec!["a".to_owned()],
                answers: Some(Answers::Thread),
            }],
            ..Bindings::default()
        };
        assert!(bindings.successions.learn(old, middle));
        assert!(bindings.successions.learn(middle, new));
        assert!(!bindings.successions.learn(middle, new), "known already");
        assert_eq!(names(&bindings.scope(new, false)), "a");
        assert_eq!(bindings.answers(new), Answers::Thread);
        // A ring is no endless search.
        assert!(bindings.successions.learn(new, middle));
        assert_eq!(names(&bindings.scope(new, false)), "");
    }
}
