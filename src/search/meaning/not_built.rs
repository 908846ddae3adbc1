//! In the place of the encoder, in a program built without the feature `meaning`.

use super::vector::Vector;

/// There is none.
#[derive(Debug)]
pub enum Encoder {}

impl Encoder {
    /// Always `None`.
    pub fn get() -> Option<&'static Self> {
        None
    }

    /// No model.
    pub fn model() -> &'static str {
        ""
    }

    /// Cannot be called, because there is no encoder.
    pub fn pieces(&self, _text: &str) -> Vec<i32> {
        match *self {}
    }

    /// Cannot be called, because there is no encoder.
    pub fn encode(&self, _texts: &[&str], _threads: &Threads) -> Vec<Vector> {
        match *self {}
    }
}

/// The threads of an encoder that is not there.
#[derive(Debug)]
pub struct Threads;

impl Threads {
    /// Starts none.
    pub fn new(_count: usize) -> Self {
        Self
    }
}
