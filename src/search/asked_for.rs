//! What a question of grammatical words asks for: a place, a time, a price, a person, a reason.
//!
//! `où`, `quand`, `combien` … are stop words, because most questions of a FAQ have one. Only a
//! question that has nothing else (`c'est où ?`, `et quand ?`), or nothing but the noun for what
//! they ask (`le lieu ?`, `à quelle heure ?`), is compared by them.

use super::french::{self, fold};
use super::stopwords;

/// Each interrogative that says what kind of thing is asked for, folded, with its spellings on
/// phones, and the words that name this kind of thing. `que`, `quel` and `comment` say nothing
/// without the words behind them.
const KINDS: [(&[&str], &[&str]); 6] = [
    (&["ou"], &["lieu", "lieux", "adresse", "endroit", "emplacement", "itineraire"]),
    (
        &["quand", "kand", "qd"],
        &[
            "date", "dates", "delai", "delais", "heure", "heures", "horaire", "horaires", "jour",
            "jours",
        ],
    ),
    // `combien de temps ?` has no other interrogative than the one of prices.
    (&[], &["delai", "delais", "duree", "dure", "durent", "temps"]),
    (
        &["combien", "kombien", "cb"],
        &["prix", "tarif", "tarifs", "cout", "couts", "coute", "coutent", "couter", "montant"],
    ),
    (&["pourquoi", "pourkoi", "pk", "pq", "pkoi"], &["raison", "raisons", "motif", "motifs"]),
    (&["qui", "ki"], &["contact", "contacts", "interlocuteur"]),
];

/// What a text asks for, by its interrogatives and by their nouns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AskedFor {
    /// A bit for each of [`KINDS`] whose interrogative is there.
    interrogatives: u8,
    /// The same for its nouns.
    nouns: u8,
}

impl AskedFor {
    /// That of a question without any other word that carries something; nothing for any other
    /// question. `ou` counts as `où`: there is nothing to choose between. `combien de` asks for
    /// what comes behind it.
    pub fn of_question(question: &str) -> Self {
        let words = french::words(question);
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let mut found = Self::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let courtesy = stopwords::courtesy(&words[at..]);
            if courtesy == 0 {
                let is_number =
                    *word == "combien" && matches!(words.get(at + 1), Some(&("de" | "d")));
                let asked = if is_number { Self::default() } else { Self::of_word(word) };
                if asked.is_nothing() && !stopwords::is_stop(word) {
                    return Self::default();
                }
                found = found.and(asked);
            }
            at += courtesy.max(1);
        }
        found
    }

    /// That of an entry's line. `ou` without its accent is `où` only where a line begins, and
    /// `combien de` asks for any number, while `combien ?` asks for a price.
    pub fn of_line(line: &str) -> Self {
        let words: Vec<(&str, String)> = words(line).map(|word| (word, fold(word))).collect();
        let asked = words.iter().enumerate().map(|(at, (word, folded))| {
            let is_or = folded == "ou" && at > 0 && !word.contains(['ù', 'Ù', '\u{300}']);
            let next = words.get(at + 1).map(|(_, next)| next.as_str());
            let is_number = folded == "combien" && matches!(next, Some("de" | "d"));
            if is_or || is_number { Self::default() } else { Self::of_word(folded) }
        });
        asked.collect()
    }

    /// Whether both ask for the same kind of thing.
    pub fn meets(self, other: Self) -> bool {
        (self.interrogatives | self.nouns) & (other.interrogatives | other.nouns) != 0
    }

    /// Whether both ask for it in the same way: by the interrogative, or by a noun.
    pub fn meets_closely(self, other: Self) -> bool {
        self.interrogatives & other.interrogatives != 0 || self.nouns & other.nouns != 0
    }

    /// Whether nothing is asked for.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    fn of_word(folded: &str) -> Self {
        let mut asked = Self::default();
        for (number, (interrogatives, nouns)) in KINDS.iter().enumerate() {
            asked.interrogatives |= u8::from(interrogatives.contains(&folded)) << number;
            asked.nouns |= u8::from(nouns.contains(&folded)) << number;
        }
        asked
    }

    fn and(self, other: Self) -> Self {
        Self {
            interrogatives: self.interrogatives | other.interrogatives,
            nouns: self.nouns | other.nouns,
        }
    }
}

impl FromIterator<AskedFor> for AskedFor {
    fn from_iter<T: IntoIterator<Item = Self>>(all: T) -> Self {
        all.into_iter().fold(Self::default(), Self::and)
    }
}

/// The words by which [`AskedFor::of_question`] reads a question, folded.
pub fn words_of_question(question: &str) -> Vec<String> {
    let words = french::words(question).into_iter().map(|word| word.text);
    words.filter(|word| !AskedFor::of_word(word).is_nothing()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_inside = |c: char| c.is_alphanumeric() || c == '\u{300}';
    text.split(move |c: char| !is_inside(c)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_question_meets_the_lines_that_ask_the_same() {
        for (question, line, meets) in [
            ("c'est où ?", "Où se trouve le club ?", true),
            ("c ou", "Le club, il est où ?", true),
            ("c'est où ?", "Carte ou badge ?", false),
            ("et quand ?", "Quand ouvre la piscine ?", true),
            ("c combien", "Combien coûte une séance ?", true),
            ("c'est combien ?", "Quels sont les tarifs ?", true),
            ("c'est combien ?", "Quels sont les horaires ?", false),
            ("c'est combien ?", "Combien de temps dure le cours ?", false),
            ("à quelle heure ?", "Quels sont les horaires ?", true),
            ("combien de temps ?", "Quels sont les délais ?", true),
            ("combien de temps ?", "Combien coûte une séance ?", false),
            ("quand ?", "Quel est le délai de livraison ?", true),
            ("l'adresse svp", "Où se trouve le club ?", true),
            ("l'adresse du club", "Où se trouve le club ?", false),
            ("bonjour, c'est où svp ?", "Où se trouve le club ?", true),
            ("c'est où la piscine ?", "Où se trouve le club ?", false),
            ("bonjour, comment ça va ?", "Comment réserver ?", false),
            ("quoi ?", "Que faire ?", false),
        ] {
            let asked = AskedFor::of_question(question);
            assert_eq!(asked.meets(AskedFor::of_line(line)), meets, "{question} {line}");
        }
    }
}
