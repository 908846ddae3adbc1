//! The vectors of a set's texts and of its questions, damaged ones included. They are kept in
//! `target/`, because every setting asks the same questions and encoding them takes minutes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use souffleur::eval::ask::Case;
use souffleur::eval::perturb::Perturbation;
use souffleur::faq::Faq;
use souffleur::library::Encoding;
use souffleur::search::meaning::cache::Cache;
use souffleur::search::meaning::{Encoder, Key, Places, Threads, Vector, Vectors, texts};

use crate::measure::{KINDS, SEEDS};

/// Texts that are encoded before the cache is written again.
const STEP: usize = 2_048;

/// Texts that one core encodes at a time; more of like length together save no more.
const SHARE: usize = 256;

/// The folder of the cache.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("quality")
}

/// The vectors of a FAQ's texts and of these questions; `None` in a program without the
/// encoder, which ranks by words alone.
pub fn vectors(faq: &Faq, cases: &[&Case], progress: &dyn Fn(&str)) -> Option<Vectors> {
    let encoder = Encoder::get()?;
    let places = Places { own: Some(folder()), read_only: Vec::new() };
    let mut vectors = Encoding::new(Some(places)).ok()?.vectors(faq, &|_, _| ())?;

    let damaged = cases.iter().flat_map(|case| {
        let of_kind =
            move |kind: Perturbation| SEEDS.map(move |seed| kind.damage(&case.text, seed));
        KINDS.into_iter().flat_map(of_kind).chain([case.text.clone()])
    });
    let texts = damaged.map(|text| texts::of_question(&text));
    let mut missing: BTreeMap<Key, String> = texts
        .map(|text| (Key::of(&text), text))
        .filter(|(key, _)| !vectors.contains(*key))
        .collect();
    let cache = Cache::at(&folder(), Encoder::model());
    let read = cache.read();
    missing.retain(|key, _| match read.get(*key) {
        Some(vector) => {
            vectors.insert(*key, vector);
            false
        }
        None => true,
    });
    let missing: Vec<(Key, String)> = missing.into_iter().collect();
    for (at, step) in missing.chunks(STEP).enumerate() {
        progress(&format!("encoding: {} of {} questions", at * STEP, missing.len()));
        let encoded: Vec<Vector> = (step.par_chunks(SHARE))
            .flat_map_iter(|share| {
                let texts: Vec<&str> = share.iter().map(|(_, text)| text.as_str()).collect();
                encoder.encode(&texts, &Threads::new(1))
            })
            .collect();
        for ((key, _), vector) in step.iter().zip(encoded) {
            vectors.insert(*key, vector);
        }
        cache.keep(&read, &vectors);
    }
    Some(vectors)
}
