//! What a member says of an answer.

/// Whether an answer helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// It did.
    Useful,
    /// It did not, and the person may have said why.
    NotUseful(Option<Reason>),
}

/// Why an answer did not help. It is chosen and never typed, so that nobody writes about a
/// patient here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It answers something else.
    NotMyQuestion,
    /// Something is missing.
    Incomplete,
    /// It was true once.
    OutOfDate,
    /// It cannot be understood.
    Unclear,
}

impl Reason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: [Self; 4] =
        [Self::NotMyQuestion, Self::Incomplete, Self::OutOfDate, Self::Unclear];

    /// Its word in the journal and in the buttons of a network.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotMyQuestion => "other",
            Self::Incomplete => "incomplete",
            Self::OutOfDate => "outdated",
            Self::Unclear => "unclear",
        }
    }

    /// The reason of that word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl Opinion {
    /// Its word in the journal: `useful`, `not_useful` or the reason's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Useful => "useful",
            Self::NotUseful(None) => "not_useful",
            Self::NotUseful(Some(reason)) => reason.name(),
        }
    }
}
