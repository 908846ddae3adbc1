//! The system's `git`, called without a shell, without prompts, without hooks, with a time limit,
//! and ended with its children.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::mask;
use super::obstacle::Obstacle;

/// What no local command takes, even on a slow disk.
pub const LOCAL: Duration = Duration::from_secs(60);
/// What a fetch may take.
pub const FETCH: Duration = Duration::from_secs(120);
/// How long git may take to remove its locks after it is told to end.
const GRACE: Duration = Duration::from_secs(2);

/// Settings of ours that the clone's do not change. Names of files are never patterns.
const ALWAYS: [&str; 14] = [
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "submodule.recurse=false",
    // In the background it would outlive us.
    "-c",
    "gc.autoDetach=false",
    "-c",
    "maintenance.autoDetach=false",
];

/// What would lead git to another clone, or make it ask somebody.
const NEVER: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_EXTERNAL_DIFF",
];

/// What a command reads.
pub enum Input {
    /// Nothing.
    Nothing,
    /// Names of files, each followed by a zero byte.
    Names(Vec<u8>),
    /// An empty file that is locked as long as the command runs.
    Lock(File),
}

/// Git in one folder.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    index: Option<PathBuf>,
}

/// What a command that has ended said.
pub struct Ran {
    /// Whether its code was 0.
    pub is_good: bool,
    /// The standard output.
    pub out: Vec<u8>,
    /// The standard error.
    pub said: String,
}

impl Ran {
    /// The standard output as one line; `None` when it is empty or the command failed.
    pub fn line(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.out).trim().to_owned();
        (self.is_good && !text.is_empty()).then_some(text)
    }

    /// The standard output of a command that has to work.
    ///
    /// # Errors
    /// It did not, for a local reason.
    pub fn good(self) -> Result<Vec<u8>, Obstacle> {
        if self.is_good {
            return Ok(self.out);
        }
        Err(Obstacle::local(&self.said, mask::reason(&self.said)))
    }
}

impl Git {
    /// Git in this folder of a clone.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), index: None }
    }

    /// The same with an index of its own, so that the clone's does not change.
    pub fn with_index(&self, index: &Path) -> Self {
        Self { index: Some(index.to_owned()), ..self.clone() }
    }

    /// Runs a local command that reads nothing.
    ///
    /// # Errors
    /// As [`Self::run_with`].
    pub async fn run<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Ran, Obstacle> {
        self.run_with(arguments, Input::Nothing, LOCAL).await
    }

    /// Runs a command to its end. When this is dropped before, the command is told to end.
    ///
    /// # Errors
    /// Git cannot be started, or does not end in time.
    pub async fn run_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: Input,
        limit: Duration,
    ) -> Result<Ran, Obstacle> {
        let arguments: Vec<OsString> =
            arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        let mut command = self.command(&arguments);
        let names = match input {
            Input::Nothing => None,
            Input::Lock(file) => {
                command.stdin(file);
                None
            }
            Input::Names(names) => {
                command.stdin(Stdio::piped());
                Some(names)
            }
        };
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound if self.folder.is_dir() => Obstacle::NoGit,
            _ => Obstacle::of_system(&error),
        })?;
        let mut group = Group(child.id());
        let stdin = child.stdin.take();
        let mut ends = pin!(async {
            if let (Some(mut stdin), Some(names)) = (stdin, names) {
                // An error means that git has ended, and its own error says more.
                let _ = stdin.write_all(&names).await;
            }
            child.wait_with_output().await
        });
        let output = match tokio::time::timeout(limit, &mut ends).await {
            Ok(output) => output,
            Err(_) => {
                group.end();
                if tokio::time::timeout(GRACE, &mut ends).await.is_err() {
                    group.kill();
                    let _ = tokio::time::timeout(GRACE, &mut ends).await;
                }
                group.0 = None;
                let reason = format!("git does not end within {} s", limit.as_secs());
                return Err(Obstacle::Failed { reason });
            }
        };
        group.0 = None;
        let output = output.map_err(|error| Obstacle::of_system(&error))?;
        Ok(Ran {
            is_good: output.status.success(),
            out: output.stdout,
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn command(&self, arguments: &[OsString]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).args(ALWAYS).args(arguments);
        for name in NEVER {
            command.env_remove(name);
        }
        // An empty program is none: git asks nobody, and so does ssh.
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "")
            .env("SSH_ASKPASS", "")
            .env("SSH_ASKPASS_REQUIRE", "never")
            .env("GCM_INTERACTIVE", "never")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_COMMITTER_NAME", "Souffleur")
            .env("GIT_COMMITTER_EMAIL", "souffleur@invalid")
            .env("LC_ALL", "C")
            .env_remove("LANGUAGE");
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

/// The process group of a command, which ssh and others that git starts are in. Told to end when
/// it is dropped.
struct Group(Option<u32>);

impl Group {
    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        let id = self.0.and_then(|id| i32::try_from(id).ok());
        if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
            // An error means that it has ended.
            let _ = rustix::process::kill_process_group(id, signal);
        }
    }

    fn end(&self) {
        #[cfg(unix)]
        self.signal(rustix::process::Signal::TERM);
    }

    fn kill(&self) {
        #[cfg(unix)]
        self.signal(rustix::process::Signal::KILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
