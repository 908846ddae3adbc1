//! A piece of a web page → Markdown. The piece is first reduced to what an answer can
//! hold, so that what a site adds around its text never reaches an entry.

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, HrStyle, LinkStyle, Options};
use htmd::{Element, HtmlToMarkdown};
use pulldown_cmark::Event;
use scraper::Html;

use super::node::{self, NodeRef};
use super::origin::Page;
use super::reduce::Reduced;
use super::warning::{Warning, Warnings};
use super::{label, prose};
use crate::faq::Markdown;

/// The Markdown of a piece of HTML: a JSON-LD answer or a cell. Warnings name `question`.
pub fn fragment_to_markdown(
    html: &str,
    question: &str,
    page: &Page,
    warnings: &mut Warnings,
) -> String {
    let fragment = Html::parse_fragment(html);
    let root: NodeRef<'_> = *fragment.root_element();
    nodes_to_markdown(&[root], question, page, warnings)
}

/// The text of a piece of HTML, on one line.
pub fn fragment_to_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return prose::tidy(html);
    }
    node::text(*Html::parse_fragment(html).root_element())
}

/// Whether a cell is HTML and not words with a `<` among them.
pub fn is_html(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let closed = ["p", "a", "li", "ul", "div", "strong", "b", "em"];
    closed.iter().any(|name| lower.contains(&format!("</{name}>")))
        || ["<br>", "<br/>", "<br />"].iter().any(|tag| lower.contains(tag))
}

/// The Markdown of neighbouring nodes of a page, as the answer to `question`.
pub fn nodes_to_markdown(
    nodes: &[NodeRef<'_>],
    question: &str,
    page: &Page,
    warnings: &mut Warnings,
) -> String {
    let reduced = Reduced::of(nodes, page);
    warnings.count_relative_links(reduced.relative_links);
    for what in reduced.lost {
        warnings.push(Warning::LeftOut { question: label::question(question), what });
    }
    let converter = HtmlToMarkdown::builder()
        .options(Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            br_style: BrStyle::Backslash,
            hr_style: HrStyle::Dashes,
            link_style: LinkStyle::InlinedPreferAutolinks,
            ..Options::default()
        })
        .add_handler(vec!["del"], struck)
        .build();
    // Reading from a string in memory does not fail. If it did, the answer would be empty
    // and a warning would name its question.
    let markdown = converter.convert(&reduced.html).unwrap_or_default();
    without_raw_html(tidy_lines(&markdown))
}

/// The converter has no strikethrough of its own. Readers of answers show it.
fn struck(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let words = handlers.walk_children(element.node).content;
    let inside = words.trim();
    if inside.is_empty() || inside.contains("~~") || inside.contains("\n\n") {
        return Some(words.into());
    }
    let before = &words[..words.len() - words.trim_start().len()];
    let after = &words[words.trim_end().len()..];
    Some(format!("{before}~~{inside}~~{after}").into())
}

/// Tidies white space as [`prose::tidy`] does, makes list items of bullets typed as signs,
/// removes line breaks at the end of paragraphs, and leaves one empty line between blocks.
/// Code stays as it is.
fn tidy_lines(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence = false;
    for line in markdown.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_fence = line[indent..].starts_with("```") || line[indent..].starts_with("~~~");
        fence ^= is_fence;
        if fence || is_fence {
            lines.push(line.to_owned());
            continue;
        }
        let mut words = prose::tidy(line);
        let ends_block = words.is_empty() || words == "\\";
        if ends_block {
            words.clear();
            if let Some(last) = lines.last_mut().filter(|last| last.ends_with('\\')) {
                last.pop();
            }
            if lines.last().is_none_or(String::is_empty) {
                continue;
            }
        }
        let bullet = words
            .strip_prefix(['•', '‣', '◦', '▪', '●', '·', '\u{f0b7}', '\u{f0a7}'])
            .map(str::trim_start);
        if let Some(item) = bullet.filter(|item| !item.is_empty()) {
            if let Some(last) = lines.last_mut().filter(|last| last.ends_with('\\')) {
                last.pop();
            }
            words = format!("- {item}");
        }
        if words.is_empty() {
            lines.push(String::new());
        } else {
            lines.push(format!("{}{words}", " ".repeat(indent)));
        }
    }
    let mut tidied = lines.join("\n");
    loop {
        tidied.truncate(tidied.trim_end_matches(['\n', '\\']).len());
        // A rule below an answer only separates it from the next question.
        let last = tidied.rfind('\n').map_or(0, |at| at + 1);
        if last == 0 || !matches!(&tidied[last..], "- - -" | "---" | "***" | "* * *") {
            break;
        }
        tidied.truncate(last);
    }
    tidied
}

/// Escapes each `<` that Markdown would read as a tag.
fn without_raw_html(markdown: String) -> String {
    let mut markdown = markdown;
    // Escaping one tag can make another one visible, seldom more than once.
    for _ in 0..8 {
        let parsed = Markdown::new(markdown.as_str());
        let mut tags: Vec<usize> = Vec::new();
        for (event, range) in parsed.events() {
            if matches!(event, Event::Html(_) | Event::InlineHtml(_)) {
                tags.extend(
                    markdown[range.clone()].match_indices('<').map(|(at, _)| range.start + at),
                );
            }
        }
        if tags.is_empty() {
            return markdown;
        }
        tags.sort_unstable();
        tags.dedup();
        for at in tags.into_iter().rev() {
            markdown.insert(at, '\\');
        }
    }
    markdown.replace('<', "&lt;")
}

/// The Markdown of text that somebody typed or pasted. Text that was meant as Markdown
/// stays, without raw HTML; any other text is read as words.
pub fn typed_to_markdown(text: &str) -> String {
    if prose::is_markdown(text) {
        without_raw_html(tidy_lines(text))
    } else {
        prose::to_markdown(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::origin::web_address;

    fn check(html: &str, expected: &str) {
        let page = Page::at(web_address("https://exemple.fr/faq/page").as_ref());
        let markdown = fragment_to_markdown(html, "Où ?", &page, &mut Warnings::default());
        assert_eq!(markdown, expected, "{html}");
    }

    #[test]
    fn answers_keep_their_shape() {
        check("<p>Un.</p><p>Deux.</p>", "Un.\n\nDeux.");
        check("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c");
        check("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b");
        check("Un.<br><br>Deux.", "Un.\n\nDeux.");
        check("<p>Un.</p><hr><p>Deux.</p><hr>", "Un.\n\n- - -\n\nDeux.");
        check("<p>Un,<br>deux.<br></p><p>Trois.</p>", "Un,\\\ndeux.\n\nTrois.");
        check("<p>Voici :<br>• a<br>• b</p>", "Voici :\n- a\n- b");
        check("<b>gras</b> et <em>penché</em>", "**gras** et *penché*");
        check("<dl><dt>Quand</dt><dd>Le lundi.</dd></dl>", "**Quand**\n\nLe lundi.");
    }

    #[test]
    fn what_markdown_has_no_sign_for_keeps_its_sense() {
        check(
            "10<sup>6</sup> m<sup>2</sup>, 1<sup>er</sup>, x<sup>n+1</sup>",
            "10⁶ m², 1er, x^(n+1)",
        );
        check("<del>100 €</del> 80 €, <s>non</s> oui", "~~100 €~~ 80 €, ~~non~~ oui");
        check(
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td><ul><li>x</li><li>y</li></ul></td></tr></table>",
            "| A | B |\n| --- | ------- |\n| 1 2 | • x • y |",
        );
        check("<table><tr><td><p>Un.</p><p>Deux.</p></td></tr></table>", "Un.\n\nDeux.");
        check("<a href='tel:+33123456789'>appelez-nous</a>", "appelez-nous (+33123456789)");
        check("<a href='tel:+33123456789'>01 23 45 67 89</a>", "01 23 45 67 89");
        check(
            "<a href='mailto:a@b.fr?subject=x'>Écrivez</a> ou <a href='mailto:a@b.fr'>a@b.fr</a>",
            "Écrivez (a@b.fr) ou a@b.fr",
        );
    }

    #[test]
    fn media_become_links() {
        check(
            "<a href='doc.pdf'><img src='/p.png' alt='Le PDF'></a>",
            "[Le PDF](https://exemple.fr/faq/doc.pdf)",
        );
        check(
            "<a href='/le%20plan.pdf'><img src='/p.png'></a>",
            "[le plan.pdf](https://exemple.fr/le%20plan.pdf)",
        );
        check("<video src='v.mp4'></video>", "[Vidéo](https://exemple.fr/faq/v.mp4)");
        check(
            "<audio><source src='/a.mp3'></audio>",
            "[Enregistrement audio](https://exemple.fr/a.mp3)",
        );
        check(
            "<iframe title='Le trajet' src='https://www.youtube.com/embed/x?rel=0'></iframe>",
            "[Le trajet](https://www.youtube.com/watch?v=x)",
        );
    }

    #[test]
    fn what_is_around_an_answer_stays_out() {
        check("<p>Oui.</p><script>non()</script><style>p{}</style><nav>menu</nav>", "Oui.");
        check(
            "<p>Oui.<svg><text>x</text></svg></p><form>Envoyer</form><button>Copier</button>",
            "Oui.",
        );
    }

    #[test]
    fn links_are_absolute_and_safe() {
        check("<a href='/aide?a=1&b=2'>aide</a>", "[aide](https://exemple.fr/aide?a=1&b=2)");
        check("<a href='autre'>autre</a>", "[autre](https://exemple.fr/faq/autre)");
        check("<a href='#bas'>bas</a>", "[bas](https://exemple.fr/faq/page#bas)");
        check("<a href='javascript:x()'>ici</a>", "ici");
        check("Voir https://a.fr/x.", "Voir <https://a.fr/x>.");
        check("<a href='https://a.fr/'>https://a.fr/</a>", "<https://a.fr/>");
        check("<a href='https://a.fr'>le site</a>", "[le site](https://a.fr)");
        check(
            "<img src='/p.png'><img src='/q.png' alt='Plan'>",
            "![Plan](https://exemple.fr/q.png)",
        );
    }

    #[test]
    fn words_are_never_marks() {
        check("<p>&lt;b&gt; n’est pas *gras*</p>", "\\<b> n’est pas \\*gras\\*");
        check("<p># 1</p>", "\\# 1");
    }

    #[test]
    fn a_link_without_host_is_told() {
        let mut warnings = Warnings::default();
        let html = "<a href='/a'>a</a> <a href='b'>b</a>";
        let markdown = fragment_to_markdown(html, "Où ?", &Page::default(), &mut warnings);
        assert_eq!(markdown, "a b");
        let told: Vec<_> = warnings.into_list().into_iter().map(|told| told.warning).collect();
        assert_eq!(told, [Warning::RelativeLinks { count: 2 }]);
    }

    #[test]
    fn a_very_deep_page_is_read() {
        let html = format!("{}mot", "<div><b>".repeat(3_000));
        let markdown =
            fragment_to_markdown(&html, "Où ?", &Page::default(), &mut Warnings::default());
        assert!(markdown.contains("mot"));
    }

    const PIECES: [&str; 28] = [
        "<",
        ">",
        "/",
        "p",
        "b",
        "a href='",
        "'",
        "li",
        "ul",
        "ol",
        "br",
        "table",
        "td",
        "tr",
        "&lt;",
        "!--",
        "pre",
        "code",
        "`",
        "*",
        "_",
        "é",
        " ",
        "\n",
        "\\",
        "http://x.fr",
        "<a>",
        "#",
    ];

    proptest! {
        #[test]
        fn no_html_panics_or_leaves_tags(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40),
        ) {
            let html = pieces.concat();
            let markdown = fragment_to_markdown(
                &html,
                "Où ?",
                &Page::default(),
                &mut Warnings::default(),
            );
            let markdown = Markdown::new(markdown);
            let raw = markdown.events().any(|(e, _)| matches!(e, Event::Html(_) | Event::InlineHtml(_)));
            prop_assert!(!raw, "{:?}", markdown);
        }
    }
}
