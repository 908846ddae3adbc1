//! Failures of calls in the log: what many calls would repeat is logged once, and a permission
//! that the bot lacks is called by its name.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::api::Failure;
use super::verdict::{Verdict, verdict};
use crate::conversation::seen::Seen;

/// Codes and permissions that are logged once: `verdict` lists a handful.
const TOLD_MAX: NonZeroUsize = NonZeroUsize::new(100).expect("not 0");

/// Discord's code for a reply without the right to read the message history.
pub const CANNOT_REPLY: i64 = 160_002;
/// Discord's code for a message without anything to show, such as a card alone where the bot
/// may not embed links.
pub const EMPTY_MESSAGE: i64 = 50_006;

/// What reading a message is called in the log.
pub const READING: &str = "a message's reading";
/// What a message in a thread is called in the log.
pub const IN_THREAD: &str = "a message in a thread";

/// A permission that the bot lacks somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lacked {
    /// Embed Links.
    EmbedLinks,
    /// Read Message History, when a message is replied to.
    HistoryToReply,
    /// Read Message History, when a message is read.
    HistoryToRead,
    /// Send Messages in Threads.
    Threads,
}

/// What was logged once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Told {
    Code(i64),
    Lacked(Lacked),
}

/// Remembers what was logged.
#[derive(Debug)]
pub struct FailureLog {
    told: Mutex<Seen<Told>>,
    late: AtomicU64,
}

impl FailureLog {
    /// Nothing was logged yet.
    pub fn new() -> Self {
        Self { told: Mutex::new(Seen::new(TOLD_MAX)), late: AtomicU64::new(0) }
    }

    /// Logs a failure where it is handled. Nothing in it was written by a member.
    pub fn log(&self, failure: &Failure, what: &'static str) {
        let code = match failure {
            Failure::Refused { code, .. } => *code,
            _ => 0,
        };
        match verdict(failure) {
            _ if code == EMPTY_MESSAGE => self.lacks(Lacked::EmbedLinks),
            Verdict::Gone => {
                let late = self.late.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::debug!(
                    what,
                    code,
                    late,
                    "Discord refused a call that came too late, it is given up"
                );
            }
            Verdict::LogOnce if code == CANNOT_REPLY => self.lacks(Lacked::HistoryToReply),
            Verdict::LogOnce => {
                if self.is_first(code) {
                    tracing::info!(
                        what,
                        code,
                        "Discord does not allow a call, such calls are given up without more lines"
                    );
                }
            }
            Verdict::Forbidden if what == READING => self.lacks(Lacked::HistoryToRead),
            Verdict::Forbidden if what == IN_THREAD => self.lacks(Lacked::Threads),
            Verdict::Forbidden => {
                if self.is_first(code) {
                    tracing::warn!(
                        what,
                        code,
                        "Discord refuses a call for want of a permission, which is not logged \
                         again; where members ask the bot it needs View Channel, Send Messages, \
                         Send Messages in Threads, Embed Links and Read Message History"
                    );
                }
            }
            _ => tracing::warn!(what, ?failure, "a call to Discord failed, it is given up"),
        }
    }

    /// Logs, once, that the bot lacks a permission, and what it does until it is granted.
    pub fn lacks(&self, lacked: Lacked) {
        if !self.is_new(Told::Lacked(lacked)) {
            return;
        }
        match lacked {
            Lacked::EmbedLinks => tracing::warn!(
                "the bot lacks the permission Embed Links in a channel; it shows no card there \
                 and tells members so, until it is granted"
            ),
            Lacked::HistoryToReply => tracing::warn!(
                "the bot lacks the permission Read Message History in a channel; its answers \
                 there reply to no message, until it is granted"
            ),
            Lacked::HistoryToRead => tracing::warn!(
                "the bot may not read the messages of a channel, for which it needs View Channel \
                 and Read Message History; it opens no private answer there and tells members \
                 so, until they are granted"
            ),
            Lacked::Threads => tracing::warn!(
                "the bot lacks the permission Send Messages in Threads, or may not see a thread; \
                 it answers in the channel itself where it has opened the thread, and tells the \
                 asker by direct message elsewhere, until it is granted"
            ),
        }
    }

    /// Whether an error code was not logged yet; it is from now on.
    pub fn is_first(&self, code: i64) -> bool {
        self.is_new(Told::Code(code))
    }

    fn is_new(&self, told: Told) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).first_time(told)
    }
}
