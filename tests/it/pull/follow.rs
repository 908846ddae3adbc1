//! New commits are served.
//!
//! 1. A commit is fast-forwarded to and served, and the content is reloaded once; so it is where
//!    the FAQ is a folder of the clone, the clone is shallow, or commits come at the period.
//! 2. What is here and the commit does not change stays: files that are in no commit, and changes.
//! 3. An admin's reload pulls first, and the state says which commit is served.
//! 4. A clone that is ahead is left alone, and follows again when its commits were merged.
//! 5. Two programs on one clone serve the commit both.

use std::path::PathBuf;
use std::sync::Arc;

use souffleur::faq::{edit::with_variant, today};
use souffleur::library::{Force, Library};
use souffleur::team::{Change, Committed, Published, Publisher};

use super::scene::*;

#[test]
fn a_commit_is_served_and_reloads_once() {
    let scene = Scene::new();
    let mut running = scene.run();
    expect_edition(&mut running, "première");

    scene.publish("suivante");
    hang_up(&running);
    let reload = wait_for_pull(&mut running);
    assert_eq!((&reload["changed"], &reload["version"]), (&1.into(), &2.into()), "{reload}");
    expect_edition(&mut running, "suivante");
    assert_eq!(scene.head(), scene.newest());
    assert_eq!(scene.status(), "");

    // The watcher has seen the files of the pull as well, before this one.
    scene.write(
        "clone",
        "cantine",
        "Comment inscrire un enfant à la cantine\u{a0}?",
        "Au guichet.",
    );
    let reload = running.wait_for_log("the file", |line| line["trigger"] == "files");
    assert_eq!((&reload["added"], &reload["version"]), (&1.into(), &3.into()), "{reload}");

    // A file that is in no commit, and one that was changed here, stay and count.
    let question = "Quel jour a lieu le ramassage des poubelles\u{a0}?";
    scene.write("clone", "dechets", question, "Le mardi, ici.");
    running.wait_for_log("the change", |line| line["trigger"] == "files");
    scene.publish("dernière");
    hang_up(&running);
    wait_for_pull(&mut running);
    expect_edition(&mut running, "dernière");
    running.type_line("ramassage des poubelles");
    running.wait_for_answer("Le mardi, ici.");
    assert_eq!(scene.head(), scene.newest());
    assert_eq!(scene.status(), "M mairie/dechets.md\n?? mairie/cantine.md");

    let log = end(running);
    assert_eq!(count(&log, "\"trigger\":"), 4, "{log:#?}");
    assert_eq!(count(&log, "WARN"), 0, "{log:#?}");
}

#[test]
fn a_folder_of_a_shallow_clone_follows_at_the_start() {
    let scene = Scene::with("site/faq", &["--depth", "1"]);
    scene.publish("suivante");
    let mut running = scene.run();
    let reload = wait_for_pull(&mut running);
    assert_eq!(reload["changed"], 1, "{reload}");
    expect_edition(&mut running, "suivante");

    // What is beside the FAQ changes nothing in it.
    scene.home.write("author/site/page.html", "<p>Bonjour</p>");
    scene.home.write("author/site/faq/README.md", "À lire.");
    scene.commit("page");
    hang_up(&running);
    running.wait_for_log("the pull", |line| line["trigger"] == "pull");
    assert_eq!(scene.head(), scene.newest());
    assert!(scene.clone().join("site/page.html").exists());
    let log = end(running);
    assert_eq!(count(&log, "\"message\":\"reloaded\""), 1, "{log:#?}");
}

#[test]
fn commits_come_at_the_period() {
    let scene = Scene::new();
    let settings = "faq = \"clone\"\n[content]\npull = \"30s\"\n";
    scene.home.write("config/souffleur.toml", settings);
    let mut running = scene.run();
    pull_in_vain(&mut running);
    scene.publish("suivante");
    wait_for_pull(&mut running);
    expect_edition(&mut running, "suivante");
}

#[test]
fn an_admin_pulls_and_sees_what_is_followed() {
    let scene = Scene::new();
    let mut running = scene.run();
    running.type_line("/recharger");
    running.wait_for_answer("La FAQ est déjà à jour");
    scene.publish("suivante");
    running.type_line("/recharger");
    running.wait_for_answer("La FAQ est rechargée.");
    expect_edition(&mut running, "suivante");
    running.type_line("/état");
    let commit: String = scene.newest().chars().take(10).collect();
    running.wait_for_answer(&format!("Dépôt\u{a0}: à jour, au commit {commit} de origin/main."));
}

#[test]
fn commits_of_the_team_are_followed_when_they_were_merged() {
    let scene = Scene::new();
    let mut running = scene.run();
    let library = Library::open(&scene.clone(), today()).expect("the folder is sound");
    let publisher = Publisher::new(Arc::new(library), true);
    let file = PathBuf::from("mairie/identite.md");
    let before = std::fs::read_to_string(scene.clone().join(&file)).expect("a file");
    let after = with_variant(&before, "Ma carte d’identité est périmée ?").expect("a variant");
    let summary = "Ajouter une variante".to_owned();
    let change = Change { file, before: Some(before), after: Some(after), summary };
    let published = publisher.publish(&change, today(), Force::No);
    assert!(matches!(published, Published::Served { committed: Committed::Yes, .. }));
    running.wait_for_log("the variant", |line| line["trigger"] == "files");

    // Ahead: nothing is to be told.
    pull_in_vain(&mut running);
    git(&scene.author(), &["pull", "--quiet", "--ff-only", "../clone", "main"]);
    scene.publish("suivante");
    hang_up(&running);
    wait_for_pull(&mut running);
    assert_eq!(scene.head(), scene.newest());
    let log = end(running);
    assert_eq!(count(&log, "WARN"), 0, "{log:#?}");
}

#[test]
fn two_programs_share_a_clone() {
    let scene = Scene::new();
    let (mut one, mut other) = (scene.run(), scene.run());
    for edition in ["deuxième", "troisième", "quatrième"] {
        scene.publish(edition);
        hang_up(&one);
        hang_up(&other);
        for running in [&mut one, &mut other] {
            running.wait_for_log("the new edition", |line| {
                line["message"] == "reloaded" && line["changed"] == 1
            });
            expect_edition(running, edition);
        }
    }
    assert_eq!(scene.head(), scene.newest());
    for running in [one, other] {
        let log = end(running);
        assert_eq!(count(&log, "WARN"), 0, "{log:#?}");
    }
}
