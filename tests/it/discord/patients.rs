//! A message that seems to be about a patient:
//!
//! 1. It is answered, and its author alone is told to delete it: by direct message; by a short
//!    sentence beside the answer when they take none; in the answer to a direct message, to
//!    `/faq` and to the menu.
//! 2. They are told once, also when the message is edited; an edit that adds such data counts.
//! 3. Nothing of its words is in anything that the bot sends: no title, no repeated question,
//!    no shared card, no `pourquoi`.
//! 4. Other personal data is masked in what is repeated, without a word about patients.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::{Message, State};
use super::double::{Double, Setup};
use super::scene::{As, Scene};

const QUESTION: &str = "j'ai perdu mon badge, Mme Zurbano née le 03/03/1957 est diabétique";
const WORDS: [&str; 4] = ["zurbano", "03/03", "diabétique", "diabetique"];
const TOLD: &str = "semble contenir les données d’un patient";

/// What the bot has sent to a person.
fn told(state: &State, channel: Id) -> Vec<Message> {
    let of_bot = state.of_bot_in(channel).into_iter();
    of_bot.filter(|message| shown(message).contains(TOLD)).collect()
}

/// The bot's messages of all channels, and the names of its threads, say nothing of the words.
fn assert_nothing_is_echoed(discord: &Double) {
    discord.with(|state| {
        let of_bot = state.messages.values().filter(|message| message.author == state.bot.id);
        let names = state.channels.values().map(|channel| channel.name.clone());
        let said = |message: &Message| format!("{}\n{:?}", shown(message), labels(message));
        let sent = of_bot.map(said).chain(names);
        for text in sent {
            let lower = text.to_lowercase();
            assert!(!WORDS.iter().any(|word| lower.contains(word)), "echoed in {text}");
        }
    });
}

#[tokio::test]
async fn the_author_of_a_public_message_is_told_in_private_once() {
    let mut threads = 0;
    let scene = Scene::open(|discord, ids| {
        threads = discord.channel(ids.guild, "fils");
        format!(
            "admin_roles = [\"{}\"]\n\
             [[platform.discord.channel]]\nid = \"{threads}\"\nanswers = \"thread\"\n",
            ids.role
        )
    })
    .await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let direct = discord.direct(*camille);
    let asked = discord.mentions_bot(*camille, *channel, QUESTION);
    discord.reply_to(asked).await;
    let notice = discord.wait("the notice", |state| told(state, direct).pop()).await;
    assert!(shown(&notice).contains(&asked.to_string()), "it leads there: {}", shown(&notice));

    // Edited, it is not told again; the answer to the next question shows that it was read.
    discord.edits(asked, &format!("<@{}> {QUESTION} !", discord.bot()));
    let asked = discord.mentions_bot(*camille, threads, "comment faire entrer un visiteur ?");
    discord.wait("the thread", |state| state.of_bot_in(asked).pop()).await;
    assert_eq!(discord.with(|state| told(state, direct).len()), 1);

    // An edit that adds such data is told.
    discord.edits(asked, &format!("<@{}> {QUESTION}", discord.bot()));
    discord.wait("the second notice", |state| (told(state, direct).len() == 2).then_some(())).await;

    // Somebody who writes of no patient is told nothing.
    let other = discord.mentions_bot(*dominique, *channel, "mon RPPS est 10003456789");
    discord.reply_to(other).await;
    let of_dominique = discord.direct(*dominique);
    assert_eq!(discord.with(|state| told(state, of_dominique).len()), 0);

    let why = Typed::new("faq-admin").sub("pourquoi");
    let asked = discord.mentions_bot(*camille, *channel, QUESTION);
    discord.reply_to(asked).await;
    let ran = discord.runs(scene.admin, *channel, &why);
    assert!(shown(&discord.answer(ran).await).contains("dernière question"));
    assert_nothing_is_echoed(discord);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn who_takes_no_direct_message_is_told_beside_the_answer() {
    let mut threads = 0;
    let scene = Scene::open_with(As::Itself, Setup::default(), |discord, ids| {
        threads = discord.channel(ids.guild, "fils");
        format!("[[platform.discord.channel]]\nid = \"{threads}\"\nanswers = \"thread\"\n")
    })
    .await;
    let Scene { discord, camille, channel, .. } = &scene;
    discord.with(|state| state.closed_to_direct_messages.push(*camille));
    let asked = discord.mentions_bot(*camille, *channel, QUESTION);
    discord.reply_to(asked).await;
    let notice = discord.wait("the notice", |state| told(state, *channel).pop()).await;
    assert!(shown(&notice).contains(&format!("<@{camille}>")), "{}", shown(&notice));

    // What was told there goes with the message.
    discord.deletes(asked);
    discord.wait("its end", |state| told(state, *channel).is_empty().then_some(())).await;

    let asked = discord.mentions_bot(*camille, threads, QUESTION);
    discord.wait("the notice in the thread", |state| told(state, asked).pop()).await;
    assert_nothing_is_echoed(discord);
    scene.close().await;
}

#[tokio::test]
async fn a_private_answer_tells_it_itself() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let direct = discord.direct(*camille);
    let asked = discord.says(*camille, direct, QUESTION);
    let answer = discord.reply_to(asked).await;
    assert!(shown(&answer).contains(TOLD), "{}", shown(&answer));
    discord.edits(asked, "comment faire entrer un visiteur ?");
    discord
        .wait("the answer to the edit", |state| {
            (!shown(&state.messages[&answer.id]).contains(TOLD)).then_some(())
        })
        .await;

    let ran = discord.runs(*camille, *channel, &faq(QUESTION));
    let own = discord.answer(ran).await;
    assert_eq!(own.only_for, Some(*camille));
    assert!(shown(&own).contains(TOLD), "{}", shown(&own));
    let visible = faq("j'ai perdu mon badge, dit mme Zurbano patiente").with("visible", true);
    let ran = discord.runs(*camille, *channel, &visible);
    discord
        .wait("the notice", |state| {
            let of = &state.interactions[&ran];
            let ids = of.original.into_iter().chain(of.follow_ups.iter().copied());
            let mut messages = ids.filter_map(|id| state.messages.get(&id));
            messages.find(|m| m.only_for == Some(*camille) && shown(m).contains(TOLD)).cloned()
        })
        .await;

    let message = discord.says(*dominique, *channel, QUESTION);
    let ran = discord.picks_on_message(*camille, message, "Chercher dans la FAQ");
    let found = discord.answer(ran).await;
    assert!(shown(&found).contains("demandez à la personne"), "{}", shown(&found));
    assert_nothing_is_echoed(discord);
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn personal_data_in_a_repeated_question_is_masked() {
    let scene = Scene::plain().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let question = "j'ai perdu mon badge, répondez au 06 12 34 56 78";
    let ran = discord.runs(*camille, *channel, &faq(question));
    let own = shown(&discord.answer(ran).await);
    assert!(own.contains("[téléphone") && !own.contains("34 56"), "{own}");
    assert!(!own.contains(TOLD), "{own}");
    discord.assert_nothing_refused();
    scene.close().await;
}
