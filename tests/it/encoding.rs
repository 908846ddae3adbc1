//! The vectors of the FAQ's texts.
//!
//! 1. A second start encodes nothing, nor does any other command; a cache that is
//!    damaged, of another version or not a file is one line of the log, and is replaced.
//! 2. A cache that cannot be written is one line of the log, and answers go on.
//! 3. Two processes may share a cache, also when they start together.
//! 4. A reload encodes the texts that changed, and no others.
//! 5. A FAQ that takes long to encode is served by words at first and by meaning later;
//!    reloads and rollbacks in between lose nothing, and the result is that of a fresh start.
//! 6. A signal ends the program at once while it encodes, and the start after a kill works.
//! 7. `souffleur index` fills the cache; its code is 1 when it cannot.
//! 8. Vectors shipped beside the program are used, whatever the settings.
//! 9. Switched off, nothing is encoded and nothing is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::thread;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use souffleur::faq::today;
use souffleur::library::{Encoding, Force, Library, MeaningStatus, Patience, Reload};
use souffleur::search::meaning::Places;

use crate::test_folder::{Running, TestFolder, souffleur};

/// Each entry of a [`TestFolder`] has a question and one window of its answer; of the
/// three golden questions none is the question of an entry.
const TEXTS: u64 = 3 * 2 + 3;

/// A folder whose program keeps its vectors in `cache`, relative to it or not.
fn home(cache: &str) -> TestFolder {
    let home = TestFolder::new();
    home.write("config/souffleur.toml", &format!("[meaning]\ncache = {cache:?}\n"));
    home
}

/// What a start says of its vectors, first those of entries and then those of golden
/// questions: how many were encoded, and how many the cache had.
fn encoded(running: &mut Running) -> (u64, u64) {
    let mut counts = (0, 0);
    for what in ["the texts of the FAQ", "the golden questions"] {
        let message = format!("{what} have their vectors");
        let line = running.wait_for_log("the vectors", |line| line["message"] == message.as_str());
        counts.0 += line["encoded"].as_u64().expect("a number");
        counts.1 += line["from_cache"].as_u64().expect("a number");
    }
    counts
}

fn is_encoded(line: &Value) -> bool {
    line["message"] == "the texts of the FAQ have their vectors"
}

/// Starts the program, and gives what it says of its vectors with its whole log.
fn start(home: &TestFolder) -> ((u64, u64), Vec<Value>) {
    let mut running = home.start(&[]);
    let counts = encoded(&mut running);
    running.type_line("horaires de la piscine");
    running.wait_for_answer("Édition première.");
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    (counts, log.iter().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

fn warnings(log: &[Value]) -> Vec<&Value> {
    log.iter().filter(|line| line["level"] == "WARN").collect()
}

/// The file of vectors in a folder.
fn file(folder: &Path) -> PathBuf {
    let items = fs::read_dir(folder).expect("a cache").flatten();
    let mut files = items.filter(|item| item.path().extension().is_some_and(|e| e == "bin"));
    let file = files.next().expect("a file of vectors").path();
    assert!(files.next().is_none(), "one file");
    file
}

fn index(home: &TestFolder) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        souffleur(home.path()).arg("index").output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

#[test]
fn a_second_start_encodes_nothing() {
    let home = home("cache");
    let (counts, log) = start(&home);
    assert_eq!(counts, (TEXTS, 0));
    let open = log.iter().find(|line| line["message"] == "the FAQ is open");
    assert_eq!(open.expect("it is logged")["meaning"], "active");
    assert_eq!(start(&home).0, (0, TEXTS));

    for arguments in [&["ask", "horaires de la piscine", "-v"][..], &["check", "-v"]] {
        let ran = souffleur(home.path()).args(["--log-format", "json"]).args(arguments).output();
        let log = String::from_utf8(ran.expect("it runs").stderr).expect("UTF-8");
        let mut lines = log.lines().filter_map(|line| serde_json::from_str(line).ok());
        let line = lines.rfind(is_encoded).unwrap_or_else(|| panic!("{log}"));
        assert_eq!(line["encoded"], 0, "{arguments:?}: {line}");
    }

    let mut running = home.run(&[]);
    running.type_line("/état");
    running.wait_for_answer("Sens\u{a0}: actif (6\u{a0}textes).");
    running.type_line("horaires de la piscine");
    running.type_line("/pourquoi");
    running.wait_for_answer("Sens\u{a0}: actif (6\u{a0}textes).");
}

#[test]
fn a_damaged_cache_is_one_line_and_is_replaced() {
    let home = home("cache");
    assert_eq!(start(&home).0, (TEXTS, 0));
    let file = file(&home.path().join("cache"));
    let sound = fs::read(&file).expect("it can be read");
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        bytes
    };
    let rows = [
        ("a flipped bit", flipped(sound.len() / 2)),
        ("another version", flipped(8)),
        ("half a file", sound[..sound.len() / 2].to_vec()),
        ("an empty file", Vec::new()),
        ("another file", b"# notes\n".to_vec()),
    ];
    for (what, bytes) in rows {
        fs::write(&file, bytes).expect("written");
        let (counts, log) = start(&home);
        assert_eq!(counts, (TEXTS, 0), "{what}");
        let warnings = warnings(&log);
        assert_eq!(warnings.len(), 1, "{what}: {warnings:#?}");
        assert!(warnings[0]["message"].as_str().is_some_and(|m| m.contains("computed again")));
        assert_eq!(start(&home).0, (0, TEXTS), "after {what}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_one_line() {
    // Nobody may write in /proc, not even root, whom permissions do not stop.
    for place in ["taken", "taken/below", "/proc/souffleur"] {
        let home = home(place);
        home.write("taken", "a file in the place of the folder");
        for _ in 0..2 {
            let (counts, log) = start(&home);
            assert_eq!(counts, (TEXTS, 0), "{place}");
            let warnings = warnings(&log);
            assert_eq!(warnings.len(), 1, "{place}: {warnings:#?}");
        }
        let (code, out, err) = index(&home);
        assert_eq!((code, out.as_str()), (1, ""), "{place}: {err}");
        assert!(err.contains(&format!("«\u{a0}{place}\u{a0}»")), "{err}");
    }
}

#[test]
fn two_processes_share_a_cache() {
    let shared = TestFolder::new();
    let cache = shared.path().join("cache").display().to_string();
    let homes = ["première", "deuxième"].map(|edition| {
        let home = home(&cache);
        home.entries(edition);
        home
    });
    let mut together = homes.each_ref().map(|home| home.start(&[]));
    for running in &mut together {
        encoded(running);
    }
    for running in together {
        running.signal(Signal::TERM);
        assert_eq!(running.wait_for_end().0.code(), Some(0));
    }
    for home in &homes {
        let mut running = home.start(&[]);
        assert_eq!(encoded(&mut running), (0, TEXTS));
    }
}

#[test]
fn a_reload_encodes_what_changed() {
    let home = home("cache");
    // A start alone does not wait for the golden questions, and the reload would encode them.
    assert_eq!(index(&home).0, 0);
    let mut running = home.run(&[]);
    home.entry("piscine", "Quels sont les horaires de la piscine\u{a0}?", "De 9 h à 19 h.");
    let line = running.wait_for_log("the vectors of the reload", is_encoded);
    assert_eq!((&line["encoded"], &line["from_cache"]), (&2.into(), &0.into()), "{line}");
    let line = running.wait_for_log("the reload", |line| line["message"] == "reloaded");
    assert_eq!(line["meaning"], "active", "{line}");
    running.type_line("horaires de la piscine");
    running.wait_for_answer("De 9 h à 19 h.");
    running.close_input();
    running.wait_for_end();
    assert_eq!(start_counts(&home), (0, TEXTS));
}

fn start_counts(home: &TestFolder) -> (u64, u64) {
    encoded(&mut home.start(&[]))
}

/// Adds entries, each of two texts.
fn enlarge(home: &TestFolder, entries: usize, answer: &str) {
    for n in 0..entries {
        let question = format!("Où faire la demande numéro {n}\u{a0}?");
        home.entry(&format!("demande-{n}"), &question, &format!("Au guichet {n}. {answer}"));
    }
}

fn open(home: &TestFolder, patience: Patience) -> Library {
    let places = Places { own: Some(home.path().join("cache")), read_only: Vec::new() };
    let encoding = Encoding::new(Some(places));
    Library::open_by_meaning(&home.faq(), today(), encoding, patience, &|_, _| ())
        .expect("the folder is sound")
}

const NONE: Patience = Patience::AtMost(Duration::ZERO);

fn is_active(library: &Library) -> bool {
    matches!(library.meaning(&library.snapshot()), MeaningStatus::Active { .. })
}

#[test]
fn what_takes_long_is_served_by_words_first() {
    let home = TestFolder::new();
    enlarge(&home, 10, "");
    let library = open(&home, NONE);
    let first = library.snapshot();
    assert!(matches!(library.meaning(&first), MeaningStatus::Preparing { percent: 1..=99 }));
    let diff = library.encode_rest().expect("the rest is encoded");
    let second = library.snapshot();
    assert_eq!(library.meaning(&second), MeaningStatus::Active { texts: 26 });
    assert_eq!((first.version, second.version), (1, 1), "the content is the same");
    assert!(diff.added.is_empty() && diff.changed.is_empty() && diff.removed.is_empty());
    assert!(library.encode_rest().is_none(), "nothing is left to do");
    assert_eq!(library.rollback(today()), Ok(None), "there is no content before");

    let fresh = open(&home, Patience::Endless);
    assert!(is_active(&fresh));
    assert!(fresh.snapshot().golden().is_none(), "the start does not wait for golden questions");
    assert!(second.golden().is_some());
    assert_eq!(fresh.ask_golden().golden(), second.golden());
    assert!(is_active(&open(&home, NONE)), "everything is in the cache");
}

#[test]
fn reloads_while_it_encodes_are_not_lost() {
    let home = TestFolder::new();
    enlarge(&home, 12, "");
    let library = open(&home, NONE);
    thread::scope(|scope| {
        let rest = scope.spawn(|| library.encode_rest());
        for round in 0..3 {
            let answer = format!("De {round} h à 19 h.");
            home.entry("piscine", "Quels sont les horaires de la piscine\u{a0}?", &answer);
            let reloaded = library.reload(today(), Force::No);
            assert!(matches!(reloaded, Reload::Swapped(_)), "{reloaded:#?}");
        }
        rest.join().expect("no panic").expect("it is encoded");
    });
    let snapshot = library.snapshot();
    assert!(is_active(&library));
    assert_eq!(snapshot.version, 4);
    let pool = snapshot.faq.entries().find(|entry| entry.id.as_str() == "piscine");
    assert_eq!(pool.expect("it is there").answer.as_str().trim(), "De 2 h à 19 h.");
    let fresh = open(&home, Patience::Endless);
    assert!(snapshot.golden().is_some());
    assert_eq!(fresh.ask_golden().golden(), snapshot.golden());

    // The versions before were served by words. Nobody who is served by meaning loses it.
    for version in [3, 2, 1] {
        library.rollback(today()).expect("nobody refuses").expect("a version before");
        assert_eq!(library.snapshot().version, version);
        assert!(is_active(&library), "version {version}");
    }
}

#[test]
fn it_ends_at_once_while_it_encodes() {
    let home = home("cache");
    // More than any machine does in the time that a start waits.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let answer = "Présentez une pièce d’identité et un justificatif de domicile de moins de \
                  trois mois, avec le formulaire que la mairie vous a remis.";
    enlarge(&home, 150 * cores, answer);
    for signal in [Signal::KILL, Signal::TERM] {
        let mut running = home.start(&[]);
        running.wait_for_log("the background", |line| {
            line["message"].as_str().is_some_and(|m| m.contains("while its texts are encoded"))
        });
        running.type_line("horaires de la piscine");
        running.wait_for_answer("Édition première.");
        running.type_line("/état");
        running.wait_for_answer("Sens\u{a0}: en préparation (calcul en cours, ");
        running.signal(signal);
        let (status, log) = running.wait_for_end();
        let expected = if signal == Signal::TERM { Some(0) } else { None };
        assert_eq!(status.code(), expected, "{log:#?}");
        assert!(!log.iter().any(|line| line.contains("by meaning as well")), "{log:#?}");
    }
}

#[test]
fn the_index_command_fills_the_cache() {
    let home = home("data/made");
    let (code, out, err) = index(&home);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "9 textes\u{a0}: 9 calculés, 0 déjà connu.\n", "")
    );
    let (_, out, _) = index(&home);
    assert_eq!(out, "9 textes\u{a0}: 0 calculé, 9 déjà connus.\n");
    assert_eq!(start(&home).0, (0, TEXTS));

    home.write("faq/mairie/cle.md", "---\nquestoin: Quand\u{a0}?\n---\nOui.\n");
    let (code, out, err) = index(&home);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("mairie/cle.md:2"), "{err}");
    let missing = souffleur(home.path()).args(["index", "--faq", "nulle-part"]).output();
    let missing = missing.expect("it runs");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("n’est pas un dossier"));
}

#[test]
fn vectors_beside_the_program_are_used() {
    let home = home("cache");
    assert_eq!(index(&home).0, 0);
    // As in an image: bin/souffleur and share/souffleur/meaning. The link needs the same disk.
    let image = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let program = image.path().join("bin/souffleur");
    let shipped = image.path().join("share/souffleur/meaning");
    fs::create_dir_all(image.path().join("bin")).expect("a folder");
    fs::create_dir_all(shipped.parent().expect("a folder above")).expect("a folder");
    fs::hard_link(env!("CARGO_BIN_EXE_souffleur"), &program).expect("linked");
    fs::rename(home.path().join("cache"), &shipped).expect("moved");

    let ran = std::process::Command::new(&program)
        .current_dir(home.path())
        .args(["--log-format", "json", "-v", "check"])
        .output()
        .expect("it runs");
    let log = String::from_utf8(ran.stderr).expect("UTF-8");
    let mut lines = log.lines().filter_map(|line| serde_json::from_str(line).ok());
    let line = lines.rfind(is_encoded).unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&line["encoded"], &line["from_cache"]), (&0.into(), &TEXTS.into()), "{line}");
    assert!(!home.path().join("cache").exists(), "there was nothing to keep");
}

#[test]
fn switched_off_it_leaves_no_trace() {
    let home = TestFolder::new();
    home.write("config/souffleur.toml", "[meaning]\nenabled = false\ncache = \"cache\"\n");
    let mut running = home.run(&[]);
    running.type_line("/état");
    running.wait_for_answer("Sens\u{a0}: absent (désactivé dans la configuration).");
    assert!(!home.path().join("cache").exists());
    let (code, out, err) = index(&home);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("enabled = true"), "{err}");
}
