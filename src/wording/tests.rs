use jiff::civil::date;

use super::admin::{UNCHANGED, checked, rejected, reloaded, rolled_back, why};
use super::member::{ADMINS_ONLY, FAILED, NO_SUCH_ENTRY, THANKS, help};
use super::state::status;
use super::terminal::{
    GOODBYE, HOW_TO_CHAT, HOW_TO_QUIT, NONE_OF_THESE, how_to_pick, no_such_choice, welcome,
};
use super::*;
use crate::bot::{Explanation, ProcessSeen, ProcessState, Seen, Status};
use crate::content::{Followed, Obstacle};
use crate::conversation::admin::{Marks, usage};
use crate::faq::{CollectionId, EntryId, Expectation, GoldenQuestion, Problem, ProblemKind};
use crate::grammar::{count, enumerate, percent};
use crate::library::{
    Absence, AnswerChange, Checked, Diff, GoldenFailure, GoldenTally, MeaningStatus, Refusal,
    Rejection, Why,
};
use crate::search::{Evidence, Field, Hit, Outcome, TermEvidence};

const SLASH: Marks = Marks { member: Some("/"), admin: "/", leave: Some("/quitter") };
const MATRIX: Marks = Marks { member: Some("!faq "), admin: "!faq admin ", leave: None };

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

fn failing(ask: &str, expect: Option<&str>, outcome: Outcome, got: Option<&str>) -> GoldenFailure {
    let expect = expect.map_or(Expectation::Unknown, |e| Expectation::Entry(id(e)));
    GoldenFailure {
        collection: CollectionId::new("mssante"),
        file: "mssante/questions.toml".into(),
        question: GoldenQuestion {
            ask: ask.to_owned(),
            expect,
            held_out: false,
            accepted: false,
            line: 12,
        },
        outcome,
        got: got.map(id),
    }
}

fn problem(line: u32) -> Problem {
    let kind = ProblemKind::Unreadable { reason: "accès refusé".to_owned() };
    Problem::new("mssante/bal.md".as_ref(), (line, line), kind)
}

fn diff() -> Diff {
    Diff {
        added: vec![id("nouvelle")],
        changed: vec![id("capacite"), id("archivage")],
        removed: vec![],
        answers_changed: vec![AnswerChange {
            ask: "bal pleine".to_owned(),
            before: None,
            after: Some(id("capacite")),
        }],
        newly_failing: vec![failing("merci", None, Outcome::Found, Some("nouvelle"))],
    }
}

/// A notice as text, with no-break spaces shown as `~`.
fn seen(notice: &Notice) -> String {
    let mut text = notice.headline.clone();
    for block in &notice.blocks {
        match block {
            NoticeBlock::Text(paragraph) => text.push_str(&format!("\n{paragraph}")),
            NoticeBlock::List { title, items } => {
                text.push_str(&format!("\n[{title}]"));
                items.iter().for_each(|item| text.push_str(&format!("\n- {item}")));
            }
        }
    }
    text.replace('\u{a0}', "~")
}

fn everything() -> Vec<String> {
    let explanation = Explanation {
        outcome: Outcome::Unsure,
        hits: vec![Hit { entry: id("capacite"), score: 12.345, evidence: Evidence::default() }],
        meaning: MeaningStatus::Preparing { percent: 42 },
    };
    let status = Status {
        version: 3,
        collections: vec![("MSSanté".to_owned(), 1)],
        warnings: 1,
        golden: Some(GoldenTally { asked: 9, failing: 2, ..GoldenTally::default() }),
        meaning: MeaningStatus::Active { texts: 312 },
        pull: None,
        processes: None,
    };
    let checks = Checked {
        problems: vec![problem(3)],
        failures: vec![failing("merci", None, Outcome::Found, Some("capacite"))],
        asked: 1,
        entries: 1,
    };
    let notices = [
        help(&usage(SLASH, true, &[])),
        help(&usage(MATRIX, true, &[])),
        help(&usage(SLASH, false, &[])),
        Notice::new(THANKS),
        Notice::new(NO_SUCH_ENTRY),
        Notice::new(ADMINS_ONLY),
        Notice::new(FAILED),
        Notice::new(UNCHANGED),
        reloaded(&diff()),
        rolled_back(Some(&diff())),
        rolled_back(None),
        rejected(&Rejection::Problems(vec![problem(1), problem(2)]), ""),
        rejected(&Rejection::Failing(diff()), &usage(MATRIX, true, &[]).force_reload),
        checked(&checks),
        state::status(&status),
        why(Some(&explanation)),
        why(None),
    ];
    let mut all: Vec<String> = notices.iter().map(seen).collect();
    all.extend(unknown(Some("Annuaires"), Some("Écrivez-nous.")));
    all.extend(
        [unsure(1), unsure(3), HOW_TO_CHAT, how_to_pick(1), how_to_pick(2)].map(str::to_owned),
    );
    all.extend([NONE_OF_THESE, HOW_TO_QUIT, GOODBYE, no_suggestion()].map(str::to_owned));
    all.extend([
        no_such_choice(1),
        no_such_choice(3),
        unknown_command(&usage(MATRIX, true, &[])),
        and_more(2),
    ]);
    all.extend([welcome(&[]), welcome(&[("MSSanté".to_owned(), 10)])]);
    all.extend([updated(date(2025, 9, 5)), source().to_owned(), no_candidate().to_owned()]);
    all.push(seen(&help(&usage(MATRIX, true, &[]))));
    #[cfg(feature = "matrix")]
    {
        use crate::platform::matrix::wording as matrix;
        all.push(seen(&help(&usage(MATRIX, true, &matrix::WAYS_TO_ASK))));
        all.extend([matrix::how_to_pick(1), matrix::how_to_pick(2)].map(str::to_owned));
        all.extend([matrix::candidates(1), matrix::candidates(2)].map(str::to_owned));
        all.push(matrix::rest_at_the_source().to_owned());
    }
    all
}

#[test]
fn french_typography_is_kept_everywhere() {
    for text in everything() {
        // The mark for commands on Matrix is not a sentence.
        let text = text.replace("!faq ", "");
        for wrong in [" ?", " !", " :", " ;", " »", "« ", "'", "...", "  "] {
            assert!(!text.contains(wrong), "{wrong:?} in {text:?}");
        }
    }
}

#[test]
fn numbers_and_nouns_agree() {
    let rows = [
        (0, "0\u{a0}entrée"),
        (1, "1\u{a0}entrée"),
        (2, "2\u{a0}entrées"),
        (999, "999\u{a0}entrées"),
        (1_000, "1\u{202f}000\u{a0}entrées"),
        (1_234_567, "1\u{202f}234\u{202f}567\u{a0}entrées"),
    ];
    for (n, expected) in rows {
        assert_eq!(count(n, "entrée", "entrées"), expected);
    }
}

#[test]
fn shares_are_percentages() {
    for (share, expected) in [(0.0, "0"), (-0.0, "0"), (0.834, "83"), (1.0, "100")] {
        assert_eq!(percent(share), format!("{expected}\u{a0}%"));
    }
}

#[test]
fn lists_are_enumerated() {
    for (items, expected) in
        [(&[][..], ""), (&["a"], "a"), (&["a", "b"], "a et b"), (&["a", "b", "c"], "a, b et c")]
    {
        assert_eq!(enumerate(items), expected);
    }
}

#[test]
fn dates_are_written_out() {
    let rows = [
        (date(2025, 9, 5), "Mis à jour le 5\u{a0}septembre 2025"),
        (date(2026, 3, 1), "Mis à jour le 1er\u{a0}mars 2026"),
        (date(2024, 12, 31), "Mis à jour le 31\u{a0}décembre 2024"),
        (date(2024, 1, 11), "Mis à jour le 11\u{a0}janvier 2024"),
    ];
    for (day, expected) in rows {
        assert_eq!(updated(day), expected);
    }
}

#[test]
fn the_welcome_names_what_is_served() {
    let collection = |title: &str, entries| (title.to_owned(), entries);
    let rows = [
        (vec![], "La FAQ est vide~: je ne peux répondre à aucune question."),
        (
            vec![collection("MSSanté", 10)],
            "Je réponds avec les mots de la FAQ MSSanté (10~entrées).",
        ),
        (
            vec![collection("A", 0), collection("B", 1), collection("C", 2)],
            "Je réponds avec les mots des FAQ A (0~entrée), B (1~entrée) et C (2~entrées).",
        ),
    ];
    for (collections, expected) in rows {
        assert_eq!(welcome(&collections).replace('\u{a0}', "~"), expected);
    }
}

#[test]
fn unknown_says_so_and_shows_the_way() {
    let said = unknown(Some("Annuaires"), Some("Écrivez à l’équipe."));
    insta::assert_debug_snapshot!(said, @r#"
    [
        "Je n’ai pas trouvé de réponse à cette question dans la FAQ. La catégorie la plus proche est «\u{a0}Annuaires\u{a0}».",
        "Écrivez à l’équipe.",
    ]
    "#);
    assert_eq!(unknown(None, None).len(), 1);
}

#[test]
fn a_reload_says_what_changes() {
    insta::assert_snapshot!(seen(&reloaded(&diff())), @"
    La FAQ est rechargée.
    [1~entrée ajoutée]
    - nouvelle
    [2~entrées modifiées]
    - capacite
    - archivage
    [1~question de test dont la réponse change]
    - «~bal pleine~»~: aucune réponse → capacite
    [1~question de test nouvellement en échec]
    - mssante/questions.toml:12~: «~merci~», attendu~: aucune réponse, obtenu~: nouvelle
    ");
    insta::assert_snapshot!(seen(&reloaded(&Diff::default())), @"
    La FAQ est rechargée.
    Aucune entrée n’est ajoutée, modifiée ni supprimée.
    ");
    insta::assert_snapshot!(seen(&rolled_back(Some(&Diff::default()))), @"
    La version précédente est de nouveau servie.
    Aucune entrée n’est ajoutée, modifiée ni supprimée.
    Le prochain rechargement relira le dossier tel qu’il sera alors.
    ");
}

#[test]
fn a_rejection_says_why_and_how_to_go_on() {
    let problems = Rejection::Problems(vec![problem(3)]);
    insta::assert_snapshot!(seen(&rejected(&problems, "")), @"
    La FAQ n’est pas rechargée~: son dossier contient 1~erreur. L’ancienne version reste servie.
    [1~erreur]
    - mssante/bal.md:3:3~: le fichier est illisible (accès refusé). Vérifiez ses droits d’accès, puis rechargez.
    Corrigez, puis rechargez.
    ");
    insta::assert_snapshot!(seen(&rejected(&Rejection::Failing(diff()), &usage(MATRIX, true, &[]).force_reload)), @"
    La FAQ n’est pas rechargée~: 1~question de test, jusqu’ici sans échec, échouerait. L’ancienne version reste servie.
    [1~entrée ajoutée]
    - nouvelle
    [2~entrées modifiées]
    - capacite
    - archivage
    [1~question de test dont la réponse change]
    - «~bal pleine~»~: aucune réponse → capacite
    [1~question de test nouvellement en échec]
    - mssante/questions.toml:12~: «~merci~», attendu~: aucune réponse, obtenu~: nouvelle
    Corrigez les entrées ou questions.toml, puis rechargez~; ou passez outre avec !faq admin recharger forcer.
    ");
}

#[test]
fn a_check_tells_errors_from_failures() {
    let sound = Checked { entries: 10, asked: 140, ..Checked::default() };
    insta::assert_snapshot!(seen(&checked(&sound)), @"Le dossier est sain~: 10~entrées, 140~questions de test réussies.");
    let untested = Checked { entries: 1, ..Checked::default() };
    insta::assert_snapshot!(seen(&checked(&untested)), @"Le dossier est sain~: 1~entrée, aucune question de test.");
    let failures = vec![
        failing("bal pleine", Some("capacite"), Outcome::Unknown, Some("nombre")),
        failing("c koi", None, Outcome::Found, Some("nombre")),
        failing("combien", Some("capacite"), Outcome::Unsure, Some("nombre")),
    ];
    insta::assert_snapshot!(seen(&checked(&Checked { failures, ..sound })), @"
    Le dossier peut être servi~: 10~entrées, 3~questions de test en échec sur 140.
    [Questions de test en échec]
    - mssante/questions.toml:12~: «~bal pleine~», attendu~: capacite, obtenu~: aucune réponse
    - mssante/questions.toml:12~: «~c koi~», attendu~: aucune réponse, obtenu~: nombre
    - mssante/questions.toml:12~: «~combien~», attendu~: capacite, obtenu~: nombre (au choix)
    ");
    let (mut known, mut aside) = (
        failing("c koi", None, Outcome::Found, Some("nombre")),
        failing("secret", None, Outcome::Found, Some("nombre")),
    );
    known.question.accepted = true;
    aside.question.held_out = true;
    let checked_known =
        Checked { failures: vec![known, aside], entries: 10, asked: 140, ..Checked::default() };
    insta::assert_snapshot!(seen(&checked(&checked_known)), @"Le dossier peut être servi~: 10~entrées, aucune question de test en échec sur 140 (et 1~échec accepté, 1 parmi celles tenues à l’écart).");
    let broken = Checked { problems: vec![problem(0), problem(4)], ..Checked::default() };
    insta::assert_snapshot!(seen(&checked(&broken)), @"
    Le dossier contient 2~erreurs~: il ne peut pas être servi.
    [2~erreurs]
    - mssante/bal.md~: le fichier est illisible (accès refusé). Vérifiez ses droits d’accès, puis rechargez.
    - mssante/bal.md:4:4~: le fichier est illisible (accès refusé). Vérifiez ses droits d’accès, puis rechargez.
    ");
}

#[test]
fn the_state_and_the_evidence_are_told() {
    let state = Status {
        version: 3,
        collections: vec![("MSSanté".to_owned(), 10), ("Congés".to_owned(), 1)],
        warnings: 0,
        golden: Some(GoldenTally { asked: 140, failing: 2, ..GoldenTally::default() }),
        meaning: MeaningStatus::Active { texts: 312 },
        pull: None,
        processes: None,
    };
    insta::assert_snapshot!(seen(&status(&state)), @"
    La version 3 est servie, avec 11~entrées.
    [Collections]
    - MSSanté~: 10~entrées
    - Congés~: 1~entrée
    Aucun avertissement~; 2~questions de test en échec sur 140.
    Sens~: actif (312~textes).
    ");
    let process = |label: &str, is_own, state| ProcessSeen {
        label: label.to_owned(),
        is_own,
        content: "0123abcd".to_owned(),
        state,
    };
    let refusal = |why| Refusal { process: "discord 1/2".to_owned(), why };
    let processes = Seen {
        is_connected: true,
        processes: vec![
            process("discord 0/2", true, ProcessState::Same),
            process("discord 1/2", false, ProcessState::Cannot(Why::Errors(2))),
            process("matrix", false, ProcessState::Gone),
        ],
        refusals: vec![refusal(Why::Errors(2))],
    };
    let alone = Seen { is_connected: false, ..Seen::default() };
    for (processes, expected) in [
        (&processes, "- discord 0/2 (celui-ci)~: sert le contenu 0123abcd"),
        (
            &processes,
            "- discord 1/2~: sert le contenu 0123abcd, et ne peut pas changer~: son dossier \
             contient 2~erreurs",
        ),
        (&processes, "- matrix~: a disparu"),
        (&processes, "- discord 1/2~: son dossier contient 2~erreurs"),
        (
            &alone,
            "Les autres processus ne peuvent pas être interrogés~: celui-ci répond et recharge \
             seul, jusqu’au retour de la base.",
        ),
    ] {
        let told = seen(&status(&Status { processes: Some(processes.clone()), ..state.clone() }));
        assert!(told.lines().any(|line| line == expected), "{told}");
    }
    insta::assert_snapshot!(seen(&rejected(&Rejection::NotTogether(vec![refusal(Why::OtherContent), refusal(Why::NoAnswer)]), "")), @"
    Rien n’est changé~: 2~autres processus ne peuvent pas servir ce contenu. Tous gardent la version servie.
    [Processus]
    - discord 1/2~: son dossier a un autre contenu
    - discord 1/2~: il n’a pas répondu à temps
    Corrigez, puis recommencez.
    ");
    let asking = Status { golden: None, ..state.clone() };
    let said = seen(&status(&asking));
    assert!(said.contains("Aucun avertissement~; questions de test en cours."), "{said}");
    let reason = "Could not resolve host: git.exemple.fr".to_owned();
    let obstacle = Some(Obstacle::Unreachable { reason });
    let followed = Followed {
        upstream: Some("origin/main".to_owned()),
        commit: Some("1a2b3c4d5e".to_owned()),
        obstacle,
    };
    let said = seen(&status(&Status { pull: Some(followed.clone()), ..state.clone() }));
    assert!(
        said.ends_with(
            "Dépôt de origin/main~: le serveur ne répond pas (Could not resolve host: \
             git.exemple.fr). Un nouvel essai suivra. Le dossier reste au commit 1a2b3c4d5e."
        ),
        "{said}"
    );
    let current = Followed { obstacle: None, ..followed };
    let said = seen(&status(&Status { pull: Some(current), ..state.clone() }));
    assert!(said.ends_with("Dépôt~: à jour, au commit 1a2b3c4d5e de origin/main."), "{said}");
    for (meaning, expected) in [
        (
            MeaningStatus::Preparing { percent: 42 },
            "Sens~: en préparation (calcul en cours, 42~%).",
        ),
        (MeaningStatus::Absent(Absence::NotBuilt), "Sens~: absent (programme compilé sans lui)."),
        (
            MeaningStatus::Absent(Absence::SwitchedOff),
            "Sens~: absent (désactivé dans la configuration).",
        ),
        (
            MeaningStatus::Absent(Absence::Failed),
            "Sens~: absent (le modèle de langue a échoué, voyez le journal).",
        ),
    ] {
        let told = seen(&status(&Status { meaning, ..state.clone() }));
        assert!(told.lines().any(|line| line == expected), "{told}");
    }
    let term = |word: &str, places: &[Field], read_as: Option<&str>| TermEvidence {
        word: word.to_owned(),
        information: 1.0,
        strength: 1.0,
        places: places.to_vec(),
        read_as: read_as.map(str::to_owned),
        related: word == "email",
    };
    let evidence = Evidence {
        confidence: 0.834,
        coverage: 0.5,
        terms: vec![
            term("bal", &[Field::Question, Field::Answer], Some("boite lettre")),
            term("email", &[Field::Variants], Some("messager")),
            term("zzz", &[], None),
        ],
        ..Evidence::default()
    };
    let hits = vec![
        Hit { entry: id("capacite"), score: 12.345, evidence },
        Hit { entry: id("nombre"), score: 3.0, evidence: Evidence::default() },
    ];
    let meaning = MeaningStatus::Active { texts: 312 };
    let found = Explanation { outcome: Outcome::Found, hits, meaning };
    insta::assert_snapshot!(seen(&why(Some(&found))), @"
    À la dernière question, une entrée a été donnée pour réponse.
    [Entrées, de la plus proche à la plus lointaine]
    - capacite~: confiance 83~%~; score 12,35~; 50~% de la question retrouvés
    - nombre~: confiance 0~%~; score 3,00~; 0~% de la question retrouvés
    [Mots de la question, cherchés dans capacite]
    - «~bal~», lu comme «~boite lettre~»~: question, réponse
    - «~email~», proche de «~messager~»~: variantes
    - «~zzz~»~: absent
    Sens~: actif (312~textes).
    ");
    let nothing = Explanation { outcome: Outcome::Unknown, hits: vec![], meaning };
    insta::assert_snapshot!(seen(&why(Some(&nothing))), @"
    À la dernière question, aucune entrée n’a été retenue.
    Aucun mot de la question n’a mené à une entrée.
    Sens~: actif (312~textes).
    ");
}

#[test]
fn help_lists_the_commands_of_the_place() {
    insta::assert_snapshot!(seen(&help(&usage(MATRIX, true, &[]))), @"
    Posez votre question avec vos mots~: je cherche l’entrée de la FAQ qui y répond.
    La réponse vient mot pour mot de la FAQ, avec sa source. Si j’hésite entre plusieurs entrées, je vous les propose~; si aucune ne répond, je vous le dis.
    [Commandes]
    - !faq aide~: affiche cette aide
    - !faq données~: montre ce qui est gardé de vos questions~; suivi de «~effacer~», l’efface~; de «~arrêter~», n’enregistre plus rien~; de «~reprendre~», enregistre de nouveau
    - !faq admin pourquoi~: montre ce qui a décidé de la dernière réponse
    - !faq admin recharger~: relit la FAQ et la sert si elle est saine
    - !faq admin recharger forcer~: la sert même si des questions de test échouent
    - !faq admin vérifier~: cherche les erreurs de la FAQ, sans rien changer
    - !faq admin état~: dit ce qui est servi
    - !faq admin retour~: revient à la version précédente de la FAQ
    - !faq admin populaires~: montre les entrées les plus demandées
    - !faq admin sans-réponse~: montre les questions restées sans réponse
    - !faq admin votes~: montre les avis sur les réponses
    - !faq admin à-revoir~: montre les entrées à relire
    - !faq admin exact ENTRÉE~: note qu’une entrée relue est exacte
    ");
    insta::assert_snapshot!(unknown_command(&usage(SLASH, true, &[])), @"Commande inconnue. Les commandes sont /aide, /données, /pourquoi, /recharger, /recharger forcer, /vérifier, /état, /retour, /populaires, /sans-réponse, /votes, /à-revoir, /exact ENTRÉE et /quitter.");
    insta::assert_snapshot!(unknown_command(&usage(MATRIX, false, &[])), @"Commande inconnue. Les commandes sont !faq aide et !faq données.");
    insta::assert_snapshot!(seen(&help(&usage(SLASH, false, &[]))), @"
    Posez votre question avec vos mots~: je cherche l’entrée de la FAQ qui y répond.
    La réponse vient mot pour mot de la FAQ, avec sa source. Si j’hésite entre plusieurs entrées, je vous les propose~; si aucune ne répond, je vous le dis.
    [Commandes]
    - /aide~: affiche cette aide
    - /données~: montre ce qui est gardé de vos questions~; suivi de «~effacer~», l’efface~; de «~arrêter~», n’enregistre plus rien~; de «~reprendre~», enregistre de nouveau
    - /quitter~: met fin à la discussion
    ");
}
