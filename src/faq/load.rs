//! A folder → a `Faq`, or all its problems at once. What was read last time is
//! kept by file, so that a reload reads what changed, and hands out the very
//! same `Arc`s for what did not.

mod record;
mod shelf;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::shelf::Shelf;
use super::problem::WHOLE_FILE;
use super::{Faq, Problem, ProblemKind, Severity, lint, scan};

/// A FAQ that loaded, and what its authors may want to look at.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The content.
    pub faq: Faq,
    /// Never an error among them; by file, line and column.
    pub warnings: Vec<Problem>,
}

/// The date that `review_by` is compared with. It is the date in UTC: an entry reported as
/// overdue a few hours early or late does no harm, and no time zone has to be configured.
pub fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// The folder a FAQ is read from, with what was read last time, so that a
/// reload reads only what changed.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    // In the order of their folders' names.
    shelves: Vec<Shelf>,
    /// Empty before the first load.
    last: Faq,
}

impl Folder {
    /// Nothing is read yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), shelves: Vec::new(), last: Faq::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the folder as it is now. `today` decides which `review_by` is past.
    ///
    /// # Errors
    /// Every problem of the folder, errors and warnings, by file, line and
    /// column, when one is an error.
    pub fn load(&mut self, today: Date) -> Result<Loaded, Vec<Problem>> {
        let root = self.root().map_err(|problem| vec![problem])?;
        let layout = scan::layout(&root).map_err(|error| vec![self.unreadable(&error)])?;
        let mut problems: Vec<Problem> = Vec::new();
        for path in layout.strays {
            problems.push(Problem::new(&path, WHOLE_FILE, ProblemKind::StrayEntry));
        }
        for (path, kind) in layout.refused {
            problems.push(Problem::new(&path, WHOLE_FILE, kind));
        }

        let mut before = std::mem::take(&mut self.shelves);
        for folder in layout.collections {
            let at = before.iter().position(|shelf| shelf.folder() == folder);
            let mut shelf = at.map_or_else(|| Shelf::new(folder), |at| before.swap_remove(at));
            // A folder that vanished since it was listed is not there.
            if shelf.refresh(&root, &mut problems) {
                self.shelves.push(shelf);
            }
        }

        let some_file = self.shelves.iter().any(Shelf::has_files);
        for shelf in &self.shelves {
            shelf.report(today, &mut problems);
            if some_file && !shelf.has_files() {
                let kind = ProblemKind::EmptyCollection;
                problems.push(Problem::new(shelf.folder(), WHOLE_FILE, kind));
            }
        }
        if !some_file && problems.iter().all(|problem| problem.kind != ProblemKind::StrayEntry) {
            problems.push(Problem::new(&self.path, WHOLE_FILE, ProblemKind::NoEntry));
        }
        problems.extend(lint::duplicate_ids(self.shelves.iter().flat_map(Shelf::ids).collect()));

        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        if problems.iter().any(|problem| problem.severity() == Severity::Error) {
            return Err(problems);
        }
        let collections: Vec<_> = self.shelves.iter_mut().map(|s| s.collection(&root)).collect();
        let faq = self.last.renew(collections);
        let faq = faq.expect("no id is there twice, or it would be a problem");
        self.last = faq.clone();
        Ok(Loaded { faq, warnings: problems })
    }

    /// The folder's canonical path: symbolic links are judged against it.
    fn root(&self) -> Result<PathBuf, Problem> {
        let root = std::fs::canonicalize(&self.path).map_err(|error| self.unreadable(&error))?;
        if root.is_dir() {
            Ok(root)
        } else {
            Err(Problem::new(&self.path, WHOLE_FILE, ProblemKind::NotAFolder))
        }
    }

    fn unreadable(&self, error: &io::Error) -> Problem {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => ProblemKind::FolderMissing,
            io::ErrorKind::NotADirectory => ProblemKind::NotAFolder,
            _ => ProblemKind::Unreadable { reason: scan::reason(error) },
        };
        Problem::new(&self.path, WHOLE_FILE, kind)
    }
}
