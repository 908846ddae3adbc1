//! `souffleur doctor` on a machine without a network:
//!
//! 1. A FAQ alone is in order: exit code 0, one line for each thing, and `--json` parses.
//! 2. Settings that cannot be read: their place, and exit code 2.
//! 3. What is wrong with the content, the folders, the secrets, the journal and HTTP is an error
//!    with what to do; what only deserves a look is none.
//! 4. Nothing is written, and no secret is shown.
//!
//! `discord::doctor`, `matrix::doctor` and `journal::doctor` have what needs a server.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::test_folder::{TestFolder, souffleur};

/// What the command found.
pub struct Report {
    pub code: i32,
    pub findings: Vec<Value>,
    pub text: String,
}

impl Report {
    /// Runs `souffleur doctor --json`, after the options that the command has already.
    pub fn of(command: &mut Command) -> Self {
        let output = command.args(["doctor", "--json"]).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8").replace('\u{a0}', " ");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let findings: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        for finding in &findings {
            let keys: Vec<&str> =
                finding.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(keys, ["check", "message", "state", "todo"], "{finding}");
            let state = finding["state"].as_str().expect("a state");
            assert!(["ok", "error", "note"].contains(&state), "{finding}");
            assert!(state != "error" || finding["todo"].is_string(), "{finding}");
            assert!(state != "ok" || finding["todo"].is_null(), "{finding}");
        }
        let report = Self { code: output.status.code().expect("an exit code"), findings, text };
        let wrong = report.findings.iter().any(|finding| finding["state"] == "error");
        assert_eq!(report.code != 0, wrong, "{}", report.listed());
        report
    }

    /// The states of a check, and its sentences and what to do as one text.
    pub fn check(&self, check: &str) -> (Vec<&str>, String) {
        let found = self.findings.iter().filter(|finding| finding["check"] == check);
        let states = found.clone().filter_map(|finding| finding["state"].as_str()).collect();
        let texts = found.map(|finding| format!("{} {}", finding["message"], finding["todo"]));
        (states, texts.collect::<Vec<_>>().join("\n"))
    }

    /// Panics unless a check has exactly these states, and these words.
    #[track_caller]
    pub fn expect(&self, check: &str, states: &[&str], words: &[&str]) {
        let (found, text) = self.check(check);
        assert_eq!(found, states, "{check}:\n{}", self.listed());
        for word in words {
            assert!(text.contains(word), "«{word}» is not in {text}\n{}", self.listed());
        }
    }

    /// Panics if anything is wrong.
    #[track_caller]
    pub fn expect_nothing_wrong(&self) {
        assert_eq!(self.code, 0, "{}", self.listed());
    }

    fn listed(&self) -> String {
        self.findings.iter().map(|finding| format!("{finding}\n")).collect()
    }
}

/// Every file and folder below a folder, with mode, time of change and content.
pub fn below(folder: &Path) -> BTreeMap<String, (u32, std::time::SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let data = std::fs::symlink_metadata(&path).expect("it is there");
        let content = if data.is_dir() {
            let items = std::fs::read_dir(&path).expect("a folder").flatten();
            open.extend(items.map(|item| item.path()));
            Vec::new()
        } else {
            std::fs::read(&path).unwrap_or_default()
        };
        let changed = data.modified().expect("a time");
        found.insert(path.display().to_string(), (data.permissions().mode(), changed, content));
    }
    found
}

/// The program in a folder, without what the environment of the tests may have.
pub fn doctor(folder: &Path) -> Command {
    let mut command = souffleur(folder);
    for name in ["DISCORD_TOKEN", "MATRIX_PASSWORD", "JOURNAL_URL", "JOURNAL_KEY", "SSL_CERT_FILE"]
    {
        command.env_remove(name).env_remove(format!("{name}_FILE"));
    }
    command
}

/// Runs as somebody whom rights bind: they do not bind root.
fn as_nobody(folder: &Path) -> Command {
    let plain = doctor(folder);
    if !rustix::process::geteuid().is_root() {
        return plain;
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(plain.get_program());
    command.current_dir(folder);
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("rights");
}

const NO_MEANING: &str = "[meaning]\nenabled = false\n";

#[test]
fn a_faq_alone_is_in_order_and_nothing_is_written() {
    let home = TestFolder::new();
    let before = below(home.path());
    let report = Report::of(&mut doctor(home.path()));
    report.expect_nothing_wrong();
    report.expect("settings", &["note"], &["pas de fichier"]);
    report.expect("networks", &["note"], &["aucune n’est configurée"]);
    report.expect("faq", &["ok"], &["lu et écrit"]);
    report.expect("content", &["ok"], &["3 entrées, aucune erreur"]);
    report.expect("journal", &["note"], &["rien n’est retenu"]);
    report.expect("http", &["note"], &["HTTP_LISTEN"]);
    report.expect("clock", &["note"], &[]);
    report.expect("timezone", &["note"], &[]);
    assert_eq!(below(home.path()), before);

    // The same for a person: a mark, and what to do under it.
    let output = doctor(home.path()).arg("doctor").output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{text}");
    assert!(text.lines().any(|line| line.starts_with("✓ FAQ\u{a0}: ")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("– Journal\u{a0}: ")), "{text}");
    assert!(text.contains("Rien "), "{text}");
    assert_eq!(below(home.path()), before);
}

#[test]
fn settings_that_cannot_be_read_are_told_with_their_place() {
    let home = TestFolder::new();
    let check = |text: Option<&str>, words: &[&str]| {
        if let Some(text) = text {
            home.write("souffleur.toml", text);
        }
        let file = if text.is_some() { "souffleur.toml" } else { "absent.toml" };
        let report = Report::of(doctor(home.path()).args(["--config", file]));
        assert_eq!(report.code, 2, "{}", report.text);
        report.expect("settings", &["error"], words);
    };
    check(Some("[journal]\nkeep = 3\n"), &["souffleur.toml:2:1", "clé inconnue", "keep_days"]);
    check(Some("faq = \n"), &["souffleur.toml:1:", "entre guillemets"]);
    check(None, &["absent.toml", "illisible"]);
    let output = doctor(home.path()).args(["doctor", "--jsno"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn content_that_would_be_refused_is_an_error() {
    let home = TestFolder::new();
    home.write("souffleur.toml", NO_MEANING);
    let report = || Report::of(doctor(home.path()).args(["--config", "souffleur.toml"]));
    let fine = report();
    fine.expect_nothing_wrong();
    fine.expect("settings", &["ok"], &["souffleur.toml"]);
    fine.expect("golden", &["ok"], &["3 posées, aucune n’échoue"]);
    fine.expect("meaning", &["note"], &["désactivé"]);

    home.write(
        "faq/mairie/questions.toml",
        "[[question]]\nask = \"horaires piscine\"\nexpect = \"dechets\"\n",
    );
    report().expect("golden", &["error"], &["1 échoue", "souffleur check"]);
    home.write("faq/mairie/piscine.md", "---\nquestion: Piscine ?\n---\n");
    report().expect("content", &["error"], &["2 erreurs", "souffleur check"]);
    home.write("souffleur.toml", "faq = \"nulle-part\"\n");
    report().expect("faq", &["error"], &["nulle-part", "n’existe pas"]);
}

#[test]
fn texts_that_are_not_encoded_yet_are_counted_and_not_encoded() {
    let home = TestFolder::new();
    home.write("souffleur.toml", "[meaning]\ncache = \"vectors\"\n");
    let before = below(home.path());
    let report = Report::of(doctor(home.path()).args(["--config", "souffleur.toml"]));
    report.expect_nothing_wrong();
    assert_eq!(below(home.path()), before);
    if cfg!(feature = "meaning") {
        report.expect("meaning", &["note"], &[" à calculer", "souffleur index"]);
        report.expect("golden", &["note"], &["pas posées"]);
        let index = doctor(home.path()).args(["--config", "souffleur.toml", "index"]).output();
        assert!(index.expect("it runs").status.success());
        let before = below(home.path());
        let report = Report::of(doctor(home.path()).args(["--config", "souffleur.toml"]));
        report.expect("meaning", &["ok"], &["tous dans le cache"]);
        report.expect("golden", &["ok"], &["3 posées"]);
        assert_eq!(below(home.path()), before);
    } else {
        report.expect("meaning", &["note"], &["compilé sans"]);
    }
}

#[test]
fn secrets_are_told_by_where_they_are_and_never_shown() {
    let home = TestFolder::new();
    home.write("souffleur.toml", &format!("[http]\nlisten = \"127.0.0.1:0\"\n{NO_MEANING}"));
    home.write("token", "un-jeton-de-plus-de-seize\n");
    let file = home.path().join("token");
    let report = |variables: &[(&str, &str)]| {
        let mut command = doctor(home.path());
        command.args(["--config", "souffleur.toml"]).envs(variables.iter().copied());
        let report = Report::of(&mut command);
        assert!(!report.text.contains("un-jeton"), "{}", report.text);
        assert!(!report.text.contains(&"un-jeton-de-plus-de-seize".len().to_string()));
        report
    };
    const CHECK: &str = "secret.HTTP_TOKEN";
    let path = file.to_str().expect("UTF-8");
    mode(&file, 0o600);
    report(&[("HTTP_TOKEN_FILE", path)]).expect(CHECK, &["ok"], &["fichier", "token"]);
    mode(&file, 0o640);
    let shared = report(&[("HTTP_TOKEN_FILE", path)]);
    shared.expect(CHECK, &["ok", "note"], &["par le groupe", "chmod 600"]);
    shared.expect_nothing_wrong();
    mode(&file, 0o644);
    report(&[("HTTP_TOKEN_FILE", path)]).expect(CHECK, &["ok", "note"], &["par tous"]);
    report(&[("HTTP_TOKEN", "un-jeton-de-plus-de-seize")]).expect(CHECK, &["ok"], &["variable"]);
    report(&[("HTTP_TOKEN", " \"un-jeton-de-plus-de-seize\" ")]).expect(
        CHECK,
        &["ok", "note"],
        &["guillemets", "Retirez"],
    );
    report(&[("HTTP_TOKEN", "un-jeton-de-plus-de-seize ")]).expect(
        CHECK,
        &["ok", "note"],
        &["espaces"],
    );
    let both = [("HTTP_TOKEN", "un-jeton-de-plus-de-seize"), ("HTTP_TOKEN_FILE", path)];
    report(&both).expect(CHECK, &["error"], &["toutes deux définies", "Gardez-en une"]);
    report(&[("HTTP_TOKEN", "  ")]).expect(CHECK, &["error"], &["ne contient rien"]);
    report(&[("HTTP_TOKEN_FILE", "absent")]).expect(CHECK, &["error"], &["illisible"]);
    report(&[("HTTP_TOKEN", "un-jeton")]).expect("http.token", &["error"], &["trop court"]);
}

#[test]
fn what_may_not_be_written_is_told() {
    let home = TestFolder::new();
    home.write("souffleur.toml", &format!("[journal]\nenabled = true\n{NO_MEANING}"));
    let data = home.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    mode(home.path(), 0o755);
    mode(&home.faq(), 0o755);
    mode(&data, 0o555);
    let before = below(home.path());
    let report = Report::of(as_nobody(home.path()).args(["--config", "souffleur.toml"]));
    report.expect("data", &["error"], &["ne peut pas être écrit", "chmod"]);
    report.expect("journal", &["error"], &["ne peut pas être créé"]);
    if rustix::process::geteuid().is_root() {
        report.expect("faq", &["ok"], &["il n’est pas ouvert en écriture"]);
        home.write("token", "un-jeton-de-plus-de-seize\n");
        mode(&home.path().join("token"), 0o600);
        let mut command = as_nobody(home.path());
        command.args(["--config", "souffleur.toml"]).env("HTTP_TOKEN_FILE", "token");
        let report = Report::of(&mut command);
        report.expect("secret.HTTP_TOKEN", &["error"], &["illisible", "Vérifiez"]);
        home.remove("token");
        let _ = std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755));
    }
    let after = below(home.path());
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
}

#[test]
fn a_journal_is_read_and_left_as_it_is() {
    let home = TestFolder::new();
    home.write("souffleur.toml", &format!("[journal]\nenabled = true\n{NO_MEANING}"));
    let report = || {
        let before = below(home.path());
        let report = Report::of(doctor(home.path()).args(["--config", "souffleur.toml"]));
        assert_eq!(below(home.path()), before, "{}", report.text);
        report
    };
    let none = report();
    none.expect("journal", &["note"], &["n’existe pas encore"]);
    none.expect("journal.key", &["note"], &["n’existe pas encore"]);
    none.expect_nothing_wrong();

    let asked = doctor(home.path()).args(["--config", "souffleur.toml", "ask", "piscine"]).output();
    assert!(asked.expect("it runs").status.code().is_some());
    let file = home.path().join("data/souffleur.db");
    assert!(file.exists(), "a question was recorded");
    let sound = report();
    sound.expect("journal", &["ok"], &["sain"]);
    sound.expect("journal.key", &["ok"], &["privée"]);
    sound.expect("data", &["ok"], &["libres"]);

    mode(&file, 0o644);
    mode(&home.path().join("data/souffleur.key"), 0o640);
    let shared = report();
    shared.expect("journal", &["ok", "note"], &["par tous", "chmod 600"]);
    shared.expect("journal.key", &["note"], &["par le groupe"]);
    shared.expect_nothing_wrong();
    mode(&file, 0o600);

    let whole = std::fs::read(&file).expect("a database");
    let mut damaged = whole.clone();
    damaged[4_096..].fill(0xA5);
    std::fs::write(&file, &damaged).expect("written");
    report().expect("journal", &["error"], &["abîmé"]);
    std::fs::write(
        &file,
        "ce n’est pas une base, mais un texte assez long pour un en-tête, et plus",
    )
    .expect("written");
    report().expect("journal", &["error"], &["abîmé ou n’est pas une base"]);
    // Of a version to come.
    let mut newer = whole;
    newer[63] = 99;
    std::fs::write(&file, &newer).expect("written");
    report().expect("journal", &["error"], &["version plus récente"]);
    std::fs::write(home.path().join("data/souffleur.key"), "court").expect("written");
    report().expect("journal.key", &["error"], &["trop courte"]);
}

#[test]
fn a_bot_that_runs_is_found_and_not_disturbed() {
    let home = TestFolder::new();
    home.write(
        "souffleur.toml",
        &format!("[journal]\nenabled = true\n{NO_MEANING}[http]\nlisten = \"127.0.0.1:0\"\n"),
    );
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = busy.local_addr().expect("an address");
    let report = |listen: &str| {
        let mut command = doctor(home.path());
        command.args(["--config", "souffleur.toml"]).env("HTTP_LISTEN", listen);
        Report::of(&mut command)
    };
    report("127.0.0.1:0").expect("http", &["ok"], &["libre"]);
    report("192.0.2.1:8080").expect("http", &["error"], &["n’est pas celle de cette machine"]);
    report("nulle part").expect("http", &["error"], &["HTTP_LISTEN"]);
    report(&taken.to_string()).expect("http", &["error"], &["prise", "ss -ltnp"]);
    drop(busy);

    let mut bot = home.start_in(
        &[("HTTP_LISTEN", "127.0.0.1:0"), ("HTTP_TOKEN", "un-jeton-de-plus-de-seize")],
        &["--config", "souffleur.toml"],
    );
    let line = bot.wait_for_log("its address", |line| line["message"] == "listening for HTTP");
    let address = line["address"].as_str().expect("an address").to_owned();
    bot.wait_for_log("ready", |line| line["message"] == "ready");
    let found = report(&address);
    found.expect("http", &["ok"], &["le bot répond"]);
    let (states, text) = found.check("journal");
    assert!(!states.contains(&"error"), "{text}");
    found.expect_nothing_wrong();
    report(&address).expect("http", &["ok"], &["le bot répond"]);
}
