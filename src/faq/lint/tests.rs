//! However a FAQ came to say what it says, the lint finds the same in it.

use std::path::PathBuf;

use proptest::prelude::*;

use super::super::parse::{self, EntryFile};
use super::super::{EntryId, Problem};
use super::{Linted, again, collection};

/// Few words, some of them near to one another, so that most questions meet.
fn ask() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "ouvrir", "ouvrire", "boite", "boites", "BAL", "pleine", "FON-47",
    ]);
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

fn file() -> impl Strategy<Value = String> {
    (ask(), prop::collection::vec(ask(), 0..3), 0..3u32).prop_map(|(question, variants, lines)| {
        let comment = "# à relire\n".repeat(lines as usize);
        let variants: String = variants.iter().map(|variant| format!("\n- {variant}")).collect();
        let variants =
            if variants.is_empty() { variants } else { format!("variants:{variants}\n") };
        format!("---\n{comment}question: {question}\n{variants}---\nUne réponse.\n")
    })
}

fn read(at: usize, text: &str) -> EntryFile {
    let id = EntryId::new(&format!("entree-{at}")).expect("an id");
    parse::entry(&path(at), &id, text, None)
}

fn path(at: usize) -> PathBuf {
    format!("accueil/entree-{at}.md").into()
}

fn told(problems: Vec<Problem>) -> Vec<String> {
    let mut told: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_few_changes_find_what_a_whole_check_finds(
        texts in prop::collection::vec(file(), 1..14),
        edits in prop::collection::vec((any::<prop::sample::Index>(), file()), 1..4),
    ) {
        let paths: Vec<PathBuf> = (0..texts.len()).map(path).collect();
        let linted = |files: &[EntryFile], f: &dyn Fn(&[Linted<'_>]) -> Vec<Problem>| {
            let linted: Vec<Linted<'_>> = (paths.iter().zip(files))
                .map(|(path, file)| Linted { path, file })
                .collect();
            f(&linted)
        };
        let settings = Some(&super::Settings::default());
        let mut files: Vec<EntryFile> =
            texts.iter().enumerate().map(|(at, text)| read(at, text)).collect();
        let known = linted(&files, &|files| collection(files, settings));
        let mut before: Vec<(usize, EntryFile)> = Vec::new();
        for (at, text) in &edits {
            let at = at.index(files.len());
            let old = std::mem::replace(&mut files[at], read(at, text));
            if before.iter().all(|(known, _)| *known != at) {
                before.push((at, old));
            }
        }
        let whole = linted(&files, &|files| collection(files, settings));
        let few = linted(&files, &|files| again(known.clone(), files, &before, settings));
        prop_assert_eq!(told(few), told(whole));
    }
}
