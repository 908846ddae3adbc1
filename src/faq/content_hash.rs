//! What a folder says, in one number: two processes that have read the same files have the same
//! one, whatever their clocks, their disks and the times of the files are.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The hash of the files that a FAQ was read from.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// Reads what `Display` has written; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_hex.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
        Some(Self(number.to_be_bytes()))
    }

    /// Its first half as a number, where fewer are enough.
    pub fn number(self) -> i64 {
        self.0.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
    }

    /// The first eight digits, for people who compare two of them.
    pub fn short(self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The hash of the text of one file.
pub type FileHash = [u8; 32];

/// Hashes the text of one file.
pub fn of_text(text: &str) -> FileHash {
    Sha256::digest(text).into()
}

/// Puts the files of a folder together, in an order that does not depend on the disk.
#[derive(Default)]
pub struct ContentHasher(Sha256);

impl ContentHasher {
    /// Adds a file by its name; `None` for one that cannot be read.
    pub fn file(&mut self, name: &[u8], hash: Option<&FileHash>) {
        self.part(name);
        self.part(hash.map_or(&[], |hash| hash.as_slice()));
    }

    /// Adds some bytes. Their number comes first, so that no two lists look the same.
    pub fn part(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The hash of everything that was added.
    pub fn finish(self) -> ContentHash {
        let hash = self.0.finalize();
        ContentHash(hash.first_chunk().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_it_is_written() {
        let hash = |parts: &[&str]| {
            let mut hasher = ContentHasher::default();
            parts.iter().for_each(|part| hasher.part(part.as_bytes()));
            hasher.finish()
        };
        let one = hash(&["a", "b"]);
        assert_eq!(ContentHash::read(&one.to_string()), Some(one));
        assert_eq!(one.short().len(), 8);
        assert_ne!(hash(&["ab"]), one);
        assert_ne!(hash(&["a", "b", ""]), one);
        for text in ["", "+0000000000000000000000000000000", "0g", &one.short()] {
            assert_eq!(ContentHash::read(text), None, "{text:?}");
        }
    }
}
