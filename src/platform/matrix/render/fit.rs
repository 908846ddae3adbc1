//! Fits a reply into an event: it shows as much as there is room for, and never cuts inside
//! a tag or a character.

use pulldown_cmark::{Event, TagEnd, html};

use super::content::Content;
use super::document::Document;
use super::plain;

/// Longest JSON of both bodies of a message together, in bytes.
///
/// An event has at most 65,536 bytes, and encryption makes it a third larger. An edit has
/// its text twice, for clients that do not support edits. What is left is for the other
/// fields of the event: sender, room, relations and signatures.
pub(super) const MAX_BYTES: usize = 22_000;

/// The content that `draw` gives for `most`, or for the largest smaller number with which
/// it fits. If even 0 is too large, the end is cut off.
pub(super) fn fit<'a>(most: usize, draw: impl Fn(usize) -> Document<'a>) -> Content {
    largest(most, |most| write(&draw(most).events)).unwrap_or_else(|| {
        let events = draw(0).events;
        largest(events.len(), |most| write(&closed(&events[..most]))).unwrap_or_default()
    })
}

/// The content that fits with the largest number; `None` if none fits.
fn largest(most: usize, content: impl Fn(usize) -> Content) -> Option<Content> {
    let whole = content(most);
    if fits(&whole) {
        return Some(whole);
    }
    let (mut low, mut high) = (0, most);
    let mut best = None;
    while low < high {
        let middle = low.midpoint(high);
        let shorter = content(middle);
        if fits(&shorter) {
            best = Some(shorter);
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    best
}

fn write(events: &[Event<'_>]) -> Content {
    let mut written = String::new();
    html::push_html(&mut written, events.iter().cloned());
    written.truncate(written.trim_end().len());
    Content { plain: plain::write(events), html: written }
}

/// The events, and an end for each tag that has none.
fn closed<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let mut closed = events.to_vec();
    let mut open: Vec<TagEnd> = Vec::new();
    for event in events {
        match event {
            Event::Start(tag) => open.push(tag.to_end()),
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    closed.extend(open.into_iter().rev().map(Event::End));
    closed
}

fn fits(Content { plain, html }: &Content) -> bool {
    // JSON is measured, in which a quotation mark or a newline takes two bytes.
    let bytes = |text: &str| serde_json::to_string(text).map_or(usize::MAX, |json| json.len());
    bytes(plain).saturating_add(bytes(html)) <= MAX_BYTES
}
