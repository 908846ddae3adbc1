//! What the buttons, menus and forms of the team carry.

use crate::bot::Verdict;

/// Most characters of a collection's name that a form carries.
const COLLECTION_MAX: usize = 50;

/// What somebody of the team does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamClick {
    /// Choose the entry that a card is linked to.
    Link(i64),
    /// The menu of those entries; the chosen value is a `Chosen`.
    Linked(i64),
    /// Open the form that searches other entries.
    Search(i64),
    /// That form was sent.
    Searched(i64),
    /// Open the form of an entry, or the menu of collections.
    Draft(i64),
    /// That menu; the chosen value is what [`short`] gives for a collection.
    DraftIn(i64),
    /// The form was sent, for the collection of which [`short`] gives this.
    Drafted(i64, String),
    /// Decide about a card without changing the FAQ; `None` opens it again.
    Judge(i64, Option<Verdict>),
    /// Look at what accepting a proposed variant would change.
    Accept(i64),
    /// Publish a proposal, of a card when there is one.
    Keep(u64, Option<i64>),
    /// Forget a proposal.
    Drop(u64),
    /// Take the change of a card back.
    Undo(i64),
}

/// The verdicts of buttons. That an entry answers is said by keeping one.
const VERDICTS: [(&str, Option<Verdict>); 4] = [
    ("off", Some(Verdict::OffTopic)),
    ("later", Some(Verdict::Later)),
    ("refuse", Some(Verdict::Refused)),
    ("open", None),
];

/// The beginning of a collection's name, which is a folder's and may be long.
pub fn short(collection: &str) -> String {
    collection.chars().take(COLLECTION_MAX).collect()
}

impl TeamClick {
    /// At most 80 characters.
    pub fn encode(&self) -> String {
        match self {
            Self::Link(card) => format!("link|{card}"),
            Self::Linked(card) => format!("linked|{card}"),
            Self::Search(card) => format!("search|{card}"),
            Self::Searched(card) => format!("searched|{card}"),
            Self::Draft(card) => format!("draft|{card}"),
            Self::DraftIn(card) => format!("in|{card}"),
            Self::Drafted(card, collection) => format!("drafted|{card}|{}", short(collection)),
            Self::Judge(card, verdict) => {
                let known = VERDICTS.iter().find(|(_, other)| other == verdict);
                format!("{}|{card}", known.map_or("", |(word, _)| word))
            }
            Self::Accept(card) => format!("accept|{card}"),
            Self::Keep(proposal, None) => format!("keep|{proposal}"),
            Self::Keep(proposal, Some(card)) => format!("keep|{proposal}|{card}"),
            Self::Drop(proposal) => format!("drop|{proposal}"),
            Self::Undo(card) => format!("undo|{card}"),
        }
    }

    /// Reads that text.
    pub fn decode(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('|')?;
        if kind == "drafted" {
            let (card, collection) = rest.split_once('|')?;
            return Some(Self::Drafted(number(card)?, collection.to_owned()));
        }
        match (kind, rest.split_once('|')) {
            ("keep", Some((proposal, card))) => {
                return Some(Self::Keep(proposal.parse().ok()?, Some(number(card)?)));
            }
            ("keep", None) => return Some(Self::Keep(rest.parse().ok()?, None)),
            ("drop", _) => return Some(Self::Drop(rest.parse().ok()?)),
            _ => {}
        }
        let card = number(rest)?;
        if let Some((_, verdict)) = VERDICTS.into_iter().find(|(word, _)| *word == kind) {
            return Some(Self::Judge(card, verdict));
        }
        Some(match kind {
            "link" => Self::Link(card),
            "linked" => Self::Linked(card),
            "search" => Self::Search(card),
            "searched" => Self::Searched(card),
            "draft" => Self::Draft(card),
            "in" => Self::DraftIn(card),
            "accept" => Self::Accept(card),
            "undo" => Self::Undo(card),
            _ => return None,
        })
    }

    /// The card that it is about; `None` for what is about a proposal.
    pub fn card(&self) -> Option<i64> {
        match self {
            Self::Link(card)
            | Self::Linked(card)
            | Self::Search(card)
            | Self::Searched(card)
            | Self::Draft(card)
            | Self::DraftIn(card)
            | Self::Drafted(card, _)
            | Self::Judge(card, _)
            | Self::Accept(card)
            | Self::Undo(card) => Some(*card),
            Self::Keep(..) | Self::Drop(_) => None,
        }
    }

    /// Whether it opens a form, which Discord takes as the first answer alone.
    pub fn opens_form(&self) -> bool {
        matches!(self, Self::Search(_) | Self::Draft(_) | Self::DraftIn(_))
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_click_is_read_as_it_is_written() {
        let card = i64::MAX;
        let mut clicks = vec![
            TeamClick::Link(card),
            TeamClick::Linked(card),
            TeamClick::Search(card),
            TeamClick::Searched(card),
            TeamClick::Draft(card),
            TeamClick::DraftIn(card),
            TeamClick::Drafted(card, short(&"é|".repeat(80))),
            TeamClick::Accept(card),
            TeamClick::Undo(card),
            TeamClick::Keep(u64::MAX, None),
            TeamClick::Keep(u64::MAX, Some(card)),
            TeamClick::Drop(u64::MAX),
        ];
        clicks.extend(VERDICTS.map(|(_, verdict)| TeamClick::Judge(card, verdict)));
        for click in clicks {
            let text = click.encode();
            assert!(text.chars().count() <= 80, "{text}");
            assert_eq!(TeamClick::decode(&text), Some(click), "{text}");
        }
        for text in
            ["", "link", "link|0", "link|-1", "link|a", "|1", "keep|-1", "keep|1|0", "drafted|1"]
        {
            assert_eq!(TeamClick::decode(text), None, "{text}");
        }
    }
}
