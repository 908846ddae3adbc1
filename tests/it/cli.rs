//! The commands.
//!
//! 1. `ask --json` writes one line of JSON with the keys that scripts rely on, in order.
//! 2. The question may be one argument or several, and every outcome has code 0.
//! 3. An unknown collection gives code 2 and a list of the collections.
//! 4. `check` gives code 0 without errors (warnings are allowed), 1 with an error or a
//!    failing golden question, and 2 when the folder does not exist. Its JSON says the
//!    same. Questions kept aside are counted and not shown, and do not change the code.
//! 5. `--faq` takes precedence over the configuration's folder.
//! 6. Wrong arguments give code 2 and a French sentence.
//! 7. A reader that stops reading is not a failure.
//! 8. Completions and man pages name every command.
//! 9. A program built without the encoder answers by words, keeps no vectors, and says why.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::test_folder::{TestFolder, bundled, souffleur};

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        souffleur(folder).args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn ask_in_json_is_one_line_for_scripts() {
    let rows: [&[&str]; 2] = [
        &["ask", "bal pleine, combien de place ?", "--json"],
        &["ask", "--json", "--collection", "mssante", "bal", "pleine,", "combien", "de", "place"],
    ];
    for arguments in rows {
        let (code, out, err) = run(root(), arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
        assert_eq!(out.lines().count(), 1, "{arguments:?}: {out}");
        let keys = ["outcome", "language", "entry", "candidates", "passage", "took_us", "notice"];
        let places: Vec<_> = keys.iter().map(|key| out.find(&format!("\"{key}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{out}");

        let said: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(said["outcome"], "found", "{out}");
        assert_eq!(said["language"], Value::Null, "a question in French: {out}");
        assert_eq!(said["entry"], "capacite-de-stockage", "{out}");
        let best = &said["candidates"][0];
        assert_eq!(best["entry"], "capacite-de-stockage", "{out}");
        assert_eq!(
            best["question"],
            "Quelle est la capacité de stockage d’une boîte MSSanté\u{a0}?"
        );
        assert_eq!(best["source"], "https://esante.gouv.fr/foire-aux-questions/mssante");
        assert!(best["score"].as_f64().is_some_and(|score| score > 0.0), "{out}");
        assert!(said["took_us"].is_u64(), "{out}");
        if let Some(passage) = said["passage"].as_str() {
            let file = bundled().join("mssante/capacite-de-stockage.md");
            let file = std::fs::read_to_string(file).expect("the entry's file");
            assert!(file.contains(passage), "not the entry's words: {passage}");
        }
    }
}

#[test]
fn ask_for_people_shows_the_answer_and_its_source() {
    let (code, out, err) = run(root(), &["ask", "bal pleine, combien de place ?"]);
    assert_eq!((code, err.as_str()), (0, ""));
    // Lines are wrapped, so only the words are compared with the entry's.
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("illimitée ou non, dépend de l’opérateur"), "{out}");
    assert!(out.contains("https://esante.gouv.fr/foire-aux-questions/mssante"), "{out}");
    assert!(!out.contains('\u{1b}'), "colours in a pipe: {out:?}");
}

#[test]
fn ask_says_that_it_does_not_know_with_code_0() {
    for question in ["recette du gratin dauphinois", "", "👍👍👍", "AND -x \""] {
        let (code, out, err) = run(root(), &["ask", "--json", "--", question]);
        assert_eq!((code, err.as_str()), (0, ""), "{question:?}");
        let said: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(said["outcome"], "unknown", "{question:?}: {out}");
        assert_eq!(said["entry"], Value::Null, "{question:?}: {out}");
        assert_eq!(said["passage"], Value::Null, "{question:?}: {out}");
    }
}

/// Without the encoder every question counts as French.
#[cfg(feature = "meaning")]
#[test]
fn who_asks_in_another_language_is_told_that_the_answer_is_in_french() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/velos.md",
        "---\nquestion: Où garer son vélo\u{a0}?\nvariants: [Where can I park my bike?]\n\
         source: https://mairie.example/velos\n---\nLes arceaux sont devant la mairie.\n",
    );
    let ask = |arguments: &[&str]| {
        let (code, out, err) = run(home.path(), &[&["ask"], arguments].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
        out
    };
    let out = ask(&["where can I park my bike"]);
    let first = out.lines().next();
    assert_eq!(first, Some("This answer is in French, word for word from the FAQ."), "{out}");
    assert!(out.contains("Les arceaux sont devant la mairie."), "the entry's own words: {out}");

    let out = ask(&["¿Cuánto cuesta un pasaporte nuevo?"]);
    assert!(out.starts_with("No he encontrado respuesta"), "{out}");
    assert!(out.contains("Je n’ai pas trouvé de réponse"), "French readers read along: {out}");

    let out = ask(&["où garer son vélo"]);
    assert!(out.starts_with("Où garer son vélo"), "no line over a French answer: {out}");

    for (question, language) in
        [("where can I park my bike", "en"), ("wo kann ich mein Rad parken", "de")]
    {
        let said: Value = serde_json::from_str(&ask(&["--json", question])).expect("JSON");
        assert_eq!(said["language"], language, "{question:?}: {said}");
    }
}

#[test]
fn an_unknown_collection_is_refused_with_the_list() {
    let (code, out, err) = run(root(), &["ask", "bal", "--collection", "mssnate", "--json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "souffleur\u{a0}: pas de collection «\u{a0}mssnate\u{a0}». Collections\u{a0}: mssante.\n"
    );
}

#[test]
fn the_bundled_faq_is_clean() {
    let (code, out, err) = run(root(), &["check"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("10 entrées"), "{out}");
    assert!(out.contains("aucune n’échoue"), "{out}");
}

#[test]
fn check_tells_problems_and_failing_questions_apart() {
    let home = TestFolder::new();
    let check = |expected_code: i32| {
        let (code, out, err) = run(home.path(), &["check", "--json"]);
        assert_eq!((code, err.as_str()), (expected_code, ""), "{out}");
        assert_eq!(out.lines().count(), 1, "{out}");
        let (human_code, human, _) = run(home.path(), &["check"]);
        assert_eq!(human_code, code, "{human}");
        (serde_json::from_str::<Value>(&out).expect("JSON"), human)
    };

    let (clean, human) = check(0);
    assert_eq!(clean, json!({"problems": [], "golden": {"asked": 3, "failed": []}, "entries": 3}));
    assert_eq!(human, "3 entrées, 0 avertissement\u{a0}; 3 questions de test, aucune n’échoue.\n");

    home.write(
        "faq/mairie/identite.md",
        "---\nquestion: Comment renouveler une carte d’identité\u{a0}?\n\
         source: https://mairie.example/identite\nreview_by: 2001-01-01\n---\nEn mairie.\n",
    );
    let (warned, human) = check(0);
    assert_eq!(warned["problems"][0]["severity"], "warning", "{warned}");
    assert_eq!(warned["problems"][0]["file"], "mairie/identite.md", "{warned}");
    assert_eq!(warned["problems"][0]["line"], 4, "{warned}");
    assert!(human.starts_with("avertissement\u{a0}: mairie/identite.md:4"), "{human}");

    let golden = "[[question]]\nask = \"horaires piscine\"\nexpect = \"dechets\"\n";
    home.write("faq/mairie/questions.toml", golden);
    let (failing, human) = check(1);
    let failed = &failing["golden"]["failed"][0];
    assert_eq!(failed["file"], "mairie/questions.toml", "{failing}");
    assert_eq!(failed["ask"], "horaires piscine", "{failing}");
    assert_eq!((&failed["expect"], &failed["got"]), (&json!("dechets"), &json!("piscine")));
    assert_eq!(failed["held_out"], false, "{failing}");
    assert!(human.contains("«\u{a0}horaires piscine\u{a0}»"), "{human}");

    home.write("faq/mairie/questions.toml", &format!("{golden}held_out = true\n"));
    let (aside, human) = check(0);
    assert_eq!(aside["golden"]["failed"][0]["held_out"], true, "{aside}");
    assert!(!human.contains("horaires piscine"), "a question kept aside is shown: {human}");
    assert!(human.contains("(et 1 parmi celles tenues à l’écart)"), "{human}");

    home.write("faq/mairie/questions.toml", &format!("{golden}accepted = true\n"));
    let (known, human) = check(0);
    assert_eq!(known["golden"]["failed"][0]["accepted"], true, "{known}");
    assert!(human.contains("aucune n’échoue (et 1\u{a0}échec accepté)"), "{human}");

    home.write("faq/mairie/piscine.md", "---\nquestion: Quand\u{a0}?\ncolour: blue\n---\nOui.\n");
    let (broken, human) = check(1);
    assert_eq!(broken["entries"], 0, "{broken}");
    let errors = broken["problems"].as_array().expect("a list").iter();
    let errors: Vec<_> = errors.filter(|problem| problem["severity"] == "error").collect();
    assert!(errors.len() >= 2, "the unknown key and the missing source: {broken}");
    assert!(errors.iter().all(|problem| problem["file"] == "mairie/piscine.md"), "{broken}");
    assert!(human.contains("erreur\u{a0}: mairie/piscine.md:3"), "{human}");

    let (code, _, err) = run(home.path(), &["check", "elsewhere"]);
    assert_eq!(code, 2);
    assert!(err.contains("«\u{a0}elsewhere\u{a0}» n’est pas un dossier"), "{err}");
}

#[test]
fn the_option_comes_before_the_configuration() {
    let home = TestFolder::new();
    home.write("config/souffleur.toml", "faq = \"elsewhere\"\n");
    let (code, _, err) = run(home.path(), &["check"]);
    assert_eq!(code, 2, "{err}");
    let (code, out, err) = run(home.path(), &["check", "--faq", "faq"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn wrong_arguments_are_said_in_french() {
    let rows: [(&[&str], &str); 5] = [
        (
            &["chekc"],
            "la commande «\u{a0}chekc\u{a0}» n’existe pas. Vouliez-vous dire «\u{a0}check\u{a0}»",
        ),
        (
            &["check", "--jsn"],
            "l’option «\u{a0}--jsn\u{a0}» n’existe pas. Vouliez-vous dire «\u{a0}--json\u{a0}»",
        ),
        (&["ask"], "il manque <QUESTION>"),
        (&["--log-format", "xml"], "la valeur «\u{a0}xml\u{a0}» ne convient pas"),
        (&["check", "--faq"], "attend une valeur"),
    ];
    for (arguments, expected) in rows {
        let (code, out, err) = run(root(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
        assert!(!err.contains("error") && !err.contains("Usage"), "{arguments:?}: {err}");
    }
}

#[test]
fn a_reader_that_stops_is_no_failure() {
    for arguments in [&["check", "--json"][..], &["ask", "horaires"], &["man"]] {
        let home = TestFolder::new();
        let mut command = souffleur(home.path());
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        drop(child.stdout.take());
        let Output { status, stderr, .. } = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&stderr);
        assert_eq!((status.code(), &*said), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn completions_and_man_pages_name_every_command() {
    let commands = ["run", "chat", "ask", "check", "import", "journal", "eval"];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, out, err) = run(root(), &["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(commands.iter().all(|command| out.contains(command)), "{shell}: {out}");
    }
    let (code, page, _) = run(root(), &["man"]);
    assert_eq!(code, 0);
    assert!(page.contains(".TH souffleur 1"), "{page}");
    for command in commands {
        assert!(page.contains(&format!("souffleur\\-{command}")), "{command}: {page}");
        let (code, page, _) = run(root(), &["man", command]);
        assert_eq!(code, 0, "{command}");
        assert!(page.contains(&format!(".TH souffleur-{command} 1")), "{page}");
    }
    assert_eq!(run(root(), &["man", "nothing"]).0, 2);
}

#[test]
fn help_is_in_french_at_every_level() {
    for arguments in [
        &["--help"][..],
        &["ask", "--help"],
        &["check", "-h"],
        &["import", "-h"],
        &["journal", "-h"],
        &["journal", "export", "--help"],
    ] {
        let (code, out, _) = run(root(), arguments);
        assert_eq!(code, 0, "{arguments:?}");
        assert!(out.contains("Utilisation\u{a0}: souffleur"), "{arguments:?}: {out}");
        for english in ["Usage:", "Print help", "[default", "[possible", "Commands:"] {
            assert!(!out.contains(english), "{arguments:?} says {english:?}: {out}");
        }
    }
}

#[cfg(not(feature = "meaning"))]
#[test]
fn without_the_encoder_words_alone_answer() {
    let home = TestFolder::new();
    home.write("config/souffleur.toml", "[meaning]\nenabled = true\ncache = \"vecteurs\"\n");
    let faq = bundled();
    let faq = faq.to_str().expect("UTF-8");
    let question = "bal pleine, combien de place ?";
    let (code, out, err) = run(home.path(), &["--faq", faq, "ask", "--json", question]);
    assert_eq!((code, err.as_str()), (0, ""));
    let said: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(said["entry"], "capacite-de-stockage", "{out}");
    assert!(!home.path().join("vecteurs").exists());

    let (code, out, err) = run(home.path(), &["--faq", faq, "index"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("compilé sans le modèle de langue"), "{err}");
}
