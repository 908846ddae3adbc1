//! The settings.
//!
//! 1. The documented example is the default, and no file at all is the same.
//! 2. What is wrong is refused with line, column and how to fix it, in French.
//! 3. A file that is asked for and is not there is refused, code 2.
//! 4. The section of a network that the program is built without is refused, with
//!    the way to build it in.
//! 5. A room, channel or server that has two sections is refused at the second one, and so is
//!    an id, a person or a server that is none, where it stands.
//! 6. `check` tells what a start would warn of, with its line: collections that the FAQ does not
//!    have or that a list has twice, and direct messages that see nothing.

use std::path::Path;

use souffleur::config::{Config, DEFAULT_FILE};

use crate::test_folder::{TestFolder, souffleur};

#[test]
fn the_example_is_the_default() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEFAULT_FILE);
    let example = Config::load(Some(&example)).expect("the example is sound");
    assert_eq!(example, Config::default());
    assert_eq!(Config::parse("", Path::new("empty")).expect("empty is sound"), Config::default());
}

/// The example with every setting that it only shows, but for the sections of the
/// networks in `without`.
fn shown_by_the_example(without: &[&str]) -> String {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEFAULT_FILE);
    let example = std::fs::read_to_string(example).expect("the example is there");
    // « # key = value » and « # [section] » are settings shown; the rest is prose.
    let mut left_out = false;
    let shown = example.lines().filter_map(|line| {
        let setting = line.strip_prefix("# ").filter(|setting| {
            let key = setting.split_once(" = ").map(|(key, _)| key);
            setting.starts_with('[')
                || key.is_some_and(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        });
        let line = setting.unwrap_or(line);
        if line.starts_with('[') {
            let section = line.trim_matches(['[', ']']);
            let is_of = |network: &&str| section.starts_with(&format!("platform.{network}"));
            left_out = without.iter().any(is_of);
        }
        (!left_out).then_some(line)
    });
    let shown = shown.collect::<Vec<_>>().join("\n");
    assert_ne!(shown, example, "the example shows no optional setting");
    shown
}

/// Each network, and whether this program is built with it.
const NETWORKS: [(&str, &str, bool); 2] = [
    ("discord", "Discord", cfg!(feature = "discord")),
    ("matrix", "Matrix", cfg!(feature = "matrix")),
];

#[test]
fn every_line_shown_in_the_example_is_taken() {
    let missing = NETWORKS.iter().filter(|(_, _, built)| !built).map(|(network, _, _)| *network);
    let shown = shown_by_the_example(&missing.collect::<Vec<_>>());
    Config::parse(&shown, Path::new("example")).expect("what the example shows is sound");
}

#[test]
fn a_network_that_is_not_built_in_says_how_to_build_it() {
    for (network, name, built) in NETWORKS {
        let others: Vec<&str> =
            NETWORKS.iter().map(|(other, _, _)| *other).filter(|other| *other != network).collect();
        let texts = [shown_by_the_example(&others), format!("[[platform.{network}.room]]\nid = 1")];
        for text in texts {
            let parsed = Config::parse(&text, Path::new("c.toml"));
            let said = parsed.err().map(|error| error.to_string()).unwrap_or_default();
            let refused = said.contains(&format!("ce programme est compilé sans {name}."));
            assert_eq!(refused, !built, "{said}");
            if refused {
                let line = text.lines().position(|line| line.contains(&format!(".{network}")));
                let line = line.expect("the section stands there") + 1;
                assert!(said.starts_with(&format!("c.toml:{line}:")), "{said}");
                assert!(said.contains(&format!("--features {network}\u{a0}»")), "{said}");
            }
        }
    }
}

#[test]
fn what_is_wrong_is_placed_and_mendable() {
    let rows = [
        (
            "fak = \"faq\"\n",
            "c.toml:1:1\u{a0}: clé inconnue «\u{a0}fak\u{a0}». Corrigez-la ou retirez-la\u{a0}; \
             clés possibles ici\u{a0}: faq, journal, content, limits, log, meaning, http, platform.",
        ),
        (
            "faq = \"é\"\n[log]\nformat = \"human\"\nlvl = \"info\"\n",
            "c.toml:4:1\u{a0}: clé inconnue «\u{a0}lvl\u{a0}». Corrigez-la ou retirez-la\u{a0}; \
             clés possibles ici\u{a0}: level, format.",
        ),
        (
            "[meaning]\nfolder = \"vecteurs\"\n",
            "c.toml:2:1\u{a0}: clé inconnue «\u{a0}folder\u{a0}». Corrigez-la ou retirez-la\u{a0}; \
             clés possibles ici\u{a0}: enabled, cache, patience_ms.",
        ),
        ("[platform.slack]\n", "c.toml:1:11\u{a0}: clé inconnue «\u{a0}slack\u{a0}»."),
        (
            "[log]\nformat = \"xml\"\n",
            "c.toml:2:10\u{a0}: valeur inconnue «\u{a0}xml\u{a0}». Valeurs possibles\u{a0}: human, json.",
        ),
        (
            "faq = 3\n",
            "c.toml:1:7\u{a0}: valeur d’un autre type que celui attendu. \
             Mettez un texte entre guillemets.",
        ),
        (
            "[content]\npull = \"10s\"\n",
            "c.toml:2:8\u{a0}: ce n’est pas une durée de 30 secondes à une semaine.",
        ),
        ("faq = \"faq\n", "c.toml:1:"),
        (
            "log = 1\n",
            "c.toml:1:7\u{a0}: valeur d’un autre type que celui attendu. Mettez une section",
        ),
    ];
    for (text, expected) in rows {
        let error = Config::parse(text, Path::new("c.toml")).expect_err(text).to_string();
        assert!(error.starts_with(expected), "{text:?} says {error:?}, expected {expected:?}");
    }
}

#[test]
fn only_a_file_that_is_asked_for_must_be_there() {
    let home = TestFolder::new();
    let without = souffleur(home.path()).arg("check").output().expect("it runs");
    assert_eq!(without.status.code(), Some(0), "{without:?}");

    let asked = souffleur(home.path()).args(["--config", "c.toml", "check"]).output();
    let asked = asked.expect("it runs");
    let said = String::from_utf8_lossy(&asked.stderr);
    assert_eq!(asked.status.code(), Some(2), "{said}");
    assert!(said.contains("«\u{a0}c.toml\u{a0}» est illisible"), "{said}");

    home.write("config/souffleur.toml", "colour = \"blue\"\n");
    let broken = souffleur(home.path()).arg("check").output().expect("it runs");
    let said = String::from_utf8_lossy(&broken.stderr);
    assert_eq!(broken.status.code(), Some(2), "{said}");
    assert!(said.contains("config/souffleur.toml:1:1"), "{said}");
    let unneeded = souffleur(home.path()).arg("man").output().expect("it runs");
    assert_eq!(unneeded.status.code(), Some(0), "man needs no configuration");
}

#[cfg(any(feature = "discord", feature = "matrix"))]
fn said_of(text: &str) -> String {
    Config::parse(text, Path::new("c.toml")).expect_err(text).to_string()
}

#[cfg(feature = "discord")]
#[test]
fn what_is_listed_on_discord_is_an_id_and_is_listed_once() {
    let section = |of: &str, id: &str| {
        format!("[[platform.discord.{of}]]\nid = {id}\ncollections = [\"a\"]\n")
    };
    for of in ["server", "channel"] {
        let twice = ["\"1234\"", "77", "1_234"].map(|id| section(of, id)).concat();
        let said = said_of(&twice);
        assert!(
            said.starts_with("c.toml:8:6\u{a0}: cet identifiant a déjà une section, ligne 2."),
            "{said}"
        );
        for id in ["\"<#1234>\"", "-1", "0", "\"\"", "1.5", "12345678901234567890123", "true"] {
            let said = said_of(&section(of, id));
            assert!(said.starts_with("c.toml:2:6\u{a0}: "), "{id}: {said}");
            assert!(said.contains("identifiant Discord"), "{id}: {said}");
        }
        let said = said_of(&section(of, "accueil"));
        assert!(
            said.starts_with("c.toml:2:6\u{a0}: mettez cette valeur entre guillemets"),
            "{said}"
        );
    }
    // A channel may have the id of its server.
    let both = ["server", "channel"].map(|of| section(of, "1234")).concat();
    Config::parse(&both, Path::new("c.toml")).expect("one server, one channel");
}

#[cfg(feature = "discord")]
#[test]
fn a_wrong_item_of_a_list_is_told_where_it_stands() {
    let roles =
        "[platform.discord]\nadmin_roles = [\n  \"12\",\n  \"chef\", # le chef\n  \"34\",\n]\n";
    let said = said_of(roles);
    assert!(said.starts_with("c.toml:4:3\u{a0}: "), "{said}");
    let list = "[[platform.discord.server]]\nid = \"1\"\ncollections = [\n\"a\",\n2]\n";
    let said = said_of(list);
    assert!(said.starts_with("c.toml:5:1\u{a0}: "), "{said}");
    let team = "[platform.discord.team]\nchannel = \"12\"\ndigest = ";
    let said = said_of(&format!("{team}\"lundi matin\"\n"));
    assert!(said.starts_with("c.toml:3:10\u{a0}: un jour et une heure"), "{said}");
    assert!(
        said_of("[platform.discord.team]\nroom = \"12\"\n").starts_with("c.toml:2:1\u{a0}: clé")
    );
    let said = said_of("[platform.discord]\nshards = \"3-1/2\"\n");
    assert!(said.starts_with("c.toml:2:10\u{a0}: les shards"), "{said}");
}

#[cfg(feature = "discord")]
#[test]
fn check_tells_what_a_start_would_warn_of() {
    let home = TestFolder::new();
    let settings = "[platform.discord]\ndirect_messages = [\"marie\"]\n\
        [[platform.discord.server]]\nid = \"1\"\ncollections = [\n  \"mairie\",\n  \"marie\",\n  \
        \"mairie\",\n]\n";
    home.write("config/souffleur.toml", settings);
    let check = |arguments: &[&str]| {
        let ran = souffleur(home.path()).arg("check").args(arguments).output().expect("it runs");
        (ran.status.code(), String::from_utf8(ran.stdout).expect("UTF-8"))
    };
    let (code, shown) = check(&[]);
    assert_eq!(code, Some(0), "a start is not stopped either: {shown}");
    for (place, what) in [
        ("2:1", "les messages privés ne voient aucune collection"),
        ("2:20", "la FAQ n’a pas de collection «\u{a0}marie\u{a0}»"),
        ("7:3", "la FAQ n’a pas de collection «\u{a0}marie\u{a0}»"),
        ("8:3", "la collection «\u{a0}mairie\u{a0}» est déjà dans cette liste"),
    ] {
        let line = format!("avertissement\u{a0}: config/souffleur.toml:{place}\u{a0}: {what}");
        assert!(shown.lines().any(|shown| shown.starts_with(&line)), "{line:?} is not in {shown}");
    }
    assert!(shown.contains("4 avertissements"), "{shown}");
    let (_, json) = check(&["--json"]);
    assert!(json.contains("\"file\":\"config/souffleur.toml\",\"line\":7"), "{json}");
    // Of another folder the settings say nothing.
    home.write("autre/x/e.md", "---\nquestion: Où ?\nsource: https://a.example/\n---\nLà.\n");
    let (_, shown) = check(&["autre"]);
    assert!(!shown.contains("souffleur.toml"), "{shown}");
    home.write(
        "config/souffleur.toml",
        &settings.replace("marie", "mairie").replacen("  \"mairie\",\n", "", 2),
    );
    let (_, shown) = check(&[]);
    assert!(!shown.contains("souffleur.toml"), "{shown}");
}

#[cfg(feature = "matrix")]
#[test]
fn what_is_listed_on_matrix_is_an_id_and_is_listed_once() {
    let account =
        "[platform.matrix]\nhomeserver = \"https://m.example\"\nuser = \"@b:m.example\"\n";
    let room =
        |id: &str| format!("[[platform.matrix.room]]\nid = \"{id}\"\ncollections = [\"a\"]\n");
    let said = said_of(&format!("{account}{}{}", room("!a:m.example"), room(" !a:m.example")));
    assert!(
        said.starts_with("c.toml:8:6\u{a0}: cet identifiant a déjà une section, ligne 5."),
        "{said}"
    );
    for id in ["a:m.example", "#accueil", "@b:m.example", "accueil", ""] {
        let said = said_of(&format!("{account}{}", room(id)));
        assert!(said.starts_with("c.toml:5:6\u{a0}: «\u{a0}"), "{id}: {said}");
        assert!(said.contains("n’est pas un salon"), "{id}: {said}");
    }
    let team = format!("{account}[platform.matrix.team]\n");
    let said = said_of(&format!("{team}room = \"@b:m.example\"\n"));
    assert!(
        said.starts_with("c.toml:5:8\u{a0}: «\u{a0}@b:m.example\u{a0}» n’est pas un salon"),
        "{said}"
    );
    let said = said_of(&format!("{team}room = \"!a:m.example\"\ndigest = \"un jour\"\n"));
    assert!(said.starts_with("c.toml:6:10\u{a0}: un jour et une heure"), "{said}");
    let said = said_of(&format!("{team}channel = \"!a:m.example\"\n"));
    assert!(said.starts_with("c.toml:5:1\u{a0}: clé"), "{said}");
    for address in ["ftp://m.example", "https://bot:secret@m.example", "m.example", ""] {
        let said = said_of(&account.replace("https://m.example", address));
        assert!(said.starts_with("c.toml:2:14\u{a0}: l’adresse du serveur"), "{address}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    for (from, is_sound) in [
        ("m.example", true),
        ("@ana:m.example", true),
        ("m.example:8448", true),
        ("@ana", false),
        ("https://m.example", false),
        ("#salon:m.example", false),
        ("tout le monde", false),
        ("", false),
    ] {
        let text = format!("{account}invites_from = [\n\"a.example\",\n\"{from}\"]\n");
        match Config::parse(&text, Path::new("c.toml")) {
            Ok(_) => assert!(is_sound, "{from:?} is taken"),
            Err(error) => {
                let said = error.to_string();
                assert!(!is_sound && said.starts_with("c.toml:6:1"), "{from:?}: {said}");
                assert!(said.contains("n’est ni un serveur ni une personne"), "{said}");
            }
        }
    }
}
