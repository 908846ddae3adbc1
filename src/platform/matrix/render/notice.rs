//! Sentences and lists, with what stands under them.

use super::content::Content;
use super::document::Document;
use super::fit::fit;
use crate::bot::Reason;
use crate::wording::{self as said, Notice, NoticeBlock};

/// Items of a list that are shown; the others are only counted.
const LONGEST_LIST: usize = 50;

/// What stands under a notice.
#[derive(Debug, Default)]
pub(super) struct After {
    /// Whether the reasons why an answer did not help are listed.
    pub reasons: bool,
    /// Which command comes next.
    pub sentences: Vec<&'static str>,
}

/// What an event says for one sentence of the bot.
pub fn sentence(sentence: &str) -> Content {
    fit(0, |_| {
        let mut page = Document::default();
        page.paragraph(sentence);
        page
    })
}

/// A notice, with as many items of its lists as fit.
pub(super) fn notice(notice: &Notice, after: &After) -> Content {
    fit(LONGEST_LIST, |most| {
        let mut page = Document::default();
        draw(&mut page, notice, most);
        if after.reasons {
            let reasons = Reason::ALL.map(said::feedback::reason);
            page.list(Some(1), reasons, |page, reason| page.text(reason));
        }
        after.sentences.iter().for_each(|text| page.paragraph(text));
        page
    })
}

/// Draws a notice with at most so many items of each list.
pub(super) fn draw(page: &mut Document<'_>, Notice { headline, blocks }: &Notice, most: usize) {
    page.strong(headline);
    for block in blocks {
        match block {
            NoticeBlock::Text(text) => page.paragraph(text),
            NoticeBlock::List { title, items } => {
                page.paragraph(&format!("{title}\u{a0}:"));
                let shown = &items[..items.len().min(most)];
                let more = Some(items.len() - shown.len()).filter(|&left_out| left_out > 0);
                let more = more.map(said::and_more);
                page.list(None, shown.iter().chain(&more), |page, item| page.text(item));
            }
        }
    }
}
