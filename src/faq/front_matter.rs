//! The front matter of an entry file as written: where it is, its values with their
//! places, and why it is not YAML when it is not. `parse.rs` decides which values are
//! valid.

use std::ops::Range;

use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::localizer::ExternalMessageSource;
use serde_saphyr::{DuplicateKeyPolicy, Error, MergeKeyPolicy, NonFiniteFloatPolicy, Spanned};

use super::fault::YamlFault;
use super::keys::KEYS;
use super::lines::{LineColumn, Lines};
use super::problem::ProblemKind;
use super::quoting::{self, Meant, Misread, closing_quote, key_and_value};
use super::yaml::{Node, Table};

/// Byte ranges of a file's two parts.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// Between the fences.
    pub yaml: Range<usize>,
    /// After the line of the closing fence.
    pub body: Range<usize>,
    /// The number of lines up to and including the opening fence.
    pub lines_before: u32,
}

/// Finds the two `---` lines.
///
/// # Errors
/// The byte offset of what is wrong, and the problem.
pub fn split(text: &str) -> Result<Parts, (usize, ProblemKind)> {
    let mut at = 0;
    let mut lines_before = 0;
    let mut yaml_start = None;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let fence = line.trim_end() == "---";
        match yaml_start {
            None if fence => {
                lines_before += 1;
                yaml_start = Some(next);
            }
            None if line.trim().is_empty() => lines_before += 1,
            None => return Err((at, ProblemKind::NoFrontMatter)),
            Some(start) if fence => {
                return Ok(Parts { yaml: start..at, body: next..text.len(), lines_before });
            }
            Some(_) => {}
        }
        at = next;
    }
    match yaml_start {
        Some(start) => {
            let fence = text[..start].trim_end().len() - "---".len();
            Err((fence, ProblemKind::FrontMatterOpen))
        }
        None => Err((0, ProblemKind::EmptyFile)),
    }
}

/// Reads YAML.
///
/// # Errors
/// The place, in `yaml`'s own lines, and the reason.
pub fn read(yaml: &str) -> Result<Table, (LineColumn, YamlFault)> {
    if yaml.trim().is_empty() {
        return Ok(Table::new());
    }
    // An entry has two levels. The limit keeps a hostile file from exhausting the stack.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 16 },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    let lines = Lines::new(yaml);
    match serde_saphyr::from_str_with_options::<Spanned<Node>>(yaml, options) {
        Ok(Spanned { value: Node::Table(table), .. }) => Ok(table),
        Ok(Spanned { value: Node::Empty, .. }) => Ok(Table::new()),
        Ok(Spanned { referenced, .. }) => {
            let (line, column) = place(&referenced);
            let fault = without_space(lines.line(line)).unwrap_or(YamlFault::NoColon);
            Err(((line, column), fault))
        }
        Err(error) => Err(explain(&error, &lines)),
    }
}

/// Line and column of a YAML location; 1:1 when it is unknown.
pub fn place(location: &serde_saphyr::Location) -> LineColumn {
    let at_least_one = |n: u64| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    (at_least_one(location.line()), at_least_one(location.column()))
}

/// What the author did wrong. The line itself is looked at first, because the scanner often
/// stops one line later, for a reason that only makes sense to a scanner.
fn explain(error: &Error, lines: &Lines<'_>) -> (LineColumn, YamlFault) {
    let at = error.location().map_or((1, 1), |location| place(&location));
    let mut kind = None;
    if let Error::ExternalMessage { source, .. } = error
        && let ExternalMessageSource::Parser(error) = &**source
    {
        kind = Some(error.kind());
    }
    for line in [at.0, at.0.saturating_sub(1)] {
        if let Some((place, ProblemKind::Yaml(fault))) = unquoted(lines, line) {
            return (place, fault);
        }
        if let Some((column, fault)) = visible_fault(lines.line(line)) {
            return ((line, column), fault);
        }
    }
    let fault = match error {
        Error::UnknownAnchor { .. } => YamlFault::ReservedStart { character: '*', meant: None },
        _ => kind.map_or(YamlFault::Other, fault_of),
    };
    match fault {
        YamlFault::UnclosedQuote => (unclosed_quote(lines, at.0).unwrap_or(at), fault),
        YamlFault::UnclosedList => (unclosed_list(lines, at.0).unwrap_or(at), fault),
        // The place where the scanner gave up says little. A list left open or a line that
        // is not `key: value` explains more.
        YamlFault::Indent | YamlFault::NoColon | YamlFault::Other => {
            if let Some(place) = unclosed_list(lines, at.0) {
                return (place, YamlFault::UnclosedList);
            }
            let mut last = (1..=at.0).rev().filter(|&line| !lines.line(line).trim().is_empty());
            let bare = last.by_ref().take(2).find(|&line| {
                let line = lines.line(line);
                !line.contains(':') && !line.trim_start().starts_with(['-', '#', '.', '?'])
            });
            if let Some(line) = bare {
                return ((line, 1), YamlFault::NoColon);
            }
            let line = lines.line(at.0);
            let indent = line.chars().take_while(|c| c.is_whitespace()).count();
            ((at.0, column_after(indent)), fault)
        }
        fault => (at, fault),
    }
}

fn fault_of(kind: &ErrorKind) -> YamlFault {
    match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            YamlFault::ReservedStart { character: *character, meant: None }
        }
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => YamlFault::UnclosedQuote,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => YamlFault::TextAfterQuote { meant: None },
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => YamlFault::Backslash,
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::BlockEntryInFlowCollection => YamlFault::UnclosedList,
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => YamlFault::Tab,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => YamlFault::NoColon,
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidBlockScalarIndent => YamlFault::Indent,
        _ => YamlFault::Other,
    }
}

fn column_after(chars: usize) -> u32 {
    u32::try_from(chars + 1).unwrap_or(u32::MAX)
}

/// A mistake that can be seen on the line alone, and its column.
fn visible_fault(line: &str) -> Option<(u32, YamlFault)> {
    let indent = line.len() - line.trim_start().len();
    let column = |byte: usize| column_after(line[..byte].chars().count());
    if let Some(tab) = line[..indent].find('\t') {
        return Some((column(tab), YamlFault::Tab));
    }
    if let Some(fault) = without_space(line) {
        let colon = line.find(':').unwrap_or(0);
        return Some((column(colon), fault));
    }
    let (prefix, value) = key_and_value(line)?;
    let first = value.chars().next()?;
    matches!(first, '@' | '`' | '%' | '*' | '&' | '!')
        .then(|| (column(prefix.len()), YamlFault::ReservedStart { character: first, meant: None }))
}

/// What quotes would fix in the value of a line, and its place.
pub fn unquoted(lines: &Lines<'_>, line: u32) -> Option<(LineColumn, ProblemKind)> {
    let Meant { line, at, misread, text, .. } = quoting::meant(lines, line)?;
    let before = lines.line(line).get(..at).unwrap_or(lines.line(line));
    let column = column_after(before.chars().count());
    let kind = match misread {
        Misread::Start(character) => {
            ProblemKind::Yaml(YamlFault::ReservedStart { character, meant: Some(text) })
        }
        Misread::Colon => ProblemKind::Yaml(YamlFault::ColonInValue { meant: text }),
        Misread::AfterQuote => ProblemKind::Yaml(YamlFault::TextAfterQuote { meant: Some(text) }),
        Misread::NotAList => ProblemKind::NotAList { meant: text },
    };
    Some(((line, column), kind))
}

/// A line with a known key whose colon is not followed by a space.
fn without_space(line: &str) -> Option<YamlFault> {
    let (key, value) = line.split_once(':')?;
    let known = KEYS.contains(&key.trim());
    // A no-break space does not separate in YAML.
    let glued = value.chars().next().is_some_and(|c| !matches!(c, ' ' | '\t' | '\r'));
    let meant = || {
        let line = format!("{}: {}", key.trim(), value.trim_start());
        quoting::meant(&Lines::new(&line), 1).map_or(line.clone(), |meant| meant.text)
    };
    (known && glued).then(|| YamlFault::NoSpaceAfterColon { meant: meant() })
}

/// The place of the last value, up to a line, that opens a quote and does not close it.
fn unclosed_quote(lines: &Lines<'_>, last: u32) -> Option<LineColumn> {
    (1..=last).rev().find_map(|number| {
        let line = lines.line(number);
        let (prefix, value) = key_and_value(line)?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let open = closing_quote(&value[1..], quote).is_none();
        open.then(|| (number, column_after(prefix.chars().count())))
    })
}

/// The place of the last value, up to a line, that opens a bracket and does not close it.
fn unclosed_list(lines: &Lines<'_>, last: u32) -> Option<LineColumn> {
    (1..=last).rev().find_map(|number| {
        let (prefix, value) = key_and_value(lines.line(number))?;
        let close = match value.chars().next()? {
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        (!value.contains(close)).then(|| (number, column_after(prefix.chars().count())))
    })
}
