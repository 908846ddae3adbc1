//! Once a week, what the team may want to do something about.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan as _, Zoned};

use super::card::CardState;
use super::desk::Desk;
use super::review::Stale;
use crate::journal::{EntryVotes, Fault};
use crate::search::Scope;

/// The days that a digest tells of.
const DAYS: i64 = 7;
/// Items of each list.
const LISTED: usize = 5;

/// What happened in a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Questions that were asked.
    pub asked: u64,
    /// Those that an entry answered, and those that had entries to choose from.
    pub answered: (u64, u64),
    /// The numbers of the cards that wait for a decision.
    pub open_cards: Vec<i64>,
    /// How many different questions of 30 days no entry answers, and how often they were asked.
    /// Without their words: what is posted stays when its asker has erased it.
    pub needs: (usize, usize),
    /// The answers that members found useless, by entry, with the entries' questions.
    pub disliked: Vec<(EntryVotes, String)>,
    /// Entries to read again.
    pub stale: Vec<Stale>,
}

impl Digest {
    /// Whether there is anything that somebody could do.
    pub fn says_something(&self) -> bool {
        let Self { open_cards, needs, disliked, stale, .. } = self;
        !open_cards.is_empty() || needs.0 > 0 || !disliked.is_empty() || !stale.is_empty()
    }
}

/// The last moment of this weekday and hour that is not after `now`, as its date.
pub fn last_due(now: &Zoned, weekday: Weekday, hour: i8) -> Option<Date> {
    let back = now.weekday().since(weekday);
    let is_today_later = back == 0 && now.hour() < hour;
    let back = if is_today_later { 7 } else { back };
    now.date().checked_sub(i64::from(back).days()).ok()
}

impl Desk {
    /// The digest of a network when one is due, with the date that [`Self::digest_sent`] takes:
    /// it is due until that is called, so that none is lost. The first one comes at the first such
    /// hour after the bot was installed.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn digest(
        &self,
        network: &str,
        (weekday, hour): (Weekday, i8),
        now: &Zoned,
    ) -> Result<Option<(Date, Option<Digest>)>, Fault> {
        let Some(due) = last_due(now, weekday, hour) else { return Ok(None) };
        let Some(mut reader) = self.reader().await? else { return Ok(None) };
        let sent = reader.state(&name(network)).await;
        reader.close().await;
        match sent? {
            None => {
                self.digest_sent(network, due).await?;
                return Ok(None);
            }
            // As texts, dates are in order.
            Some(sent) if sent >= due.to_string() => return Ok(None),
            Some(_) => {}
        }
        let digest = self.digest_now().await?;
        Ok(Some((due, digest.says_something().then_some(digest))))
    }

    /// The digest of a date was sent, or had nothing to say.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn digest_sent(&self, network: &str, due: Date) -> Result<(), Fault> {
        let Some(mut reader) = self.reader().await? else { return Ok(()) };
        let set = reader.set_state(&name(network), &due.to_string()).await;
        reader.close().await;
        set
    }

    async fn digest_now(&self) -> Result<Digest, Fault> {
        let mut digest = Digest::default();
        if let Some(mut reader) = self.reader().await? {
            let stats = reader.stats(DAYS, 0).await;
            reader.close().await;
            for day in stats?.days {
                digest.asked += day.found + day.unsure + day.unknown;
                digest.answered.0 += day.found;
                digest.answered.1 += day.unsure;
            }
        }
        let is_open = |card: &&super::Card| card.state == CardState::Open;
        let cards = self.cards().await?;
        digest.open_cards = cards.iter().filter(is_open).map(|card| card.number).collect();
        let needs = self.needs(&Scope::All).await?;
        let open = needs.iter().filter(|need| !need.is_put_off);
        digest.needs =
            open.fold((0, 0), |(needs, times), need| (needs + 1, times + need.questions.len()));
        let votes = self.votes(&Scope::All).await?.into_iter();
        digest.disliked = votes.filter(|(of, _)| of.not_useful > 0).take(LISTED).collect();
        digest.stale = self.to_review(&Scope::All).await?.into_iter().take(LISTED).collect();
        Ok(digest)
    }
}

fn name(network: &str) -> String {
    format!("digest/{network}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_due_from_its_hour_on_for_a_week() {
        // A Wednesday.
        let at = |text: &str| text.parse::<Zoned>().expect("a moment");
        let wednesday = "2026-11-25T09:30+01:00[+01:00]";
        let due = |now: &str, weekday, hour| last_due(&at(now), weekday, hour).expect("a date");
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(due(wednesday, Weekday::Wednesday, 9), date("2026-11-25"));
        assert_eq!(due(wednesday, Weekday::Wednesday, 10), date("2026-11-18"));
        assert_eq!(due(wednesday, Weekday::Monday, 9), date("2026-11-23"));
        assert_eq!(due(wednesday, Weekday::Thursday, 9), date("2026-11-19"));
    }
}
