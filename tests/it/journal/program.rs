//! The program in a terminal that records, on the FAQ of a [`TestFolder`].

use super::database::Database;
use crate::test_folder::{Running, TestFolder};

/// A question that an entry answers.
pub const QUESTION: &str = "horaires de la piscine";

/// A folder whose program records into this database, by words alone: the encoder has no part in
/// what the journal does.
pub fn recording(database: &Database, more: &str) -> TestFolder {
    let home = TestFolder::new();
    let section = database.section(&format!("enabled = true\n{more}"));
    home.write("config/souffleur.toml", &format!("[meaning]\nenabled = false\n{section}"));
    home
}

/// Asks [`QUESTION`] so many times, each after the answer to the one before.
pub fn ask(running: &mut Running, times: usize) {
    for _ in 0..times {
        running.type_line(QUESTION);
        running.wait_for_answer("Édition première.");
    }
}
