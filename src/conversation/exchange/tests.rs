//! The ledger's decisions, as rows of events.
//!
//! 1. Every event has its decision in every state of a question.
//! 2. A ledger is bounded, and says when there is something to write.

use super::*;
use crate::bot::PassOnStep;

type TestLedger = Ledger<&'static str, &'static str, &'static str>;

/// What a network tells a ledger.
enum Told {
    Asked(&'static str, &'static str),
    Overheard(&'static str, &'static str),
    Answered(&'static str, &'static str, &'static [&'static str]),
    Changed(&'static str, &'static [&'static str]),
    Unanswered(&'static str),
    AnsweredBefore(&'static str),
    Edited(&'static str, &'static str, Edit<&'static str>),
    Removed(&'static str),
    Judged(&'static str, &'static str, &'static str, bool),
    AskedWhy(&'static str, &'static str),
    Explained(&'static str, Spot<'static, &'static str, &'static str>),
    Passes(&'static str, Spot<'static, &'static str, &'static str>, PassOnStep),
    Preview(&'static str, &'static str),
    PassedOn(&'static str, &'static str),
    Picked(&'static str, usize, Option<&'static str>),
    Restarted,
}

fn ledger(exchanges: usize, seen: usize) -> TestLedger {
    let limit = |most| NonZeroUsize::new(most).expect("not 0");
    Ledger::new(Limits { exchanges: limit(exchanges), seen: limit(seen) })
}

/// One entry is an answer, several are choices.
fn shown(entries: &[&str]) -> AnswerContent {
    let mut ids = entries.iter().map(|id| EntryId::new(id).expect("an id"));
    match entries {
        [_] => AnswerContent { entry: ids.next(), ..answer() },
        _ => AnswerContent { choices: ids.collect(), ..answer() },
    }
}

/// The answer to a question that the journal knows.
fn answer() -> AnswerContent {
    AnswerContent {
        kind: AnswerKind::Answer,
        recorded: QuestionId::decode("7"),
        ..AnswerContent::default()
    }
}

/// A judgement, in a few words.
fn said(judged: Option<Judged<&str, &str>>, what: &str) -> String {
    let Some(Judged { question, entry, asked_why, .. }) = judged else {
        return "nothing".to_owned();
    };
    let entry = entry.as_ref().map_or("none", EntryId::as_str);
    let known = question.map_or("", |_| ", recorded");
    format!("{what} {entry}{known}{}", if asked_why { ", asked" } else { "" })
}

/// The decision, in a word.
fn tell(ledger: &mut TestLedger, told: Told) -> String {
    let taken = |new: bool| if new { "answer" } else { "nothing" }.to_owned();
    match told {
        Told::Asked(question, asker) => taken(ledger.asked(Exchange::new(question, asker))),
        Told::Overheard(question, asker) => taken(ledger.asked(Exchange {
            overheard: true,
            text: Some(1),
            ..Exchange::new(question, asker)
        })),
        Told::Answered(question, answer, entries) => {
            ledger.answered(&question, answer, shown(entries));
            String::new()
        }
        Told::Changed(question, entries) => {
            ledger.changed(&question, shown(entries));
            String::new()
        }
        Told::Unanswered(question) => {
            ledger.unanswered(&question);
            String::new()
        }
        Told::AnsweredBefore(question) => {
            ledger.answered_before(&question);
            String::new()
        }
        Told::Edited(question, by, edit) => match ledger.edited(&question, Some(&by), edit) {
            Some(Exchange { answer: Some(answer), overheard, .. }) => {
                format!("change {answer}{}", if overheard { " if sure" } else { "" })
            }
            _ => "nothing".to_owned(),
        },
        Told::Removed(question) => {
            ledger.removed(&question).map_or("nothing".to_owned(), |a| format!("remove {a}"))
        }
        Told::Judged(vote, answer, by, useful) => {
            said(ledger.judged(vote, &answer, &by, useful), if useful { "good" } else { "bad" })
        }
        Told::AskedWhy(question, notice) => {
            ledger.asked_why(&question, notice);
            String::new()
        }
        Told::Explained(by, at) => said(ledger.explained(&by, at), "explains"),
        Told::Passes(by, at, step) => match ledger.passing(&by, at, step) {
            Passing::Question(question) => format!("pass on {}", question.encode()),
            Passing::NotTheirs => "not theirs".to_owned(),
            Passing::Unknown => "which one".to_owned(),
        },
        Told::Preview(question, preview) => {
            let kind = AnswerKind::Preview;
            ledger.answered(&question, preview, AnswerContent { kind, ..answer() });
            String::new()
        }
        Told::PassedOn(question, told) => {
            let kind = AnswerKind::PassedOn;
            ledger.answered(&question, told, AnswerContent { kind, ..answer() });
            String::new()
        }
        Told::Picked(by, number, replied_to) => {
            match ledger.picked(&by, number, replied_to.as_ref()) {
                Pick::Entry(entry, _) => format!("show {}", entry.as_str()),
                Pick::NothingOffered => "nothing offered".to_owned(),
                Pick::NotTheirs => "not theirs".to_owned(),
                Pick::NoneOfThese(question) => {
                    format!("none of these{}", question.map_or("", |_| ", recorded"))
                }
                Pick::NoSuchChoice { choices } => format!("1 to {choices}"),
            }
        }
        Told::Restarted => {
            let json = serde_json::to_string(&ledger.written()).expect("JSON");
            let json: &'static str = json.leak();
            let limits = Limits {
                exchanges: NonZeroUsize::new(200).expect("not 0"),
                seen: NonZeroUsize::new(500).expect("not 0"),
            };
            *ledger = Ledger::read(serde_json::from_str(json).expect("a ledger"), limits);
            format!("ask again {:?}", ledger.unfinished())
        }
    }
}

#[test]
fn every_event_in_every_state() {
    use Edit::{Event, Text};
    use Told::*;
    let rows: [(&str, Vec<(Told, &str)>); 12] = [
        (
            "a question is answered once",
            vec![
                (Asked("q", "ana"), "answer"),
                (Asked("q", "ana"), "nothing"),
                (Answered("q", "a", &["piscine"]), ""),
                (Asked("q", "ana"), "nothing"),
            ],
        ),
        (
            "the answer follows each edit of its author once",
            vec![
                (Asked("q", "ana"), "answer"),
                (Edited("q", "ana", Event("e0")), "nothing"),
                (Answered("q", "a", &["piscine"]), ""),
                (Edited("q", "bob", Event("e1")), "nothing"),
                (Edited("q", "ana", Event("e1")), "change a"),
                (Changed("q", &["dechets"]), ""),
                (Edited("q", "ana", Event("e1")), "nothing"),
                (Judged("v", "a", "bob", true), "good dechets, recorded"),
                (Edited("other", "ana", Event("e2")), "nothing"),
            ],
        ),
        (
            "edits without ids are told apart by their text",
            vec![
                (Overheard("q", "ana"), "answer"),
                (Answered("q", "a", &["piscine"]), ""),
                (Edited("q", "ana", Text(1)), "nothing"),
                (Edited("q", "ana", Text(2)), "change a if sure"),
                (Edited("q", "ana", Text(2)), "nothing"),
                (Edited("q", "ana", Text(1)), "change a if sure"),
                (Unanswered("q"), ""),
                (Edited("q", "ana", Text(3)), "nothing"),
            ],
        ),
        (
            "the answer goes with its question",
            vec![
                (Asked("q", "ana"), "answer"),
                (Answered("q", "a", &["piscine"]), ""),
                (Removed("q"), "remove a"),
                (Removed("q"), "nothing"),
                (Edited("q", "ana", Event("e")), "nothing"),
                (Asked("q", "ana"), "nothing"),
            ],
        ),
        (
            "what was not sent is not followed",
            vec![
                (Asked("q", "ana"), "answer"),
                (Unanswered("q"), ""),
                (Edited("q", "ana", Event("e")), "nothing"),
                (Removed("q"), "nothing"),
                (Removed("unknown"), "nothing"),
            ],
        ),
        (
            "a question removed while it is being answered leaves nothing behind",
            vec![
                (Asked("q", "ana"), "answer"),
                (Removed("q"), "nothing"),
                (Answered("q", "a", &["piscine"]), ""),
                (Judged("v", "a", "bob", true), "nothing"),
            ],
        ),
        (
            "an answer is judged by everybody, and each event counts once",
            vec![
                (Asked("q", "ana"), "answer"),
                (Judged("v0", "a", "bob", true), "nothing"),
                (Answered("q", "a", &["piscine"]), ""),
                (Judged("v1", "a", "bob", true), "good piscine, recorded"),
                (Judged("v1", "a", "bob", true), "nothing"),
                (Judged("v2", "a", "ana", false), "bad piscine, recorded"),
                (Judged("v3", "a", "bob", false), "bad piscine, recorded"),
                (Judged("v4", "b", "bob", true), "nothing"),
                (Changed("q", &[]), ""),
                (Judged("v5", "a", "bob", true), "good none, recorded"),
                (Restarted, "ask again []"),
                (Judged("v5", "a", "bob", true), "nothing"),
                (Judged("v6", "a", "bob", true), "good none, recorded"),
            ],
        ),
        (
            "who said that an answer did not help may say why",
            vec![
                (Asked("q", "ana"), "answer"),
                (Answered("q", "a", &["piscine"]), ""),
                (Explained("bob", Spot::Room), "nothing"),
                (Judged("v1", "a", "bob", false), "bad piscine, recorded"),
                (AskedWhy("q", "why"), ""),
                (Explained("ana", Spot::Thread(&"q")), "nothing"),
                (Explained("ana", Spot::Reply(&"why")), "explains piscine, recorded, asked"),
                (Explained("bob", Spot::Thread(&"other")), "nothing"),
                (Restarted, "ask again []"),
                (Explained("bob", Spot::Thread(&"q")), "explains piscine, recorded, asked"),
                (Explained("bob", Spot::Room), "nothing"),
                (Judged("v2", "a", "bob", false), "bad piscine, recorded, asked"),
                (Judged("v3", "a", "bob", true), "good piscine, recorded, asked"),
                (Explained("bob", Spot::Room), "nothing"),
                // The next answer to them may offer choices, which are numbers as well.
                (Judged("v4", "a", "bob", false), "bad piscine, recorded, asked"),
                (Asked("q2", "bob"), "answer"),
                (Answered("q2", "a2", &["piscine", "dechets"]), ""),
                (Explained("bob", Spot::Room), "nothing"),
                (Explained("bob", Spot::Reply(&"why")), "explains piscine, recorded, asked"),
            ],
        ),
        (
            "a question is passed on step by step by its asker",
            vec![
                (Passes("ana", Spot::Room, PassOnStep::Show), "which one"),
                (Asked("q", "ana"), "answer"),
                (Answered("q", "a", &[]), ""),
                (Passes("bob", Spot::Room, PassOnStep::Show), "which one"),
                (Passes("bob", Spot::Reply(&"a"), PassOnStep::Show), "not theirs"),
                (Passes("bob", Spot::Thread(&"q"), PassOnStep::Show), "not theirs"),
                (Passes("ana", Spot::Reply(&"a"), PassOnStep::Show), "pass on 7"),
                (Passes("ana", Spot::Reply(&"a"), PassOnStep::Send), "which one"),
                (Passes("ana", Spot::Room, PassOnStep::TellMe), "which one"),
                (Asked("show", "ana"), "answer"),
                (Preview("show", "preview"), ""),
                (Judged("v", "preview", "bob", true), "nothing"),
                (Passes("ana", Spot::Reply(&"preview"), PassOnStep::Send), "pass on 7"),
                (Passes("ana", Spot::Reply(&"a"), PassOnStep::Send), "pass on 7"),
                (Passes("ana", Spot::Thread(&"show"), PassOnStep::Send), "pass on 7"),
                (Restarted, "ask again []"),
                (Passes("ana", Spot::Room, PassOnStep::Send), "pass on 7"),
                (Passes("bob", Spot::Reply(&"preview"), PassOnStep::Send), "not theirs"),
                (Asked("send", "ana"), "answer"),
                (PassedOn("send", "sent"), ""),
                (Passes("ana", Spot::Reply(&"sent"), PassOnStep::TellMe), "pass on 7"),
                (Passes("ana", Spot::Room, PassOnStep::TellMe), "pass on 7"),
            ],
        ),
        (
            "choices are the asker's",
            vec![
                (Picked("ana", 1, None), "nothing offered"),
                (Asked("q1", "ana"), "answer"),
                (Answered("q1", "a1", &["piscine", "dechets"]), ""),
                (Asked("q2", "ana"), "answer"),
                (Answered("q2", "a2", &["identite", "piscine"]), ""),
                (Asked("q3", "bob"), "answer"),
                (Answered("q3", "a3", &["dechets"]), ""),
                (Picked("ana", 1, None), "show identite"),
                (Picked("ana", 1, Some("a1")), "show piscine"),
                (Picked("ana", 3, None), "1 to 2"),
                (Picked("ana", 0, None), "none of these, recorded"),
                (Picked("bob", 1, None), "nothing offered"),
                (Picked("bob", 1, Some("a1")), "not theirs"),
                // An answer without choices: the last ones offered are meant.
                (Picked("ana", 2, Some("a3")), "show piscine"),
                // An edit that finds the entry takes the choices away.
                (Changed("q2", &["piscine"]), ""),
                (Picked("ana", 2, None), "show dechets"),
            ],
        ),
        (
            "a restart asks again what is open and repeats nothing",
            vec![
                (Asked("q1", "ana"), "answer"),
                (Asked("q2", "bob"), "answer"),
                (Answered("q2", "a2", &["piscine", "dechets"]), ""),
                (Asked("q3", "bob"), "answer"),
                (Restarted, "ask again [\"q1\", \"q3\"]"),
                (Asked("q2", "bob"), "nothing"),
                (Picked("bob", 2, None), "show dechets"),
                (Edited("q2", "bob", Event("e")), "change a2"),
                (Unanswered("q1"), ""),
                (Restarted, "ask again [\"q3\"]"),
            ],
        ),
        (
            "what an earlier run answered is not asked again",
            vec![
                (Asked("q1", "ana"), "answer"),
                (Restarted, "ask again [\"q1\"]"),
                (AnsweredBefore("q1"), ""),
                (AnsweredBefore("q2"), ""),
                (Asked("q2", "ana"), "nothing"),
                (Restarted, "ask again []"),
            ],
        ),
    ];
    for (what, steps) in rows {
        let mut ledger = ledger(200, 500);
        for (at, (told, expected)) in steps.into_iter().enumerate() {
            assert_eq!(tell(&mut ledger, told), expected, "{what}, step {at}");
        }
    }
}

#[test]
fn open_until_it_is_over() {
    let mut ledger = ledger(2, 3);
    assert!(!ledger.is_open(&"q"));
    ledger.asked(Exchange::new("q", "ana"));
    assert!(ledger.is_open(&"q"));
    ledger.answered(&"q", "a", shown(&[]));
    assert!(!ledger.is_open(&"q"));
}

#[test]
fn a_ledger_is_bounded_and_says_what_to_write() {
    let mut ledger = ledger(2, 3);
    assert!(!ledger.take_changed());
    for question in ["q1", "q2", "q3", "q4"] {
        assert!(ledger.asked(Exchange::new(question, "ana")));
    }
    assert!(ledger.take_changed());
    assert!(!ledger.take_changed());
    assert_eq!(ledger.unfinished(), ["q1", "q2", "q3", "q4"], "no open question is forgotten");
    for question in ["q2", "q1", "q3"] {
        ledger.answered(&question, question, AnswerContent::default());
    }
    assert!(ledger.take_changed());
    assert!(ledger.asked(Exchange::new("q5", "ana")));
    assert!(ledger.take_changed());
    assert_eq!(ledger.unfinished(), ["q4", "q5"]);
    let kept = ["q1", "q2", "q3"].map(|answer| ledger.of_answer(&answer).is_some());
    assert_eq!(kept, [false, true, true], "the oldest answered question is");
    ledger.not_asked(&"q5");
    assert!(ledger.take_changed());
    assert!(ledger.asked(Exchange::new("q5", "ana")), "it was no question before");
    assert!(ledger.take_changed());
    assert!(!ledger.asked(Exchange::new("q4", "ana")), "its id is still known");
    assert!(!ledger.take_changed(), "nothing new");
    assert!(ledger.asked(Exchange::new("q1", "ana")), "the oldest id is forgotten");
}
