//! Questions that nobody could answer → needs: those that ask the same are one.

use crate::journal::{Missed, QuestionId, Verdict};
use crate::search::AskedQuestion;
use crate::search::meaning::Vector;

/// Questions that ask the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Each with how often it was asked, most frequent first.
    pub wordings: Vec<(String, usize)>,
    /// Every question.
    pub questions: Vec<QuestionId>,
    /// When the last of them was asked, in milliseconds since 1970.
    pub last_at: i64,
    /// The collection of the nearest entry of the last of them that had one.
    pub collection: Option<String>,
    /// Whether the team has put it off.
    pub is_put_off: bool,
    /// The questions among them that were passed on to the team.
    pub passed_on: Vec<QuestionId>,
}

/// A need while it is gathered.
struct Gathering {
    /// The question that others are compared with: the newest. Comparing with each would chain
    /// questions that have nothing in common.
    first: AskedQuestion,
    need: Need,
    is_off_topic: bool,
}

/// A text as it can be a line of a list, and a variant in an entry's file.
pub fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The needs behind some questions, newest first: the most frequent one first, those that were
/// put off last. What was answered since, and what asks the same as a question that is off
/// topic, is left out. `vector` gives that of a question, where the meaning is known.
pub fn needs(missed: &[Missed], mut vector: impl FnMut(&str) -> Option<Vector>) -> Vec<Need> {
    let mut all: Vec<Gathering> = Vec::new();
    for Missed { question, text, at, collection, scope: _, verdict, is_passed_on } in missed {
        let text = &one_line(text);
        if *verdict == Some(Verdict::Answered) {
            continue;
        }
        let same_words = all.iter().position(|other| {
            other.need.wordings.iter().any(|(wording, _)| wording.eq_ignore_ascii_case(text))
        });
        let place = same_words.unwrap_or_else(|| {
            let asked = AskedQuestion::new(text, vector(text));
            let near = all.iter().enumerate();
            let near = near.filter_map(|(at, other)| Some((at, other.first.same_as(&asked)?)));
            let nearest = near.max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at);
            nearest.unwrap_or_else(|| {
                let need = Need {
                    wordings: Vec::new(),
                    questions: Vec::new(),
                    last_at: *at,
                    collection: None,
                    is_put_off: false,
                    passed_on: Vec::new(),
                };
                all.push(Gathering { first: asked, need, is_off_topic: false });
                all.len() - 1
            })
        });
        let gathering = &mut all[place];
        gathering.is_off_topic |= *verdict == Some(Verdict::OffTopic);
        let need = &mut gathering.need;
        need.is_put_off |= *verdict == Some(Verdict::Later);
        need.questions.push(*question);
        need.passed_on.extend(is_passed_on.then_some(*question));
        need.collection = need.collection.take().or_else(|| collection.clone());
        let known =
            need.wordings.iter_mut().find(|(wording, _)| wording.eq_ignore_ascii_case(text));
        match known {
            Some((_, count)) => *count += 1,
            None => need.wordings.push((text.clone(), 1)),
        }
    }
    let mut needs: Vec<Need> =
        all.into_iter().filter(|found| !found.is_off_topic).map(|found| found.need).collect();
    for need in &mut needs {
        need.wordings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    }
    needs.sort_by_key(|need| {
        (need.is_put_off, std::cmp::Reverse(need.questions.len()), std::cmp::Reverse(need.last_at))
    });
    needs
}
