//! Whether two questions of members ask the same.

use std::collections::BTreeSet;

use super::french::{self, stems};
use super::meaning::Vector;

/// Small words that make another question, folded. `quand` is not among them, because `quand
/// même` is frequent.
const DECISIVE: [&str; 9] =
    ["aucun", "aucune", "combien", "jamais", "non", "ou", "pas", "pourquoi", "sans"];
/// Two questions are the same from this nearness on. On the paraphrases of three public sets,
/// merged one after the other, nearly nine of ten merged are of one subject
/// (`benches/quality/tried.md`).
const SAME_MIN: f32 = 0.965;
/// The same for two questions that each have a word or two in the place of the other's: « louer
/// un vélo », « louer un casier ». What they have in common is most of their vectors, and what
/// they ask for is what differs.
const SAME_MIN_IN_PLACE: f32 = 0.985;
/// Most words in the place of others. With more, little of the questions is in common.
const IN_PLACE_MAX: usize = 2;
/// What it adds to a cosine that two questions have all their words in common.
const COMMON_WEIGHT: f32 = 0.05;

/// The words of a question that tell it from another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct QuestionWords {
    /// The stems of the words that carry something.
    pub stems: BTreeSet<String>,
    /// Numbers, codes, and small words that change the meaning of a question.
    pub decisive: BTreeSet<String>,
}

impl QuestionWords {
    /// Those of a question.
    pub fn of(question: &str) -> Self {
        let folded = french::words(question).into_iter().map(|word| word.text);
        let is_code = |word: &str| word.contains(|c: char| c.is_ascii_digit());
        Self {
            stems: stems(question).into_iter().collect(),
            decisive: folded.filter(|w| is_code(w) || DECISIVE.contains(&w.as_str())).collect(),
        }
    }
}

/// A question, as it is compared with others.
#[derive(Clone, Debug)]
pub struct AskedQuestion {
    words: QuestionWords,
    vector: Option<Vector>,
}

impl AskedQuestion {
    /// `vector` is the question's, where the meaning is known.
    pub fn new(words: QuestionWords, vector: Option<Vector>) -> Self {
        Self { words, vector }
    }

    /// Its words, when they tell it from other questions: questions with equal ones ask the same.
    pub fn telling_words(&self) -> Option<&QuestionWords> {
        (!self.words.stems.is_empty()).then_some(&self.words)
    }

    /// Whether its meaning is known.
    pub fn has_vector(&self) -> bool {
        self.vector.is_some()
    }

    /// How near another question is when both ask the same, 0.965 to 1.05; `None` when they do
    /// not. By words alone they ask the same when they have the same stems.
    pub fn same_as(&self, other: &Self) -> Option<f32> {
        if self.words.decisive != other.words.decisive {
            return None;
        }
        let (own, others) = (&self.words.stems, &other.words.stems);
        let cosine = self.vector.as_ref().zip(other.vector.as_ref()).map(|(a, b)| a.cosine(b));
        // Counting words costs more than the cosine, which decides nearly always.
        if cosine.is_some_and(|cosine| cosine + COMMON_WEIGHT < SAME_MIN) && own != others {
            return None;
        }
        let common = own.intersection(others).count();
        let [only_own, only_others] = [own, others].map(|words| words.len() - common);
        let all = common + only_own + only_others;
        let share = if all > 0 { common as f32 / all as f32 } else { 0.0 };
        let in_place = |words: usize| (1..=IN_PLACE_MAX).contains(&words);
        let least = match common > 0 && in_place(only_own) && in_place(only_others) {
            true => SAME_MIN_IN_PLACE,
            false => SAME_MIN,
        };
        let nearness = cosine.map_or(share, |cosine| cosine + COMMON_WEIGHT * share);
        (nearness >= least || share == 1.0).then_some(nearness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_words_the_same_stems_are_the_same_question() {
        for (a, b, same) in [
            ("horaires de la piscine", "Quel est l’horaire de la piscine ?", true),
            ("la piscine est ouverte", "la piscine n’est pas ouverte", false),
            ("formulaire 12 de la mairie", "formulaire 13 de la mairie", false),
            ("horaires de la piscine", "tarifs de la piscine", false),
            ("bonjour", "merci", false),
        ] {
            let [a_read, b_read] =
                [a, b].map(|question| AskedQuestion::new(QuestionWords::of(question), None));
            assert_eq!(a_read.same_as(&b_read).is_some(), same, "{a} / {b}");
        }
    }

    #[test]
    fn one_word_in_the_place_of_another_makes_another_question() {
        let read = |question: &str| {
            let vector = crate::search::meaning::read_now(question)?;
            Some(AskedQuestion::new(QuestionWords::of(question), Some(vector)))
        };
        for (a, b, same) in [
            ("peut-on louer un furet ici ?", "peut-on louer un colis bleu ici ?", false),
            ("à quelle heure ouvre le cinéma ?", "à quelle heure ouvre le projecteur ?", false),
            ("où acheter un casier ?", "où acheter un badge ?", false),
            ("comment changer mon mot de passe", "comment modifier mon mot de passe", true),
            ("peut-on louer un vélo ici ?", "est-il possible de louer un vélo ici", true),
        ] {
            // A program without the encoder goes by words alone.
            let Some((a_read, b_read)) = read(a).zip(read(b)) else { return };
            assert_eq!(a_read.same_as(&b_read).is_some(), same, "{a} / {b}");
        }
    }
}
