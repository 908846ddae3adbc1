//! Damaged questions:
//! 1. each kind of damage changes what its documentation says and nothing else
//! 2. a typo is one letter of one word of five letters or more
//! 3. the same seed does the same damage

use std::collections::BTreeSet;

use souffleur::eval::perturb::{PHRASES, Perturbation};

#[test]
fn damage_changes_what_it_says() {
    const QUESTION: &str = "Où trouver l’adresse d'un cœur, s'il vous plaît ? L1110-4 où ça";
    let damage = |kind: Perturbation, text: &str| kind.damage(text, 1);
    assert_eq!(
        damage(Perturbation::Accents, QUESTION),
        "Ou trouver l’adresse d'un coeur, s'il vous plait ? L1110-4 ou ca",
    );
    // NFD is converted to NFC before.
    assert_eq!(damage(Perturbation::Accents, "e\u{301}te\u{301} Œuf"), "ete OEuf");

    let cases: BTreeSet<String> =
        (0..20).map(|seed| Perturbation::Case.damage("Ça va", seed)).collect();
    assert_eq!(cases, BTreeSet::from(["ÇA VA".to_owned(), "ça va".to_owned()]));
    assert_eq!(damage(Perturbation::Case, "déjà"), "DÉJÀ");
    assert_eq!(damage(Perturbation::Case, "DÉJÀ"), "déjà");

    let glued: BTreeSet<String> =
        (0..20).map(|seed| Perturbation::Apostrophes.damage("l’été d'or", seed)).collect();
    let all = ["lété dor", "lété d or", "l été dor", "l été d or"];
    assert_eq!(glued, BTreeSet::from(all.map(str::to_owned)));

    let sms: BTreeSet<String> = (0..20)
        .map(|seed| {
            let asked = "Bonjour, est-ce que c’est quinze lettres pour la BANQUE ? Je suis perdue";
            Perturbation::Sms.damage(asked, seed)
        })
        .collect();
    for text in &sms {
        let fits =
            text.starts_with("bjr, esk c kinz") && text.contains(" pr la BANQUE ? jsuis perdu");
        assert!(fits, "{text}");
    }
    // Final letters are dropped from some words and kept in others.
    assert!(sms.iter().any(|text| text.contains("kinze")), "{sms:?}");
    assert!(sms.iter().any(|text| text.contains("lettr ")), "{sms:?}");
    // A phrase inside a longer word is another word.
    assert_eq!(damage(Perturbation::Sms, "dansa"), "dansa");
    // No phrase hides a longer one after it.
    for (at, (phrase, _)) in PHRASES.iter().enumerate() {
        let hidden =
            PHRASES[at + 1..].iter().find(|(later, _)| later.starts_with(&format!("{phrase} ")));
        assert_eq!(hidden, None, "{phrase:?} stands before it");
    }
}

#[test]
fn a_typo_is_one_letter_of_one_long_word() {
    const QUESTION: &str = "a-t-on accès à l’annuaire élargi du RPPS FON-47 ?";
    const LONG: [&str; 3] = ["accès", "annuaire", "élargi"];
    let mut seen = BTreeSet::new();
    for seed in 0..200 {
        let typed = Perturbation::Typos.damage(QUESTION, seed);
        assert_ne!(typed, QUESTION, "seed {seed}");
        assert_eq!(typed, Perturbation::Typos.damage(QUESTION, seed), "seed {seed}");
        let (before, after): (Vec<char>, Vec<char>) =
            (QUESTION.chars().collect(), typed.chars().collect());
        let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let rest = before.iter().rev().zip(after.iter().rev());
        let end = rest.take_while(|(a, b)| a == b).count();
        let words: Vec<&str> = typed.split(|c: char| !c.is_alphabetic()).collect();
        let touched = LONG.iter().find(|word| !words.contains(word));
        assert!(touched.is_some(), "seed {seed}: {typed}");
        assert_eq!(LONG.iter().filter(|word| words.contains(word)).count(), 2, "{typed}");
        let kind = match after.len() as i64 - before.len() as i64 {
            1 => "doubled",
            -1 => "dropped",
            0 if before.len() - start - end == 1 => "replaced",
            0 => {
                assert_eq!(before.len() - start - end, 2, "seed {seed}: {typed}");
                assert_eq!((before[start], before[start + 1]), (after[start + 1], after[start]));
                "swapped"
            }
            n => panic!("seed {seed}: {n} letters more in {typed}"),
        };
        seen.insert((kind, touched));
    }
    // Every kind of typo falls on every long word.
    assert_eq!(seen.len(), 12, "{seen:?}");
    assert_eq!(Perturbation::Typos.damage("où est la BAL ?", 1), "où est la BAL ?");
    let alike = Perturbation::Typos.damage("aaaaa", 5);
    assert_ne!(alike, "aaaaa");
}
