//! The languages besides French that the bot has sentences in.

use serde::Serialize;

/// A language that a question may be asked in, other than French. It is serialised as its
/// code in ISO 639-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OtherLanguage {
    /// العربية
    #[serde(rename = "ar")]
    Arabic,
    /// Deutsch
    #[serde(rename = "de")]
    German,
    /// English
    #[serde(rename = "en")]
    English,
    /// Español
    #[serde(rename = "es")]
    Spanish,
    /// Italiano
    #[serde(rename = "it")]
    Italian,
    /// Português
    #[serde(rename = "pt")]
    Portuguese,
}

impl OtherLanguage {
    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Self::Arabic
    }
}
