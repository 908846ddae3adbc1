//! schema.org questions, mostly of a `FAQPage`, as pages publish them for search engines:
//! in a `<script type="application/ld+json">`, or saved as a separate file.

use scraper::{Html, Selector};
use serde_json::Value as Json;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::origin::{Page, web_address};
use super::place::Places;
use super::warning::{Warning, Warnings};
use super::{dates, markup, prose};

/// Whether the text is likely to have such data.
pub fn recognises(text: &str) -> bool {
    text.contains("acceptedAnswer")
        && (text.contains("ld+json") || text.trim_start().starts_with(['{', '[']))
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    let mut drafts = Vec::new();
    if input.text.trim_start().starts_with(['{', '[']) {
        let page = Page::at(input.source);
        let json = parse(input.text, 1, warnings);
        collect(&json, &page, &mut Context::default(), &mut drafts, warnings);
    } else {
        let document = Html::parse_document(input.text);
        let page = Page::of(&document, input.text, input.source);
        let scripts = Selector::parse("script[type*='ld+json' i]").expect("a constant selector");
        for script in document.select(&scripts) {
            let text = script.text().collect::<String>();
            let before = input.text.find(text.as_str()).map_or("", |at| &input.text[..at]);
            let first = 1 + before.bytes().filter(|byte| *byte == b'\n').count() as u64;
            let json = parse(&text, first, warnings);
            collect(&json, &page, &mut Context::default(), &mut drafts, warnings);
        }
    }
    let mut places = Places::new(input.text);
    for draft in &mut drafts {
        draft.line = places.line(&draft.question);
    }
    Ok(drafts)
}

/// Parses JSON as sites write it: with raw newlines inside strings, comment marks around
/// it, a semicolon after it, a comma after the last item. `first` is the line of the file
/// where the text begins.
fn parse(text: &str, first: u64, warnings: &mut Warnings) -> Json {
    let skipped = text.len() - text.trim_start().len();
    let first = first + text[..skipped].bytes().filter(|byte| *byte == b'\n').count() as u64;
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let text =
        text.trim_end_matches("-->").trim_end_matches("//]]>").trim_end().trim_end_matches(';');
    let strict = match serde_json::from_str(text) {
        Ok(json) => return json,
        Err(error) => error,
    };
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let lenient = serde_json::from_str(&spaced)
        .or_else(|_| serde_json::from_str(&without_last_commas(&spaced)));
    lenient.unwrap_or_else(|_| {
        let line = first + strict.line() as u64 - 1;
        let reason = format!("ligne {line}, colonne {}", strict.column());
        warnings.push_whole(Warning::BadJsonLd { reason });
        Json::Null
    })
}

/// JSON without the commas before a closing bracket.
fn without_last_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            quoted = true;
        } else if matches!(c, '}' | ']') {
            let words = kept.trim_end();
            if words.ends_with(',') {
                kept.truncate(words.len() - 1);
            }
        }
        kept.push(c);
    }
    kept
}

/// What the objects around a question say about it.
#[derive(Clone, Default)]
struct Context<'a> {
    url: Option<&'a str>,
    modified: Option<&'a str>,
}

/// Collects the questions of a value, at any depth. The JSON parser limits the depth.
fn collect<'a>(
    json: &'a Json,
    page: &Page,
    context: &mut Context<'a>,
    drafts: &mut Vec<Draft>,
    warnings: &mut Warnings,
) {
    match json {
        Json::Array(items) => {
            for item in items {
                collect(item, page, &mut context.clone(), drafts, warnings);
            }
        }
        Json::Object(object) => {
            let text = |key: &str| object.get(key).and_then(Json::as_str);
            let is_page =
                of_type(json, "FAQPage") || of_type(json, "QAPage") || of_type(json, "WebPage");
            if is_page {
                context.url = text("url").or_else(|| text("@id")).or(context.url);
            }
            context.modified = text("dateModified").or(context.modified);
            let name = text("name").or_else(|| text("text"));
            let answers: Vec<&str> = ["acceptedAnswer", "suggestedAnswer"]
                .iter()
                .filter_map(|key| object.get(*key))
                .find_map(|answer| Some(answer_texts(answer)).filter(|texts| !texts.is_empty()))
                .unwrap_or_default();
            if of_type(json, "Question")
                && let Some(name) = name
            {
                let question = markup::fragment_to_text(name);
                let answer = answers.join("\n\n");
                drafts.push(Draft {
                    answer: markdown(&answer, &question, page, context, warnings),
                    question,
                    source: page.url.clone().or_else(|| context.url.and_then(web_address)),
                    updated: context.modified.and_then(dates::find).or(page.updated),
                    ..Draft::default()
                });
                return;
            }
            for value in object.values().filter(|value| value.is_object() || value.is_array()) {
                collect(value, page, &mut context.clone(), drafts, warnings);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// The Markdown of an answer that may be HTML or plain text, whose lines are paragraphs.
fn markdown(
    answer: &str,
    question: &str,
    page: &Page,
    context: &Context<'_>,
    warnings: &mut Warnings,
) -> String {
    let own;
    let page = match (&page.url, context.url.and_then(web_address)) {
        (None, Some(url)) => {
            own = Page::at(Some(&url));
            &own
        }
        _ => page,
    };
    // In some answers the tags themselves are written as entities.
    let unescaped;
    let answer = if answer.contains("&lt;") && !answer.contains('<') {
        unescaped = answer
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        unescaped.as_str()
    } else {
        answer
    };
    if markup::is_html(answer) {
        return markup::fragment_to_markdown(answer, question, page, warnings);
    }
    let paragraphs = answer.lines().map(markup::fragment_to_text).collect::<Vec<_>>();
    prose::to_markdown(&paragraphs.join("\n"))
}

fn answer_texts(answer: &Json) -> Vec<&str> {
    match answer {
        Json::String(text) => vec![text],
        Json::Object(object) => object.get("text").and_then(Json::as_str).into_iter().collect(),
        Json::Array(items) => items.iter().flat_map(answer_texts).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) => Vec::new(),
    }
}

/// `"Question"`, `"schema:Question"`, `"https://schema.org/Question"` or one of
/// several.
fn of_type(json: &Json, wanted: &str) -> bool {
    let is = |name: &str| name.rsplit(['/', ':', '#']).next() == Some(wanted);
    match json.get("@type") {
        Some(Json::String(name)) => is(name),
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).any(is),
        _ => false,
    }
}
