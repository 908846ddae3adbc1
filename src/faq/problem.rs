//! What is wrong with a FAQ's files and where: data for the code. The French
//! sentence a person reads is `sentence.rs`.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// Whether a problem stops a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The content cannot be used until this is mended.
    Error,
    /// Worth a look; the content is used all the same.
    Warning,
}

/// One thing wrong in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Relative to the FAQ's folder; that folder itself when it is at fault.
    pub file: PathBuf,
    /// 1-based; 0 when the problem is the file as a whole.
    pub line: u32,
    /// 1-based, in characters; 0 when the problem is the line or file as a whole.
    pub column: u32,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// Line and column, 1-based, the column in characters.
pub type Place = (u32, u32);

/// The place of a problem that is the file as a whole.
pub const WHOLE_FILE: Place = (0, 0);

/// Everything that can be wrong; its French sentence says what and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file could not be read.
    Unreadable {
        /// The system's reason.
        reason: String,
    },
    /// There is no folder at that path.
    FolderMissing,
    /// The path is a file.
    NotAFolder,
    /// The folder holds no entry at all.
    NoEntry,
    /// A collection holds no entry.
    EmptyCollection,
    /// An entry stands beside the collections.
    StrayEntry,
    /// A folder inside a collection: its files are not read.
    SubfolderIgnored,
    /// A file's stem cannot be an entry's id.
    BadName {
        /// A file name that can.
        meant: String,
    },
    /// An entry is called `unknown`, which golden questions say of no entry.
    ReservedName,
    /// Two entries have the same id, or ids that differ by case alone.
    DuplicateId {
        /// The other entry's file.
        other: PathBuf,
    },
    /// The file is larger than the cap.
    TooLarge {
        /// The cap, in KiB.
        limit: u64,
    },
    /// A symbolic link leads out of the FAQ's folder.
    LeadsOut,
    /// A symbolic link leads nowhere.
    DanglingLink,
    /// A pipe, a device or a socket.
    NotAFile,
    /// The file is not UTF-8.
    NotUtf8 {
        /// Whether the bytes read as French in Windows-1252.
        windows_1252: bool,
    },
    /// The file holds nothing.
    EmptyFile,
    /// The file does not open with `---`.
    NoFrontMatter,
    /// No second `---` closes the front matter.
    FrontMatterOpen,
    /// The front matter is not YAML.
    Yaml(YamlFault),
    /// The file is not TOML.
    Toml(TomlFault),
    /// A key that does not exist there.
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest key that exists.
        meant: Option<&'static str>,
        /// Every key that exists there.
        known: &'static [&'static str],
    },
    /// The same key twice.
    RepeatedKey {
        /// As written.
        key: String,
    },
    /// A key that must be there is not.
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A key without a value.
    EmptyValue {
        /// The key.
        key: String,
    },
    /// An item of a list without a value.
    EmptyItem {
        /// The list's key.
        key: &'static str,
    },
    /// A value of the wrong type.
    WrongShape {
        /// The key.
        key: String,
        /// What is expected of it.
        expected: Shape,
        /// What is there.
        found: Shape,
    },
    /// A date that is not written YYYY-MM-DD, or does not exist.
    WrongDate {
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// The date it seems to be.
        meant: Option<Date>,
    },
    /// The entry should have been read again by then.
    ReviewPast {
        /// `review_by`.
        date: Date,
    },
    /// A source that is not an absolute http(s) address.
    WrongSource {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Neither the entry nor its collection gives a source.
    NoSource,
    /// Nothing stands below the front matter.
    NoAnswer,
    /// A link of the answer that is not absolute, or ends in stray punctuation.
    WrongLink {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Two entries ask the same.
    SameQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// Two entries ask nearly the same.
    NearQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is the question of another entry.
    VariantIsQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is a variant of another entry too.
    VariantShared {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its variant.
        line: u32,
    },
    /// A variant repeats its own entry.
    VariantRepeated {
        /// The line it repeats.
        line: u32,
    },
    /// An acronym that the collection's glossary lacks.
    AcronymUnknown {
        /// As written.
        acronym: String,
    },
    /// A term of the glossary is empty, or stands for nothing.
    EmptyTerm,
    /// A golden question expects an entry that its collection lacks.
    GoldenUnknownEntry {
        /// As written.
        expect: String,
        /// The nearest id.
        meant: Option<String>,
    },
    /// The same golden question expects two things.
    GoldenContradiction {
        /// The line of the first.
        line: u32,
    },
    /// The same golden question twice.
    GoldenRepeated {
        /// The line of the first.
        line: u32,
    },
}

/// What a value is, in words an author knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A list of texts.
    List,
    /// A text, as an item of a list.
    Item,
    /// Keys and values.
    Table,
    /// A text or a list of texts.
    TextOrList,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A date that is not in quotes.
    Date,
}

/// Why a front matter is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlFault {
    /// `: ` in a value without quotes.
    ColonInValue {
        /// The line as it should be.
        meant: String,
    },
    /// No space after a key's colon.
    NoSpaceAfterColon {
        /// The line as it should be.
        meant: String,
    },
    /// A line that is neither `key: value` nor an item.
    NoColon,
    /// A tab where only spaces may indent.
    Tab,
    /// A quote that nothing closes.
    UnclosedQuote,
    /// Text after a closing quote.
    TextAfterQuote,
    /// A `[` or `{` that nothing closes.
    UnclosedList,
    /// A value opens with a character YAML keeps for itself.
    ReservedStart {
        /// The character.
        character: char,
    },
    /// A backslash that YAML does not know, between double quotes.
    Backslash,
    /// A line that is not indented like its neighbours.
    Indent,
    /// Something else.
    Other,
}

/// Why a file is not TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TomlFault {
    /// A text without quotes.
    UnquotedValue,
    /// A key with spaces or accents, without quotes.
    UnquotedKey,
    /// A key without `=`, or without a value.
    NoValue,
    /// The same key twice.
    RepeatedKey,
    /// A quote that nothing closes.
    UnclosedQuote,
    /// A `[` or `{` that nothing closes, or a comma that is missing.
    UnclosedList,
    /// Something after the value.
    ExtraText,
    /// Something else.
    Other,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// Punctuation around it.
    StrayPunctuation {
        /// Without it.
        meant: String,
    },
    /// No `https://`.
    NotAbsolute {
        /// With it, when the rest looks like an address.
        meant: Option<String>,
    },
    /// Another scheme.
    OtherScheme,
    /// White space inside.
    Spaces,
    /// No address at all.
    Invalid,
}

impl Problem {
    /// A problem at a place in a file.
    pub fn new(file: &Path, (line, column): Place, kind: ProblemKind) -> Self {
        Self { file: file.to_owned(), line, column, kind }
    }

    /// Whether it stops a load.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

impl ProblemKind {
    /// Whether it stops a load: what members would miss or get wrong does; what
    /// they would not notice does not.
    pub fn severity(&self) -> Severity {
        match self {
            Self::EmptyCollection
            | Self::SubfolderIgnored
            | Self::EmptyItem { .. }
            | Self::ReviewPast { .. }
            | Self::WrongLink { .. }
            | Self::NearQuestion { .. }
            | Self::VariantShared { .. }
            | Self::VariantRepeated { .. }
            | Self::AcronymUnknown { .. }
            | Self::GoldenRepeated { .. } => Severity::Warning,
            Self::Unreadable { .. }
            | Self::FolderMissing
            | Self::NotAFolder
            | Self::NoEntry
            | Self::StrayEntry
            | Self::BadName { .. }
            | Self::ReservedName
            | Self::DuplicateId { .. }
            | Self::TooLarge { .. }
            | Self::LeadsOut
            | Self::DanglingLink
            | Self::NotAFile
            | Self::NotUtf8 { .. }
            | Self::EmptyFile
            | Self::NoFrontMatter
            | Self::FrontMatterOpen
            | Self::Yaml(_)
            | Self::Toml(_)
            | Self::UnknownKey { .. }
            | Self::RepeatedKey { .. }
            | Self::MissingKey { .. }
            | Self::EmptyValue { .. }
            | Self::WrongShape { .. }
            | Self::WrongDate { .. }
            | Self::WrongSource { .. }
            | Self::NoSource
            | Self::NoAnswer
            | Self::SameQuestion { .. }
            | Self::VariantIsQuestion { .. }
            | Self::EmptyTerm
            | Self::GoldenUnknownEntry { .. }
            | Self::GoldenContradiction { .. } => Severity::Error,
        }
    }
}
