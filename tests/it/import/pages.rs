//! Web pages as sites build them, without the roles and attributes that say what a question
//! is. Each row is a page, and the questions with their answers that a person would count.

use super::{import, import_named};

const LIVRES: &str = "Combien de livres puis-je emprunter ?";
const VELO: &str = "Où garer mon vélo ?";

/// A page in a frame that has what sites put around a FAQ.
fn page(content: &str) -> String {
    format!(
        "<!doctype html><html lang=fr><head><meta charset=utf-8><title>Aide</title></head><body>\
         <header><nav><button aria-expanded=false aria-controls=m>Menu</button><ul id=m><li>Accueil\
         </ul></nav></header><main><h1>Foire aux questions</h1>{content}</main>\
         <div class=cookie-banner><h2>Acceptez-vous les cookies ?</h2><p>Oui.</p></div>\
         <div class='modal fade' id=c><h5>Comment nous écrire ?</h5><p>Par lettre.</p></div>\
         <footer><h2>Une question ?</h2><p>Appelez.</p></footer></body></html>"
    )
}

#[track_caller]
fn check(name: &str, text: &str, expected: &[(&str, &str)]) {
    let run = import(text, &["--source", "https://mediatheque.exemple/faq"]);
    let mut found: Vec<(String, String)> = run
        .files()
        .keys()
        .map(|file| run.entry(file))
        .map(|(front_matter, answer)| (front_matter.question, answer.trim().to_owned()))
        .collect();
    found.sort();
    let mut expected: Vec<(String, String)> =
        expected.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect();
    expected.sort();
    assert_eq!(found, expected, "{name}: {}", run.err);
}

#[test]
fn elements_that_look_alike_and_ask_are_questions() {
    let expected = [(LIVRES, "Dix livres."), (VELO, "Devant l’entrée.")];
    let rows = [
        (
            "boxes by class",
            format!(
                "<div class=item><div class=q>{LIVRES}</div><div class=a>Dix livres.</div></div>\
                 <div class=item><div class=q>{VELO}</div><div class=a>Devant l’entrée.</div></div>"
            ),
        ),
        (
            "paragraphs by class",
            format!(
                "<p class=ask>{LIVRES}</p><p class=reply>Dix livres.</p>\
                 <p class=ask>{VELO}</p><p class=reply>Devant l’entrée.</p>"
            ),
        ),
        (
            "buttons without a role",
            format!(
                "<button class=fold>{LIVRES}</button><div class=panel><p>Dix livres.</p></div>\
                 <button class=fold>{VELO}</button><div class=panel><p>Devant l’entrée.</p></div>\
                 <div class=more><p>Horaires d’été</p></div>"
            ),
        ),
        (
            "labels of checkboxes",
            format!(
                "<div><input type=checkbox id=a><label for=a>{LIVRES}</label><div>Dix livres.</div></div>\
                 <div><input type=checkbox id=b><label for=b>{VELO}</label><div>Devant l’entrée.</div></div>"
            ),
        ),
        (
            "bold paragraphs",
            format!(
                "<p>Bienvenue.</p><p><b>1. {LIVRES}</b></p><p>Dix livres.</p>\
                 <p><strong>2. {VELO}</strong><br>Devant l’entrée.</p>\
                 <h2>Liens utiles</h2><p>Le plan.</p>"
            ),
        ),
        (
            "rows of a table",
            format!(
                "<table><tr><th>N°</th><th>Question</th><th>Réponse</th></tr>\
                 <tr><td>1</td><td>{LIVRES}</td><td>Dix livres.</td></tr>\
                 <tr><td>2</td><td>{VELO}</td><td>Devant l’entrée.</td></tr></table>"
            ),
        ),
        (
            "a list with what opens it",
            format!(
                "<dl><div><dt>{LIVRES} <span class=toggle>+</span></dt><dd>Dix livres.</dd></div>\
                 <div><dt>{VELO} <span class=toggle>+</span></dt><dd>Devant l’entrée.</dd></div></dl>"
            ),
        ),
        (
            "headings after their table of contents",
            format!(
                "<h2>Sommaire</h2><ul><li><a href=#l>{LIVRES}</a></li><li><a href=#v>{VELO}</a></li></ul>\
                 <h2>Sur place</h2><h4 id=l>{LIVRES}</h4><p>Dix livres.</p><p><a href=#h>Retour en haut</a></p>\
                 <h4 id=v>{VELO}</h4><p>Devant l’entrée.</p>"
            ),
        ),
        (
            "paragraphs that only their question mark tells",
            format!("<p>{LIVRES}</p><p>Dix livres.</p><p>{VELO}</p><p>Devant l’entrée.</p>"),
        ),
        (
            "paragraphs of a word processor in the browser",
            format!(
                "<p class=c0><span class=c1>{LIVRES}</span></p><p class=c0><span class=c2>Dix livres.</span></p>\
                 <p class=c0><span class=c1>{VELO}</span></p><p class=c0><span class=c2>Devant l’entrée.</span></p>"
            ),
        ),
    ];
    for (name, content) in rows {
        check(name, &page(&content), &expected);
    }
}

#[test]
fn ornaments_are_not_part_of_a_question() {
    let expected = [(LIVRES, "Dix livres."), (VELO, "Devant l’entrée.")];
    let headings = |before: &str, after: &str| {
        page(&format!(
            "<h2 id=l>{before}{LIVRES}{after}</h2><p>Dix livres.</p>\
             <h2 id=v>{before}{VELO}{after}</h2><p>Devant l’entrée.</p>"
        ))
    };
    for (name, before, after) in [
        ("a pilcrow", "", "<a class=headerlink href=#l title='Lien permanent'>&para;</a>"),
        ("a hash", "<a href=#l class=header-anchor>#</a> ", ""),
        ("a sign for a link", "", " <a class=anchor href=#l>🔗</a>"),
        (
            "a link to the editor",
            "",
            "<span class=mw-editsection>[<a href=/e>modifier</a> | <a href=/s>modifier le code</a>]</span>",
        ),
        ("an icon font", "<i class=material-icons>expand_more</i>", ""),
        ("words for screen readers", "", " <span class=visually-hidden>Lien permanent</span>"),
    ] {
        check(name, &headings(before, after), &expected);
    }
    let unfolding = page(&format!(
        "<details><summary>{LIVRES} <span>+</span></summary><p>Dix livres.</p></details>\
         <details><summary><span>▸</span> {VELO} <svg><title>Ouvrir</title></svg></summary>\
         <p>Devant l’entrée.</p></details>"
    ));
    check("signs of what unfolds", &unfolding, &expected);
}

#[test]
fn a_question_without_its_mark_is_one_among_others() {
    let content = format!(
        "<div class=f><h3>{LIVRES}</h3><div>Dix livres.</div></div>\
         <div class=f><h3>Carte perdue</h3><div>Demandez-en une autre.</div></div>\
         <div class=f><h3>{VELO}</h3><div>Devant l’entrée.</div></div>\
         <h2>Vous avez encore des questions ?</h2><p>Écrivez-nous.</p>"
    );
    let run = import(page(&content), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    assert_eq!(run.entry("carte-perdue.md").1, "Demandez-en une autre.\n");
    assert_eq!(run.entry("ou-garer-velo.md").1, "Devant l’entrée.\n");
    let told = "«\u{a0}Vous avez encore des questions ?\u{a0}» est une invitation";
    assert!(run.err.contains(told), "what is left out is told: {}", run.err);
}

#[test]
fn a_section_whose_title_asks_is_not_an_entry() {
    let content = "<h2>Comment emprunter ?</h2>\
         <p class=q>Combien de livres ?</p><p class=r>Dix.</p>\
         <p class=q>Combien de films ?</p><p class=r>Deux.</p>";
    let run = import(page(content), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("combien-films.md");
    assert_eq!(front_matter.categories, ["Comment emprunter ?"]);
    assert_eq!(answer, "Deux.\n");
}

#[test]
fn bold_questions_inside_answers_stay_there() {
    let content = "<h2>Comment emprunter ?</h2><p>Avec la carte.</p>\
         <p><b>Et sans carte ?</b></p><p>Demandez-la.</p><p><b>Et le week-end ?</b></p><p>Pareil.</p>\
         <h2>Où rendre ?</h2><p>À la borne.</p><h2>Quand ouvre la borne ?</h2><p>Toujours.</p>";
    let run = import(page(content), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    assert_eq!(
        run.entry("comment-emprunter.md").1,
        "Avec la carte.\n\n**Et sans carte ?**\n\nDemandez-la.\n\n**Et le week-end ?**\n\nPareil.\n"
    );
}

#[test]
fn answers_of_one_word_or_number_are_whole() {
    let pair = |question: &str, answer: &str| {
        format!(
            "<div class=f><div class=q>{question}</div><div class='content hidden'>{answer}</div></div>"
        )
    };
    let content =
        [("Combien de places ?", "12"), ("Est-ce gratuit ?", "Oui."), ("Et le lundi ?", "Non")];
    let html: String = content.iter().map(|(question, answer)| pair(question, answer)).collect();
    check("short answers", &page(&html), &content);
}

#[test]
fn labels_inside_answers_are_not_questions() {
    let entry = |question: &str, answer: &str| {
        format!(
            "<p><b>{question}</b></p><p>{answer}</p><p><b>Bon à savoir</b></p><p>Gardez le reçu.</p>\
                 <p><b>Tarif :</b> 2 €</p>"
        )
    };
    let answer =
        |first: &str| format!("{first}\n\n**Bon à savoir**\n\nGardez le reçu.\n\n**Tarif :** 2 €");
    let html = [(LIVRES, "Dix."), (VELO, "Ici."), ("Carte perdue", "Appelez.")]
        .map(|(question, answer)| entry(question, answer))
        .concat();
    let (dix, ici, appelez) = (answer("Dix."), answer("Ici."), answer("Appelez."));
    let expected =
        [(LIVRES, dix.as_str()), (VELO, ici.as_str()), ("Carte perdue", appelez.as_str())];
    check("labels", &page(&html), &expected);
}

#[test]
fn what_unfolds_inside_answers_stays_there() {
    let content = "<h2>Comment emprunter ?</h2><p>Avec la carte.</p>\
         <details><summary>Et sans carte ?</summary><p>Demandez-la.</p></details>\
         <h2>Où rendre ?</h2><p>À la borne.</p><details><summary>Le plan</summary><p>Au fond.</p></details>\
         <h2>Quand ouvre la borne ?</h2><p>Toujours.</p>";
    let run = import(page(content), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    let (_, answer) = run.entry("comment-emprunter.md");
    assert_eq!(answer, "Avec la carte.\n\n**Et sans carte ?**\n\nDemandez-la.\n");
    assert!(run.entry("ou-rendre.md").1.contains("Au fond."));
}

#[test]
fn what_groups_questions_is_their_category() {
    let fold = |id: &str, title: &str, panel: &str| {
        format!(
            "<section><h3><button class=fr-accordion__btn aria-expanded=false aria-controls={id}>{title}\
             </button></h3><div class=fr-collapse id={id}>{panel}</div></section>"
        )
    };
    let inner =
        [fold("a", LIVRES, "<p>Dix livres.</p>"), fold("b", "Carte perdue", "<p>Appelez.</p>")]
            .concat();
    let content = [fold("x", "Prêt", &inner), fold("c", VELO, "<p>Devant l’entrée.</p>")].concat();
    let run = import(page(&content), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("carte-perdue.md");
    assert_eq!((front_matter.categories, answer.as_str()), (vec!["Prêt".to_owned()], "Appelez.\n"));
    assert_eq!(run.entry("ou-garer-velo.md").0.categories, Vec::<String>::new());
}

#[test]
fn titles_that_ask_beside_a_faq_are_not_its_questions() {
    let content = format!(
        "<h2>Pourquoi venir ?</h2><p>Pour lire.</p><h2>Questions fréquentes</h2>\
         <h3>{LIVRES}</h3><p>Dix.</p><h3>Carte perdue</h3><p>Appelez.</p><h3>{VELO}</h3><p>Là.</p>\
         <h2>Envie d’essayer ?</h2><p>Venez.</p>"
    );
    let run = import(page(&content), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    for told in
        ["«\u{a0}Pourquoi venir ?\u{a0}» est une invitation", "«\u{a0}Envie d’essayer ?\u{a0}»"]
    {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
}

#[test]
fn a_faq_that_asks_nothing_is_read_by_its_titles() {
    let titles = "<h2>Inscription</h2><p>En ligne.</p><h2>Carte perdue</h2><p>Appelez.</p>\
         <h2>Retards</h2><p>Un euro.</p>";
    let run = import(page(titles), &[]);
    assert_eq!(run.files().len(), 3, "{:?} {}", run.files().keys(), run.err);
    let lines = format!("<p>{LIVRES}<br>Dix.</p><p>{VELO}<br>Devant l’entrée.</p>");
    let run = import(page(&lines), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    assert_eq!(run.entry("ou-garer-velo.md").1, "Devant l’entrée.\n");
}

#[test]
fn the_richer_of_a_page_and_its_data_is_read() {
    let data = |entries: &str| {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"FAQPage\",\"mainEntity\":[{entries}]}}</script>"
        )
    };
    let entry = |question: &str, text: &str| {
        format!(
            "{{\"@type\":\"Question\",\"name\":\"{question}\",\"acceptedAnswer\":{{\"@type\":\"Answer\",\"text\":\"{text}\"}}}}"
        )
    };
    let shown = format!(
        "<details><summary>{LIVRES}</summary><p>Dix livres, selon <a href=/regles>les règles</a>.</p></details>\
         <details><summary>{VELO}</summary><p>Devant l’entrée.</p></details>"
    );
    let rich = "Dix livres, selon [les règles](https://mediatheque.exemple/regles).";
    let expected = [(LIVRES, rich), (VELO, "Devant l’entrée.")];
    check(
        "fewer entries",
        &page(&[data(&entry(LIVRES, "Dix…")), shown.clone()].concat()),
        &expected,
    );
    let both = [entry(LIVRES, "Dix livres, selon les règles."), entry(VELO, "Devant l’entrée.")];
    check("no links", &page(&[data(&both.join(",")), shown.clone()].concat()), &expected);

    let broken =
        page(&format!("<script type='application/ld+json'>\n{{\"a\" \"b\"}}</script>{shown}"));
    let run = import(&broken, &[]);
    assert_eq!(run.files().len(), 2, "{}", run.err);
    assert!(run.err.contains("JSON-LD est illisible (ligne 2, colonne 6)"), "{}", run.err);
    let run = import(page(&[data(&entry(LIVRES, "Dix…")), shown.clone()].concat()), &[]);
    assert!(run.err.contains("montre 2 questions et ses données (JSON-LD) 1"), "{}", run.err);
    let run = import(
        page(&[data(&entry(LIVRES, "Dix…")), shown.clone()].concat()),
        &["--format", "jsonld"],
    );
    assert_eq!(run.files().len(), 1, "the advice of the message works: {}", run.err);
}

#[test]
fn what_an_answer_cannot_hold_is_told_with_its_place() {
    let content = format!(
        "<h2>{LIVRES}</h2>\n<p>Dix.</p><img src=/x.png><form><textarea></textarea></form>\n\
         <p>10<sup>6</sup> pages, <del>huit</del> dix, <a href='tel:+33123456789'>appelez</a>.</p>\n\
         <p><a href=regles.pdf><img src=/pdf.png alt='Les règles'></a></p><video src=v.mp4></video>\n\
         <h2>{VELO}</h2><table><tr><th>Jour</th><th>Heures</th></tr><tr><td>lundi</td><td>9 h<br>18 h</td></tr></table>"
    );
    let run =
        import_named("p.html", &page(&content), &["--source", "https://mediatheque.exemple/faq"]);
    let (_, answer) = run.entry("combien-livres-emprunter.md");
    insta::assert_snapshot!(answer, @r"
    Dix.

    10⁶ pages, ~~huit~~ dix, appelez (+33123456789).

    [Les règles](https://mediatheque.exemple/regles.pdf)

    [Vidéo](https://mediatheque.exemple/v.mp4)
    ");
    assert!(run.entry("ou-garer-velo.md").1.contains("| 9 h 18 h |"));
    for told in
        ["p.html, ligne 1\u{a0}: la réponse à", "perd un formulaire", "perd une image sans texte"]
    {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
}

#[test]
fn a_page_in_one_file_is_read() {
    let content =
        page(&format!("<h2>{LIVRES}</h2><p>Dix.</p><h2>{VELO}</h2><p>Devant l’entrée.</p>"));
    let quoted: String = content
        .bytes()
        .map(|byte| match byte {
            b'=' | 128.. => format!("={byte:02X}"),
            byte => char::from(byte).to_string(),
        })
        .collect();
    let run = import(
        format!(
            "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             {quoted}\r\n--b--\r\n"
        ),
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    assert_eq!(run.entry("ou-garer-velo.md").1, "Devant l’entrée.\n");
}

#[test]
fn the_number_that_a_page_announces_is_compared() {
    let content =
        format!("<p>12 questions</p><h2>{LIVRES}</h2><p>Dix.</p><h2>{VELO}</h2><p>Là.</p>");
    let run = import(page(&content), &[]);
    assert!(run.err.contains("12 annoncées, 2 trouvées"), "{}", run.err);
}

#[test]
fn a_document_saved_as_a_page_keeps_its_questions() {
    let text = "<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-1252'></head>\
         <body lang=FR><div class=WordSection1><p class=MsoToc1><a href='#_Toc1'>Où garer mon vélo ?<span>.... 1</span></a></p>\
         <p class=MsoNormal><b><span style='font-size:12pt'>Combien de livres\npuis-je emprunter ?<o:p></o:p></span></b></p>\
         <p class=MsoNormal>Voici\u{a0}:<o:p></o:p></p>\
         <p class=MsoListParagraph><![if !supportLists]><span>·<span>&nbsp;&nbsp; </span></span><![endif]>dix livres</p>\
         <p class=MsoNormal><o:p>&nbsp;</o:p></p>\
         <p class=MsoNormal><b>Où garer mon vélo ?</b></p><p class=MsoNormal>Devant l’entrée.</p></div></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let run = import(&bytes, &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files().keys(), run.err);
    let (front_matter, answer) = run.entry("combien-livres-emprunter.md");
    assert_eq!(front_matter.question, LIVRES);
    assert_eq!(answer, "Voici\u{a0}:\n\n- dix livres\n");
    assert_eq!(run.entry("ou-garer-velo.md").1, "Devant l’entrée.\n");
}

#[test]
fn a_page_nested_too_deep_is_refused_at_once() {
    let body = "<h3>Où ?</h3><p>Ici.</p><h3>Quand ?</h3><p>Là.</p>";
    let nested = |depth: usize| [&"<div>".repeat(depth), body, &"</div>".repeat(depth)].concat();
    let run = import(nested(150), &[]);
    assert_eq!(run.files().len(), 2, "{}", run.err);
    let quotes = [&">".repeat(400), " **Où ?**\n\nIci.\n"].concat();
    for (name, text) in [("a.html", nested(400)), ("b.html", nested(20_000)), ("c.md", quotes)] {
        let start = std::time::Instant::now();
        let run = import_named(name, &text, &[]);
        assert!(!run.made && run.err.contains("emboîte plus de 200"), "{}", run.err);
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }
}

#[test]
fn a_dropdown_behind_a_question_is_its_answer() {
    let item = |question: &str, answer: &str| {
        format!(
            "<div class=w-dropdown><div class=w-dropdown-toggle><div>{question}</div></div>\
             <nav class=w-dropdown-list>{answer}</nav></div>"
        )
    };
    let content = [
        item(LIVRES, "<p>Dix livres et <a href=/cd>cinq disques</a>.</p>"),
        item(VELO, "<p>Devant la porte.</p>"),
        item("Où lire ?", "<a href=/a>Salle des adultes</a> <a href=/b>Salle des enfants</a>"),
    ];
    let run = import(page(&content.concat()), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    assert_eq!(run.entry("ou-garer-velo.md").1, "Devant la porte.\n");
}

#[test]
fn a_picture_alone_is_not_an_answer() {
    let run = import(
        page(
            "<h3>Où ?</h3><p><img src='https://exemple.fr/plan.png' alt='Le plan'></p>\
             <h3>Quand ?</h3><p>Demain.</p>",
        ),
        &[],
    );
    assert_eq!(run.files().len(), 1, "{:?} {}", run.files(), run.err);
    assert!(run.err.contains("n’a pas de réponse"), "{}", run.err);
}

#[test]
fn a_table_inside_a_cell_belongs_to_that_cell() {
    let content = format!(
        "<table><tr><td>{LIVRES}</td><td>Selon la carte : <table><tr><td>Adultes</td><td>Dix \
         livres</td></tr><tr><td>Enfants</td><td>Cinq livres</td></tr></table></td></tr>\
         <tr><td>{VELO}</td><td>Devant.</td></tr></table>"
    );
    let run = import(page(&content), &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    let answers: String = run.files().into_values().collect();
    assert!(answers.contains("Enfants") && answers.contains("Cinq livres"), "{answers}");
}

#[test]
fn a_cell_beside_several_rows_is_their_category() {
    for (header, first) in
        [("<tr><th>Thème</th><th>Question</th><th>Réponse</th></tr>", "Accès"), ("", "Accès")]
    {
        let page = format!(
            "<html><body><table>{header}<tr><td rowspan='2'>{first}</td><td>Où aller ?</td>\
             <td>Rue Haute.</td></tr><tr><td>Quand venir ?</td><td>Le mardi.</td></tr>\
             <tr><td rowspan=2>Prix</td><td>Combien payer ?</td><td>3 euros.</td></tr>\
             <tr><td>Qui ne paie pas ?</td><td>Personne.</td></tr></table></body></html>"
        );
        let run = import(page, &[]);
        for (file, category, answer) in [
            ("ou-aller.md", "Accès", "Rue Haute.\n"),
            ("quand-venir.md", "Accès", "Le mardi.\n"),
            ("combien-payer.md", "Prix", "3 euros.\n"),
            ("qui-ne-paie-pas.md", "Prix", "Personne.\n"),
        ] {
            let (front_matter, found) = run.entry(file);
            assert_eq!(
                (front_matter.categories, found.as_str()),
                (vec![category.to_owned()], answer)
            );
        }
    }
}

#[test]
fn the_mark_of_a_note_is_not_a_word_of_a_question() {
    let run = import(
        "<html><body><h2>Où aller<sup><a href='#n1'>1</a></sup> ?</h2><p>Ici.</p>\
         <h2>Quand venir ? <a href='#n2'>[2]</a></h2><p>Demain.</p></body></html>",
        &[],
    );
    assert_eq!(run.entry("ou-aller.md").0.question, "Où aller ?");
    assert_eq!(run.entry("quand-venir.md").0.question, "Quand venir ?");
}
