//! What is wrong with a FAQ's files, where, and how to mend it: data for the
//! code, one French sentence for the person who wrote the file.

use std::fmt;
use std::path::{Path, PathBuf};

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
    /// Relative to the FAQ's folder.
    pub file: PathBuf,
    /// 1-based; 0 when the problem is the file as a whole.
    pub line: u32,
    /// 1-based, in characters; 0 when the problem is the line or file as a whole.
    pub column: u32,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// Everything that can be wrong; its French sentence says what and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file could not be read.
    Unreadable {
        /// The system's reason.
        reason: String,
    },
}

impl Problem {
    /// A problem at a place in a file.
    pub fn new(file: &Path, (line, column): (u32, u32), kind: ProblemKind) -> Self {
        Self { file: file.to_owned(), line, column, kind }
    }

    /// Whether it stops a load.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

impl ProblemKind {
    /// Whether it stops a load.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Unreadable { .. } => Severity::Error,
        }
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

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(
                f,
                "le fichier est illisible ({reason}). Vérifiez ses droits d’accès, puis rechargez."
            ),
        }
    }
}
