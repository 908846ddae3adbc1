//! The program is killed while git replaces files.
//!
//! 1. The next start ends that fast-forward before it reads the folder, and removes the lock that
//!    git has left.
//! 2. A change that somebody made meanwhile is kept, and told.
//! 3. A git that outlives the program is waited for.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use rustix::process::{Pid, Signal, kill_process};

use super::scene::*;
use crate::test_folder::Running;

/// A `git` that does some of a merge, says so, and then stands still as `standing` says.
const HALF: &str = "#!/bin/sh
case \" $* \" in
  *' merge '*)
    git='{git}'
    $git show origin/main:mairie/piscine.md > mairie/piscine.md
    $git show origin/main:mairie/cantine.md > mairie/cantine.md
    $git show origin/main:mairie/marche.md | head -c 20 > mairie/marche.md
    rm mairie/dechets.md
    : > .git/index.lock
    echo $$ > ../merging.tmp && mv ../merging.tmp ../merging
    {standing} ;;
esac
exec '{git}' \"$@\"
";

struct Interrupted {
    scene: Scene,
    git: Pid,
}

/// Kills the program in the middle. `standing` is what its git does then.
fn interrupted(standing: &str) -> Interrupted {
    let scene = Scene::new();
    let real = std::env::split_paths(&std::env::var_os("PATH").expect("a path"))
        .map(|folder| folder.join("git"))
        .find(|git| git.exists())
        .expect("git is installed");
    let text = HALF.replace("{git}", real.to_str().expect("UTF-8")).replace("{standing}", standing);
    scene.home.write("bin/git", &text);
    let git = scene.home.path().join("bin/git");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).expect("a program");

    scene.pool("author", "suivante");
    let question = "Comment inscrire un enfant à la cantine\u{a0}?";
    scene.write("author", "cantine", question, "Au guichet.");
    scene.write("author", "marche", "Où se tient le marché du samedi\u{a0}?", "Place du Marché.");
    // An entry that moves to another collection is in both for a moment.
    fs::create_dir(scene.author().join("propreté")).expect("a folder");
    for moved in ["collection.toml", "dechets.md"] {
        let (from, to) = (scene.author().join("mairie"), scene.author().join("propreté"));
        fs::copy(from.join(moved), to.join(moved)).expect("copied");
    }
    fs::remove_file(scene.author().join("mairie/dechets.md")).expect("removed");
    let questions = scene.author().join("mairie/questions.toml");
    fs::remove_file(questions).expect("removed");
    scene.commit("suivante");

    let path = format!("{}:/usr/bin:/bin", scene.home.path().join("bin").display());
    let running = scene.start(&[("PATH", &path)]);
    let merging = scene.home.path().join("merging");
    let git = wait_for(&merging, &running);
    running.signal(Signal::KILL);
    let _ = running.wait_for_end();
    Interrupted { scene, git }
}

/// Waits for the file that has a process id.
fn wait_for(file: &PathBuf, _running: &Running) -> Pid {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        if let Ok(text) = fs::read_to_string(file) {
            let id = text.trim().parse().expect("a number");
            return Pid::from_raw(id).expect("a process");
        }
        assert!(std::time::Instant::now() < end, "git was not asked to merge");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[test]
fn the_next_start_ends_it() {
    let Interrupted { scene, git } = interrupted("exec sleep 600");
    kill_process(git, Signal::KILL).expect("it stands still");
    assert!(scene.clone().join(".git/index.lock").exists());
    assert_ne!(scene.head(), scene.newest());

    let mut running = scene.run();
    running.wait_for_message("a pull that was interrupted is finished");
    expect_edition(&mut running, "suivante");
    running.type_line("marché du samedi");
    running.wait_for_answer("Place du Marché.");
    assert_eq!((scene.head(), scene.status()), (scene.newest(), String::new()));
    scene.publish("dernière");
    hang_up(&running);
    wait_for_pull(&mut running);
    expect_edition(&mut running, "dernière");
    let log = end(running);
    assert_eq!(count(&log, "\"trigger\":"), 1, "{log:#?}");
}

#[test]
fn a_change_that_was_made_meanwhile_is_kept() {
    let Interrupted { scene, git } = interrupted("exec sleep 600");
    kill_process(git, Signal::KILL).expect("it stands still");
    scene.pool("clone", "locale");
    let mut running = scene.run();
    wait_for_obstacle(&mut running, "changed");
    expect_edition(&mut running, "locale");
    // Everything else is as it was before the pull.
    assert_eq!(scene.status(), "M mairie/piscine.md");
    let text = fs::read_to_string(scene.clone().join("mairie/piscine.md")).expect("a file");
    assert!(text.contains("Édition locale."), "{text}");
}

#[test]
fn a_git_that_lives_on_is_waited_for() {
    let stands = "while [ ! -e ../go ]; do sleep 0.05; done; exit 1";
    let Interrupted { scene, git } = interrupted(stands);
    let mut running = scene.start(&[]);
    // The first line of the log is written before the clone is looked at.
    fs::write(scene.home.path().join("go"), "").expect("written");
    running.wait_for_message("a pull that was interrupted is finished");
    running.wait_for_message("ready");
    expect_edition(&mut running, "suivante");
    assert_eq!((scene.head(), scene.status()), (scene.newest(), String::new()));
    // It has ended by itself.
    let _ = git;
}
