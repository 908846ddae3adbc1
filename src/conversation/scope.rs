//! Which collections a place sees, and how answers are given there. The type is
//! the same for every network; each makes it of its own section of the settings.
//!
//! A place is asked for by its *line*: itself, then what it is in (a thread, its
//! channel, its server), or what it took the place of (a room, the one it was
//! upgraded from). The first of the line that says something decides.

use std::borrow::Borrow;

use crate::bot::Bot;
use crate::faq::CollectionId;
use crate::search::Scope;

/// What the settings say of one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding<K, A> {
    /// The network's id of the place.
    pub place: K,
    /// Names of folders of the FAQ; those of the next place in the line when `None`.
    pub collections: Option<Vec<String>>,
    /// How answers are given; as in the next place in the line when `None`.
    pub answers: Option<A>,
    /// Whether the network's other places see nothing because this one is listed:
    /// true for a server or a room, false for a channel of a server.
    pub closes: bool,
}

/// All bindings of a network. `K` is its id of a place, `A` its ways of answering.
#[derive(Clone, Debug, PartialEq)]
pub struct Bindings<K, A> {
    /// In the order of the settings: of two for the same place, the first counts.
    pub places: Vec<Binding<K, A>>,
    /// What direct messages see, when the settings say so.
    pub direct: Option<Vec<String>>,
    /// How answers are given where no place of the line says.
    pub answers: A,
}

// Derived, it would ask for a default place.
impl<K, A: Default> Default for Bindings<K, A> {
    fn default() -> Self {
        Self { places: Vec::new(), direct: None, answers: A::default() }
    }
}

impl<K, A: Copy> Bindings<K, A> {
    /// The collections that the first place of `line` sees.
    ///
    /// The line decides first. As soon as one place that `closes` is listed, those
    /// that are not listed see nothing. Direct messages see what is set for them,
    /// or what the only such place sees, or, when there is none, everything; with
    /// several, nothing tells which is meant, so they see nothing.
    pub fn scope<'a, Q>(&self, line: impl IntoIterator<Item = &'a Q>, direct: bool) -> Scope
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized + 'a,
    {
        let own = self.listed(line).find_map(|binding| binding.collections.as_ref());
        if let Some(list) = own.or(self.direct.as_ref().filter(|_| direct)) {
            return only(list);
        }
        let mut closing = self.places.iter().filter(|binding| binding.closes);
        match (closing.next(), closing.next()) {
            (None, _) => Scope::All,
            (Some(one), None) if direct => only(one.collections.as_deref().unwrap_or_default()),
            _ => only(&[]),
        }
    }

    /// How answers are given in the first place of `line`.
    pub fn answers<'a, Q>(&self, line: impl IntoIterator<Item = &'a Q>) -> A
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized + 'a,
    {
        self.listed(line).find_map(|binding| binding.answers).unwrap_or(self.answers)
    }

    /// Warns of names that are not a collection's. Without it a typing error would make
    /// a place see nothing, and nobody would know why.
    pub fn warn_of_unknown_collections(&self, bot: &Bot) {
        let places = self.places.iter().flat_map(|binding| &binding.collections);
        for name in places.chain(&self.direct).flatten().filter(|name| !bot.has_collection(name)) {
            tracing::warn!(
                collection = name.as_str(),
                "the settings name a collection that the FAQ does not have; the places bound to \
                 it see nothing of it until a folder of that name is loaded"
            );
        }
    }

    fn listed<'a, Q>(
        &self,
        line: impl IntoIterator<Item = &'a Q>,
    ) -> impl Iterator<Item = &Binding<K, A>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized + 'a,
    {
        line.into_iter()
            .filter_map(|place| self.places.iter().find(|binding| binding.place.borrow() == place))
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
    fn own_then_parent_then_direct() {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let server = |place, name| Binding {
            place,
            collections: Some(list(&[name])),
            answers: (place == "server 2").then_some('2'),
            closes: true,
        };
        let channel = |place, names: Option<&[&str]>, answers| Binding {
            place,
            collections: names.map(list),
            answers,
            closes: false,
        };
        let none = Bindings { places: vec![], direct: None, answers: '0' };
        let one = Bindings { places: vec![server("server 1", "a")], ..none.clone() };
        let two = Bindings {
            places: vec![
                server("server 1", "a"),
                server("server 2", "b"),
                channel("channel 1", Some(&["c", "d"]), None),
                channel("channel 2", None, Some('c')),
                channel("thread", None, None),
            ],
            ..none.clone()
        };
        let direct = Bindings { direct: Some(list(&["dm"])), ..two.clone() };
        let open = Bindings { direct: Some(list(&["dm"])), ..none.clone() };
        let rows = [
            (&none, "channel 1, server 1", false, "all", '0'),
            (&none, "a direct channel", true, "all", '0'),
            (&open, "channel 1, server 1", false, "all", '0'),
            (&open, "a direct channel", true, "dm", '0'),
            (&one, "channel 1, server 1", false, "a", '0'),
            (&one, "channel 1, another", false, "", '0'),
            (&one, "a direct channel", true, "a", '0'),
            (&two, "a direct channel", true, "", '0'),
            (&direct, "a direct channel", true, "dm", '0'),
            (&direct, "channel 1", true, "c,d", '0'),
            (&two, "another, server 2", false, "b", '2'),
            (&two, "channel 1, server 1", false, "c,d", '0'),
            (&two, "another, channel 1, server 1", false, "c,d", '0'),
            (&two, "another, channel 1, server 2", false, "c,d", '2'),
            (&two, "channel 2, server 1", false, "a", 'c'),
            (&two, "another, channel 2, server 2", false, "b", 'c'),
            (&two, "thread, channel 1, server 2", false, "c,d", '2'),
            (&two, "", false, "", '0'),
        ];
        for (bindings, line, in_direct, scope, answers) in rows {
            let places = || line.split(", ");
            assert_eq!(names(&bindings.scope(places(), in_direct)), scope, "{line}");
            assert_eq!(bindings.answers(places()), answers, "{line}");
        }
    }
}
