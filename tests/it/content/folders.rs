//! What a load says of the folder: names, spellings, sizes, links, and the bundled FAQ.

use std::path::Path;

use tempfile::TempDir;

use super::{Loaded, SOUND, check, load, told, write};

#[test]
fn names_and_folders_are_judged() {
    check(
        &[
            ("c/a.md", "---\nquestion: Un ?\nsource: https://a.fr/x\n---\nx\n"),
            ("d/A.md", "---\nquestion: Deux ?\nsource: https://a.fr/x\n---\nx\n"),
            ("e/été 2025 (copie).md", "---\nquestion: Trois ?\nsource: https://a.fr/x\n---\nx\n"),
            ("e/unknown.md", "---\nquestion: Quatre ?\nsource: https://a.fr/x\n---\nx\n"),
        ],
        &[
            "E d/A.md~: une autre entrée porte déjà ce nom~: «~c/a.md~». Renommez l’un des deux fichiers.",
            "E e/unknown.md~: «~unknown~» désigne, dans «~questions.toml~», une question sans réponse. Donnez un autre nom au fichier.",
            "E e/été 2025 (copie).md~: le nom du fichier sert d’identifiant à l’entrée~: 64~caractères au plus, lettres, chiffres, «~-~», «~_~» ou «~.~». Renommez-le «~ete-2025-copie.md~».",
        ],
    );
    check(
        &[
            ("a.md", "---\nquestion: Un ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/b.md", "---\nquestion: Deux ?\nsource: https://a.fr/x\n---\nx\n"),
            ("c/sous/x.md", ""),
            ("d/x.txt", ""),
            ("_brouillons/a.md", ""),
            (".git/a.md", ""),
        ],
        &[
            "E a.md~: l’entrée est posée à côté des collections et ne serait pas lue. Déplacez-la dans le dossier d’une collection.",
            "W c/sous~: les sous-dossiers d’une collection ne sont pas lus. Placez leurs entrées dans le dossier de la collection.",
            "W d~: la collection ne contient aucune entrée. Ajoutez-y un fichier «~.md~», ou supprimez le dossier.",
        ],
    );
    check(
        &[("c/README.md", "")],
        &["E DIR~: le dossier ne contient aucune entrée. Ajoutez au moins un fichier «~.md~»."],
    );
    check(
        &[
            ("c/a.md", ""),
            ("c/b.md", "bonjour"),
            ("c/d.md", "\n---\nquestion: x\n"),
            ("c/e.md", "---\nquestion: Où ?\nsource: https://a.fr\n---\n\n<!-- à faire -->\n"),
        ],
        &[
            "E c/a.md~: le fichier est vide. Écrivez l’entrée, ou supprimez le fichier.",
            "E c/b.md:1:1~: l’en-tête manque. Commencez le fichier par une ligne «~---~», puis «~question: …~», puis une ligne «~---~»~; la réponse vient après.",
            "E c/d.md:2:1~: l’en-tête ouvert par «~---~» n’est jamais fermé. Ajoutez une ligne «~---~» avant la réponse.",
            "E c/e.md:5:1~: la réponse manque. Écrivez-la sous la ligne «~---~» qui ferme l’en-tête.",
        ],
    );
}

#[test]
fn other_spellings_load() {
    let root = TempDir::new().unwrap();
    let text = "\u{feff}\r\n--- \r\nquestion: >\r\n  Où est\r\n  l’e\u{301}te\u{301}\u{a0}?\r\n\
        variants: [112, true, 0x1F]\r\nsource: https://a.fr/x\r\n---\t\r\n\r\n    code\r\n\r\n\
        L’e\u{301}te\u{301}.\r\n\r\n";
    write(root.path(), "E\u{301}te\u{301}/l-e\u{301}te\u{301}.MD", text);
    let Ok(Loaded { faq, warnings }) = load(root.path()) else { panic!("it loads") };
    assert_eq!(warnings, []);
    let collection = &faq.collections()[0];
    assert_eq!((collection.id.as_str(), &*collection.title), ("Été", "Été"));
    let entry = &collection.entries[0];
    assert_eq!(entry.id.as_str(), "l-été");
    assert_eq!(entry.question, "Où est l’été\u{a0}?");
    assert_eq!(entry.variants, ["112", "true", "0x1F"]);
    assert_eq!(entry.answer.as_str(), "    code\n\nL’été.");
}

#[test]
fn a_folder_of_entries_is_a_collection() {
    for files in [
        // Files of editors and files for people beside the entry are ignored.
        &["a.md", "README.md", "LisezMoi.md", "_b.md", ".c.md", "#d.md#", "e.md~", "f.txt"][..],
        &["a.md", "collection.toml"],
    ] {
        let root = TempDir::new().unwrap();
        let folder = root.path().join("aide");
        for file in files {
            write(&folder, file, if file.ends_with(".md") { SOUND } else { "" });
        }
        let Ok(Loaded { faq, warnings }) = load(&folder) else { panic!("{files:?} loads") };
        assert_eq!(warnings, [], "{files:?}");
        let found: Vec<_> =
            faq.collections().iter().map(|c| (c.id.as_str(), c.entries.len())).collect();
        assert_eq!(found, [("aide", 1)], "{files:?}");
    }
}

#[test]
fn a_collection_lends_its_source() {
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", "---\nquestion: Où ?\n---\nIci.\n");
    write(root.path(), "c/collection.toml", "source = \"https://a.fr/commun\"\n");
    let loaded = load(root.path()).expect("the collection has a source");
    assert_eq!(loaded.faq.collections()[0].entries[0].source.as_str(), "https://a.fr/commun");
}

#[test]
fn what_golden_questions_say_is_kept() {
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", SOUND);
    let golden = "# essai\n[[question]]\nask = \"c ou\"\nexpect = \"a\"\nheld_out = true\n\n\
        [[question]]\nask = \"\"\nexpect = \"unknown\"\n";
    write(root.path(), "c/questions.toml", golden);
    let loaded = load(root.path()).expect("it loads");
    let collection = &loaded.faq.collections()[0];
    let kept: Vec<_> = collection.golden.iter().map(|q| (&*q.ask, q.held_out, q.line)).collect();
    assert_eq!(kept, [("c ou", true, 3), ("", false, 8)]);
    assert_eq!(collection.golden_file, Path::new("c/questions.toml"));
}

#[test]
fn bytes_and_sizes_are_judged() {
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", b"---\nquestion: O\xf9 ?\n---\n\xab\xa0Ici\xa0\xbb\n");
    write(root.path(), "c/b.md", b"---\nquestion: x\n\xff\xfe\x00");
    write(root.path(), "c/d.md", "x".repeat(256 * 1024 + 1));
    let limit = format!("{SOUND}{}", " ".repeat(256 * 1024 - SOUND.len()));
    write(root.path(), "c/e.md", limit);
    write(root.path(), "c/collection.toml", b"title = \"\xe9t\xe9\"\n");
    assert_eq!(
        told(root.path(), &load(root.path())),
        [
            "E c/a.md:2:12~: le texte n’est pas en UTF-8~; il semble être en Windows-1252. Rouvrez le fichier avec cet encodage et enregistrez-le en UTF-8.",
            "E c/b.md:3:1~: le texte n’est pas en UTF-8. Dans votre éditeur, choisissez «~Enregistrer sous~» avec l’encodage UTF-8.",
            "E c/collection.toml:1:10~: le texte n’est pas en UTF-8~; il semble être en Windows-1252. Rouvrez le fichier avec cet encodage et enregistrez-le en UTF-8.",
            "E c/d.md~: le fichier dépasse 256~Kio. Répartissez son contenu en plusieurs fichiers.",
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed() {
    use std::os::unix::fs::symlink;

    let outside = TempDir::new().unwrap();
    write(outside.path(), "secret.md", SOUND);
    let root = TempDir::new().unwrap();
    write(root.path(), "c/a.md", SOUND);
    write(root.path(), "c/.versions/b.md", SOUND.replace("Où", "Quand"));
    let folder = root.path().join("c");
    symlink(outside.path().join("secret.md"), folder.join("dehors.md")).unwrap();
    symlink("nulle-part.md", folder.join("perdu.md")).unwrap();
    symlink(".versions/b.md", folder.join("b.md")).unwrap();
    symlink(outside.path(), root.path().join("ailleurs")).unwrap();
    // Opening a pipe that nobody writes to would never return.
    let pipe = folder.join("tube.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of any Unix");
    assert_eq!(
        told(root.path(), &load(root.path())),
        [
            "E ailleurs~: le lien symbolique mène hors du dossier de la FAQ. Remplacez-le par une copie du fichier.",
            "E c/dehors.md~: le lien symbolique mène hors du dossier de la FAQ. Remplacez-le par une copie du fichier.",
            "E c/perdu.md~: le lien symbolique ne mène à rien. Supprimez-le, ou remplacez-le par le fichier voulu.",
            "E c/tube.md~: ce n’est pas un fichier ordinaire. Supprimez-le, ou remplacez-le par un fichier texte.",
        ]
    );
}

#[test]
fn the_folder_itself_is_judged() {
    let root = TempDir::new().unwrap();
    let missing = root.path().join("faq");
    assert_eq!(
        told(root.path(), &load(&missing)),
        [
            "E DIR/faq~: le dossier de la FAQ n’existe pas. Créez-le, ou corrigez son chemin dans la configuration."
        ]
    );
    write(root.path(), "faq", "");
    assert_eq!(
        told(root.path(), &load(&missing)),
        ["E DIR/faq~: c’est un fichier, pas un dossier. Indiquez le dossier qui contient la FAQ."]
    );
}

#[test]
fn the_bundled_faq_is_sound() {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq");
    let outcome = load(&bundled);
    assert_eq!(told(&bundled, &outcome), [""; 0]);
    let faq = outcome.expect("no problem").faq;
    assert_eq!(faq.len(), 10);
    assert!(faq.collections()[0].golden.len() >= 140, "its test comes with it");
}
