//! What is kept is found again, whatever happens to the files.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use tempfile::TempDir;

use super::records::RECORDS_MAX;
use super::*;
use crate::search::meaning::vector::DIMENSIONS;

const MODEL: &str = "0123456789abcdef";
const DAY: Day = 20_000;

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join(format!("vectors-{MODEL}.bin"))
}

/// The key of a text, and a vector that no other text has.
fn vector(text: &str) -> (Key, Vector) {
    let mut components = [0; DIMENSIONS];
    for (component, byte) in components.iter_mut().zip(text.bytes()) {
        *component = byte.cast_signed();
    }
    (Key::of(text), Vector::from_bytes(components))
}

fn vectors(texts: &[&str]) -> Vectors {
    let mut vectors = Vectors::default();
    for (key, vector) in texts.iter().map(|text| vector(text)) {
        vectors.insert(key, vector);
    }
    vectors
}

fn keep(folder: &TempDir, day: Day, texts: &[&str]) {
    let cache = Cache::at(folder.path(), MODEL);
    cache.keep_on(day, &cache.read(), &vectors(texts));
}

/// Which of the texts a folder has; each with the right vector.
fn kept<'a>(folder: &TempDir, texts: &[&'a str]) -> Vec<&'a str> {
    let read = Cache::at(folder.path(), MODEL).read();
    let found = texts.iter().filter(|text| {
        let (key, expected) = vector(text);
        let found = read.get(key);
        assert!(found.as_ref().is_none_or(|found| *found == expected), "{text}: a wrong vector");
        found.is_some()
    });
    found.copied().collect()
}

/// When the file was last replaced; `None` when there is none.
fn replaced(folder: &TempDir) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(file(folder)).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let number = 0;
    Some((metadata.modified().expect("a time"), number))
}

#[test]
fn what_is_kept_is_found_again() {
    let folder = folder();
    assert!(kept(&folder, &["a", "b"]).is_empty());
    keep(&folder, DAY, &["a", "b"]);
    keep(&folder, DAY, &["b", "c"]);
    assert_eq!(kept(&folder, &["a", "b", "c", "d"]), ["a", "b", "c"]);
    let items: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(items.len(), 2, "the file and the lock, and nothing temporary: {items:?}");
}

#[test]
fn it_is_written_only_when_something_is_new_or_a_date_is_old() {
    let folder = folder();
    keep(&folder, DAY, &["a", "b"]);
    let first = replaced(&folder);
    keep(&folder, DAY + RESTAMPED_DAYS, &["a"]);
    assert_eq!(replaced(&folder), first, "nothing is new and the dates are recent");
    keep(&folder, DAY + RESTAMPED_DAYS + 1, &["a"]);
    assert_ne!(replaced(&folder), first, "the date of a text in use is old");
    // In use until day 8 and day 0: a month later, only the first one is still there.
    keep(&folder, DAY + KEPT_DAYS + 1, &["c"]);
    assert_eq!(kept(&folder, &["a", "b", "c"]), ["a", "c"]);
}

#[test]
fn a_clock_that_was_ahead_keeps_nothing_for_ever() {
    let folder = folder();
    keep(&folder, DAY + 5_000, &["a"]);
    keep(&folder, DAY, &["b"]);
    keep(&folder, DAY + KEPT_DAYS + 1, &["c"]);
    assert_eq!(kept(&folder, &["a", "b", "c"]), ["c"]);
}

#[test]
fn of_too_many_those_used_last_stay() {
    let folder = folder();
    let name = |n: usize| format!("text {n}");
    let old: Vec<String> = (0..60).map(name).collect();
    let new: Vec<String> = (60..RECORDS_MAX + 20).map(name).collect();
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    keep(&folder, DAY, &old);
    keep(&folder, DAY + 1, &new);
    assert_eq!(kept(&folder, &new), new);
    assert_eq!(kept(&folder, &old).len(), RECORDS_MAX - new.len());
}

#[test]
fn another_model_has_a_file_of_its_own() {
    let folder = folder();
    keep(&folder, DAY, &["a"]);
    let other = Cache::at(folder.path(), "fedcba9876543210");
    assert!(other.read().get(Key::of("a")).is_none());
    other.keep_on(DAY, &other.read(), &vectors(&["b"]));
    assert_eq!(kept(&folder, &["a", "b"]), ["a"]);
    // A file of this model under the name of the other one is not believed.
    fs::copy(file(&folder), folder.path().join("vectors-fedcba9876543210.bin")).expect("copied");
    assert!(other.read().get(Key::of("a")).is_none());
}

#[test]
fn files_left_behind_are_removed() {
    let folder = folder();
    let rows = [
        // name, age in days, whether it stays
        ("vectors-killed.tmp", 2, false),
        ("vectors-busy.tmp", 0, true),
        ("vectors-00000000000000aa.bin", 31, false),
        ("vectors-00000000000000bb.bin", 29, true),
        ("notes.tmp", 99, true),
        ("other.bin", 99, true),
    ];
    for (name, age, _) in rows {
        let file = File::create(folder.path().join(name)).expect("made");
        let age = Duration::from_secs(age * DAY_SECONDS);
        file.set_modified(SystemTime::now() - age).expect("dated");
    }
    keep(&folder, DAY, &["a"]);
    for (name, _, stays) in rows {
        assert_eq!(folder.path().join(name).exists(), stays, "{name}");
    }
}

#[test]
fn other_places_are_read_and_not_written() {
    let (own, shipped) = (folder(), folder());
    keep(&shipped, DAY, &["a", "b"]);
    let before = replaced(&shipped);
    let places = Places {
        own: Some(own.path().join("made/here")),
        read_only: vec![shipped.path().to_owned(), shipped.path().join("missing")],
    };
    let cache = Cache::new(places, MODEL);
    let read = cache.read();
    assert_eq!(read.get(Key::of("b")), Some(vector("b").1));
    cache.keep_on(DAY + 20, &read, &vectors(&["a", "b"]));
    assert!(!own.path().join("made").exists(), "nothing is computed, so nothing is written");
    cache.keep_on(DAY + 20, &read, &vectors(&["a", "c"]));
    assert_eq!(replaced(&shipped), before);
    let own = Cache::at(&own.path().join("made/here"), MODEL).read();
    assert!(own.get(Key::of("a")).is_none() && own.get(Key::of("c")).is_some());
}

#[test]
fn without_a_place_nothing_is_kept() {
    let cache = Cache::new(Places::default(), MODEL);
    cache.keep(&cache.read(), &vectors(&["a"]));
    assert!(cache.read().get(Key::of("a")).is_none());
}

#[test]
fn places_that_are_no_folder_are_done_without() {
    let folder = folder();
    fs::write(folder.path().join("file"), "a file").expect("written");
    fs::create_dir(file(&folder)).expect("a folder in the place of the file");
    for place in
        [folder.path().join("file"), folder.path().join("file/below"), folder.path().into()]
    {
        let cache = Cache::at(&place, MODEL);
        cache.keep(&cache.read(), &vectors(&["a"]));
        assert!(cache.read().get(Key::of("a")).is_none(), "{}", place.display());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let outer = folder();
    let folder = outer.path().join("data/meaning");
    let cache = Cache::at(&folder, MODEL);
    cache.keep(&cache.read(), &vectors(&["a"]));
    let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for item in fs::read_dir(&folder).expect("a folder").flatten() {
        assert_eq!(mode(&item.path()), 0o600, "{item:?}");
    }
}

#[test]
fn writers_at_once_lose_nothing_and_mix_nothing() {
    const WRITERS: usize = 4;
    const ROUNDS: usize = 10;
    let folder = folder();
    let text = |writer: usize, round: usize| format!("writer {writer} round {round}");
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (folder, text) = (&folder, &text);
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        keep(folder, DAY, &[&text(writer, round)]);
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                load(&file(&folder), MODEL).expect("a whole file at every moment");
            }
        });
        // The reader has to be stopped before a failure is reported.
        let results: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        done.store(true, Ordering::Relaxed);
        assert!(results.iter().all(Result::is_ok));
    });
    let texts: Vec<String> =
        (0..WRITERS).flat_map(|writer| (0..ROUNDS).map(move |round| text(writer, round))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(kept(&folder, &texts), texts);
}

/// What may happen to the bytes of a file.
#[derive(Clone, Debug)]
enum Accident {
    Flipped(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Longer(Vec<u8>),
    Replaced(Vec<u8>),
    /// A block that was never written.
    Zeroed(prop::sample::Index, prop::sample::Index),
}

fn accident() -> impl Strategy<Value = Accident> {
    use Accident::*;
    prop_oneof![
        (any::<prop::sample::Index>(), 1..=u8::MAX).prop_map(|(at, bits)| Flipped(at, bits)),
        any::<prop::sample::Index>().prop_map(Cut),
        prop::collection::vec(any::<u8>(), 1..900).prop_map(Longer),
        prop::collection::vec(any::<u8>(), 0..900).prop_map(Replaced),
        any::<(prop::sample::Index, prop::sample::Index)>().prop_map(|(a, b)| Zeroed(a, b)),
    ]
}

proptest! {
    #[test]
    fn damaged_files_count_as_empty_and_are_replaced(accident in accident()) {
        const TEXTS: [&str; 3] = ["a", "b", "c"];
        let folder = folder();
        keep(&folder, DAY, &TEXTS);
        let sound = fs::read(file(&folder)).expect("a file");
        let mut bytes = sound.clone();
        match accident {
            Accident::Flipped(at, bits) => bytes[at.index(sound.len())] ^= bits,
            Accident::Cut(at) => bytes.truncate(at.index(sound.len())),
            Accident::Longer(more) => bytes.extend(more),
            Accident::Replaced(other) => bytes = other,
            Accident::Zeroed(a, b) => {
                let (a, b) = (a.index(sound.len()), b.index(sound.len()));
                bytes[a.min(b)..a.max(b)].fill(0);
            }
        }
        fs::write(file(&folder), &bytes).expect("written");
        let expected = if bytes == sound { TEXTS.to_vec() } else { Vec::new() };
        prop_assert_eq!(kept(&folder, &TEXTS), expected);
        keep(&folder, DAY, &TEXTS);
        prop_assert_eq!(kept(&folder, &TEXTS), TEXTS.to_vec());
    }

    #[test]
    fn any_records_are_read_as_they_were_written(
        records in prop::collection::hash_map(any::<String>(), any::<Day>(), 0..60)
    ) {
        let vectors: HashMap<&str, (Key, Vector)> =
            records.keys().map(|text| (text.as_str(), vector(text))).collect();
        let written = Records::write(MODEL, records.iter().map(|(text, day)| {
            let (key, vector) = &vectors[text.as_str()];
            (*key, *day, vector.bytes())
        }));
        let read = Records::parse(written, MODEL).expect("it was just written");
        prop_assert_eq!(read.iter().count(), records.len());
        for (text, day) in &records {
            let (key, vector) = &vectors[text.as_str()];
            prop_assert_eq!(read.get(*key), Some((*day, vector.clone())));
        }
    }
}
