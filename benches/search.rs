//! How long a search takes in a FAQ of usual size, for daily work: `cargo bench --bench
//! search`. `benches/speed` has the whole comparison, with ratios and large sizes.

use std::path::Path;

use divan::{Bencher, black_box};
use souffleur::eval::beir::Dataset;
use souffleur::faq::today;
use souffleur::faq::{Expectation, Faq, load::Folder};
use souffleur::search::{Config, Index, Scope};

fn main() {
    divan::main();
}

/// The labour-law set where it is present, otherwise the bundled FAQ with its own questions.
fn faq_and_questions() -> (Faq, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Ok(set) = Dataset::read(&root.join("../shared/eval/cdtn")) {
        let questions = set.cases.iter().map(|case| case.text.clone()).collect();
        return (set.faq, questions);
    }
    let loaded = Folder::new(&root.join("faq")).load(today()).expect("the bundled FAQ is sound");
    let golden = loaded.faq.collections().iter().flat_map(|collection| &collection.golden);
    let answered = golden.filter(|question| question.expect != Expectation::Unknown);
    let questions = answered.map(|question| question.ask.clone()).collect();
    (loaded.faq, questions)
}

/// Every question, one after the other, as the bot asks it.
#[divan::bench]
fn search(bencher: Bencher) {
    let (faq, questions) = faq_and_questions();
    let index = Index::build(&faq, Config::default());
    let mut next = questions.iter().cycle();
    bencher.bench_local(|| {
        let question = next.next().expect("a set has questions");
        black_box(index.look(black_box(question), &Scope::All))
    });
}

/// The first half of every question, as if it were being typed.
#[divan::bench]
fn suggest(bencher: Bencher) {
    let (faq, questions) = faq_and_questions();
    let index = Index::build(&faq, Config::default());
    let mut next = questions.iter().cycle();
    bencher.bench_local(|| {
        let question = next.next().expect("a set has questions");
        let typed = &question[..question.floor_char_boundary(question.len() / 2)];
        black_box(index.suggest(black_box(typed), &Scope::All, 10))
    });
}

/// A whole index, with its calibration.
#[divan::bench(sample_count = 10)]
fn build(bencher: Bencher) {
    let (faq, _) = faq_and_questions();
    bencher.bench_local(|| Index::build(black_box(&faq), Config::default()));
}
