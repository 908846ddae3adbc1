//! The other side, in Python: Synapse (`peers/server.py`) and matrix-nio
//! (`peers/members.py`), installed once by `.ci/matrix-peers`. Everything that
//! speaks to them goes through [`ask`].

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};

use super::event::Event;
use super::kept::{Kept, PATIENCE};

/// Says that something was not tested; an error where nothing may be skipped.
fn skipped(what: &str) {
    assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
    // Not `eprintln!`, which the test harness keeps to itself when a test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The Python that has both, installing them when they are not there; `None`
/// when that cannot be, said on stderr for each test.
pub fn python() -> Option<&'static Path> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match INSTALLED.get_or_init(install) {
        Ok(python) => Some(python),
        Err(why) => {
            skipped(&format!("no Synapse and no matrix-nio: {why}"));
            None
        }
    }
}

fn install() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if Command::new("python3").arg("--version").output().is_err() {
        return Err("python3 is not there".to_owned());
    }
    std::fs::create_dir_all(root.join("target")).map_err(|error| error.to_string())?;
    // Two test runs at once must not write into one environment.
    let lock = File::create(root.join("target/matrix-peers.lock")).map_err(|e| e.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let installer = root.join(".ci/matrix-peers");
    let ended = Command::new(&installer).output().map_err(|error| error.to_string())?;
    if !ended.status.success() {
        return Err(format!(
            ".ci/matrix-peers failed: {}",
            String::from_utf8_lossy(&ended.stderr).trim()
        ));
    }
    Ok(root.join("target/matrix-peers/venv/bin/python"))
}

/// A script of `peers/`, ready to be run with pipes.
pub fn script(python: &Path, name: &str) -> Command {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/matrix/peers").join(name);
    let mut command = Command::new(python);
    command.arg(path).stdin(Stdio::piped());
    command
}

/// Has the members' process do something: a method of `Household`, and its
/// arguments.
///
/// # Errors
/// What that process says went wrong.
///
/// # Panics
/// When it does not answer: it gives up by itself, so it must be gone.
pub fn ask(what: &str, arguments: Value) -> Result<Value, String> {
    static HOUSEHOLD: OnceLock<Household> = OnceLock::new();
    HOUSEHOLD.get_or_init(Household::start).ask(what, arguments)
}

/// What a member of this name will see.
pub fn seen_by(member: &str) -> Arc<Kept<Event>> {
    Arc::clone(
        seen().lock().unwrap_or_else(PoisonError::into_inner).entry(member.to_owned()).or_default(),
    )
}

fn seen() -> &'static Mutex<HashMap<String, Arc<Kept<Event>>>> {
    static SEEN: OnceLock<Mutex<HashMap<String, Arc<Kept<Event>>>>> = OnceLock::new();
    SEEN.get_or_init(Mutex::default)
}

/// The members' process: one for all tests, since each client in a process of
/// its own costs a second and 50 MB. It ends with its input, so with this process.
struct Household {
    input: Mutex<ChildStdin>,
    waiting: Arc<Waiting>,
    next: AtomicU64,
}

/// Who waits for the reply to which command.
type Waiting = Mutex<HashMap<u64, Sender<Result<Value, String>>>>;

impl Household {
    fn start() -> Self {
        let python = python().expect("a homeserver was started with it");
        let mut child = script(python, "members.py")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the members' process starts");
        let input = Mutex::new(child.stdin.take().expect("a pipe"));
        let output = child.stdout.take().expect("a pipe");
        let waiting = Arc::new(Waiting::default());
        let asked = Arc::clone(&waiting);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                hear(&line, &asked);
            }
            asked.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let _ = child.wait();
        });
        Self { input, waiting, next: AtomicU64::new(0) }
    }

    fn ask(&self, what: &str, mut command: Value) -> Result<Value, String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        command["id"] = id.into();
        command["do"] = what.into();
        let (reply, replied) = channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, reply);
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(input, "{command}").expect("the members' process listens");
        drop(input);
        // It gives up first, and says so.
        match replied.recv_timeout(2 * PATIENCE) {
            Ok(reply) => reply,
            Err(why) => panic!("the members' process does not reply to {what}: {why}"),
        }
    }
}

fn hear(line: &str, asked: &Waiting) {
    let mut line: Value = serde_json::from_str(line).unwrap_or_else(|_| json!({ "stray": line }));
    if let Some(id) = line["id"].as_u64() {
        let reply = match line["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(line["ok"].take()),
        };
        let who = asked.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        // One who panicked meanwhile waits no longer.
        let _ = who.map(|who| who.send(reply));
        return;
    }
    let Some(member) = line["as"].as_str() else {
        return eprintln!("the members' process says: {line}");
    };
    let kept = seen_by(member);
    if line["closed"].is_string() {
        return kept.end();
    }
    let event = Event::read(line["event"].take());
    kept.change(|events| {
        // A key that came late makes it another; a state may be told twice.
        match events.iter_mut().find(|known| !event.id.is_empty() && known.id == event.id) {
            Some(known) => *known = event,
            None => events.push(event),
        }
    });
}
