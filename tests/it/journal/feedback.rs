//! What members say of answers, in a chat in the terminal:
//!
//! 1. A person has one vote on an answer, which a later one replaces, with a reason.
//! 2. A question without an answer is passed on as it is shown, without personal data, and the
//!    team sees that.
//! 3. A person sees what is kept, erases it, wants nothing recorded, and wants it again.
//! 4. A question that is about a patient is not passed on.
//! 5. What members picked is proposed as a variant, once, and never learned by itself.
//! 6. Who asked not to be recorded stays unrecorded after a restart; a lost key is said.

use super::database::Database;
use super::on_both_databases;
use super::program;
use crate::test_folder::Running;

fn say(running: &mut Running, line: &str, answer: &str) {
    running.type_line(line);
    running.wait_for_answer(answer);
}

fn end(mut running: Running) -> Vec<String> {
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert!(status.success(), "{log:#?}");
    log
}

on_both_databases!(
    a_person_has_one_vote_which_can_change,
    a_question_is_passed_on_as_it_is_shown,
    a_person_sees_and_erases_what_is_kept,
    what_members_pick_is_proposed_once,
);

async fn a_person_has_one_vote_which_can_change(database: Database) {
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    say(&mut running, "+", "Merci pour votre avis");
    say(&mut running, "-", "Qu’est-ce qui ne va pas");
    say(&mut running, "3", "Merci pour votre avis");
    say(&mut running, "xylophone zorglub ?", "/transmettre");
    say(&mut running, "👎", "Qu’est-ce qui ne va pas");
    end(running);
    let votes = home.team(&["votes"]);
    assert!(votes.contains("(piscine) : 👍 0, 👎 1 (périmé : 1)"), "{votes}");
    assert!(votes.contains("Questions sans réponse : 👍 0, 👎 1"), "{votes}");

    // The same person, after a restart, on another question: a vote of its own.
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    say(&mut running, "+", "Merci pour votre avis");
    end(running);
    let votes = home.team(&["votes"]);
    assert!(votes.contains("(piscine) : 👍 1, 👎 1 (périmé : 1)"), "{votes}");
    let voters = database.number("SELECT COUNT(DISTINCT voter) FROM journal_votes").await;
    assert_eq!(voters, 3, "votes of one person cannot be put together");
}

async fn a_question_is_passed_on_as_it_is_shown(database: Database) {
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    say(&mut running, "/transmettre", "pas de question à transmettre");
    say(&mut running, "un xylophone pour ana.zorglub@exemple.fr ?", "/transmettre");
    say(&mut running, "/transmettre", "un xylophone pour [adresse e-mail]");
    say(&mut running, "/envoyer", "transmise à l’équipe");
    say(&mut running, "/envoyer", "transmise à l’équipe");
    say(&mut running, "Mme Zorglub née le 03/03/1957, diabétique : quel xylophone ?", "patient");
    say(&mut running, "/transmettre", "données d’un patient");
    let log = end(running);
    assert!(!log.iter().any(|line| line.contains("xylophone")), "{log:#?}");

    let shown = home.team(&["liste"]);
    let need = "1. « un xylophone pour [adresse e-mail] ? » (1 fois, transmise par qui l’a posée)";
    assert!(shown.contains(need), "{shown}");
    assert!(!shown.contains("Zorglub"), "{shown}");
    let refused = home.team(&["lier 1 piscine"]);
    assert!(refused.contains("donnée personnelle masquée"), "{refused}");
    let form =
        ["rédiger 1", "Un xylophone ?", "Au conservatoire.", ".", "https://a.example/x", "o"];
    let kept = home.team(&form);
    assert!(kept.contains("C’est fait et servi."), "{kept}");
    let text = std::fs::read_dir(home.faq().join("mairie")).expect("a folder").flatten();
    let text = text.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    assert!(!text.collect::<String>().contains("[adresse"), "a mask is no variant");
}

async fn a_person_sees_and_erases_what_is_kept(database: Database) {
    let home = program::recording(&database, "keep_days = 20");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 2);
    say(&mut running, "+", "Merci pour votre avis");
    say(&mut running, "/données", "enregistrées 20\u{a0}jours");
    running.wait_for_answer("2\u{a0}questions d’aujourd’hui peuvent être reliées à vous");
    running.wait_for_answer("Tapez /données effacer");
    say(&mut running, "/donnees effacer", "C’est effacé");
    assert_eq!(database.rows().len(), 0);
    assert_eq!(database.number("SELECT COUNT(*) FROM journal_votes").await, 0);
    assert_eq!(database.counted().await, 2, "counts tell nothing of a person");
    say(&mut running, "/données arrêter", "ne sont plus enregistrées");
    program::ask(&mut running, 1);
    say(&mut running, "/données", "comme vous l’avez demandé");
    end(running);
    assert_eq!(database.rows().len(), 0);

    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    say(&mut running, "/données", "comme vous l’avez demandé");
    say(&mut running, "/données reprendre", "de nouveau enregistrées");
    program::ask(&mut running, 1);
    end(running);
    assert_eq!(database.rows().len(), 1);

    let mut running = home.run(&["run"]);
    say(&mut running, "/données arrêter", "ne sont plus enregistrées");
    end(running);
    // What tells a lost key is kept as long as who wants nothing recorded.
    assert_eq!(database.command(&["erase", "--yes"]).0, 0);
    let key = match database.is_file() {
        true => database.file().with_extension("key"),
        false => home.path().join("data/souffleur.key"),
    };
    std::fs::remove_file(key).expect("a key");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 1);
    let log = end(running);
    assert!(log.iter().any(|line| line.contains("restore the file")), "{log:#?}");
}

async fn what_members_pick_is_proposed_once(database: Database) {
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    for _ in 0..2 {
        say(&mut running, "édition municipale", "Laquelle est la vôtre");
        say(&mut running, "1", "Édition première");
    }
    end(running);
    let picked = database.rows()[0]["pick"].as_str().expect("a pick").to_owned();
    let shown = home.team(&["liste"]);
    assert!(shown.starts_with("Aucune question n’attend"), "{shown}");
    let made = "SELECT COUNT(*) FROM journal_cards WHERE question IS NULL";
    // Cards are made where they are shown, which this console does by the work on a need.
    let mut running = home.run(&["run"]);
    say(&mut running, "xylophone zorglub ?", "/transmettre");
    end(running);
    home.team(&["plus-tard 1"]);
    assert_eq!(database.number(made).await, 1, "{picked}");
    home.team(&["plus-tard 1"]);
    assert_eq!(database.number(made).await, 1, "once");
    let file = std::fs::read_to_string(home.faq().join(format!("mairie/{picked}.md")));
    assert!(!file.expect("the entry").contains("variants"), "nothing is learned silently");
}
