//! What a page shows and what it hides, titles that only look alike in part, and what is not a
//! word of a title.

use super::{Run, import};

const PAIN: &str = "Où acheter du pain ?";
const LAIT: &str = "Quand livre-t-on le lait ?";

fn page(content: &str) -> Run {
    import(format!("<!doctype html><html><body>{content}</body></html>"), &[])
}

/// The questions with their answers, in the order of the files' names.
fn entries(content: &str) -> Vec<(String, String)> {
    let run = page(content);
    let entries = run.files().into_keys().map(|file| run.entry(&file));
    entries.map(|(matter, answer)| (matter.question, answer.trim().to_owned())).collect()
}

#[track_caller]
fn check(name: &str, content: &str, expected: &[(&str, &str)]) {
    let mut expected: Vec<(String, String)> =
        expected.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect();
    let mut found = entries(content);
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{name}");
}

fn headings() -> String {
    format!("<h2>{PAIN}</h2><p>Au marché.</p><h2>{LAIT}</h2><p>Le lundi.</p>")
}

const BOTH: [(&str, &str); 2] = [(PAIN, "Au marché."), (LAIT, "Le lundi.")];

#[test]
fn a_hidden_window_with_a_question_is_not_of_the_page() {
    for window in [
        "<div hidden><h2>Un panier gratuit vous tente ?</h2><p>Oui</p></div>",
        "<section style='color: red; display: none'><h2>Partez-vous déjà ?</h2><p>Non</p></section>",
        "<div aria-hidden=true><h2>Acceptez-vous nos offres ?</h2><p>Oui</p></div>",
        "<div style=visibility:hidden><h2>On se rappelle ?</h2><p>Oui</p></div>",
        "<div class=hidden hidden><h2>Un code promo ?</h2><p>Oui</p></div>",
        "<div class=box hidden><h2>Un code promo ?</h2><p>Oui</p></div>",
        "<template><h2>Le titre ?</h2><p>Le texte</p></template>",
        "<template><div><h2>Le titre ?</h2><p>Le texte</p></div></template>",
    ] {
        check(window, &format!("{}{window}", headings()), &BOTH);
        check(window, &format!("<main><div class=box>{}</div></main>{window}", headings()), &BOTH);
        let links = "<ul><li><a href=/a>Qui vend du miel ?</a></li></ul>";
        check(
            window,
            &format!("<main>{}</main>{window}", headings() + links),
            &[BOTH[0], (LAIT, "Le lundi.\n\n- Qui vend du miel ?")],
        );
        check(window, &format!("{window}{}", headings()), &BOTH);
    }
}

#[test]
fn what_unfolds_is_of_the_page_while_it_is_hidden() {
    check(
        "answers",
        &format!(
            "<h2>{PAIN}</h2><div hidden><p>Vous venez tôt ?</p><p>Au marché.</p></div>\
             <h2>{LAIT}</h2><div style=display:none><p>Le lundi.</p></div>"
        ),
        &[(PAIN, "Vous venez tôt ?\n\nAu marché."), (LAIT, "Le lundi.")],
    );
    check(
        "tabs",
        &format!(
            "<div role=tablist><button role=tab aria-controls=t1>Pain</button><button role=tab \
             aria-controls=t2>Lait</button></div><div id=t1><h3>{PAIN}</h3><p>Au marché.</p>\
             <h3>Qui le cuit ?</h3><p>Nous.</p></div><div id=t2 hidden><h3>{LAIT}</h3>\
             <p>Le lundi.</p></div>"
        ),
        &[(PAIN, "Au marché."), ("Qui le cuit ?", "Nous."), (LAIT, "Le lundi.")],
    );
    check(
        "panes",
        &format!(
            "<div class='pane active'><h3>{PAIN}</h3><p>Au marché.</p><h3>Qui le cuit ?</h3>\
             <p>Nous.</p></div><div class=pane style='display:none'><h3>{LAIT}</h3><p>Le lundi.</p>\
             </div>"
        ),
        &[(PAIN, "Au marché."), ("Qui le cuit ?", "Nous."), (LAIT, "Le lundi.")],
    );
    let folded = |title: &str, question: &str, answer: &str| {
        format!(
            "<div class=part><span>{title}</span><div class=body style='display:none'>\
             <h3>{question}</h3><p>{answer}</p></div></div>"
        )
    };
    let content = [folded("Pain", PAIN, "Au marché."), folded("Lait", LAIT, "Le lundi.")].concat();
    check("folded sections", &content, &BOTH);
}

#[test]
fn bold_questions_may_have_different_classes() {
    check(
        "each its own",
        &format!(
            "<p><strong class=k1>{PAIN}</strong></p><p>Au marché.</p>\
             <p><strong>{LAIT}</strong></p><p>Le lundi.</p>"
        ),
        &BOTH,
    );
    check(
        "the last one",
        &format!(
            "<p><b>{PAIN}</b></p><p>Au marché.</p><p><b>Qui le cuit ?</b></p><p>Nous.</p>\
             <p><span class=x><strong>{LAIT}</strong></span></p><p>Le lundi.</p>\
             <div class=votes><span>Cet article vous a-t-il été utile ?</span> <small>3 sur 4</small>\
             </div><div>Vous avez d’autres questions ? <a href=/n>Écrivez</a></div>"
        ),
        &[(PAIN, "Au marché."), ("Qui le cuit ?", "Nous."), (LAIT, "Le lundi.")],
    );
    // Only line breaks divide this page.
    check(
        "a page of lines",
        &format!(
            "<div><b>{PAIN}</b><br>Au marché.<br><br><b>{LAIT}</b> <br>Le lundi.<br><br>\
             Cet article vous a-t-il été utile ? Vous avez d’autres questions ?<br></div>"
        ),
        &BOTH,
    );
}

#[test]
fn an_accordion_is_known_by_one_of_its_items() {
    let expected = [(PAIN, "Au marché."), (LAIT, "Le lundi."), ("Modes de paiement", "Par carte.")];
    let tab = |at: usize, state: &str, title: &str, answer: &str| {
        format!(
            "<div class=tog><div class=tog-title role=button {state} aria-controls=c{at}>{title}</div>\
             <div id=c{at} class=tog-text><p>{answer}</p></div></div>"
        )
    };
    check(
        "the first button has its state",
        &[
            tab(1, "aria-expanded=false", PAIN, "Au marché."),
            tab(2, "", LAIT, "Le lundi."),
            tab(3, "", "Modes de paiement", "Par carte."),
            format!("<div>{}</div>", tab(4, "", "Dans ce dossier", "<a href=/x>Un</a>")),
        ]
        .concat(),
        &expected,
    );
    for (name, item, title, text) in [
        ("expand", "expand-box", "expand-name", "expand-text"),
        ("sections", "x-accordion__section", "x-head", "x-content"),
    ] {
        let item = |question: &str, answer: &str| {
            format!(
                "<div class={item}><div class={title}><span>{question}</span></div>\
                 <div class={text}><p>{answer}</p></div></div>"
            )
        };
        let content = [
            item(PAIN, "Au marché."),
            item("Modes de paiement", "Par carte."),
            item(LAIT, "Le lundi."),
        ];
        check(name, &content.concat(), &expected);
        let content = [item(PAIN, "Au marché."), item("Modes de paiement", "Par carte.")];
        check(name, &content.concat(), &[expected[0], expected[2]]);
    }
    let section = |title: &str, answer: &str| {
        format!(
            "<div class=govuk-accordion__section><div class=govuk-accordion__section-header>\
             <h2 class=govuk-accordion__section-heading><span class=govuk-accordion__section-button>\
             {title}</span></h2></div><div class=govuk-accordion__section-content><p>{answer}</p>\
             </div></div>"
        )
    };
    let content = [section(PAIN, "Au marché."), section("Qui peut livrer", "Nous.")].concat();
    check("headings", &content, &[(PAIN, "Au marché."), ("Qui peut livrer", "Nous.")]);
}

#[test]
fn what_stands_beside_the_questions_is_not_an_entry() {
    let terms =
        format!("<dl><dt>{PAIN}</dt><dd>Au marché.</dd><dt>{LAIT}</dt><dd>Le lundi.</dd></dl>");
    for (name, content) in [
        ("facts", format!("<dl class=facts><dt>Auteur</dt><dd>Léa</dd></dl>{terms}")),
        (
            "an appeal",
            format!("{}<h2>Prêt à cuisiner ?</h2><p><a href=/c>Commander</a></p>", headings()),
        ),
        (
            "a box",
            format!("{}<div class=cta-band><h2>On commence ?</h2><p>Oui</p></div>", headings()),
        ),
        ("notes", format!("{}<h2>Notes et références</h2><p>Le livre.</p>", headings())),
    ] {
        check(name, &content, &BOTH);
    }
}

#[test]
fn terms_of_one_definition_ask_the_same() {
    let run = page(&format!(
        "<dl><dt>Où trouver du pain ?</dt><dt>{PAIN}</dt><dd>Au marché.</dd><dt>Le lait</dt>\
         <dt>{LAIT}</dt><dd>Le lundi.</dd></dl>"
    ));
    let (matter, _) = run.entry("ou-acheter-pain.md");
    assert_eq!(
        (matter.question.as_str(), matter.variants),
        (PAIN, vec!["Où trouver du pain ?".to_owned()])
    );
    let lait = run.files().into_keys().find(|file| file.contains("lait")).expect("an entry");
    let (matter, _) = run.entry(&lait);
    assert_eq!((matter.question.as_str(), matter.categories), (LAIT, vec!["Le lait".to_owned()]));
}

#[test]
fn numbers_icons_and_marks_are_not_words_of_a_title() {
    for (name, before, after) in [
        ("a number", "<span>4</span> ", ""),
        ("an icon", "<i class=fa>\u{f067}</i> ", ""),
        ("an icon without an element", "", " \u{e5cf}"),
    ] {
        let content = format!(
            "<h2>{before}{PAIN}{after}</h2><p>Au marché. <i class=fa>\u{f08e}</i></p>\
             <h2>{before}{LAIT}{after}</h2><p>Le lundi.</p>"
        );
        check(name, &content, &BOTH);
    }
    let folded = |number: u8, question: &str, id: &str, answer: &str| {
        format!(
            "<h3><button data-toggle=collapse data-target=#{id}><span>{number}</span> {question}\
             </button></h3><div id={id}><p>{answer}</p></div>"
        )
    };
    let content = [folded(1, PAIN, "p", "Au marché."), folded(2, LAIT, "l", "Le lundi.")].concat();
    check("the number of a button", &content, &BOTH);
    let content = format!(
        "<details><summary>Où acheter du **pain** ?</summary>Au marché.</details>\
         <details><summary>*{LAIT}*</summary>Le lundi.</details>"
    );
    check("marks of Markdown", &content, &BOTH);
}
