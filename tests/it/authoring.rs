//! What helps an author: `check --fix` and `new`.
//!
//! 1. `check --fix` shows each change as a diff and writes it, touches nothing else, and finds
//!    nothing the second time; with `--dry-run` nothing is written.
//! 2. A file keeps its rights, and a link to it stays a link.
//! 3. What only the author can fix is left, and `check` tells of it.
//! 4. `new` writes an entry in which the answer alone is missing, with the collection's source
//!    and today's date, and never writes over another.

use std::path::Path;

use souffleur::faq::today;

use crate::test_folder::{TestFolder, souffleur};

fn run(home: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let ran = souffleur(home).args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

fn read(home: &TestFolder, path: &str) -> String {
    std::fs::read_to_string(home.path().join(path)).expect("it is there")
}

const BROKEN: &str = "---\nquestion: Le marché : quel jour ?\nvariants:\n  - Stand #4\n\
    source: https://ville.example/marche.\nupdated: 3/2/2026\n---\n\nLe mardi : place # 2.  \n";
const FIXED: &str = "---\nquestion: \"Le marché : quel jour ?\"\nvariants:\n  - \"Stand #4\"\n\
    source: https://ville.example/marche\nupdated: 2026-02-03\n---\n\nLe mardi : place # 2.  \n";

#[test]
fn what_can_be_fixed_is_shown_and_written_once() {
    let home = TestFolder::new();
    home.write("faq/mairie/marche.md", BROKEN);
    let latin =
        b"---\nquestion: O\xf9 payer ?\nsource: https://ville.example/\n---\n\xc0 la caisse.\n";
    std::fs::write(home.path().join("faq/mairie/payer.md"), latin).expect("it is written");
    let sound = read(&home, "faq/mairie/piscine.md");

    let (code, shown, _) = run(home.path(), &["check", "--fix", "--dry-run"]);
    assert_eq!(code, Some(1), "it is still broken: {shown}");
    for line in [
        "-question: Le marché : quel jour ?",
        "+question: \"Le marché : quel jour ?\"",
        "-updated: 3/2/2026",
        "+updated: 2026-02-03",
        "mairie/payer.md\u{a0}: Windows-1252 → UTF-8",
        "2 fichiers à corriger\u{a0}; rien n’est écrit.",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line:?} is not in {shown}");
    }
    assert_eq!(read(&home, "faq/mairie/marche.md"), BROKEN);

    let (code, shown, _) = run(home.path(), &["check", "--fix"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("2 fichiers corrigés."), "{shown}");
    assert_eq!(read(&home, "faq/mairie/marche.md"), FIXED);
    assert!(read(&home, "faq/mairie/payer.md").contains("question: Où payer ?"));
    assert_eq!(read(&home, "faq/mairie/piscine.md"), sound);

    let (code, shown, _) = run(home.path(), &["check", "--fix"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.starts_with("Rien à corriger automatiquement.\n"), "{shown}");
    assert_eq!(read(&home, "faq/mairie/marche.md"), FIXED);
    let left = std::fs::read_dir(home.path().join("faq/mairie")).expect("the folder");
    let names: Vec<_> = left.flatten().map(|file| file.file_name()).collect();
    assert!(names.iter().all(|name| !name.as_encoded_bytes().starts_with(b".")), "{names:?}");
}

#[test]
fn the_line_that_is_proposed_works_as_it_is() {
    for (written, line) in [
        ("question: [Travaux] où ?", "question: \"[Travaux] où ?\""),
        ("question: {rue} : où ?", "question: \"{rue} : où ?\""),
        ("question: @mairie où ?", "question: \"@mairie où ?\""),
        ("question: \"Rue\" où ?", "question: '\"Rue\" où ?'"),
        ("question:[Travaux] où ?", "question: \"[Travaux] où ?\""),
        ("question: Où ?\nvariants:\n  - {rue} : où ?", "- \"{rue} : où ?\""),
        ("question: Où ?\ncategories: Voirie", "categories: [Voirie]"),
        ("question: Où ?\ncategories: Voirie : rues", "categories: [\"Voirie : rues\"]"),
    ] {
        let home = TestFolder::new();
        let file =
            |front: &str| format!("---\n{front}\nsource: https://ville.example/\n---\nIci.\n");
        home.write("faq/mairie/travaux.md", &file(written));
        let (code, shown, _) = run(home.path(), &["check"]);
        assert_eq!(code, Some(1), "{written}");
        let told = shown.lines().find(|told| told.contains("mairie/travaux.md"));
        assert!(told.is_some_and(|told| told.ends_with(line)), "{written}: {shown}");
        let last = written.lines().last().expect("a line");
        let indent = &last[..last.len() - last.trim_start().len()];
        let pasted = written.replace(last, &format!("{indent}{line}"));
        home.write("faq/mairie/travaux.md", &file(&pasted));
        let (_, shown, _) = run(home.path(), &["check"]);
        assert!(!shown.contains("erreur"), "{pasted}: {shown}");
    }
}

#[cfg(unix)]
#[test]
fn rights_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = TestFolder::new();
    home.write("faq/_commun/marche.md", BROKEN);
    let file = home.path().join("faq/_commun/marche.md");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("it is ours");
    let link = home.path().join("faq/mairie/marche.md");
    symlink("../_commun/marche.md", &link).expect("a link");
    let (code, shown, said) = run(home.path(), &["check", "--fix"]);
    assert_eq!(code, Some(0), "{shown}{said}");
    assert!(link.symlink_metadata().expect("it is there").is_symlink());
    assert_eq!(read(&home, "faq/_commun/marche.md"), FIXED);
    let mode = file.metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn what_only_the_author_can_fix_is_told() {
    let home = TestFolder::new();
    let broken = "---\nquestion: \"Où ?\nupdated: bientôt\n---\nIci.\n";
    home.write("faq/mairie/ou.md", broken);
    let (code, shown, _) = run(home.path(), &["check", "--fix"]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("mairie/ou.md:2"), "{shown}");
    assert_eq!(read(&home, "faq/mairie/ou.md"), broken);
}

#[test]
fn a_new_entry_lacks_its_answer_alone() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/collection.toml",
        "title = \"Mairie\"\nsource = \"https://ville.example/faq\"\n",
    );
    let (code, path, said) = run(home.path(), &["new", "Le marché : quel  jour ?"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(path, "faq/mairie/marche-quel-jour.md\n");
    assert!(said.contains("Écrivez la réponse"), "{said}");
    let text = read(&home, path.trim());
    assert!(text.contains("\nsource: https://ville.example/faq\n"), "{text}");
    assert!(text.contains(&format!("\nupdated: {}\n", today())), "{text}");
    let (code, shown, _) = run(home.path(), &["check"]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("la réponse manque"), "{shown}");
    assert_eq!(shown.matches("erreur\u{a0}:").count(), 1, "{shown}");

    home.write(
        path.trim(),
        &text.replace("<!-- Écrivez ici la réponse, en Markdown. -->", "Mardi."),
    );
    assert_eq!(run(home.path(), &["check"]).0, Some(0));
    let (_, answer, _) = run(home.path(), &["ask", "c'est quel jour le marché"]);
    assert!(answer.contains("Mardi."), "{answer}");

    home.entry("bassin", "Quels sont les horaires du bassin\u{a0}?", "De 9 h à 19 h.");
    // Also where the file has another name than the question would give it.
    for question in ["Le marché : quel jour ?", "quels sont les HORAIRES du bassin"] {
        let (code, out, said) = run(home.path(), &["new", question]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{said}");
    }
    let (code, _, said) = run(home.path(), &["new", "Le marché : quel jour ?"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("existe déjà"), "{said}");
    assert!(read(&home, path.trim()).contains("Mardi."));
}

#[test]
fn a_new_entry_goes_into_the_collection_that_is_named() {
    let home = TestFolder::new();
    home.write(
        "faq/sports/tennis.md",
        "---\nquestion: Où ?\nsource: https://a.example/\n---\nLà.\n",
    );
    let (code, _, said) = run(home.path(), &["new", "Quel club ?"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("mairie, sports") && said.contains("--collection"), "{said}");
    let (code, _, said) = run(home.path(), &["new", "--collection", "sport", "Quel club ?"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("pas de collection «\u{a0}sport\u{a0}»"), "{said}");
    let (code, path, said) = run(home.path(), &["new", "--collection", "sports", "Quel club ?"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("source: https://"), "this collection has none: {said}");
    assert!(path.starts_with("faq/sports/"), "{path}");
}
