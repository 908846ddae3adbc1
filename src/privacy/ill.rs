//! Names without a title of persons of whom an illness or a stay is told: « Nolwenn Abgrall a un
//! cancer », « KERMARREC Yvon hospitalisé en réa ». A first name that is known tells them; in
//! small letters they begin the line. « est mort », « est malade » are said of public figures and of
//! colleagues too, and are left out.

use super::clinical::{Care, CareWord};
use super::given::full;
use super::patient::state;
use super::person::{Named, Who};
use super::seen::Seen;

/// States that are told of anybody.
const PUBLIC: [&str; 9] =
    ["mort", "morte", "malade", "decede", "bless", "positi", "contamin", "souffr", "traite"];

/// Finds every name of a person who is ill, by the words of care of the text.
pub fn names(seen: &Seen, care: &[CareWord], names: &mut Vec<Named>) {
    if !care.iter().any(|word| matches!(word.care, Care::Illness | Care::State)) {
        return;
    }
    let mut at = 0;
    while at < seen.len() {
        let end = if seen.is_word_start(at) { name(seen, at) } else { None };
        let Some(end) = end else {
            at += 1;
            continue;
        };
        let named = Named { start: at, end, who: Who::Anyone };
        let told = state(seen, care, &named).filter(|at| {
            let is_public = PUBLIC.iter().any(|word| seen.has(*at, word));
            let word = care.binary_search_by_key(at, |word| word.start);
            let has_illness = word.is_ok_and(|word| care[word].care == Care::Illness);
            has_illness || !is_public
        });
        if told.is_some() {
            names.push(named);
        }
        at = end;
    }
}

fn name(seen: &Seen, at: usize) -> Option<usize> {
    let is_line = || {
        let start = seen.back(at, at.saturating_sub(2), |c| matches!(c, ' ' | ','));
        seen.before(start) == '\n'
            || ["bonjour", "bjr"].iter().any(|word| {
                start.checked_sub(word.len()).is_some_and(|greeting| seen.has_word(greeting, word))
            })
    };
    if !(seen.char(at).is_uppercase() || seen.char(at).is_alphabetic() && is_line()) {
        return None;
    }
    full(seen, at)
}
