//! Who asks in another language than French is told so, in that language:
//!
//! 1. A line at the head of the card says that the answer, or the entries to choose from, are
//!    in French, or that none answers; the entry is not translated.
//! 2. A private answer has it, and an answer to a message that was not for the bot.
//! 3. A question in French has no such line.
//!
//! The entry has a variant in English, so that it is found by words.

use super::conversations::{faq, shown};
use super::double::Setup;
use super::double::world::Message;
use super::scene::{As, Bot, Scene};

const ENTRY: &str = "---\nquestion: Où garer son vélo\u{a0}?\n\
                     variants: [Where can I park my bike?]\n\
                     source: https://accueil.example.org/velos\n---\n\
                     Les arceaux sont devant l’entrée.\n";
const IN_FRENCH: &str = "This answer is in French, word for word from the FAQ.";

fn head(message: &Message) -> Option<&str> {
    message.body["embeds"][0]["author"]["name"].as_str()
}

#[tokio::test]
async fn the_card_says_that_the_answer_is_in_french() {
    let setup = Setup { message_content: true, ..Setup::default() };
    let folder = tempfile::tempdir().expect("a folder");
    crate::folder::copy(&crate::folder::faq(), folder.path());
    std::fs::write(folder.path().join("accueil/velos.md"), ENTRY).expect("the entry is written");
    let scene = Scene::around(setup, |discord, proxy, ids| {
        let open =
            format!("[[platform.discord.channel]]\nid = \"{}\"\nauto_answer = true\n", ids.channel);
        let token = &discord.shared.setup.token;
        Bot::start_on(folder.path(), As::Itself, &proxy.url(), token, &open)
    });
    scene.ready().await;
    let Scene { discord, camille, channel, .. } = &scene;

    let ran = discord.runs(*camille, *channel, &faq("where can I park my bike"));
    let own = discord.answer(ran).await;
    assert_eq!(head(&own), Some(IN_FRENCH), "{:#?}", own.body);
    assert!(shown(&own).contains("Les arceaux sont devant l’entrée."), "{}", shown(&own));

    let overheard = discord.says(*camille, *channel, "Where can I park my bike?");
    let answer = discord.reply_to(overheard).await;
    assert_eq!(head(&answer), Some(IN_FRENCH), "{:#?}", answer.body);

    let unknown = discord.mentions_bot(*camille, *channel, "Wie backe ich einen Apfelkuchen?");
    let unknown = discord.reply_to(unknown).await;
    assert!(
        head(&unknown).is_some_and(|head| head.contains("keine Antwort")),
        "{:#?}",
        unknown.body
    );
    assert!(shown(&unknown).contains("Je n’ai pas trouvé"), "{}", shown(&unknown));

    let french = discord.mentions_bot(*camille, *channel, "où garer son vélo ?");
    let french = discord.reply_to(french).await;
    assert!(shown(&french).contains("Les arceaux"), "{}", shown(&french));
    assert_eq!(head(&french), None, "{:#?}", french.body);
    discord.assert_nothing_refused();
    scene.close().await;
}
