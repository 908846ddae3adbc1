//! What members read on Matrix:
//!
//! 1. Every `Reply` has its content (snapshots), and its numbers pick what they stand by.
//! 2. Whatever the entry, the HTML has only tags and attributes that Matrix allows,
//!    each closed, and only links that are safe to follow; the text has no
//!    control characters; both fit into an event.
//! 3. Marking the passage changes no word, and a cut leaves a part of the words
//!    and says so.

mod allowed;
mod any;
mod marks;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use url::Url;

use self::allowed::{assert_allowed, size};
use super::fit::MAX_BYTES;
use super::{Content, Frame, picks, render};
use crate::bot::{Answer, Candidate, Choice, Explanation, Feedback, QuestionId, Reply, Status};
use crate::faq::{
    CollectionId, Entry, EntryId, Expectation, GoldenQuestion, Markdown, Problem, ProblemKind,
};
use crate::library::{Checked, Diff, GoldenFailure, GoldenTally, MeaningStatus, Rejection};
use crate::search::OtherLanguage::{Arabic, English, German};
use crate::search::{OtherLanguage, Outcome};

fn entry(answer: &str) -> Entry {
    Entry {
        id: EntryId::new("badge-perdu").expect("an id"),
        question: "Que faire quand on a perdu son badge\u{a0}?".to_owned(),
        variants: Vec::new(),
        answer: Markdown::new(answer),
        categories: vec!["Badges".to_owned(), "Accueil".to_owned()],
        source: Url::parse("https://accueil.example.org/questions#badges").expect("an address"),
        source_quote: Some("Signalez la perte, aujourd’hui-même.".to_owned()),
        updated: Some(date(2025, 9, 5)),
        review_by: None,
    }
}

const ANSWER: &str = "Signalez la perte *le jour même* à [l’accueil](https://accueil.example.org/). \
    Un nouveau badge vous est remis.\n\n- pièce d’identité ;\n- ancien n° : `A_1`.\n\n> Gratuit.";

fn passage_of(answer: &str, words: &str) -> Option<Range<usize>> {
    answer.find(words).map(|start| start..start + words.len())
}

fn found(entry: Entry, passage: Option<Range<usize>>, see_also: Vec<Choice>) -> Reply {
    Reply::from(Answer::Found { entry: Arc::new(entry), passage, see_also })
}

fn choice(id: &str, question: &str, category: Option<&str>) -> Choice {
    Choice {
        entry: EntryId::new(id).expect("an id"),
        question: question.to_owned(),
        category: category.map(str::to_owned),
    }
}

fn two_choices() -> Vec<Choice> {
    vec![
        choice("boite-personnelle", "Comment ouvrir une boîte personnelle\u{a0}?", Some("Boîtes")),
        choice("boite-equipe", "Comment ouvrir une boîte d’équipe\u{a0}?", None),
    ]
}

fn problem(line: u32, reason: &str) -> Problem {
    let kind = ProblemKind::Unreadable { reason: reason.to_owned() };
    Problem::new(Path::new("accueil/badge-perdu.md"), (line, 1), kind)
}

/// A golden question that no entry answers any more.
fn failure(ask: &str) -> GoldenFailure {
    GoldenFailure {
        collection: CollectionId::new("accueil"),
        file: "accueil/questions.toml".into(),
        question: GoldenQuestion {
            ask: ask.to_owned(),
            expect: Expectation::Entry(EntryId::new("badge-perdu").expect("an id")),
            held_out: false,
            accepted: false,
            line: 3,
        },
        outcome: Outcome::Unknown,
        got: None,
    }
}

/// Both bodies, with no-break spaces shown as `~`.
fn seen(Content { plain, html }: &Content) -> String {
    format!("{plain}\n\n{html}").replace('\u{a0}', "~")
}

fn member(reply: &Reply) -> Content {
    render(reply, &Frame::default())
}

/// The same answer to a question in another language.
fn asked_in(language: OtherLanguage, reply: Reply) -> Reply {
    match reply {
        Reply::Answer { answer, .. } => {
            Reply::Answer { answer, asked_in: Some(language), feedback: Feedback::default() }
        }
        other => panic!("{other:?} is no answer"),
    }
}

#[test]
fn replies_as_sent() {
    let passage = passage_of(ANSWER, "Un nouveau badge vous est remis.");
    let item = passage_of(ANSWER, "ancien n° : `A_1`.");
    let shown = |passage: &Option<Range<usize>>| Candidate {
        entry: Arc::new(entry(ANSWER)),
        passage: passage.clone(),
    };
    let diff = Diff {
        changed: vec![EntryId::new("badge-perdu").expect("an id")],
        added: vec![EntryId::new("badge-oublie").expect("an id")],
        ..Diff::default()
    };
    let failing = Diff { newly_failing: vec![failure("badge perdu <hier>")], ..diff.clone() };
    let problems = vec![problem(5, "permission denied <root>")];
    let status = Status {
        version: 3,
        collections: vec![("Accueil".to_owned(), 5)],
        warnings: 0,
        golden: Some(GoldenTally { asked: 12, failing: 1, ..GoldenTally::default() }),
        meaning: MeaningStatus::Active { texts: 312 },
        pull: None,
        processes: None,
    };
    let unknown = Answer::Unknown {
        nearest_category: Some("Badges".to_owned()),
        contact: Some("Demandez à l’accueil.".to_owned()),
    };
    let question = QuestionId::decode("7").expect("an id");
    let known = Feedback { question: Some(question), may_pass_on: true };
    let why = Explanation {
        outcome: Outcome::Unknown,
        hits: Vec::new(),
        meaning: MeaningStatus::Active { texts: 312 },
    };
    let rows = [
        ("found", found(entry(ANSWER), passage.clone(), two_choices())),
        ("unsure", Reply::from(Answer::Unsure(two_choices()))),
        ("unsure_of_one", Reply::from(Answer::Unsure(two_choices()[..1].to_vec()))),
        ("unknown", Reply::from(unknown.clone())),
        ("found_for_english", asked_in(English, found(entry(ANSWER), None, Vec::new()))),
        ("unsure_for_german", asked_in(German, Reply::from(Answer::Unsure(two_choices())))),
        ("unknown_for_arabic", asked_in(Arabic, Reply::from(unknown.clone()))),
        ("suggestions", Reply::Suggestions(two_choices())),
        ("suggestions_none", Reply::Suggestions(Vec::new())),
        ("candidates", Reply::Candidates(vec![shown(&passage), shown(&item), shown(&None)], None)),
        ("candidates_none", Reply::Candidates(Vec::new(), None)),
        ("help", Reply::Help),
        ("thanks", Reply::Thanks),
        ("no_such_entry", Reply::NoSuchEntry),
        ("admins_only", Reply::AdminsOnly),
        ("unchanged", Reply::Unchanged),
        ("reloaded", Reply::Reloaded(diff)),
        ("rejected", Reply::Rejected(Rejection::Problems(problems.clone()))),
        ("failing", Reply::Rejected(Rejection::Failing(failing))),
        ("rolled_back", Reply::RolledBack(None)),
        ("status", Reply::Status(status)),
        ("checked", Reply::Checked(Checked { problems, ..Checked::default() })),
        ("why", Reply::Why(Some(why))),
        ("failed", Reply::Failed),
        ("why_not", Reply::WhyNot(known)),
        ("thanks_for_reason", Reply::ThanksForReason(known)),
        (
            "pass_on_preview",
            Reply::PassOnPreview { question, text: "qui vend X ?".to_owned(), is_cut: false },
        ),
        ("passed_on", Reply::PassedOn(question)),
        (
            "unknown_to_pass_on",
            Reply::Answer { answer: unknown.clone(), asked_in: None, feedback: known },
        ),
    ];
    for (name, reply) in rows {
        let content = member(&reply);
        assert_allowed(&content);
        insta::assert_snapshot!(format!("reply_{name}"), seen(&content));
    }
    let admin = render(&Reply::Help, &Frame { admin: true, team: false });
    insta::assert_snapshot!("reply_help_admin", seen(&admin));
    let team = render(&Reply::Help, &Frame { admin: false, team: true });
    insta::assert_snapshot!("reply_help_team", seen(&team));
}

#[test]
fn a_number_picks_the_entry_it_stands_by() {
    let many: Vec<Choice> =
        (1..30).map(|n| choice(&format!("entree-{n}"), &format!("Question {n}"), None)).collect();
    for reply in [
        Reply::from(Answer::Unsure(many.clone())),
        found(entry(ANSWER), None, many.clone()),
        Reply::Suggestions(many),
    ] {
        let plain = member(&reply).plain;
        let picks = picks(&reply);
        assert!(!picks.is_empty());
        for (number, id) in (1..).zip(&picks) {
            let line = format!("\n{number}. {}", id.as_str().replace("entree-", "Question "));
            assert!(plain.contains(&line), "{line:?} in {plain}");
        }
        assert!(!plain.contains(&format!("\n{}. ", picks.len() + 1)), "{plain}");
    }
    assert_eq!(picks(&Reply::Help), []);
    assert_eq!(picks(&found(entry(ANSWER), None, Vec::new())), []);
}

#[test]
fn a_candidate_shows_its_passage_whole_or_its_first_words() {
    let text = format!("Début. Voici\u{a0}: *la* suite\u{a0}! {}", "Et encore. ".repeat(200));
    let rows = [
        (passage_of(&text, "Voici\u{a0}: *la* suite\u{a0}!"), "Voici\u{a0}: la suite\u{a0}!\n"),
        (None, "Début. Voici\u{a0}: la suite\u{a0}! Et encore."),
    ];
    for (passage, expected) in rows {
        let cut = passage.is_none();
        let shown = Candidate { entry: Arc::new(entry(&text)), passage };
        let plain = member(&Reply::Candidates(vec![shown], None)).plain;
        let after = plain.split("badge\u{a0}?\n   ").nth(1).expect("what follows the question");
        assert!(after.starts_with(expected), "{plain}");
        assert_eq!(after.contains("[…]"), cut, "{plain}");
    }
}

#[test]
fn a_long_answer_is_cut_and_says_where_the_rest_is() {
    for (unit, times) in [("Déjà vu, dit-il. ", 3_000), ("| \"a\" | & |\n", 9_000), ("> ", 9_000)]
    {
        let head = if unit.starts_with('|') { "| a | b |\n|---|---|\n" } else { "" };
        let text = format!("{head}{}fin", unit.repeat(times));
        let content = member(&found(entry(&text), None, two_choices()));
        assert_allowed(&content);
        if unit == "> " {
            assert!(content.plain.contains("fin"), "{}", content.plain);
            continue;
        }
        for body in [&content.plain, &content.html] {
            assert!(!body.contains("fin<") && !body.contains("fin\n"), "{body}");
            assert!(body.contains("lisez la suite à sa source"), "{body}");
            assert!(body.contains("https://accueil.example.org/questions#badges"), "{body}");
            assert!(body.contains("boîte d’équipe"), "{body}");
        }
        let size = size(&content);
        assert!(size > MAX_BYTES * 9 / 10, "{size} bytes: more would have fitted");
    }
    let short = member(&found(entry(ANSWER), None, Vec::new()));
    assert!(!short.plain.contains("la suite"), "{}", short.plain);
}

#[test]
fn long_lists_are_cut_and_counted() {
    let problems: Vec<Problem> = (1..500).map(|line| problem(line, &"<é\"".repeat(150))).collect();
    let ids: Vec<EntryId> =
        (0..900).filter_map(|n| EntryId::new(&format!("entree-numero-{n}"))).collect();
    for reply in [
        Reply::Rejected(Rejection::Problems(problems.clone())),
        Reply::Checked(Checked { problems, ..Checked::default() }),
        Reply::Reloaded(Diff { added: ids.clone(), removed: ids, ..Diff::default() }),
    ] {
        let content = member(&reply);
        assert_allowed(&content);
        assert!(
            content.plain.contains("• … et") && content.html.contains("<li>… et"),
            "{content:?}"
        );
    }
}
