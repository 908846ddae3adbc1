//! `/faq`: suggestions while typing, then the entry that was picked or the answer to a
//! question.

use std::sync::Arc;

use serde_json::{Value, json};
use serenity::model::application::{CommandData, CommandType};

use super::command::Command;
use super::definition::{described, with};
use crate::bot::{Answer, AskedBy, Audience, QUESTION_MAX_CHARS, Question, Reply, Request, Role};
use crate::faq::Entry;
use crate::platform::discord::admission;
use crate::platform::discord::custom_id::{Click, picked};
use crate::platform::discord::feedback;
use crate::platform::discord::incoming::{Asked, What};
use crate::platform::discord::payload::Payload;
use crate::platform::discord::render::{self, Frame};
use crate::platform::discord::state::DiscordState;
use crate::platform::discord::suggestions;
use crate::platform::discord::wording::{self, command as word};
use crate::privacy::{self, Masked};
use crate::wording::PATIENT_IN_QUESTION;

/// The definition that Discord is told.
pub fn definition() -> Value {
    let question = with(
        described(word::QUESTION, word::QUESTION_IS),
        json!({
            "type": 3, "required": true, "autocomplete": true,
            "min_length": 1, "max_length": QUESTION_MAX_CHARS,
        }),
    );
    let visible = with(described(word::VISIBLE, word::VISIBLE_IS), json!({ "type": 5 }));
    with(
        described(word::FAQ, word::FAQ_DOES),
        json!({
            "type": 1,
            "options": [question, visible],
            // 0 is a server, 1 a direct message with the bot; the bot is installed on a
            // server.
            "contexts": [0, 1],
            "integration_types": [0],
        }),
    )
}

/// Reads the command.
pub fn read(data: &CommandData) -> Option<Command> {
    if data.kind != CommandType::ChatInput || data.name != word::FAQ.fr {
        return None;
    }
    let option = |name: &str| data.options.iter().find(|option| option.name == name);
    let question = option(word::QUESTION.fr)?.value.as_str()?;
    let visible = option(word::VISIBLE.fr).and_then(|o| o.value.as_bool()).unwrap_or(false);
    Some(match picked(question) {
        Some(entry) => Command::Pick { entry, visible },
        None => Command::Ask { question: question.to_owned(), visible },
    })
}

/// The answer to a question or a pick.
pub async fn answer(
    state: &DiscordState,
    asked: &Asked,
    request: Request,
    private: bool,
) -> Payload {
    let (reply, frame) = reply(state, asked, request, private).await;
    render::render(&reply, &frame)
}

/// The same for a person who was told already what their question contains.
pub async fn answer_again(
    state: &DiscordState,
    asked: &Asked,
    request: Request,
    private: bool,
) -> Payload {
    let (reply, frame) = reply(state, asked, request, private).await;
    render::render(&reply, &Frame { warning: None, ..frame })
}

/// What everybody sees of an answer.
pub struct ForAll {
    /// What is posted.
    pub post: Payload,
    /// The entry that it shows.
    pub entry: Option<Arc<Entry>>,
}

/// The answer to `/faq` with `visible`: what everybody sees, when there is an entry; what the
/// asker sees; and what the asker is told alone when the first is the answer. The choices of an
/// unsure answer, and the sentence that no entry answers, are of use to the asker alone.
pub async fn visible_answer(
    state: &DiscordState,
    asked: &Asked,
    request: Request,
) -> (Option<ForAll>, Payload, Option<Payload>) {
    // Until the answer is known it is for the asker alone, and remembered so.
    let (reply, frame) = reply(state, asked, request, true).await;
    let own = render::render(&reply, &frame);
    let found = matches!(reply, Reply::Answer { answer: Answer::Found { .. }, .. });
    let is_posted = found && frame.shareable;
    let earlier = match is_posted {
        true => admission::repeated(state, asked.path, &reply).await,
        false => None,
    };
    let post = is_posted.then(|| {
        if let Some(earlier) = earlier {
            let post = render::render(&earlier, &Frame::public(frame.asker));
            return ForAll { post, entry: None };
        }
        let question = frame.question.as_deref().map(render::your_question).unwrap_or_default();
        let over = wording::shared(&render::mention(frame.asker), &question);
        let post = render::posted(&reply, &over, frame.asker);
        ForAll { post, entry: reply.found().cloned() }
    });
    (post, own, frame.warning.map(Payload::text))
}

async fn reply(
    state: &DiscordState,
    asked: &Asked,
    request: Request,
    private: bool,
) -> (Reply, Frame) {
    let masked = match &request {
        Request::Ask(question) => Some(privacy::mask(question.typed())),
        _ => None,
    };
    let asked_by = asked_by(&asked.what);
    let is_about_patient = masked.as_ref().is_some_and(Masked::looks_like_patient_data);
    let mut asker = state.asker(asked.path, asked.person.id, Role::Member, asked_by);
    if private {
        asker.audience = Audience::AskerAlone;
    }
    let reply = feedback::to_question_of(asked, state.bot.handle(request, &asker).await);
    let frame = Frame {
        private,
        shareable: state.may_share(asked.path, &asked.person),
        question: masked.filter(|_| !is_about_patient).map(|masked| masked.text.to_string()),
        warning: is_about_patient.then_some(PATIENT_IN_QUESTION),
        ..Frame::public(asked.person.id)
    };
    (reply, frame)
}

fn asked_by(what: &What) -> AskedBy {
    match what {
        What::Command(Command::Pick { .. }) => AskedBy::Suggestion,
        What::Clicked { click: Some(Click::Mine { .. }), .. } => AskedBy::Again,
        What::Clicked { .. } => AskedBy::Choice,
        What::Command(_)
        | What::Typing(_)
        | What::TypingEntry(_)
        | What::Submitted { .. }
        | What::UnknownCommand => AskedBy::Command,
    }
}

/// Suggestions for what is being typed; for an empty field, the questions asked most.
pub async fn suggest(state: &DiscordState, asked: &Asked, typed: &str) -> Value {
    let request = Request::Suggest(Question::new(typed));
    let asker = state.asker(asked.path, asked.person.id, Role::Member, AskedBy::Command);
    match state.bot.handle(request, &asker).await {
        Reply::Suggestions(choices) => suggestions::suggestions(&choices),
        _ => suggestions::suggestions(&[]),
    }
}
