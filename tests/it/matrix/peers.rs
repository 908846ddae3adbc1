//! The programs of the tests: Synapse (`peers/server.py`), and members who use matrix-nio
//! (`peers/members.py`) or matrix-js-sdk (`peers/sdk.mjs`), installed once by
//! `.ci/matrix-peers`. All commands to the members go through [`ask`].

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

/// Reports that something was not tested; panics where no test may be skipped.
fn skipped(what: &str) {
    assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
    // The test harness hides the output of `eprintln!` when a test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The Python that has both, which are installed when they are missing; `None` when
/// that fails, with a line on stderr for each test.
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
    // Two test runs must not write into one environment at the same time.
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

/// A command that runs a script of `peers/` with pipes.
pub fn script(python: &Path, name: &str) -> Command {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/matrix/peers").join(name);
    let mut command = Command::new(python);
    command.arg(path).stdin(Stdio::piped());
    command
}

/// The client library that a member uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientLibrary {
    /// matrix-nio, in Python.
    Nio,
    /// matrix-js-sdk, in JavaScript: what Element is built on.
    JsSdk,
}

impl ClientLibrary {
    /// Whether it is installed; reports it when it is not.
    pub fn is_installed(self) -> bool {
        let Some(python) = python() else { return false };
        let installed = match self {
            Self::Nio => true,
            Self::JsSdk => {
                let runs = Command::new("node").arg("--version").output().is_ok();
                runs && sdk_folder(python).join("node_modules/matrix-js-sdk").is_dir()
            }
        };
        if !installed {
            skipped("node or matrix-js-sdk is not installed: .ci/matrix-peers");
        }
        installed
    }

    fn command(self) -> Command {
        let python = python().expect("a homeserver was started with it");
        match self {
            Self::Nio => script(python, "members.py"),
            Self::JsSdk => {
                let mut command = Command::new("node");
                command.arg(sdk_folder(python).join("sdk.mjs")).stdin(Stdio::piped());
                command
            }
        }
    }
}

/// The folder of the environment that this Python is of.
fn sdk_folder(python: &Path) -> &Path {
    python.ancestors().nth(3).expect("venv/bin/python in a folder")
}

/// Sends a command to the process of the members who use that library.
///
/// # Errors
/// The error that the process reports.
///
/// # Panics
/// When it does not answer: it has timeouts of its own, so it must have ended.
pub fn ask(library: ClientLibrary, what: &str, arguments: Value) -> Result<Value, String> {
    static NIO: OnceLock<Household> = OnceLock::new();
    static JS_SDK: OnceLock<Household> = OnceLock::new();
    let household = match library {
        ClientLibrary::Nio => &NIO,
        ClientLibrary::JsSdk => &JS_SDK,
    };
    household.get_or_init(|| Household::start(library)).ask(what, arguments)
}

/// The list of events that a member of this name sees.
pub fn seen_by(member: &str) -> Arc<Kept<Event>> {
    Arc::clone(
        seen().lock().unwrap_or_else(PoisonError::into_inner).entry(member.to_owned()).or_default(),
    )
}

fn seen() -> &'static Mutex<HashMap<String, Arc<Kept<Event>>>> {
    static SEEN: OnceLock<Mutex<HashMap<String, Arc<Kept<Event>>>>> = OnceLock::new();
    SEEN.get_or_init(Mutex::default)
}

/// The process of the members who use one library. All tests share it, because a process
/// for each client would cost a second and 50 MB. It ends when its input does, so with this
/// process.
struct Household {
    input: Mutex<ChildStdin>,
    waiting: Arc<Waiting>,
    next: AtomicU64,
}

/// The channels that wait for the replies to commands, by number.
type Waiting = Mutex<HashMap<u64, Sender<Result<Value, String>>>>;

impl Household {
    fn start(library: ClientLibrary) -> Self {
        let mut child =
            library.command().stdout(Stdio::piped()).spawn().expect("the members' process starts");
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
        // The process has a shorter timeout and reports it.
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
        // The test that waited for it may have panicked.
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
        // An event changes when its key arrives, and a state may be reported twice.
        match events.iter_mut().find(|known| !event.id.is_empty() && known.id == event.id) {
            Some(known) => *known = event,
            None => events.push(event),
        }
    });
}
