//! Where a text has words of care.

use std::sync::LazyLock;

use super::illness::{DOCUMENTS, ENDINGS, GENERAL, ILLNESSES, PROFESSIONALS, STATES, WHOLE};
use super::lexicon::Lexicon;
use super::seen::Seen;

/// What a word of care says beside a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// Nothing yet: `vaccin`, `oncologie`.
    General,
    /// The same, of what professionals write and receive: `dossier`, `ordonnance`.
    Document,
    /// `patient`, `patiente`: who has the name, or who is in that person's care.
    Patient,
    /// `hospitalisé`: of the person that it follows.
    State,
    /// `diabète`, `chimiothérapie`: hardly anybody has the name of another person beside it.
    Illness,
}

/// A word or an expression of care in a text, from `start` on; its last word may go on after
/// `end`.
#[derive(Clone, Copy, Debug)]
pub struct CareWord {
    pub start: usize,
    pub end: usize,
    pub care: Care,
}

/// Every word of care in a text, in order.
pub fn care_words(seen: &Seen) -> Vec<CareWord> {
    let mut words = Vec::new();
    for start in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        if !seen.char(start).is_alphabetic() {
            continue;
        }
        let roots = ROOTS.at(seen, start).filter(|(root, _)| {
            !is_whole_word(root)
                || seen.has_word(start, root)
                || seen.has(start + root.len(), "s") && seen.has_word(start + root.len(), "s")
        });
        let end = seen.skip(start, char::is_alphabetic).min(start + 32);
        let word = || seen.text(start..end);
        let (mut care, mut last) = (None, start + 1);
        for (root, root_care) in roots {
            (care, last) = (care.max(Some(root_care)), last.max(start + root.len()));
        }
        let care = match care {
            Some(Care::General) if ends(&word(), &PROFESSIONALS) => None,
            // `diabétologue` and `cancérologie` are about those who treat.
            Some(Care::Illness) if ends(&word(), &["logue", "logues"]) => None,
            Some(Care::Illness) if ends(&word(), &["logie", "logique", "logiques"]) => {
                Some(Care::General)
            }
            None if end - start > 6 && ends(&word(), &ENDINGS) => Some(Care::Illness),
            care => care,
        };
        words.extend(care.map(|care| CareWord { start, end: last, care }));
    }
    words
}

/// Whether a single word in small letters, without accents, is of care.
pub fn is_of_care(word: &str) -> bool {
    let roots = GENERAL.iter().chain(&DOCUMENTS).chain(&STATES).chain(&ILLNESSES);
    let mut roots = roots.filter(|root| word.starts_with(**root));
    roots.any(|root| word.len() == root.len() || !is_whole_word(root))
}

/// Short roots are whole words: `ald`, `irm`, `avc`.
fn is_whole_word(root: &str) -> bool {
    root.len() <= 3 || WHOLE.contains(&root)
}

fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

static ROOTS: LazyLock<Lexicon<Care>> = LazyLock::new(|| {
    let general = GENERAL.into_iter().map(|root| (root, Care::General));
    let documents = DOCUMENTS.into_iter().map(|root| (root, Care::Document));
    let states = STATES.into_iter().map(|root| (root, Care::State));
    let illnesses = ILLNESSES.into_iter().map(|root| (root, Care::Illness));
    let patients = ["patient", "pt", "pte"].map(|root| (root, Care::Patient));
    Lexicon::new(general.chain(documents).chain(states).chain(illnesses).chain(patients))
});
