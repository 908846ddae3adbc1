//! A need → the change of one file that would answer it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::publish::Change;
use crate::faq::Entry;
use crate::faq::load::{CollectionPlace, places};
use crate::faq::{EntryId, NewEntry, edit, slug};
use crate::privacy;
use crate::search::fold;

/// Wordings of a need that a new entry gets as variants.
const VARIANTS: usize = 4;
/// A longer wording tells what happened to one person, and makes the entry the answer to much else.
const VARIANT_MAX_CHARS: usize = 300;
/// How long an entry that was read again is taken for correct when nothing else is known.
const REVIEWED_AFTER_DAYS: i32 = 182;

/// Why a change cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoChange {
    /// The file of the entry is not there, or cannot be read.
    NoFile,
    /// The entry has this wording already, or its front matter is written in a way that only
    /// its author can change.
    NotByMachine,
    /// The wording had personal data in it, which is masked, and a mask cannot be a variant.
    Masked,
    /// The question or the answer of an entry has a mask in it.
    MaskedEntry,
    /// The wording is too long for a variant.
    TooLong,
    /// The FAQ has no such collection, or several and none was named.
    NoCollection,
}

/// What adds a wording to an entry as a variant. `folder` is the FAQ's.
///
/// # Errors
/// See [`NoChange`].
pub fn link(folder: &Path, entry: &EntryId, wording: &str) -> Result<Change, NoChange> {
    if privacy::has_mask(wording) {
        return Err(NoChange::Masked);
    }
    if wording.chars().count() > VARIANT_MAX_CHARS {
        return Err(NoChange::TooLong);
    }
    let file = file_of(folder, entry)?;
    let before = fs::read_to_string(folder.join(&file)).map_err(|_| NoChange::NoFile)?;
    let after = edit::with_variant(&before, wording).ok_or(NoChange::NotByMachine)?;
    let summary = format!("Ajouter à «\u{a0}{entry}\u{a0}» la variante «\u{a0}{wording}\u{a0}»");
    Ok(Change { file, before: Some(before), after: Some(after), summary })
}

/// What says that an entry was read again on `today` and is still correct: the next review is as
/// long after it as the last one was after the answer's last update, or half a year.
///
/// # Errors
/// See [`NoChange`].
pub fn still_correct(folder: &Path, entry: &Entry, today: Date) -> Result<Change, NoChange> {
    let Entry { id, updated, review_by, .. } = entry;
    let file = file_of(folder, id)?;
    let before = fs::read_to_string(folder.join(&file)).map_err(|_| NoChange::NoFile)?;
    let days = updated.zip(*review_by).map(|(from, to)| (to - from).get_days());
    let days = days.filter(|days| *days > 0).unwrap_or(REVIEWED_AFTER_DAYS);
    let next = today.checked_add(days.days()).map_err(|_| NoChange::NotByMachine)?;
    let after = edit::with_review(&before, today, next).ok_or(NoChange::NotByMachine)?;
    let summary = format!("Relire «\u{a0}{id}\u{a0}»\u{a0}: toujours exact");
    Ok(Change { file, before: Some(before), after: Some(after), summary })
}

/// What undoes a change. Where other lines of the file were changed since, a variant that was
/// added is taken out and the rest stays.
pub fn undo(folder: &Path, change: &Change) -> Change {
    let reversed = change.reversed();
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return reversed };
    match fs::read_to_string(folder.join(&change.file)) {
        Ok(now) if now != *after => match edit::without_variants(before, after, &now) {
            Some(without) => Change { before: Some(now), after: Some(without), ..reversed },
            None => reversed,
        },
        _ => reversed,
    }
}

/// Whether a wording may be a variant: it has no masks, and is not too long.
pub fn may_be_variant(wording: &str) -> bool {
    !privacy::has_mask(wording) && wording.chars().count() <= VARIANT_MAX_CHARS
}

/// The file of an entry, relative to the FAQ's folder.
fn file_of(folder: &Path, entry: &EntryId) -> Result<PathBuf, NoChange> {
    let places = places(folder).map_err(|_| NoChange::NoFile)?;
    let is_of_entry = |file: &&PathBuf| {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy());
        stem.is_some_and(|stem| EntryId::new(&stem).as_ref() == Some(entry))
    };
    let mut files = places.iter().flat_map(|place| &place.files);
    files.find(is_of_entry).cloned().ok_or(NoChange::NoFile)
}

/// The wordings of a need that are to be variants of an entry with this question.
pub fn variants(wordings: &[(String, usize)], question: &str) -> Vec<String> {
    let others = wordings.iter().map(|(wording, _)| wording);
    let mut known = vec![fold(question)];
    let others = others.filter(|wording| {
        let folded = fold(wording);
        let is_new = !known.contains(&folded) && may_be_variant(wording);
        known.push(folded);
        is_new
    });
    others.take(VARIANTS).cloned().collect()
}

/// What an entry is written from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// One line.
    pub question: String,
    /// The wordings of the need that are to be variants.
    pub variants: Vec<String>,
    /// Markdown.
    pub answer: String,
    /// `None` when the collection has one.
    pub source: Option<String>,
}

/// The collection that a form is for: the one of that name, or the only one.
pub fn collection(folder: &Path, name: Option<&str>) -> Result<CollectionPlace, NoChange> {
    let mut places = places(folder).map_err(|_| NoChange::NoCollection)?;
    let named = name.and_then(|name| places.iter().position(|place| place.name == name));
    match (named, places.len()) {
        (Some(at), _) => Ok(places.swap_remove(at)),
        (None, 1) if name.is_none() => Ok(places.swap_remove(0)),
        (None, _) => Err(NoChange::NoCollection),
    }
}

/// What adds an entry to a collection, in a file of its own.
pub fn draft(
    folder: &Path,
    place: &CollectionPlace,
    form: &Form,
    today: Date,
) -> (Change, EntryId) {
    let mut number = 1;
    // An id is that of one entry in the whole FAQ.
    let taken: Vec<EntryId> = (places(folder).into_iter().flatten())
        .flat_map(|place| place.files)
        .filter_map(|file| EntryId::new(&file.file_stem()?.to_string_lossy().to_lowercase()))
        .collect();
    let mut id = slug(&form.question, number);
    while taken.contains(&id) {
        number += 1;
        id = slug(&form.question, number);
    }
    let Form { question, variants, answer, source } = form;
    let entry = NewEntry {
        question,
        variants,
        answer,
        categories: &[],
        source: source.as_deref(),
        updated: Some(today),
    };
    let change = Change {
        file: place.folder.join(format!("{id}.md")),
        before: None,
        after: Some(entry.text()),
        summary: format!("Ajouter l’entrée «\u{a0}{id}\u{a0}»"),
    };
    (change, id)
}
