//! The behaviour of the program through its public doors. One binary, so that
//! the dependencies link once.

// Questions with their accents and without them.
mod accents;
// The arrows between modules, and who may name which library.
mod architecture;
// What helps an author: the commands that write into a FAQ.
mod authoring;
// Each command: what it prints and its exit code.
mod cli;
// One question, several collections.
mod collections;
// The settings file: what is taken, what is refused and how that is said.
mod config;
// The FAQ's files: what loads, and what is said of what does not.
mod content;
// The FAQ's files from one load to the next, and the watcher.
mod content_reload;
// The files that others deploy the program with.
mod deployment;
// The bot on Discord, against a double of it.
#[cfg(feature = "discord")]
mod discord;
// What keeps a bot from working, as an operator asks for it.
mod doctor;
// What a change of one file would change, measured before it is kept.
mod effect;
// The vectors of the FAQ's texts: kept between starts, computed in the background.
#[cfg(feature = "meaning")]
mod encoding;
// Measures: metrics against a reference, damaged questions, the files written.
mod eval;
// The folders of programs that tests start.
#[cfg_attr(
    not(any(feature = "discord", feature = "matrix")),
    expect(dead_code, reason = "only bots on a network need all of it")
)]
mod folder;
// Health, metrics and asking by HTTP.
mod http;
// Entries made from pages and files.
mod import;
// What is kept of questions.
mod journal;
// The bot on Matrix, against a homeserver and clients nobody here wrote.
#[cfg(feature = "matrix")]
mod matrix;
// A member who asks without a network.
mod member;
// Questions that look like syntax, or like nothing at all.
mod odd_questions;
// The same questions behind every door: the terminal, Discord and Matrix.
#[cfg(all(feature = "discord", feature = "matrix"))]
mod parity;
// What the meaning of texts adds to the commands.
#[cfg(feature = "meaning")]
mod meaning;
// What is masked of what people write, and what is kept.
mod privacy;
// Any text a person may type.
mod property_bot;
// Arbitrary text and bytes never panic the loader.
mod property_content;
// Words near in meaning to those of the FAQ.
mod related;
// A change of one file that the team accepts, and takes back.
mod publishing;
// Content that follows a repository.
mod pull;
// New content beside questions being asked: in the library and through the binary.
mod reload;
// The running bot: its log and how it ends.
mod running;
// Questions of one to three words, with the encoder and without it.
mod short_questions;
// Both networks for an hour, with everything that can happen to them.
#[cfg(all(feature = "discord", feature = "matrix"))]
mod soak;
// What is suggested while somebody types.
mod suggestions;
// TLS in front of a server, with an authority of its own.
#[cfg(any(feature = "discord", feature = "matrix"))]
mod tls;
// What the team does about questions that nobody could answer.
mod team;
// What the terminal draws for each reply.
mod terminal;
// Where tests write their FAQ, and how they run the program on it.
mod test_folder;
// A log that is read late, slowly or never.
mod unread_log;
