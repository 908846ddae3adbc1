//! What a load reports.
//!
//! 1. Each mistake that an author can make is reported in French, with file, line, column
//!    and how to fix it. All are reported at once, in the order of the files.
//! 2. Errors stop a load, and warnings do not.
//! 3. Other ways to write the same (BOM, CRLF, NFD, no `collection.toml`) load.
//! 4. Hostile content (bytes, links, pipes, size) is reported and never followed.
//! 5. The bundled FAQ has no problem.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod folders;

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use souffleur::faq::load::{Folder, Loaded};
use souffleur::faq::{Problem, Severity};
use tempfile::TempDir;

const TODAY: Date = date(2026, 1, 15);

const SOUND: &str = "---\nquestion: Où ?\nsource: https://a.fr/x\n---\nIci.\n";

fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn load(root: &Path) -> Result<Loaded, Vec<Problem>> {
    Folder::new(root).load(TODAY)
}

/// One line for each problem: `E` or `W`, then the sentence, with `~` for U+00A0.
fn told(root: &Path, outcome: &Result<Loaded, Vec<Problem>>) -> Vec<String> {
    let (problems, stops) = match outcome {
        Ok(loaded) => (&loaded.warnings, false),
        Err(problems) => (problems, true),
    };
    let errors = problems.iter().any(|problem| problem.severity() == Severity::Error);
    assert_eq!(errors, stops, "errors alone stop a load: {problems:#?}");
    let line = |problem: &Problem| {
        let severity = if problem.severity() == Severity::Error { 'E' } else { 'W' };
        format!("{severity} {problem}")
            .replace('\u{a0}', "~")
            .replace(&*root.to_string_lossy(), "DIR")
    };
    problems.iter().map(line).collect()
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let root = TempDir::new().unwrap();
    for (path, content) in files {
        write(root.path(), path, content);
    }
    assert_eq!(told(root.path(), &load(root.path())), expected, "{files:#?}");
}

#[test]
fn broken_yaml_is_told_in_plain_words() {
    for (text, expected) in [
        (
            "question: Où : ici ou là ?\n",
            &[
                "E c/a.md:2:14~: la valeur contient un deux-points suivi d’une espace. Mettez-la entre guillemets~: question: \"Où : ici ou là ?\"",
            ] as &[&str],
        ),
        (
            "question: Où ?\nvariants:\n  - Bonjour : où ?\n",
            &[
                "E c/a.md:4:5~: la valeur contient un deux-points suivi d’une espace. Mettez-la entre guillemets~: - \"Bonjour : où ?\"",
            ],
        ),
        (
            "question: Où ?\nvariants:\n\t- Là ?\n",
            &["E c/a.md:4:1~: une tabulation sert de retrait. Remplacez-la par des espaces."],
        ),
        (
            "question: \"Où ?\nvariants: [a]\n",
            &[
                "E c/a.md:2:11~: un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur.",
            ],
        ),
        (
            "question: \"Où\" est-ce ?\n",
            &[
                "E c/a.md:2:16~: du texte suit le guillemet fermant. Écrivez~: question: '\"Où\" est-ce ?'",
            ],
        ),
        (
            "question: 'Où l'on va ?'\n",
            &[
                "E c/a.md:2:17~: du texte suit le guillemet fermant. Écrivez~: question: \"Où l'on va ?\"",
            ],
        ),
        (
            "question:Où ?\n",
            &["E c/a.md:2:9~: il manque une espace après le deux-points. Écrivez~: question: Où ?"],
        ),
        (
            "question: Où ?\ncategories: [a, b\nupdated: 2025-01-01\n",
            &[
                "E c/a.md:3:13~: une liste entre crochets n’est pas fermée, ou il y manque une virgule. Vérifiez «~[~», «~,~» et «~]~».",
            ],
        ),
        (
            "question: @nous ?\n",
            &[
                "E c/a.md:2:11~: un texte qui commence par «~@~» doit être entre guillemets. Écrivez~: question: \"@nous ?\"",
            ],
        ),
        (
            "question: *nous* ?\n",
            &[
                "E c/a.md:2:11~: un texte qui commence par «~*~» doit être entre guillemets. Écrivez~: question: \"*nous* ?\"",
            ],
        ),
        (
            "question: Où ?\nEt la suite\n",
            &[
                "E c/a.md:3:1~: cette ligne n’est pas de la forme «~clé: valeur~». Ajoutez la clé, ou mettez la ligne à la suite de la valeur précédente.",
            ],
        ),
        (
            "question: Où ?\n  updated: 2025-01-01\n",
            &[
                "E c/a.md:3:3~: le retrait de cette ligne ne correspond pas à celui des autres. Alignez-la sur ses voisines.",
            ],
        ),
        (
            "question: \"a\\d\"\n",
            &[
                "E c/a.md:2:11~: une barre oblique inverse n’a pas de sens ici. Doublez-la, ou mettez la valeur entre apostrophes droites.",
            ],
        ),
        (
            "Où ?\n",
            &[
                "E c/a.md:2:1~: cette ligne n’est pas de la forme «~clé: valeur~». Ajoutez la clé, ou mettez la ligne à la suite de la valeur précédente.",
            ],
        ),
        (
            "question: Où ?\n? [a, b]\n: c\n",
            &[
                "E c/a.md:3:1~: l’en-tête est mal écrit ici. Vérifiez les guillemets, les deux-points et le retrait de cette ligne.",
            ],
        ),
        (
            "question: Où ?\nvariants: [[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]\n",
            &[
                "E c/a.md:3:1~: l’en-tête est mal écrit ici. Vérifiez les guillemets, les deux-points et le retrait de cette ligne.",
            ],
        ),
    ] {
        let file = format!("---\n{text}source: https://a.fr/x\n---\nIci.\n");
        check(&[("c/a.md", &file)], expected);
    }
}

#[test]
fn front_matter_values_are_judged_together() {
    for (text, expected) in [
        (
            "",
            &[
                "E c/a.md:1:1~: la question manque. Ajoutez une ligne «~question: …~» dans l’en-tête.",
            ] as &[&str],
        ),
        (
            "question: Où ?\nquestion: Là ?\n",
            &["E c/a.md:3:1~: la clé «~question~» est déjà donnée plus haut. N’en gardez qu’une."],
        ),
        (
            "question:\nvariants:\ncategories: []\nupdated: ~\n",
            &[
                "E c/a.md:2:1~: «~question~» est vide. Complétez la ligne.",
                "E c/a.md:3:1~: «~variants~» est vide. Complétez la ligne, ou supprimez-la.",
                "E c/a.md:5:1~: «~updated~» est vide. Complétez la ligne, ou supprimez-la.",
            ],
        ),
        (
            "question: [Où ?]\nvariants: Là ?\ncategories: a, b\n",
            &[
                "E c/a.md:2:11~: «~question~» attend un texte, et non une liste. Mettez la valeur entre guillemets, sur la même ligne que la clé.",
                "E c/a.md:3:11~: «~variants~» attend une liste, et non un texte. Écrivez~: variants: [\"Là ?\"]",
                "E c/a.md:4:13~: «~categories~» attend une liste, et non un texte. Écrivez~: categories: [a, b]",
            ],
        ),
        (
            "question: Où ?\nvariants: [a, {b: c}, '', [d]]\n",
            &[
                "E c/a.md:3:15~: «~variants~» attend un texte par élément, et non un groupe de clés. Mettez cet élément entre guillemets.",
                "W c/a.md:3:23~: un élément de «~variants~» est vide. Complétez-le, ou supprimez cette ligne.",
                "E c/a.md:3:27~: «~variants~» attend un texte par élément, et non une liste. Mettez cet élément entre guillemets.",
            ],
        ),
        (
            "qestion: Où ?\nupdated: 05/09/2025\nreview: 2025-01-01\nanswer: x\nsource_quote: {a: b}\n",
            &[
                "E c/a.md:1:1~: la question manque. Ajoutez une ligne «~question: …~» dans l’en-tête.",
                "E c/a.md:2:1~: la clé «~qestion~» n’existe pas. Vouliez-vous écrire «~question~»~?",
                "E c/a.md:3:10~: la date «~05/09/2025~» doit s’écrire AAAA-MM-JJ. Écrivez «~updated: 2025-09-05~».",
                "E c/a.md:4:1~: la clé «~review~» n’existe pas. Vouliez-vous écrire «~review_by~»~?",
                "E c/a.md:5:1~: la clé «~answer~» n’existe pas. Supprimez-la~; les clés possibles sont~: question, variants, categories, source, source_quote, updated, review_by.",
                "E c/a.md:6:15~: «~source_quote~» attend un texte, et non un groupe de clés. Mettez la valeur entre guillemets, sur la même ligne que la clé.",
            ],
        ),
        (
            "question: ''\nupdated: 2025-02-30\nreview_by: 2026-01-14\n",
            &[
                "E c/a.md:2:1~: «~question~» est vide. Complétez la ligne.",
                "E c/a.md:3:10~: «~2025-02-30~» n’est pas une date. Écrivez-la AAAA-MM-JJ, par exemple «~updated: 2026-01-31~».",
                "W c/a.md:4:12~: l’entrée devait être relue avant le 14/01/2026. Relisez-la, puis repoussez «~review_by~».",
            ],
        ),
        ("question: Où ?\nreview_by: 2026-01-15\n", &[]),
        (
            "question: &a Où ?\nvariants: [*a, Là]\n",
            &["W c/a.md:3:12~: la variante répète la ligne~2. Supprimez-la."],
        ),
        (
            "question: Où ?\n<<: {a: b}\n",
            &[
                "E c/a.md:3:1~: la clé «~<<~» n’existe pas. Supprimez-la~; les clés possibles sont~: question, variants, categories, source, source_quote, updated, review_by.",
            ],
        ),
    ] {
        let file = format!("---\n{text}source: https://a.fr/x\n---\nIci.\n");
        check(&[("c/a.md", &file)], expected);
    }
}

#[test]
fn collection_toml_is_judged() {
    for (text, expected) in [
        (
            "title = MSSanté\n",
            &[
                "E c/collection.toml:1:9~: un texte doit être entre guillemets droits. Écrivez par exemple~: title = \"Ma FAQ\".",
            ] as &[&str],
        ),
        (
            "title = \"a\nsource = \"b\"\n",
            &[
                "E c/collection.toml:1:11~: un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur.",
            ],
        ),
        (
            "[glossary]\nboîte mail = \"x\"\nhôpital = \"y\"\n",
            &[
                "E c/collection.toml:2:7~: une clé qui contient une espace, un accent ou une apostrophe doit être entre guillemets. Écrivez par exemple~: \"boîte mail\" = \"courriel\".",
            ],
        ),
        (
            "title =\n",
            &[
                "E c/collection.toml:1:8~: il manque une valeur. Écrivez la ligne sous la forme~: clé = \"valeur\".",
            ],
        ),
        (
            "title\n",
            &[
                "E c/collection.toml:1:6~: il manque une valeur. Écrivez la ligne sous la forme~: clé = \"valeur\".",
            ],
        ),
        (
            "title = \"a\"\ntitle = \"b\"\n",
            &["E c/collection.toml:2:1~: cette clé est déjà donnée plus haut. N’en gardez qu’une."],
        ),
        (
            "[glossary\n",
            &[
                "E c/collection.toml:1:10~: une liste n’est pas fermée, ou il y manque une virgule. Vérifiez «~[~», «~,~» et «~]~».",
            ],
        ),
        (
            "[glossary]\nA = [\"x\" \"y\"]\n",
            &[
                "E c/collection.toml:2:10~: une liste n’est pas fermée, ou il y manque une virgule. Vérifiez «~[~», «~,~» et «~]~».",
            ],
        ),
        (
            "title = \"a\" b\n",
            &[
                "E c/collection.toml:1:13~: du texte suit la valeur. Gardez une seule clé par ligne, et toute la valeur entre guillemets.",
            ],
        ),
        (
            "titre = \"a\"\nglossary = \"x\"\ncontact = 3\ndescription = \" \"\nsource = \"a.fr/x\"\n",
            &[
                "E c/collection.toml:1:1~: la clé «~titre~» n’existe pas. Vouliez-vous écrire «~title~»~?",
                "E c/collection.toml:2:12~: «~glossary~» attend un groupe de clés, et non un texte. Écrivez «~[glossary]~» sur une ligne, puis ses clés dessous.",
                "E c/collection.toml:3:11~: «~contact~» attend un texte, et non un nombre. Mettez la valeur entre guillemets, sur la même ligne que la clé.",
                "E c/collection.toml:4:15~: «~description~» est vide. Complétez la ligne, ou supprimez-la.",
                "E c/collection.toml:5:10~: la source «~a.fr/x~» n’est pas une adresse complète. Écrivez~: https://a.fr/x",
            ],
        ),
        (
            "[glossary]\n\"\" = \"x\"\nA = \"\"\nB = []\nC = [\"\", 1]\n",
            &[
                "E c/collection.toml:2:1~: le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.",
                "E c/collection.toml:3:5~: le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.",
                "E c/collection.toml:4:1~: le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.",
                "E c/collection.toml:5:6~: le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.",
                "E c/collection.toml:5:10~: «~C~» attend un texte ou une liste de textes, et non un nombre. Écrivez un texte entre guillemets, ou plusieurs entre crochets.",
            ],
        ),
    ] {
        check(&[("c/a.md", SOUND), ("c/collection.toml", text)], expected);
    }
}

#[test]
fn questions_toml_is_judged() {
    for (text, expected) in [
        (
            "[question]\nask = \"x\"\nexpect = \"a\"\n",
            &[
                "E c/questions.toml:1:2~: «~question~» attend une liste, et non un groupe de clés. Écrivez «~[[question]]~» sur une ligne, puis «~ask~» et «~expect~» dessous.",
            ] as &[&str],
        ),
        (
            "[[questions]]\nask = \"x\"\n",
            &[
                "E c/questions.toml:1:3~: la clé «~questions~» n’existe pas. Vouliez-vous écrire «~question~»~?",
            ],
        ),
        (
            "[[question]]\nask = \"x\"\nexpect = \"capacite\"\nheld_out = \"oui\"\nhold = 1\n\n[[question]]\nexpect = \"zzzz\"\n\n[[question]]\nask = \"X\"\nexpect = \"unknown\"\n",
            &[
                "E c/questions.toml:3:10~: aucune entrée de la collection ne s’appelle «~capacite~». Vouliez-vous écrire «~capacites~»~?",
                "E c/questions.toml:4:12~: «~held_out~» attend true ou false, et non un texte. Écrivez true ou false, sans guillemets.",
                "E c/questions.toml:5:1~: la clé «~hold~» n’existe pas. Supprimez-la~; les clés possibles sont~: ask, expect, held_out, accepted.",
                "E c/questions.toml:7:1~: la clé «~ask~» manque. Ajoutez une ligne «~ask = \"…\"~».",
                "E c/questions.toml:11:1~: la même question attend autre chose à la ligne~2. Gardez celle qui dit vrai.",
            ],
        ),
        (
            "[[question]]\nask = \"x\"\nexpect = \"a b\"\n",
            &[
                "E c/questions.toml:3:10~: aucune entrée de la collection ne s’appelle «~a b~». Donnez le nom d’un fichier sans «~.md~», ou «~unknown~».",
            ],
        ),
        (
            "[[question]]\nask = \"É\"\nexpect = \"capacites\"\n[[question]]\nask = \"é\"\nexpect = \"capacites\"\n",
            &[
                "W c/questions.toml:5:1~: la même question figure déjà à la ligne~2. Supprimez l’une des deux.",
            ],
        ),
    ] {
        check(&[("c/capacites.md", SOUND), ("c/questions.toml", text)], expected);
    }
}

#[test]
fn questions_are_compared_within_a_collection() {
    check(
        &[
            ("c/a.md", "---\nquestion: Où est la BAL ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/b.md", "---\nquestion: ou est la bal\nsource: https://a.fr/x\n---\nx\n"),
        ],
        &[
            "E c/b.md:2:11~: la question est déjà posée par «~c/a.md~» (ligne~2). Réunissez les deux entrées, ou précisez leurs questions.",
        ],
    );
    check(
        &[
            (
                "c/a.md",
                "---\nquestion: Comment joindre la messagerie ?\nvariants:\n  - Où est-ce ?\n  - où est ce\n  - comment joindre la messagerie\nsource: https://a.fr/x\n---\nx\n",
            ),
            (
                "c/b.md",
                "---\nquestion: Autre chose ?\nvariants:\n  - Comment joindre la messagerie\n  - Où est-ce ?\nsource: https://a.fr/x\n---\nx\n",
            ),
        ],
        &[
            "W c/a.md:5:5~: la variante répète la ligne~4. Supprimez-la.",
            "W c/a.md:6:5~: la variante répète la ligne~2. Supprimez-la.",
            "E c/b.md:4:5~: la variante est la question de «~c/a.md~» (ligne~2). Supprimez-la, ou réunissez les deux entrées.",
            "W c/b.md:5:5~: la variante figure aussi dans «~c/a.md~» (ligne~4). Gardez-la dans une seule entrée.",
        ],
    );
    check(
        &[
            (
                "c/a.md",
                "---\nquestion: Comment joindre la messagerie ?\nsource: https://a.fr/x\n---\nx\n",
            ),
            (
                "c/b.md",
                "---\nquestion: Comment joindre une messagerie ?\nsource: https://a.fr/x\n---\nx\n",
            ),
            (
                "c/d.md",
                "---\nquestion: Comment joindre les mesageries ?\nsource: https://a.fr/x\n---\nx\n",
            ),
            (
                "c/e.md",
                "---\nquestion: Comment joindre la patronne ?\nsource: https://a.fr/x\n---\nx\n",
            ),
            ("c/f.md", "---\nquestion: Comment joindre le 15 ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/g.md", "---\nquestion: Comment joindre le 18 ?\nsource: https://a.fr/x\n---\nx\n"),
            (
                "d/h.md",
                "---\nquestion: Comment joindre la messagerie ?\nsource: https://a.fr/x\n---\nx\n",
            ),
        ],
        &[
            "W c/b.md:2:11~: la question ressemble fort à celle de «~c/a.md~» (ligne~2). Réunissez les deux entrées, ou précisez ce qui les distingue.",
            "W c/d.md:2:11~: la question ressemble fort à celle de «~c/a.md~» (ligne~2). Réunissez les deux entrées, ou précisez ce qui les distingue.",
        ],
    );
    check(
        &[
            ("c/a.md", "---\nquestion: Un RPPS ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/b.md", "---\nquestion: Un RPPS ?\n---\n"),
        ],
        &[
            "E c/b.md:1:1~: la source manque. Ajoutez «~source: https://…~» dans l’en-tête, ou une source commune dans «~collection.toml~».",
            "E c/b.md:2:11~: la question est déjà posée par «~c/a.md~» (ligne~2). Réunissez les deux entrées, ou précisez leurs questions.",
            "E c/b.md:4:1~: la réponse manque. Écrivez-la sous la ligne «~---~» qui ferme l’en-tête.",
        ],
    );
}

#[test]
fn acronyms_are_asked_of_the_glossary() {
    check(
        &[
            (
                "c/a.md",
                "---\nquestion: Le RPPS ?\nvariants:\n  - L’ADELI ?\nsource: https://a.fr/x\n---\nLe RPPS, le GRADeS\net le [DMP](https://a.fr/DMP). Art. L1110-4, FON-47, `XYZ`, Louis XIV, les BALs.\n\nNOTE POUR TOUS\n\n",
            ),
            ("c/b.md", "---\nquestion: Un DMP ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/collection.toml", "[glossary]\nRPPS = \"x\"\nBAL = \"y\"\n"),
        ],
        &[
            "W c/a.md:4:7~: le sigle «~ADELI~» manque au glossaire. Ajoutez «~ADELI = \"…\"~» sous [glossary] dans «~collection.toml~».",
            "W c/a.md:7:13~: le sigle «~GRADeS~» manque au glossaire. Ajoutez «~GRADeS = \"…\"~» sous [glossary] dans «~collection.toml~».",
            "W c/a.md:8:8~: le sigle «~DMP~» manque au glossaire. Ajoutez «~DMP = \"…\"~» sous [glossary] dans «~collection.toml~».",
        ],
    );
    check(&[("c/a.md", "---\nquestion: Le RPPS ?\nsource: https://a.fr/x\n---\nx\n")], &[]);
}

#[test]
fn addresses_must_be_whole() {
    check(
        &[
            ("c/a.md", "---\nquestion: Où cela ?\nsource: https://a.fr/x).\n---\nx"),
            ("c/b.md", "---\nquestion: Quoi ?\nsource: a.fr\n---\nx"),
            ("c/d.md", "---\nquestion: Qui ?\nsource: ftp://a.fr\n---\nx"),
            ("c/e.md", "---\nquestion: Quand ?\n---\nx"),
        ],
        &[
            "E c/a.md:3:9~: la source «~https://a.fr/x).~» comporte un signe de trop au bord. Écrivez~: https://a.fr/x",
            "E c/b.md:3:9~: la source «~a.fr~» n’est pas une adresse complète. Écrivez~: https://a.fr",
            "E c/d.md:3:9~: la source «~ftp://a.fr~» n’est pas une page web. Donnez une adresse qui commence par https://.",
            "E c/e.md:1:1~: la source manque. Ajoutez «~source: https://…~» dans l’en-tête, ou une source commune dans «~collection.toml~».",
        ],
    );
    check(
        &[(
            "c/a.md",
            "---\nquestion: Un ?\nsource: https://a.fr/x\n---\nVoir [ici](page.md), [là](https://a.fr/x,), <a@b.fr>, [m](mailto:a@b.fr), ![i](img.png) et [r][1].\n\n[1]: a.fr/x\n",
        )],
        &[
            "W c/a.md:5:12~: le lien «~page.md~» n’est pas une adresse complète. Donnez l’adresse entière, qui commence par https://.",
            "W c/a.md:5:27~: le lien «~https://a.fr/x,~» comporte un signe de trop au bord. Écrivez~: https://a.fr/x",
            "W c/a.md:5:80~: le lien «~img.png~» n’est pas une adresse complète. Donnez l’adresse entière, qui commence par https://.",
            "W c/a.md:5:92~: le lien «~a.fr/x~» n’est pas une adresse complète. Écrivez~: https://a.fr/x",
        ],
    );
}
