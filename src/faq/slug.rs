//! A question → the file name of its entry.

use super::entry::EntryId;
use super::fold::fold;

/// Longest file stem, in characters.
const MAX_CHARS: usize = 60;

/// Words that do not help to tell one question from another.
const EMPTY_WORDS: [&str; 47] = [
    "a", "ai", "au", "aux", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du", "en",
    "est", "et", "etre", "il", "j", "je", "l", "la", "le", "les", "ma", "mes", "mon", "n", "on",
    "par", "pour", "puis", "qu", "que", "s", "sa", "se", "ses", "son", "sont", "sur", "t", "un",
    "une", "vous", "y",
];

/// File names that Windows does not allow, that are read as no entry, and the word for no entry.
const RESERVED: [&str; 9] =
    ["con", "prn", "aux", "nul", "com1", "lpt1", "readme", "lisezmoi", "unknown"];

/// 1 to 60 characters of `a-z0-9-`, made of the question's words without the empty ones.
/// A `number` of 2 or more is appended, for a name that is already taken.
pub fn slug(question: &str, number: usize) -> EntryId {
    let folded = fold(question);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let telling: Vec<&str> =
        words.iter().copied().filter(|word| !EMPTY_WORDS.contains(word)).collect();
    let chosen = if telling.is_empty() { words } else { telling };
    let suffix = if number > 1 { format!("-{number}") } else { String::new() };
    let room = MAX_CHARS - suffix.len();
    let mut stem = String::new();
    for word in chosen {
        if stem.is_empty() {
            stem.push_str(&word[..word.len().min(room)]);
        } else if stem.len() + 1 + word.len() <= room {
            stem.push('-');
            stem.push_str(word);
        } else {
            break;
        }
    }
    if stem.is_empty() || RESERVED.contains(&stem.as_str()) {
        stem = if stem.is_empty() { "entree".to_owned() } else { format!("entree-{stem}") };
    }
    stem.push_str(&suffix);
    EntryId::new(&stem).expect("ASCII letters, digits and hyphens, at most 60")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_follow_the_question() {
        for (question, expected) in [
            ("Où trouver l’adresse d’un cœur ?", "ou-trouver-adresse-coeur"),
            ("Est-ce que c’est « gratuit » ?", "gratuit"),
            ("Où est-ce ?", "ou"),
            ("Est-ce à vous ?", "est-ce-a-vous"),
            ("???", "entree"),
            ("Aux ?", "entree-aux"),
            ("README", "entree-readme"),
            ("日本", "entree"),
        ] {
            assert_eq!(slug(question, 1).as_str(), expected, "{question}");
        }
        assert_eq!(slug("Gratuit ?", 3).as_str(), "gratuit-3");
    }

    proptest! {
        #[test]
        fn any_question_has_a_name(question in any::<String>(), number in 1usize..100_000) {
            let id = slug(&question, number);
            prop_assert!((1..=MAX_CHARS + 8).contains(&id.as_str().len()));
        }

        #[test]
        fn a_long_question_is_cut_between_words(question in "([a-z]{3,12} ){20}") {
            let id = slug(&question, 1);
            let words: Vec<&str> = question.split(' ').collect();
            prop_assert!(id.as_str().len() <= MAX_CHARS);
            prop_assert!(id.as_str().split('-').all(|word| words.contains(&word)), "{id}");
        }
    }
}
