//! Passing a question on to the team, step by step: what would be sent is shown, it is sent or
//! not, and its asker may want to be told of the answer. Each step is for the asker alone.

use super::recorder::{Remembered, bare};
use super::request::{Asker, PassOnStep};
use super::{Bot, NotPassedOn, Reply};
use crate::journal::{Answered, Journal, KeptQuestion, QuestionId};
use crate::privacy::{MaskedText, mask};

/// What is passed on is cut here: every network shows so much of it before it is sent, and on the
/// team's card.
const PASSED_ON_MAX: usize = 500;

/// A question that the person who asks may pass on.
struct Theirs {
    remembered: Option<Remembered>,
    kept: Option<KeptQuestion>,
}

impl Bot {
    pub(super) async fn pass_on(
        &self,
        asker: &Asker,
        question: QuestionId,
        step: PassOnStep,
    ) -> Reply {
        let Some(journal) = self.recorder.journal().filter(|_| self.has_team) else {
            return Reply::NotPassedOn(NotPassedOn::Forgotten);
        };
        let theirs = match self.theirs(journal, asker, question).await {
            Ok(theirs) => theirs,
            Err(why) => return Reply::NotPassedOn(why),
        };
        let done = match step {
            PassOnStep::Show => self.show(journal, asker, question, theirs).await,
            PassOnStep::Send => self.send(journal, asker, question, theirs).await,
            PassOnStep::DoNotSend => Ok(do_not_send(question, &theirs)),
            PassOnStep::TellMe => self.tell_me(journal, asker, question, theirs).await,
        };
        done.unwrap_or_else(Reply::NotPassedOn)
    }

    /// What is known of a question that the asker says is theirs.
    async fn theirs(
        &self,
        journal: &Journal,
        asker: &Asker,
        question: QuestionId,
    ) -> Result<Theirs, NotPassedOn> {
        let remembered = self.recorder.remembered(question);
        if remembered.as_ref().is_some_and(|known| !known.is_of(asker)) {
            return Err(NotPassedOn::NotYours);
        }
        if remembered.as_ref().is_some_and(|known| known.is_removed) {
            return Err(NotPassedOn::Forgotten);
        }
        let (network, person) = (asker.place.platform, asker.person.as_str());
        let kept = match journal.question(question, network, person).await {
            Ok(kept) => kept,
            // Who asked is remembered, so that it can be sent later.
            Err(_) if remembered.is_some() => None,
            Err(_) => return Err(NotPassedOn::Late),
        };
        if remembered.is_none() {
            match kept.as_ref().map(|kept| kept.is_theirs) {
                Some(Some(true)) | None => {}
                Some(Some(false)) => return Err(NotPassedOn::NotYours),
                Some(None) => return Err(NotPassedOn::Unclaimed),
            }
        }
        Ok(Theirs { remembered, kept })
    }

    async fn show(
        &self,
        journal: &Journal,
        asker: &Asker,
        question: QuestionId,
        theirs: Theirs,
    ) -> Result<Reply, NotPassedOn> {
        if theirs.is_sent() {
            return Ok(Reply::PassedOn(question));
        }
        let (text, is_cut, _) = to_send(journal, asker, theirs).await?;
        if self.desk.is_off_topic(question).await {
            return Err(NotPassedOn::OffTopic);
        }
        Ok(Reply::PassOnPreview { question, text: text.as_str().to_owned(), is_cut })
    }

    async fn send(
        &self,
        journal: &Journal,
        asker: &Asker,
        question: QuestionId,
        theirs: Theirs,
    ) -> Result<Reply, NotPassedOn> {
        let (text, _, answered) = to_send(journal, asker, theirs).await?;
        let answered = Answered { text: Some(text), ..answered };
        self.recorder.sent(question);
        if !journal.passed_on(question, asker.person.as_str(), answered).await {
            return Err(NotPassedOn::Waiting);
        }
        tracing::info!(platform = asker.place.platform, "a question was passed on to the team");
        self.desk.changed();
        // What was answered is compared with what the team has judged only now.
        match self.desk.is_off_topic(question).await {
            true => Err(NotPassedOn::OffTopic),
            false => Ok(Reply::PassedOn(question)),
        }
    }

    async fn tell_me(
        &self,
        journal: &Journal,
        asker: &Asker,
        question: QuestionId,
        Theirs { kept, .. }: Theirs,
    ) -> Result<Reply, NotPassedOn> {
        // Nobody's identity is kept for a question that nobody will answer.
        if !kept.is_some_and(|kept| kept.is_passed_on) {
            return Err(NotPassedOn::Gone);
        }
        if self.desk.is_off_topic(question).await {
            return Err(NotPassedOn::OffTopic);
        }
        let (network, person) = (asker.place.platform, asker.person.as_str());
        match journal.followed(question, network, person).await {
            true => Ok(Reply::WillTell),
            false => Err(NotPassedOn::Waiting),
        }
    }
}

impl Theirs {
    fn is_sent(&self) -> bool {
        self.remembered.as_ref().is_some_and(|known| known.is_sent)
            || self.kept.as_ref().is_some_and(|kept| kept.is_passed_on)
    }
}

/// The text that is sent and shown before, whether its end is left out, and what is recorded of the
/// question otherwise.
async fn to_send(
    journal: &Journal,
    asker: &Asker,
    Theirs { remembered, kept }: Theirs,
) -> Result<(MaskedText, bool, Answered), NotPassedOn> {
    let (text, answered) = match remembered {
        Some(Remembered { author, answered, .. }) => {
            let text = answered.text.clone().ok_or(NotPassedOn::AboutPatient)?;
            // Who wrote the words may want that nobody keeps them.
            if let Some(author) = author {
                match journal.is_out(asker.place.platform, author.as_str()).await {
                    Ok(false) => {}
                    Ok(true) => return Err(NotPassedOn::Forgotten),
                    Err(_) => return Err(NotPassedOn::Late),
                }
            }
            (text, answered)
        }
        // Asked before a restart: what is recorded of it is all that is left.
        None => (kept.and_then(|kept| kept.text).ok_or(NotPassedOn::Forgotten)?, bare(asker)),
    };
    // Masking twice changes nothing, and gives a text that is known to be masked.
    let shown = mask(beginning(text.as_str())).text;
    let is_cut = shown != text;
    Ok((shown, is_cut, answered))
}

/// As many whole words as [`PASSED_ON_MAX`] holds.
fn beginning(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(PASSED_ON_MAX) else { return text };
    let words = text[..end].rfind(char::is_whitespace).filter(|words| *words > end / 2);
    text[..words.unwrap_or(end)].trim_end()
}

fn do_not_send(question: QuestionId, theirs: &Theirs) -> Reply {
    match theirs.is_sent() {
        true => Reply::PassedOn(question),
        false => Reply::NotSent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_on_ends_with_a_word() {
        let long = "été ".repeat(200);
        let rows = [
            ("une question ?".to_owned(), "une question ?".to_owned()),
            ("é".repeat(PASSED_ON_MAX), "é".repeat(PASSED_ON_MAX)),
            ("é".repeat(PASSED_ON_MAX + 1), "é".repeat(PASSED_ON_MAX)),
            (long.clone(), long[..long.len() / 200 * 125].trim_end().to_owned()),
        ];
        for (text, expected) in rows {
            assert_eq!(beginning(&text), expected);
        }
    }
}
