//! Mentions, replies and direct messages: one answer each, which follows the
//! question when it is edited or deleted.

use std::sync::Arc;

use super::bindings::{Answers, Spot};
use super::desk::Desk;
use super::events::{Heard, How};
use super::memory::{Held, Slot};
use super::payload::Payload;
use super::render::{self, Frame};
use super::verdict::{Verdict, verdict};
use crate::bot::{Answer, Question, Reply, Request, Role};
use crate::wording::cut::cut;
use crate::wording::discord as wording;

/// Longest name of a thread.
const THREAD_NAME_MAX: usize = 100;

/// Acts on a message.
pub fn take(desk: &Arc<Desk>, heard: Heard) {
    let overheard = heard.how == How::Overheard;
    if overheard && (!heard.readable || !desk.bindings.auto_answer(heard.spot)) {
        return;
    }
    if desk.courier.is_muted(heard.spot.channel) {
        return;
    }
    // Held from here on: an edit that is next in line waits for the answer.
    let Some(mut slot) = desk.memory.open(heard.id) else { return };
    slot.overheard = overheard;
    slot.asker = heard.author.id;
    let desk_too = Arc::clone(desk);
    desk.tasks.spawn(async move { answer(&desk_too, &heard, slot).await });
}

async fn answer(desk: &Desk, heard: &Heard, mut slot: Held) {
    slot.fingerprint = desk.memory.fingerprint(&heard.text);
    let Some(reply) = reply_to(desk, heard.spot, &heard.text, &slot).await else { return };
    let payload = if heard.readable || heard.how == How::Mention {
        render::render(&reply, &Frame::public(heard.author.id))
    } else {
        Payload::text(crate::wording::unreadable())
    };
    let nonce = heard.id.to_string();
    let channel = heard.spot.channel;
    let posted = match desk.bindings.answers(heard.spot) {
        Answers::Private => {
            let ready = render::ready(heard.author.id, heard.id);
            desk.courier.post(channel, Some(heard.id), &ready, &nonce).await.map(|id| (channel, id))
        }
        Answers::Thread if heard.spot.parent.is_none() => {
            let name = cut(&heard.text, THREAD_NAME_MAX);
            let name = if name.is_empty() { "FAQ" } else { &name };
            match desk.courier.open_thread((channel, heard.id), name).await {
                Ok(thread) => {
                    desk.memory.learn_thread(thread, channel);
                    let posted = desk.courier.post(thread, None, &payload, &nonce).await;
                    posted.map(|id| (thread, id))
                }
                // No thread may be opened here: an answer in the channel beats none.
                Err(_) => {
                    let posted = desk.courier.post(channel, Some(heard.id), &payload, &nonce).await;
                    posted.map(|id| (channel, id))
                }
            }
        }
        Answers::Public | Answers::Thread => {
            let posted = desk.courier.post(channel, Some(heard.id), &payload, &nonce).await;
            posted.map(|id| (channel, id))
        }
    };
    match posted {
        Ok(at) => slot.answer = Some(at),
        Err(failure) if verdict(&failure) == Verdict::Forbidden => {
            let told = !slot.overheard && {
                let payload = Payload::text(&wording::cannot_write(channel));
                desk.courier.tell(heard.author.id, &payload, &nonce).await
            };
            if !told {
                desk.courier.mute(channel);
            }
        }
        Err(_) => {}
    }
}

/// `None` when it is better to say nothing.
async fn reply_to(desk: &Desk, spot: Spot, text: &str, slot: &Slot) -> Option<Reply> {
    let request = match text {
        "" => Request::Help,
        text => Request::Ask(Question::new(text)),
    };
    let reply = desk.bot.handle(request, &desk.asker(spot, slot.asker, Role::Member)).await;
    let sure = matches!(reply, Reply::Answer(Answer::Found { .. }));
    (sure || !slot.overheard).then_some(reply)
}

/// The answer follows the question's new text.
pub fn edited(desk: &Arc<Desk>, id: u64, spot: Spot, text: String) {
    let desk_too = Arc::clone(desk);
    desk.tasks.spawn(async move {
        let desk = desk_too;
        let Some(mut slot) = desk.memory.find(id).await else { return };
        let fingerprint = desk.memory.fingerprint(&text);
        let Some(at) = slot.answer.filter(|_| slot.fingerprint != fingerprint) else { return };
        // A private answer is made when it is opened, of the question as it then is.
        if desk.bindings.answers(spot) == Answers::Private {
            return;
        }
        slot.fingerprint = fingerprint;
        match reply_to(&desk, spot, &text, &slot).await {
            Some(reply) => {
                let payload = render::render(&reply, &Frame::public(slot.asker));
                let _ = desk.courier.change(at, &payload).await;
            }
            None => {
                slot.answer = None;
                let _ = desk.courier.delete(at).await;
            }
        }
    });
}

/// The answers go with the questions.
pub fn deleted(desk: &Arc<Desk>, ids: &[u64]) {
    for &id in ids {
        let desk_too = Arc::clone(desk);
        desk.tasks.spawn(async move {
            let Some(mut slot) = desk_too.memory.find(id).await else { return };
            desk_too.memory.close(id);
            if let Some(at) = slot.answer.take() {
                let _ = desk_too.courier.delete(at).await;
            }
        });
    }
}
