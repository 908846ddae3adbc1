//! What is rendered, whatever the entry:
//!
//! 1. Every `Reply` has its payload (snapshots).
//! 2. Whatever the entry and the passage, the payload keeps to Discord's limits,
//!    every word of the answer is on some page, and no text is cut inside a
//!    character, a link or a mark.
//! 3. Whatever a person writes formats nothing and calls nobody when repeated.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};
use serenity::model::id::{MessageId, UserId};
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::markdown::{self, escape};
use super::payload::{
    CHOICE_MAX, CHOICES_MAX, CONTENT_MAX, DESCRIPTION_MAX, EMBEDS_TOTAL_MAX, HEAD_MAX, LABEL_MAX,
    Payload, ROWS_MAX, TITLE_MAX,
};
use super::render::{self, Frame, render};
use super::suggestions::suggestions;
use crate::bot::{Answer, Candidate, Choice, Explanation, Feedback, QuestionId, Reply, Status};
use crate::faq::{Entry, EntryId, Markdown, Problem, ProblemKind};
use crate::library::{Checked, Diff, GoldenTally, MeaningStatus, Rejection};
use crate::search::{OtherLanguage, Outcome};

fn entry(answer: &str) -> Entry {
    Entry {
        id: EntryId::new("badge-perdu").expect("an id"),
        question: "Que faire quand on a perdu son badge ?".to_owned(),
        variants: Vec::new(),
        answer: Markdown::new(answer),
        categories: vec!["Badges".to_owned()],
        source: Url::parse("https://accueil.example.org/questions#badges").expect("an address"),
        source_quote: Some("Signalez la perte, aujourd’hui-même.".to_owned()),
        updated: Some(date(2025, 9, 5)),
        review_by: None,
    }
}

const ANSWER: &str = "Signalez la perte *le jour même* à [l’accueil](https://accueil.example.org/). \
    Un nouveau badge vous est remis.\n\n- pièce d’identité ;\n- ancien n° : `A_1`.\n\n> Gratuit.";

fn choice(id: &str, question: &str, category: Option<&str>) -> Choice {
    Choice {
        entry: EntryId::new(id).expect("an id"),
        question: question.to_owned(),
        category: category.map(str::to_owned),
    }
}

fn json(payload: &Payload) -> String {
    serde_json::to_string_pretty(&payload.body(false)).expect("JSON")
}

#[test]
fn replies_as_sent() {
    let long = Arc::new(entry(&"Une phrase de plus qui compte. ".repeat(300)));
    let entry = Arc::new(entry(ANSWER));
    let passage = ANSWER
        .find("Un nouveau")
        .map(|start| start..start + "Un nouveau badge vous est remis.".len());
    let choices = vec![
        choice("boite-personnelle", "Comment ouvrir une boîte personnelle ?", Some("Boîtes")),
        choice("boite-equipe", "Comment ouvrir une boîte d’équipe ?", None),
    ];
    let public = Frame::public(UserId::new(7));
    let private = Frame {
        shareable: true,
        question: Some("g perdu mon *badge* @everyone https://x.example".to_owned()),
        ..Frame::private(UserId::new(7))
    };
    let menu = Frame {
        target: Some((MessageId::new(99), "Camille".to_owned(), QuestionId::decode("abc123"))),
        shareable: true,
        ..Frame::private(UserId::new(7))
    };
    let diff = Diff { changed: vec![entry.id.clone()], ..Diff::default() };
    let problem = Problem::new(
        std::path::Path::new("accueil/badge-perdu.md"),
        (5, 1),
        ProblemKind::Unreadable { reason: "permission denied".to_owned() },
    );
    let found = Answer::Found {
        entry: Arc::clone(&entry),
        passage: passage.clone(),
        see_also: choices.clone(),
    };
    let again = found.clone();
    let feedback = Feedback { question: QuestionId::decode("abc123"), may_pass_on: true };
    let rows: Vec<(&str, Reply, &Frame)> = vec![
        ("found", Reply::from(found.clone()), &public),
        ("found_private", Reply::from(found.clone()), &private),
        ("unsure", Reply::from(Answer::Unsure(choices.clone())), &public),
        (
            "found_for_english",
            Reply::Answer {
                answer: found,
                asked_in: Some(OtherLanguage::English),
                feedback: Feedback::default(),
            },
            &private,
        ),
        (
            "unsure_for_arabic",
            Reply::Answer {
                answer: Answer::Unsure(choices.clone()),
                asked_in: Some(OtherLanguage::Arabic),
                feedback: Feedback::default(),
            },
            &public,
        ),
        (
            "unknown",
            Reply::from(Answer::Unknown {
                nearest_category: Some("Badges".to_owned()),
                contact: Some("Demandez à l’accueil.".to_owned()),
            }),
            &private,
        ),
        (
            "found_with_question",
            Reply::Answer { answer: again, asked_in: None, feedback },
            &private,
        ),
        (
            "unsure_with_question",
            Reply::Answer { answer: Answer::Unsure(choices.clone()), asked_in: None, feedback },
            &public,
        ),
        (
            "unknown_with_team",
            Reply::Answer {
                answer: Answer::Unknown { nearest_category: None, contact: None },
                asked_in: None,
                feedback,
            },
            &public,
        ),
        ("suggestions", Reply::Suggestions(choices), &public),
        (
            "candidates",
            Reply::Candidates(vec![Candidate { entry: Arc::clone(&entry), passage }], None),
            &menu,
        ),
        ("candidates_none", Reply::Candidates(Vec::new(), None), &menu),
        ("help", Reply::Help, &public),
        ("thanks", Reply::Thanks, &public),
        ("no_such_entry", Reply::NoSuchEntry, &public),
        ("no_collection", Reply::NoCollection, &public),
        ("admins_only", Reply::AdminsOnly, &public),
        ("unchanged", Reply::Unchanged, &public),
        ("reloaded", Reply::Reloaded(diff.clone()), &public),
        ("rejected", Reply::Rejected(Rejection::Problems(vec![problem.clone()])), &public),
        ("failing", Reply::Rejected(Rejection::Failing(diff)), &public),
        ("rolled_back", Reply::RolledBack(None), &public),
        (
            "status",
            Reply::Status(Status {
                version: 3,
                collections: vec![("Accueil".to_owned(), 5)],
                warnings: 0,
                golden: Some(GoldenTally { asked: 12, failing: 1, ..GoldenTally::default() }),
                meaning: MeaningStatus::Active { texts: 312 },
                pull: None,
                processes: None,
            }),
            &public,
        ),
        (
            "checked",
            Reply::Checked(Checked { problems: vec![problem], ..Checked::default() }),
            &public,
        ),
        (
            "why",
            Reply::Why(Some(Explanation {
                outcome: Outcome::Unknown,
                hits: Vec::new(),
                meaning: MeaningStatus::Active { texts: 312 },
            })),
            &public,
        ),
        ("failed", Reply::Failed, &public),
    ];
    for (name, reply, frame) in rows {
        insta::assert_snapshot!(format!("reply_{name}"), json(&render(&reply, frame)));
    }
    let posted = Reply::from(Answer::Found { entry: long, passage: None, see_also: Vec::new() });
    let posted = render::posted(&posted, "Réponse de la FAQ proposée par <@7>", UserId::new(7));
    let mut body = posted.body(false);
    body["embeds"][0]["description"] = json!("…");
    insta::assert_snapshot!("posted_long", serde_json::to_string_pretty(&body).expect("JSON"));
    insta::assert_snapshot!(
        "ready",
        json(&render::ready(UserId::new(7), MessageId::new(99), None))
    );
}

/// Asserts that Discord would not refuse the payload.
fn assert_valid(payload: &Payload) {
    let chars = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let body = payload.body(true);
    assert!(chars(&body["content"]) <= CONTENT_MAX);
    let mut total = 0;
    let embeds = body["embeds"].as_array().expect("embeds");
    assert!(embeds.len() <= 10);
    for embed in embeds {
        assert!(chars(&embed["title"]) <= TITLE_MAX, "title");
        assert!((1..=DESCRIPTION_MAX).contains(&chars(&embed["description"])), "description");
        assert!(chars(&embed["url"]) <= 2_048, "url");
        assert!(chars(&embed["author"]["name"]) <= HEAD_MAX, "head");
        let texts = [
            &embed["author"]["name"],
            &embed["title"],
            &embed["description"],
            &embed["footer"]["text"],
        ];
        total += texts.map(chars).iter().sum::<usize>();
    }
    assert!(total <= EMBEDS_TOTAL_MAX, "{total} characters in all");
    assert_eq!(payload.embeds.iter().map(super::payload::Embed::chars).sum::<usize>(), total);
    let rows = body["components"].as_array().expect("rows");
    assert!(rows.len() <= ROWS_MAX);
    let mut ids = std::collections::HashSet::new();
    for row in rows {
        let components = row["components"].as_array().expect("components");
        assert!((1..=5).contains(&components.len()));
        for component in components {
            let id = component["custom_id"].as_str().expect("an id").to_owned();
            assert!((1..=100).contains(&id.chars().count()), "{id}");
            assert!(ids.insert(id.clone()), "{id} is there twice");
            assert!(
                component["type"] != 2 || (1..=LABEL_MAX).contains(&chars(&component["label"]))
            );
            for option in component["options"].as_array().into_iter().flatten() {
                for key in ["label", "value", "description"] {
                    assert!(chars(&option[key]) <= CHOICE_MAX, "{key}");
                }
                assert!(chars(&option["label"]) > 0);
            }
            assert!(component["options"].as_array().map_or(0, Vec::len) <= CHOICES_MAX);
        }
    }
    assert!(!embeds.is_empty() || chars(&body["content"]) > 0, "nothing is shown");
}

/// Asserts that no mark is cut: when every complete mark is taken out of the page, no part
/// of one remains.
fn assert_whole(page: &str) {
    let mut rest = String::new();
    let mut chars = page.chars().peekable();
    // How many backticks opened the code, in which a backslash is only a backslash.
    let mut code = 0;
    while let Some(c) = chars.next() {
        if c == '`' {
            let mut run = 1;
            while chars.next_if_eq(&'`').is_some() {
                run += 1;
            }
            rest.extend(std::iter::repeat_n('`', run));
            code = if code == 0 {
                run
            } else if code == run {
                0
            } else {
                code
            };
        } else if c == '\\' && code == 0 {
            assert!(chars.next().is_some(), "an escape is cut: {page:?}");
            rest.push('x');
        } else {
            rest.push(c);
        }
    }
    assert_eq!(rest.matches("```").count() % 2, 0, "a code block is cut: {page:?}");
    let outside: String = rest.split("```").step_by(2).collect();
    assert_eq!(outside.matches('`').count() % 2, 0, "code is cut: {page:?}");
    let outside: String = outside.split('`').step_by(2).collect();
    // An address has no marks, because they are encoded.
    let without_address = |word: &str| match word.find("http") {
        Some(at) => {
            let address = &word[at..];
            let end = address.find(['*', '~', '`']).unwrap_or(address.len());
            format!("{}{}", &word[..at], &address[end..])
        }
        None => word.to_owned(),
    };
    let words: Vec<String> = outside.split_whitespace().map(without_address).collect();
    let outside = words.join(" ");
    // Bold has four and italic two; next to each other they cannot be distinguished.
    assert_eq!(outside.matches('*').count() % 2, 0, "bold or italic is cut: {page:?}");
    assert_eq!(outside.matches("~~").count() % 2, 0, "a strike is cut: {page:?}");
    assert_eq!(
        outside.matches('[').count(),
        outside.matches("](").count(),
        "a link is cut: {page:?}"
    );
}

/// Asserts that the page does not begin with an accent, unless the answer has an accent
/// without a letter.
fn assert_characters_whole(page: &str, answer: &str) {
    let mut before = ' ';
    let alone = answer.chars().any(|c| {
        let alone = is_combining_mark(c) && !before.is_alphanumeric();
        before = c;
        alone
    });
    let first = page.chars().find(|c| !c.is_whitespace());
    assert!(alone || !first.is_some_and(is_combining_mark), "a character is cut: {page:?}");
}

fn markdown() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zàéêçœ’]{1,12}",
        "[#>*_~`|<\\[\\]()!:.;-]{1,3}",
        "\\*\\*[a-zé ]{1,30}\\*\\*",
        "_[a-zé ]{1,30}_",
        "~~[a-zé]{1,10}~~",
        "`[a-z_*]{1,10}`",
        "\\[[a-zé ]{1,20}\\]\\(https://e\\.example/[a-z()]{0,20}\\)",
        "https://e\\.example/[a-z_*]{1,20}",
        "<@[0-9]{3}>",
        Just("👩‍⚕️".to_owned()),
        Just("e\u{301}te\u{301}".to_owned()),
        "[a-z]{200,400}",
    ];
    let line = prop::collection::vec(word, 1..20).prop_map(|words| words.join(" "));
    let block = prop_oneof![
        4 => line.clone(),
        1 => line.clone().prop_map(|line| format!("# {line}")),
        1 => prop::collection::vec(line.clone(), 1..4).prop_map(|l| format!("- {}", l.join("\n- "))),
        1 => prop::collection::vec(line.clone(), 1..3).prop_map(|l| format!("1. {}", l.join("\n   - "))),
        1 => line.clone().prop_map(|line| format!("> {line}")),
        1 => line.clone().prop_map(|line| format!("```\n{line}\n```")),
        1 => line.prop_map(|line| format!("| a | b |\n|---|---|\n| {} | c |", line.replace('|', " "))),
    ];
    prop::collection::vec(block, 1..30).prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_answer_is_shown_whole_and_within_limits(
        text in prop_oneof![4 => markdown(), 1 => any::<String>()],
        question in prop_oneof![3 => "[a-zé*_ ]{1,400}", 1 => any::<String>()],
        category in prop_oneof![3 => "[A-Za-zé ]{1,300}", 1 => any::<String>()],
        chosen in any::<prop::sample::Index>(),
        limit in prop_oneof![Just(4_096usize), Just(700), 200..400usize],
        page in 0..9usize,
    ) {
        let answer = Markdown::new(&*text);
        let sentences = answer.sentences();
        let passage = (!sentences.is_empty()).then(|| sentences[chosen.index(sentences.len())].clone());
        let pages = markdown::pages(&answer, passage.as_ref(), limit);
        for page in &pages.pages {
            prop_assert!(page.chars().count() <= limit, "{} characters of {limit}", page.chars().count());
            assert_whole(page);
            assert_characters_whole(page, &text);
        }
        prop_assert!(pages.passage < pages.pages.len());

        let mut entry = entry(&text);
        entry.question = question.clone();
        entry.categories = vec![category.clone()];
        entry.source_quote = Some(question.clone());
        let id = entry.id.clone();
        let entry = Arc::new(entry);
        let choice = Choice { entry: id, question: question.clone(), category: Some(category) };
        let frame = Frame {
            shareable: true,
            question: Some(question.clone()),
            page: Some(page),
            target: Some((MessageId::new(u64::MAX), question, QuestionId::decode("1y2p0ij32e8e7"))),
            ..Frame::private(UserId::new(u64::MAX))
        };
        let found = Answer::Found {
            entry: Arc::clone(&entry),
            passage: passage.clone(),
            see_also: vec![choice.clone(); 3],
        };
        let candidate = Candidate { entry, passage };
        let longest = Feedback { question: QuestionId::decode("1y2p0ij32e8e7"), may_pass_on: true };
        for reply in [
            Reply::from(found.clone()),
            Reply::Answer { answer: found, asked_in: Some(OtherLanguage::German), feedback: longest },
            Reply::Candidates(vec![candidate; 3], None),
            Reply::from(Answer::Unsure(vec![choice.clone(); 3])),
        ] {
            let payload = render(&reply, &frame);
            // The same entry three times has the same button three times, which Discord
            // would refuse.
            if !matches!(reply, Reply::Candidates(..)) {
                assert_valid(&payload);
            }
            assert_valid(&render::posted(&reply, "…", UserId::new(1)));
        }
        for choice in suggestions(&vec![choice; 30])["choices"].as_array().expect("choices") {
            prop_assert!(choice["name"].as_str().is_some_and(|name| name.chars().count() <= 100));
        }
    }

    #[test]
    fn every_word_of_an_answer_is_on_some_page(
        words in prop::collection::vec("[a-zéà]{1,12}", 1..600),
        limit in 200..900usize,
    ) {
        let text = words.join(" ");
        let pages = markdown::pages(&Markdown::new(&*text), None, limit);
        prop_assert_eq!(pages.pages.join(" "), text);
    }

    #[test]
    fn what_a_person_wrote_does_nothing_when_repeated(text in any::<String>()) {
        let escaped = escape(&text);
        assert_whole(&escaped);
        prop_assert!(!escaped.contains("@everyone") && !escaped.contains("@here"));
        let bare = escaped.replace("\\<", "");
        prop_assert!(!bare.contains('<'), "{bare:?}");
        // The colon before `//` is escaped, so that no address becomes a link.
        prop_assert!(!escaped.replace("\\:", "").contains("://"), "{escaped:?}");
        let back: String = escaped.replace('\u{200b}', "");
        let words = |text: &str| text.replace(['\\', '\u{200b}'], "");
        prop_assert_eq!(words(&back), words(&text));
    }
}

#[test]
fn notices_keep_to_the_limits() {
    let problem = |at: u32| {
        Problem::new(
            std::path::Path::new("accueil/badge-perdu.md"),
            (at, 1),
            ProblemKind::Unreadable { reason: "*_`".repeat(200) },
        )
    };
    let problems: Vec<Problem> = (1..500).map(problem).collect();
    let ids = (0..900).filter_map(|n| EntryId::new(&format!("entree-numero-{n}"))).collect();
    for reply in [
        Reply::Rejected(Rejection::Problems(problems.clone())),
        Reply::Checked(Checked { problems, ..Checked::default() }),
        Reply::Reloaded(Diff { added: ids, ..Diff::default() }),
    ] {
        let payload = render(&reply, &Frame::private(UserId::new(1)));
        assert_valid(&payload);
        let text = payload.body(false)["embeds"][0]["description"].as_str().map(str::to_owned);
        let text = text.expect("a description");
        assert_whole(&text);
        assert!(text.contains("… et"), "says that there is more: {text}");
    }
}
