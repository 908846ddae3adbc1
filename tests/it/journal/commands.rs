//! `souffleur journal`:
//!
//! 1. `stats` draws days, the entries asked most and the questions missed most; `--json` has the
//!    same for scripts.
//! 2. `export` writes every question as CSV or JSON lines; a cell is never a formula, a file is
//!    for its owner alone.
//! 3. What cannot be read is said in French, and nothing that members wrote moves the cursor.
//! 4. The settings are checked: days, addresses, passwords.

use serde_json::Value;

use super::database::Database;
use super::{on_both_databases, program};
use crate::test_folder::{TestFolder, souffleur};

on_both_databases!(stats_and_export_show_what_was_asked);

async fn stats_and_export_show_what_was_asked(database: Database) {
    let home = program::recording(&database, "");
    let mut running = home.run(&["run"]);
    program::ask(&mut running, 12);
    for question in [
        "=1+1 zorglub",
        "un;=1+1 zorglub",
        "Où est Zorglub ?",
        "où est zorglub",
        "\u{7}OU EST ZORGLUB",
    ] {
        running.type_line(question);
    }
    // While the program runs.
    database.rows_when("recorded", |rows| rows.len() == 17).await;

    let (code, drawn, err) = database.command(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, same, _) = database.command(&["stats"]);
    assert_eq!((code, &same), (0, &drawn));
    assert!(drawn.contains("17, 1\u{a0}personne"), "{drawn}");
    assert!(drawn.contains("12 piscine"), "{drawn}");
    assert!(drawn.contains("3 «\u{a0}"), "alike questions are counted together: {drawn}");
    assert!(drawn.contains('█') && drawn.contains('░') && !drawn.contains('\u{1b}'), "{drawn}");

    let (code, json, err) = database.command(&["stats", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let stats: Value = serde_json::from_str(&json).expect("JSON");
    let day = &stats["days"][0];
    assert_eq!(
        (&day["found"], &day["unknown"], &day["askers"]),
        (&12.into(), &5.into(), &1.into())
    );
    assert_eq!(stats["most_asked"][0], serde_json::json!(["piscine", 12]));

    let file = home.path().join("export.csv");
    let file = file.to_str().expect("UTF-8");
    let (code, out, err) = database.command(&["export", "--format", "csv", "--output", file]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    let text = std::fs::read_to_string(file).expect("the export");
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|titles| titles.starts_with("\u{feff}\"at\",\"network\"")));
    assert_eq!(lines.count(), 17);
    assert!(text.contains("'=1+1 zorglub"), "{text}");
    assert!(text.contains("\"un;'=1+1 zorglub\""), "where a semicolon ends a cell: {text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(file).expect("the export").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    running.close_input();
    running.wait_for_end();
}

#[test]
fn a_journal_that_cannot_be_read_is_said_in_french() {
    let home = TestFolder::new();
    home.write("data/souffleur.db", "no database");
    let output = souffleur(home.path()).arg("journal").output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("abîmé"), "{said}");

    let url = "postgres://ana:secret@127.0.0.1:1/souffleur";
    let output = souffleur(home.path()).arg("journal").env("JOURNAL_URL", url).output();
    let output = output.expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("ne peut pas être joint") && !said.contains("secret"), "{said}");
}

#[test]
fn settings_are_checked() {
    let home = TestFolder::new();
    let rows = [
        ("keep_days = 0", "de 1 à 3650"),
        ("keep_days = 4000", "de 1 à 3650"),
        ("keep_days = \"un mois\"", "un nombre"),
        ("path = \"\"", "aucun fichier"),
        ("url = \"mysql://localhost/x\"", "PostgreSQL"),
        ("url = \"postgres://ana:secret@localhost/x\"", "JOURNAL_URL"),
        ("keepdays = 3", "clé inconnue"),
    ];
    for (line, expected) in rows {
        home.write("config/souffleur.toml", &format!("[journal]\n{line}\n"));
        let output = souffleur(home.path()).arg("check").output().expect("it runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains(expected) && !said.contains("ana:secret"), "{line}: {said}");
        assert!(said.contains("souffleur.toml:2:"), "{line}: {said}");
    }
    let good = "[journal]\nenabled = false\npath = \"a/b.db\"\nkeep_days = 3650\n\
                url = \"postgres://ana@localhost/x\"\nencrypted_rooms = true\n";
    home.write("config/souffleur.toml", good);
    let check = |url: &str| {
        let mut command = souffleur(home.path());
        let output = command.args(["check"]).env("JOURNAL_URL", url).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    assert_eq!(check("postgres://ana:secret@localhost/x").0, Some(0));
    let (code, said) = check("http://ana:secret@localhost/x");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("JOURNAL_URL") && !said.contains("secret"), "{said}");
}
