//! What the team sees: cards, entries to choose from, forms, changes before they are kept. Pure.

use super::click::{TeamClick, short};
use super::drafts::Draft;
use crate::bot::Verdict;
use crate::faq::load::CollectionPlace;
use crate::faq::{EntryId, Markdown};
use crate::platform::discord::custom_id::{Chosen, Click};
use crate::platform::discord::form::{Field, Form, VALUE_MAX};
use crate::platform::discord::markdown;
use crate::platform::discord::payload::{Button, Embed, Payload, Row, SelectOption, Style};
use crate::platform::discord::render::{escape_title, notice};
use crate::platform::discord::wording::{EXCERPT, team as word};
use crate::team::{Card, CardState, Proposal, Refused, Subject};
use crate::wording::Notice;
use crate::wording::cut::cut;
use crate::wording::team as said;

/// Longest part of an answer that is shown before it is kept. With the longest notice, it stays
/// within what Discord allows for a message.
const ANSWER_MAX: usize = 1_500;
/// Options that a menu takes.
const OPTIONS_MAX: usize = 25;
/// Longest name of a collection in the title of a form, which takes 45 characters.
const TITLE_NAME_MAX: usize = 24;
/// Longest question of a new entry.
const QUESTION_MAX: usize = 300;
/// Longest address of a source.
const SOURCE_MAX: usize = 500;

/// The names of the fields of the forms.
pub mod field {
    /// Words to search.
    pub const WORDS: &str = "words";
    /// The question of an entry.
    pub const QUESTION: &str = "question";
    /// Its answer.
    pub const ANSWER: &str = "answer";
    /// Its source.
    pub const SOURCE: &str = "source";
}

fn button(click: TeamClick, label: &str, style: Style) -> Button {
    Button { label: label.to_owned(), click: Click::Team(click), style }
}

/// A card with what can be done about it as it is.
pub fn card(card: &Card) -> Payload {
    let number = card.number;
    let is_need = matches!(card.subject, Subject::Need { .. });
    let judge = |verdict, label| button(TeamClick::Judge(number, verdict), label, Style::Secondary);
    let open_again = || judge(None, said::OPEN_AGAIN);
    let is_closed = card.is_erased() || card.is_of_gone_entry();
    let mut buttons = match (&card.state, is_need) {
        _ if is_closed => Vec::new(),
        (CardState::Open | CardState::PutOff, true) => vec![
            button(TeamClick::Link(number), said::LINK, Style::Primary),
            button(TeamClick::Draft(number), said::DRAFT, Style::Primary),
            judge(Some(Verdict::OffTopic), said::OFF_TOPIC),
        ],
        (CardState::Open | CardState::PutOff, false) => vec![
            button(TeamClick::Accept(number), said::ACCEPT, Style::Primary),
            judge(Some(Verdict::Refused), said::REFUSE),
        ],
        (CardState::OffTopic | CardState::Refused, _) => vec![open_again()],
        (CardState::Answered(_), _) if card.can_open_again() => vec![open_again()],
        (CardState::Answered(_), _) => Vec::new(),
    };
    match card.state {
        _ if is_closed => {}
        CardState::Open => buttons.push(judge(Some(Verdict::Later), said::LATER)),
        CardState::PutOff => buttons.push(open_again()),
        _ => {}
    }
    if card.can_undo {
        buttons.push(take_back(number));
    }
    notice(&said::card(card)).with_rows(Row::buttons(buttons))
}

fn take_back(number: i64) -> Button {
    button(TeamClick::Undo(number), said::UNDO, Style::Secondary)
}

/// Takes back what was just made: somebody may have deleted the message of the card.
pub fn undo(number: i64) -> Option<Row> {
    Row::buttons([take_back(number)])
}

/// Takes up what was typed for a card.
pub fn draft_again(number: i64) -> Option<Row> {
    Row::buttons([edit_again(number)])
}

/// Stands in the place of a card whose question is not kept any more.
pub fn gone() -> Payload {
    Payload::text(said::CARD_GONE)
}

/// Entries to link a card to, and the way to others.
pub fn entries(number: i64, found: &[(EntryId, String)]) -> Payload {
    let over = match found {
        [] => word::nothing_found(number),
        _ => word::which_entry(number),
    };
    let option = |(id, question): &(EntryId, String)| {
        SelectOption::new(question, Chosen::Entry(id.clone()).encode(), Some(id.as_str()))
    };
    let menu = Row::menu(
        &Click::Team(TeamClick::Linked(number)),
        word::CHOOSE_ENTRY,
        found.iter().map(option).collect(),
    );
    Payload::text(&over).with_rows(menu).with_rows(search_row(number))
}

fn search_row(number: i64) -> Option<Row> {
    Row::buttons([button(TeamClick::Search(number), word::SEARCH, Style::Secondary)])
}

/// The form that searches entries.
pub fn search_form(number: i64) -> Form {
    let words = Field {
        name: field::WORDS,
        label: word::WORDS,
        hint: word::WORDS_ARE.to_owned(),
        max: QUESTION_MAX,
        ..Field::default()
    };
    let click = Click::Team(TeamClick::Searched(number));
    Form { click, title: word::SEARCH_TITLE.to_owned(), fields: vec![words] }
}

/// The collections that an entry can be written for; `first` is the likely one.
pub fn collections(number: i64, found: &[CollectionPlace], first: Option<&str>) -> Payload {
    let mut names: Vec<&str> = found.iter().map(|place| place.name.as_str()).collect();
    names.sort_by_key(|name| first != Some(*name));
    let options = names.iter().map(|name| SelectOption::new(name, short(name), None)).collect();
    let menu =
        Row::menu(&Click::Team(TeamClick::DraftIn(number)), word::CHOOSE_COLLECTION, options);
    let mut asked = word::which_collection(number);
    if found.len() > OPTIONS_MAX {
        asked.push_str(word::MORE_COLLECTIONS);
    }
    Payload::text(&asked).with_rows(menu)
}

/// The form of an entry, with what is in it at first.
pub fn entry_form(number: i64, place: &CollectionPlace, draft: Draft) -> Form {
    let Draft { collection: _, question, answer, source } = draft;
    let known = place.source.as_ref().map(ToString::to_string);
    let question = Field {
        name: field::QUESTION,
        label: word::QUESTION,
        value: question,
        max: QUESTION_MAX,
        ..Field::default()
    };
    let answer = Field {
        name: field::ANSWER,
        label: word::ANSWER,
        value: answer,
        hint: word::ANSWER_IS.to_owned(),
        is_long: true,
        max: VALUE_MAX,
        ..Field::default()
    };
    let source = Field {
        name: field::SOURCE,
        label: word::SOURCE,
        value: source,
        hint: known.as_deref().map_or_else(|| word::SOURCE_IS.to_owned(), word::source_of),
        is_optional: known.is_some(),
        max: SOURCE_MAX,
        ..Field::default()
    };
    let click = Click::Team(TeamClick::Drafted(number, short(&place.name)));
    let title = word::draft_title(&cut(&place.name, TITLE_NAME_MAX));
    Form { click, title, fields: vec![question, answer, source] }
}

/// A change before it is kept. `draft` is what an entry was written from, which can be changed.
pub fn proposal(proposal: &Proposal, draft: Option<(i64, &Draft)>) -> Payload {
    let (keep, style) = match proposal.breaks() {
        true => (said::KEEP_ANYWAY, Style::Danger),
        false => (said::KEEP, Style::Primary),
    };
    let decide = [
        button(TeamClick::Keep(proposal.id, proposal.work.card), keep, style),
        button(TeamClick::Drop(proposal.id), said::DROP, Style::Secondary),
    ];
    let again = draft.map(|(number, _)| edit_again(number));
    let mut shown = notice(&said::proposal(proposal));
    if let Some((_, draft)) = draft {
        shown.embeds.insert(0, preview(draft));
    }
    shown.with_rows(Row::buttons(decide.into_iter().chain(again)))
}

/// What can be decided about a proposal that is not published because the journal failed.
pub fn keep_again(proposal: u64, card: Option<i64>) -> Option<Row> {
    Row::buttons([
        button(TeamClick::Keep(proposal, card), said::KEEP, Style::Primary),
        button(TeamClick::Drop(proposal), said::DROP, Style::Secondary),
    ])
}

fn edit_again(number: i64) -> Button {
    button(TeamClick::DraftIn(number), word::EDIT_AGAIN, Style::Secondary)
}

/// The entry as members would see it.
fn preview(draft: &Draft) -> Embed {
    let pages = markdown::pages(&Markdown::new(draft.answer.as_str()), None, ANSWER_MAX);
    let cut = if pages.pages.len() > 1 { EXCERPT } else { "" };
    Embed::new(&pages.pages[0]).titled(&escape_title(&draft.question), None).footer(cut)
}

/// Why an entry cannot be linked; another one can be chosen.
pub fn not_linked(number: i64, refused: &Refused) -> Payload {
    notice(&said::refused(refused)).with_rows(search_row(number))
}

/// Why an entry cannot be added; what was typed can be taken up again.
pub fn not_drafted(number: i64, refused: &Refused) -> Payload {
    notice(&said::refused(refused)).with_rows(Row::buttons([edit_again(number)]))
}

/// Sentences and lists without anything to click.
pub fn told(told: &Notice) -> Payload {
    notice(told)
}
