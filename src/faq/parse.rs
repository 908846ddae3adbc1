//! The text of one entry file → an `Entry`, or all its problems. Pure: it reads no
//! file and knows no other entry. It also prepares what the lint compares, so that
//! this work is done once per change of a file and not at each load.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use serde_saphyr::Spanned;
use url::Url;

use super::acronym;
use super::answer_faults;
use super::entry::{Entry, EntryId};
use super::fault::{Shape, YamlFault};
use super::fold::{self, Folded};
use super::front_matter::{self, Parts};
use super::keys::{self, KEYS};
use super::lines::{LineColumn, Lines};
use super::markdown::Markdown;
use super::problem::{Problem, ProblemKind, Severity, WHOLE_FILE};
use super::quoting;
use super::values::{self, nfc};
use super::yaml::Node;

/// What one entry file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedEntry {
    /// Relative to the FAQ's folder.
    pub path: PathBuf,
    /// Present when no problem is an error.
    pub entry: Option<Arc<Entry>>,
    /// In no particular order. A `review_by` in the past is not among them, because that
    /// changes from day to day while the file does not.
    pub problems: Vec<Problem>,
    /// Whether the entry has no source of its own and takes its collection's.
    pub needs_source: bool,
    /// The question first, if it could be read, then the variants.
    pub asks: Box<[Ask]>,
    /// `review_by` and its place in the file.
    pub review_by: Option<(Date, LineColumn)>,
    /// Each acronym once, in the order of their places.
    pub acronyms: Box<[(Box<str>, LineColumn)]>,
}

/// A question or a variant, as the lint compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whether it is the entry's question and not a variant.
    pub is_question: bool,
    /// Its place in the file.
    pub place: LineColumn,
    /// What it is compared by.
    pub folded: Folded,
}

impl ParsedEntry {
    /// Whether the entry asks a question, case, accents and punctuation aside: what the lint
    /// reports as the same question.
    pub fn asks_question(&self, question: &str) -> bool {
        let own = self.asks.iter().find(|ask| ask.is_question);
        let wanted = Folded::new(question, true);
        own.zip(wanted).is_some_and(|(own, wanted)| own.folded.exact == wanted.exact)
    }
}

/// Reads the text of an entry file without its name and its collection, for which any stand
/// in: of the problems only those of the text itself are told.
pub fn alone(file: &Path, text: &str) -> ParsedEntry {
    let id = EntryId::new("entree").expect("letters are an id");
    let source = Url::parse("https://source.invalid/").expect("an address");
    entry(file, &id, text, Some(&source))
}

/// Reads the text of an entry file. `source` is the collection's.
pub fn entry(file: &Path, id: &EntryId, text: &str, source: Option<&Url>) -> ParsedEntry {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::new(text);
    let mut reading = EntryReading {
        file,
        text,
        lines: &lines,
        yaml_at: 0,
        lines_before: 0,
        problems: Vec::new(),
        acronyms: Vec::new(),
        asks: Vec::new(),
    };
    let (draft, answer) = match front_matter::split(text) {
        Ok(parts) => {
            let answer = reading.answer(&parts);
            (reading.front_matter(&parts), answer)
        }
        Err((at, kind)) => {
            let place = match kind {
                ProblemKind::EmptyFile => WHOLE_FILE,
                _ => lines.at(at),
            };
            reading.problem(place, kind);
            (None, None)
        }
    };
    let needs_source = draft.as_ref().is_some_and(|draft| draft.source.is_none());
    if let Some(draft) = &draft
        && needs_source
        && source.is_none()
        && !draft.source_is_wrong
    {
        reading.problem((reading.lines_before, 1), ProblemKind::NoSource);
    }
    let review_by = draft.as_ref().and_then(|draft| draft.review_by);
    let EntryReading { problems, mut acronyms, asks, .. } = reading;
    let sound = problems.iter().all(|problem| problem.severity() == Severity::Warning);
    let entry = (|| {
        let draft = draft?;
        Some(Arc::new(Entry {
            id: id.clone(),
            question: draft.question?,
            variants: draft.variants,
            answer: answer?,
            categories: draft.categories,
            source: draft.source.or_else(|| source.cloned())?,
            source_quote: draft.source_quote,
            updated: draft.updated,
            review_by: draft.review_by.map(|(date, _)| date),
        }))
    })()
    .filter(|_| sound);
    acronyms.sort_by_key(|&(_, place)| place);
    let mut seen = std::collections::HashSet::new();
    acronyms.retain(|(acronym, _)| seen.insert(acronym.clone()));
    ParsedEntry {
        path: file.to_owned(),
        entry,
        problems,
        needs_source,
        asks: asks.into(),
        review_by,
        acronyms: acronyms.into(),
    }
}

/// The values of a front matter that have the right types.
#[derive(Default)]
struct Draft {
    question: Option<String>,
    variants: Vec<String>,
    categories: Vec<String>,
    source: Option<Url>,
    source_is_wrong: bool,
    source_quote: Option<String>,
    updated: Option<Date>,
    review_by: Option<(Date, LineColumn)>,
}

struct EntryReading<'a> {
    file: &'a Path,
    text: &'a str,
    lines: &'a Lines<'a>,
    /// Where the front matter starts, in bytes.
    yaml_at: usize,
    /// The lines in front of it: the YAML parser counts from its own first line.
    lines_before: u32,
    problems: Vec<Problem>,
    acronyms: Vec<(Box<str>, LineColumn)>,
    asks: Vec<Ask>,
}

/// A key of the front matter with its value.
#[derive(Clone, Copy)]
struct Field<'a> {
    key: &'static str,
    at_key: LineColumn,
    node: &'a Spanned<Node>,
}

/// A text of the front matter.
struct Text {
    /// In NFC, on one line.
    value: String,
    /// Where it starts.
    place: LineColumn,
    /// Its bytes in the file, when the YAML parser tells.
    range: Option<Range<usize>>,
}

impl EntryReading<'_> {
    fn problem(&mut self, place: LineColumn, kind: ProblemKind) {
        self.problems.push(Problem::new(self.file, place, kind));
    }

    fn front_matter(&mut self, parts: &Parts) -> Option<Draft> {
        self.yaml_at = parts.yaml.start;
        self.lines_before = parts.lines_before;
        let table = match front_matter::read(&self.text[parts.yaml.clone()]) {
            Ok(table) => table,
            Err(((line, column), fault)) => {
                self.problem((line + parts.lines_before, column), ProblemKind::Yaml(fault));
                return None;
            }
        };
        let mut draft = Draft::default();
        let mut given: Vec<&str> = Vec::new();
        for (key, node) in &table {
            let (line, column) = front_matter::place(&key.referenced);
            let place = (line + parts.lines_before, column);
            let spaced = keys::before_no_break_space(&key.value);
            if let Some(key) = spaced {
                self.problem(place, ProblemKind::Yaml(YamlFault::NoBreakBeforeColon { key }));
            }
            let exact = KEYS.into_iter().find(|known| *known == key.value);
            let Some(known) = exact.or(spaced) else {
                let meant =
                    keys::of_other_name(&key.value).or_else(|| fold::nearest(&key.value, KEYS));
                let kind = ProblemKind::UnknownKey { key: key.value.clone(), meant, known: &KEYS };
                self.problem(place, kind);
                continue;
            };
            if given.contains(&known) {
                self.problem(place, ProblemKind::RepeatedKey { key: key.value.clone() });
                continue;
            }
            given.push(known);
            self.value(&mut draft, Field { key: known, at_key: place, node });
        }
        if !given.contains(&"question") {
            self.problem((parts.lines_before, 1), ProblemKind::MissingKey { key: "question" });
        }
        Some(draft)
    }

    fn value(&mut self, draft: &mut Draft, field: Field<'_>) {
        let key = field.key;
        match key {
            "question" => {
                if let Some(text) = self.text_of(field) {
                    self.ask(&text, true);
                    draft.question = Some(text.value);
                }
            }
            "variants" => {
                for text in self.list_of(field) {
                    self.ask(&text, false);
                    draft.variants.push(text.value);
                }
            }
            "categories" => {
                let texts = self.list_of(field);
                draft.categories = texts.into_iter().map(|text| text.value).collect();
            }
            "source" => {
                draft.source_is_wrong = true;
                let Some(text) = self.text_of(field) else { return };
                match values::web_address(&text.value) {
                    Ok(url) => draft.source = Some(url),
                    Err(fault) => {
                        let found = text.value;
                        self.problem(text.place, ProblemKind::WrongSource { found, fault });
                    }
                }
            }
            "source_quote" => {
                draft.source_quote = self.text_of(field).map(|text| text.value);
            }
            _ => {
                let Some(text) = self.text_of(field) else { return };
                match values::date(&text.value) {
                    Ok(date) if key == "updated" => draft.updated = Some(date),
                    Ok(date) => draft.review_by = Some((date, text.place)),
                    Err(meant) => {
                        let found = text.value;
                        self.problem(text.place, ProblemKind::WrongDate { key, found, meant });
                    }
                }
            }
        }
    }

    fn ask(&mut self, text: &Text, is_question: bool) {
        if let Some(folded) = Folded::new(&text.value, is_question) {
            self.asks.push(Ask { is_question, place: text.place, folded });
        }
        match &text.range {
            Some(range) => self.acronyms_in(range.clone()),
            None => {
                let found = acronym::acronyms(&text.value);
                let named = found.into_iter().map(|at| (text.value[at].into(), text.place));
                self.acronyms.extend(named);
            }
        }
    }

    fn acronyms_in(&mut self, range: Range<usize>) {
        for found in acronym::acronyms(&self.text[range.clone()]) {
            let at = range.start + found.start;
            let acronym = nfc(&self.text[at..range.start + found.end]);
            self.acronyms.push((acronym.into(), self.lines.at(at)));
        }
    }

    /// A text. An empty one is reported.
    fn text_of(&mut self, Field { key, at_key, node }: Field<'_>) -> Option<Text> {
        let text = self.text(key, Shape::Text, node)?;
        if text.value.is_empty() {
            self.problem(at_key, ProblemKind::EmptyValue { key: key.to_owned() });
            return None;
        }
        Some(text)
    }

    /// The texts of a list. Empty items and other values are reported.
    fn list_of(&mut self, Field { key, at_key, node }: Field<'_>) -> Vec<Text> {
        let items = match &node.value {
            Node::List(items) => items,
            Node::Empty => {
                self.problem(at_key, ProblemKind::EmptyValue { key: key.to_owned() });
                return Vec::new();
            }
            _ => {
                self.wrong_shape(key, Shape::List, node);
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            let Some(text) = self.text(key, Shape::Item, item) else { continue };
            if text.value.is_empty() {
                self.problem(text.place, ProblemKind::EmptyItem { key });
            } else {
                texts.push(text);
            }
        }
        texts
    }

    /// A text, possibly empty. A table or a list is reported as a wrong type.
    fn text(&mut self, key: &str, expected: Shape, node: &Spanned<Node>) -> Option<Text> {
        let (place, range) = self.location(node);
        let is_words = matches!(key, "question" | "variants" | "categories" | "source_quote");
        if is_words && self.is_cut(place) {
            return None;
        }
        let written = match &node.value {
            Node::Empty => "",
            Node::Text(value) => value,
            Node::Literal => &self.text[range.clone()?],
            Node::Table(_) | Node::List(_) => {
                self.wrong_shape(key, expected, node);
                return None;
            }
        };
        // Behind an address or a date a comment is a comment.
        if let Some(range) = range.as_ref().filter(|_| is_words)
            && let Some((at, meant)) = quoting::comment_behind(self.text, range)
        {
            let is_word = self.text[at + 1..].starts_with(|c: char| !c.is_whitespace());
            let kind = ProblemKind::Yaml(YamlFault::CommentInValue { meant, is_word });
            self.problem(self.lines.at(at), kind);
        }
        Some(Text { value: one_line(&nfc(written)), place, range })
    }

    /// Reports a value of the wrong type. What was meant as a text may be a table by an unquoted
    /// `: ` or a list by a bracket. The missing quotes are then the problem to report, because
    /// an author who does not know YAML would not understand « un groupe de clés ».
    fn wrong_shape(&mut self, key: &str, expected: Shape, node: &Spanned<Node>) {
        let (place, _) = self.location(node);
        let found = match &node.value {
            Node::Table(_) => Shape::Table,
            Node::List(_) => Shape::List,
            Node::Literal => Shape::Number,
            Node::Empty | Node::Text(_) => Shape::Text,
        };
        let (place, kind) = match front_matter::unquoted(self.lines, place.0) {
            // The value's start is what the author looks for on the line.
            Some((head, kind)) if head.0 == place.0 => (place, kind),
            Some(found) => found,
            None => (place, ProblemKind::WrongShape { key: key.to_owned(), expected, found }),
        };
        // One line may have several items that are read wrongly.
        let problem = Problem::new(self.file, place, kind);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Reports a value that is read without its first word: YAML takes `&nom` and `!nom` for
    /// marks of its own, and `#nom` for a comment.
    fn is_cut(&mut self, (line, _): LineColumn) -> bool {
        let Some((place, kind)) = front_matter::unquoted(self.lines, line) else { return false };
        let ProblemKind::Yaml(YamlFault::ReservedStart { character, .. }) = &kind else {
            return false;
        };
        let is_cut = match character {
            '!' | '#' => true,
            // An anchor is meant when an alias repeats it.
            '&' => {
                let value = self.lines.line(place.0).chars().skip(place.1 as usize);
                let name: String = value.take_while(|c| !c.is_whitespace()).collect();
                !self.text.contains(&format!("*{name}"))
            }
            _ => false,
        };
        if is_cut {
            self.problem(place, kind);
        }
        is_cut
    }

    /// Where a value starts, and its bytes in the file.
    fn location(&self, node: &Spanned<Node>) -> (LineColumn, Option<Range<usize>>) {
        let (line, column) = front_matter::place(&node.referenced);
        let span = node.defined.span();
        let range = span.byte_offset().zip(span.byte_len()).and_then(|(start, len)| {
            let start = usize::try_from(start).ok()?.checked_add(self.yaml_at)?;
            let end = start.checked_add(usize::try_from(len).ok()?)?;
            self.text.get(start..end).map(|_| start..end)
        });
        ((line + self.lines_before, column), range)
    }

    fn answer(&mut self, parts: &Parts) -> Option<Markdown> {
        let raw = &self.text[parts.body.clone()];
        let markdown = Markdown::new(raw);
        let comment = raw.trim_start().starts_with("<!--") && markdown.plain().trim().is_empty();
        if raw.trim().is_empty() || comment {
            let place = self.lines.at(parts.body.start);
            self.problem(place, ProblemKind::NoAnswer);
            return None;
        }
        for (at, fault) in answer_faults::faults(&markdown) {
            let place = self.lines.at(parts.body.start + at);
            self.problem(place, ProblemKind::Answer(fault));
        }
        let mut code = 0usize;
        for (event, range) in markdown.events() {
            let at = parts.body.start + range.start;
            match event {
                Event::Start(Tag::CodeBlock(_)) => code += 1,
                Event::End(TagEnd::CodeBlock) => code -= 1,
                Event::Start(
                    Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
                ) if link_type != LinkType::Email => {
                    if let Err(fault) = values::link_target(&dest_url) {
                        let shift = raw[range].find(&*dest_url).unwrap_or(0);
                        let found = dest_url.to_string();
                        let place = self.lines.at(at + shift);
                        self.problem(place, ProblemKind::WrongLink { found, fault });
                    }
                }
                Event::Text(_) if code == 0 => {
                    self.acronyms_in(at..parts.body.start + range.end);
                }
                _ => {}
            }
        }
        let start = raw.len() - raw.trim_start().len();
        let start = raw[..start].rfind('\n').map_or(0, |at| at + 1);
        Some(Markdown::new(nfc(&raw[start..].trim_end().replace("\r\n", "\n"))))
    }
}

/// Puts a YAML text that spans several lines on one line. No-break spaces stay as they are.
fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        text.split([' ', '\n', '\r', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}
