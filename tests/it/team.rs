//! `souffleur team`: from the questions that nobody could answer to entries that answer them.
//!
//! 1. The same question in two wordings is one need, with how often it was asked.
//! 2. A need is linked to an entry: the effect is told first, then the question is answered, and
//!    undoing it gives the file back byte by byte.
//! 3. A new entry is refused with its problems before anything is written, and served once it
//!    has none.
//! 4. What is off topic is not shown again, in any wording that asks the same.
//! 5. What breaks a golden question says so before it is kept.
//! 6. `annuler` takes back the last decision whatever it was, `rouvrir` those of an earlier run. A
//!    change whose file was changed by hand stops neither.
//! 7. What somebody else has decided about since the list was shown is not decided about again.

use crate::test_folder::{TestFolder, souffleur};

const BASSIN: &str = "peut-on nager dans le bassin ?";

fn home() -> TestFolder {
    let home = TestFolder::new();
    home.write(
        "config/souffleur.toml",
        "[journal]\nenabled = true\n\n[meaning]\nenabled = false\n",
    );
    home
}

fn ask(home: &TestFolder, question: &str) -> String {
    let output = souffleur(home.path()).args(["ask", question]).output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What the console writes for these lines.
fn team(home: &TestFolder, lines: &[&str]) -> String {
    home.team(lines)
}

#[test]
fn a_missed_question_becomes_a_variant_and_back() {
    let home = home();
    assert_eq!(team(&home, &[]), "Aucune question n’a encore été enregistrée.\n");
    for question in [BASSIN, "On peut nager au bassin ?", "horaires piscine", BASSIN] {
        ask(&home, question);
    }
    let shown = team(&home, &["quitter"]);
    assert!(shown.starts_with(&format!("1. « {BASSIN} » (3 fois)\n")), "{shown}");
    assert!(shown.contains("aussi : « On peut nager au bassin ? »"), "{shown}");
    assert!(!shown.contains("horaires piscine"), "it was answered: {shown}");

    let file = home.faq().join("mairie/piscine.md");
    let before = std::fs::read(&file).expect("a file");
    let refused = team(&home, &["lier 1 piscine", "non"]);
    assert!(refused.contains("Questions de test : 0 gagnée, 0 cassée."), "{refused}");
    assert!(refused.contains("+2 trouvées"), "{refused}");
    assert!(refused.contains("Rien n’est changé."), "{refused}");
    assert_eq!(std::fs::read(&file).expect("a file"), before);

    let kept = team(&home, &["lier 1 piscine", "o", "quitter"]);
    assert!(kept.contains("C’est fait et servi."), "{kept}");
    assert!(kept.contains("Aucune question n’attend de réponse."), "{kept}");
    assert!(ask(&home, BASSIN).contains("Édition première"), "the entry answers");
    let text = std::fs::read_to_string(&file).expect("a file");
    assert!(text.contains(&format!("variants:\n  - {BASSIN}\n")), "{text}");

    ask(&home, "où se marier ?");
    let undone = team(&home, &["lier 1 identite", "oui", "annuler", "annuler", "quitter"]);
    assert!(undone.contains("Aucun changement à défaire"), "{undone}");
    assert!(team(&home, &[]).contains("« où se marier ? »"));
}

#[test]
fn a_new_entry_is_checked_before_it_is_written() {
    let home = home();
    ask(&home, "où se marier ?");
    let file = home.faq().join("mairie/ou-marier.md");
    let refused = team(&home, &["rédiger 1", "", "À la mairie.", ".", ""]);
    assert!(refused.contains("source"), "an entry needs one: {refused}");
    assert!(refused.contains("Rien n’est changé."), "{refused}");
    assert!(!file.exists());

    let answer = ["rédiger 1", "Où se marier ?", "À la mairie : prenez", "rendez-vous.", "."];
    let kept = team(&home, &[&answer[..], &["https://mairie.example/m", "o"]].concat());
    assert!(kept.contains("C’est fait et servi."), "{kept}");
    assert!(file.exists(), "{kept}");
    assert!(ask(&home, "se marier, où ?").contains("rendez-vous"));
}

#[test]
fn lines_and_names_that_no_file_can_have_are_no_obstacle() {
    let home = home();
    ask(&home, "peut-on nager\ndans le bassin ?");
    let file = home.faq().join("mairie/piscine.md");
    let before = std::fs::read_to_string(&file).expect("a file");
    let kept = team(&home, &["lier 1 piscine", "o", "annuler"]);
    assert!(kept.contains("« peut-on nager dans le bassin ? »"), "one line: {kept}");
    assert_eq!(kept.matches("C’est fait et servi.").count(), 2, "{kept}");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), before);

    ask(&home, "readme");
    let needs = team(&home, &[]);
    let number = if needs.contains("1. « readme »") { 1 } else { 2 };
    let drafted = [&*format!("rédiger {number}"), "readme", "Ceci.", "."];
    let drafted = team(&home, &[&drafted[..], &["https://mairie.example/r", "o"]].concat());
    assert!(drafted.contains("C’est fait et servi."), "{drafted}");
    assert!(home.faq().join("mairie/entree-readme.md").exists(), "{drafted}");
    assert!(ask(&home, "readme").contains("Ceci."));
}

#[test]
fn off_topic_stays_off_and_later_comes_last() {
    let home = home();
    for question in ["recette du pain", "recette du pain", "où se marier ?"] {
        ask(&home, question);
    }
    let later = team(&home, &["plus-tard 1", "quitter"]);
    let last = later.rfind("1. ").map(|at| &later[at..]).unwrap_or_default();
    assert!(last.contains("où se marier"), "{later}");
    assert!(last.contains("« recette du pain » (2 fois, remise à plus tard)"), "{later}");

    team(&home, &["hors sujet 2"]);
    ask(&home, "Une recette de pain ?");
    let shown = team(&home, &[]);
    assert!(!shown.contains("pain"), "{shown}");
    assert!(shown.contains("où se marier"), "{shown}");
}

#[test]
fn decisions_are_taken_back_now_and_later() {
    let home = home();
    ask(&home, "recette du pain");
    let undone = team(&home, &["hors-sujet 1", "annuler"]);
    assert_eq!(undone.matches("1. « recette du pain » (1 fois)").count(), 2, "{undone}");
    let undone = team(&home, &["plus-tard 1", "annuler", "annuler"]);
    assert_eq!(undone.matches("remise à plus tard").count(), 1, "{undone}");
    assert!(undone.contains("Aucun changement à défaire"), "{undone}");

    team(&home, &["hors-sujet 1"]);
    assert!(!team(&home, &["liste"]).contains("recette"));
    let opened = team(&home, &["rouvrir 1", "rouvrir", "rouvrir 1"]);
    assert!(opened.contains("Pas de question décidée 1"), "{opened}");
    assert!(opened.contains("1. « recette du pain » (hors sujet)"), "{opened}");
    assert!(opened.contains("La question est rouverte."), "{opened}");
    assert!(team(&home, &["liste"]).contains("1. « recette du pain »"));
}

#[test]
fn a_change_that_was_changed_by_hand_stops_nothing() {
    let home = home();
    ask(&home, BASSIN);
    ask(&home, "recette du pain");
    let file = home.faq().join("mairie/piscine.md");
    let before = std::fs::read_to_string(&file).expect("a file");
    let mut console = home.start(&["team"]);
    console.wait_for_answer("recette du pain");
    console.type_line("hors-sujet 1");
    console.wait_for_answer("1. «");
    console.type_line("lier 1 piscine");
    console.type_line("o");
    console.wait_for_answer("C’est fait et servi");
    // Its author takes the variant out and writes something else.
    std::fs::write(&file, before.replace("première", "seconde")).expect("an edit");
    console.type_line("annuler");
    console.wait_for_answer("rouvrir la question");
    console.type_line("annuler");
    console.wait_for_answer("1. «");
    console.type_line("annuler");
    console.wait_for_answer("Aucun changement à défaire");
    console.type_line("rouvrir");
    console.wait_for_answer("répondue par piscine");
    console.type_line("rouvrir 1");
    console.wait_for_answer("La question est rouverte");
    console.close_input();
    assert!(console.wait_for_end().0.success());
    let shown = team(&home, &[]);
    assert!(shown.contains(BASSIN) && shown.contains("recette du pain"), "{shown}");
}

#[test]
fn an_old_list_overrides_nobody() {
    let home = home();
    ask(&home, BASSIN);
    let mut console = home.start(&["team"]);
    console.wait_for_answer("1. «");
    let kept = team(&home, &["lier 1 piscine", "o"]);
    assert!(kept.contains("C’est fait et servi."), "{kept}");
    console.type_line("hors-sujet 1");
    console.wait_for_answer("déjà occupé");
    console.close_input();
    assert!(console.wait_for_end().0.success());
    assert!(team(&home, &["rouvrir"]).contains("répondue par piscine"));
}

#[test]
fn what_would_break_is_told_and_nothing_is_done_without_a_yes() {
    let home = home();
    ask(&home, "bassin olympique ?");
    let lines = ["rédiger 1", "Horaires piscine", "De 8 h à 20 h.", ".", "https://a.example/"];
    let shown = team(&home, &lines);
    assert!(shown.contains("1 cassée"), "{shown}");
    assert!(shown.contains("Garder malgré cela ?"), "{shown}");
    assert!(shown.contains("Rien n’est changé."), "{shown}");
    assert!(ask(&home, "horaires piscine").contains("Édition première"));
    for line in ["lier 7 piscine", "lier 1 nulle-part", "n’importe quoi", "annuler"] {
        assert!(team(&home, &[line]).len() > 10);
    }
}

#[test]
fn each_change_is_a_commit_where_the_settings_want_it() {
    let home = home();
    home.write(
        "config/souffleur.toml",
        "[content]\ngit = true\n\n[journal]\nenabled = true\n\n[meaning]\nenabled = false\n",
    );
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        let output = command.current_dir(home.faq()).args(arguments).output().expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "début"]);
    ask(&home, BASSIN);
    let kept = team(&home, &["lier 1 piscine", "o", "annuler"]);
    assert_eq!(kept.matches("C’est fait et servi.").count(), 2, "{kept}");
    let subjects = git(&["log", "-2", "--format=%s"]).replace('\u{a0}', " ");
    let linked = format!("Ajouter à « piscine » la variante « {BASSIN} »");
    assert_eq!(subjects, format!("Annuler : {linked}\n{linked}\n"));
    assert_eq!(git(&["status", "--porcelain"]), "");
}
