//! The golden questions of the collections, as [`Case`]s. Each is asked of its own
//! collection, and those that are kept aside stay marked.

use std::collections::HashMap;

use super::ask::{Case, Expected};
use crate::faq::{Expectation, Faq};
use crate::search::Scope;

/// Every golden question of a FAQ, in the order of collections and files. Its
/// id is `collection:line`, the line in `questions.toml`.
pub fn cases(faq: &Faq) -> Vec<Case> {
    let of_collection = faq.collections().iter().flat_map(|collection| {
        collection.golden.iter().map(move |question| Case {
            id: format!("{}:{}", collection.id, question.line),
            text: question.ask.clone(),
            scope: Scope::Only(vec![collection.id.clone()]),
            expected: match &question.expect {
                Expectation::Entry(id) => Expected::Entries(HashMap::from([(id.clone(), 1)])),
                Expectation::Unknown => Expected::Nothing,
            },
            held_out: question.held_out,
        })
    });
    of_collection.collect()
}
