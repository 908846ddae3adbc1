//! Loading the same folder again, and the watcher.
//!
//! 1. A second load reads what changed and returns the same `Arc`s for the rest.
//! 2. Whatever happens to a file, the next load gives the folder as it is.
//! 3. The watcher reports every kind of change after it ended, each burst once, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use souffleur::faq::load::{Folder, Loaded};
use souffleur::faq::watch::{Watcher, watch};
use souffleur::faq::{Entry, Faq};
use tempfile::TempDir;

const TODAY: Date = date(2026, 1, 15);

fn entry(question: &str) -> String {
    format!("---\nquestion: {question}\nsource: https://a.fr/x\n---\nIci.\n")
}

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn three() -> TempDir {
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", &entry("Où ?"));
    write(root.path(), "c/b.md", &entry("Quand ?"));
    write(root.path(), "d/e.md", &entry("Qui ?"));
    root
}

fn faq(folder: &mut Folder) -> Faq {
    let Loaded { faq, warnings } = folder.load(TODAY).expect("the folder is sound");
    assert_eq!(warnings, []);
    faq
}

fn entry_of(faq: &Faq, id: &str) -> Arc<Entry> {
    Arc::clone(faq.entries().find(|entry| entry.id.as_str() == id).expect("the entry is there"))
}

#[test]
fn what_did_not_change_stays_the_same() {
    let root = three();
    let mut folder = Folder::new(root.path());
    let before = faq(&mut folder);
    let again = faq(&mut folder);
    for (old, new) in before.collections().iter().zip(again.collections()) {
        assert!(Arc::ptr_eq(old, new), "{} is the very same", old.id);
    }

    // The size and the second are the same: git calls this a racy change.
    write(root.path(), "c/a.md", &entry("Là ?"));
    let after = faq(&mut folder);
    assert_eq!(entry_of(&after, "a").question, "Là ?");
    assert!(Arc::ptr_eq(&entry_of(&before, "b"), &entry_of(&after, "b")), "b was not touched");
    assert!(!Arc::ptr_eq(&before.collections()[0], &after.collections()[0]));
    assert!(Arc::ptr_eq(&before.collections()[1], &after.collections()[1]), "d was not touched");
}

#[test]
fn every_change_is_seen() {
    let root = three();
    let mut folder = Folder::new(root.path());
    faq(&mut folder);

    fs::rename(root.path().join("c/a.md"), root.path().join("d/a.md")).unwrap();
    fs::remove_file(root.path().join("c/b.md")).unwrap();
    write(root.path(), "c/f.md", &entry("Quoi ?"));
    let moved = faq(&mut folder);
    let ids: Vec<_> = moved.entries().map(|entry| entry.id.to_string()).collect();
    assert_eq!(ids, ["f", "a", "e"]);

    write(root.path(), "c/f.md", "oups");
    write(root.path(), "d/a.md", &entry("Qui ?"));
    let problems = folder.load(TODAY).expect_err("both are errors");
    let at: Vec<_> = problems.iter().map(|p| (p.file.to_str().unwrap(), p.line)).collect();
    assert_eq!(at, [("c/f.md", 1), ("d/e.md", 2)]);

    write(root.path(), "c/f.md", &entry("Quoi ?"));
    write(root.path(), "d/a.md", &entry("Où ?"));
    let mended = faq(&mut folder);
    assert!(Arc::ptr_eq(&entry_of(&moved, "e"), &entry_of(&mended, "e")));

    fs::remove_dir_all(root.path().join("c")).unwrap();
    assert_eq!(faq(&mut folder).collections().len(), 1);
}

/// The same with so many files that several threads ask for their stamps.
#[test]
fn every_change_among_thousands_is_seen() {
    let root = TempDir::new().unwrap();
    let number = |n: usize| format!("c/n{n:04}.md");
    for n in 0..3_500 {
        write(root.path(), &number(n), &entry(&format!("Chambre {n}{} ?", "bis".repeat(n % 3))));
    }
    let mut folder = Folder::new(root.path());
    let load = |folder: &mut Folder| folder.load(TODAY).expect("the folder is sound").faq;
    let before = load(&mut folder);
    let ids: Vec<&str> = before.entries().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, (0..3_500).map(|n| format!("n{n:04}")).collect::<Vec<_>>());

    write(root.path(), &number(1_234), &entry("Où ?"));
    fs::remove_file(root.path().join(number(2_999))).unwrap();
    write(root.path(), &number(3_500), &entry("Quand ?"));
    let after = load(&mut folder);
    assert_eq!(after.len(), 3_500);
    let changed: Vec<&str> = (after.entries())
        .filter(|new| !before.entries().any(|old| Arc::ptr_eq(old, new)))
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(changed, ["n1234", "n3500"]);
}

/// A glossary that cannot be read may have any acronym, so none is reported as missing
/// until it can be read.
#[test]
fn acronyms_are_missed_once_the_glossary_can_be_read() {
    let root = TempDir::new().unwrap();
    let glossary = "[glossary]\nBAL = \"boîte aux lettres\"\n";
    write(root.path(), "c/a.md", &entry("Où est le DMP ?"));
    write(root.path(), "c/collection.toml", &format!("inconnu = 1\n{glossary}"));
    let mut folder = Folder::new(root.path());
    let mut told = || -> Vec<String> {
        let problems = match folder.load(TODAY) {
            Ok(Loaded { warnings, .. }) => warnings,
            Err(problems) => problems,
        };
        problems.iter().map(ToString::to_string).collect()
    };
    let unreadable = told();
    assert!(unreadable.len() == 1 && unreadable[0].contains("inconnu"), "{unreadable:?}");

    write(root.path(), "c/collection.toml", glossary);
    let missed = told();
    assert!(missed.len() == 1 && missed[0].contains("DMP"), "{missed:?}");

    write(root.path(), "c/collection.toml", &format!("{glossary}DMP = \"dossier médical\"\n"));
    assert_eq!(told(), [""; 0]);
}

#[test]
fn a_new_common_source_reaches_its_entries_alone() {
    let root = three();
    write(root.path(), "c/b.md", "---\nquestion: Quand ?\n---\nIci.\n");
    write(root.path(), "c/collection.toml", "source = \"https://a.fr/1\"\n");
    let mut folder = Folder::new(root.path());
    let before = faq(&mut folder);
    write(root.path(), "c/collection.toml", "source = \"https://a.fr/2\"\n");
    let after = faq(&mut folder);
    assert_eq!(entry_of(&after, "b").source.as_str(), "https://a.fr/2");
    assert!(Arc::ptr_eq(&entry_of(&before, "a"), &entry_of(&after, "a")));
    fs::remove_file(root.path().join("c/collection.toml")).unwrap();
    assert_eq!(folder.load(TODAY).expect_err("b has no source").len(), 1);
}

#[test]
fn files_that_come_and_go_during_a_load_are_there_or_not() {
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", &entry("Où ?"));
    let path = root.path().to_owned();
    let (stop, stopped) = mpsc::channel::<()>();
    let busy = std::thread::spawn(move || {
        for round in 0.. {
            // Editors save like this: they write another file and rename it.
            write(&path, "c/.b.tmp", &entry(&format!("Quand {round} ?")));
            fs::rename(path.join("c/.b.tmp"), path.join("c/b.md")).unwrap();
            let _ = fs::remove_file(path.join("c/b.md"));
            if stopped.try_recv() != Err(mpsc::TryRecvError::Empty) {
                break;
            }
        }
    });
    let mut folder = Folder::new(root.path());
    for _ in 0..300 {
        let loaded = folder.load(TODAY).expect("a file that is gone is no problem");
        assert!(matches!(loaded.faq.len(), 1 | 2));
    }
    drop(stop);
    busy.join().unwrap();
}

/// Long enough for the slowest machine. A working watcher reports within half a second.
const PATIENCE: Duration = Duration::from_secs(30);

fn watched(path: &Path) -> (Watcher, Receiver<()>) {
    let (told, changes) = mpsc::channel();
    let watcher = watch(path, move || told.send(()).unwrap_or_default()).expect("it watches");
    (watcher, changes)
}

/// Waits for the change, then for the end of its burst.
fn expect_change(changes: &Receiver<()>, what: &str) {
    changes.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{what} was not told"));
    while changes.recv_timeout(Duration::from_millis(700)).is_ok() {}
}

#[test]
fn the_watcher_tells_of_changes() {
    let root = three();
    let faq_folder = root.path().join("faq");
    fs::create_dir(&faq_folder).unwrap();
    let (watcher, changes) = watched(&faq_folder);

    write(&faq_folder, "c/a.md", &entry("Où ?"));
    expect_change(&changes, "a new folder with a file");
    write(&faq_folder, "c/a.md", &entry("Quand ?"));
    expect_change(&changes, "a write in a new folder");
    fs::rename(faq_folder.join("c/a.md"), faq_folder.join("c/b.md")).unwrap();
    expect_change(&changes, "a rename");
    fs::remove_file(faq_folder.join("c/b.md")).unwrap();
    expect_change(&changes, "a deletion");

    // Changes beside the folder are not reported, and neither is reading.
    write(root.path(), "c/a.md", &entry("Là ?"));
    write(root.path(), "beside.md", "");
    let _ = Folder::new(&faq_folder).load(TODAY);
    write(&faq_folder, "c/d.md", &entry("Où ?"));
    expect_change(&changes, "a change after things that are none");

    drop(watcher);
    assert_eq!(changes.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn the_watcher_tells_of_a_burst_once() {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("faq");
    write(&folder, "c/a.md", &entry("Où ?"));
    let (_watcher, changes) = watched(&folder);
    // The copy of a FAQ, which takes longer than the steps in which the system's events are read.
    let end = Instant::now() + Duration::from_millis(250);
    for n in 0.. {
        write(&folder, &format!("c/b-{}.md", n % 500), &entry("Quand ?"));
        if Instant::now() > end {
            break;
        }
    }
    changes.recv_timeout(PATIENCE).expect("the burst is told");
    let again = changes.recv_timeout(Duration::from_millis(700));
    assert_eq!(again, Err(mpsc::RecvTimeoutError::Timeout), "the burst is told twice");
}

#[test]
fn the_watcher_survives_the_folder_being_replaced() {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("faq");
    let (_watcher, changes) = watched(&folder);
    write(root.path(), "new/c/a.md", &entry("Où ?"));
    fs::rename(root.path().join("new"), &folder).unwrap();
    expect_change(&changes, "the folder's arrival");
    for round in ["first", "second"] {
        write(root.path(), "next/c/a.md", &entry("Quand ?"));
        fs::rename(&folder, root.path().join(format!("old-{round}"))).unwrap();
        fs::rename(root.path().join("next"), &folder).unwrap();
        expect_change(&changes, "the folder's replacement");
        write(&folder, "c/a.md", &entry("Là ?"));
        expect_change(&changes, "a write in the new folder");
    }
}

/// What tools that deploy do: a new folder, and a link that is swapped to it in one step.
#[cfg(unix)]
#[test]
fn the_watcher_follows_links_that_are_swapped_above_the_folder() {
    use std::os::unix::fs::symlink;
    let root = TempDir::new().unwrap();
    for release in ["one", "two", "three"] {
        write(root.path(), &format!("releases/{release}/site/faq/c/a.md"), &entry("Où ?"));
    }
    // The path goes through a link to a link: `site` → `current/site` → `releases/…`.
    let swap = |to: &str| {
        let fresh = root.path().join("fresh");
        symlink(format!("releases/{to}"), &fresh).unwrap();
        fs::rename(fresh, root.path().join("current")).unwrap();
    };
    swap("one");
    symlink("current/site", root.path().join("site")).unwrap();
    let faq = root.path().join("site/faq");
    let (_watcher, changes) = watched(&faq);
    for release in ["two", "three", "one"] {
        swap(release);
        expect_change(&changes, "the swapped link");
        write(&faq, "c/a.md", &entry("Quand ?"));
        expect_change(&changes, "a write in the folder that is served now");
    }
}
