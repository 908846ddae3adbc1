//! What people of the team do: they link a card to an entry, write one, decide, keep a change or
//! take it back.

use serenity::model::id::UserId;

use super::click::{TeamClick, short};
use super::drafts::Draft;
use super::view::{self, field};
use crate::bot::Desk;
use crate::faq::EntryId;
use crate::faq::load::CollectionPlace;
use crate::platform::discord::custom_id::Chosen;
use crate::platform::discord::incoming::{Asked, Fields};
use crate::platform::discord::outcome::InteractionResult;
use crate::platform::discord::payload::{Payload, TextFile};
use crate::platform::discord::state::DiscordState;
use crate::platform::discord::wording::{OLD_BUTTON, team as word};
use crate::privacy;
use crate::search::Scope;
use crate::team::editor::Form;
use crate::team::{Card, Kept, Published, Subject};
use crate::wording::team as said;

/// What a click or a form brings: the values that were chosen in a menu, or the fields.
pub struct Brought<'a> {
    /// The values of a menu.
    pub values: &'a [String],
    /// The fields of a form.
    pub fields: &'a Fields,
}

/// Does it, for somebody who may write in the team's channel.
pub async fn act(
    state: &DiscordState,
    asked: &Asked,
    click: &TeamClick,
    brought: Brought<'_>,
) -> InteractionResult {
    if let Some(refusal) = refusal(state, asked) {
        return InteractionResult::Tell(refusal);
    }
    let (desk, person) = (state.bot.desk(), asked.person.id);
    let show = match click {
        TeamClick::Link(number) => match card(desk, *number).await {
            Ok(card) => view::entries(*number, &nearest(&card)),
            Err(told) => told,
        },
        TeamClick::Linked(number) => match chosen_entry(brought.values) {
            Some(entry) => match desk.link(*number, &entry).await {
                Ok(proposal) => view::proposal(&proposal, None),
                Err(refused) => view::not_linked(*number, &refused),
            },
            None => Payload::text(OLD_BUTTON),
        },
        TeamClick::Search(number) => return InteractionResult::Open(view::search_form(*number)),
        TeamClick::Searched(number) => found(desk, *number, brought.fields.get(field::WORDS)).await,
        TeamClick::Draft(number) => {
            return begin_draft(state, person, *number, In::Unknown).await;
        }
        TeamClick::DraftIn(number) => {
            // From the button that takes a draft up again there is none.
            let place = match brought.values.first() {
                Some(chosen) => In::Chosen(chosen),
                None => In::AsBefore,
            };
            return begin_draft(state, person, *number, place).await;
        }
        TeamClick::Drafted(number, collection) => {
            return drafted(state, person, *number, (collection, brought.fields)).await;
        }
        TeamClick::Judge(number, verdict) => match desk.judge(*number, *verdict).await {
            Ok(true) => match card(desk, *number).await {
                Ok(card) => view::card(&card),
                Err(told) => return InteractionResult::Tell(told),
            },
            Ok(false) => return InteractionResult::Tell(Payload::text(said::NO_CARD)),
            Err(_) => return InteractionResult::Tell(Payload::text(said::JOURNAL_FAILS)),
        },
        TeamClick::Accept(number) => match desk.accept(*number).await {
            Ok(proposal) => view::proposal(&proposal, None),
            Err(refused) => view::told(&said::refused(&refused)),
        },
        TeamClick::Keep(proposal, card) => return keep(state, person, *proposal, *card).await,
        TeamClick::Drop(proposal) => {
            desk.drop_proposal(*proposal);
            Payload::text(said::DROPPED)
        }
        TeamClick::Undo(number) => return kept(&desk.undo(*number).await, None),
    };
    InteractionResult::Show(show)
}

/// The command that links a card to an entry, which was picked from the suggestions or is some
/// words to search.
pub async fn link(
    state: &DiscordState,
    asked: &Asked,
    number: i64,
    entry: &str,
) -> InteractionResult {
    if let Some(refusal) = refusal(state, asked) {
        return InteractionResult::Show(refusal);
    }
    let desk = state.bot.desk();
    InteractionResult::Show(match Chosen::decode(entry) {
        Some(Chosen::Entry(entry)) => match desk.link(number, &entry).await {
            Ok(proposal) => view::proposal(&proposal, None),
            Err(refused) => view::not_linked(number, &refused),
        },
        _ => found(desk, number, entry).await,
    })
}

/// Why somebody may not do anything for the team there. The team's channel is the permission: who
/// may write in it belongs to the team.
fn refusal(state: &DiscordState, asked: &Asked) -> Option<Payload> {
    if !state.is_of_team(asked.path) {
        return Some(Payload::text(word::NOT_HERE));
    }
    (!asked.person.may_write).then(|| Payload::text(word::NOT_YOURS))
}

async fn card(desk: &Desk, number: i64) -> Result<Card, Payload> {
    match desk.card(number).await {
        Ok(Some(card)) => Ok(card),
        Ok(None) => Err(Payload::text(said::NO_CARD)),
        Err(_) => Err(Payload::text(said::JOURNAL_FAILS)),
    }
}

fn nearest(card: &Card) -> Vec<(EntryId, String)> {
    match &card.subject {
        Subject::Need { nearest, .. } => nearest.clone(),
        Subject::Variant { entry, .. } => vec![entry.clone()],
    }
}

fn chosen_entry(values: &[String]) -> Option<EntryId> {
    match values.first().and_then(|value| Chosen::decode(value)) {
        Some(Chosen::Entry(entry)) => Some(entry),
        _ => None,
    }
}

async fn found(desk: &Desk, number: i64, words: &str) -> Payload {
    view::entries(number, &desk.search(words, &Scope::All).await)
}

/// The collection that an entry is written for.
#[derive(Clone, Copy)]
enum In<'a> {
    /// It is asked for where there are several.
    Unknown,
    /// The one that was chosen, shortened.
    Chosen(&'a str),
    /// That of the draft.
    AsBefore,
}

/// Opens the form of an entry, with what this person typed last for the card; asks for the
/// collection first where there are several.
async fn begin_draft(
    state: &DiscordState,
    person: UserId,
    number: i64,
    place_in: In<'_>,
) -> InteractionResult {
    let desk = state.bot.desk();
    let places = desk.collections().await;
    let draft = draft_of(state, person, number).await;
    let card = card(desk, number).await;
    let before = draft.as_ref().map(|draft| draft.collection.as_str());
    let named = match place_in {
        In::Unknown => None,
        In::Chosen(chosen) => Some(chosen),
        In::AsBefore => before,
    };
    let place = match (named.and_then(|name| place(&places, name)), places.as_slice()) {
        (Some(place), _) => place,
        (None, [only]) => only,
        (None, []) => return InteractionResult::Show(Payload::text(word::NO_COLLECTION)),
        (None, several) => {
            let near = match card.as_ref().map(|card| &card.subject) {
                Ok(Subject::Need { collection, .. }) => collection.as_deref(),
                _ => None,
            };
            let first = before.and_then(|name| place(&places, name)).map(|place| &*place.name);
            return InteractionResult::Show(view::collections(number, several, first.or(near)));
        }
    };
    let card = match card {
        Ok(card) => card,
        Err(told) => return InteractionResult::Show(told),
    };
    let first = || Draft { question: card.wording().to_owned(), ..Draft::default() };
    InteractionResult::Open(view::entry_form(number, place, draft.unwrap_or_else(first)))
}

/// What this person typed last for a card, or before a restart somebody of the team.
async fn draft_of(state: &DiscordState, person: UserId, number: i64) -> Option<Draft> {
    if state.drafts.is_of_this_run(number) {
        return state.drafts.get(person, number);
    }
    let kept = state.bot.desk().kept_draft(number).await?;
    serde_json::from_str(&kept).ok()
}

fn place<'a>(places: &'a [CollectionPlace], shortened: &str) -> Option<&'a CollectionPlace> {
    places.iter().find(|place| short(&place.name) == shortened)
}

/// The form of an entry was sent.
async fn drafted(
    state: &DiscordState,
    person: UserId,
    number: i64,
    (collection, fields): (&str, &Fields),
) -> InteractionResult {
    let desk = state.bot.desk();
    let typed = |name| fields.get(name).trim().to_owned();
    let draft = Draft {
        collection: collection.to_owned(),
        question: typed(field::QUESTION),
        answer: typed(field::ANSWER),
        source: typed(field::SOURCE),
    };
    state.drafts.put(person, number, draft.clone());
    // Personal data is masked as in what members ask.
    let masked = |text: &str| privacy::mask(text).text.as_str().to_owned();
    let kept = Draft {
        collection: draft.collection.clone(),
        question: masked(&draft.question),
        answer: masked(&draft.answer),
        source: draft.source.clone(),
    };
    // Strings alone are always JSON.
    desk.keep_draft(number, &serde_json::to_string(&kept).unwrap_or_default()).await;
    let places = desk.collections().await;
    let collection = place(&places, collection).map(|place| place.name.as_str());
    let form = Form {
        question: draft.question.split_whitespace().collect::<Vec<_>>().join(" "),
        variants: Vec::new(),
        answer: draft.answer.clone(),
        source: (!draft.source.is_empty()).then(|| draft.source.clone()),
    };
    match desk.draft(number, collection, form).await {
        Ok(proposal) => InteractionResult::Show(view::proposal(&proposal, Some((number, &draft)))),
        Err(refused) => {
            let told = view::not_drafted(number, &refused);
            InteractionResult::ShowWithFile(told, TextFile::new(word::DRAFT_FILE, &draft.answer))
        }
    }
}

async fn keep(
    state: &DiscordState,
    person: UserId,
    proposal: u64,
    card: Option<i64>,
) -> InteractionResult {
    let desk = state.bot.desk();
    let became = desk.keep(proposal).await;
    let told = || view::told(&said::kept(&became));
    match (&became, card) {
        (Kept::Journal(_), _) => {
            InteractionResult::Show(told().with_rows(view::keep_again(proposal, card)))
        }
        // What was typed is not lost with the proposal.
        (Kept::Expired, Some(number)) if draft_of(state, person, number).await.is_some() => {
            InteractionResult::Show(told().with_rows(view::draft_again(number)))
        }
        _ => {
            if let (Some(number), true) = (card, is_made(&became)) {
                desk.drop_draft(number).await;
            }
            kept(&became, card)
        }
    }
}

/// Whether a change is made by now.
fn is_made(became: &Kept) -> bool {
    match became {
        Kept::Published { published, .. } => matches!(**published, Published::Served { .. }),
        Kept::Already => true,
        _ => false,
    }
}

/// What became of a change, with the text to copy where it could not be written. One that was made
/// for a card can be taken back there.
fn kept(became: &Kept, card: Option<i64>) -> InteractionResult {
    let undo = card.filter(|_| is_made(became)).and_then(view::undo);
    let told = view::told(&said::kept(became)).with_rows(undo);
    match said::to_copy(became) {
        Some((file, text)) => {
            let name = file.rsplit(['/', '\\']).next().unwrap_or(word::DRAFT_FILE);
            InteractionResult::ShowWithFile(told, TextFile::new(name, text))
        }
        None => InteractionResult::Show(told),
    }
}
