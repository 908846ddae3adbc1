//! A reader of Discord's Markdown that is not ours (npm's `discord-markdown-parser`) reads
//! every page back: the words, the marks around them and the links are those of the answer.
//!
//! `.ci/discord-peers` installs it under `target/`. `tests/it/discord/peers/markdown.mjs`
//! adds what the library does not know: the items of a list.

use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use proptest::prelude::*;
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Deserialize;

use super::{Pages, pages};
use crate::faq::load::Folder;
use crate::faq::{Markdown, today};

/// A run of text as the independent reader shows it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Run {
    text: String,
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
    block: bool,
    quote: bool,
    link: Option<String>,
    unexpected: Option<String>,
}

/// A character with what is around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    c: char,
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
    block: bool,
    quote: bool,
    link: Option<String>,
}

struct Reader {
    _node: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// One process for all tests: starting it takes longer than reading a thousand pages.
static READER: Mutex<Option<Reader>> = Mutex::new(None);

impl Reader {
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/discord-peers");
        if !folder.join("node_modules/discord-markdown-parser").is_dir() {
            return None;
        }
        let mut node = Command::new("node")
            .arg(folder.join("markdown.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let to = node.stdin.take().expect("its input");
        let from = BufReader::new(node.stdout.take().expect("its output"));
        Some(Self { _node: node, to, from })
    }

    fn read(&mut self, page: &str) -> Vec<Run> {
        let line = serde_json::to_string(page).expect("JSON");
        writeln!(self.to, "{line}").expect("it reads");
        let mut answer = String::new();
        self.from.read_line(&mut answer).expect("it answers");
        serde_json::from_str(&answer).expect("a list of runs")
    }
}

/// Whether the reader is there. Says so when it is not, and panics where no test may be
/// skipped.
fn installed() -> bool {
    let mut reader = READER.lock().unwrap_or_else(PoisonError::into_inner);
    if reader.is_none() {
        *reader = Reader::start();
    }
    let what = "the reader of Discord's Markdown is not installed: .ci/discord-peers";
    if reader.is_none() {
        assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
        eprintln!("SKIPPED: {what}");
    }
    reader.is_some()
}

/// What Discord shows of the pages, one after the other.
fn read_back(Pages { pages, .. }: &Pages) -> Vec<Shown> {
    let mut reader = READER.lock().unwrap_or_else(PoisonError::into_inner);
    let reader = reader.as_mut().expect("it is installed");
    let mut shown = Vec::new();
    for run in pages.iter().flat_map(|page| reader.read(page)) {
        let Run { text, bold, italic, strike, code, block, quote, link, unexpected } = run;
        assert_eq!(unexpected, None, "in {pages:?}");
        let link = link.map(|link| decoded(&link));
        // An address that Discord links itself is shown as it is encoded.
        let text = if link.as_deref() == Some(&*decoded(&text)) { decoded(&text) } else { text };
        // Code with backticks of every kind has another mark in their place.
        let text = text.replace('ˋ', "`");
        shown.extend(text.chars().filter(|c| counts(*c)).map(|c| Shown {
            c,
            bold,
            italic,
            strike,
            code,
            block,
            quote,
            link: link.clone(),
        }));
    }
    shown
}

/// White space may differ, a separator may stand between two marks, and `·` between cells.
fn counts(c: char) -> bool {
    !c.is_whitespace() && c != '\u{200b}' && c != '·'
}

fn decoded(address: &str) -> String {
    ["\\", "*", "~", "`", "|", "<", ">", "[", "]", "(", ")"].iter().fold(
        address.to_owned(),
        |address, mark| {
            let code = u32::from(mark.chars().next().expect("a character"));
            address.replace(&format!("%{code:02X}"), mark)
        },
    )
}

/// What the answer says, without bullets and numbers.
fn written(answer: &Markdown, passage: Option<&Range<usize>>) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut now = Shown::default();
    let [mut bold, mut italic, mut strike, mut quote] = [0usize; 4];
    let mut links: Vec<Option<String>> = Vec::new();
    for (event, range) in answer.events() {
        let starts = matches!(event, Event::Start(_));
        let step = |depth: &mut usize| if starts { *depth += 1 } else { *depth -= 1 };
        match &event {
            Event::Start(Tag::Strong | Tag::Heading { .. } | Tag::TableHead)
            | Event::End(TagEnd::Strong | TagEnd::Heading(_) | TagEnd::TableHead) => {
                step(&mut bold)
            }
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => step(&mut italic),
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) => {
                step(&mut strike);
            }
            Event::Start(Tag::BlockQuote(_)) | Event::End(TagEnd::BlockQuote(_)) => {
                step(&mut quote)
            }
            Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => now.block = starts,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let target = decoded(dest_url);
                links.push(Some(target).filter(|target| target.starts_with("http")));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => drop(links.pop()),
            _ => {}
        }
        now.code = matches!(event, Event::Code(_));
        let text: &str = match &event {
            Event::Text(text) | Event::Code(text) => text,
            Event::Html(html) | Event::InlineHtml(html) => &super::plain::without_tags(html),
            _ => continue,
        };
        let same = answer.as_str().get(range.clone()) == Some(text);
        for (at, c) in text.char_indices().filter(|(_, c)| counts(*c)) {
            let at = range.start + if same { at } else { 0 };
            let in_passage = passage.is_some_and(|passage| passage.contains(&at));
            found.push(Shown {
                c,
                bold: bold > 0 || in_passage,
                italic: italic > 0,
                strike: strike > 0,
                quote: quote > 0,
                link: links.iter().flatten().next().cloned(),
                ..now.clone()
            });
        }
    }
    found
}

/// Where what is shown is not what is written.
fn difference(answer: &Markdown, passage: Option<&Range<usize>>, limit: usize) -> Option<String> {
    let pages = pages(answer, passage, limit);
    let (shown, mut written) = (read_back(&pages), written(answer, passage));
    // A page without a word shows `…`.
    if written.is_empty() {
        return None;
    }
    let mut shown_too = shown.clone();
    for (shown, written) in shown_too.iter_mut().zip(&mut written) {
        // Code that would end a mark around it has none.
        if written.code || written.block {
            for one in [&mut *shown, &mut *written] {
                (one.bold, one.italic, one.strike) = (false, false, false);
            }
        }
        if written.block {
            written.link = None;
        }
        // Discord links every address, the answer only some.
        if written.link.is_none() {
            shown.link = None;
        }
    }
    let at =
        (0..shown_too.len().max(written.len())).find(|&at| shown_too.get(at) != written.get(at))?;
    let around: String =
        written[at.saturating_sub(20)..(at + 20).min(written.len())].iter().map(|s| s.c).collect();
    Some(format!(
        "at character {at}, near {around:?}:\nshown   {:?}\nwritten {:?}\nanswer {:?}\npages {:#?}",
        shown.get(at),
        written.get(at),
        answer.as_str(),
        pages.pages
    ))
}

#[test]
fn what_is_written_is_shown() {
    if !installed() {
        return;
    }
    let rows = [
        "- **A**\n- **B**",
        "- [la page](https://a.fr/x)\n- [la page](https://a.fr/x)",
        "1. *a*\n2. *b*\n\n   *c*\n   - **d**\n   - **e**\n\n**f**\n\n**g**",
        "> **a**\n>\n> **b**\n\n**c**\n\n> - *d*\n> - *e*",
        "**a**\n**b**\\\n**c**",
        "*a***b** **c***d* ~~e~~~~f~~ **a *b*** ***a* b** ***a** b*",
        "(https://a.fr/b_c_d) «\u{a0}https://a.fr/b_c\u{a0}» **https://a.fr/x_y**, *https://a.fr/x_(y)*.",
        "**`a*b`** *`a**`* ~~`~~`~~ `` ` `` ``a`b`` `a` `b` `a`**`b`**",
        "[**a** `b` *c*](https://a.fr/d_e(f)) [a \\[b\\] c](https://a.fr)",
        "> ```sh\n> un **deux**\n>\n>   > trois\n> ```\n> suite\n\n- ```\n  a\n  ```\n- b",
        "```\na\n\n\nb\n```\n\n```\nc\n```",
        "| **a** | b |\n|---|---|\n| *c* | ~~d~~ |\n| e | |\n| | f |",
        "# *a* **b**\n## c\n**d**",
        "a\\](b) c\\_d \\# \\- 1\\. e\n\n\\# f\n\n\\- g\n\n1\\. h\n\n\\> i",
        "¯\\\\\\_(ツ)\\_/¯ @everyone <@123456789012345678> ||a|| 👩‍⚕️ __b__ e\u{301}",
    ];
    for row in rows {
        for limit in [4_096, 200] {
            let answer = Markdown::new(row);
            let different = difference(&answer, None, limit);
            assert!(different.is_none(), "{}", different.unwrap_or_default());
        }
    }
}

/// What Discord cannot show as a link has its address behind it.
#[test]
fn a_link_that_cannot_be_one_shows_its_address() {
    let rows = [
        ("[https://a.fr/b](https://a.fr/b#c)", "https://a.fr/b#c"),
        ("[voir https://a.fr/b](https://a.fr/c)", "voir https://a.fr/b (<https://a.fr/c>)"),
        ("[voir https://a.fr](https://a.fr)", "voir https://a.fr"),
        ("[a \\[b](https://a.fr/c).", "a \\[b (<https://a.fr/c>)."),
        ("| a |\n|---|\n| [https://a.fr](https://a.fr) |", "**a**\nhttps://a.fr"),
        ("[courriel](mailto:a_x@b.fr)", "courriel (a\\_x@b.fr)"),
        ("[nous](mailto:a@b.fr?subject=Aide%20svp).", "nous (a@b.fr)."),
        ("[a@b.fr](mailto:a@b.fr?subject=x)", "a@b.fr"),
        ("<a@b.fr>", "a@b.fr"),
    ];
    for (answer, expected) in rows {
        assert_eq!(pages(&Markdown::new(answer), None, 4_096).pages, [expected], "{answer}");
    }
}

#[test]
fn rows_of_a_table_have_a_mark_between_cells_alone() {
    let table = "| a | b | c |\n|---|---|---|\n| d | | |\n| | e | |\n| f | | g |";
    let expected = "**a** · **b** · **c**\nd\n· e\nf · · g";
    assert_eq!(pages(&Markdown::new(table), None, 4_096).pages, [expected]);
}

#[test]
fn every_bundled_answer_is_read_back() {
    if !installed() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq");
    let faq = Folder::new(&folder).load(today()).expect("the bundled FAQ is sound").faq;
    let mut different = Vec::new();
    for entry in faq.collections().iter().flat_map(|collection| &collection.entries) {
        let sentences = entry.answer.sentences();
        for passage in std::iter::once(None).chain(sentences.iter().map(Some)) {
            for limit in [4_096, 700] {
                let found = difference(&entry.answer, passage, limit);
                different.extend(found.map(|found| format!("{}: {found}", entry.id)));
            }
        }
    }
    assert!(different.is_empty(), "{} cards:\n{}", different.len(), different[0]);
}

fn markdown() -> impl Strategy<Value = String> {
    let plain = prop_oneof![
        6 => "[a-zàéêçœ’]{1,12}",
        1 => "[#>*_~`|<!:.;-]{1,3}",
        1 => "\\(https://e\\.example/[a-z_]{1,20}\\)[.,;]?",
        1 => "«\u{a0}https://e\\.example/[a-z_]{1,20}\u{a0}»",
        1 => "https://e\\.example/[a-z_]{1,20}",
        1 => "`[a-z_*~]{1,10}`",
        1 => "``[a-z]{1,5}`[a-z]{1,5}``",
    ];
    let words = prop::collection::vec(plain, 1..4).prop_map(|words| words.join(" "));
    let marked = prop_oneof![
        3 => words.clone(),
        1 => words.clone().prop_map(|words| format!("**{words}**")),
        1 => words.clone().prop_map(|words| format!("*{words}*")),
        1 => words.clone().prop_map(|words| format!("~~{words}~~")),
        1 => (words.clone(), words.clone()).prop_map(|(a, b)| format!("**{a} *{b}***")),
        1 => (words.clone(), words.clone()).prop_map(|(a, b)| format!("*{a}***{b}**")),
        1 => "\\[[a-zé ]{0,9}[a-z]\\]\\(https://e\\.example/[a-z_]{0,5}(\\([a-z]{1,5}\\))?\\)",
        1 => "\\[\\*\\*[a-z]{1,5}\\*\\* `[a-z]{1,5}`\\]\\(https://e\\.example/[a-z]{0,10}\\)",
    ];
    let line = prop::collection::vec((marked, prop_oneof![4 => Just(" "), 1 => Just("")]), 1..6)
        .prop_map(|parts| parts.into_iter().map(|(part, gap)| part + gap).collect::<String>());
    let lines = prop::collection::vec(line.clone(), 1..4);
    let block = prop_oneof![
        4 => line.clone(),
        1 => line.clone().prop_map(|line| format!("## {line}")),
        1 => lines.clone().prop_map(|lines| format!("- {}", lines.join("\n- "))),
        1 => lines.clone().prop_map(|lines| format!("1. {}", lines.join("\n   - "))),
        1 => lines.clone().prop_map(|lines| format!("- {}", lines.join("\n\n  "))),
        1 => lines.clone().prop_map(|lines| format!("> {}", lines.join("\n>\n> "))),
        1 => lines.clone().prop_map(|lines| format!("> - {}", lines.join("\n> - "))),
        1 => lines.clone().prop_map(|lines| lines.join("\\\n")),
        1 => lines.prop_map(|lines| format!("```\n{}\n```", lines.join("\n\n").replace("```", "'''"))),
        1 => line.prop_map(|line| format!("| a | b |\n|---|---|\n| {} | c |", line.replace('|', " "))),
    ];
    prop::collection::vec(block, 1..8).prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_answer_is_read_back(
        text in markdown(),
        chosen in any::<prop::sample::Index>(),
        limit in prop_oneof![Just(4_096usize), Just(300usize)],
    ) {
        if installed() {
            let answer = Markdown::new(text);
            let sentences = answer.sentences();
            let passage = (!sentences.is_empty()).then(|| &sentences[chosen.index(sentences.len())]);
            let different = difference(&answer, passage, limit);
            prop_assert!(different.is_none(), "{}", different.unwrap_or_default());
        }
    }
}
