//! Does what is typed about a card in the team's room.

use super::super::events::Said;
use super::super::here::Here;
use super::super::render::{self, Content};
use super::super::team_command::{self, Draft, TeamCommand, TeamVerb};
use super::super::wording::team as said_here;
use super::cards;
use super::memory::Waiting;
use crate::bot::{Desk, Verdict};
use crate::faq::EntryId;
use crate::search::Scope;
use crate::team::editor::Form;
use crate::team::{Card, CardState, Kept, Proposal, Refused, Subject};
use crate::wording::team as said_of;

/// Entries that a list shows.
const LISTED: usize = 10;

/// What is answered to a command about a card.
pub async fn answer(here: Here<'_>, said: &Said, command: &TeamCommand) -> Content {
    let TeamCommand { verb, rest } = command;
    let desk = here.state.bot.desk();
    if !desk.has_journal() {
        return render::sentence(said_here::NO_JOURNAL);
    }
    let of_thread = match card_here(here, said).await {
        Ok(card) => card,
        Err(_) => return render::sentence(said_of::JOURNAL_FAILS),
    };
    // In a card's thread, a number is one of a list.
    let (number, rest) = match (of_thread, team_command::number(rest)) {
        (Some(number), _) => (number, rest.as_str()),
        (None, Some((number, rest))) => (number, rest),
        (None, None) => return render::sentence(&said_here::which_card(verb.typed())),
    };
    let card = match desk.card(number).await {
        Ok(Some(card)) => card,
        Ok(None) => return render::sentence(said_of::NO_CARD),
        Err(_) => return render::sentence(said_of::JOURNAL_FAILS),
    };
    match verb {
        TeamVerb::Keep => keep(here, said, number).await,
        TeamVerb::Drop => match here.state.team.take_proposal(number, said.sender.as_str()) {
            Waiting::One(proposal) => {
                desk.drop_proposal(proposal);
                render::sentence(said_of::DROPPED)
            }
            Waiting::None => render::sentence(said_here::NOTHING_WAITS),
            Waiting::OfOthers => render::sentence(said_here::OF_OTHERS),
        },
        TeamVerb::Undo => kept(&desk.undo(number).await),
        _ if card.is_erased() || card.is_of_gone_entry() => render::sentence(said_of::NO_CARD),
        TeamVerb::OpenAgain => judge(desk, &card, None).await,
        _ if matches!(card.state, CardState::Answered(_)) => render::sentence(said_here::ANSWERED),
        TeamVerb::Later => judge(desk, &card, Some(Verdict::Later)).await,
        TeamVerb::Link | TeamVerb::Draft | TeamVerb::OffTopic if is_variant(&card) => {
            render::sentence(said_here::IS_VARIANT)
        }
        TeamVerb::Accept | TeamVerb::Refuse if !is_variant(&card) => {
            render::sentence(said_here::IS_NEED)
        }
        TeamVerb::OffTopic => judge(desk, &card, Some(Verdict::OffTopic)).await,
        TeamVerb::Refuse => judge(desk, &card, Some(Verdict::Refused)).await,
        TeamVerb::Accept => propose(here, said, number, desk.accept(number).await),
        TeamVerb::Link => link(here, said, &card, rest).await,
        TeamVerb::Draft => {
            let lines = said.lines.as_deref().unwrap_or_default();
            match team_command::draft(lines) {
                Some(form) => draft(here, said, &card, form).await,
                None => render::form(&said_here::form(&card)),
            }
        }
    }
}

/// The card in whose thread a message is, or that it replies to.
async fn card_here(here: Here<'_>, said: &Said) -> Result<Option<i64>, crate::bot::Fault> {
    let root = match (&said.thread, &said.reply_to) {
        (Some(root), _) => Some(root.clone()),
        // What replies to an answer of the bot's is about the same card.
        (None, Some(message)) => {
            let ledger = here.ledger.lock().await;
            let about = ledger.of_answer(message).map(|exchange| exchange.thread.clone());
            about.unwrap_or_else(|| Some(message.clone()))
        }
        (None, None) => None,
    };
    match root {
        Some(root) => cards::card_of(here.state, here.room, &root).await,
        None => Ok(None),
    }
}

fn is_variant(card: &Card) -> bool {
    matches!(card.subject, Subject::Variant { .. })
}

async fn link(here: Here<'_>, said: &Said, card: &Card, typed: &str) -> Content {
    let (desk, memory) = (here.state.bot.desk(), &here.state.team);
    let number = card.number;
    let chosen = match team_command::number(typed) {
        Some((at, "")) => {
            let at = usize::try_from(at - 1).unwrap_or(usize::MAX);
            let listed = match memory.list(number) {
                // After a restart, those that the card shows first.
                list if list.is_empty() => ids(&found(desk, card.wording()).await),
                list => list,
            };
            let Some(entry) = listed.get(at).cloned() else {
                return render::sentence(said_here::NO_SUCH_ENTRY);
            };
            Some(entry)
        }
        _ => {
            let named = found(desk, typed).await;
            EntryId::new(typed).filter(|id| named.iter().any(|(of, _)| of == id))
        }
    };
    if let Some(entry) = chosen {
        return propose(here, said, number, desk.link(number, &entry).await);
    }
    let entries = found(desk, if typed.is_empty() { card.wording() } else { typed }).await;
    memory.listed(number, ids(&entries));
    match entries.is_empty() {
        true => render::sentence(said_here::NOTHING_FOUND),
        false => render::entries(&entries),
    }
}

async fn found(desk: &Desk, words: &str) -> Vec<(EntryId, String)> {
    let mut found = desk.search(words, &Scope::All).await;
    found.truncate(LISTED);
    found
}

fn ids(entries: &[(EntryId, String)]) -> Vec<EntryId> {
    entries.iter().map(|(id, _)| id.clone()).collect()
}

async fn draft(here: Here<'_>, said: &Said, card: &Card, form: Draft) -> Content {
    let Draft { question, answer, source, collection } = form;
    let question = question.unwrap_or_else(|| card.wording().to_owned());
    let near = match &card.subject {
        Subject::Need { collection, .. } => collection.clone(),
        Subject::Variant { .. } => None,
    };
    let collection = collection.or(near);
    let form = Form { question, variants: Vec::new(), answer, source };
    let proposed = here.state.bot.desk().draft(card.number, collection.as_deref(), form).await;
    propose(here, said, card.number, proposed)
}

fn propose(here: Here<'_>, said: &Said, card: i64, proposed: Result<Proposal, Refused>) -> Content {
    match proposed {
        Ok(proposal) => {
            let before = here.state.team.proposed(card, said.sender.as_str(), proposal.id);
            before.inspect(|id| here.state.bot.desk().drop_proposal(*id));
            let next = said_here::how_to_keep(proposal.breaks());
            render::noticed(&said_of::proposal(&proposal), &[next])
        }
        Err(refused) => {
            let next = match refused {
                Refused::Problems(_) => &[said_here::WRITE_AGAIN][..],
                _ => &[],
            };
            render::noticed(&said_of::refused(&refused), next)
        }
    }
}

async fn keep(here: Here<'_>, said: &Said, card: i64) -> Content {
    let person = said.sender.as_str();
    let proposal = match here.state.team.take_proposal(card, person) {
        Waiting::One(proposal) => proposal,
        Waiting::None => return kept(&Kept::Expired),
        Waiting::OfOthers => return render::sentence(said_here::OF_OTHERS),
    };
    let published = here.state.bot.desk().keep(proposal).await;
    if matches!(published, Kept::Journal(_)) {
        here.state.team.proposed(card, person, proposal);
    }
    kept(&published)
}

fn kept(published: &Kept) -> Content {
    render::kept(&said_of::kept(published), said_of::to_copy(published))
}

async fn judge(desk: &Desk, card: &Card, verdict: Option<Verdict>) -> Content {
    render::sentence(match desk.judge(card.number, verdict).await {
        Ok(true) => said_here::NOTED,
        Ok(false) => said_here::ANSWERED,
        Err(_) => said_of::JOURNAL_FAILS,
    })
}
