//! An element of a page that may be a question.

use scraper::ElementRef;

use super::node::NodeRef;
use super::prose;

/// What makes an element a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Marked as one by schema.org attributes.
    Marked,
    /// The `<summary>` of `<details>`.
    Folded,
    /// A `<dt>`.
    Term,
    /// A button that unfolds a panel.
    Trigger,
    /// A heading of this rank.
    Heading(u8),
    /// An element like others that are questions.
    Alike,
}

/// An element that may be a question.
#[derive(Clone)]
pub struct Candidate<'a> {
    pub kind: Kind,
    /// The same for the elements that look alike.
    pub key: String,
    /// The element that shows the question, with nothing else in it.
    pub title: ElementRef<'a>,
    pub question: String,
    /// What the page's tags say is the answer. Absent when it is what follows the title.
    pub panel: Option<Vec<NodeRef<'a>>>,
}

impl Candidate<'_> {
    /// Whether it ends with a question mark.
    pub fn asks(&self) -> bool {
        prose::is_question(&self.question)
    }

    /// Whether it ends with a question mark or begins as a question does.
    pub fn may_ask(&self) -> bool {
        self.asks() || prose::opens_as_question(&self.question)
    }
}

/// The name of an element and its classes, without those that say its state or its number.
pub fn look(element: &ElementRef<'_>) -> String {
    const STATES: [&str; 18] = [
        "active",
        "collapsed",
        "open",
        "opened",
        "closed",
        "show",
        "first",
        "last",
        "odd",
        "even",
        "current",
        "in",
        "expanded",
        "selected",
        "visible",
        "hidden",
        "inactive",
        "collapse",
    ];
    let mut classes: Vec<&str> = element
        .value()
        .classes()
        .filter(|class| {
            let last = class.rsplit(['-', '_']).next().unwrap_or_default();
            let numbered = class.len() > last.len()
                && last.chars().any(|c| c.is_ascii_digit())
                && last.chars().all(|c| c.is_ascii_hexdigit());
            // `q q3`: the second class only counts the first.
            let base = class.trim_end_matches(|c: char| c.is_ascii_digit());
            let counts = base.len() < class.len() && element.value().classes().any(|c| c == base);
            !(numbered || counts || STATES.contains(class) || STATES.contains(&last))
        })
        .collect();
    classes.sort_unstable();
    let name = element.value().name();
    if classes.is_empty() { name.to_owned() } else { format!("{name}.{}", classes.join(".")) }
}
