//! Properties that hold for whatever an author or an importer wrote.

use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;
use url::Url;

use super::allowed::assert_allowed;
use super::{choice, entry, found, member};
use crate::bot::{Answer, Candidate, Feedback, Reply};
use crate::faq::Markdown;
use crate::platform::matrix::render::answer;
use crate::platform::matrix::render::document::Document;
use crate::platform::matrix::render::fit::{MAX_BYTES, fit};
use crate::search::OtherLanguage;

fn markdown() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zàéêçœ’]{1,12}",
        "[#>*_~`|<\\[\\]()!:.;\"&-]{1,3}",
        "\\*\\*[a-zé ]{1,30}\\*\\*",
        "_[a-zé ]{1,30}_",
        "~~[a-zé]{1,10}~~",
        "`[a-z_*<&]{1,10}`",
        "!?\\[[a-zé `*]{0,20}\\]\\(https://e\\.example/[a-z()\"'<>]{0,20}\\)",
        "\\[[a-z!\\[\\]]{1,9}\\]\\((javascript:|data:|mailto:|//|matrix:u/|https://matrix.to/#/@)[a-z]{1,9}\\)",
        "<(https|mxc|mailto|javascript):[a-z/@.]{1,20}>",
        "</?(b|mx-reply|script|br|p|a href='x'|font color=red|!--)/?>?",
        "&(lt|gt|amp|quot|#39|#7|eacute);",
        Just("👩‍⚕️".to_owned()),
        Just("e\u{301}te\u{301}".to_owned()),
        Just("@room @chef:a.example".to_owned()),
        "[a-z]{200,400}",
    ];
    let line = prop::collection::vec(word, 1..20).prop_map(|words| words.join(" "));
    let block = prop_oneof![
        4 => line.clone(),
        1 => line.clone().prop_map(|line| format!("## {line}")),
        1 => prop::collection::vec(line.clone(), 1..4).prop_map(|l| format!("- {}", l.join("\n- "))),
        1 => prop::collection::vec(line.clone(), 1..3).prop_map(|l| format!("7. {}", l.join("\n   - "))),
        1 => (line.clone(), 1..40usize).prop_map(|(line, n)| format!("{}{line}", "> ".repeat(n))),
        1 => (line.clone(), 1..60usize).prop_map(|(line, n)| format!("{}{line}", "- ".repeat(n))),
        1 => ("[a-z\"'< ]{0,9}", line.clone()).prop_map(|(name, line)| format!("```{name}\n{line}\n```")),
        1 => line.clone().prop_map(|line| format!("<div class='x'>\n{line}\n</div>")),
        1 => line.prop_map(|line| format!("| a | b |\n|:--|---|\n| {} | c |\n| d", line.replace('|', " "))),
    ];
    prop::collection::vec(block, 1..12).prop_map(|blocks| blocks.join("\n\n"))
}

fn without_strong(html: &str) -> String {
    html.replace("<strong>", "").replace("</strong>", "")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_reply_is_allowed_and_fits(
        text in prop_oneof![6 => markdown(), 1 => any::<String>(), 1 => "[\\x00-\\x7f]{0,200}"],
        question in prop_oneof![3 => "[a-zé*_<& ]{1,90}".prop_map(|text| text.repeat(10)), 1 => any::<String>()],
        category in prop_oneof![3 => "[A-Za-zé\"& ]{1,90}".prop_map(|text| text.repeat(10)), 1 => any::<String>()],
        path in ("[a-z&\"]{0,40}", 1..100usize).prop_map(|(part, times)| part.repeat(times)),
        times in prop_oneof![9 => Just(1usize), 1 => 1..12usize],
        edges in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let text = vec![text; times].join("\n\n");
        // Any two bytes, also inside a character or a mark.
        let (a, b) = (edges.0.index(text.len() + 1), edges.1.index(text.len() + 1));
        let passage = Some(a.min(b)..a.max(b));
        let mut entry = entry(&text);
        entry.question.clone_from(&question);
        entry.categories = vec![category.clone(); 3];
        entry.source_quote = Some(question.clone());
        entry.source = Url::parse(&format!("https://e.example/{path}")).expect("an address");
        let choice = choice("autre", &question, Some(&category));
        let candidate = Candidate { entry: Arc::new(entry.clone()), passage: passage.clone() };
        let contact = Some(text.clone());
        for reply in [
            found(entry, passage, vec![choice.clone(); 12]),
            Reply::Candidates(vec![candidate; 3], None),
            Reply::Answer {
                answer: Answer::Unsure(vec![choice; 12]),
                asked_in: Some(OtherLanguage::Arabic),
                feedback: Feedback::default(),
            },
            Reply::from(Answer::Unknown { nearest_category: Some(category), contact }),
        ] {
            assert_allowed(&member(&reply));
        }
    }

    #[test]
    fn marking_the_passage_changes_no_word(
        text in markdown(),
        edges in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let answer = Markdown::new(&*text);
        let (a, b) = (edges.0.index(text.len() + 1), edges.1.index(text.len() + 1));
        let passage = a.min(b)..a.max(b);
        let draw = |passage: Option<&Range<usize>>| {
            let content = fit(0, |_| Document {
                events: answer::events(&answer, passage, 0..text.len()),
            });
            (without_strong(&content.html), content.plain)
        };
        prop_assume!(text.len() < MAX_BYTES / 8);
        prop_assert_eq!(draw(Some(&passage)), draw(None));
    }

    #[test]
    fn words_stay_in_order_up_to_the_cut(
        words in prop::collection::vec("[a-zéà&<]{1,12}", 1..60),
        times in 1..120usize,
    ) {
        let words = vec![words.join(" "); times].join(" ");
        let text = words.replace('<', "\\<").replace('&', "\\&");
        let content = member(&found(entry(&text), None, Vec::new()));
        let said = content.plain.split("\n\n").nth(1).expect("the answer");
        prop_assert!(words.starts_with(said), "{said}");
        prop_assert_eq!(said == words, !content.plain.contains("[…]"));
        let html = content.html.split(['\n']).nth(1).expect("the answer");
        let html = html.trim_start_matches("<p>").trim_end_matches("</p>");
        let html = html.replace("&lt;", "<").replace("&amp;", "&");
        prop_assert_eq!(html, said);
    }
}
