//! Texts that a network shows in the language of each member's client.

/// A text in the two languages that a network can be told; French is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// Also shown in languages that are not listed.
    pub fr: &'static str,
    /// For `en-GB` and `en-US`.
    pub en: &'static str,
}

impl Bilingual {
    /// A text and its translation.
    pub const fn new(fr: &'static str, en: &'static str) -> Self {
        Self { fr, en }
    }
}
