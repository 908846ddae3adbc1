//! The file of vectors, as bytes.
//!
//! ```text
//! header    magic (8) · format (u32) · model (16)
//! record    key (16) · day last used (u32) · vector (384)      sorted by key, no key twice
//! …
//! checksum  SHA-256 of everything before it (32)
//! ```
//!
//! Numbers are little-endian. A record is found by binary search in the bytes as they were
//! read, so that a large file costs no more memory than its size and no time to unpack.

use sha2::{Digest, Sha256};

use crate::search::meaning::vector::{DIMENSIONS, Vector};
use crate::search::meaning::vectors::Key;

/// More records than this are never written. The file then has 101 MB. Unit tests have a
/// small limit, so that a small file reaches it.
pub const RECORDS_MAX: usize = if cfg!(test) { 100 } else { 250_000 };

const MAGIC: [u8; 8] = *b"SOUFVECT";
/// Raised whenever the layout changes, or the way in which keys are made.
const FORMAT: u32 = 1;
const KEY: usize = size_of::<Key>();
const MODEL: usize = 16;
const HEADER: usize = MAGIC.len() + size_of::<u32>() + MODEL;
const RECORD: usize = KEY + size_of::<u32>() + DIMENSIONS;
const CHECKSUM: usize = 32;

/// The size of the largest file that is ever written, in bytes.
pub const BYTES_MAX: usize = HEADER + RECORDS_MAX * RECORD + CHECKSUM;

/// Days since 1970.
pub type Day = u32;

/// Why bytes are not a file of vectors that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// They do not begin as one.
    #[error("it is not a cache of vectors")]
    NotACache,
    /// Another version of the program wrote them.
    #[error("it has another format")]
    OtherFormat,
    /// They are of another model, so that their vectors cannot be compared.
    #[error("it is of another model")]
    OtherModel,
    /// The file ends too early or too late.
    #[error("its length is wrong")]
    Length,
    /// A byte is wrong.
    #[error("its checksum is wrong")]
    Checksum,
}

/// The records of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Records alone, without header and checksum.
    bytes: Vec<u8>,
}

impl Records {
    /// Reads the bytes of a file of this model.
    ///
    /// # Errors
    /// The bytes are not a whole, undamaged file of this model.
    pub fn parse(mut bytes: Vec<u8>, model: &str) -> Result<Self, Damage> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(Damage::NotACache)?;
        let rest = rest.strip_prefix(&FORMAT.to_le_bytes()).ok_or(Damage::OtherFormat)?;
        let rest = rest.strip_prefix(&model_name(model)).ok_or(Damage::OtherModel)?;
        let records = rest.len().checked_sub(CHECKSUM).ok_or(Damage::Length)?;
        if !records.is_multiple_of(RECORD) {
            return Err(Damage::Length);
        }
        let (content, checksum) = bytes.split_at(HEADER + records);
        if *Sha256::digest(content) != *checksum {
            return Err(Damage::Checksum);
        }
        bytes.truncate(HEADER + records);
        bytes.drain(..HEADER);
        Ok(Self { bytes })
    }

    /// The bytes of a file of this model with these records, in any order and without a key
    /// that is there twice. Of more than [`RECORDS_MAX`], those used longest ago are left out.
    pub fn write<'a>(
        model: &str,
        records: impl Iterator<Item = (Key, Day, &'a [i8; DIMENSIONS])>,
    ) -> Vec<u8> {
        let mut records: Vec<_> = records.collect();
        if records.len() > RECORDS_MAX {
            records.sort_unstable_by_key(|&(key, day, _)| (std::cmp::Reverse(day), key));
            records.truncate(RECORDS_MAX);
        }
        records.sort_unstable_by_key(|&(key, ..)| key);
        let mut bytes = Vec::with_capacity(HEADER + records.len() * RECORD + CHECKSUM);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(model_name(model));
        for (Key(key), day, vector) in records {
            bytes.extend(key);
            bytes.extend(day.to_le_bytes());
            bytes.extend(vector.map(i8::cast_unsigned));
        }
        let checksum = Sha256::digest(&bytes);
        bytes.extend(checksum);
        bytes
    }

    /// The vector of a text, and the day when it was last used.
    pub fn get(&self, key: Key) -> Option<(Day, Vector)> {
        let records = self.bytes.as_chunks::<RECORD>().0;
        let at = records.binary_search_by(|record| record[..KEY].cmp(&key.0)).ok()?;
        let (_, day, vector) = fields(&records[at]);
        Some((day, Vector::from_bytes(vector)))
    }

    /// Every record.
    pub fn iter(&self) -> impl Iterator<Item = (Key, Day, [i8; DIMENSIONS])> {
        self.bytes.as_chunks::<RECORD>().0.iter().map(fields)
    }
}

fn fields(record: &[u8; RECORD]) -> (Key, Day, [i8; DIMENSIONS]) {
    let (mut key, mut day) = ([0; KEY], [0; size_of::<Day>()]);
    let (head, vector) = record.split_at(KEY + day.len());
    key.copy_from_slice(&head[..KEY]);
    day.copy_from_slice(&head[KEY..]);
    let mut components = [0; DIMENSIONS];
    for (component, byte) in components.iter_mut().zip(vector) {
        *component = byte.cast_signed();
    }
    (Key(key), Day::from_le_bytes(day), components)
}

fn model_name(model: &str) -> [u8; MODEL] {
    let mut name = [0; MODEL];
    name.copy_from_slice(&Sha256::digest(model)[..MODEL]);
    name
}
