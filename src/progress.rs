//! How far the encoder is, on the standard error of a terminal. Elsewhere nothing is shown:
//! a log has lines, and a script has the exit code.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that appears with the first step and is gone after the last one.
#[derive(Debug)]
pub struct EncodingBar(ProgressBar);

impl EncodingBar {
    /// Shows nothing yet.
    pub fn new() -> Self {
        let style = ProgressStyle::with_template(
            "Calcul du sens de la FAQ {bar:30} {pos}/{len} textes, encore {eta}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(ProgressBar::new(0).with_style(style))
    }

    /// So many texts of all are done.
    pub fn show(&self, done: usize, all: usize) {
        self.0.set_length(all as u64);
        self.0.set_position(done as u64);
        // Not at the end of the bar's life: what is written next would stand beside it.
        if done == all {
            self.0.finish_and_clear();
        }
    }
}

impl Default for EncodingBar {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for EncodingBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
