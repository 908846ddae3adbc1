//! What an answer has that not every network shows as its author meant it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::fault::AnswerFault;
use super::markdown::Markdown;

/// The faults of an answer, each at its byte offset, in order. One kind of HTML is told of
/// once: who pastes a page has dozens.
pub fn faults(answer: &Markdown) -> Vec<(usize, AnswerFault)> {
    let text = answer.as_str();
    let mut found = Vec::new();
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut tags: Vec<String> = Vec::new();
    // Where the picture that is open begins, and whether it has words.
    let mut picture: Option<(usize, bool)> = None;
    for (event, range) in answer.events() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => code.push(range),
            Event::Start(Tag::Image { .. }) => picture = Some((range.start, false)),
            Event::End(TagEnd::Image) => {
                if let Some((at, false)) = picture.take() {
                    found.push((at, AnswerFault::PictureWithoutText));
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                for (at, tag) in opening_tags(&html) {
                    if !tags.contains(&tag) {
                        tags.push(tag.clone());
                        found.push((range.start + at, AnswerFault::RawHtml { tag }));
                    }
                }
            }
            Event::Text(words) if !words.trim().is_empty() => {
                picture = picture.map(|(at, _)| (at, true));
            }
            _ => {}
        }
    }
    let is_code = |at: usize| code.iter().any(|range| range.contains(&at));
    let marks = text.match_indices('[').filter_map(|(at, _)| {
        let label = text[at..].strip_prefix("[^")?.split_once(']')?.0;
        let is_label = !label.is_empty() && !label.contains(char::is_whitespace);
        is_label.then_some((at, AnswerFault::Footnote))
    });
    // The first note says it for all.
    found.extend(marks.filter(|(at, _)| !is_code(*at)).take(1));
    let marks = text.match_indices('<').filter_map(|(at, _)| {
        let mark = discord_mark(&text[at..])?;
        Some((at, AnswerFault::DiscordMark { mark: mark.to_owned() }))
    });
    found.extend(marks.filter(|(at, _)| !is_code(*at)));
    found.sort_by_key(|(at, _)| *at);
    found
}

/// The names of the elements that a piece of HTML opens, but for `<br>`, which is drawn.
fn opening_tags(html: &str) -> Vec<(usize, String)> {
    let names = html.match_indices('<').filter_map(|(at, _)| {
        let rest = &html[at + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        (is_name && name != "br").then_some((at, name))
    });
    names.collect()
}

/// What Discord alone reads, at the beginning of a text: `<#123>`, `<@123>`, `<t:123:R>`,
/// `</name:123>`, `<:name:123>` (its documentation, "Message Formatting").
fn discord_mark(text: &str) -> Option<&str> {
    let mark = text.get(..=text.find('>')?)?;
    let inner = &mark[1..mark.len() - 1];
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let named = |rest: &str| {
        let (name, id) = rest.rsplit_once(':').unwrap_or_default();
        !name.is_empty() && !name.contains('<') && is_id(id)
    };
    let is_mark = match inner.as_bytes() {
        [b'#', ..] => is_id(&inner[1..]),
        [b'@', b'!' | b'&', ..] => is_id(&inner[2..]),
        [b'@', ..] => is_id(&inner[1..]),
        [b't', b':', ..] => is_id(inner[2..].split(':').next().unwrap_or_default()),
        [b'a', b':', ..] => named(&inner[2..]),
        [b'/' | b':', ..] => named(&inner[1..]),
        _ => false,
    };
    is_mark.then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_as_meant_is_found() {
        let tag = |tag: &str| AnswerFault::RawHtml { tag: tag.to_owned() };
        let mark = |mark: &str| AnswerFault::DiscordMark { mark: mark.to_owned() };
        for (answer, expected) in [
            ("Oui. **Gras**, <https://a.fr>, `<u>`, a<br>b, <!-- note -->.", vec![]),
            (
                "![](https://a.fr/x.png) ![plan](https://a.fr/y.png)",
                vec![AnswerFault::PictureWithoutText],
            ),
            ("H<sub>2</sub>O et CO<sub>2</sub>", vec![tag("sub")]),
            ("<div>\n<b>gras</b>\n</div>", vec![tag("div"), tag("b")]),
            ("Voir[^1].\n\n[^1]: La note.", vec![AnswerFault::Footnote]),
            ("Un crochet [^ ] et `[^1]`", vec![]),
            (
                "<#123> <@!45> </faq:1> <t:1:R> <:ok:2>",
                vec![
                    mark("<#123>"),
                    mark("<@!45>"),
                    mark("</faq:1>"),
                    mark("<t:1:R>"),
                    mark("<:ok:2>"),
                ],
            ),
            ("a < b > c, <#accueil>, `<#123>`", vec![]),
        ] {
            let found: Vec<_> =
                faults(&Markdown::new(answer)).into_iter().map(|(_, f)| f).collect();
            assert_eq!(found, expected, "{answer}");
        }
    }
}
