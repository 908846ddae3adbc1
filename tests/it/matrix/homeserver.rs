//! A Synapse for the tests. Most tests share one, because starting takes seconds;
//! tests that kill theirs or need its rate limits have one each.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::kept::PATIENCE;
use super::peers::{self, ClientLibrary};

/// The rate limits of the homeserver.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limits {
    /// No limits.
    Lifted,
    /// Synapse's default: ten messages, then one in five seconds.
    Default,
}

/// An account, and the device that its token is of.
#[derive(Clone, Debug)]
pub struct Account {
    /// The full id, `@name:localhost`.
    pub user: String,
    pub password: String,
    pub device: String,
    pub token: String,
}

/// The homeserver's response to a request.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u64,
    pub body: Value,
}

/// A Synapse process on the loopback.
pub struct Homeserver {
    /// Killed and replaced while members keep using the server.
    process: Mutex<Child>,
    python: PathBuf,
    /// `None` for the shared one, which is never dropped: it removes its folder itself.
    _owned: Option<TempDir>,
    folder: PathBuf,
    port: u16,
    limits: Limits,
    admin: OnceLock<Account>,
}

impl Homeserver {
    /// The homeserver that tests share, without limits. `None` where there is no
    /// Python, after a line that says so.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Homeserver> = OnceLock::new();
        Self::shared_in(&SHARED, Limits::Lifted)
    }

    /// The homeserver with limits that tests share: limits are those of each account.
    pub fn shared_with_limits() -> Option<&'static Self> {
        static SHARED: OnceLock<Homeserver> = OnceLock::new();
        Self::shared_in(&SHARED, Limits::Default)
    }

    fn shared_in(shared: &'static OnceLock<Self>, limits: Limits) -> Option<&'static Self> {
        let python = peers::python()?;
        Some(shared.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder").keep();
            Self::start_in(python, folder, None, limits)
        }))
    }

    /// A homeserver without limits for one test that kills it; `None` as for
    /// [`Self::shared`].
    pub fn start() -> Option<Self> {
        let python = peers::python()?;
        let owned = tempfile::tempdir().expect("a folder");
        Some(Self::start_in(python, owned.path().to_owned(), Some(owned), Limits::Lifted))
    }

    fn start_in(python: &Path, folder: PathBuf, owned: Option<TempDir>, limits: Limits) -> Self {
        let port = free_port();
        let process = Mutex::new(spawn(python, &folder, port, limits));
        let python = python.to_owned();
        let admin = OnceLock::new();
        let server = Self { process, python, _owned: owned, folder, port, limits, admin };
        server.wait_until_healthy();
        server
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port of that address.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("homeserver.log")).unwrap_or_default()
    }

    /// Kills the process.
    pub fn kill(&self) {
        let mut process = self.process();
        let _ = process.kill();
        let _ = process.wait();
    }

    /// Restarts it after [`Self::kill`], with the same port and data.
    pub fn restart(&self) {
        self.kill();
        *self.process() = spawn(&self.python, &self.folder, self.port, self.limits);
        self.wait_until_healthy();
    }

    fn process(&self) -> MutexGuard<'_, Child> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_healthy(&self) {
        let until = Instant::now() + 2 * PATIENCE;
        while !self.is_healthy() {
            if let Ok(Some(status)) = self.process().try_wait() {
                panic!("Synapse has ended: {status}\n{}", self.log());
            }
            assert!(Instant::now() < until, "Synapse does not start\n{}", self.log());
            // Synapse tells nobody when it is ready, it only opens its port.
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn is_healthy(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            stream.write_all(b"GET /health HTTP/1.0\r\n\r\n")?;
            let mut said = String::new();
            stream.read_to_string(&mut said)?;
            Ok(said)
        };
        ask().is_ok_and(|said| said.contains(" 200 "))
    }

    /// Creates an account with a new name that begins with this one.
    pub fn register(&self, name: &str) -> Account {
        self.account(name, false)
    }

    fn account(&self, name: &str, admin: bool) -> Account {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{name}-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let password = format!("mot de passe de {name}");
        let made = peers::ask(
            ClientLibrary::Nio,
            "register",
            json!({
                "url": self.url(), "secret": "souffleur",
                "name": name, "password": password, "admin": admin,
            }),
        )
        .unwrap_or_else(|why| panic!("no account {name}: {why}"));
        Account::of(&made, password)
    }

    /// Sends any request with this token, and waits out a 429. A null `body` is none.
    pub fn request(&self, token: Option<&str>, method: &str, path: &str, body: Value) -> Reply {
        let asked = json!({
            "url": self.url(), "method": method, "path": path, "token": token, "body": body,
        });
        let reply = peers::ask(ClientLibrary::Nio, "request", asked);
        let mut reply = reply.unwrap_or_else(|why| panic!("{method} {path}: {why}"));
        Reply { status: reply["status"].as_u64().unwrap_or_default(), body: reply["body"].take() }
    }

    /// Sends a request to Synapse's admin API, under `/_synapse/admin/`.
    pub fn administer(&self, method: &str, path: &str, body: Value) -> Value {
        let admin = self.admin.get_or_init(|| self.account("synapse", true));
        let path = format!("/_synapse/admin/{path}");
        let reply = self.request(Some(&admin.token), method, &path, body);
        assert!(reply.status < 300, "{method} {path}: {reply:?}");
        reply.body
    }

    /// Lifts the rate limits of a user, as the README tells administrators to.
    pub fn lift_limits(&self, user: &str) {
        let path = format!("v1/users/{user}/override_ratelimit");
        self.administer("POST", &path, json!({ "messages_per_second": 0, "burst_count": 0 }));
    }

    /// The ids of somebody's devices, also of those without keys.
    pub fn devices(&self, user: &str) -> Vec<String> {
        let listed = self.administer("GET", &format!("v2/users/{user}/devices"), Value::Null);
        let devices = listed["devices"].as_array().into_iter().flatten();
        devices.filter_map(|device| device["device_id"].as_str().map(str::to_owned)).collect()
    }

    /// Deletes a device, so that its token is not valid any more.
    pub fn revoke(&self, user: &str, device: &str) {
        self.administer("DELETE", &format!("v2/users/{user}/devices/{device}"), Value::Null);
    }
}

impl Drop for Homeserver {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(40)..];
            eprintln!("the homeserver's last lines:\n{}", last.join("\n"));
        }
    }
}

impl Account {
    fn of(reply: &Value, password: String) -> Self {
        let text = |key: &str| reply[key].as_str().expect("what a login gives").to_owned();
        Self {
            user: text("user_id"),
            password,
            device: text("device_id"),
            token: text("access_token"),
        }
    }
}

fn spawn(python: &Path, folder: &Path, port: u16, limits: Limits) -> Child {
    let limits = if limits == Limits::Lifted { "lifted" } else { "default" };
    let output = std::fs::File::create(folder.join("output.log")).expect("a file for its output");
    peers::script(python, "server.py")
        .arg(folder)
        .args([&port.to_string(), limits])
        .stdout(output.try_clone().expect("a second handle"))
        .stderr(output)
        .stdin(Stdio::piped())
        .spawn()
        .expect("Synapse starts")
}

/// A port that was free a moment ago: Synapse must be given a number.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on the loopback");
    listener.local_addr().expect("it has an address").port()
}
