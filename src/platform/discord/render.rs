//! `Reply` → what Discord shows. Pure: the same reply in the same frame always gives the
//! same payload.

use serenity::model::id::{MessageId, UserId};

use super::custom_id::{Chosen, Click};
use super::feedback_rows;
use super::markdown::{self, escape};
use super::payload::{
    Button, DESCRIPTION_MAX, EMBEDS_TOTAL_MAX, Embed, FOOTER_MAX, HEAD_MAX, Payload, Row,
    SelectOption, Style, TITLE_MAX,
};
use crate::bot::{Answer, Candidate, Choice, Feedback, QuestionId, Reply};
use crate::conversation::admin::{Marks, usage};
use crate::faq::{Entry, link};
use crate::library::Rejection;
use crate::platform::discord::wording::{self, label};
use crate::team::Stale;
use crate::wording::cut::cut;
use crate::wording::{self as said, Notice, NoticeBlock, OtherLanguageLine, Shown};

/// Longest page of an answer. With the longest head, title and footer it stays within what
/// Discord allows for all cards of a message.
const PAGE_MAX: usize = DESCRIPTION_MAX;
/// Longest footer that is written.
const OUR_FOOTER_MAX: usize = 300;
/// Longest page of an entry that is shown beside others.
const CANDIDATE_MAX: usize = 700;
/// Longest paragraph of those that say that no entry answers.
const UNKNOWN_MAX: usize = 1_000;
/// Longest notice on a card, and its longest line.
const NOTICE_MAX: usize = 3_900;
const NOTICE_LINE_MAX: usize = 600;
/// Discord itself lists the commands of members; those of admins are named in sentences.
const MARKS: Marks = Marks { member: None, admin: "/faq-admin ", leave: None };
/// Longest question that is repeated over an answer.
const REPEATED_MAX: usize = 600;

const _: () = assert!(PAGE_MAX + HEAD_MAX + TITLE_MAX + OUR_FOOTER_MAX <= EMBEDS_TOTAL_MAX);
const _: () = assert!(3 * (CANDIDATE_MAX + TITLE_MAX + OUR_FOOTER_MAX) <= EMBEDS_TOTAL_MAX);
const _: () = assert!(OUR_FOOTER_MAX <= FOOTER_MAX);
/// More than the longest warning has.
const WARNING_MAX: usize = 300;
const _: () =
    assert!(WARNING_MAX + PAGE_MAX + HEAD_MAX + TITLE_MAX + OUR_FOOTER_MAX <= EMBEDS_TOTAL_MAX);

/// To whom and where a reply is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether only the asker sees it.
    pub private: bool,
    /// Whether the asker may post it, or a candidate, for everybody from here.
    pub shareable: bool,
    /// The person who asked or clicked.
    pub asker: UserId,
    /// Their question in their own words with its personal data masked, which is repeated over
    /// a private answer; `None` for an entry that was picked, and for a question that seems to
    /// be about a patient.
    pub question: Option<String>,
    /// The part of a long answer, from 0; `None` for the one with the passage.
    pub page: Option<usize>,
    /// The id of the message that candidates are for, and the name of its author.
    pub target: Option<(MessageId, String, Option<QuestionId>)>,
    /// A sentence that comes before everything else, on a card of its own: the text over a
    /// private answer stays when a choice is picked, and is repeated when it is shared.
    pub warning: Option<&'static str>,
}

impl Frame {
    /// An answer that everybody sees.
    pub fn public(asker: UserId) -> Self {
        Self {
            private: false,
            shareable: false,
            asker,
            question: None,
            page: None,
            target: None,
            warning: None,
        }
    }

    /// An answer that only the asker sees.
    pub fn private(asker: UserId) -> Self {
        Self { private: true, ..Self::public(asker) }
    }
}

/// What is shown for a reply.
pub fn render(reply: &Reply, frame: &Frame) -> Payload {
    let mut payload = rendered(reply, frame);
    if let Some(warning) = frame.warning {
        payload.embeds.insert(0, Embed::new(&escape(warning)));
    }
    payload
}

fn rendered(reply: &Reply, frame: &Frame) -> Payload {
    let usage = usage(MARKS, false, &wording::WAYS_TO_ASK);
    match said::shown(reply, &usage) {
        Shown::Answer { answer, line, feedback } => {
            let mut payload = answer_card(answer, line, feedback, frame);
            payload.content = repeated(frame);
            payload
        }
        Shown::Candidates(candidates) => candidates_of(candidates, frame),
        // Suggestions while typing have another payload, made by `suggestions`.
        Shown::Suggestions(choices) => Payload::card(Embed::new(&escape(said::suggestions())))
            .with_rows(Row::menu(&Click::SeeAlso, label::CHOOSE, options(choices))),
        Shown::AnsweredBefore { question, link } => {
            Payload::text(&format!("{} {link}", escape(&said::answered_before(question))))
        }
        Shown::Notice(said) => {
            let force = matches!(reply, Reply::Rejected(Rejection::Failing(_))).then(|| Button {
                label: label::FORCE.to_owned(),
                click: Click::ForceReload,
                style: Style::Danger,
            });
            let stale = match reply {
                Reply::ToReview(stale) => stale.as_slice(),
                _ => &[],
            };
            notice(&said).with_rows(Row::buttons(force)).with_rows(Row::menu(
                &Click::StillCorrect,
                label::STILL_CORRECT,
                stale.iter().map(stale_option).collect(),
            ))
        }
    }
}

/// The card of an answer. `line` is at its head and not in the text of the message, which
/// repeats the question and stays when a choice is picked.
fn answer_card(
    answer: &Answer,
    line: Option<OtherLanguageLine>,
    feedback: Feedback,
    frame: &Frame,
) -> Payload {
    let payload = match answer {
        Answer::Found { entry, passage, see_also } => {
            card(entry, passage.as_ref(), see_also, feedback, frame)
        }
        Answer::Unsure(choices) => Payload::card(Embed::new(&escape(said::unsure(choices.len()))))
            .with_rows(menu(choices, feedback, frame))
            .with_rows(Row::buttons(feedback_rows::votes(None, feedback))),
        Answer::Unknown { nearest_category, contact } => {
            let said = said::unknown(nearest_category.as_deref(), contact.as_deref());
            let said: Vec<String> =
                said.iter().map(|text| escape(&cut(text, UNKNOWN_MAX))).collect();
            let votes = feedback_rows::votes(None, feedback).into_iter();
            Payload::card(Embed::new(&said.join("\n\n")))
                .with_rows(Row::buttons(votes.chain(feedback_rows::pass_on(feedback))))
        }
    };
    match line {
        Some(OtherLanguageLine { text, right_to_left: _ }) => payload.headed(text),
        None => payload,
    }
}

/// A card of sentences and lists.
pub fn notice(notice: &Notice) -> Payload {
    Payload::card(Embed::new(&lines(notice)))
}

/// As many whole lines as a card holds. Each is cut before it is escaped, so that a cut
/// never separates a `\` from the character it escapes.
fn lines(notice: &Notice) -> String {
    let Notice { headline, blocks } = notice;
    let mut shown = Lines::default();
    shown.push(&format!("**{}**", line(headline)));
    for block in blocks {
        match block {
            NoticeBlock::Text(text) => {
                shown.push(&format!("\n{}", line(text)));
            }
            NoticeBlock::List { title, items } => {
                shown.push(&format!("\n{}\u{a0}:", line(title)));
                for (at, item) in items.iter().enumerate() {
                    if !shown.push(&format!("- {}", line(item))) {
                        shown.end(&said::and_more(items.len() - at));
                        break;
                    }
                }
            }
        }
    }
    shown.text
}

#[derive(Default)]
struct Lines {
    text: String,
    chars: usize,
}

impl Lines {
    /// Adds a line if there is room; returns whether there was.
    fn push(&mut self, line: &str) -> bool {
        let chars = line.chars().count() + 1;
        let fits = self.chars + chars <= NOTICE_MAX;
        if fits {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(line);
            self.chars += chars;
        }
        fits
    }

    /// Adds the last line, for which [`NOTICE_MAX`] leaves room.
    fn end(&mut self, line: &str) {
        self.text.push('\n');
        self.text.push_str(line);
    }
}

/// A line of a notice. The no-break spaces of French stay, so that no line begins with a colon.
fn line(text: &str) -> String {
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    let words: Vec<&str> = text.split(breaks).filter(|word| !word.is_empty()).collect();
    escape(&cut(&words.join(" "), NOTICE_LINE_MAX))
}

fn repeated(frame: &Frame) -> String {
    let question = frame.question.as_deref().filter(|_| frame.private);
    question.map(your_question).unwrap_or_default()
}

/// The line that repeats a question.
pub fn your_question(question: &str) -> String {
    // An address, such as an invitation, would stand there under the bot's name.
    let address = |word: &str| {
        let word = word.to_lowercase();
        ["://", "www.", "discord.gg/", "discord.com/"].iter().any(|mark| word.contains(mark))
    };
    let words = question.split_whitespace();
    let words = words.map(|word| if address(word) { wording::ADDRESS } else { word });
    let question = words.collect::<Vec<_>>().join(" ");
    wording::your_question(&one_line(&question, REPEATED_MAX))
}

/// Text on one line, in which nothing formats, links or mentions.
fn one_line(text: &str, max: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escape(&cut(&words.join(" "), max))
}

fn card(
    entry: &Entry,
    passage: Option<&std::ops::Range<usize>>,
    see_also: &[Choice],
    feedback: Feedback,
    frame: &Frame,
) -> Payload {
    let pages = markdown::pages(&entry.answer, passage, PAGE_MAX);
    let page = frame.page.unwrap_or(pages.passage).min(pages.pages.len() - 1);
    let part = (pages.pages.len() > 1).then(|| wording::part(page + 1, pages.pages.len()));
    let embed = Embed::new(&pages.pages[page])
        .titled(&escape_title(&entry.question), Some(link::source(entry)))
        .footer(&footer(entry, part));

    let turn = |label: &str, page| Button {
        label: label.to_owned(),
        click: Click::Page { entry: entry.id.clone(), page, question: feedback.question },
        style: Style::Primary,
    };
    let mut reading = Vec::new();
    if page > 0 {
        reading.push(turn(label::BEFORE, page - 1));
    }
    if page + 1 < pages.pages.len() {
        reading.push(turn(label::MORE, page + 1));
    }
    Payload::card(embed)
        .with_rows(Row::buttons(reading))
        .with_rows(answered(entry, feedback, frame))
        .with_rows(Row::menu(&Click::SeeAlso, label::SEE_ALSO, options(see_also)))
}

/// The row under a card: votes, and sharing a private answer.
fn answered(entry: &Entry, feedback: Feedback, frame: &Frame) -> Option<Row> {
    let share = (frame.private && frame.shareable).then(|| Button {
        label: label::SHARE.to_owned(),
        click: Click::Share { entry: entry.id.clone(), question: feedback.question },
        style: Style::Primary,
    });
    Row::buttons(feedback_rows::votes(Some(&entry.id), feedback).into_iter().chain(share))
}

/// A card that a person posts for everybody. `over` is the line above it, and `by` may
/// remove it.
pub fn posted(reply: &Reply, over: &str, by: UserId) -> Payload {
    let mut payload = match reply {
        Reply::Answer { answer: Answer::Found { entry, .. }, feedback, .. } => {
            card(entry, None, &[], *feedback, &Frame::public(by))
        }
        other => render(other, &Frame::public(by)),
    };
    payload.content = over.to_owned();
    payload.with_rows(Row::buttons([Button {
        label: label::REMOVE.to_owned(),
        click: Click::Remove { by },
        style: Style::Secondary,
    }]))
}

/// A person's name as a mention, which notifies nobody.
pub fn mention(person: UserId) -> String {
    format!("<@{person}>")
}

/// The public message in place of an answer that only the asker may see.
pub fn ready(asker: UserId, message: MessageId, question: Option<QuestionId>) -> Payload {
    Payload::text(wording::ANSWER_IS_READY).with_rows(Row::buttons([Button {
        label: label::MINE.to_owned(),
        click: Click::Mine { asker, message, question },
        style: Style::Primary,
    }]))
}

fn menu(choices: &[Choice], feedback: Feedback, frame: &Frame) -> Option<Row> {
    let none = SelectOption::new(label::NONE_OF_THESE, Chosen::None.encode(), None);
    let options = options(choices).into_iter().chain([none]).collect();
    let click = Click::Choose { asker: frame.asker, question: feedback.question };
    Row::menu(&click, label::CHOOSE, options)
}

fn options(choices: &[Choice]) -> Vec<SelectOption> {
    choices
        .iter()
        .map(|Choice { entry, question, category }| {
            let value = Chosen::Entry(entry.clone()).encode();
            SelectOption::new(question, value, category.as_deref())
        })
        .collect()
}

/// An entry to read again.
fn stale_option(Stale { entry, question, .. }: &Stale) -> SelectOption {
    SelectOption::new(question, Chosen::Entry(entry.clone()).encode(), Some(entry.as_str()))
}

fn candidates_of(candidates: &[Candidate], frame: &Frame) -> Payload {
    let Some((message, name, question)) = frame.target.as_ref().filter(|_| !candidates.is_empty())
    else {
        return Payload::text(said::no_candidate());
    };
    let shown = || candidates.iter().take(3).enumerate();
    let embeds = shown().map(|(at, Candidate { entry, passage })| {
        let pages = markdown::pages(&entry.answer, passage.as_ref(), CANDIDATE_MAX);
        let title = format!("{} · {}", at + 1, escape_title(&entry.question));
        // The other parts cannot be turned to here, so that a number would say nothing.
        let part = (pages.pages.len() > 1).then(|| wording::EXCERPT.to_owned());
        Embed::new(&pages.pages[pages.passage])
            .titled(&title, Some(link::source(entry)))
            .footer(&footer(entry, part))
    });
    let buttons = shown().filter(|_| frame.shareable).map(|(at, Candidate { entry, .. })| Button {
        label: label::answer_to(at + 1, name),
        click: Click::Answer { entry: entry.id.clone(), message: *message, question: *question },
        style: Style::Primary,
    });
    Payload {
        content: wording::candidates(&one_line(name, 100)),
        embeds: embeds.collect(),
        components: Vec::new(),
    }
    .with_rows(Row::buttons(buttons))
}

/// Category, host of the source and date, then the part when there are several.
fn footer(entry: &Entry, part: Option<String>) -> String {
    let parts = [
        entry.categories.first().cloned(),
        entry.source.host_str().map(str::to_owned),
        entry.updated.map(said::updated),
        part,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    cut(&parts.join(" · "), OUR_FOOTER_MAX).into_owned()
}

/// A question as a title. Titles show bold and similar marks, but no lists or quotations.
pub fn escape_title(question: &str) -> String {
    let escaped = escape(question);
    if escaped.chars().count() <= TITLE_MAX - 4 {
        return escaped;
    }
    // A question that fills the title and has marks is rare: the marks are left out.
    let plain: String =
        question.chars().filter(|c| !matches!(c, '*' | '_' | '~' | '`' | '|' | '\\')).collect();
    cut(&plain, TITLE_MAX - 4).into_owned()
}
