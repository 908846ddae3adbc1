//! The sentences for who is not answered in full, so that everybody else is.

use super::cut::cut;
use crate::bot::NotNow;

/// Longest question of an entry in one of these sentences.
const QUESTION_MAX: usize = 200;

/// Why a question is not answered now.
pub fn not_now(why: NotNow) -> &'static str {
    match why {
        NotNow::Asker => {
            "Vous posez beaucoup de questions en peu de temps\u{a0}: réessayez dans une minute."
        }
        NotNow::Place => {
            "Beaucoup de questions sont posées ici en même temps\u{a0}: réessayez dans une minute, \
             ou écrivez-moi en privé."
        }
        NotNow::Overloaded => {
            "Trop de questions arrivent en même temps\u{a0}: réessayez dans un instant."
        }
    }
}

/// Stands before the link to an answer that was given a moment ago.
pub fn answered_before(question: &str) -> String {
    format!("J’ai déjà répondu ici à «\u{a0}{}\u{a0}»\u{a0}:", cut(question, QUESTION_MAX))
}
