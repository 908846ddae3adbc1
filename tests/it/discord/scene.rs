//! A running bot, a double of Discord, and people in two servers: the start of every
//! scenario. The bot is the real binary in a process of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::double::objects::Id;
use super::double::proxy::Proxy;
use super::double::{Double, Setup};

/// The ignored test that runs a bot and watches its timers: see `troubles`.
const WATCHED: &str = "discord::troubles::a_bot_that_watches_its_timers";

/// The bot's process and its files.
pub struct Bot {
    child: Child,
    pub folder: TempDir,
    log: Arc<Mutex<Vec<String>>>,
    environment: Vec<(String, String)>,
}

/// How the bot is started.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// `souffleur run`
    Itself,
    /// `souffleur run` as somebody who may not write into the FAQ's folder.
    Nobody,
    /// Inside the test binary, with a watch on the timers of its runtime.
    Watched,
}

impl Bot {
    /// Starts it with these lines under `[platform.discord]`, after `api_url`.
    pub fn start(how: As, api_url: &str, token: &str, config: &str) -> Self {
        Self::start_on(&crate::folder::faq(), how, api_url, token, config)
    }

    /// The same with a copy of another FAQ.
    pub fn start_on(faq: &Path, how: As, api_url: &str, token: &str, config: &str) -> Self {
        Self::configured(faq, how, token, &format!("api_url = {api_url:?}\n{config}"), &[])
    }

    /// Starts it on one thread, however many processors the machine has.
    #[cfg(test)]
    pub fn start_on_one_thread(api_url: &str, token: &str, config: &str) -> Self {
        let config = format!("api_url = {api_url:?}\n{config}");
        let one = [("TOKIO_WORKER_THREADS", "1")];
        Self::configured(&crate::folder::faq(), As::Itself, token, &config, &one)
    }

    /// Starts it without any `api_url`, inside the test binary, where the double has
    /// Discord's name: at this address, with a certificate of the authority `root` in PEM.
    pub fn start_direct(address: SocketAddr, root: &str, token: &str) -> Self {
        let address = address.to_string();
        let way = [("SOUFFLEUR_TEST_ADDRESS", &*address), ("SOUFFLEUR_TEST_ROOT", root)];
        Self::configured(&crate::folder::faq(), As::Watched, token, "", &way)
    }

    /// Starts it with these lines under `[platform.discord]` and this environment.
    pub fn configured(
        faq: &Path,
        how: As,
        token: &str,
        config: &str,
        environment: &[(&str, &str)],
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        crate::folder::copy(faq, &folder.path().join("faq"));
        // Tests look at answers, on a machine that may be busy with other tests; the benchmark
        // that includes this file measures the usual wait.
        let patience = if cfg!(test) { "patience_ms = 20000\n" } else { "" };
        // Tests ask the same again and again, faster than people do.
        let limits = match config.contains("[limits]") {
            true => "",
            false => "[limits]\nper_asker = 0\nper_place = 0\ncooldown = 0\nshed = false\n",
        };
        let text = format!(
            "faq = {:?}\n[meaning]\ncache = {:?}\n{patience}{limits}[platform.discord]\n{config}\n",
            folder.path().join("faq"),
            crate::folder::vectors(),
        );
        std::fs::write(folder.path().join("souffleur.toml"), text)
            .expect("the configuration is written");
        if how == As::Nobody {
            only_read(folder.path());
        }
        let (child, log) = spawn(how, folder.path(), token, environment);
        let kept = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Self { child, folder, log, environment: kept.collect() }
    }

    /// The same bot in a new process.
    pub async fn restart(&mut self, token: &str) {
        self.end().await;
        let environment: Vec<(&str, &str)> =
            self.environment.iter().map(|(name, value)| (&**name, &**value)).collect();
        let (child, log) = spawn(As::Itself, self.folder.path(), token, &environment);
        (self.child, self.log) = (child, log);
    }

    /// Gives its next process another value of a variable.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Writes a file of its FAQ.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("faq").join(name)
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Waits until the log has these words: its lines arrive a moment after what they tell of.
    pub async fn logged(&self, words: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !self.log().contains(words) {
            assert!(Instant::now() < deadline, "«\u{a0}{words}\u{a0}» is not in:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The largest lag that was measured; `None` when nothing measures it.
    pub fn lag(&self) -> Option<Duration> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let lags = log.iter().filter_map(|line| line.strip_prefix("LAG ")?.parse().ok());
        lags.max().map(Duration::from_millis)
    }

    /// Waits until it ends by itself.
    pub async fn exit(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        ended
            .unwrap_or_else(|_| panic!("the bot does not end\n{}", self.log()))
            .expect("the bot can be waited for")
    }

    /// The process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it at once, as a power cut does.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Sends SIGTERM.
    pub async fn end(&mut self) -> ExitStatus {
        if let Some(id) = self.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()))
        {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        }
        self.exit().await
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the bot's log:\n{}", self.log());
        }
    }
}

/// Lets everybody write in a bot's folder, but in its FAQ nobody.
fn only_read(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let allow = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("rights");
    };
    allow(folder, 0o777);
    let faq = folder.join("faq");
    for collection in std::fs::read_dir(&faq).expect("the FAQ").flatten() {
        allow(&collection.path(), 0o555);
    }
    allow(&faq, 0o555);
}

fn spawn(
    how: As,
    folder: &Path,
    token: &str,
    environment: &[(&str, &str)],
) -> (Child, Arc<Mutex<Vec<String>>>) {
    let config = folder.join("souffleur.toml");
    let mut command = match how {
        // Rights do not bind root.
        As::Nobody if rustix::process::geteuid().is_root() => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(env!("CARGO_BIN_EXE_souffleur"))
                .arg("--config")
                .arg(&config)
                .arg("run");
            command
        }
        As::Itself | As::Nobody => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_souffleur"));
            command.arg("--config").arg(&config).arg("run");
            command
        }
        As::Watched => {
            let mut command = Command::new(std::env::current_exe().expect("this binary"));
            command
                .args([WATCHED, "--exact", "--ignored", "--nocapture"])
                .env("SOUFFLEUR_TEST_CONFIG", &config);
            command
        }
    };
    let temporary = folder.join("tmp");
    std::fs::create_dir_all(&temporary).expect("a folder");
    let mut child = command
        .current_dir(folder)
        .env("TMPDIR", temporary)
        .env("DISCORD_TOKEN", token)
        .envs(environment.iter().copied())
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the bot starts");
    let log = Arc::new(Mutex::new(Vec::new()));
    if let Some(out) = child.stdout.take() {
        tokio::spawn(keep(BufReader::new(out), Arc::clone(&log)));
    }
    if let Some(err) = child.stderr.take() {
        tokio::spawn(keep(BufReader::new(err), Arc::clone(&log)));
    }
    (child, log)
}

async fn keep(from: impl tokio::io::AsyncBufRead + Unpin, log: Arc<Mutex<Vec<String>>>) {
    let mut lines = from.lines();
    while let Ok(Some(line)) = lines.next_line().await {
        log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

/// A server with two members, an admin and the bot.
pub struct Scene {
    pub discord: Double,
    /// A proxy in front of the REST API and the gateway.
    pub proxy: Proxy,
    pub bot: Bot,
    pub camille: Id,
    pub dominique: Id,
    pub admin: Id,
    pub guild: Id,
    pub channel: Id,
}

/// The ids that settings may name.
pub struct Ids {
    pub guild: Id,
    pub channel: Id,
    pub role: Id,
}

impl Scene {
    /// A scene whose settings are made of the ids.
    pub async fn open(config: impl FnOnce(&Double, &Ids) -> String) -> Self {
        Self::open_with(As::Itself, Setup::default(), config).await
    }

    /// A scene with the API's address as the only setting.
    pub async fn plain() -> Self {
        Self::open(|_, _| String::new()).await
    }

    pub async fn open_with(
        how: As,
        setup: Setup,
        config: impl FnOnce(&Double, &Ids) -> String,
    ) -> Self {
        let scene = Self::set(how, setup, config);
        scene.ready().await;
        scene
    }

    /// A scene that is started; the bot may not be connected yet.
    pub fn set(how: As, setup: Setup, config: impl FnOnce(&Double, &Ids) -> String) -> Self {
        Self::around(setup, |discord, proxy, ids| {
            let config = config(discord, ids);
            Bot::start(how, &proxy.url(), &discord.shared.setup.token, &config)
        })
    }

    /// A scene whose bot is started by a function.
    pub fn around(setup: Setup, bot: impl FnOnce(&Double, &Proxy, &Ids) -> Bot) -> Self {
        let discord = Double::start(setup);
        let [camille, dominique, admin] =
            ["camille", "dominique", "admin"].map(|name| discord.person(name));
        let guild = discord.guild("Cabinet", &[camille, dominique, admin]);
        let channel = discord.channel(guild, "general");
        let may = super::double::objects::permission::MANAGE_GUILD;
        let role = discord.role(guild, "Référents", may, &[admin]);
        let proxy = Proxy::start(discord.address());
        discord.gateway_through(proxy.address());
        let bot = bot(&discord, &proxy, &Ids { guild, channel, role });
        Self { discord, proxy, bot, camille, dominique, admin, guild, channel }
    }

    /// Waits until the bot is connected and its commands are registered.
    pub async fn ready(&self) {
        self.discord.connected().await;
        self.discord
            .wait("the commands", |state| {
                (state.commands.values().flatten().count() >= 3).then_some(())
            })
            .await;
    }

    /// Stops the bot, and checks that nothing was answered twice, and that its log
    /// contains neither the token nor what people wrote.
    pub async fn close(mut self) {
        let status = self.bot.end().await;
        assert!(status.success(), "it ends in order: {status}\n{}", self.bot.log());
        // All calls have ended with the bot, so that retries are counted too.
        let twice = self.discord.with(|state| {
            state.messages.keys().filter(|id| state.replies_to(**id).len() > 1).count()
        });
        assert_eq!(twice, 0, "messages answered twice");
        let log = self.bot.log();
        assert!(!log.contains(&self.discord.shared.setup.token), "the token is in the log:\n{log}");
        let said: Vec<String> = self.discord.with(|state| {
            let bot = state.bot.id;
            let messages = state.messages.values().filter(|m| m.author != bot);
            let typed = state.interactions.values().flat_map(|i| {
                let options = i.data["options"].as_array().into_iter().flatten();
                options.filter_map(|o| o["value"].as_str().map(str::to_owned)).collect::<Vec<_>>()
            });
            messages
                .filter_map(|m| m.body["content"].as_str().map(str::to_owned))
                .chain(typed)
                .collect()
        });
        for text in said.iter().filter(|text| text.chars().count() > 12 && !text.starts_with("id:"))
        {
            assert!(!log.contains(text.as_str()), "what was said is in the log: {text}\n{log}");
        }
    }
}
