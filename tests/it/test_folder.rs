//! A FAQ's folder that a test writes in, and the program running on it. This file has no
//! tests.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::folder::user_cache;

/// Long enough for a busy machine. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The bundled FAQ.
pub fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("faq")
}

/// The program in `folder`, without environment variables that could change its output.
pub fn souffleur(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_souffleur"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("RUST_LOG");
    command.env("XDG_CACHE_HOME", user_cache());
    command.env_remove("HTTP_LISTEN").env_remove("HTTP_TOKEN");
    command
}

/// A working directory with a FAQ of one collection, `faq/mairie`.
pub struct TestFolder {
    dir: TempDir,
}

impl TestFolder {
    /// A FAQ with three entries on three subjects and their golden questions.
    pub fn new() -> Self {
        let home = Self { dir: TempDir::new().expect("a temporary folder") };
        home.write("faq/mairie/collection.toml", "title = \"Mairie\"\n");
        home.entries("première");
        home.write(
            "faq/mairie/questions.toml",
            "[[question]]\nask = \"horaires piscine\"\nexpect = \"piscine\"\n\n\
             [[question]]\nask = \"ramassage des poubelles\"\nexpect = \"dechets\"\n\n\
             [[question]]\nask = \"recette du gratin dauphinois\"\nexpect = \"unknown\"\n",
        );
        home
    }

    /// Writes the three entries, with the edition in the question and the answer of each.
    pub fn entries(&self, edition: &str) {
        for (id, question) in [
            ("piscine", "Quels sont les horaires de la piscine"),
            ("dechets", "Quel jour a lieu le ramassage des poubelles"),
            ("identite", "Comment renouveler une carte d’identité"),
        ] {
            self.entry(
                id,
                &format!("{question}, édition {edition}\u{a0}?"),
                &format!("Édition {edition}. Voyez l’affichage municipal."),
            );
        }
    }

    /// Writes one entry.
    pub fn entry(&self, id: &str, question: &str, answer: &str) {
        self.write(
            &format!("faq/mairie/{id}.md"),
            &format!(
                "---\nquestion: \"{question}\"\nsource: https://mairie.example/{id}\n---\n{answer}\n"
            ),
        );
    }

    /// What the team's console writes for these lines, with plain spaces.
    pub fn team(&self, lines: &[&str]) -> String {
        let mut child = souffleur(self.path())
            .arg("team")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        writeln!(stdin, "{}", lines.join("\n")).expect("typed");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("UTF-8").replace('\u{a0}', " ")
    }

    /// Writes a file as editors do: another file is written and then renamed.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
        let beside = self.path().join(".being-written");
        fs::write(&beside, text).expect("written");
        fs::rename(&beside, &path).expect("put in place");
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("removed");
    }

    /// The working directory.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The FAQ's folder.
    pub fn faq(&self) -> PathBuf {
        self.path().join("faq")
    }

    /// Runs the program here and waits until it is ready.
    pub fn run(&self, arguments: &[&str]) -> Running {
        let mut running = self.start(arguments);
        running.wait_for_log("ready", |line| line["message"] == "ready");
        running
    }

    /// Starts the program here, with its log in JSON.
    pub fn start(&self, arguments: &[&str]) -> Running {
        self.spawn(souffleur(self.path()), arguments)
    }

    /// Starts the program here with these environment variables.
    pub fn start_in(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Running {
        let mut command = souffleur(self.path());
        command.envs(environment.iter().copied());
        self.spawn(command, arguments)
    }

    /// Runs the program as [`Self::run`] does, by way of a shell's script that gets it as `$0`
    /// and its arguments after that.
    pub fn run_in_shell(&self, script: &str, arguments: &[&str]) -> Running {
        let program = souffleur(self.path());
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).arg(program.get_program()).current_dir(self.path());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let mut running = self.spawn(shell, arguments);
        running.wait_for_log("ready", |line| line["message"] == "ready");
        running
    }

    fn spawn(&self, mut command: Command, arguments: &[&str]) -> Running {
        let mut child = command
            .args(["--log-format", "json", "-v"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdin = child.stdin.take();
        let answers = lines(child.stdout.take().expect("a pipe"));
        let log = lines(child.stderr.take().expect("a pipe"));
        Running { child, stdin, answers, log, seen: Vec::new(), waited: HashMap::new() }
    }
}

/// The program, its answers and its log.
pub struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: Receiver<String>,
    log: Receiver<String>,
    seen: Vec<String>,
    /// How often each message was waited for.
    waited: HashMap<String, usize>,
}

impl Running {
    /// Types a line.
    pub fn type_line(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("the input is open");
        writeln!(stdin, "{line}").expect("typed");
        stdin.flush().expect("typed");
    }

    /// Waits for a line of output that contains `text`.
    pub fn wait_for_answer(&mut self, text: &str) -> String {
        self.lines_until(text).pop().unwrap_or_default()
    }

    /// The lines of output up to the first one that contains `text`.
    pub fn lines_until(&mut self, text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        let found = wait(&self.answers, |line| {
            seen.push(line.to_owned());
            line.contains(text).then_some(())
        });
        found.unwrap_or_else(|why| panic!("no answer with {text:?}: {why}; got {seen:#?}"));
        seen
    }

    /// Waits for a line of the log.
    pub fn wait_for_log(&mut self, what: &str, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        let seen = &mut self.seen;
        wait(&self.log, |line| {
            seen.push(line.to_owned());
            let line: Value = serde_json::from_str(line).ok()?;
            wanted(&line).then_some(line)
        })
        .unwrap_or_else(|why| panic!("no log line for {what}: {why}; got {:#?}", self.seen))
    }

    /// Waits for a line of the log whose message begins with these words; called again, for the
    /// next one. It may have come before another line that was waited for.
    pub fn wait_for_message(&mut self, words: &str) -> Value {
        let waited = self.waited.entry(words.to_owned()).or_default();
        *waited += 1;
        let nth = *waited;
        let is_it = |line: &Value| {
            line["message"].as_str().is_some_and(|message| message.starts_with(words))
        };
        let read = self.seen.iter().filter_map(|line| serde_json::from_str(line).ok());
        let mut come: Vec<Value> = read.filter(is_it).collect();
        if come.len() >= nth {
            return come.swap_remove(nth - 1);
        }
        let missing = nth - come.len();
        let mut found = 0;
        self.wait_for_log(words, |line| {
            found += usize::from(is_it(line));
            found == missing
        })
    }

    /// The process id.
    pub fn pid(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid().expect("a process id"), signal).expect("the signal is sent");
    }

    /// Closes the input, as Ctrl-D does.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end of the program. Returns its status and all lines of the log.
    pub fn wait_for_end(mut self) -> (ExitStatus, Vec<String>) {
        // The log closes when the process ends.
        let seen = &mut self.seen;
        match wait(&self.log, |line| {
            seen.push(line.to_owned());
            None::<()>
        }) {
            Err("it is closed") => {}
            other => panic!("the program does not end: {other:?}; got {seen:#?}"),
        }
        (self.child.wait().expect("a child of ours"), std::mem::take(&mut self.seen))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    receive
}

fn wait<T>(
    lines: &Receiver<String>,
    mut wanted: impl FnMut(&str) -> Option<T>,
) -> Result<T, &'static str> {
    let end = Instant::now() + PATIENCE;
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(found) = wanted(&line) {
                    return Ok(found);
                }
            }
            Err(RecvTimeoutError::Timeout) => return Err("it does not come"),
            Err(RecvTimeoutError::Disconnected) => return Err("it is closed"),
        }
    }
}
