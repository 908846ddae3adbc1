//! What an event says.

/// What an event says, as text and as HTML. Together they are at most 22,000 bytes of
/// JSON (`fit::MAX_BYTES`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// For `body`: reads well alone; newlines are its only control characters.
    pub plain: String,
    /// For `formatted_body`: only tags of `org.matrix.custom.html`, each closed.
    pub html: String,
}
