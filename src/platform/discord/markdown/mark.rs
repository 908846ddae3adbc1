//! The marks of Discord's Markdown that are written around words.

/// A mark around words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `**`
    Bold,
    /// `*`
    Italic,
    /// `~~`
    Strike,
    /// A link. Two links next to each other may lead to the same address, so each has the
    /// byte of the answer at which it begins.
    Link {
        /// Where it begins in the answer.
        source: usize,
        /// The address, in which nothing ends the link.
        target: String,
    },
    /// Code within a line.
    Code {
        /// Where it begins in the answer.
        source: usize,
        /// The number of backticks around it, which no run inside has.
        ticks: usize,
        /// Whether a space keeps the backticks around it apart from those inside.
        padded: bool,
    },
    /// A block of code.
    Block {
        /// The language, which may be empty.
        language: String,
        /// Whether it is inside a quotation, so that each of its lines begins with `> `.
        quoted: bool,
    },
}

impl Mark {
    /// The text that begins it.
    pub fn open(&self) -> String {
        match self {
            Self::Bold => "**".to_owned(),
            Self::Italic => "*".to_owned(),
            Self::Strike => "~~".to_owned(),
            Self::Link { .. } => "[".to_owned(),
            Self::Code { ticks, padded: true, .. } => format!("{} ", "`".repeat(*ticks)),
            Self::Code { ticks, .. } => "`".repeat(*ticks),
            Self::Block { language, quoted } => format!("```{language}\n{}", quote(*quoted)),
        }
    }

    /// The text that ends it.
    pub fn close(&self) -> String {
        match self {
            Self::Link { target, .. } => format!("]({target})"),
            Self::Code { ticks, padded: true, .. } => format!(" {}", "`".repeat(*ticks)),
            Self::Block { quoted, .. } => format!("\n{}```", quote(*quoted)),
            other => other.open(),
        }
    }

    /// Whether it stays open from one line to the next. Discord reads each item of a list
    /// and each quotation as a text of its own, in which a mark from outside is bare.
    pub fn spans_lines(&self) -> bool {
        matches!(self, Self::Block { .. })
    }
}

/// What begins a line inside a quotation. Discord demands the space, also on an empty line.
pub fn quote(quoted: bool) -> &'static str {
    if quoted { "> " } else { "" }
}
