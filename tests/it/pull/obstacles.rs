//! What cannot be followed keeps the content, loses nothing, and is told once.
//!
//! 1. Content with errors, or with golden questions that would fail, until it is fixed or forced.
//! 2. Files with changes that are in no commit, and files that are in the way.
//! 3. A clone that has diverged, and a remote that has replaced its history.
//! 4. A remote or a branch of it that is gone, or that wants a password, whose address shows no secret.
//! 5. A folder that is no clone, a clone without a branch or an upstream or of somebody else, and
//!    a system without git.
//! 6. A clone that another git has locked, that cannot be written, or whose disk is full.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use rustix::process::{Resource, Rlimit, prlimit};

use super::scene::*;
use crate::test_folder::Running;

#[test]
fn broken_content_is_told_once_and_fixed() {
    let scene = Scene::new();
    let mut running = scene.run();
    pull_in_vain(&mut running);
    let before = scene.head();
    scene.home.write("author/mairie/dechets.md", "---\nquestion: [\n---\nDe 10 h à 20 h.\n");
    scene.publish("suivante");
    pull_in_vain(&mut running);
    let told = wait_for_obstacle(&mut running, "refused");
    let commit: String = scene.newest().chars().take(10).collect();
    assert_eq!((&told["commit"], &told["errors"]), (&commit.as_str().into(), &1.into()), "{told}");
    pull_in_vain(&mut running);
    running.type_line("/état");
    running.wait_for_answer(&format!("le commit {commit} est refusé, car il contient"));
    running.wait_for_answer("mairie/dechets.md:");
    running.type_line("/recharger forcer");
    running.wait_for_answer("La FAQ n’est pas rechargée");
    expect_edition(&mut running, "première");
    assert_eq!((scene.head(), scene.status()), (before, String::new()));

    git(&scene.author(), &["checkout", "--quiet", "HEAD~1", "--", "mairie/dechets.md"]);
    scene.commit("corrigé");
    hang_up(&running);
    wait_for_pull(&mut running);
    running.wait_for_message("the content's upstream is followed again");
    expect_edition(&mut running, "suivante");
    assert_eq!(scene.head(), scene.newest());
    let log = end(running);
    assert_eq!(count(&log, "\"kind\":\"refused\""), 1, "{log:#?}");
    let left = fs::read_dir(scene.clone().join(".git")).expect("a folder").flatten();
    let left: Vec<_> = left.map(|file| file.file_name().into_string().expect("UTF-8")).collect();
    assert!(!left.iter().any(|name| name.starts_with("souffleur-next")), "{left:?}");
}

#[test]
fn golden_questions_that_would_fail_can_be_forced() {
    let scene = Scene::new();
    let mut running = scene.run();
    pull_in_vain(&mut running);
    scene.write("author", "piscine", "Comment obtenir un acte de naissance\u{a0}?", "Au guichet.");
    scene.commit("piscine fermée");
    pull_in_vain(&mut running);
    let told = wait_for_obstacle(&mut running, "refused");
    assert_eq!(told["newly_failing"], 1, "{told}");
    expect_edition(&mut running, "première");
    running.type_line("/recharger forcer");
    running.wait_for_answer("La FAQ est rechargée.");
    assert_eq!(scene.head(), scene.newest());
    running.type_line("acte de naissance");
    running.wait_for_answer("Au guichet.");
}

#[test]
fn what_somebody_wrote_here_is_never_lost() {
    let scene = Scene::new();
    let mut running = scene.run();
    pull_in_vain(&mut running);
    let before = scene.head();
    scene.pool("clone", "locale");
    running.wait_for_log("the change", |line| line["trigger"] == "files");
    scene.publish("suivante");
    pull_in_vain(&mut running);
    let told = wait_for_obstacle(&mut running, "changed");
    assert_eq!(told["first"], "mairie/piscine.md", "{told}");
    pull_in_vain(&mut running);
    running.type_line("/recharger");
    running.wait_for_answer("et le dépôt n’est pas suivi");
    expect_edition(&mut running, "locale");
    assert_eq!((scene.head(), scene.status()), (before, "M mairie/piscine.md".to_owned()));

    git(&scene.clone(), &["restore", "mairie/piscine.md"]);
    running.wait_for_log("the file of before", |line| line["trigger"] == "files");
    hang_up(&running);
    wait_for_pull(&mut running);
    running.wait_for_message("the content's upstream is followed again");
    expect_edition(&mut running, "suivante");

    // A file that git ignores here and upstream begins to have would be replaced by git itself.
    scene.home.write("clone/.git/info/exclude", "marche.md\n");
    scene.write("clone", "marche", "Où se tient le marché du samedi\u{a0}?", "Ici, place Verte.");
    running.wait_for_log("the ignored file", |line| line["trigger"] == "files");
    scene.write("author", "marche", "Où se tient le marché du samedi\u{a0}?", "Place du Marché.");
    scene.commit("marché");
    pull_in_vain(&mut running);
    assert_eq!(wait_for_obstacle(&mut running, "changed")["first"], "mairie/marche.md");
    running.type_line("marché du samedi");
    running.wait_for_answer("Ici, place Verte.");
    let log = end(running);
    assert_eq!(count(&log, "\"kind\":\"changed\""), 2, "{log:#?}");
}

#[test]
fn diverged_and_rewritten_histories_are_told_apart() {
    let scene = Scene::new();
    let mut running = scene.run();
    pull_in_vain(&mut running);
    scene.write("clone", "cantine", "Comment inscrire un enfant à la cantine\u{a0}?", "Ici.");
    git(&scene.clone(), &["add", "."]);
    git(&scene.clone(), &["commit", "--quiet", "-m", "ici"]);
    running.wait_for_log("the new file", |line| line["trigger"] == "files");
    let here = scene.head();
    scene.publish("suivante");
    pull_in_vain(&mut running);
    let told = wait_for_obstacle(&mut running, "diverged");
    assert_eq!((&told["here"], &told["there"]), (&1.into(), &1.into()), "{told}");
    pull_in_vain(&mut running);
    expect_edition(&mut running, "première");
    assert_eq!((scene.head(), scene.status()), (here, String::new()));

    git(&scene.clone(), &["rebase", "--quiet", "origin/main"]);
    running.wait_for_log("the rebase", |line| line["trigger"] == "files");
    pull_in_vain(&mut running);
    running.wait_for_message("the content's upstream is followed again");
    expect_edition(&mut running, "suivante");

    git(&scene.clone(), &["reset", "--quiet", "--hard", "origin/main"]);
    running.wait_for_log("the reset", |line| line["trigger"] == "files");
    let here = scene.head();
    scene.pool("author", "réécrite");
    git(&scene.author(), &["commit", "--quiet", "--all", "--amend", "-m", "autre"]);
    scene.commit("encore");
    pull_in_vain(&mut running);
    wait_for_obstacle(&mut running, "rewritten");
    pull_in_vain(&mut running);
    running.type_line("/état");
    running.wait_for_answer("l’historique du serveur");
    expect_edition(&mut running, "suivante");
    assert_eq!((scene.head(), scene.status()), (here, String::new()));
    let log = end(running);
    assert_eq!(count(&log, "\"kind\":\"rewritten\""), 1, "{log:#?}");
    assert_eq!(count(&log, "\"kind\":\"diverged\""), 1, "{log:#?}");

    // A start finds out what happened before it.
    let mut running = scene.run();
    wait_for_obstacle(&mut running, "rewritten");
}

#[test]
fn a_remote_that_is_gone_is_told_once_and_comes_back() {
    let scene = Scene::new();
    let away = scene.home.path().join("away.git");
    fs::rename(scene.remote(), &away).expect("moved away");
    let mut running = scene.run();
    wait_for_obstacle(&mut running, "unreachable");
    for _ in 0..3 {
        pull_in_vain(&mut running);
    }
    running.type_line("/recharger");
    running.wait_for_answer("et le dépôt n’est pas suivi");
    expect_edition(&mut running, "première");
    fs::rename(&away, scene.remote()).expect("moved back");
    scene.publish("suivante");
    hang_up(&running);
    wait_for_pull(&mut running);
    running.wait_for_message("the content's upstream is followed again");
    expect_edition(&mut running, "suivante");
    let log = end(running);
    assert_eq!(count(&log, "\"kind\":\"unreachable\""), 1, "{log:#?}");
}

#[test]
fn a_branch_that_is_deleted_is_told_and_comes_back() {
    let scene = Scene::new();
    git(&scene.remote(), &["branch", "--move", "main", "ancienne"]);
    let mut running = scene.run();
    let told = wait_for_obstacle(&mut running, "gone");
    assert_eq!(told["upstream"], "origin/main", "{told}");
    expect_edition(&mut running, "première");
    scene.publish("suivante");
    hang_up(&running);
    wait_for_pull(&mut running);
    expect_edition(&mut running, "suivante");
}

#[test]
fn a_password_is_asked_of_nobody_and_shown_to_nobody() {
    let scene = Scene::new();
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = server.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    let url = format!("http://robot:tres-secret@127.0.0.1:{port}/faq.git");
    git(&scene.clone(), &["remote", "set-url", "origin", &url]);
    let mut running = scene.run();
    let told = wait_for_obstacle(&mut running, "credentials");
    assert!(told["reason"].as_str().is_some_and(|why| why.contains("127.0.0.1")), "{told}");
    running.type_line("/état");
    let shown = running.wait_for_answer("le serveur refuse l’accès");
    let log = end(running);
    assert_eq!(count(&log, "tres-secret") + count(&[shown], "tres-secret"), 0, "{log:#?}");
}

#[test]
fn what_is_no_clone_to_follow_is_told_at_the_start() {
    type Row = (&'static str, fn(&Scene), &'static [(&'static str, &'static str)], &'static str);
    let rows: [Row; 5] = [
        (
            "not_a_clone",
            |scene| fs::remove_dir_all(scene.clone().join(".git")).expect("removed"),
            &[],
            "n’est pas dans un dépôt git",
        ),
        (
            "detached",
            |scene| drop(git(&scene.clone(), &["checkout", "--quiet", "--detach"])),
            &[],
            "n’est sur aucune branche",
        ),
        (
            "no_upstream",
            |scene| drop(git(&scene.clone(), &["switch", "--quiet", "--create", "essai"])),
            &[],
            "sa branche essai ne suit aucune branche distante",
        ),
        ("other_owner", |_| {}, &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")], "autre utilisateur"),
        ("no_git", |_| {}, &[("PATH", "/nowhere")], "git n’est pas installé"),
    ];
    for (kind, prepare, environment, french) in rows {
        let scene = Scene::new();
        prepare(&scene);
        let mut running = scene.start(environment);
        wait_for_obstacle(&mut running, kind);
        expect_edition(&mut running, "première");
        running.type_line("/état");
        running.wait_for_answer(french);
        pull_in_vain(&mut running);
        let log = end(running);
        assert_eq!(count(&log, &format!("\"kind\":\"{kind}\"")), 1, "{log:#?}");
    }
}

#[test]
fn a_lock_of_another_git_is_told_and_left() {
    let scene = Scene::new();
    let mut running = scene.run();
    pull_in_vain(&mut running);
    let lock = scene.clone().join(".git/index.lock");
    fs::write(&lock, "").expect("written");
    scene.publish("suivante");
    pull_in_vain(&mut running);
    wait_for_obstacle(&mut running, "locked");
    expect_edition(&mut running, "première");
    assert!(lock.exists(), "it is somebody else's");
    assert_eq!(scene.status(), "");
    fs::remove_file(&lock).expect("removed");
    hang_up(&running);
    wait_for_pull(&mut running);
    expect_edition(&mut running, "suivante");
}

/// Files cannot grow beyond this, as on a disk without space.
fn limit_files(running: &Running, bytes: Option<u64>) {
    let limit = Rlimit { current: bytes, maximum: None };
    prlimit(running.pid(), Resource::Fsize, limit).expect("the limit is set");
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_done() {
    let scene = Scene::new();
    // A signal comes with the limit, which would end the program.
    let mut running = scene.home.run_in_shell(r#"trap "" XFSZ; exec "$0" "$@""#, &[]);
    pull_in_vain(&mut running);
    let before = scene.head();
    scene.publish("suivante");
    limit_files(&running, Some(0));
    pull_in_vain(&mut running);
    wait_for_obstacle(&mut running, "disk_full");
    limit_files(&running, None);

    // It is fetched, and its files do not fit.
    scene.home.write("author/grand.txt", &"grand ".repeat(100_000));
    scene.commit("grand");
    git(&scene.clone(), &["fetch", "--quiet"]);
    limit_files(&running, Some(64 * 1_024));
    pull_in_vain(&mut running);
    expect_edition(&mut running, "première");
    assert_eq!((scene.head(), scene.status()), (before, String::new()));

    limit_files(&running, None);
    hang_up(&running);
    wait_for_pull(&mut running);
    running.wait_for_message("the content's upstream is followed again");
    expect_edition(&mut running, "suivante");
    assert_eq!((scene.head(), scene.status()), (scene.newest(), String::new()));
    let log = end(running);
    assert_eq!(count(&log, "\"kind\":\"disk_full\""), 1, "{log:#?}");
}

#[test]
fn a_clone_that_cannot_be_written_is_told() {
    // Only root can become somebody else, and only for somebody else's files do rights matter.
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: a clone that cannot be written; it needs root");
        return;
    }
    let scene = Scene::new();
    scene.publish("suivante");
    fs::set_permissions(scene.home.path(), fs::Permissions::from_mode(0o755)).expect("rights");
    let mut running = scene.home.run_in_shell(
        "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
         exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"",
        &[],
    );
    wait_for_obstacle(&mut running, "read_only");
    expect_edition(&mut running, "première");
    running.type_line("/état");
    running.wait_for_answer("il ne peut pas être écrit");
}
