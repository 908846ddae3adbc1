//! Reload.
//!
//! 1. An edit is served, an error keeps the old content, and its fix is served.
//! 2. Of two reloads at once the second waits, and the content is served once.
//! 3. A file deleted while the folder is read breaks nothing.
//! 4. 1,000 questions during 50 reloads never fail and never mix two versions.
//! 5. A rollback is possible to the last five versions, and no further.
//! 6. Golden questions that newly fail keep the old content. An admin can force past
//!    them, and never past an error.
//! 7. In the running program, an edited file and SIGHUP both cause a reload.
//! 8. A volume that Kubernetes updates, one per collection or one for the whole FAQ, causes one
//!    reload, also when entries come and go with it, and nothing of it is rejected half-way.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use rustix::process::Signal;
use souffleur::bot::{
    Answer, AskedBy, Asker, Audience, Bot, Choice, PersonKey, Place, Question, Reply, Request,
    Role, Secrecy,
};
use souffleur::faq::today;
use souffleur::library::{Force, KEPT, Library, Rejection, Reload};
use souffleur::search::Scope;

use crate::folder::copy;
use crate::test_folder::TestFolder;

fn open(home: &TestFolder) -> Library {
    Library::open(&home.faq(), today()).expect("the folder is sound")
}

fn reload(library: &Library) -> Reload {
    library.reload(today(), Force::No)
}

/// The answer of the entry on the pool.
fn served(library: &Library) -> String {
    let snapshot = library.snapshot();
    let hits = snapshot.index.search("horaires piscine", &Scope::All, 1);
    let best = hits.first().expect("the pool is found");
    let (_, entry) = snapshot.faq.get(&best.entry).expect("index and FAQ agree");
    assert_eq!(entry.id.as_str(), "piscine");
    entry.answer.as_str().trim().to_owned()
}

/// Stops the other threads, also when a check fails. Otherwise they would never end.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn names(ids: &[souffleur::faq::EntryId]) -> Vec<&str> {
    ids.iter().map(|id| id.as_str()).collect()
}

#[test]
fn edit_break_repair() {
    let home = TestFolder::new();
    let library = open(&home);
    assert_eq!(served(&library), "Édition première. Voyez l’affichage municipal.");
    assert_eq!(reload(&library), Reload::Unchanged);

    home.entry("piscine", "Quels sont les horaires de la piscine\u{a0}?", "De 9 h à 19 h.");
    home.entry("cantine", "Comment inscrire un enfant à la cantine\u{a0}?", "Au guichet.");
    home.remove("faq/mairie/identite.md");
    let Reload::Swapped(diff) = reload(&library) else { panic!("the edit is not served") };
    assert_eq!(names(&diff.added), ["cantine"]);
    assert_eq!(names(&diff.changed), ["piscine"]);
    assert_eq!(names(&diff.removed), ["identite"]);
    assert_eq!(served(&library), "De 9 h à 19 h.");
    assert_eq!(library.snapshot().version, 2);

    home.write("faq/mairie/piscine.md", "---\nquestion: [\n---\nDe 10 h à 20 h.\n");
    home.write("faq/mairie/cantine.md", "---\nquestoin: Quand\u{a0}?\n---\nOui.\n");
    let Reload::Rejected(Rejection::Problems(problems)) = reload(&library) else {
        panic!("a broken folder was not rejected");
    };
    for file in ["mairie/piscine.md", "mairie/cantine.md"] {
        assert!(problems.iter().any(|p| p.file.ends_with(file)), "{file}: {problems:#?}");
    }
    assert_eq!(served(&library), "De 9 h à 19 h.");
    assert_eq!(library.snapshot().version, 2);

    home.entry("piscine", "Quels sont les horaires de la piscine\u{a0}?", "De 10 h à 20 h.");
    home.entry("cantine", "Comment inscrire un enfant à la cantine\u{a0}?", "Au guichet.");
    let Reload::Swapped(diff) = reload(&library) else { panic!("the repair is not served") };
    assert_eq!(names(&diff.changed), ["piscine"]);
    assert_eq!(served(&library), "De 10 h à 20 h.");
}

#[test]
fn a_folder_that_is_gone_keeps_the_old() {
    let home = TestFolder::new();
    let library = open(&home);
    fs::rename(home.faq(), home.path().join("away")).expect("moved away");
    assert!(matches!(reload(&library), Reload::Rejected(Rejection::Problems(_))));
    assert_eq!(served(&library), "Édition première. Voyez l’affichage municipal.");
    fs::rename(home.path().join("away"), home.faq()).expect("moved back");
    assert_eq!(reload(&library), Reload::Unchanged);
}

#[test]
fn two_reloads_at_once_serve_the_content_once() {
    let home = TestFolder::new();
    let library = open(&home);
    for round in 2..12 {
        home.entries(&format!("numéro {round}"));
        let together = Barrier::new(2);
        let results = thread::scope(|scope| {
            let reloads = [(), ()].map(|()| {
                scope.spawn(|| {
                    together.wait();
                    reload(&library)
                })
            });
            reloads.map(|reload| reload.join().expect("no panic"))
        });
        let swapped = results.iter().filter(|r| matches!(r, Reload::Swapped(_))).count();
        let unchanged = results.iter().filter(|r| matches!(r, Reload::Unchanged)).count();
        assert_eq!((swapped, unchanged), (1, 1), "{results:#?}");
        assert_eq!(library.snapshot().version, round);
    }
}

#[test]
fn a_file_deleted_while_it_is_read_breaks_nothing() {
    let home = TestFolder::new();
    let library = open(&home);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                home.entry("marche", "Où se tient le marché du samedi\u{a0}?", "Place du Marché.");
                home.remove("faq/mairie/marche.md");
            }
        });
        let _over = Over(&done);
        for _ in 0..200 {
            match reload(&library) {
                Reload::Unchanged | Reload::Swapped(_) => {}
                Reload::Rejected(Rejection::Problems(problems)) => {
                    let ours = problems.iter().all(|p| p.file.ends_with("marche.md"));
                    assert!(ours, "{problems:#?}");
                }
                Reload::Rejected(failing) => panic!("{failing:#?}"),
            }
            assert_eq!(served(&library), "Édition première. Voyez l’affichage municipal.");
        }
    });
    let last = reload(&library);
    assert!(!matches!(last, Reload::Rejected(_)), "{last:#?}");
    assert_eq!(library.snapshot().faq.len(), 3);
}

#[test]
fn questions_in_flight_never_fail_and_never_see_half() {
    const RELOADS: usize = 50;
    const QUESTIONS: usize = 1_000;
    let home = TestFolder::new();
    home.entries("numéro 1");
    let library = Arc::new(open(&home));
    let bot = Bot::new(Arc::clone(&library));
    let (answered, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    // The question has « édition numéro 7 » and its answer « Édition numéro 7. ».
    let edition = |text: &str| -> String {
        let text = text.to_lowercase();
        let (_, after) = text.split_once("édition numéro ").expect("an edition");
        after.chars().take_while(char::is_ascii_digit).collect()
    };

    let ask = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (room, secrecy) = ("test".to_owned(), Secrecy::default());
        let place = Place { platform: "terminal", room, scope: Scope::All, secrecy };
        let asker = Asker {
            place,
            person: PersonKey::new("ana"),
            role: Role::Member,
            audience: Audience::Everyone,
            asked_by: AskedBy::Message,
        };
        let question = Question::new("quels horaires pour la piscine, quelle édition ?");
        while !done.load(Ordering::Relaxed) {
            let request = Request::Ask(question.clone());
            let reply = runtime.block_on(bot.handle(request, &asker));
            let editions: Vec<String> = match reply {
                Reply::Answer { answer: Answer::Found { entry, see_also, passage }, .. } => {
                    assert_eq!(entry.id.as_str(), "piscine");
                    if let Some(range) = passage {
                        assert!(entry.answer.as_str().get(range).is_some(), "half a passage");
                    }
                    let others = see_also.iter().map(|Choice { question, .. }| edition(question));
                    others
                        .chain([edition(&entry.question), edition(entry.answer.as_str())])
                        .collect()
                }
                Reply::Answer { answer: Answer::Unsure(choices), .. } => {
                    assert_eq!(choices[0].entry.as_str(), "piscine");
                    choices.iter().map(|choice| edition(&choice.question)).collect()
                }
                other => panic!("a question failed during a reload: {other:#?}"),
            };
            let whole = editions.windows(2).all(|pair| pair[0] == pair[1]);
            assert!(whole, "an answer made of two versions: {editions:?}");
            answered.fetch_add(1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        let _over = Over(&done);
        let asking: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        for round in 2..RELOADS + 2 {
            // Each reload waits for its share of the questions, however slow the machine is.
            let share = QUESTIONS * (round - 1) / RELOADS;
            while answered.load(Ordering::Relaxed) < share {
                assert!(!asking.iter().any(|asking| asking.is_finished()), "a question failed");
                thread::yield_now();
            }
            home.entries(&format!("numéro {round}"));
            let result = reload(&library);
            assert!(matches!(result, Reload::Swapped(_)), "reload {round}: {result:#?}");
        }
    });
    assert!(answered.load(Ordering::Relaxed) >= QUESTIONS);
    assert_eq!(library.snapshot().version, RELOADS as u64 + 1);
}

#[test]
fn five_versions_are_kept_to_go_back_to() {
    let home = TestFolder::new();
    let library = open(&home);
    assert_eq!(library.rollback(today()), Ok(None));
    for round in 2..=8 {
        home.entries(&format!("numéro {round}"));
        assert!(matches!(reload(&library), Reload::Swapped(_)));
    }
    assert_eq!(KEPT, 5);
    for back in (3..=7).rev() {
        let diff = library.rollback(today()).expect("nobody refuses").expect("a version before");
        assert_eq!(diff.changed.len(), 3);
        let expected = format!("Édition numéro {back}. Voyez l’affichage municipal.");
        assert_eq!(served(&library), expected);
    }
    assert_eq!(library.rollback(today()), Ok(None), "a sixth version was kept");

    assert!(matches!(reload(&library), Reload::Swapped(_)), "a reload reads the folder again");
    assert_eq!(served(&library), "Édition numéro 8. Voyez l’affichage municipal.");
    assert_eq!(library.snapshot().version, 9, "a version's number is never used twice");
}

#[test]
fn newly_failing_questions_are_refused_or_forced_and_errors_never() {
    let home = TestFolder::new();
    let library = open(&home);
    home.entry("piscine", "Comment obtenir un acte de naissance\u{a0}?", "Au guichet.");

    let Reload::Rejected(Rejection::Failing(diff)) = reload(&library) else {
        panic!("a golden question that newly fails was let pass");
    };
    let failing: Vec<_> = diff.newly_failing.iter().map(|f| f.question.ask.as_str()).collect();
    assert_eq!(failing, ["horaires piscine"]);
    assert_eq!(served(&library), "Édition première. Voyez l’affichage municipal.");

    home.write("faq/mairie/dechets.md", "---\nquestion: Quand\u{a0}?\n---\n");
    let forced = library.reload(today(), Force::PastFailingQuestions);
    assert!(matches!(forced, Reload::Rejected(Rejection::Problems(_))), "{forced:#?}");
    assert_eq!(library.snapshot().version, 1);

    home.entry("dechets", "Quel jour a lieu le ramassage des poubelles\u{a0}?", "Le mardi.");
    let Reload::Swapped(diff) = library.reload(today(), Force::PastFailingQuestions) else {
        panic!("an admin could not force past a failing question");
    };
    assert_eq!(diff.newly_failing.len(), 1, "a forced reload still says what fails");
    assert_eq!(library.snapshot().version, 2);

    // The question failed before this edit, so the edit is served.
    home.entry("dechets", "Quel jour a lieu le ramassage des poubelles\u{a0}?", "Le jeudi.");
    assert!(matches!(reload(&library), Reload::Swapped(_)));
}

#[test]
fn the_running_program_reloads_by_itself_and_by_signal() {
    let home = TestFolder::new();
    let mut running = home.run(&[]);
    running.type_line("horaires piscine");
    running.wait_for_answer("Édition première.");

    home.entries("suivante");
    running.wait_for_log("the watcher's reload", |line| {
        line["message"] == "reloaded" && line["trigger"] == "files"
    });
    running.type_line("horaires piscine");
    running.wait_for_answer("Édition suivante.");

    running.signal(Signal::HUP);
    running.wait_for_log("the signal's reload", |line| line["trigger"] == "SIGHUP");

    home.write("faq/mairie/piscine.md", "---\nquestion: \"\"\n---\nNon.\n");
    running.signal(Signal::HUP);
    running.wait_for_log("a rejection", |line| {
        line["message"].as_str().is_some_and(|message| message.starts_with("not reloaded"))
    });
    running.type_line("horaires piscine");
    running.wait_for_answer("Édition suivante.");

    home.entries("dernière");
    running.signal(Signal::HUP);
    running.wait_for_log("the repair", |line| line["message"] == "reloaded");
    running.type_line("horaires piscine");
    running.wait_for_answer("Édition dernière.");

    running.close_input();
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
}

/// A volume as the kubelet's `AtomicWriter` fills it from a ConfigMap: each version in a folder
/// of its own, `..data` a link to the current one, and each name that users see a link through
/// `..data`. <https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter>
struct Volume {
    path: PathBuf,
    versions: u32,
}

impl Volume {
    /// Moves the folder's content into a first version.
    fn mount(path: PathBuf) -> Self {
        let content = path.with_file_name(".content");
        fs::rename(&path, &content).expect("the content is set aside");
        fs::create_dir(&path).expect("a mount point");
        let mut volume = Self { path, versions: 0 };
        volume.update(&content);
        volume
    }

    /// Writes the folder as the next version, in the order of the kubelet: the new version, the
    /// swap of `..data`, links to new names, stale links, the version before.
    fn update(&mut self, content: &Path) {
        self.versions += 1;
        let version = format!("..2026_11_29_08_00_00.{}", self.versions);
        let current = self.path.join("..data");
        let before = fs::read_link(&current).ok();
        copy(content, &self.path.join(&version));
        symlink(&version, self.path.join("..data_tmp")).expect("a link");
        fs::rename(self.path.join("..data_tmp"), &current).expect("the swap");
        let names = |folder: &Path| -> Vec<OsString> {
            let listed = fs::read_dir(folder).expect("a folder");
            listed.map(|entry| entry.expect("an entry of it").file_name()).collect()
        };
        let wanted = names(content);
        let seen = names(&self.path);
        for name in wanted.iter().filter(|name| !seen.contains(name)) {
            let target = Path::new("..data").join(name);
            symlink(target, self.path.join(name)).expect("a link");
        }
        for name in seen {
            if !name.as_encoded_bytes().starts_with(b"..") && !wanted.contains(&name) {
                fs::remove_file(self.path.join(name)).expect("a stale link is removed");
            }
        }
        if let Some(before) = before {
            fs::remove_dir_all(self.path.join(before)).expect("the version before is removed");
        }
    }
}

#[test]
fn a_volume_of_kubernetes_that_is_updated_reloads_once() {
    // Where the volume is mounted, and what of the next content goes into it.
    for mounted in ["faq/mairie", "faq"] {
        let home = TestFolder::new();
        let mut volume = Volume::mount(home.path().join(mounted));
        let mut running = home.run(&[]);
        running.type_line("horaires piscine");
        running.wait_for_answer("Édition première.");

        for (edition, gone, new) in
            [("suivante", "identite", "cantine"), ("dernière", "cantine", "identite")]
        {
            let next = TestFolder::new();
            next.entries(edition);
            next.entry("cantine", "Comment inscrire un enfant à la cantine\u{a0}?", "En ligne.");
            next.remove(&format!("faq/mairie/{gone}.md"));
            volume.update(&next.path().join(mounted));
            let reload = running.wait_for_log("the reload", |line| line["trigger"] == "files");
            assert_eq!(reload["message"], "reloaded", "{mounted}: {reload}");
            assert_eq!(reload["changed"], 2, "{mounted}: {reload}");
            assert_eq!(reload["added"], 1, "{mounted}, {new}: {reload}");
            assert_eq!(reload["removed"], 1, "{mounted}, {gone}: {reload}");
            running.type_line("horaires piscine");
            running.wait_for_answer(&format!("Édition {edition}."));
        }

        running.close_input();
        let (status, log) = running.wait_for_end();
        assert_eq!(status.code(), Some(0), "{log:#?}");
        let reloads = log.iter().filter(|line| line.contains("\"trigger\":")).count();
        assert_eq!(reloads, 2, "{mounted}: {log:#?}");
    }
}
