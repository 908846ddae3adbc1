//! What members read on Matrix:
//!
//! 1. Every `Reply` has its content (snapshots), and its numbers pick what they stand by.
//! 2. Whatever the entry, the HTML has only tags and attributes that Matrix allows,
//!    each closed, and only links that are safe to follow; the text has no
//!    control characters; both fit into an event.
//! 3. Marking the passage changes no word, and a cut leaves a part of the words
//!    and says so.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use url::Url;

use super::document::Document;
use super::fit::{MAX_BYTES, fit};
use super::{Content, Frame, answer, picks, render};
use crate::bot::{Answer, Candidate, Choice, Explanation, Reply, Status};
use crate::faq::{
    CollectionId, Entry, EntryId, Expectation, GoldenQuestion, Markdown, Problem, ProblemKind,
};
use crate::library::{Checked, Diff, GoldenFailure, Rejection};
use crate::search::Outcome;

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
    Reply::Answer(Answer::Found { entry: Arc::new(entry), passage, see_also })
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

/// A golden question that nothing answers any more.
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

/// Both bodies, no-break spaces shown as `~`.
fn seen(Content { plain, html }: &Content) -> String {
    format!("{plain}\n\n{html}").replace('\u{a0}', "~")
}

fn member(reply: &Reply) -> Content {
    render(reply, &Frame::default())
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
        golden: (12, 1),
    };
    let unknown = Answer::Unknown {
        nearest_category: Some("Badges".to_owned()),
        contact: Some("Demandez à l’accueil.".to_owned()),
    };
    let why = Explanation { outcome: Outcome::Unknown, hits: Vec::new() };
    let rows = [
        ("found", found(entry(ANSWER), passage.clone(), two_choices())),
        ("unsure", Reply::Answer(Answer::Unsure(two_choices()))),
        ("unsure_of_one", Reply::Answer(Answer::Unsure(two_choices()[..1].to_vec()))),
        ("unknown", Reply::Answer(unknown)),
        ("suggestions", Reply::Suggestions(two_choices())),
        ("suggestions_none", Reply::Suggestions(Vec::new())),
        ("candidates", Reply::Candidates(vec![shown(&passage), shown(&item), shown(&None)])),
        ("candidates_none", Reply::Candidates(Vec::new())),
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
    ];
    for (name, reply) in rows {
        let content = member(&reply);
        assert_allowed(&content);
        insta::assert_snapshot!(format!("reply_{name}"), seen(&content));
    }
    let admin = render(&Reply::Help, &Frame { admin: true });
    insta::assert_snapshot!("reply_help_admin", seen(&admin));
}

#[test]
fn a_number_picks_the_entry_it_stands_by() {
    let many: Vec<Choice> =
        (1..30).map(|n| choice(&format!("entree-{n}"), &format!("Question {n}"), None)).collect();
    for reply in [
        Reply::Answer(Answer::Unsure(many.clone())),
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

/// What an answer becomes: its HTML and its text, without the card around them.
fn drawn(text: &str, passage: Option<&str>) -> (String, String) {
    let answer = Markdown::new(text);
    let passage = passage.map(|words| passage_of(text, words).expect("words of the answer"));
    let content =
        fit(0, |_| Document { events: answer::events(&answer, passage.as_ref(), 0..text.len()) });
    assert_allowed(&content);
    (content.html, content.plain)
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
        let plain = member(&Reply::Candidates(vec![shown])).plain;
        let after = plain.split("badge\u{a0}?\n   ").nth(1).expect("what follows the question");
        assert!(after.starts_with(expected), "{plain}");
        assert_eq!(after.contains("[…]"), cut, "{plain}");
    }
}

#[test]
fn marks_become_html_and_text() {
    let rows = [
        (
            "Un *mot* **fort** ~~faux~~ `x<y`.",
            "<p>Un <em>mot</em> <strong>fort</strong> <del>faux</del> <code>x&lt;y</code>.</p>",
            "Un mot fort ~~faux~~ x<y.",
        ),
        ("un  \ndeux\ntrois", "<p>un<br />\ndeux trois</p>", "un\ndeux trois"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>", "a\n\nb"),
        // The card's own title leads.
        (
            "# Un\n\n## Deux\n\n### Trois",
            "<h4>Un</h4>\n<h5>Deux</h5>\n<h6>Trois</h6>",
            "Un\n\nDeux\n\nTrois",
        ),
        (
            "3. a\n4. b\n   - c\n   - d\n\nfin",
            "<ol start=\"3\">\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n<li>d</li>\n</ul>\n</li>\n</ol>\n<p>fin</p>",
            "3. a\n4. b\n   • c\n   • d\n\nfin",
        ),
        (
            "- a\n\n  b\n- c",
            "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>",
            "• a\n  b\n• c",
        ),
        (
            "> a\n>\n> - b\n\nc",
            "<blockquote>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>\n<p>c</p>",
            "> a\n>\n> • b\n\nc",
        ),
        (
            "| a | b |\n|:-:|--:|\n| *1* | |\n| 2 | 3 |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td><em>1</em></td><td></td></tr>\n\
          <tr><td>2</td><td>3</td></tr>\n</tbody></table>",
            "a | b\n1 |\n2 | 3",
        ),
        (
            "```rust,ignore onclick=x\nlet a = 1 < 2;\n\tb\n```",
            "<pre><code class=\"language-rust\">let a = 1 &lt; 2;\n\tb\n</code></pre>",
            "    let a = 1 < 2;\n        b",
        ),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr />\n<p>b</p>", "a\n\n———\n\nb"),
        ("", "", ""),
    ];
    for (text, html, plain) in rows {
        assert_eq!(drawn(text, None), (html.to_owned(), plain.to_owned()), "{text:?}");
    }
}

#[test]
fn links_lead_to_web_and_mail_alone() {
    let rows = [
        (
            "[page](https://a.fr/b?c=1&d=2 \"titre\")",
            "<a href=\"https://a.fr/b?c=1&amp;d=2\">page</a>",
            "page (https://a.fr/b?c=1&d=2)",
        ),
        (
            "[https://a.fr](https://a.fr)",
            "<a href=\"https://a.fr/\">https://a.fr</a>",
            "https://a.fr",
        ),
        ("<https://a.fr/b>", "<a href=\"https://a.fr/b\">https://a.fr/b</a>", "https://a.fr/b"),
        ("<moi@a.fr>", "<a href=\"mailto:moi@a.fr\">moi@a.fr</a>", "moi@a.fr"),
        (
            "[écrire](mailto:moi@a.fr)",
            "<a href=\"mailto:moi@a.fr\">écrire</a>",
            "écrire (moi@a.fr)",
        ),
        // An address in a link's words is words.
        (
            "[avant <https://b.fr> après](mailto:moi@a.fr)",
            "<a href=\"mailto:moi@a.fr\">avant https://b.fr après</a>",
            "avant https://b.fr après (moi@a.fr)",
        ),
        (
            "[page](HTTPS://a.fr/\">x)",
            "<a href=\"https://a.fr/%22%3Ex\">page</a>",
            "page (https://a.fr/%22%3Ex)",
        ),
        ("[x](javascript:alert(1)) [y](/relatif) [z](ftp://a.fr)", "x y z", "x y z"),
        // Pictures are of Matrix's own alone.
        (
            "![plan](https://a.fr/p.png)",
            "<a href=\"https://a.fr/p.png\">plan</a>",
            "plan (https://a.fr/p.png)",
        ),
        (
            "![](https://a.fr/p.png)",
            "<a href=\"https://a.fr/p.png\">https://a.fr/p.png</a>",
            "https://a.fr/p.png",
        ),
        (
            "[![plan](https://a.fr/p.png)](https://a.fr/)",
            "<a href=\"https://a.fr/\">plan</a>",
            "plan (https://a.fr/)",
        ),
        ("![plan](data:image/png;base64,AAAA)", "plan", "plan"),
        // Nobody is called, and nobody's name tag is drawn.
        (
            "[Chef](https://matrix.to/#/@chef:a.fr) [C](https://matrix.to/#/%40chef:a.fr) @room @chef:a.fr",
            "Chef C @room @chef:a.fr",
            "Chef C @room @chef:a.fr",
        ),
        (
            "[Salon](https://matrix.to/#/#aide:a.fr)",
            "<a href=\"https://matrix.to/#/#aide:a.fr\">Salon</a>",
            "Salon (https://matrix.to/#/#aide:a.fr)",
        ),
    ];
    for (text, html, plain) in rows {
        assert_eq!(drawn(text, None), (format!("<p>{html}</p>"), plain.to_owned()), "{text:?}");
    }
}

#[test]
fn html_is_text() {
    let rows = [
        (
            "a <b onclick=\"x\">b</b> &lt;i&gt; &amp;",
            "<p>a &lt;b onclick=\"x\"&gt;b&lt;/b&gt; &lt;i&gt; &amp;</p>",
            "a <b onclick=\"x\">b</b> <i> &",
        ),
        (
            "<script>\nalert(1)\n</script>",
            "<p>&lt;script&gt;<br />\nalert(1)<br />\n&lt;/script&gt;</p>",
            "<script>\nalert(1)\n</script>",
        ),
        ("a<br>b<BR/>c", "<p>a<br />\nb<br />\nc</p>", "a\nb\nc"),
        (
            "<mx-reply>x</mx-reply>",
            "<p>&lt;mx-reply&gt;x&lt;/mx-reply&gt;</p>",
            "<mx-reply>x</mx-reply>",
        ),
        ("a\u{7}b\u{1b}[31mc", "<p>ab[31mc</p>", "ab[31mc"),
    ];
    for (text, html, plain) in rows {
        assert_eq!(drawn(text, None), (html.to_owned(), plain.to_owned()), "{text:?}");
    }
}

#[test]
fn the_passage_is_strong() {
    let rows = [
        ("Un. Deux. Trois.", "Deux.", "<p>Un. <strong>Deux.</strong> Trois.</p>"),
        (
            "Un [a](https://a.fr/) *b* `c`\nd. Trois.",
            "Un [a](https://a.fr/) *b* `c`\nd.",
            "<p><strong>Un <a href=\"https://a.fr/\">a</a> <em>b</em> <code>c</code> d.</strong> Trois.</p>",
        ),
        ("- a\n- b. c", "b.", "<ul>\n<li>a</li>\n<li><strong>b.</strong> c</li>\n</ul>"),
        // Ranges that no sentence has.
        (
            "*un deux* trois",
            "deux* tr",
            "<p><em>un <strong>deux</strong></em><strong> tr</strong>ois</p>",
        ),
        (
            "a\n\n```\nb\n```\n\nc",
            "a\n\n```\nb\n```\n\nc",
            "<p><strong>a</strong></p>\n<pre><code>b\n</code></pre>\n<p><strong>c</strong></p>",
        ),
    ];
    for (text, passage, expected) in rows {
        let (html, plain) = drawn(text, Some(passage));
        assert_eq!(html, expected, "{text:?}");
        assert_eq!(plain, drawn(text, None).1, "{text:?}");
    }
}

#[test]
fn a_part_keeps_its_numbers_and_marks() {
    let rows = [
        ("1. a\n2. b\n3. c\n", "b", "<ol start=\"2\">\n<li>b</li>\n</ol>"),
        ("Un. Deux *trois.* Quatre", "Deux *trois.*", "<p>Deux <em>trois.</em></p>"),
        (
            "| a | b |\n|--|--|\n| 1 | 2 |\n| 3 | 4 |",
            "| a | b |\n|--|--|\n| 1 ",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td></td></tr>\n</tbody></table>",
        ),
    ];
    for (text, part, expected) in rows {
        let answer = Markdown::new(text);
        let window = passage_of(text, part).expect("a part of the answer");
        let content =
            fit(0, |_| Document { events: answer::events(&answer, None, window.clone()) });
        assert_allowed(&content);
        assert_eq!(content.html, expected, "{part:?} of {text:?}");
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

fn size(Content { plain, html }: &Content) -> usize {
    [plain, html].map(|text| serde_json::to_string(text).expect("JSON").len()).iter().sum()
}

/// What a server would refuse or a client would drop, or worse, would not.
fn assert_allowed(content: &Content) {
    assert!(size(content) <= MAX_BYTES, "{} bytes", size(content));
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!content.plain.contains(control), "{:?}", content.plain);
    assert!(!content.html.contains(|c| control(c) && c != '\t'), "{:?}", content.html);

    let mut open: Vec<&str> = Vec::new();
    let mut parts = content.html.split('<');
    assert_text(parts.next().unwrap_or_default());
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("no tag: <{part}"));
        assert_text(text);
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{}", content.html);
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        match (name, attributes) {
            ("br" | "hr", "/") => continue,
            (
                "h3" | "h4" | "h5" | "h6" | "p" | "ul" | "ol" | "li" | "strong" | "em" | "del"
                | "code" | "pre" | "blockquote" | "table" | "thead" | "tbody" | "tr" | "th" | "td",
                "",
            ) => {}
            ("ol", attribute) => {
                let start = attribute.strip_prefix("start=\"").and_then(|s| s.strip_suffix('"'));
                assert!(start.is_some_and(|s| s.parse::<u64>().is_ok()), "<{tag}>");
            }
            ("code", attribute) => {
                let class = attribute.strip_prefix("class=\"language-");
                let class = class.and_then(|class| class.strip_suffix('"'));
                let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric());
                assert!(class.is_some_and(plain), "<{tag}>");
            }
            ("a", attribute) => {
                let href = attribute.strip_prefix("href=\"").and_then(|h| h.strip_suffix('"'));
                let href = href.unwrap_or_else(|| panic!("<{tag}>"));
                let safe = ["https://", "http://", "mailto:"].iter().any(|s| href.starts_with(s));
                assert!(safe && !href.contains('"'), "<{tag}>");
                assert!(!href.contains("matrix.to/#/@"), "<{tag}>");
                assert!(!open.contains(&"a"), "a link inside a link: {}", content.html);
            }
            _ => panic!("<{tag}> is not allowed"),
        }
        open.push(name);
        assert!(open.len() <= 100, "too deep");
    }
    assert_eq!(open, Vec::<&str>::new(), "left open: {}", content.html);
}

fn assert_text(text: &str) {
    assert!(!text.contains('>'), "{text:?}");
    for rest in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#x27;"];
        assert!(known.iter().any(|entity| rest.starts_with(entity)), "&{rest}");
    }
}

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
        // Any bytes, be they within a character or a mark.
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
            Reply::Candidates(vec![candidate; 3]),
            Reply::Answer(Answer::Unsure(vec![choice; 12])),
            Reply::Answer(Answer::Unknown { nearest_category: Some(category), contact }),
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
