//! Where in an entry a term can stand.

use serde::Serialize;

/// A part of an entry that is indexed by itself. The order is the order of the schema's
/// fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The entry's question.
    Question,
    /// Its variants, together.
    Variants,
    /// Its answer.
    Answer,
    /// Its categories.
    Categories,
    /// Character n-grams of question and variants: forgiving of endings and typos.
    Grams,
}

impl Field {
    /// Every field, in the schema's order.
    pub const ALL: [Self; 5] =
        [Self::Question, Self::Variants, Self::Answer, Self::Categories, Self::Grams];
    /// The fields whose words are compared one by one.
    pub const WORDS: [Self; 4] = [Self::Question, Self::Variants, Self::Answer, Self::Categories];

    /// The fields whose text is somebody's question.
    pub const LINES: [Self; 2] = [Self::Question, Self::Variants];

    /// The bit that says "found in this field".
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The name in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Variants => "variants",
            Self::Answer => "answer",
            Self::Categories => "categories",
            Self::Grams => "grams",
        }
    }
}

/// The bits of [`Field::LINES`].
pub const LINES: u8 = Field::Question.bit() | Field::Variants.bit();
