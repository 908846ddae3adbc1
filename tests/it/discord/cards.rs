//! What a card shows of an answer; `platform/discord` has property tests of every kind of
//! answer, read back by another program:
//!
//! 1. Marks and links end where they end in the entry, item by item; an address in parentheses
//!    stays one; a row of a table has nothing behind its last cell.
//! 2. A card that begins with a later part of a long answer leads back to the parts before it,
//!    and the menu calls its parts excerpts.

use super::conversations::{faq, labels, shown};
use super::double::Setup;
use super::scene::{As, Bot, Scene};

const ROOMS: &str = "---\nquestion: Comment réserver une salle\u{a0}?\n\
    source: https://accueil.example.org/salles\n---\n\
    Pour réserver une salle, procédez ainsi.\n\n\
    - **Nom**\n- **Date**\n\n\
    Liens :\n\n\
    - [la page](https://a.example/x)\n- [la page](https://a.example/x)\n\n\
    Le plan (https://a.example/b_c) est au mur.\n\n\
    | Étage | Salle |\n|---|---|\n| Premier | |\n| Second | Verte |\n";

async fn with_entry(name: &str, entry: &str) -> (Scene, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    crate::folder::copy(&crate::folder::faq(), folder.path());
    std::fs::write(folder.path().join("accueil").join(name), entry).expect("the entry is written");
    let scene = Scene::around(Setup::default(), |discord, proxy, _| {
        let token = &discord.shared.setup.token;
        Bot::start_on(folder.path(), As::Itself, &proxy.url(), token, "")
    });
    scene.ready().await;
    (scene, folder)
}

#[tokio::test]
async fn marks_and_links_end_where_the_entry_ends_them() {
    let (scene, _folder) = with_entry("salles.md", ROOMS).await;
    let Scene { discord, camille, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("comment réserver une salle ?"));
    let card = discord.answer(ran).await;
    let text = card.body["embeds"][0]["description"].as_str().expect("a card");
    for part in [
        "- **Nom**\n- **Date**",
        "- [la page](https://a.example/x)\n- [la page](https://a.example/x)",
        "Le plan (<https://a.example/b_c>) est au mur.",
        "\nPremier\nSecond · Verte",
    ] {
        assert!(text.contains(part), "« {part} » is not in:\n{text}");
    }
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_later_part_leads_back_to_the_first() {
    let filler = "Ce paragraphe parle d’autre chose, et il est assez long pour que la réponse \
                  tienne en plusieurs parties sur la carte que montre Discord.\n\n";
    let archives = format!(
        "---\nquestion: Où ranger les archives de l’année\u{a0}?\n\
         source: https://accueil.example.org/archives\n---\n{}\
         Les archives de l’année se rangent au sous-sol, dans l’armoire grise.\n",
        filler.repeat(40)
    );
    let (scene, _folder) = with_entry("archives.md", &archives).await;
    let Scene { discord, camille, dominique, channel, .. } = &scene;
    let question = "où ranger les archives de l'année ?";
    let ran = discord.runs(*camille, *channel, &faq(question));
    let card = discord.answer(ran).await;
    assert!(shown(&card).contains("armoire grise"), "the part that answers: {}", shown(&card));
    assert!(!shown(&card).contains("partie 1 sur"), "{}", shown(&card));
    let mut now = card;
    while !shown(&now).contains("partie 1 sur") {
        let back = "Lire ce qui précède";
        assert!(labels(&now).iter().any(|label| label == back), "{:?}", labels(&now));
        let before = shown(&now);
        discord.clicks(*camille, now.id, back);
        let other = |state: &super::double::State| {
            let message = state.messages[&now.id].clone();
            (shown(&message) != before).then_some(message)
        };
        now = discord.wait("the part before", other).await;
    }

    let asked = discord.says(*dominique, *channel, question);
    let ran = discord.picks_on_message(*camille, asked, "Chercher dans la FAQ");
    let nearest = shown(&discord.answer(ran).await);
    assert!(nearest.contains("extrait") && !nearest.contains("partie"), "{nearest}");
    discord.assert_nothing_refused();
    scene.close().await;
}
