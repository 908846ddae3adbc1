//! What admins can do from Discord, and nobody else can:
//!
//! 1. Discord offers `/faq-admin` to those who manage the server; the bot serves it
//!    only to the roles of the settings; without such a role, to nobody.
//! 2. `recharger` shows what changed; problems are shown with file and line and keep
//!    the old content; golden questions that would fail need a confirmation.
//! 3. An entry of `à-revoir` that was read again is noted by the menu, or by `exact`.
//! 4. `état`, `vérifier`, `retour` and `pourquoi` are answered in private; `pourquoi` shows
//!    nothing of a question that only another member saw, or that its author has deleted.

use super::conversations::{faq, labels, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::double::world::{Message, State};
use super::scene::Scene;

async fn with_role() -> Scene {
    Scene::open(|_, ids| format!("admin_roles = [\"{}\"]", ids.role)).await
}

async fn admin(scene: &Scene, who: Id, part: &str) -> Message {
    let ran = scene.discord.runs(who, scene.channel, &Typed::new("faq-admin").sub(part));
    let answer = scene.discord.answer(ran).await;
    assert_eq!(answer.only_for, Some(who), "in private");
    answer
}

#[tokio::test]
async fn commands_of_admins_are_refused_to_others() {
    let scene = with_role().await;
    let Scene { discord, camille, channel, guild, .. } = &scene;
    let offered = discord.with(|state| state.command(Some(*guild), 1, "faq-admin"));
    assert_eq!(
        offered["default_member_permissions"], "32",
        "Discord offers it to who manages the server"
    );
    // A server's admin can offer it to anybody; the settings still decide.
    for part in ["recharger", "état", "vérifier", "retour", "pourquoi", "populaires"] {
        let ran = discord.runs_anyway(*camille, *channel, &Typed::new("faq-admin").sub(part));
        let refused = discord.answer(ran).await;
        assert_eq!(refused.only_for, Some(*camille));
        let text = shown(&refused).to_lowercase();
        assert!(text.contains("réserv") || text.contains("administr"), "{part}: {text}");
    }
    let answer = admin(&scene, scene.admin, "état").await;
    assert!(shown(&answer).contains("Accueil"), "{}", shown(&answer));
    scene.discord.assert_nothing_refused();
    scene.close().await;

    let scene = Scene::plain().await;
    let refused = admin(&scene, scene.admin, "état").await;
    assert!(
        shown(&refused).contains("admin_roles"),
        "who set the bot up learns what is missing: {}",
        shown(&refused)
    );
    scene.close().await;
}

#[tokio::test]
async fn reload_shows_what_changed_and_refuses_what_is_wrong() {
    let scene = with_role().await;
    let Scene { discord, camille, channel, bot, .. } = &scene;
    let badge = bot.file("accueil/badge-perdu.md");
    let before = std::fs::read_to_string(&badge).expect("the entry");
    std::fs::write(&badge, before.replace("le jour même", "dans l’heure"))
        .expect("the entry is changed");
    let answer = admin(&scene, scene.admin, "recharger").await;
    // The watcher may have reloaded before the command did.
    let text = shown(&answer);
    assert!(
        text.contains("badge-perdu")
            || text.contains("perdu son badge")
            || text.contains("déjà")
            || text.contains("changé"),
        "{text}"
    );
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(shown(&discord.answer(ran).await).contains("dans l’heure"));

    std::fs::write(&badge, before.replace("categories: [Badges]", "categorie: Badges"))
        .expect("the entry is broken");
    for part in ["recharger", "vérifier"] {
        let text = shown(&admin(&scene, scene.admin, part).await);
        assert!(text.contains("badge-perdu.md:5"), "{part} names file and line: {text}");
    }
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(
        shown(&discord.answer(ran).await).contains("dans l’heure"),
        "the old content is still served"
    );

    std::fs::write(&badge, &before).expect("the entry is fixed");
    admin(&scene, scene.admin, "recharger").await;
    let text = shown(&admin(&scene, scene.admin, "retour").await);
    assert!(!text.trim().is_empty());
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(
        shown(&discord.answer(ran).await).contains("dans l’heure"),
        "the version before is served again"
    );
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn golden_questions_that_would_fail_are_asked_about() {
    let scene = with_role().await;
    let Scene { discord, camille, channel, bot, .. } = &scene;
    let golden = "[[question]]\nask = \"j'ai perdu mon badge\"\nexpect = \"badge-perdu\"\n";
    std::fs::write(bot.file("accueil/questions.toml"), golden)
        .expect("golden questions are written");
    admin(&scene, scene.admin, "recharger").await;

    let badge = bot.file("accueil/badge-perdu.md");
    let before = std::fs::read_to_string(&badge).expect("the entry");
    let other = before
        .replace("Que faire quand on a perdu son badge ?", "Où garer son vélo ?")
        .replace("  - J’ai égaré mon badge", "  - Parking à vélos")
        .replace("[Badges]", "[Vélos]")
        .replace("Signalez la perte à l’accueil le jour même. Un nouveau badge vous est remis en échange d’une pièce d’identité.", "Dans la cour.");
    std::fs::write(&badge, other).expect("the entry is changed");
    let asked = admin(&scene, scene.admin, "recharger").await;
    assert!(
        labels(&asked).iter().any(|label| label.contains("quand même")),
        "{} {:?}",
        shown(&asked),
        labels(&asked)
    );
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert!(
        shown(&discord.answer(ran).await).contains("Signalez la perte"),
        "the old content is still served"
    );

    discord.clicks(scene.admin, asked.id, "quand même");
    discord
        .wait("the forced reload", |state| {
            labels(&state.messages[&asked.id]).is_empty().then_some(())
        })
        .await;
    let ran = discord.runs(*camille, *channel, &faq("où garer son vélo ?"));
    assert!(shown(&discord.answer(ran).await).contains("Dans la cour."));
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn why_shows_where_the_last_answer_came_from() {
    let scene = with_role().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    discord.reply_to(asked).await;
    let text = shown(&admin(&scene, scene.admin, "pourquoi").await);
    assert!(text.contains("badge-perdu"), "{text}");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn why_shows_nothing_of_another_members_private_question() {
    let scene = with_role().await;
    let Scene { discord, camille, admin: referent, channel, .. } = &scene;
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    assert_eq!(discord.answer(ran).await.only_for, Some(*camille));
    let text = shown(&admin(&scene, *referent, "pourquoi").await);
    assert!(!text.contains("badge-perdu"), "{text}");

    let asked = discord.mentions_bot(*camille, *channel, "où trouver le menu de la semaine ?");
    discord.reply_to(asked).await;
    let ran = discord.runs(*camille, *channel, &faq("j'ai perdu mon badge"));
    discord.answer(ran).await;
    let text = shown(&admin(&scene, *referent, "pourquoi").await);
    assert!(text.contains("- menu-semaine\u{a0}: confiance"), "the last one for all: {text}");

    let ran = discord.runs(*referent, *channel, &faq("j'ai perdu mon badge"));
    discord.answer(ran).await;
    let text = shown(&admin(&scene, *referent, "pourquoi").await);
    assert!(text.contains("- badge-perdu\u{a0}: confiance"), "the admin's own: {text}");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn a_deleted_question_is_explained_no_more() {
    let scene = with_role().await;
    let Scene { discord, camille, channel, .. } = &scene;
    let asked = discord.mentions_bot(*camille, *channel, "j'ai perdu mon badge");
    let answer = discord.reply_to(asked).await;
    let why = shown(&admin(&scene, scene.admin, "pourquoi").await);
    assert!(why.contains("badge"), "{why}");
    discord.deletes(asked);
    let removed = |state: &State| state.messages[&answer.id].deleted.then_some(());
    discord.wait("the answer's removal", removed).await;
    let why = shown(&admin(&scene, scene.admin, "pourquoi").await);
    assert!(!why.contains("badge") && !why.contains("perdu"), "{why}");
    discord.assert_nothing_refused();
    scene.close().await;
}

#[tokio::test]
async fn an_entry_that_was_read_again_is_noted() {
    let scene = with_role().await;
    let Scene { discord, camille, bot, channel, .. } = &scene;
    let file = |name: &str| std::fs::read_to_string(bot.file(name)).expect("an entry");
    for name in ["accueil/badge-perdu.md", "accueil/badge-visiteur.md"] {
        let text = file(name).replacen("---\n", "---\nreview_by: 2020-01-01\n", 1);
        std::fs::write(bot.file(name), text).expect("the entry is changed");
    }
    admin(&scene, scene.admin, "recharger").await;
    let listed = admin(&scene, scene.admin, "à-revoir").await;
    discord.selects(scene.admin, listed.id, "perdu son badge");
    discord
        .wait("the new date", |_| (!file("accueil/badge-perdu.md").contains("2020")).then_some(()))
        .await;
    let exact = |entry: &str| Typed::new("faq-admin").sub("exact").with("entrée", entry.to_owned());
    let typing = discord.types(scene.admin, *channel, &exact("faire entrer un visi"), "entrée");
    let choices = discord.suggestions(typing).await;
    let picked = choices[0]["value"].as_str().expect("a text");
    let ran = discord.runs(scene.admin, *channel, &exact(picked));
    let noted = discord.answer(ran).await;
    assert!(shown(&noted).contains("prochaine relecture"), "{}", shown(&noted));
    assert!(!file("accueil/badge-visiteur.md").contains("2020"));
    let ran = discord.runs(scene.admin, *channel, &exact("rien de tel"));
    assert!(shown(&discord.answer(ran).await).contains("n’est pas dans la FAQ"));
    let ran = discord.runs_anyway(*camille, *channel, &exact(picked));
    assert!(shown(&discord.answer(ran).await).contains("réserv"));
    discord.assert_nothing_refused();
    scene.close().await;
}
