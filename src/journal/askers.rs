//! Who asked, without saying who: a hash under a key that lives in memory alone and changes each
//! day. It tells how many asked on a day, and nothing else.

use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The key of the day.
#[derive(Default)]
pub struct Askers(Mutex<Option<(i64, [u8; 32])>>);

impl Askers {
    /// The hash of a person on a day, which is counted from 1970. Different after a restart and
    /// in another process: who asks both before and after one counts twice.
    pub fn hash(&self, day: i64, network: &str, person: &str) -> i64 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match *kept {
            Some((of, key)) if of == day => key,
            _ => {
                let mut key = [0; 32];
                // Without the system's randomness everybody is counted as one, because a key
                // that can be guessed would tell who asked.
                if getrandom::fill(&mut key).is_err() {
                    return 0;
                }
                *kept = Some((day, key));
                key
            }
        };
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&key) else { return 0 };
        for part in [network, "\0", person] {
            hash.update(part.as_bytes());
        }
        let hash = hash.finalize().into_bytes();
        hash.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
    }
}

impl std::fmt::Debug for Askers {
    /// The key is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Askers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_on_one_day_only() {
        let askers = Askers::default();
        let ana = askers.hash(20_000, "matrix", "ana");
        assert_eq!(askers.hash(20_000, "matrix", "ana"), ana);
        assert_ne!(askers.hash(20_000, "matrix", "bob"), ana);
        assert_ne!(askers.hash(20_000, "discord", "ana"), ana);
        assert_ne!(Askers::default().hash(20_000, "matrix", "ana"), ana, "another key");
        assert_ne!(askers.hash(20_001, "matrix", "ana"), ana);
        assert_ne!(askers.hash(20_000, "matrix", "ana"), ana, "the key of that day is gone");
    }
}
