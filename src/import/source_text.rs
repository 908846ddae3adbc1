//! A YAML document whose values keep the text that the file has. YAML reads `007` as a number,
//! `yes` as a boolean and what follows ` #` as a comment, and an answer may be any of these.

use serde_json::{Map, Value as Json};
use serde_saphyr::{Error, NonFiniteFloatPolicy, Spanned};

use super::prose;
use super::record::{self, Field};
use super::warning::{Warning, Warnings};
use crate::faq::yaml::Node;

/// Reads a document. Numbers and booleans become texts, and an absent value is null. Text that
/// YAML takes for a comment is reported when it follows words for readers.
///
/// # Errors
/// The document is not YAML, or a mapping has a key twice.
pub fn read(yaml: &str, warnings: &mut Warnings) -> Result<Json, Error> {
    let options = serde_saphyr::options! {
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    let whole = serde_saphyr::from_str_with_options::<Spanned<Node>>(yaml, options)?;
    let mut reader = SourceReader { yaml, warnings };
    let json = reader.json(whole, false);
    warnings.at(None);
    Ok(json)
}

struct SourceReader<'a> {
    yaml: &'a str,
    warnings: &'a mut Warnings,
}

impl SourceReader<'_> {
    /// `for_readers` says that the value is a question, an answer or a variant.
    fn json(&mut self, node: Spanned<Node>, for_readers: bool) -> Json {
        let place = node.defined;
        match node.value {
            Node::Empty => Json::Null,
            Node::Text(text) => {
                if for_readers {
                    self.report_comment(&place, &text);
                }
                Json::String(text)
            }
            Node::Literal => match self.range(&place) {
                Some((start, end)) => Json::String(self.yaml[start..end].trim().to_owned()),
                None => Json::Null,
            },
            Node::List(items) => {
                Json::Array(items.into_iter().map(|item| self.json(item, for_readers)).collect())
            }
            Node::Table(entries) => {
                let mut object = Map::new();
                for (key, value) in entries {
                    let key = key.value;
                    let words = [Field::Question, Field::Answer, Field::Variants]
                        .iter()
                        .any(|field| record::holds(&key, *field));
                    let value = self.json(value, words || prose::is_question(&key));
                    object.insert(key, value);
                }
                Json::Object(object)
            }
        }
    }

    fn range(&self, place: &serde_saphyr::Location) -> Option<(usize, usize)> {
        let span = place.span();
        let start = usize::try_from(span.byte_offset()?).ok()?;
        let end = start.checked_add(usize::try_from(span.byte_len()?).ok()?)?;
        self.yaml.get(start..end).map(|_| (start, end))
    }

    fn report_comment(&mut self, place: &serde_saphyr::Location, text: &str) {
        let Some((start, end)) = self.range(place) else { return };
        // A quoted text and a block (`|`) hold their `#`.
        if self.yaml[start..end].starts_with(['"', '\'', '|', '>']) {
            return;
        }
        let written = self.yaml[start..end].trim_end();
        let rest = &self.yaml[start + written.len()..];
        let rest = rest.lines().next().unwrap_or_default();
        let comment = rest.trim();
        if rest.starts_with([' ', '\t']) && comment.starts_with('#') {
            self.warnings.at(Some(place.line()));
            self.warnings.push(Warning::Comment {
                value: text.chars().take(60).collect(),
                comment: comment.chars().take(60).collect(),
            });
        }
    }
}
