//! What is said in the team's room, and to members who wait for an answer.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::content::Content;
use super::document::Document;
use super::fit::fit;
use super::notice::{After, draw, notice};
use crate::faq::EntryId;
use crate::platform::matrix::wording::team as said_here;
use crate::team::Card;
use crate::wording::Notice;
use crate::wording::team as said;

/// Items of a list under which a text stands to be copied.
const LISTED: usize = 20;

/// A card, with the commands that it takes.
pub fn card(card: &Card) -> Content {
    let commands = Some(said_here::card_commands(card)).filter(|said| !said.is_empty());
    let sentences = commands.into_iter().collect();
    notice(&said::card(card), &After { sentences, ..After::default() })
}

/// A notice of the team's, with what comes next.
pub fn noticed(said: &Notice, next: &[&'static str]) -> Content {
    notice(said, &After { sentences: next.to_vec(), ..After::default() })
}

/// Numbered entries to link a card to.
pub fn entries(entries: &[(EntryId, String)]) -> Content {
    fit(entries.len(), |most| {
        let mut page = Document::default();
        page.list(Some(1), &entries[..most], |page, (id, question)| {
            page.text(&format!("{question} ({id})"));
        });
        page.paragraph(said_here::HOW_TO_LINK);
        page
    })
}

/// The form of an entry.
pub fn form(form: &str) -> Content {
    fit(form.len(), |_| {
        let mut page = Document::default();
        page.paragraph(said_here::FORM);
        code(&mut page, form);
        page.paragraph(said_here::FORM_FIELDS);
        page
    })
}

/// What became of a change, and the text to copy into its file when the folder cannot be written.
pub fn kept(said: &Notice, to_copy: Option<(String, &str)>) -> Content {
    match to_copy {
        None => noticed(said, &[]),
        Some((_, text)) => fit(LISTED, |most| {
            let mut page = Document::default();
            draw(&mut page, said, most);
            code(&mut page, text);
            page
        }),
    }
}

/// Text that is copied as it stands.
fn code(page: &mut Document<'_>, text: &str) {
    let text: String = text.chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
    page.within(Tag::CodeBlock(CodeBlockKind::Fenced("".into())), |page| {
        page.extend([Event::Text(text.into())]);
    });
}
