//! `souffleur import`, from a file's bytes to the entry files in a folder.
//!
//! 1. A pasted page gives complete entries: categories are separated, questions inside
//!    answers stay there, dates and links are read, missing answers are reported.
//! 2. A saved page gives what unfolds in it and the headings that are questions.
//! 3. FAQPage data takes precedence over the page around it.
//! 4. A table is read whatever its delimiter, encoding and column names.
//! 5. JSON lines are read. A bad one is reported, and the others are kept.
//! 6. No file is overwritten, and a dry run writes nothing.
//! 7. Whatever the text, the file's front matter reads back as it was written.
//! 8. A file without entries fails, and the message says how to fix that.
//! 9. No bytes cause a panic, as any format.
//!
//! What each kind of page, text and data gives is in the modules below.

mod any;
mod data;
mod looks;
mod pages;
mod siblings;
mod tables;
mod texts;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use souffleur::cli::import::{Args, Format, import_to};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    question: String,
    #[serde(default)]
    variants: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    source: Option<String>,
    updated: Option<String>,
}

struct Run {
    made: bool,
    out: String,
    err: String,
    folder: PathBuf,
    _home: tempfile::TempDir,
}

impl Run {
    /// Every file of the folder, by name.
    fn files(&self) -> BTreeMap<String, String> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return BTreeMap::new() };
        entries
            .map(|entry| {
                let path = entry.expect("a folder that can be listed").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read_to_string(&path).expect("UTF-8"))
            })
            .collect()
    }

    fn entry(&self, name: &str) -> (FrontMatter, String) {
        let files = self.files();
        let names: Vec<_> = files.keys().collect();
        read_back(
            files.get(name).unwrap_or_else(|| panic!("no {name} among {names:?}\n{}", self.err)),
        )
    }
}

fn read_back(text: &str) -> (FrontMatter, String) {
    let rest = text.strip_prefix("---\n").expect("front matter first");
    let (yaml, answer) = rest.split_once("\n---\n").expect("front matter closed");
    let front_matter = serde_saphyr::from_str(yaml).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
    (front_matter, answer.to_owned())
}

fn args(folder: &Path, options: &[&str]) -> Args {
    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }
    let into = folder.to_str().expect("a plain temporary path");
    let line = ["import", "-", "--into", into].into_iter().chain(options.iter().copied());
    <Command as clap::Parser>::parse_from(line).args
}

fn import_into(folder: &Path, bytes: &[u8], options: &[&str]) -> (bool, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let made = import_to(&args(folder, options), &mut &bytes[..], &mut out, &mut err)
        .expect("streams that work");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (made, text(out), text(err))
}

fn import(bytes: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("faq");
    let (made, out, err) = import_into(&folder, bytes.as_ref(), options);
    Run { made, out, err, folder, _home: home }
}

/// Imports a file that has a name, which may tell its format.
fn import_named(name: &str, text: &str, options: &[&str]) -> Run {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("faq");
    let mut arguments = args(&folder, options);
    arguments.file = home.path().join(name);
    fs::write(&arguments.file, text).expect("written");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let made = import_to(&arguments, &mut std::io::empty(), &mut out, &mut err)
        .expect("streams that work");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { made, out: text(out), err: text(err), folder, _home: home }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/import").join(name))
        .expect("a fixture")
}

#[test]
fn a_pasted_page_gives_its_entries_whole() {
    let run = import(fixture("page.txt"), &["--source", "https://mediatheque.exemple/faq"]);
    assert!(run.made, "{}", run.err);
    assert_eq!(run.files().len(), 5, "{:?}", run.files().keys());

    let (front_matter, answer) = run.entry("inscription-elle-payante.md");
    assert_eq!(front_matter.question, "L'inscription est-elle payante\u{a0}?");
    assert_eq!(front_matter.categories, ["Inscription"]);
    assert_eq!(front_matter.updated.as_deref(), Some("2025-03-14"));
    assert_eq!(front_matter.source.as_deref(), Some("https://mediatheque.exemple/faq"));
    insta::assert_snapshot!(answer, @r"
    Non, elle est gratuite.

    Vous habitez une autre commune ?

    Présentez tout de même une pièce d'identité ; le règlement est sur <https://mediatheque.exemple/reglement>.
    ");

    let (front_matter, answer) = run.entry("combien-livres-emprunter.md");
    assert_eq!(front_matter.categories, ["Vie pratique", "Prêt"]);
    insta::assert_snapshot!(answer, @r"
    - Vous êtes adulte :

    Vous choisissez :

    - dix livres ;
    - deux films, à rendre sous quinze jours.
    ");

    assert_eq!(
        run.entry("peut-venir-avec-chien.md").0.categories,
        ["Vie pratique", "Accueil du public"]
    );
    let (front_matter, answer) = run.entry("comment-reserver-salle.md");
    assert_eq!(front_matter.updated.as_deref(), Some("2025-04-02"), "an entry's own date wins");
    assert_eq!(answer, "Par téléphone, du mardi au samedi.\n");
    let (front_matter, answer) = run.entry("ou-garer-velo.md");
    assert_eq!(front_matter.categories, ["Vie pratique", "Prêt"], "nothing between two categories");
    assert_eq!(
        answer,
        "Devant l'entrée (voir le plan : <https://mediatheque.exemple/plan_(rdc)>).\n"
    );

    assert!(run.err.contains("12 annoncées, 5 trouvées"), "{}", run.err);
    assert!(run.err.contains("un lien s’est perdu"), "{}", run.err);
    assert!(!run.err.contains("sans source"), "{}", run.err);
    assert!(run.out.starts_with("5 entrées écrites dans"), "{}", run.out);
    assert!(run.out.contains("souffleur check"), "{}", run.out);
}

#[test]
fn a_page_without_categories_opens_at_each_question_alone_on_its_line() {
    let run = import("1. Où ?\n\nIci.\nVraiment ?\nOui.\n\n2. Quand ?\nR : Demain\n\nQui ?\n", &[]);
    assert_eq!(run.files().len(), 2, "{:?}", run.files());
    assert_eq!(run.entry("ou.md").1, "Ici.\n\nVraiment ?\n\nOui.\n");
    assert_eq!(run.entry("quand.md").1, "Demain\n");
    assert!(run.err.contains("«\u{a0}Qui ?\u{a0}» n’a pas de réponse"), "{}", run.err);
    assert!(run.err.contains("2 entrées sans source"), "{}", run.err);
}

#[test]
fn a_page_written_in_markdown_keeps_its_marks() {
    let run = import("## Où ?\n\nVoir [le plan](https://exemple.fr/plan), **sans faute**.\n", &[]);
    assert_eq!(run.entry("ou.md").1, "Voir [le plan](https://exemple.fr/plan), **sans faute**.\n");
}

#[test]
fn a_question_asked_twice_is_told_whatever_its_spelling() {
    let run = import("question,answer\nOù aller ?,Ici.\nou aller?,Ici.\nOÙ ALLER,Là.\n", &[]);
    assert_eq!(run.files().len(), 2, "{:?}", run.files());
    assert!(
        run.err.contains("«\u{a0}ou aller?\u{a0}» est deux fois dans le fichier"),
        "{}",
        run.err
    );
    assert!(run.err.contains("«\u{a0}OÙ ALLER\u{a0}» est posée plusieurs fois"), "{}", run.err);
}

#[test]
fn the_collection_s_source_serves_entries_without_one() {
    let home = tempfile::tempdir().expect("a temporary folder");
    fs::write(home.path().join("collection.toml"), "source = \"https://exemple.fr\"\n")
        .expect("written");
    let (made, _, err) = import_into(home.path(), "Où ?\n\nIci.".as_bytes(), &[]);
    assert!(made && !err.contains("sans source"), "{err}");
}

#[test]
fn details_unfold() {
    let run = import(fixture("details.html"), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("inscription-elle-payante.md");
    assert_eq!(front_matter.question, "L’inscription est-elle payante\u{a0}?");
    assert_eq!(front_matter.categories, ["Inscription"]);
    assert_eq!(front_matter.source.as_deref(), Some("https://mediatheque.exemple/aide/faq"));
    assert_eq!(front_matter.updated.as_deref(), Some("2025-03-14"));
    insta::assert_snapshot!(answer, @r"
    Non, elle est **gratuite**. Voir [le règlement](https://mediatheque.exemple/reglement).

    ### Et ailleurs ?

    Partout pareil.
    ");
    assert_eq!(run.entry("horaires.md").1, "- mardi\n- samedi\n");
    let (front_matter, answer) = run.entry("combien-livres-emprunter.md");
    assert_eq!(front_matter.categories, ["Prêt"]);
    assert_eq!(answer, "Dix livres.\n\nDeux films.\n");
}

#[test]
fn buttons_unfold_their_panel() {
    let run = import(fixture("accordion.html"), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("inscription-elle-payante.md");
    assert_eq!(front_matter.categories, ["Inscription"]);
    assert_eq!(answer, "Non, elle est gratuite.\n");
    assert_eq!(run.entry("horaires.md").1, "Du mardi au samedi.\n");
}

#[test]
fn headings_that_ask_open_an_entry() {
    let run = import(fixture("headings.html"), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    assert_eq!(
        run.entry("inscription-elle-payante.md").1,
        "Non, [elle est gratuite](https://mediatheque.exemple/aide/reglement).\n"
    );
    let (front_matter, answer) = run.entry("ou-aller.md");
    assert_eq!(front_matter.categories, ["Inscription"]);
    assert_eq!(answer, "#### En ville\n\nRue Haute.\n\n#### Au village\n\nPlace \\<basse>.\n");
    let (front_matter, answer) = run.entry("combien-films.md");
    assert_eq!((front_matter.categories, answer.as_str()), (vec!["Prêt".to_owned()], "Deux.\n"));
    assert!(
        run.err.contains("«\u{a0}Combien de livres ?\u{a0}» n’a pas de réponse"),
        "{}",
        run.err
    );
}

#[test]
fn definition_lists_are_read_where_one_asks() {
    let run = import(fixture("terms.html"), &[]);
    assert_eq!(run.entry("inscription-elle-payante.md").1, "Non.\n\nJamais.\n");
    assert_eq!(run.entry("horaires.md").1, "Du mardi au samedi.\n");
}

#[test]
fn questions_marked_in_the_tags_are_read_even_in_a_page_wide_form() {
    let run = import(
        r#"<html><body><form><div itemscope itemtype="https://schema.org/FAQPage">
        <div itemscope itemprop="mainEntity" itemtype="https://schema.org/Question">
        <strong itemprop="name">Horaires</strong><span>plier</span>
        <div itemscope itemprop="acceptedAnswer" itemtype="https://schema.org/Answer">
        <div itemprop="text"><p>Du mardi au samedi.</p></div></div></div></div></form></body></html>"#,
        &[],
    );
    assert_eq!(run.entry("horaires.md").1, "Du mardi au samedi.\n");
}

#[test]
fn a_page_s_declared_charset_is_honoured() {
    let page = b"<html><head><meta charset=\"windows-1252\"></head><h2>O\xf9 ?</h2><p>L\x92\xe9t\xe9, 3 \x80.</p></html>";
    assert_eq!(import(page, &[]).entry("ou.md").1, "L’été, 3 €.\n");
}

#[test]
fn faq_page_data_wins_over_the_page() {
    let run = import(fixture("jsonld.html"), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("inscription-elle-payante.md");
    assert_eq!(front_matter.question, "L'inscription est-elle payante\u{a0}?");
    assert_eq!(front_matter.source.as_deref(), Some("https://mediatheque.exemple/aide/faq"));
    assert_eq!(front_matter.updated.as_deref(), Some("2025-03-14"));
    assert_eq!(
        answer,
        "Non, elle est **gratuite**.\n\n- [règlement](https://mediatheque.exemple/reglement)\n"
    );
    assert!(run.err.contains("JSON-LD est illisible"), "{}", run.err);
    assert!(run.err.contains("«\u{a0}Et sans réponse ?\u{a0}» n’a pas de réponse"), "{}", run.err);
}

#[test]
fn faq_page_data_alone_is_read() {
    let json = r#"{"@type":"FAQPage","url":"https://exemple.fr/faq","mainEntity":{"@type":"Question",
        "name":"Où ?","acceptedAnswer":{"@type":"Answer","text":"&lt;p&gt;Ici &lt;a href=\"/plan\"&gt;(plan)&lt;/a&gt;.&lt;/p&gt;"}}}"#;
    let (front_matter, answer) = import(json, &[]).entry("ou.md");
    assert_eq!(front_matter.source.as_deref(), Some("https://exemple.fr/faq"));
    assert_eq!(answer, "Ici [(plan)](https://exemple.fr/plan).\n");
}

#[test]
fn a_table_is_read_as_spreadsheets_save_it() {
    let table = "Question;Réponse;Catégories;Lien;Variantes;Mise à jour;Auteur\r\n\
                 Où aller ?;\"Rue Haute.\r\nAu 3 ; sonnez.\";Accès, Plan;https://exemple.fr/acces;Quelle rue ?|C’est où ?;14/03/2025;moi\r\n";
    let semicolon: Vec<u8> = table.bytes().collect();
    let marked = format!("\u{feff}{table}").into_bytes();
    let hinted = format!("sep=;\r\n{table}").into_bytes();
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(table);
    let tabs: Vec<u8> =
        table.replace("3 ;", "3 §").replace(';', "\t").replace("3 §", "3 ;").into_bytes();
    let commas = "question,answer,categories,url,variants,updated,author\n\
                  Où aller ?,\"Rue Haute.\nAu 3 ; sonnez.\",\"Accès, Plan\",https://exemple.fr/acces,Quelle rue ?|C’est où ?,2025-03-14,moi\n";
    for (name, bytes) in [
        ("semicolons", semicolon.as_slice()),
        ("a byte order mark", &marked),
        ("Excel's hint", &hinted),
        ("Windows-1252", &windows),
        ("tabs", &tabs),
        ("commas and English", commas.as_bytes()),
    ] {
        let run = import(bytes, &[]);
        let (front_matter, answer) = run.entry("ou-aller.md");
        let expected = FrontMatter {
            question: "Où aller ?".to_owned(),
            variants: vec!["Quelle rue ?".to_owned(), "C’est où ?".to_owned()],
            categories: vec!["Accès".to_owned(), "Plan".to_owned()],
            source: Some("https://exemple.fr/acces".to_owned()),
            updated: Some("2025-03-14".to_owned()),
        };
        assert_eq!(front_matter, expected, "{name}");
        assert_eq!(answer, "Rue Haute.\n\nAu 3 ; sonnez.\n", "{name}");
        assert!(run.err.contains("rien n’est fait de ces colonnes"), "{name}: {}", run.err);
    }
}

#[test]
fn a_cell_may_hold_markdown_or_html() {
    let run = import(
        "question,answer\nUn ?,Voir **[la page](https://a.fr)** <b>x\nDeux ?,<p>Voir <b>ceci</b></p>\nTrois ?,*non*\n",
        &[],
    );
    assert_eq!(run.entry("un.md").1, "Voir **[la page](https://a.fr)** \\<b>x\n");
    assert_eq!(run.entry("deux.md").1, "Voir **ceci**\n");
    assert_eq!(run.entry("trois.md").1, "\\*non\\*\n");
}

#[test]
fn wrong_dates_and_sources_are_told_and_left_out() {
    let run = import("question,answer,source,date\nOù ?,Ici.,exemple.fr,demain\n", &[]);
    let (front_matter, _) = run.entry("ou.md");
    assert_eq!((front_matter.source, front_matter.updated), (None, None));
    assert!(run.err.contains("n’est pas une adresse complète"), "{}", run.err);
    assert!(run.err.contains("la date de «\u{a0}Où ?\u{a0}» est illisible"), "{}", run.err);
}

#[test]
fn json_lines_are_read_and_a_bad_one_costs_itself() {
    let lines = concat!(
        r#"{"_id":"1","title":"Où aller ?","text":"Voici :\n- rue Haute ;\n- place Basse.","category":"Accès, plan","url":"https://exemple.fr/acces"}"#,
        "\n{\"title\": \n[1]\n",
        r#"{"title":"Quand ?","text":"","category":"","url":""}"#,
        "\n",
    );
    let run = import(lines, &["--source", "https://exemple.fr/faq"]);
    assert!(run.made);
    let (front_matter, answer) = run.entry("ou-aller.md");
    assert_eq!(front_matter.categories, ["Accès, plan"]);
    assert_eq!(front_matter.source.as_deref(), Some("https://exemple.fr/acces"));
    assert_eq!(answer, "Voici :\n\n- rue Haute ;\n- place Basse.\n");
    for told in [
        "la ligne 2 est illisible",
        "la ligne 3 est illisible",
        "«\u{a0}Quand ?\u{a0}» n’a pas de réponse",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    assert!(run.out.contains("1 entrée écrite"), "{}", run.out);
    assert!(run.out.contains("3 laissées de côté"), "{}", run.out);
}

#[test]
fn nothing_there_is_overwritten() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("faq");
    let table = "question,answer\nOù ?,Ici.\nOù !,Là.\nOù…,Partout.\nQuand ?,Demain.\n";
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("ou-2.md"), "à moi").expect("written");

    let (made, out, _) = import_into(&folder, table.as_bytes(), &["--dry-run"]);
    assert!(made && out.contains("quand.md\n---\nquestion: Quand ?\n---\nDemain."), "{out}");
    assert_eq!(fs::read_dir(&folder).expect("listed").count(), 1, "a dry run writes nothing");

    let (made, out, err) = import_into(&folder, table.as_bytes(), &[]);
    assert!(made && out.starts_with("3 entrées écrites"), "{out}");
    assert!(err.contains("ou-2.md\u{a0}: déjà là, laissé tel quel."), "{err}");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(names, ["ou-2.md", "ou-3.md", "ou.md", "quand.md"], "and no file half written");
    assert_eq!(fs::read_to_string(folder.join("ou-2.md")).expect("read"), "à moi");

    let (made, out, _) = import_into(&folder, table.as_bytes(), &[]);
    assert!(!made && out.starts_with("0 entrée écrite"), "nothing new is a failure: {out}");
}

#[test]
fn nothing_usable_says_how_to_mend_it() {
    for (bytes, options, told) in [
        (b"".as_slice(), [].as_slice(), "le fichier est vide"),
        (b"PK\x03\x04archive", &[], "ni un classeur .xlsx ou .ods"),
        (b"PK\x03\x04 xl/workbook.xml", &[], "enregistrez-le de nouveau"),
        (b"question;answer\n", &["--format", "xlsx"], "enregistrez-le de nouveau"),
        (b"Bonjour.", &[], "Une question est une ligne à part"),
        (b"nom;prix\na;1\n", &["--format", "csv"], "la première ligne doit nommer les colonnes"),
        (b"question;answer\n", &[], "aucune entrée trouvée sous l’en-tête"),
        (b"<html><p>Bonjour</p></html>", &[], "copiez le texte de la page"),
        (b"<html><p>Bonjour</p></html>", &["--format", "jsonld"], "Essayez --format html"),
        (b"bonjour", &["--format", "jsonl"], "un objet JSON"),
    ] {
        let run = import(bytes, options);
        assert!(!run.made, "{told}");
        assert!(run.err.contains(told), "{told}: {}", run.err);
        assert!(run.files().is_empty(), "{told}");
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut missing = args(home.path(), &[]);
    missing.file = home.path().join("absent.txt");
    let mut err = Vec::new();
    let made =
        import_to(&missing, &mut std::io::empty(), &mut Vec::new(), &mut err).expect("streams");
    let err = String::from_utf8_lossy(&err);
    assert!(!made && err.contains("illisible (fichier ou dossier introuvable)"), "{err}");
    let file = home.path().join("fichier");
    fs::write(&file, "").expect("written");
    let (made, _, err) = import_into(&file, "Où ?\n\nIci.".as_bytes(), &[]);
    assert!(!made && err.contains("ne peut pas être créé (ce n’est pas un dossier)"), "{err}");
}

/// The page that this import was first made for. It is not part of the project.
#[test]
fn the_reference_page_gives_its_ten_entries() {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).take(2);
    let beside: Vec<_> = above.map(|folder| folder.join("shared")).filter(|f| f.exists()).collect();
    let page = beside.iter().map(|folder| folder.join("mssante.txt")).find(|page| page.exists());
    let Some(page) = page else {
        let skipped = "SKIPPED: shared/mssante.txt is not beside the project";
        // Without that folder the page is not expected to exist.
        let allowed = std::env::var_os("SOUFFLEUR_NO_SKIP").is_none_or(|no| no != "1");
        assert!(allowed || beside.is_empty(), "{skipped}");
        eprintln!("{skipped}");
        return;
    };
    let run = import(fs::read(page).expect("readable"), &[]);
    assert_eq!(run.files().len(), 10, "{:?}", run.files().keys());
    assert!(run.err.contains("38 annoncées, 10 trouvées"), "{}", run.err);
    assert!(run.err.contains("10 entrées sans source"), "{}", run.err);
    for name in run.files().keys() {
        let (front_matter, answer) = run.entry(name);
        let known = ["Juridique", "Annuaires", "Usages", "Services socles", "Information générale"];
        assert!(!front_matter.categories.is_empty(), "{name}");
        assert!(
            front_matter.categories.iter().all(|c| known.contains(&c.as_str())),
            "{front_matter:?}"
        );
        assert_eq!(front_matter.updated.as_deref(), Some("2025-09-05"), "{name}");
        assert!(answer.len() > 200 && !answer.contains("\u{a0}\n"), "{name}: {answer}");
    }
}

#[test]
fn formats_have_the_names_of_the_documentation() {
    use clap::ValueEnum;
    let names: Vec<_> = Format::value_variants()
        .iter()
        .filter_map(|format| format.to_possible_value().map(|value| value.get_name().to_owned()))
        .collect();
    assert_eq!(
        names,
        ["auto", "page", "markdown", "html", "jsonld", "csv", "xlsx", "jsonl", "yaml"]
    );
}
