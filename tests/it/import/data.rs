//! Tables, workbooks, JSON and YAML as other programs export them.

use super::{fixture, import, import_named};

#[test]
fn columns_are_known_by_their_content() {
    let bodies = [
        (
            "other names",
            "id,Objet de la demande,Explication,Thème\n1,Où aller ?,Rue Haute.,Accès\n2,Carte perdue,Appelez.,Accès\n3,Quand ?,Demain.,Accès\n",
        ),
        (
            "a title above",
            "Aide de la mairie;;;\n;;;\nN°;Votre question;Notre réponse;Service\n1;Où aller ?;Rue Haute.;x\n2;Carte perdue;Appelez.;x\n3;Quand ?;Demain.;x\n",
        ),
        ("no header", "Où aller ?;Rue Haute.\nCarte perdue;Appelez.\nQuand ?;Demain.\n"),
        (
            "titles of sections",
            "Question;Réponse\nAccès;\nOù aller ?;Rue Haute.\nQuand ?;Demain.\nDivers;\nCarte perdue;Appelez.\n",
        ),
        (
            "bars",
            "question|answer\nOù aller ?|Rue Haute.\nCarte perdue|Appelez.\nQuand ?|Demain.\n",
        ),
    ];
    for (name, table) in bodies {
        let run = import(table, &[]);
        assert_eq!(run.files().len(), 3, "{name}: {:?} {}", run.files(), run.err);
        assert_eq!(run.entry("ou-aller.md").1, "Rue Haute.\n", "{name}");
        assert_eq!(run.entry("carte-perdue.md").1, "Appelez.\n", "{name}");
    }
    let sections = import(bodies[3].1, &[]);
    assert_eq!(sections.entry("carte-perdue.md").0.categories, ["Divers"]);
    assert!(
        sections.err.contains("ligne 5\u{a0}: «\u{a0}Divers\u{a0}» est seul"),
        "{}",
        sections.err
    );
    let run = import(bodies[0].1, &[]);
    assert!(run.err.contains("colonnes reconnues à leur contenu"), "{}", run.err);
    let run = import_named("prix.csv", "nom;prix\na;1\nb;2\n", &[]);
    assert!(!run.made && run.err.contains("(lu\u{a0}: nom, prix)"), "{}", run.err);
}

#[test]
fn a_row_wider_than_the_header_is_told_and_not_cut() {
    let run =
        import("question,answer\nOù aller ?,Rue Haute, au 3, sonnez.\nQuand ?,Demain.\n", &[]);
    assert_eq!(run.entry("ou-aller.md").1, "Rue Haute, au 3, sonnez.\n");
    assert!(run.err.contains("ligne 2\u{a0}: 4 cellules pour 2 colonnes"), "{}", run.err);
    let run = import("question,answer,category\nOù aller ?,Rue Haute,au 3,Accès\n", &[]);
    assert!(run.err.contains("ligne 2\u{a0}: 4 cellules pour 3 colonnes"), "{}", run.err);
    let run = import("question,answer\nOù ?,\"Ici.\nQuand ?,Demain.\n", &[]);
    assert!(run.err.contains("ligne 2\u{a0}: un guillemet ouvre une cellule"), "{}", run.err);
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    for name in ["workbook.xlsx", "workbook.ods"] {
        let run = import(fixture(name), &[]);
        assert_eq!(run.files().len(), 3, "{name}: {:?} {}", run.files(), run.err);
        let (front_matter, answer) = run.entry("ou-garer-velo.md");
        assert_eq!(front_matter.categories, ["Accueil"], "{name}");
        assert_eq!(front_matter.updated.as_deref(), Some("2025-03-14"), "{name}");
        assert_eq!(answer, "Devant l’entrée.\n\nLe local ferme à 19 h.\n", "{name}");
        assert_eq!(run.entry("carte-perdue.md").0.question, "Carte perdue", "{name}");
        let told = "la feuille «\u{a0}Notes\u{a0}» n’a pas de questions";
        assert!(run.err.contains(told), "{name}: {}", run.err);
    }
}

#[test]
fn json_of_other_programs_is_read_whatever_wraps_it() {
    for (name, json) in [
        (
            "a wrapper",
            r#"{"version":1,"faq":[{"question":"Où ?","answer":"Ici."},{"question":"Quand ?","answer":"Demain."}]}"#,
        ),
        (
            "categories",
            r#"{"sections":[{"title":"Prêt","items":[{"q":"Où ?","a":"Ici."},{"q":"Quand ?","a":"Demain."}]}]}"#,
        ),
        ("pairs", r#"{"Où ?":"Ici.","Quand ?":"Demain."}"#),
        (
            "QnABot",
            r#"{"qna":[{"qid":"x.1","type":"qna","q":["Où ?","C’est où ?"],"a":"Ici.","r":{"title":""}},{"qid":"x.2","q":["Quand ?"],"a":"Demain."}]}"#,
        ),
        (
            "QnA Maker",
            r#"{"qnaList":[{"id":1,"answer":"Ici.","source":"Editorial","questions":["Où ?","C’est où ?"],"metadata":[]},{"id":2,"answer":"Demain.","source":"faq.docx","questions":["Quand ?"]}]}"#,
        ),
        (
            "Azure",
            r#"{"assets":{"qnas":[{"id":1,"answer":"Ici.","questions":["Où ?"],"metadata":{"a":"b"}},{"id":2,"answer":"Demain.","questions":["Quand ?"]}]}}"#,
        ),
        (
            "WordPress",
            r#"[{"id":1,"title":{"rendered":"Où ?"},"content":{"rendered":"<p>Ici.</p>"}},{"id":2,"title":{"rendered":"Quand ?"},"content":{"rendered":"<p>Demain.</p>"}}]"#,
        ),
    ] {
        let run = import(json, &["--source", "https://exemple.fr/faq"]);
        assert_eq!(run.files().len(), 2, "{name}: {:?} {}", run.files(), run.err);
        assert_eq!(run.entry("ou.md").1, "Ici.\n", "{name}");
        assert_eq!(run.entry("quand.md").1, "Demain.\n", "{name}");
        if name.starts_with("Qn") {
            assert_eq!(run.entry("ou.md").0.variants, ["C’est où ?"], "{name}");
        }
    }
    let run = import(r#"[{"nom":"Où ?","prix":"2"}]"#, &[]);
    assert!(!run.made && run.err.contains("(lu\u{a0}: nom, prix)"), "{}", run.err);
    let run = import("{\"faq\": [\n{\"question\": \"Où ?\",, }]}", &[]);
    assert!(!run.made && run.err.contains("JSON mal formé, ligne 2"), "{}", run.err);
}

#[test]
fn the_rows_that_azure_writes_for_one_answer_are_its_variants() {
    let run = import(
        "Question\tAnswer\tSource\tMetadata\tQnaId\nOù ?\tIci.\\n\\nAu 3.\tEditorial\t\t1\n\
         C’est où ?\tIci.\\n\\nAu 3.\tEditorial\t\t1\nQuand ?\tDemain.\tEditorial\t\t2\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    let (front_matter, answer) = run.entry("ou.md");
    assert_eq!(front_matter.variants, ["C’est où ?"]);
    assert_eq!(answer, "Ici.\n\nAu 3.\n");
}

#[test]
fn yaml_lists_are_read() {
    for (name, yaml) in [
        (
            "a list",
            "# FAQ\n- question: Où ?\n  answer: |\n    Ici.\n- question: \"Quand ?\"\n  answer: Demain.\n",
        ),
        (
            "French keys in a mapping",
            "faq:\n  - question: Où ?\n    réponse: Ici.\n  - question: Quand ?\n    réponse: Demain.\n",
        ),
        (
            "categories",
            "- category: Prêt\n  questions:\n    - q: Où ?\n      a: Ici.\n    - q: Quand ?\n      a: Demain.\n",
        ),
        ("pairs", "Où ?: Ici.\nQuand ?: Demain.\n"),
    ] {
        let run = import(yaml, &[]);
        assert_eq!(run.files().len(), 2, "{name}: {:?} {}", run.files(), run.err);
        assert_eq!(run.entry("ou.md").1, "Ici.\n", "{name}");
    }
    let broken = "- question: Où ?\n  answer: \"Ici.\n- question: Quand ?\n  answer: Demain.\n";
    let run = import_named("faq.yml", broken, &[]);
    assert!(!run.made && run.err.contains("YAML mal formé, ligne"), "{}", run.err);
}

#[test]
fn a_category_given_once_is_that_of_the_rows_below() {
    let table = "Thème;Question;Réponse\nAccès;Où aller ?;Rue Haute.\n;Carte perdue ?;Appelez.\n\
        Prix;Combien ?;3 euros.\n";
    let run = import(table, &[]);
    for (file, category) in
        [("ou-aller.md", "Accès"), ("carte-perdue.md", "Accès"), ("combien.md", "Prix")]
    {
        assert_eq!(run.entry(file).0.categories, [category], "{file}: {}", run.err);
    }
    assert!(run.err.contains("1 ligne sans catégorie"), "{}", run.err);
    // Where a category comes again on each row, a row without one has none.
    let run = import(table.replace("Prix", "Accès"), &[]);
    assert!(run.entry("carte-perdue.md").0.categories.is_empty());

    let cells = [
        ("A1", "thème"),
        ("B1", "question"),
        ("C1", "réponse"),
        ("A2", "Accès"),
        ("B2", "Où aller ?"),
        ("C2", "Rue Haute."),
        ("B3", "Carte perdue ?"),
        ("C3", "Appelez."),
        ("A4", "Accès"),
        ("B4", "Combien ?"),
        ("C4", "3 euros."),
        ("B5", "Qui ?"),
        ("C5", "Tous."),
    ];
    let run = import(workbook_merged(&cells, &["A2:A3"]), &[]);
    assert_eq!(run.entry("carte-perdue.md").0.categories, ["Accès"], "{}", run.err);
    assert!(run.entry("qui.md").0.categories.is_empty(), "its cell is not merged");
}

#[test]
fn lists_of_pairs_are_read() {
    for (name, json) in [
        ("questions", r#"[["Où ?","Ici."],["Quand ?","Demain."]]"#),
        ("nouns", r#"{"faq":[["Où","Ici."],["Quand","Demain."]]}"#),
        ("a header", r#"[["réponse","question"],["Ici.","Où ?"],["Demain.","Quand ?"]]"#),
    ] {
        let run = import(json, &[]);
        assert_eq!(run.files().len(), 2, "{name}: {:?} {}", run.files(), run.err);
        assert_eq!(run.entry("ou.md").1, "Ici.\n", "{name}");
    }
    let run = import("[[1.5, 2.5], [3, 4]]", &[]);
    assert!(!run.made, "{}", run.out);
}

#[test]
fn intents_of_a_chat_bot_are_read_and_what_they_lose_is_told() {
    let run = import(
        r#"{"intents":[
            {"tag":"lieu","patterns":["Où ?","C’est où ?"],"responses":["Ici.","Là."],"context":[]},
            {"tag":"jour","patterns":["Quand ?"],"responses":["Demain."]},
            {"tag":"rien","patterns":[],"responses":["Pardon ?"]}]}"#,
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    let (front_matter, answer) = run.entry("ou.md");
    assert_eq!((front_matter.variants, answer.as_str()), (vec!["C’est où ?".to_owned()], "Ici.\n"));
    assert!(front_matter.categories.is_empty(), "a tag is a name for programs");
    assert!(run.err.contains("1 autre laissée de côté («\u{a0}Là.\u{a0}»…)"), "{}", run.err);
    assert!(run.err.contains("une réponse n’a pas de question («\u{a0}Pardon ?"), "{}", run.err);
}

#[test]
fn the_day_of_a_change_comes_before_that_of_publication() {
    let run = import(
        r#"[{"date":"2020-01-02T08:00:00","modified":"2024-05-06T08:00:00",
            "title":{"rendered":"Où ?"},"content":{"rendered":"<p>Ici.</p>"}}]"#,
        &[],
    );
    assert_eq!(run.entry("ou.md").0.updated.as_deref(), Some("2024-05-06"));
    let run =
        import("post_date,question,answer,post_modified\n2020-01-02,Où ?,Ici.,2024-05-06\n", &[]);
    assert_eq!(run.entry("ou.md").0.updated.as_deref(), Some("2024-05-06"), "{}", run.err);
}

/// A workbook of LibreOffice with this `content.xml`, whose directory says another size.
fn lying_workbook(content: &[u8], size: u32) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, bytes) in [
        ("mimetype", kind.as_bytes()),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content),
    ] {
        let stored = options.compression_method(zip::CompressionMethod::Stored);
        archive
            .start_file(name, if name == "mimetype" { stored } else { options })
            .expect("a file");
        std::io::Write::write_all(&mut archive, bytes).expect("it is written");
    }
    let mut bytes = archive.finish().expect("an archive").into_inner();
    let entries: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    let last = entries.last().expect("a directory");
    bytes[last + 24..last + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn a_workbook_that_lies_about_its_size_is_refused() {
    let spaces = vec![b' '; 201 << 20];
    let run = import(lying_workbook(&spaces, 1000), &[]);
    let refused = ["ne se lit pas comme un classeur", "le classeur est trop grand"];
    assert!(refused.iter().any(|words| run.err.contains(words)), "{} {}", run.out, run.err);
    // A few bytes may stand for a thousand million cells.
    let repeated = "<office:document-content><table:table table:name='FAQ'><table:table-row \
        table:number-rows-repeated='1000000'><table:table-cell \
        table:number-columns-repeated='1000' office:value-type='string'><text:p>x</text:p>\
        </table:table-cell></table:table-row></table:table></office:document-content>";
    let size = u32::try_from(repeated.len()).expect("a small file");
    let run = import(lying_workbook(repeated.as_bytes(), size), &[]);
    assert!(!run.made && run.err.contains("le classeur est trop grand"), "{}", run.err);
}

#[test]
fn what_is_no_text_says_how_to_save_it() {
    for bytes in
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".as_slice(), b"PK\x03\x04word/document.xml"]
    {
        let run = import(bytes, &[]);
        assert!(!run.made);
        for format in
            ["(.docx, .odt) au format page web (.html)", "(.md)", "(.xls) au format .xlsx"]
        {
            assert!(run.err.contains(format), "{}", run.err);
        }
    }
}

/// A workbook of Excel with these cells, in a zip archive without compression.
fn workbook(cells: &[(&str, &str)]) -> Vec<u8> {
    workbook_merged(cells, &[])
}

fn workbook_merged(cells: &[(&str, &str)], merged: &[&str]) -> Vec<u8> {
    let merged: String = merged.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    let rows: String = cells
        .iter()
        .map(|(at, text)| {
            let row = at.trim_start_matches(|c: char| c.is_ascii_uppercase());
            format!(
                "<row r=\"{row}\"><c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>"
            )
        })
        .collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let files = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{rels}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"FAQ\" \
                 sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{rels}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
            ),
        ),
    ];
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in &files {
        let offset = archive.len();
        let mut entry = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        entry.extend(crc32(content.as_bytes()).to_le_bytes());
        entry.extend((content.len() as u32).to_le_bytes());
        entry.extend((content.len() as u32).to_le_bytes());
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&entry);
        archive.extend(name.as_bytes());
        archive.extend(content.as_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&entry);
        directory.extend([0; 10]);
        directory.extend((offset as u32).to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (archive.len() as u32, files.len() as u16);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_costs_nothing() {
    let cells = [
        ("A1", "question"),
        ("B1", "réponse"),
        ("A2", "Où ?"),
        ("B2", "Ici."),
        ("XFD1048576", "x"),
    ];
    let run = import(workbook(&cells), &[]);
    assert_eq!(run.entry("ou.md").1, "Ici.\n", "{}", run.err);
    // A thousand rows as wide as a sheet can be.
    let wide: Vec<(String, &str)> = (1..1000).map(|row| (format!("XFD{row}"), "x")).collect();
    let mut wide: Vec<(&str, &str)> = wide.iter().map(|(at, text)| (at.as_str(), *text)).collect();
    wide.insert(0, ("A1", "x"));
    let run = import(workbook(&wide), &[]);
    assert!(!run.made && run.err.contains("le classeur est trop grand"), "{}", run.err);
}

#[test]
fn a_workbook_that_inflates_is_refused_before_it_is_read() {
    let mut bytes = workbook(&[("A1", "x")]);
    let entry = bytes.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    bytes[entry + 24..entry + 28].copy_from_slice(&(300u32 << 20).to_le_bytes());
    let run = import(bytes, &[]);
    assert!(!run.made && run.err.contains("le classeur est trop grand"), "{}", run.err);
}

#[test]
fn yaml_of_another_program_is_told_with_its_keys() {
    for (text, keys) in [
        (
            "version: \"3.1\"\nnlu:\n- intent: demander_horaires\n  examples: |\n    - Quand ouvrez-vous ?\n    - Où ?\n",
            "examples, intent",
        ),
        ("version: \"3.1\"\nintents:\n- saluer\n- Où ?\n", "intents, version"),
    ] {
        let run = import_named("nlu.yml", text, &[]);
        assert!(!run.made && run.err.contains(keys), "{} {}", run.out, run.err);
        assert!(
            run.err.contains("n’a pas leurs réponses"),
            "renaming keys does not help: {}",
            run.err
        );
    }
    let run = import("Horaires : 9 h\n\nOù aller ?\n\nRue Haute.\n\nQuand ?\n\nDemain.\n", &[]);
    assert_eq!(run.files().len(), 2, "{}", run.err);
}

#[test]
fn tables_of_old_and_of_several_programs_keep_their_accents() {
    let mac =
        b"question;r\x8eponse\nO\x9d \x8ftes-vous ?;\x88 la mairie.\nQuand ?;L\xd5\x8et\x8e.\n";
    let mixed =
        ["question;réponse\nOù payer ?;À l’accueil.\n".as_bytes(), b"Quand ?;L'\xe9t\xe9.\n"]
            .concat();
    let run = import(mac, &[]);
    assert!(run.entry("quand.md").1.contains("L’été."), "{:?} {}", run.files(), run.err);
    let run = import(mixed, &[]);
    assert_eq!(run.entry("quand.md").1, "L'été.\n", "{:?} {}", run.files(), run.err);
    assert_eq!(run.entry("ou-payer.md").1, "À l’accueil.\n");
}
