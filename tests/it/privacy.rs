//! Masking of personal data.
//!
//! 1. Each row of `privacy/table.txt` is masked, or kept, as it says.
//! 2. A text with a patient's identifier, or a name with a date of birth or words of care, is
//!    told from one about a professional.
//! 3. No four digits in a row of an identifier survive, wherever it is in a sentence and however
//!    it is divided.
//! 4. Masking a masked text changes nothing, and nothing but masks is added to a text.
//! 5. The time grows with the length of the text alone.
//!
//! Every identifier is invented; the keys are right where the kind has one.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use souffleur::privacy::{Kind, mask};

const TABLE: &str = include_str!("privacy/table.txt");
/// Texts that are about a patient, and texts that are not.
const NOTICES: &str = include_str!("privacy/notices.txt");

/// The rows of the table: what is written, and what it becomes.
fn rows() -> impl Iterator<Item = (String, String)> {
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    rows.map(|row| {
        let (text, masked) = row.split_once(" ⇒ ").unwrap_or((row, row));
        (unescaped(text), unescaped(masked))
    })
}

/// `\u{200b}` becomes the character.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut unescaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a closed escape");
        let code = u32::from_str_radix(code, 16).expect("a hexadecimal code");
        unescaped.push(char::from_u32(code).expect("a character"));
        unescaped.push_str(rest);
    }
    unescaped
}

#[test]
fn each_row_is_masked_or_kept() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (text, expected) in rows() {
        count += 1;
        let masked = mask(&text);
        if masked.text.as_str() != expected {
            wrong.push(format!("{text}\n  is {}\n  not {expected}", masked.text));
        }
        assert_eq!(masked.found.is_empty(), text == masked.text.as_str(), "{text}");
    }
    assert!(count > 300, "the table has {count} rows");
    assert!(wrong.is_empty(), "{} rows of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_notice_is_given_or_not() {
    let mut wrong = Vec::new();
    let rows = NOTICES.lines().filter(|row| !row.is_empty() && !row.starts_with("# "));
    for row in rows {
        let (sign, text) = row.split_once(' ').expect("a sign and a text");
        if mask(text).looks_like_patient_data() != (sign == "+") {
            wrong.push(row);
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_was_found_is_counted_by_kind() {
    let masked = mask("Mme Durand et le Dr Petit, 06 12 34 56 78, [nom]");
    assert_eq!(masked.text.as_str(), "Mme [nom] et le Dr [nom], [téléphone], [nom]");
    assert_eq!(masked.found.count(Kind::Name), 2);
    assert_eq!(masked.found.count(Kind::Phone), 1);
    assert_eq!(masked.found.kinds().collect::<Vec<_>>(), [Kind::Phone, Kind::Name]);
}

#[test]
fn a_patient_is_told_from_a_professional() {
    let rows = [
        ("Mme Durand, née le 03/03/1957, change de médecin", true),
        ("Jean Durand né le 3 mars 1957", true),
        ("mme durand est diabétique, dossier perdu", true),
        ("Où est l’ordonnance de M. Durand ?", true),
        ("M. DURAND hospitalisé hier", true),
        ("le NIR 1 85 05 78 006 084 91 est refusé", true),
        ("INS 1850578006084", true),
        ("le Dr Durand est atteint d’un cancer", true),
        ("Dr Durand, né le 3 mars 1957", true),
        ("mon RPPS est 10003456789", false),
        ("Comment joindre le Dr Durand pour une ordonnance ?", false),
        ("le docteur prescrit une ordonnance à un patient diabétique", false),
        ("le dossier du patient n’est pas dans le DMP", false),
        ("madame, monsieur, où est mon dossier ?", false),
        ("Mme Durand du secrétariat ne répond plus", false),
        ("Bonjour M. Martin, comment envoyer une ordonnance ?", false),
        ("ma collègue Mme Petit veut envoyer un dossier", false),
        ("Bonjour, Mme Petit attend son ordonnance", true),
        ("ma collègue Mme Petit a un cancer", true),
        // A name beside a general word of care is not a patient's yet.
        ("M. Véran et le vaccin", false),
        ("M. Véran et le covid", false),
        ("Mme Petit (secrétaire) ne peut pas envoyer les résultats d’analyses", false),
        ("Mme Petit, secrétaire, attend le dossier", false),
        ("Mme Petit du secrétariat a reçu l’ordonnance", false),
        ("le Dr Martin est absent, peut-on lire sa bal pour le covid ?", false),
        ("Mme Petit a reçu le dossier d’un patient", false),
        ("Mme Petit demande comment envoyer un compte rendu", false),
        ("Mme Petit traite les dossiers", false),
        ("envoyer le dossier à Mme Petit", false),
        ("l’ordonnance est chez la secrétaire de Mme Petit", false),
        ("le compte rendu de la réunion de M. Petit", false),
        ("le traitement de la demande de M. Petit", false),
        ("le certificat de M. Petit a expiré", false),
        ("dossier d’inscription de M. Petit", false),
        ("Mme Petit suit les dossiers", false),
        ("M. Petit reçoit des résultats", false),
        ("Mme Petit fait un compte rendu", false),
        ("Mme Petit est radiologue", false),
        ("Mme Petit est chirurgienne", false),
        ("un patient de Mme Petit", false),
        ("le dossier du patient de Mme Petit", false),
        ("Mme Petit du service d’oncologie ne répond plus", false),
        ("M. Petit est sous Windows", false),
        ("le Dr Martin traite le cancer", false),
        ("le Dr Martin, cancérologue", false),
        ("le Dr Martin a un patient diabétique", false),
        ("l’ordonnance du Dr Martin est refusée", false),
        ("l’infirmière Durand a perdu un dossier", false),
        ("Dossier Patient Informatisé", false),
        ("le patient DMP", false),
        // It is when the person has it, takes it, underwent it, or when it is that person's.
        ("le dossier de M. Petit", true),
        ("les résultats de Mme Petit", true),
        ("résultat labo de Mme Petit", true),
        ("les analyses de sang de mme petit", true),
        ("ordonnance Mme Petit", true),
        ("le vaccin de M. Petit", true),
        ("une prescription au nom de M. Petit", true),
        ("Mme Petit a perdu son ordonnance", true),
        ("Mme Petit a eu son vaccin", true),
        ("Mme Petit a une ordonnance", true),
        ("le dossier médical partagé de M. Petit", true),
        ("le dossier patient de M. Petit", true),
        ("le compte rendu d’hospitalisation de M. Petit", true),
        ("M. Petit a le covid", true),
        ("M. Petit est décédé", true),
        ("Mme Petit a été vaccinée", true),
        ("M. Petit, opéré du genou", true),
        ("Mme Petit a été opérée", true),
        ("Mme Petit est enceinte", true),
        ("M. Petit souffre beaucoup", true),
        ("Mme Petit est suivie en psychiatrie", true),
        ("Mme Petit prise en charge en oncologie", true),
        ("M. Petit va en dialyse", true),
        ("le Dr Martin est hospitalisé", true),
        ("le patient M. Petit", true),
        ("ma patiente Mme Petit", true),
        ("la patiente Marie Petit a une bal ?", true),
        ("patiente : petit", true),
        // Illnesses, acts, treatments and medicines.
        ("Mme Petit sous lithium", true),
        ("Mme Petit est sous metformine", true),
        ("M. Petit prend du doliprane", true),
        ("M. Petit, rosuvastatine", true),
        ("Mme Petit en soins palliatifs", true),
        ("Mme Petit fait une fausse-couche", true),
        ("Mme Petit, 45 ans, douleurs thoraciques", true),
        ("Mme Petit hémodialysée", true),
        ("Mme Petit trisomie 21", true),
        ("M. Petit épileptique", true),
        ("mme petit CR operatoire", true),
        ("Mme Petit, appendicectomie", true),
        ("M. Petit, fracture", true),
        ("Mme Petit, crise d’asthme", true),
        // Names without a title beside a date of birth.
        ("jean durand né le 12 mars 1975", true),
        ("JEAN DURAND NE LE 12/03/1975", true),
        ("DURAND Paul 12/03/1975", true),
        ("Durand, Jean (12.03.75)", true),
        ("mon adresse est jean.durand@exemple.fr, téléphone 06 12 34 56 78", false),
        ("né le 3 mars 1957", false),
        ("FINESS 750712184", false),
        ("Mme [nom] est diabétique", false),
        ("Qu’est-ce que le NIR ?", false),
        ("", false),
    ];
    for (text, expected) in rows {
        assert_eq!(mask(text).looks_like_patient_data(), expected, "{text}");
    }
}

/// Ten times what a slow machine needs with optimised code; an algorithm that reads the text
/// again for each character would need minutes.
#[test]
fn hostile_texts_take_no_longer_than_others() {
    let texts = [
        "1",
        "@",
        "a@",
        "1 ",
        "1.",
        "06 12 34 56 78 ",
        "mme durand ",
        "Mme D. de ",
        "arobase.",
        "a.fr arobase.",
        "FR76 ",
        "né ",
        "DDN 1 ",
        "mdp:",
        "mdp : \"",
        "https://",
        "<@",
        "@a:",
        "https://a?token=b&",
        "-----begin private key ",
        "[",
        ":",
        "a1B2",
        "né mille ",
        "e\u{301}",
        "\u{200b}1",
        "nom : ",
        "date de naissance ",
        "O0",
        "O ",
        "1\n",
        "1:",
        "rib 12345 ",
        "30004 00812 ",
        "IBAN FR76 1 ",
        "code pin ",
        "mdp ",
        "Mme, ",
        "Mme Durand (",
        "Durand Paul ",
        "DURAND Paul 12/03/1975 ",
        "12/03/1975 ",
        "patient Durand ",
        "son ",
        "dossier de ",
        "dossier de Mme Durand son ",
        "du Dr ",
        "chez ",
        "a@ ",
        "10 . ",
        "finess ",
        "projet né en ",
        "Zwonkz Kvetch 12/03/1957 ",
        "mon patient s'appelle ",
        "mon patient a ",
        "le patient nommé ",
        "dossier n° 12345 ",
        "IPP 1 ",
        "passphrase «",
        "mot de passe du cabinet ",
        "j'habite 1 rue ",
        "zéro et ",
        "1 85 05 puis ",
        "a%40",
        "mon skype ",
        "ma mère ",
        "ma mère Soizic ",
        "mon ex-ex-ex-",
        "Soizic Abgrall ",
        "Soizic a un cancer ",
        "Soizic le ",
        "cdt ",
        "merci\n",
        "CR ",
        "dossier de ",
        "a_b.",
        "soizic_abgrall.pdf ",
        "a-",
        "id-",
        "identifiant : ",
        "n° d'adhérent ",
        "cni ",
        "Durand / ",
        "comme mdp ",
        "A. ",
        "A.-",
        "AB",
        "né le 12/03/1957 ou ",
        "12/03/1957 ou ",
        "1 rue a 29200 b\n",
    ];
    for text in texts {
        let long = text.repeat(100_000 / text.chars().count());
        let started = Instant::now();
        let masked = mask(&long);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?} for {text:?}");
        assert!(masked.text.as_str().len() <= long.len() * 4, "{text:?}");
    }
}

fn luhn_key(digits: &str) -> char {
    let sum: u32 = (digits.bytes().rev().enumerate())
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).expect("a digit")
}

fn modulo_97(digits: &str) -> u64 {
    digits.bytes().fold(0, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97)
}

/// An identifier in the groups it is written in.
fn identifier() -> impl Strategy<Value = Vec<String>> {
    let groups = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let nir = (
        prop::sample::select(vec!["1", "2"]),
        0..100_u32,
        1..13_u32,
        prop::sample::select(vec!["01", "33", "75", "95", "2A", "2B", "97", "99"]),
        1..991_u32,
        1..1000_u32,
        any::<bool>(),
    )
        .prop_map(|(sex, year, month, department, commune, order, with_key)| {
            let number = format!("{sex}{year:02}{month:02}{department}{commune:03}{order:03}");
            let key = 97 - modulo_97(&number.replace("2A", "19").replace("2B", "18"));
            let mut groups = vec![
                sex.to_owned(),
                format!("{year:02}"),
                format!("{month:02}"),
                department.to_owned(),
                format!("{commune:03}"),
                format!("{order:03}"),
            ];
            groups.extend(with_key.then(|| format!("{key:02}")));
            groups
        });
    // The numbers of services, 08 …, are kept.
    let phone = ("0[1-79]", prop::collection::vec("[0-9]{2}", 4))
        .prop_map(|(first, rest)| std::iter::once(first).chain(rest).collect::<Vec<_>>());
    let abroad = (
        prop::sample::select(vec!["+33", "0033", "+41", "0041"]),
        "[1-79]",
        prop::collection::vec("[0-9]{2}", 4),
    )
        .prop_map(|(code, first, rest)| {
            [code.to_owned(), first].into_iter().chain(rest).collect::<Vec<_>>()
        });
    // Without separators, only the areas of Canada tell ten digits from another number.
    let canadian = "(514|418|613|905) [2-9][0-9]{2} [0-9]{4}"
        .prop_map(move |number| groups(&number.split(' ').collect::<Vec<_>>()));
    let rpps = "10[0-9]{8}".prop_map(|digits| vec![format!("{digits}{}", luhn_key(&digits))]);
    let card = "4[0-9]{14}".prop_map(|digits| {
        let number = format!("{digits}{}", luhn_key(&digits));
        (0..4).map(|group| number[group * 4..group * 4 + 4].to_owned()).collect()
    });
    let iban = "[0-9]{23}".prop_map(|account| {
        let key = 98 - modulo_97(&format!("{account}152700"));
        let number = format!("FR{key:02}{account}");
        (0..7).map(|group| number[group * 4..(group * 4 + 4).min(27)].to_owned()).collect()
    });
    prop_oneof![4 => nir, 3 => phone, 2 => abroad, 1 => canadian, 1 => rpps, 2 => card, 2 => iban]
}

/// Text around an identifier: words and signs, no digits.
fn around() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "bonjour",
        "mon",
        "le",
        "numéro",
        "est",
        "où",
        "Comment",
        "l’annuaire",
        "de",
        "santé",
        "foire",
        "DMP",
        "c’est",
        "pourquoi",
        "à",
        "été",
        "MSSanté",
        "(voir",
        "«\u{a0}page\u{a0}»",
        "…",
        "\n",
    ]);
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

/// What stands between the text and the identifier.
fn edge() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![" ", ", ", " : ", ":", " (", "«\u{a0}", "\n", "\t", "; ", "! ", "? "])
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "", " ", ".", "-", "/", "_", "\u{a0}", "\u{202f}", " - ", "\u{2011}", "\u{ad}", "\u{200b}",
        "  ", "    ", "--", " -- ", "|", ";", "*", "~",
    ])
}

/// Signs that divide one number only where no other one does.
fn strict_separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![":", " : ", "=", "#", "+"])
}

/// The number is broken by the end of a line, after one of its groups.
fn broken(separators: Vec<&'static str>, at: usize) -> Vec<&'static str> {
    separators.into_iter().enumerate().map(|(n, sign)| if n == at { "\n" } else { sign }).collect()
}

/// The digits of a text, in runs that only separators divide.
fn runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    for c in text.chars() {
        if let Some(digit) = c.to_digit(36).filter(|digit| *digit < 10) {
            runs.last_mut().expect("one run").push_str(&digit.to_string());
        } else if c.is_alphabetic() || c == '[' || c == ']' {
            runs.push(String::new());
        }
    }
    runs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_four_digits_of_an_identifier_survive(
        identifier in identifier(),
        separators in prop_oneof![
            prop::collection::vec(separator(), 8),
            separator().prop_map(|separator| vec![separator; 8]),
            strict_separator().prop_map(|separator| vec![separator; 8]),
            (separator(), 0..6_usize).prop_map(|(separator, at)| broken(vec![separator; 8], at)),
        ],
        zeros in prop::sample::select(vec!["0", "0", "O", "o"]),
        before in around(), left in edge(), right in edge(), after in around(),
    ) {
        let mut written = String::new();
        for (group, separator) in identifier.iter().zip(&separators) {
            written.push_str(group);
            written.push_str(separator);
        }
        let written = written.trim_end_matches(|c: char| !c.is_ascii_digit());
        let written = written.replace('0', zeros);
        // `06/12/1957 34` is a date and a number.
        let is_year = |year: &str| (1800..2200).contains(&year.parse::<u32>().unwrap_or(0));
        let parts: Vec<&str> = written.split(['/', '.', '-', ' ', '\u{a0}', '\u{202f}', '\u{2011}']).collect();
        prop_assume!(!parts.iter().any(|part| part.len() == 4 && is_year(part)));
        // `c:2:84:05:…` is an address of IP, version 6, too.
        let edge = |sign| if separators[0].trim() == ":" { " " } else { sign };
        let (left, right) = (edge(left), edge(right));
        let text = format!("{before}{left}{written}{right}{after}");
        let masked = mask(&text);
        let digits: String = identifier.concat().chars().filter(char::is_ascii_digit).collect();
        for run in runs(masked.text.as_str()) {
            for four in digits.as_bytes().windows(4) {
                let four = std::str::from_utf8(four).expect("digits");
                prop_assert!(!run.contains(four), "{four} is left: {text:?} → {}", masked.text);
            }
        }
        prop_assert!(masked.text.as_str().starts_with(before.trim_end()), "{text:?} → {}", masked.text);
        prop_assert!(masked.text.as_str().ends_with(after.trim_start()), "{text:?} → {}", masked.text);
    }

    #[test]
    fn masking_twice_changes_nothing(
        picked in prop::collection::vec((0..rows().count(), any::<bool>(), edge()), 1..6),
    ) {
        let rows: Vec<_> = rows().collect();
        let parts = picked.into_iter().map(|(row, whole, edge)| {
            let text = &rows[row].0;
            let cut = text.ceil_char_boundary(if whole { text.len() } else { text.len() / 2 });
            format!("{}{edge}", &text[..cut])
        });
        let once = mask(&parts.collect::<String>()).text;
        let twice = mask(once.as_str());
        prop_assert_eq!(&twice.text, &once);
        prop_assert!(twice.found.is_empty());
    }

    #[test]
    fn any_text_is_masked_once(text in any::<String>(), signs in "[-@.:/ 0-9a-fA-F+()=?&\\[\\]né'M\u{301}\u{200b}]{0,80}") {
        for text in [text, signs] {
            let once = mask(&text).text;
            let twice = mask(once.as_str());
            prop_assert_eq!(twice.text.as_str(), once.as_str(), "of {:?}", text);
        }
    }
}
