//! Souffleur answers questions in team chat from a FAQ: verbatim entries, source
//! links, honest silence. This page is the map of the house.
//!
//! # The way of a question
//!
//! 1. A person writes in a [`platform`]: a line in the terminal, a command in a chat.
//! 2. The platform reads it, purely, as a [`bot::Request`]; a question is cut to
//!    [`bot::QUESTION_MAX_CHARS`] and is never syntax from here on.
//! 3. [`bot::Bot::handle`] takes one [`library::Snapshot`] and keeps it to the end.
//! 4. The encoder of [`search::meaning`] makes a vector of the question, on threads of its
//!    own. When it has no time for that, the next steps go by words alone.
//! 5. The snapshot's [`search::Index`] analyses the question as it did the entries:
//!    elision, folding, stop words, stemming, glossary, spelling, related words. It ranks the
//!    entries once, by words and meaning, and gives a [`search::Look`]: the best
//!    [`search::Hit`]s, each with the evidence of what matched and how near it is.
//! 6. The look has one of three outcomes, decided from that evidence: *Found*, *Unsure*
//!    or *Unknown*.
//! 7. *Found* shows the [`faq::Entry`] word for word, its best passage marked, with
//!    its source; *Unsure* gives two or three to choose from; *Unknown* says so.
//! 8. The [`bot::Reply`] is data. The platform draws it with the sentences of
//!    [`wording`], within that network's limits.
//! 9. The log has one span for it: platform, outcome, entry, duration; no word of it. On a chat
//!    network the [`journal`] gets a row: its text masked, without its author.
//!
//! # Modules, in reading order
//!
//! - [`faq`]: what an entry is; the folder that holds them, what can be wrong in
//!   it and how that is said; watching for changes.
//! - [`search`]: words and meaning → ranked entries → an outcome; French, spelling, the sentence
//!   encoder, the marked passage.
//! - [`library`]: the snapshot that is served, and how a new one takes its place.
//! - [`journal`]: what was asked and how it was answered, in SQLite or PostgreSQL.
//! - [`content`]: the clone that the FAQ's folder is in, which follows its upstream through the
//!   reload gate.
//! - [`processes`]: several processes that serve one FAQ reload together.
//! - [`team`]: what the keepers of the FAQ change in it from where they are: each change is one
//!   file, goes through the reload gate and can be undone.
//! - [`bot`]: the one door, [`bot::Request`] in and [`bot::Reply`] out.
//! - [`wording`]: the French sentences of replies, the same on every network.
//! - [`conversation`]: what every network does alike: which collections a place
//!   sees, which answer belongs to which question, the admin commands, the layout of
//!   plain text, retries, the end of work.
//! - [`platform`]: the list of chat networks, one folder each, with the sentences that
//!   only that network needs.
//! - [`http`]: health, metrics and asking by HTTP; off until it is given an address.
//! - [`privacy`]: masking of personal data in what people write.
//! - [`app`]: what runs the bot: wiring, reloads, signals, the order of shutdown.
//! - [`eval`]: how often the right entry comes first, and how honest the outcomes
//!   are, on golden questions and on BEIR sets.
//! - [`import`]: entry files from pages, tables and data sets of other people.
//! - [`finding`]: what `souffleur doctor` finds out about each of these, without changing anything.
//! - [`cli`]: the commands and their options. [`config`], [`secret`] and
//!   [`telemetry`]: the settings, the tokens, the log. [`metrics`]: what is counted.
//!   [`progress`]: the bar on a terminal
//!   while texts are encoded. [`grammar`]: French plurals,
//!   numbers and dates.
//!
//! # What never changes
//!
//! 1. Every word of an answer comes from an entry, every link from content.
//!    Nothing is generated.
//! 2. Three outcomes, decided from evidence; a raw score alone decides none.
//! 3. A reload cannot break a running bot: new content is loaded, checked, indexed
//!    and tested beside the old, then swapped in whole. Any problem keeps the old.
//! 4. The bot speaks when spoken to.
//! 5. Chat text is never syntax: no query parser, log line or template sees it.
//! 6. No person's data where it need not be; what people write is never logged.
//! 7. With no account, token, server or download, it works.
//!
//! Arrows between modules run one way, and each big library is named in one
//! place: `tests/it/architecture.rs` reads this folder and holds both.

pub mod app;
pub mod bot;
pub mod cli;
pub mod config;
pub mod content;
pub mod conversation;
pub mod eval;
pub mod faq;
pub mod finding;
pub mod grammar;
pub mod http;
pub mod import;
pub mod journal;
pub mod library;
pub mod metrics;
pub mod platform;
pub mod privacy;
pub mod processes;
pub mod progress;
pub mod search;
pub mod secret;
pub mod team;
pub mod telemetry;
pub mod wording;
