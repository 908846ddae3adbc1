//! A Markdown file, of a repository or a documentation site. It is rendered as the page that
//! readers see, and that page is read as all pages are: headings, bold lines, `<details>` and
//! tables then have one meaning in both formats.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value as Json;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::html::Around;
use super::origin::web_address;
use super::place::Places;
use super::warning::{Warning, Warnings};
use super::{containers, dates, footer, html, markup, notes, prose};

/// Whether a line of the text is a heading, a bold line, a list item in bold, a row of a
/// table or something that unfolds.
pub fn recognises(text: &str) -> bool {
    let body = front_matter(text).1;
    let mut fence = false;
    let mut before = "";
    for line in body.lines() {
        let line = line.trim();
        fence ^= containers::is_fence(line);
        if fence {
            continue;
        }
        let hashes = line.len() - line.trim_start_matches('#').len();
        let spaced = (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\u{a0}']);
        let heading = spaced
            || containers::glued_heading(line).is_some()
            || containers::wiki_heading(line).is_some();
        let item = list_item(line);
        let bold = ["**", "__"]
            .iter()
            .any(|mark| item.starts_with(mark) && item.matches(mark).count() >= 2);
        let underlined = !before.is_empty()
            && line.len() >= 3
            && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'));
        let table = line.starts_with('|') && line.contains("---");
        let unfolds = line.starts_with("<details") || containers::opens(line);
        let defined = prose::is_question(before) && line.starts_with(": ");
        if defined || heading || bold || underlined || table || unfolds {
            return true;
        }
        before = line;
    }
    front_matter(text).0.is_some_and(|matter| title(&matter).is_some())
}

/// A line without the mark of a list item.
fn list_item(line: &str) -> &str {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark));
    let numbered = || {
        let rest = [". ", ") "].iter().find_map(|mark| digits.strip_prefix(mark));
        rest.filter(|_| digits.len() < line.len())
    };
    marked.or_else(numbered).map_or(line, str::trim_start)
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let (matter, body) = front_matter(input.text);
    let Rendered { html: rendered, footer } = render(&containers::unfolded(body));
    let mut drafts = html::read_page(&rendered, Around::Reported, input, warnings)?;
    if let Some(footer) = &footer {
        let text: String = footer.chars().take(60).collect();
        warnings.push_whole(Warning::Footer { text });
    }
    let updated = footer.as_deref().and_then(dates::update_mention);
    let Some(matter) = matter else {
        for draft in &mut drafts {
            draft.updated = draft.updated.or(updated);
        }
        return Ok(drafts);
    };
    let stated = ["updated", "lastmod", "last_modified_at", "last_updated", "modified", "date"]
        .iter()
        .find_map(|key| matter.get(key)?.as_str().and_then(dates::find));
    let updated = stated.or(updated);
    let source = ["source", "canonical_url", "canonical", "url"]
        .iter()
        .find_map(|key| matter.get(key)?.as_str().and_then(web_address));
    // Some sites keep each question in a file of its own, with the question as its title.
    if let (true, Some(question)) = (drafts.is_empty(), title(&matter)) {
        let page = super::origin::Page::at(input.source.or(source.as_ref()));
        let line = Places::new(input.text).line(&question);
        warnings.at(line);
        let answer = markup::fragment_to_markdown(&rendered, &question, &page, warnings);
        warnings.at(None);
        drafts.push(Draft { question, answer, line, ..Draft::default() });
    }
    for draft in &mut drafts {
        draft.source = draft.source.take().or_else(|| source.clone());
        draft.updated = draft.updated.or(updated);
    }
    Ok(drafts)
}

/// The front matter of a file, if it is a YAML mapping, and what is below it.
fn front_matter(text: &str) -> (Option<Json>, &str) {
    let Some(rest) = text.trim_start().strip_prefix("---\n") else { return (None, text) };
    let end = rest.match_indices("\n---").map(|(at, _)| at).find(|at| {
        rest[at + 4..].trim_start_matches([' ', '-']).starts_with(['\n']) || rest.len() == at + 4
    });
    let Some(end) = end else { return (None, text) };
    let body = rest[end + 4..].trim_start_matches(['-', ' ']);
    match serde_saphyr::from_str::<Json>(&rest[..end]) {
        Ok(matter) if matter.is_object() => (Some(matter), body),
        _ => (None, text),
    }
}

/// The question that the title of a front matter asks.
fn title(matter: &Json) -> Option<String> {
    ["question", "title", "titre"]
        .iter()
        .find_map(|key| matter.get(key)?.as_str())
        .filter(|title| prose::is_question(title))
        .map(str::to_owned)
}

/// A Markdown file as its readers see it.
struct Rendered {
    /// The page. What HTML the Markdown holds is kept.
    html: String,
    /// The words of the footer, which is not in the page.
    footer: Option<String>,
}

fn render(markdown: &str) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST;
    let mut in_heading = false;
    let mut body = notes::with_notes(Parser::new_ext(markdown, options));
    let mut footer: Option<String> = None;
    while let Some((at, text)) = footer::of(&body) {
        body.truncate(at);
        footer = Some(footer.map_or(text.clone(), |below| format!("{text} {below}")));
    }
    let events = body.into_iter().filter_map(|event| match event {
        Event::Start(Tag::Heading { .. }) => {
            in_heading = true;
            Some(event)
        }
        Event::End(TagEnd::Heading(_)) => {
            in_heading = false;
            Some(event)
        }
        // `:question:` of a heading is an ornament that no browser shows as words.
        Event::Text(text) if in_heading => Some(Event::Text(without_shortcodes(text))),
        Event::TaskListMarker(_) => None,
        event => Some(event),
    });
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    Rendered { html: format!("<body>{html}</body>"), footer }
}

/// A text without `:shortcode:` and without `{: #anchor }`.
fn without_shortcodes(text: CowStr<'_>) -> CowStr<'_> {
    let mut kept = text.to_string();
    if let Some(at) = kept.find("{:").filter(|_| kept.trim_end().ends_with('}')) {
        kept.truncate(at);
    }
    while let Some((start, end)) = shortcode(&kept) {
        kept.replace_range(start..end, "");
    }
    if kept.len() == text.len() { text } else { kept.trim().to_owned().into() }
}

fn shortcode(text: &str) -> Option<(usize, usize)> {
    text.match_indices(':').find_map(|(start, _)| {
        let name = &text[start + 1..];
        let len = name.find(':')?;
        let named = len >= 2
            && name[..len].starts_with(|c: char| c.is_ascii_lowercase())
            && name[..len]
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        named.then_some((start, start + len + 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_of_markdown_are_recognised() {
        for (text, expected) in [
            ("# FAQ\n\n## Où ?\nIci.", true),
            ("**Où ?**\nIci.", true),
            ("- **Où ?** Ici.", true),
            ("Où ?\n----\nIci.", true),
            ("::: details Où ?\nIci.\n:::", true),
            ("---\ntitle: Où ?\n---\nIci.", true),
            ("Où ?\n: Ici.", true),
            ("Où ?\n\n- ici\n- là", false),
            ("```\n# commentaire\n```", false),
        ] {
            assert_eq!(recognises(text), expected, "{text}");
        }
    }
}
