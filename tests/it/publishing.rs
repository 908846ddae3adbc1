//! A change of one file of the FAQ that the team accepts.
//!
//! 1. It is served at once, and undone it is as before.
//! 2. One that breaks a golden question is refused, and the file is as it was.
//! 3. A file that somebody has changed meanwhile is left alone.
//! 4. A new entry never replaces a file, and is removed by undoing it.
//! 5. With git each change is one commit of one file, whatever else is staged.
//! 6. Eight at once lose nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use souffleur::faq::edit::with_variant;
use souffleur::faq::today;
use souffleur::library::{Force, Library};
use souffleur::search::{Outcome, Scope};
use souffleur::team::{Change, Committed, Published, Publisher};

use crate::test_folder::TestFolder;

const ASKED: &str = "peut-on nager dans le bassin ?";

struct Scene {
    home: TestFolder,
    library: Arc<Library>,
    publisher: Publisher,
}

fn scene(with_git: bool) -> Scene {
    let home = TestFolder::new();
    let library = Arc::new(Library::open(&home.faq(), today()).expect("the folder is sound"));
    let publisher = Publisher::new(Arc::clone(&library), with_git);
    Scene { home, library, publisher }
}

impl Scene {
    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.home.faq().join(file)).expect("a file")
    }

    fn variant(&self, file: &str, wording: &str) -> Change {
        let before = self.text(file);
        let after = with_variant(&before, wording).expect("a variant");
        Change {
            file: PathBuf::from(file),
            before: Some(before),
            after: Some(after),
            summary: "Ajouter une variante".to_owned(),
        }
    }

    fn publish(&self, change: &Change) -> Published {
        self.publisher.publish(change, today(), Force::No)
    }

    fn outcome(&self) -> Outcome {
        self.library.snapshot().index.look(ASKED, &Scope::All).outcome
    }
}

#[test]
fn a_change_is_served_and_undone() {
    let scene = scene(false);
    let before = scene.text("mairie/piscine.md");
    let change = scene.variant("mairie/piscine.md", "Peut-on nager dans le bassin ?");
    assert_eq!(scene.outcome(), Outcome::Unknown);
    let Published::Served { diff, committed } = scene.publish(&change) else { panic!() };
    assert_eq!((diff.changed.len(), committed), (1, Committed::NotAsked));
    assert_eq!(scene.outcome(), Outcome::Found);

    assert!(matches!(scene.publish(&change.reversed()), Published::Served { .. }));
    assert_eq!(scene.text("mairie/piscine.md"), before);
    assert_eq!(scene.outcome(), Outcome::Unknown);
}

#[test]
fn what_breaks_a_golden_question_is_refused() {
    let scene = scene(false);
    let text = scene.text("mairie/piscine.md").replace(", édition première", "");
    let change = Change {
        file: PathBuf::from("mairie/bassin.md"),
        before: None,
        after: Some(text),
        summary: String::new(),
    };
    assert!(matches!(scene.publish(&change), Published::Refused(_)));
    assert!(!scene.home.faq().join("mairie/bassin.md").exists());
    assert_eq!(scene.library.snapshot().version, 1);
}

#[test]
fn another_hand_is_respected() {
    let scene = scene(false);
    let change = scene.variant("mairie/piscine.md", "Peut-on nager ?");
    scene.home.entry("piscine", "Quels sont les horaires de la piscine ?", "De 8 h à 20 h.");
    let theirs = scene.text("mairie/piscine.md");
    assert!(matches!(scene.publish(&change), Published::Moved));
    assert_eq!(scene.text("mairie/piscine.md"), theirs);

    let entry = |before: Option<&str>| Change {
        file: PathBuf::from("mairie/bassin.md"),
        before: before.map(str::to_owned),
        after: Some(theirs.replace("la piscine", "le petit bassin")),
        summary: String::new(),
    };
    assert!(matches!(scene.publish(&entry(None)), Published::Served { .. }));
    assert!(matches!(scene.publish(&entry(None)), Published::Moved), "it exists already");
    assert!(matches!(scene.publish(&entry(None).reversed()), Published::Served { .. }));
    assert!(!scene.home.faq().join("mairie/bassin.md").exists());
}

#[test]
fn each_change_is_one_commit() {
    let scene = scene(true);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(scene.home.faq()).args(arguments);
        let output = command.output().expect("git is installed");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let change = scene.variant("mairie/piscine.md", "Peut-on nager dans le bassin ?");
    let Published::Served { committed, .. } = scene.publish(&change) else { panic!() };
    assert!(matches!(committed, Committed::No(reason) if reason.contains("not a git repository")));
    assert!(matches!(scene.publish(&change.reversed()), Published::Served { .. }));

    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "début"]);
    scene.home.entry("identite", "Comment renouveler sa carte d’identité ?", "En mairie.");
    git(&["add", "mairie/identite.md"]);
    let Published::Served { committed, .. } = scene.publish(&change) else { panic!() };
    assert_eq!(committed, Committed::Yes);
    let shown = git(&["show", "--name-only", "--format=%s"]);
    assert_eq!(shown.trim(), "Ajouter une variante\n\nmairie/piscine.md");
    assert_eq!(git(&["diff", "--cached", "--name-only"]).trim(), "mairie/identite.md");

    assert!(matches!(scene.publish(&change.reversed()), Published::Served { .. }));
    assert_eq!(git(&["log", "-1", "--format=%s"]).trim(), "Annuler\u{a0}: Ajouter une variante");
    assert_eq!(git(&["diff", "HEAD~2", "--name-only"]).trim(), "mairie/identite.md");
}

#[test]
fn many_at_once_lose_nothing() {
    let scene = scene(false);
    let wordings: Vec<String> =
        ["nager", "plonger", "barboter", "flotter", "ramer", "sauter", "couler", "crawler"]
            .map(|word| format!("Peut-on {word} au bassin ?"))
            .into();
    std::thread::scope(|threads| {
        for wording in &wordings {
            let scene = &scene;
            threads.spawn(move || {
                loop {
                    let change = scene.variant("mairie/piscine.md", wording);
                    match scene.publish(&change) {
                        Published::Served { .. } => break,
                        Published::Moved => {}
                        other => panic!("{wording}: {other:?}"),
                    }
                }
            });
        }
    });
    let snapshot = scene.library.snapshot();
    let id = souffleur::faq::EntryId::new("piscine").expect("an id");
    let (_, entry) = snapshot.faq.get(&id).expect("the pool");
    let mut variants = entry.variants.clone();
    variants.sort();
    let mut wanted = wordings;
    wanted.sort();
    assert_eq!(variants, wanted);
    let folder = scene.home.faq().join("mairie");
    let names = std::fs::read_dir(&folder).expect("a folder").flatten();
    let hidden = names.filter(|name| name.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "nothing is left behind in {}", Path::new(&folder).display());
}
