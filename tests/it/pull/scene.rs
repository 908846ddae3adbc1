//! A repository, the clone that the program serves, and the clone of an author. This file has no
//! tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustix::process::Signal;

use crate::folder::copy;
use crate::test_folder::{Running, TestFolder};

/// No settings of the machine, and a name for commits.
pub const GIT_ENVIRONMENT: [(&str, &str); 6] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_AUTHOR_NAME", "Ana"),
    ("GIT_AUTHOR_EMAIL", "ana@example.org"),
    ("GIT_COMMITTER_NAME", "Ana"),
    ("GIT_COMMITTER_EMAIL", "ana@example.org"),
];

/// A repository, the clone that the program serves, and an author.
pub struct Scene {
    pub home: TestFolder,
    /// The FAQ's folder in each clone.
    sub: &'static str,
}

impl Scene {
    /// The FAQ's folder is the clone.
    pub fn new() -> Self {
        Self::with("", &[])
    }

    /// The FAQ's folder is `sub` in the clone, which is made with these options.
    pub fn with(sub: &'static str, options: &[&str]) -> Self {
        let home = TestFolder::new();
        let scene = Self { home, sub };
        let root = scene.home.path().to_owned();
        fs::rename(scene.home.faq(), root.join("first")).expect("the content is set aside");
        git(&root, &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
        git(&root, &["clone", "--quiet", "remote.git", "author"]);
        git(&scene.author(), &["checkout", "--quiet", "-B", "main"]);
        copy(&root.join("first"), &scene.author().join(sub));
        scene.commit("début");
        let url = format!("file://{}", root.join("remote.git").display());
        let clone = ["clone", "--quiet"].iter().chain(options).copied();
        let clone: Vec<&str> = clone.chain([url.as_str(), "clone"]).collect();
        git(&root, &clone);
        let faq = Path::new("clone").join(sub);
        scene.home.write(
            "config/souffleur.toml",
            &format!("faq = \"{}\"\n[content]\npull = \"1h\"\n", faq.display()),
        );
        scene
    }

    pub fn author(&self) -> PathBuf {
        self.home.path().join("author")
    }

    pub fn clone(&self) -> PathBuf {
        self.home.path().join("clone")
    }

    pub fn remote(&self) -> PathBuf {
        self.home.path().join("remote.git")
    }

    /// Writes an entry's file in `author` or `clone`.
    pub fn write(&self, whose: &str, id: &str, question: &str, answer: &str) {
        let path = Path::new(whose).join(self.sub).join(format!("mairie/{id}.md"));
        let text = format!(
            "---\nquestion: \"{question}\"\nsource: https://mairie.example/{id}\n---\n{answer}\n"
        );
        self.home.write(path.to_str().expect("UTF-8"), &text);
    }

    /// Writes the entry on the pool with an edition in its answer.
    pub fn pool(&self, whose: &str, edition: &str) {
        let question = "Quels sont les horaires de la piscine\u{a0}?";
        self.write(whose, "piscine", question, &format!("Édition {edition}. Voyez l’affichage."));
    }

    /// Commits and pushes everything that the author has.
    pub fn commit(&self, summary: &str) {
        git(&self.author(), &["add", "--all"]);
        git(&self.author(), &["commit", "--quiet", "--allow-empty", "-m", summary]);
        git(&self.author(), &["push", "--quiet", "--force", "origin", "main"]);
    }

    /// The pool's new edition, in the repository.
    pub fn publish(&self, edition: &str) {
        self.pool("author", edition);
        self.commit(edition);
    }

    pub fn start(&self, environment: &[(&str, &str)]) -> Running {
        let all: Vec<(&str, &str)> =
            GIT_ENVIRONMENT[..2].iter().chain(environment).copied().collect();
        self.home.start_in(&all, &[])
    }

    pub fn run(&self) -> Running {
        let mut running = self.start(&[]);
        running.wait_for_message("ready");
        running
    }

    /// HEAD of the clone.
    pub fn head(&self) -> String {
        git(&self.clone(), &["rev-parse", "HEAD"])
    }

    /// The commit of the author.
    pub fn newest(&self) -> String {
        git(&self.author(), &["rev-parse", "HEAD"])
    }

    /// What is not in a commit in the clone.
    pub fn status(&self) -> String {
        git(&self.clone(), &["status", "--porcelain"])
    }
}

/// Runs git, which has to work, and returns what it says.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .envs(GIT_ENVIRONMENT)
        .output()
        .expect("git is installed");
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "git {arguments:?}: {said}");
    String::from_utf8(stdout).expect("UTF-8").trim().to_owned()
}

/// Asks for a pull.
pub fn hang_up(running: &Running) {
    running.signal(Signal::HUP);
}

/// Asks for a pull, which finds nothing that can be served, and waits for its end.
pub fn pull_in_vain(running: &mut Running) {
    hang_up(running);
    running.wait_for_message("reloaded, and nothing has changed");
}

/// Waits for the pull that serves something.
pub fn wait_for_pull(running: &mut Running) -> serde_json::Value {
    running
        .wait_for_log("a pull", |line| line["message"] == "reloaded" && line["trigger"] == "pull")
}

/// The beginnings of the log lines that tell of obstacles, by kind.
const TOLD: [(&str, &str); 15] = [
    ("read_only", "the clone cannot be written"),
    ("disk_full", "the disk of the clone is full"),
    ("gone", "the content's remote does not have the branch"),
    ("no_git", "git is not installed"),
    ("not_a_clone", "the FAQ's folder is in no clone"),
    ("other_owner", "the clone belongs to another user"),
    ("detached", "HEAD of the clone is no branch"),
    ("no_upstream", "the clone's branch has no upstream"),
    ("unreachable", "the content's remote cannot be reached"),
    ("credentials", "the content's remote refuses"),
    ("diverged", "the clone and its upstream have diverged"),
    ("rewritten", "the remote has replaced its history"),
    ("changed", "files that the upstream changes"),
    ("locked", "another git is at work"),
    ("refused", "not pulled: the upstream's content"),
];

/// Waits until an obstacle is told; called again, for the next time. It may have been told before.
pub fn wait_for_obstacle(running: &mut Running, kind: &str) -> serde_json::Value {
    let (_, words) = TOLD.iter().find(|(known, _)| *known == kind).expect("a kind of obstacle");
    let told = running.wait_for_message(words);
    assert_eq!(told["kind"], kind, "{told}");
    told
}

/// What the program serves of the pool.
pub fn expect_edition(running: &mut Running, edition: &str) {
    running.type_line("horaires piscine");
    running.wait_for_answer(&format!("Édition {edition}."));
}

/// Ends the program. Returns the lines of its log.
pub fn end(mut running: Running) -> Vec<String> {
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    log
}

/// How many lines of a log have this.
pub fn count(log: &[String], what: &str) -> usize {
    log.iter().filter(|line| line.contains(what)).count()
}
