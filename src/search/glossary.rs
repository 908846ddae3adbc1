//! A collection's acronyms and synonyms, applied to a question's words.
//!
//! They apply both ways: `BAL` is also read as *boîte aux lettres*, and *boîte aux lettres*
//! as `BAL`. They apply to the question and not to the entries, so that a change of the
//! glossary leaves the parts of the index as they are. Only one step is made, because a
//! second one would drift (`mail` → message → everything a message can be).

use std::collections::HashMap;

use super::french::Analyser;
use crate::faq::GlossaryTerm;

/// Phrases and their other names, as stems.
#[derive(Debug, Default)]
pub struct Glossary {
    /// By the first stem of the phrase.
    phrases: HashMap<String, Vec<Phrase>>,
}

#[derive(Debug)]
struct Phrase {
    stems: Vec<String>,
    also: Vec<Vec<String>>,
}

/// How French words are shortened on phones, whatever the collection is about.
const SHORTENED: [(&str, &str); 11] = [
    ("rdv", "rendez-vous"),
    ("tel", "téléphone"),
    ("num", "numéro"),
    ("pb", "problème"),
    ("appt", "appartement"),
    ("ordo", "ordonnance"),
    ("dispo", "disponible"),
    ("kiné", "kinésithérapeute"),
    ("mini", "minimum"),
    ("maxi", "maximum"),
    ("info", "information"),
];

impl Glossary {
    /// Terms and meanings that consist of stop words are ignored.
    pub fn new(terms: &[GlossaryTerm], analyser: &Analyser) -> Self {
        let mut glossary = Self::default();
        for (short, whole) in SHORTENED {
            glossary.add(&analyser.stems(short), &analyser.stems(whole));
        }
        for GlossaryTerm { term, meanings } in terms {
            let term = analyser.stems(term);
            for meaning in meanings.iter().map(|meaning| analyser.stems(meaning)) {
                glossary.add(&term, &meaning);
                glossary.add(&meaning, &term);
            }
        }
        glossary
    }

    fn add(&mut self, from: &[String], to: &[String]) {
        let Some(first) = from.first() else { return };
        if to.is_empty() || from == to {
            return;
        }
        let phrases = self.phrases.entry(first.clone()).or_default();
        match phrases.iter_mut().find(|phrase| phrase.stems == from) {
            Some(phrase) if phrase.also.iter().any(|also| also == to) => {}
            Some(phrase) => phrase.also.push(to.to_vec()),
            None => phrases.push(Phrase { stems: from.to_vec(), also: vec![to.to_vec()] }),
        }
    }

    /// Whether a phrase begins with a stem, which is then not a typo.
    pub fn knows(&self, stem: &str) -> bool {
        self.phrases.contains_key(stem)
    }

    /// The other names of the longest phrase that begins at the first of `stems`, and the
    /// number of stems in that phrase.
    pub fn readings(&self, stems: &[&str]) -> Option<(usize, &[Vec<String>])> {
        let phrases = self.phrases.get(*stems.first()?)?;
        let fits = |phrase: &&Phrase| {
            phrase.stems.len() <= stems.len()
                && phrase.stems.iter().zip(stems).all(|(mine, typed)| mine == typed)
        };
        let longest = phrases.iter().filter(fits).max_by_key(|phrase| phrase.stems.len())?;
        Some((longest.stems.len(), &longest.also))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Config;

    #[test]
    fn readings_go_both_ways_and_prefer_the_longest() {
        let term = |term: &str, meaning: &str| GlossaryTerm {
            term: term.into(),
            meanings: vec![meaning.into()],
        };
        let analyser = Analyser::new(Config::default());
        let terms = [term("BAL", "boîte aux lettres"), term("boîte", "contenant")];
        let glossary = Glossary::new(&terms, &analyser);
        let check = |text: &str, expected: Option<(usize, &str)>| {
            let stems = analyser.stems(text);
            let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
            let got = glossary.readings(&stems).map(|(len, also)| (len, also[0].join(" ")));
            let expected = expected.map(|(len, text)| (len, analyser.stems(text).join(" ")));
            assert_eq!(got, expected, "readings of {text:?}");
        };
        check("bal", Some((1, "boîte aux lettres")));
        check("boite aux lettres pleine", Some((2, "BAL")));
        check("boite pleine", Some((1, "contenant")));
        check("lettres", None);
        check("", None);
    }
}
