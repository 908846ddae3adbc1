//! What is wrong with a FAQ's files and where: data for the code, and one French sentence
//! that says what is wrong, then how to fix it. Its readers write FAQ entries, not programs.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::fault::{AnswerFault, Shape, TomlFault, UrlFault, YamlFault};
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// The file could not be read.
    #[error("le fichier est illisible ({reason}). Vérifiez ses droits d’accès, puis rechargez.")]
    Unreadable {
        /// The system's reason.
        reason: String,
    },
    /// There is no folder at that path.
    #[error(
        "le dossier de la FAQ n’existe pas. Créez-le, ou corrigez son chemin dans la configuration."
    )]
    FolderMissing,
    /// The path is a file.
    #[error("c’est un fichier, pas un dossier. Indiquez le dossier qui contient la FAQ.")]
    NotAFolder,
    /// No collection of the FAQ has an entry.
    #[error("le dossier ne contient aucune entrée. Ajoutez au moins un fichier «\u{a0}.md\u{a0}».")]
    NoEntry,
    /// A collection has no entry.
    #[error(
        "la collection ne contient aucune entrée. Ajoutez-y un fichier «\u{a0}.md\u{a0}», ou supprimez le dossier."
    )]
    EmptyCollection,
    /// An entry file is beside the collections and not in one of them.
    #[error(
        "l’entrée est posée à côté des collections et ne serait pas lue. Déplacez-la dans le dossier d’une collection."
    )]
    StrayEntry,
    /// A folder is inside a collection, where its files are not read.
    #[error(
        "les sous-dossiers d’une collection ne sont pas lus. Placez leurs entrées dans le dossier de la collection."
    )]
    SubfolderIgnored,
    /// A file's name looks like an entry's and is not one, so that it is not read.
    #[error(
        "le fichier n’est pas lu\u{a0}: le nom d’une entrée finit par «\u{a0}.md\u{a0}». Renommez-le «\u{a0}{meant}\u{a0}»."
    )]
    MisnamedEntry {
        /// The name that would be read.
        meant: String,
    },
    /// A file's stem cannot be an entry's id.
    #[error(
        "le nom du fichier sert d’identifiant à l’entrée\u{a0}: 64\u{a0}caractères au plus, lettres, chiffres, «\u{a0}-\u{a0}», «\u{a0}_\u{a0}» ou «\u{a0}.\u{a0}». Renommez-le «\u{a0}{meant}\u{a0}»."
    )]
    BadName {
        /// A similar file name that can.
        meant: String,
    },
    /// An entry is called `unknown`, the word with which a golden question expects no entry.
    #[error(
        "«\u{a0}unknown\u{a0}» désigne, dans «\u{a0}questions.toml\u{a0}», une question sans réponse. Donnez un autre nom au fichier."
    )]
    ReservedName,
    /// Two entries have the same id, or ids that differ only by case.
    #[error(
        "une autre entrée porte déjà ce nom\u{a0}: «\u{a0}{other}\u{a0}». Renommez l’un des deux fichiers."
    )]
    DuplicateId {
        /// The other entry's file.
        other: PathBuf,
    },
    /// The file is larger than the limit.
    #[error("le fichier dépasse {limit}\u{a0}Kio. Répartissez son contenu en plusieurs fichiers.")]
    TooLarge {
        /// The limit, in KiB.
        limit: u64,
    },
    /// A symbolic link leads out of the FAQ's folder.
    #[error(
        "le lien symbolique mène hors du dossier de la FAQ. Remplacez-le par une copie du fichier."
    )]
    LeadsOut,
    /// A symbolic link leads to nothing.
    #[error(
        "le lien symbolique ne mène à rien. Supprimez-le, ou remplacez-le par le fichier voulu."
    )]
    DanglingLink,
    /// The name is that of a pipe, a device or a socket.
    #[error(
        "ce n’est pas un fichier ordinaire. Supprimez-le, ou remplacez-le par un fichier texte."
    )]
    NotAFile,
    /// The file is not UTF-8.
    #[error("le texte n’est pas en UTF-8{}", if *windows_1252 {
        "\u{a0}; il semble être en Windows-1252. Rouvrez le fichier avec cet encodage et enregistrez-le en UTF-8."
    } else {
        ". Dans votre éditeur, choisissez «\u{a0}Enregistrer sous\u{a0}» avec l’encodage UTF-8."
    })]
    NotUtf8 {
        /// Whether the bytes read as French in Windows-1252.
        windows_1252: bool,
    },
    /// The file is empty.
    #[error("le fichier est vide. Écrivez l’entrée, ou supprimez le fichier.")]
    EmptyFile,
    /// The file does not begin with `---`.
    #[error(
        "l’en-tête manque. Commencez le fichier par une ligne «\u{a0}---\u{a0}», puis «\u{a0}question: …\u{a0}», puis une ligne «\u{a0}---\u{a0}»\u{a0}; la réponse vient après."
    )]
    NoFrontMatter,
    /// No second `---` closes the front matter.
    #[error(
        "l’en-tête ouvert par «\u{a0}---\u{a0}» n’est jamais fermé. Ajoutez une ligne «\u{a0}---\u{a0}» avant la réponse."
    )]
    FrontMatterOpen,
    /// The front matter is not YAML.
    #[error(transparent)]
    Yaml(YamlFault),
    /// The file is not TOML.
    #[error(transparent)]
    Toml(TomlFault),
    /// A key is unknown.
    #[error("la clé «\u{a0}{key}\u{a0}» n’existe pas. {}", did_you_mean(*.meant, || {
        format!("Supprimez-la\u{a0}; les clés possibles sont\u{a0}: {}.", known.join(", "))
    }))]
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest known key.
        meant: Option<&'static str>,
        /// Every known key.
        known: &'static [&'static str],
    },
    /// A key is given twice.
    #[error("la clé «\u{a0}{key}\u{a0}» est déjà donnée plus haut. N’en gardez qu’une.")]
    RepeatedKey {
        /// As written.
        key: String,
    },
    /// A required key is missing.
    #[error("{}", match *key {
        "question" => "la question manque. Ajoutez une ligne «\u{a0}question: …\u{a0}» dans l’en-tête.".to_owned(),
        key => format!("la clé «\u{a0}{key}\u{a0}» manque. Ajoutez une ligne «\u{a0}{key} = \"…\"\u{a0}»."),
    })]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A key has no value.
    #[error("«\u{a0}{key}\u{a0}» est vide. Complétez la ligne{}.", match key.as_str() {
        "question" | "expect" => "",
        _ => ", ou supprimez-la",
    })]
    EmptyValue {
        /// The key.
        key: String,
    },
    /// An item of a list has no value.
    #[error("un élément de «\u{a0}{key}\u{a0}» est vide. Complétez-le, ou supprimez cette ligne.")]
    EmptyItem {
        /// The list's key.
        key: &'static str,
    },
    /// A value has the wrong type.
    #[error("«\u{a0}{key}\u{a0}» attend {expected}, et non {found}. {}", .expected.fix(key))]
    WrongShape {
        /// The key.
        key: String,
        /// The type that is expected.
        expected: Shape,
        /// The type that was found.
        found: Shape,
    },
    /// A list is written as one text.
    #[error(
        "«\u{a0}{}\u{a0}» attend une liste, et non un texte. Écrivez\u{a0}: {meant}",
        meant.split(':').next().unwrap_or_default()
    )]
    NotAList {
        /// The line as it should be.
        meant: String,
    },
    /// A date is not written YYYY-MM-DD, or does not exist.
    #[error("{}", match meant {
        Some(meant) => format!("la date «\u{a0}{found}\u{a0}» doit s’écrire AAAA-MM-JJ. Écrivez «\u{a0}{key}: {meant}\u{a0}»."),
        None => format!("«\u{a0}{found}\u{a0}» n’est pas une date. Écrivez-la AAAA-MM-JJ, par exemple «\u{a0}{key}: 2026-01-31\u{a0}»."),
    })]
    WrongDate {
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// The date it seems to be.
        meant: Option<Date>,
    },
    /// The date by which the entry had to be reviewed is in the past.
    #[error("l’entrée devait être relue avant le {}. Relisez-la, puis repoussez «\u{a0}review_by\u{a0}».", .date.strftime("%d/%m/%Y"))]
    ReviewPast {
        /// `review_by`.
        date: Date,
    },
    /// A source is not an absolute http(s) address.
    #[error("la source «\u{a0}{found}\u{a0}» {fault}")]
    WrongSource {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Neither the entry nor its collection gives a source.
    #[error(
        "la source manque. Ajoutez «\u{a0}source: https://…\u{a0}» dans l’en-tête, ou une source commune dans «\u{a0}collection.toml\u{a0}»."
    )]
    NoSource,
    /// There is nothing after the front matter.
    #[error("la réponse manque. Écrivez-la sous la ligne «\u{a0}---\u{a0}» qui ferme l’en-tête.")]
    NoAnswer,
    /// A link of the answer is not absolute, or ends in stray punctuation.
    #[error("le lien «\u{a0}{found}\u{a0}» {fault}")]
    WrongLink {
        /// As written.
        found: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// Not every network shows a part of the answer as meant.
    #[error(transparent)]
    Answer(AnswerFault),
    /// Two entries ask the same question.
    #[error(
        "la question est déjà posée par «\u{a0}{other}\u{a0}» (ligne\u{a0}{line}). Réunissez les deux entrées, ou précisez leurs questions."
    )]
    SameQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// Two entries ask nearly the same question.
    #[error(
        "la question ressemble fort à celle de «\u{a0}{other}\u{a0}» (ligne\u{a0}{line}). Réunissez les deux entrées, ou précisez ce qui les distingue."
    )]
    NearQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// Two entries seem to ask the same in other words.
    #[error(
        "la question semble demander la même chose que celle de «\u{a0}{other}\u{a0}» (ligne\u{a0}{line}), avec d’autres mots. Réunissez les deux entrées, ou précisez ce qui les distingue."
    )]
    SameMeaning {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is also the question of another entry.
    #[error(
        "la variante est la question de «\u{a0}{other}\u{a0}» (ligne\u{a0}{line}). Supprimez-la, ou réunissez les deux entrées."
    )]
    VariantIsQuestion {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its question.
        line: u32,
    },
    /// A variant is also a variant of another entry.
    #[error(
        "la variante figure aussi dans «\u{a0}{other}\u{a0}» (ligne\u{a0}{line}). Gardez-la dans une seule entrée."
    )]
    VariantShared {
        /// The other entry's file.
        other: PathBuf,
        /// The line of its variant.
        line: u32,
    },
    /// A variant repeats the question or another variant of its own entry.
    #[error("la variante répète la ligne\u{a0}{line}. Supprimez-la.")]
    VariantRepeated {
        /// The line it repeats.
        line: u32,
    },
    /// An acronym is missing from the collection's glossary.
    #[error(
        "le sigle «\u{a0}{acronym}\u{a0}» manque au glossaire. Ajoutez «\u{a0}{acronym} = \"…\"\u{a0}» sous [glossary] dans «\u{a0}collection.toml\u{a0}»."
    )]
    AcronymUnknown {
        /// As written.
        acronym: String,
    },
    /// A term of the glossary is empty or has no meaning.
    #[error("le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.")]
    EmptyTerm,
    /// A golden question expects an entry that its collection lacks.
    #[error("aucune entrée de la collection ne s’appelle «\u{a0}{expect}\u{a0}». {}", did_you_mean(.meant.as_deref(), || {
        "Donnez le nom d’un fichier sans «\u{a0}.md\u{a0}», ou «\u{a0}unknown\u{a0}».".to_owned()
    }))]
    GoldenUnknownEntry {
        /// As written.
        expect: String,
        /// The nearest id.
        meant: Option<String>,
    },
    /// The same golden question is given twice, with different expectations.
    #[error(
        "la même question attend autre chose à la ligne\u{a0}{line}. Gardez celle qui dit vrai."
    )]
    GoldenContradiction {
        /// The line of the first one.
        line: u32,
    },
    /// The same golden question is given twice.
    #[error("la même question figure déjà à la ligne\u{a0}{line}. Supprimez l’une des deux.")]
    GoldenRepeated {
        /// The line of the first one.
        line: u32,
    },
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

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, "\u{a0}: {}", self.kind)
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
            | Self::MisnamedEntry { .. }
            | Self::Answer(_)
            // What follows is lost, but a comment may be what the author meant.
            | Self::Yaml(YamlFault::CommentInValue { .. })
            | Self::EmptyItem { .. }
            | Self::ReviewPast { .. }
            | Self::WrongLink { .. }
            | Self::NearQuestion { .. }
            | Self::SameMeaning { .. }
            | Self::VariantShared { .. }
            | Self::VariantRepeated { .. }
            | Self::AcronymUnknown { .. }
            | Self::GoldenRepeated { .. } => Severity::Warning,
            // Any other kind, and so each new one, stops the load until it is listed above.
            _ => Severity::Error,
        }
    }
}

fn did_you_mean(meant: Option<&str>, otherwise: impl FnOnce() -> String) -> String {
    meant
        .map_or_else(otherwise, |meant| format!("Vouliez-vous écrire «\u{a0}{meant}\u{a0}»\u{a0}?"))
}
