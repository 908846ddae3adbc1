//! What is wrong with the store's folder, as far as an error tells, and the sentence that
//! says what to do about it. Pure.

use std::error::Error as StdError;
use std::io;
use std::path::Path;

use super::outage;
use crate::platform::matrix::wording::fatal;

/// A fault of the store that its owner can do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// It may not be written.
    ReadOnly,
    /// Its disk is full.
    Full,
    /// A database in it is not one any more.
    Damaged,
}

impl StoreFault {
    /// The fault behind an error of the folder itself.
    pub fn of_folder(error: &io::Error) -> Option<Self> {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Some(Self::ReadOnly)
            }
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Some(Self::Full),
            _ => None,
        }
    }

    /// The fault behind an error of a database. matrix-sdk does not export SQLite's codes:
    /// only the text tells. Errors of the system are passed over, because those of a
    /// connection have the same kinds.
    pub fn of_database(error: &(dyn StdError + 'static)) -> Option<Self> {
        let says =
            |words: &str| outage::chain(error).any(|error| error.to_string().contains(words));
        if says("disk image is malformed") || says("file is not a database") {
            return Some(Self::Damaged);
        }
        if says("readonly database") {
            return Some(Self::ReadOnly);
        }
        says("database or disk is full").then_some(Self::Full)
    }

    /// What it is and what to do, for the operator.
    pub fn sentence(self, folder: &Path) -> String {
        match self {
            Self::ReadOnly => fatal::store_read_only(folder),
            Self::Full => fatal::store_full(folder),
            Self::Damaged => fatal::store_damaged(folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_folder_have_names() {
        use io::ErrorKind::{NotADirectory, PermissionDenied, ReadOnlyFilesystem, StorageFull};
        let rows = [
            (PermissionDenied, Some(StoreFault::ReadOnly)),
            (ReadOnlyFilesystem, Some(StoreFault::ReadOnly)),
            (StorageFull, Some(StoreFault::Full)),
            (NotADirectory, None),
        ];
        for (kind, expected) in rows {
            assert_eq!(StoreFault::of_folder(&kind.into()), expected, "{kind}");
        }
    }
}
