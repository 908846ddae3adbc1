//! Markdown → HTML and text: marks, links, the passage, a part of an answer.

use super::allowed::assert_allowed;
use super::passage_of;
use crate::faq::Markdown;
use crate::platform::matrix::render::answer;
use crate::platform::matrix::render::document::Document;
use crate::platform::matrix::render::fit::fit;

/// The HTML and the text of an answer, without its title and source.
fn drawn(text: &str, passage: Option<&str>) -> (String, String) {
    let answer = Markdown::new(text);
    let passage = passage.map(|words| passage_of(text, words).expect("words of the answer"));
    let content =
        fit(0, |_| Document { events: answer::events(&answer, passage.as_ref(), 0..text.len()) });
    assert_allowed(&content);
    (content.html, content.plain)
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
        // Headings of an answer are below the title of its entry.
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
        // An address in the words of a link is only words.
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
        // Matrix shows only pictures that were uploaded to it.
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
        // Nobody is mentioned, and no name tag is drawn.
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
        // Ranges that are not whole sentences.
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
