//! A PostgreSQL server for the tests, on a socket under `target/`. Most tests share one; a test
//! that stops its server has one for itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Long enough for a busy machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Where Debian puts the programs, in a folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";
const MISSING: &str = "PostgreSQL is not installed: apt-get install postgresql";
const USER: &str = "souffleur";

/// A server and its files. It ends with this process, however that ends.
pub struct Server {
    folder: PathBuf,
    // Dropped, or closed by the end of this process, it tells the shell to end the server.
    _alive: ChildStdin,
    _shell: Child,
}

/// Reports that something was not tested; panics where no test may be skipped.
fn skipped(what: &str) {
    assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
    // The test harness hides the output of `eprintln!` when a test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

impl Server {
    /// The server that tests share. `None` where PostgreSQL is not installed, after a line that
    /// says so.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| programs().is_some().then(Self::start_here));
        if shared.is_none() {
            skipped(MISSING);
        }
        shared.as_ref()
    }

    /// A server for one test, which may stop it.
    pub fn start() -> Option<Self> {
        if programs().is_none() {
            skipped(MISSING);
            return None;
        }
        Some(Self::start_here())
    }

    fn start_here() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        // The path of a socket has 107 bytes at most.
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pg{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(name);
        std::fs::create_dir_all(&folder).expect("a folder for the server");
        if is_root() {
            run(Command::new("chown").args(["postgres"]).arg(&folder));
        }
        let data = folder.join("data");
        run(as_server("initdb")
            .args(["-A", "trust", "-N", "-E", "UTF8", "--locale=C", "-U", USER])
            .arg("-D")
            .arg(&data));
        // What is not on the disk is lost with the machine, which no test looks at.
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nfsync = off\n\
             max_connections = 50\n",
            folder.display()
        );
        let config = data.join("postgresql.conf");
        let mut text = std::fs::read_to_string(&config).expect("the server's settings");
        text.push_str(&settings);
        std::fs::write(&config, text).expect("the server's settings");
        // The shell outlives this process by a moment, in which it ends the server.
        let stop = as_server("pg_ctl");
        let script = r#"folder=$1; shift; while read -r _; do :; done; "$@"; rm -rf "$folder""#;
        let mut shell = Command::new("sh")
            .current_dir("/")
            .args(["-c", script, "sh"])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .args(["stop", "-m", "immediate", "-D"])
            .arg(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let alive = shell.stdin.take().expect("a pipe");
        let server = Self { folder, _alive: alive, _shell: shell };
        server.start_again();
        server
    }

    /// Starts it, also after [`Self::stop`].
    pub fn start_again(&self) {
        run(as_server("pg_ctl")
            .args(["start", "-w", "-s", "-D"])
            .arg(self.folder.join("data"))
            .arg("-l")
            .arg(self.folder.join("log")));
    }

    /// Ends it as an operator does who restarts it.
    pub fn stop(&self) {
        run(as_server("pg_ctl")
            .args(["stop", "-w", "-s", "-m", "fast", "-D"])
            .arg(self.folder.join("data")));
    }

    /// Makes a new database, and returns its address.
    pub fn database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("journal{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let until = Instant::now() + PATIENCE;
        loop {
            let mut command = as_server("createdb");
            command.args(["-U", USER, "-h"]).arg(&self.folder).arg(&name);
            let output = command.output().expect("createdb runs");
            if output.status.success() {
                break;
            }
            assert!(Instant::now() < until, "no database: {output:?}");
            // Another test copies the template at the same moment.
            std::thread::sleep(Duration::from_millis(50));
        }
        format!("postgres:///{name}?host={}&user={USER}", self.folder.display())
    }
}

/// The programs of the newest version that is installed.
fn programs() -> Option<&'static Path> {
    static PROGRAMS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let newest = || {
        let versions = std::fs::read_dir(VERSIONS).ok()?.flatten();
        let version = |name: &str| name.parse::<u32>().ok();
        let mut found: Vec<(u32, PathBuf)> = versions
            .filter_map(|of| Some((version(of.file_name().to_str()?)?, of.path().join("bin"))))
            .filter(|(_, programs)| programs.join("postgres").exists())
            .collect();
        found.sort();
        found.pop().map(|(_, programs)| programs)
    };
    PROGRAMS.get_or_init(newest).as_deref()
}

fn program(name: &str) -> PathBuf {
    programs().expect("it is installed").join(name)
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A program of the server. PostgreSQL refuses to run as root.
fn as_server(name: &str) -> Command {
    let program = program(name);
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir("/");
    command
}

fn run(command: &mut Command) {
    // The server keeps what it inherits: with a pipe, `output` would wait for its end.
    let Output { status, .. } = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}
