//! The values of data: what YAML and workbooks make of them, and what an entry cannot hold.

use std::io::Write;
use std::sync::mpsc;

use souffleur::cli::import::import_to;

use super::{args, import, import_named};

#[test]
fn a_question_without_a_readable_answer_is_told() {
    for answer in ["null", "true", "\"\"", "[]", r#"{"type":"doc","content":[{"type":"p"}]}"#] {
        let json = format!(
            "[{{\"question\":\"Où payer ?\",\"answer\":{answer}}},\n\
             {{\"question\":\"Quand ?\",\"answer\":\"Demain.\"}}]"
        );
        let run = import(json, &[]);
        let told = "«\u{a0}Où payer ?\u{a0}» n’a pas de réponse";
        assert_eq!(run.files().len(), 1, "{answer}: {:?}", run.files());
        assert!(run.err.contains(told), "{answer}: {}", run.err);
    }
    let run = import(r#"[{"question":"Où ?"},{"question":"Quand ?","answer":"Demain."}]"#, &[]);
    assert!(run.err.contains("«\u{a0}Où ?\u{a0}» n’a pas de réponse"), "{}", run.err);
    let run = import(r#"[{"question":null,"answer":"Ici."},{"q":"Quand ?","a":"Là."}]"#, &[]);
    assert!(run.err.contains("une réponse n’a pas de question («\u{a0}Ici."), "{}", run.err);
    // Without any answer in the whole document, its keys are what is wrong.
    let run = import(r#"[{"question":"Où ?","suite":"Ici."}]"#, &[]);
    assert!(!run.made && run.err.contains("(lu\u{a0}: question, suite)"), "{}", run.err);
}

#[test]
fn a_mapping_from_questions_leads_to_lists_and_objects_too() {
    let run = import(
        r#"{"Où ?":"Là","Qui ?":["Moi","Toi"],"Quel prix ?":{"answer":"Dix."},"Quand ?":null}"#,
        &[],
    );
    assert_eq!(run.entry("qui.md").1, "Moi\n\nToi\n", "{:?} {}", run.files(), run.err);
    assert_eq!(run.entry("quel-prix.md").1, "Dix.\n");
    assert!(run.err.contains("«\u{a0}Quand ?\u{a0}» n’a pas de réponse"), "{}", run.err);
}

#[test]
fn yaml_values_keep_the_text_of_the_file() {
    for (written, expected) in [
        ("007", "007"),
        ("12.50", "12.50"),
        ("yes", "yes"),
        ("true", "true"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("2024-01-02", "2024-01-02"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
    ] {
        let yaml = format!(
            "- question: Quel code ?\n  answer: {written}\n- question: Où ?\n  answer: Ici.\n"
        );
        let run = import_named("faq.yml", &yaml, &[]);
        let answer = run.entry("quel-code.md").1.replace('\\', "");
        assert_eq!(answer, format!("{expected}\n"), "{}", run.err);
    }
    let empty = "- question: Quel code ?\n  answer:\n- question: Où ?\n  answer: Ici.\n";
    let run = import_named("faq.yml", empty, &[]);
    assert!(run.err.contains("«\u{a0}Quel code ?\u{a0}» n’a pas de réponse"), "{}", run.err);
}

#[test]
fn words_that_yaml_takes_for_a_comment_are_told() {
    let yaml = "- question: Chapitre #1 ?\n  answer: Voir le salon #aide\n  category: Prêt # à revoir\n\
        - question: \"Salon #2 ?\"\n  answer: |\n    Voir #aide\n";
    let run = import_named("faq.yml", yaml, &[]);
    for told in [
        "ligne 1\u{a0}: «\u{a0}Chapitre\u{a0}» s’arrête avant «\u{a0}#1 ?\u{a0}»",
        "ligne 2\u{a0}: «\u{a0}Voir le salon\u{a0}» s’arrête avant «\u{a0}#aide\u{a0}»",
    ] {
        assert!(run.err.contains(told), "{}", run.err);
    }
    assert_eq!(run.err.matches("s’arrête avant").count(), 2, "{}", run.err);
}

#[test]
fn what_a_damaged_document_says_helps() {
    let twice = "- question: Où ?\n  answer: Ici.\n  answer: Là.\n";
    let run = import_named("faq.yml", twice, &[]);
    assert!(
        !run.made && run.err.contains("ligne 3\u{a0}: la clé «\u{a0}answer\u{a0}»"),
        "{}",
        run.err
    );
    let run = import_named("faq.yml", &format!("a: {}", "[".repeat(3_000)), &[]);
    assert!(!run.made && run.err.contains("YAML trop imbriqué, ligne 1"), "{}", run.err);
    for deep in ["[".repeat(200_000), "{\"a\":".repeat(5_000), "[\n{\"a\":".repeat(5_000)] {
        let run = import(deep, &[]);
        assert!(!run.made && run.err.contains("JSON trop imbriqué, ligne"), "{}", run.err);
    }
}

#[test]
fn a_repeated_value_is_a_category_and_not_the_answer() {
    for table in [
        "Où est le stade ?|Rue du Lac|activités sportives\nQuand ouvre-t-il ?|À 9 h|activités sportives\n\
         Est-ce payant|Oui|activités sportives\n",
        "activités sportives;Où est le stade ?;Rue du Lac\nactivités sportives;Quand ouvre-t-il ?;À 9 h\n\
         vie culturelle;Qui joue ?;Nous\nvie culturelle;Est-ce payant ?;Oui\n",
    ] {
        let run = import(table, &[]);
        assert_eq!(run.entry("ou-stade.md").1, "Rue du Lac\n", "{:?} {}", run.files(), run.err);
    }
}

/// A workbook of Excel with sheets: their name, their state and their rows.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut related) = (String::new(), String::new());
    let mut files = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{rels}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" \
                 formatCode=\"0.0%\"/></numFmts><cellXfs count=\"3\"><xf numFmtId=\"0\"/>\
                 <xf numFmtId=\"9\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    for (number, (name, state, rows)) in (1..).zip(sheets) {
        listed.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"rId{number}\"/>"
        ));
        related.push_str(&format!(
            "<Relationship Id=\"rId{number}\" Type=\"{office}/worksheet\" \
             Target=\"worksheets/sheet{number}.xml\"/>"
        ));
        files.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    related.push_str(&format!(
        "<Relationship Id=\"rId99\" Type=\"{office}/styles\" Target=\"styles.xml\"/>"
    ));
    files.push((
        "xl/workbook.xml".to_owned(),
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"
        ),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns=\"{rels}\">{related}</Relationships>"),
    ));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a file in the archive");
        archive.write_all(text.as_bytes()).expect("it is written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A row of texts, and of the cells that `more` writes.
fn row(number: usize, texts: &[&str], more: &str) -> String {
    let cells: String = ('A'..)
        .zip(texts)
        .map(|(column, text)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        })
        .collect();
    format!("<row r=\"{number}\">{cells}{more}</row>")
}

#[test]
fn hidden_sheets_are_told_and_percentages_are_shown() {
    let shown = [
        row(1, &["Question", "Réponse"], ""),
        row(2, &["Quel rabais ?"], "<c r=\"B2\" s=\"1\"><v>0.2</v></c>"),
        row(3, &["Quel taux ?"], "<c r=\"B3\" s=\"2\"><v>0.055</v></c>"),
        row(4, &["Quelle note ?"], "<c r=\"B4\"><v>0.2</v></c>"),
    ]
    .concat();
    let hidden =
        [row(1, &["Question", "Réponse"], ""), row(2, &["Brouillon ?", "À écrire."], "")].concat();
    for state in ["hidden", "veryHidden"] {
        let run = import(xlsx(&[("FAQ", "visible", &shown), ("Tri", state, &hidden)]), &[]);
        assert_eq!(run.files().len(), 3, "{:?} {}", run.files(), run.err);
        assert_eq!(run.entry("quel-rabais.md").1, "20\u{a0}%\n");
        assert_eq!(run.entry("quel-taux.md").1, "5,5\u{a0}%\n");
        assert_eq!(run.entry("quelle-note.md").1, "0.2\n");
        assert!(run.err.contains("la feuille «\u{a0}Tri\u{a0}» est masquée"), "{}", run.err);
    }
}

#[test]
fn a_link_without_an_address_is_told() {
    for word in ["Voir", "ici", "voir la page"] {
        let run = import(format!("question;réponse;lien\nOù ?;Ici.;{word}\n"), &[]);
        assert!(run.err.contains("n’est pas une adresse complète"), "{word}: {}", run.err);
    }
    let run = import("question;réponse;source\nOù ?;Ici.;Editorial\n", &[]);
    assert!(!run.err.contains("n’est pas une adresse complète"), "{}", run.err);
}

/// Says when something is written.
struct Signal(mpsc::Sender<()>, Vec<u8>);

impl Write for Signal {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.1.extend(bytes);
        if bytes.ends_with(b"\n") {
            let _ = self.0.send(());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[test]
fn waiting_for_a_pipe_is_told() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let pipe = home.path().join("tube");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    let (sender, told) = mpsc::channel();
    let mut arguments = args(&home.path().join("faq"), &[]);
    arguments.file = pipe.clone();
    let writer = std::thread::spawn(move || {
        told.recv().expect("the wait is told");
        std::fs::write(pipe, "Où ?\n\nIci.\n").expect("a reader waits");
    });
    let (mut out, mut err) = (Vec::new(), Signal(sender, Vec::new()));
    let made = import_to(&arguments, &mut std::io::empty(), &mut out, &mut err).expect("it works");
    writer.join().expect("it has written");
    let err = String::from_utf8_lossy(&err.1);
    assert!(made && err.contains("En attente d’un programme"), "{err}");
}
