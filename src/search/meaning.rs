//! Meaning: a sentence encoder inside the binary, and what it knows of entries.
//!
//! The encoder is multilingual-e5-small in 4 bits, with the vocabulary that French chat
//! needs; `generators/meaning` makes its files. It turns a text into a [`Vector`]; two texts
//! that mean the same have vectors of nearly the same direction, whatever their words and
//! their language. [`tokenizer`] cuts a text into the model's pieces and [`encoder`] is the
//! only file that names the runtime.

pub mod cache;
mod config;
mod crowd;
#[cfg(feature = "meaning")]
mod encoder;
#[cfg(not(feature = "meaning"))]
#[path = "meaning/not_built.rs"]
mod encoder;
mod entry;
mod nearest;
mod reader;
pub mod texts;
#[cfg(feature = "meaning")]
mod tokenizer;
mod vector;
mod vectors;

pub use config::{Config, Places};
pub use encoder::{Encoder, Threads};
pub use entry::EntryMeaning;
pub use nearest::nearest_others;
pub use reader::{Reader, read_now, says_something};
pub use vector::{DIMENSIONS, Vector};
pub use vectors::{Key, Vectors};
