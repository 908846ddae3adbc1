//! The bot under test: the real binary in a process of its own, with its files.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;
use tempfile::TempDir;

use super::homeserver::{Account, Homeserver};
use super::kept::{Kept, PATIENCE};
use super::member::Member;
use super::peers;

/// The passphrase of the bot's store in tests.
pub const PASSPHRASE: &str = "phrase du magasin de clés";

/// Tests ask the same again and again, faster than people do.
const LIMITS_OFF: &str = "[limits]\nper_asker = 0\nper_place = 0\ncooldown = 0\nshed = false\n";

/// A bot that is not started yet.
pub struct Setup {
    folder: TempDir,
    config: String,
    rooms: String,
    secrets: Vec<(String, String)>,
    variables: Vec<(String, String)>,
}

impl Setup {
    /// A bot that logs in with the account's password and serves the tests' FAQ.
    pub fn new(server: &Homeserver, account: &Account) -> Self {
        Self::on(&crate::folder::faq(), server, account)
    }

    /// The same bot with a copy of another FAQ.
    pub fn on(faq: &Path, server: &Homeserver, account: &Account) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        crate::folder::copy(faq, &folder.path().join("faq"));
        let config = format!(
            "faq = {:?}\n[meaning]\ncache = {:?}\npatience_ms = 20000\n{LIMITS_OFF}\
             [platform.matrix]\nhomeserver = {:?}\nuser = {:?}\nstore = {:?}\n",
            folder.path().join("faq"),
            crate::folder::vectors(),
            server.url(),
            account.user,
            folder.path().join("store"),
        );
        let (secrets, variables) = (Vec::new(), Vec::new());
        let bot = Self { folder, config, rooms: String::new(), secrets, variables };
        bot.secret("MATRIX_PASSWORD", &account.password)
            .secret("MATRIX_STORE_PASSPHRASE", PASSPHRASE)
    }

    /// Logs in with the account's token and device instead.
    pub fn by_token(self, account: &Account) -> Self {
        let device = format!("device_id = {:?}", account.device);
        self.without("MATRIX_PASSWORD")
            .secret("MATRIX_ACCESS_TOKEN", &account.token)
            .config(&device)
    }

    /// Adds lines to `[platform.matrix]`.
    pub fn config(mut self, lines: &str) -> Self {
        self.config.push_str(&format!("{lines}\n"));
        self
    }

    /// Sets `invites_from`.
    pub fn invited_by(self, who: &[&str]) -> Self {
        self.config(&format!("invites_from = {who:?}"))
    }

    /// Binds a room to collections; `lines` are further lines of its section.
    pub fn room(mut self, id: &str, collections: &[&str], lines: &str) -> Self {
        self.rooms.push_str(&format!(
            "[[platform.matrix.room]]\nid = {id:?}\ncollections = {collections:?}\n{lines}\n"
        ));
        self
    }

    /// Gives the team a room.
    pub fn team(mut self, room: &str, lines: &str) -> Self {
        self.rooms.push_str(&format!("[platform.matrix.team]\nroom = {room:?}\n{lines}\n"));
        self
    }

    /// Sets a secret in the bot's environment.
    pub fn secret(self, name: &str, value: &str) -> Self {
        let mut setup = self.without(name);
        setup.secrets.push((name.to_owned(), value.to_owned()));
        setup
    }

    /// Sets a variable that is not secret in the bot's environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Removes a secret from the bot's environment.
    pub fn without(mut self, name: &str) -> Self {
        self.secrets.retain(|(other, _)| other != name);
        self
    }

    /// Starts as on a disk that is full already.
    pub fn on_full_disk(self) -> Self {
        self.variable("FILE_BLOCKS", "0")
    }

    /// Ranks by words alone, which an unoptimised program does faster.
    pub fn without_meaning(mut self) -> Self {
        self.config = self.config.replace("[meaning]\n", "[meaning]\nenabled = false\n");
        self
    }

    /// Has these lines under `[limits]`, and else the defaults.
    pub fn limits(mut self, lines: &str) -> Self {
        self.config = self.config.replace(LIMITS_OFF, &format!("[limits]\n{lines}\n"));
        self
    }

    /// Reaches the homeserver at another address.
    pub fn through(mut self, server: &Homeserver, url: &str) -> Self {
        self.config = self.config.replace(&server.url(), url);
        self
    }

    /// Writes the settings of a bot that is not started; gives its folder and its environment.
    pub fn place(&self) -> (&Path, Vec<(String, String)>) {
        write_config(self.folder.path(), &format!("{}{}", self.config, self.rooms));
        (self.folder.path(), [&self.secrets[..], &self.variables].concat())
    }

    /// Starts the bot, and waits until it is connected.
    pub fn start(self) -> Bot {
        let bot = self.spawn();
        bot.wait_until_connected();
        bot
    }

    /// Starts the bot.
    pub fn spawn(self) -> Bot {
        let Self { folder, config, rooms, secrets, variables } = self;
        write_config(folder.path(), &format!("{config}{rooms}"));
        let process = Process::start(folder.path(), secrets.iter().chain(&variables));
        Bot { process, folder, secrets, variables }
    }
}

/// A bot that was started.
pub struct Bot {
    process: Process,
    pub folder: TempDir,
    secrets: Vec<(String, String)>,
    variables: Vec<(String, String)>,
}

impl Bot {
    /// Waits until it is connected.
    pub fn wait_until_connected(&self) {
        self.wait_for_log("its connection", |line| line["message"] == "connected to Matrix");
    }

    /// Waits until it is connected or has ended; whether it is connected.
    pub fn connects(&self) -> bool {
        let connected = |line: &String| line.contains("\"connected to Matrix\"");
        let wait = self.process.log.wait(|lines| lines.iter().any(connected).then_some(()));
        wait.is_ok()
    }

    /// Its folder and its environment.
    pub fn place(&self) -> (&Path, Vec<(String, String)>) {
        (self.folder.path(), [&self.secrets[..], &self.variables].concat())
    }

    /// Changes the text of its configuration from the next start on.
    pub fn replace_in_config(&self, from: &str, to: &str) {
        let path = config_of(self.folder.path());
        let text = std::fs::read_to_string(&path).expect("the configuration is read");
        write_config(self.folder.path(), &text.replace(from, to));
    }

    /// Starts the program a second time on the same folder, and waits until that one has
    /// ended; gives its exit code and its stderr.
    pub fn start_twin(&self) -> (i32, String) {
        let mut twin =
            Process::start(self.folder.path(), self.secrets.iter().chain(&self.variables));
        twin.log.wait_for_end().unwrap_or_else(|why| panic!("the second program: {why}"));
        let status = twin.child.wait().expect("a child of ours");
        let said = twin.log.with(|lines| lines.join("\n"));
        (status.code().expect("it was not killed"), said)
    }

    /// Waits for a line in its log since the last start; the line may be there already.
    pub fn wait_for_log(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = self.process.log.wait(|lines| {
            let mut lines = lines.iter().filter_map(|line| serde_json::from_str(line).ok());
            lines.find(|line| wanted(line))
        });
        found.unwrap_or_else(|why| panic!("no log line for {what}: {why}\n{}", self.log()))
    }

    /// Its stderr since the last start: the log, and the error that ended it.
    pub fn log(&self) -> String {
        self.process.log.with(|lines| lines.join("\n"))
    }

    /// What a query gives in its journal, each row as text with bars between its values, once
    /// `wanted` accepts the rows: the journal is written a little after the answers.
    pub fn journal(&self, sql: &str, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
        let python = peers::python().expect("a homeserver was started with it");
        let script = "import sqlite3, sys\n\
            for row in sqlite3.connect(sys.argv[1], isolation_level=None).execute(sys.argv[2]):\n\
            \x20   print('|'.join(str(value) for value in row))";
        let until = Instant::now() + PATIENCE;
        loop {
            let read = Command::new(python)
                .args(["-c", script])
                .arg(self.folder.path().join("data/souffleur.db"))
                .arg(sql)
                .output()
                .expect("Python runs");
            let said = String::from_utf8_lossy(&read.stdout);
            let rows: Vec<String> = said.lines().map(str::to_owned).collect();
            if read.status.success() && wanted(&rows) {
                return rows;
            }
            assert!(Instant::now() < until, "{sql}: {rows:?}\n{:?}\n{}", read.stderr, self.log());
            // Nothing tells when the journal has written.
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The folder of its session and keys.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Changes or removes a secret from the next start on.
    pub fn set_secret(&mut self, name: &str, value: Option<&str>) {
        self.secrets.retain(|(other, _)| other != name);
        self.secrets.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }

    /// The process id, for measuring.
    pub fn id(&self) -> u32 {
        self.process.child.id()
    }

    /// Lets every write into a file fail, as on a full disk, or work again.
    pub fn fill_disk(&self, full: bool) {
        let pid = i32::try_from(self.id()).ok().and_then(Pid::from_raw);
        let limit = Rlimit { current: full.then_some(0), maximum: None };
        prlimit(pid, Resource::Fsize, limit).expect("the limit is set");
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.process.child.try_wait(), Ok(None))
    }

    /// Sends SIGTERM and waits for the end.
    pub fn stop(&mut self) -> ExitStatus {
        let pid = i32::try_from(self.id()).ok().and_then(Pid::from_raw);
        if self.is_running() {
            kill_process(pid.expect("a process id"), Signal::TERM).expect("the signal is sent");
        }
        self.wait_for_end()
    }

    /// Kills the process.
    pub fn kill(&mut self) {
        let _ = self.process.child.kill();
        self.wait_for_end();
    }

    /// Restarts it after it has ended, with the same folder and store.
    pub fn spawn_again(&mut self) {
        assert!(!self.is_running(), "it still runs");
        self.process =
            Process::start(self.folder.path(), self.secrets.iter().chain(&self.variables));
    }

    /// Stops it if it runs, restarts it, and waits until it is connected.
    pub fn restart(&mut self) {
        self.stop();
        self.spawn_again();
        self.wait_until_connected();
    }

    /// Waits until it ends by itself.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        // Both pipes close when the process ends.
        for lines in [&self.process.log, &self.process.output] {
            lines.wait_for_end().unwrap_or_else(|why| panic!("the bot: {why}\n{}", self.log()));
        }
        self.process.child.wait().expect("a child of ours")
    }

    /// Waits until it ends with an error; gives its exit code and its stderr.
    pub fn wait_for_refusal(&mut self) -> (i32, String) {
        let status = self.wait_for_end();
        (status.code().expect("it was not killed"), self.log())
    }

    /// Stops it with SIGTERM, and checks what must hold after every test: no event was
    /// answered twice, nobody was pinged, all of its answers are notices, and its
    /// log contains no secret and nothing that these members wrote.
    pub fn close(mut self, user: &str, members: &[&Member<'_>]) {
        let status = self.stop();
        assert!(status.success(), "it ends in order: {status}\n{}", self.log());
        let log = self.log();
        for (name, secret) in &self.secrets {
            assert!(!log.contains(secret.as_str()), "{name} is in the log:\n{log}");
        }
        for member in members {
            member.wait_for("what was said", |events| {
                for event in events.iter().filter(|event| event.kind == "m.room.message") {
                    let body = event.body();
                    if event.sender == user {
                        // Cards and what members asked to be told answer nothing.
                        let announced = event.msgtype() == "m.text" && event.reply_to().is_none();
                        assert!(announced || event.msgtype() == "m.notice", "{event:#?}");
                        assert!(event.mentions().is_empty(), "it pings: {event:#?}");
                        continue;
                    }
                    let said = body.chars().count() > 12 && log.contains(body);
                    assert!(!said, "what was said is in the log: {body}\n{log}");
                    let answers = events.iter().filter(|answer| answer.sender == user);
                    let answers = answers.filter(|answer| answer.answers(&event.id));
                    assert!(answers.count() < 2, "answered twice: {event:#?}");
                }
                Some(())
            });
        }
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the bot's log:\n{}", self.log());
        }
    }
}

/// One run of the program.
struct Process {
    child: Child,
    log: Arc<Kept<String>>,
    /// The standard output.
    output: Arc<Kept<String>>,
}

impl Process {
    fn start<'a>(folder: &Path, environment: impl Iterator<Item = &'a (String, String)>) -> Self {
        // A limit on the size of files, which stands for a full disk, sends a signal as well,
        // which would end the program.
        let script =
            r#"trap "" XFSZ; ulimit -f "${FILE_BLOCKS:-unlimited}"; exec "$0" ${VERBOSITY:-} "$@""#;
        let mut child = Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_souffleur")])
            .arg("--config")
            .arg(config_of(folder))
            .args(["--log-format", "json", "run"])
            .current_dir(folder)
            .env_remove("RUST_LOG")
            .env_remove("DISCORD_TOKEN")
            .env_remove("SSL_CERT_FILE")
            .envs(environment.map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the bot starts");
        let log = keep(child.stderr.take().expect("a pipe"));
        let output = keep(child.stdout.take().expect("a pipe"));
        Self { child, log, output }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keep(from: impl Read + Send + 'static) -> Arc<Kept<String>> {
    let kept = Arc::new(Kept::default());
    let lines = Arc::clone(&kept);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            lines.change(|lines| lines.push(line));
        }
        lines.end();
    });
    kept
}

fn config_of(folder: &Path) -> PathBuf {
    folder.join("souffleur.toml")
}

fn write_config(folder: &Path, text: &str) {
    std::fs::write(config_of(folder), text).expect("the configuration is written");
}
