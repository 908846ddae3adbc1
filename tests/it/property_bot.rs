//! Any text.
//!
//! 1. No text makes the bot panic, as a question, as typed so far, or as a command.
//! 2. What is found is the entry word for word, and its passage is whole text of it.
//! 3. A question of any length is cut on a character boundary.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use souffleur::bot::{Answer, Bot, QUESTION_MAX_CHARS, Question, Reply, Request};
use souffleur::conversation::admin;
use souffleur::faq::today;
use souffleur::library::Library;
use souffleur::search::{Scope, small_talk};

use crate::member;
use crate::test_folder::bundled;

static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| {
    let opened = Library::open(&bundled(), today());
    Arc::new(opened.expect("the bundled FAQ is sound"))
});

/// Anything, and also text made of pieces that the bot knows something about.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("bal".to_owned()),
        Just("capacité de stockage".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("l’".to_owned()),
        Just("MSSanté".to_owned()),
        Just("\u{a0}?".to_owned()),
        Just("AND -x \"".to_owned()),
        Just("👩‍⚕️".to_owned()),
        Just("/recharger".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.join(" ")),
        (any::<char>(), 0usize..12_000).prop_map(|(c, n)| c.to_string().repeat(n)),
    ]
}

fn handle(bot: &Bot, request: Request) -> Reply {
    member::handle(bot, request, Scope::All)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in text()) {
        let bot = Bot::new(Arc::clone(&LIBRARY));
        let snapshot = LIBRARY.snapshot();
        match handle(&bot, Request::Ask(Question::new(&text))) {
            Reply::Answer { answer: Answer::Found { entry, passage, see_also }, .. } => {
                let (_, served) = snapshot.faq.get(&entry.id).expect("an entry of the FAQ");
                prop_assert_eq!(&entry, served);
                if let Some(range) = passage {
                    let cut = entry.answer.as_str().get(range);
                    prop_assert!(cut.is_some_and(|cut| !cut.trim().is_empty()), "{:?}", cut);
                }
                prop_assert!(see_also.iter().all(|choice| choice.entry != entry.id));
            }
            Reply::Answer { answer: Answer::Unsure(choices), .. } => {
                prop_assert!((1..=3).contains(&choices.len()), "{} choices", choices.len());
            }
            Reply::Answer { answer: Answer::Unknown { .. }, .. } => {}
            Reply::Help => prop_assert!(small_talk(Question::new(&text).text()).is_some()),
            other => prop_assert!(false, "a question got {:?}", other),
        }
        let suggested = handle(&bot, Request::Suggest(Question::new(&text)));
        prop_assert!(matches!(suggested, Reply::Suggestions(_)), "{:?}", suggested);
        let _ = admin::read(&text);
    }

    #[test]
    fn a_question_is_cut_on_a_character(text in text()) {
        let question = Question::new(&text);
        prop_assert!(text.starts_with(question.typed()));
        prop_assert!(question.text().chars().count() <= QUESTION_MAX_CHARS);
    }
}
