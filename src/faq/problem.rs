//! What is wrong with a FAQ's files and where, as data for the code. The French
//! sentence that a person reads is in `sentence.rs`.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::lines::LineColumn;

/// Whether a problem stops a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The content cannot be used until this is fixed.
    Error,
    /// The content is used all the same.
    Warning,
}

/// One thing wrong in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Relative to the FAQ's folder; the path of that folder when the problem is the folder.
    pub file: PathBuf,
    /// 1-based; 0 when the problem concerns the whole file.
    pub line: u32,
    /// 1-based, in characters; 0 when the problem concerns the whole line or file.
    pub column: u32,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The place of a problem that concerns the whole file.
pub const WHOLE_FILE: LineColumn = (0, 0);

/// Everything that can be wrong. Its French sentence says what it is and how to fix it.
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
    /// No collection of the FAQ has an entry.
    NoEntry,
    /// A collection has no entry.
    EmptyCollection,
    /// An entry file is beside the collections and not in one of them.
    StrayEntry,
    /// A folder is inside a collection, where its files are not read.
    SubfolderIgnored,
    /// A file's stem cannot be an entry's id.
    BadName {
        /// A similar file name that can.
        meant: String,
    },
    /// An entry is called `unknown`, the word with which a golden question expects no entry.
    ReservedName,
    /// Two entries have the same id, or ids that differ only by case.
    DuplicateId {
        /// The other entry's file.
        other: PathBuf,
    },
    /// The file is larger than the limit.
    TooLarge {
        /// The limit, in KiB.
        limit: u64,
    },
    /// A symbolic link leads out of the FAQ's folder.
    LeadsOut,
    /// A symbolic link leads to nothing.
    DanglingLink,
    /// The name is that of a pipe, a device or a socket.
    NotAFile,
    /// The file is not UTF-8.
    NotUtf8 {
        /// Whether the bytes read as French in Windows-1252.
        windows_1252: bool,
    },
    /// The file is empty.
    EmptyFile,
    /// The file does not begin with `---`.
    NoFrontMatter,
    /// No second `---` closes the front matter.
    FrontMatterOpen,
    /// The front matter is not YAML.
    Yaml(YamlFault),
    /// The file is not TOML.
    Toml(TomlFault),
    /// A key is unknown.
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest known key.
        meant: Option<&'static str>,
        /// Every known key.
        known: &'static [&'static str],
    },
    /// A key is given twice.
    RepeatedKey {
        /// As written.
        key: String,
    },
    /// A required key is missing.
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A key has no value.
    EmptyValue {
        /// The key.
        key: String,
    },
    /// An item of a list has no value.
    EmptyItem {
        /// The list's key.
        key: &'static str,
    },
    /// A value has the wrong type.
    WrongShape {
        /// The key.
        key: String,
        /// The type that is expected.
        expected: Shape,
        /// The type that was found.
        found: Shape,
    },
    /// A date is not written YYYY-MM-DD, or does not exist.
    WrongDate {
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// The date it seems to be.
        meant: Option<Date>,
    },
    /// The date by which the entry had to be reviewed is in the past.
    ReviewPast {
        /// `review_by`.
        date: Date,
    },
    /// A source is not an absolute http(s) address.
    WrongSource {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Neither the entry nor its collection gives a source.
    NoSource,
    /// There is nothing after the front matter.
    NoAnswer,
    /// A link of the answer is not absolute, or ends in stray punctuation.
    WrongLink {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Two entries ask the same question.
    SameQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// Two entries ask nearly the same question.
    NearQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is also the question of another entry.
    VariantIsQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is also a variant of another entry.
    VariantShared {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its variant.
        line: u32,
    },
    /// A variant repeats the question or another variant of its own entry.
    VariantRepeated {
        /// The line it repeats.
        line: u32,
    },
    /// An acronym is missing from the collection's glossary.
    AcronymUnknown {
        /// As written.
        acronym: String,
    },
    /// A term of the glossary is empty or has no meaning.
    EmptyTerm,
    /// A golden question expects an entry that its collection lacks.
    GoldenUnknownEntry {
        /// As written.
        expect: String,
        /// The nearest id.
        meant: Option<String>,
    },
    /// The same golden question is given twice, with different expectations.
    GoldenContradiction {
        /// The line of the first one.
        line: u32,
    },
    /// The same golden question is given twice.
    GoldenRepeated {
        /// The line of the first one.
        line: u32,
    },
}

/// The type of a value, in words that an author knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A list of texts.
    List,
    /// A text that is an item of a list.
    Item,
    /// Keys with values.
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
    /// A value without quotes contains `: `.
    ColonInValue {
        /// The line as it should be.
        meant: String,
    },
    /// There is no space after a key's colon.
    NoSpaceAfterColon {
        /// The line as it should be.
        meant: String,
    },
    /// A line is neither `key: value` nor an item of a list.
    NoColon,
    /// A tab is used to indent, where only spaces may be.
    Tab,
    /// A quote is not closed.
    UnclosedQuote,
    /// There is text after a closing quote.
    TextAfterQuote,
    /// A `[` or `{` is not closed.
    UnclosedList,
    /// A value begins with a character that has a meaning in YAML.
    ReservedStart {
        /// The character.
        character: char,
    },
    /// Between double quotes there is a backslash sequence that YAML does not know.
    Backslash,
    /// A line is not indented like its neighbours.
    Indent,
    /// Any other reason.
    Other,
}

/// Why a file is not TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TomlFault {
    /// A text is not in quotes.
    UnquotedValue,
    /// A key with spaces or accents is not in quotes.
    UnquotedKey,
    /// A key has no `=` or no value.
    NoValue,
    /// A key is given twice.
    RepeatedKey,
    /// A quote is not closed.
    UnclosedQuote,
    /// A `[` or `{` is not closed, or a comma is missing.
    UnclosedList,
    /// There is something after the value.
    ExtraText,
    /// Any other reason.
    Other,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// There is punctuation around the address.
    StrayPunctuation {
        /// The address without it.
        meant: String,
    },
    /// The address has no `https://`.
    NotAbsolute {
        /// The address with it, when the rest looks like one.
        meant: Option<String>,
    },
    /// The scheme is neither http nor https.
    OtherScheme,
    /// There is white space inside the address.
    Spaces,
    /// The text is not an address.
    Invalid,
}

impl Problem {
    /// A problem at a place in a file.
    pub fn new(file: &Path, (line, column): LineColumn, kind: ProblemKind) -> Self {
        Self { file: file.to_owned(), line, column, kind }
    }

    /// Whether the problem stops a load.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

impl ProblemKind {
    /// The kind as a word, such as `MissingSource`, for the log: its readers may not read
    /// French, and what the kind holds may quote the file.
    pub fn name(&self) -> String {
        let mut name = format!("{self:?}");
        name.truncate(name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len()));
        name
    }

    /// Whether the problem stops a load. It does when members would miss something or get
    /// it wrong, and does not when they would notice nothing.
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
