//! Questions that nobody could answer → needs: those that ask the same are one.

use std::collections::HashMap;

use crate::journal::{Missed, QuestionId, Verdict};
use crate::search::{AskedQuestion, QuestionWords};

/// Questions that ask the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Each with how often it was asked, most frequent first.
    pub wordings: Vec<(String, usize)>,
    /// Every question, oldest first.
    pub questions: Vec<QuestionId>,
    /// When the last of them was asked, in milliseconds since 1970.
    pub last_at: i64,
    /// The collection of the nearest entry of the last of them that had one.
    pub collection: Option<String>,
    /// The collections of the places where they were asked; `None` for all.
    pub scope: Option<String>,
    /// The entries that were given for it, which those who asked were not content with.
    pub given: Vec<String>,
    /// Whether the team has put it off.
    pub is_put_off: bool,
    /// The questions among them that were passed on to the team.
    pub passed_on: Vec<QuestionId>,
}

/// A need while it is gathered.
struct Gathering {
    need: Need,
    is_off_topic: bool,
}

/// Finds the need that a question belongs to, among those of one scope: what is the answer for
/// members of one place may be nothing that those of another can see.
#[derive(Default)]
struct Places {
    /// By the wording, in lower case.
    by_wording: HashMap<String, usize>,
    /// By the words of the oldest question of a need. Comparing with all of its questions would
    /// chain those that have nothing in common, and with the newest one, each new question would
    /// shift what belongs together.
    by_words: HashMap<QuestionWords, usize>,
    /// The oldest question of each need, where its meaning is known.
    by_meaning: Vec<(AskedQuestion, usize)>,
}

impl Places {
    /// That of a question in other words than all before it.
    fn of(&self, asked: &AskedQuestion) -> Option<usize> {
        let by_words = asked.telling_words().and_then(|words| self.by_words.get(words));
        by_words.copied().or_else(|| {
            if !asked.has_vector() {
                return None;
            }
            let near = self.by_meaning.iter();
            let near = near.filter_map(|(first, at)| Some((at, first.same_as(asked)?)));
            near.max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| *at)
        })
    }

    fn add(&mut self, asked: AskedQuestion, at: usize) {
        if let Some(words) = asked.telling_words() {
            self.by_words.entry(words.clone()).or_insert(at);
        }
        if asked.has_vector() {
            self.by_meaning.push((asked, at));
        }
    }
}

/// A text as it can be a line of a list, and a variant in an entry's file.
pub fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The needs behind some questions, newest first: the most frequent one first, those that were
/// put off last. What was answered since, and what asks the same as a question that is off
/// topic, is left out. What was asked in places that see other collections is another need.
/// `read` reads a question.
pub fn needs(missed: &[Missed], mut read: impl FnMut(&str) -> AskedQuestion) -> Vec<Need> {
    let mut all: Vec<Gathering> = Vec::new();
    let mut scopes: HashMap<Option<&str>, Places> = HashMap::new();
    for missed in missed.iter().rev().filter(|missed| missed.verdict != Some(Verdict::Answered)) {
        let places = scopes.entry(missed.scope.as_deref()).or_default();
        let text = one_line(&missed.text);
        let wording = text.to_ascii_lowercase();
        let place = places.by_wording.get(&wording).copied().unwrap_or_else(|| {
            let asked = read(&text);
            let place = places.of(&asked).unwrap_or_else(|| {
                all.push(Gathering { need: Need::of(missed), is_off_topic: false });
                places.add(asked, all.len() - 1);
                all.len() - 1
            });
            places.by_wording.insert(wording, place);
            place
        });
        let Gathering { need, is_off_topic } = &mut all[place];
        *is_off_topic |= missed.verdict == Some(Verdict::OffTopic);
        need.add(missed, text);
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

impl Need {
    /// One that has no question yet; `oldest` will be the first.
    fn of(oldest: &Missed) -> Self {
        Self {
            wordings: Vec::new(),
            questions: Vec::new(),
            last_at: oldest.at,
            collection: None,
            scope: oldest.scope.clone(),
            given: Vec::new(),
            is_put_off: false,
            passed_on: Vec::new(),
        }
    }

    fn add(&mut self, missed: &Missed, text: String) {
        self.last_at = self.last_at.max(missed.at);
        self.is_put_off |= missed.verdict == Some(Verdict::Later);
        self.questions.push(missed.question);
        self.passed_on.extend(missed.is_passed_on.then_some(missed.question));
        self.collection = missed.collection.clone().or_else(|| self.collection.take());
        let given = missed.given.iter().filter(|entry| !self.given.contains(entry));
        self.given.extend(given.cloned().collect::<Vec<_>>());
        let known = self.wordings.iter_mut();
        match known.into_iter().find(|(wording, _)| wording.eq_ignore_ascii_case(&text)) {
            Some((_, count)) => *count += 1,
            None => self.wordings.push((text, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Questions, newest last, each with the collections of its place.
    fn gathered(asked: &[(&str, Option<&str>)]) -> Vec<Vec<String>> {
        let missed = |(at, (text, scope)): (i64, &(&str, Option<&str>))| Missed {
            question: QuestionId::first_at(at),
            text: (*text).to_owned(),
            at,
            collection: None,
            scope: scope.map(str::to_owned),
            verdict: None,
            is_passed_on: false,
            given: None,
            answered_by: None,
        };
        let mut missed: Vec<Missed> = (1..).zip(asked).map(missed).collect();
        missed.reverse();
        let read = |text: &str| AskedQuestion::new(QuestionWords::of(text), None);
        let wordings = |need: Need| need.wordings.into_iter().map(|(wording, _)| wording).collect();
        needs(&missed, read).into_iter().map(wordings).collect()
    }

    #[test]
    fn what_is_asked_where_other_collections_are_seen_is_another_need() {
        let (pool, again) = ("horaires de la piscine", "quel est l’horaire de la piscine ?");
        let two =
            gathered(&[(pool, Some("sport")), (again, Some("cantine")), (pool, Some("sport"))]);
        assert_eq!(two, [vec![pool.to_owned()], vec![again.to_owned()]]);
        assert_eq!(gathered(&[(pool, None), (again, None)]).len(), 1);
    }
}
