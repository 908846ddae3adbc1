//! Markdown of repositories and documentation sites, and text pasted from a browser.

use super::{import, import_named};

/// The questions and the answers of the two entries that each text of this file has.
const EXPECTED: [(&str, &str); 2] =
    [("Combien de livres ?", "Dix, **pas plus**.\n"), ("Où rendre un livre ?", "À la borne.\n")];

#[track_caller]
fn check(name: &str, text: &str) {
    let run = import_named("faq.md", text, &["--source", "https://docs.exemple/aide/faq/"]);
    assert_eq!(run.files().len(), 2, "{name}: {:?} {}", run.files(), run.err);
    for (file, (question, answer)) in
        ["combien-livres.md", "ou-rendre-livre.md"].iter().zip(EXPECTED)
    {
        let (front_matter, found) = run.entry(file);
        assert_eq!(front_matter.question, question, "{name}");
        assert_eq!(found, answer, "{name}");
        assert_eq!(
            front_matter.source.as_deref(),
            Some("https://docs.exemple/aide/faq/"),
            "{name}"
        );
    }
}

#[test]
fn questions_of_markdown_are_read_as_authors_write_them() {
    for (name, text) in [
        (
            "numbered headings",
            "# FAQ\n\n## 1. Combien de livres ?\nDix, **pas plus**.\n## 2. Où rendre un livre ? {#rendre}\nÀ la borne.\n",
        ),
        (
            "headings of the first level",
            "# Combien de livres ?\n\nDix, **pas plus**.\n\n# Où rendre un livre ?\n\nÀ la borne.\n",
        ),
        (
            "underlined headings",
            "FAQ\n===\n\nCombien de livres ?\n---\n\nDix, **pas plus**.\n\nOù rendre un livre ?\n---\n\nÀ la borne.\n",
        ),
        (
            "emoji before questions",
            "# FAQ :books:\n\n### ❓ Combien de livres ?\n\nDix, **pas plus**.\n\n### :question: Où rendre un livre ?\n\nÀ la borne.\n",
        ),
        (
            "bold lines",
            "# FAQ\n\n**Combien de livres ?**\n\nDix, **pas plus**.\n\n**Où rendre un livre ?**\nÀ la borne.\n",
        ),
        (
            "bold list items",
            "# FAQ\n\n- **Combien de livres ?**\n  Dix, **pas plus**.\n- **Où rendre un livre ?**\n  À la borne.\n",
        ),
        (
            "details",
            "<details>\n<summary>Combien de livres ?</summary>\n\nDix, **pas plus**.\n\n</details>\n\n<details><summary><b>Où rendre un livre ?</b></summary>\nÀ la borne.\n</details>\n",
        ),
        (
            "containers",
            "::: details Combien de livres ?\nDix, **pas plus**.\n:::\n\n::: details Où rendre un livre ?\nÀ la borne.\n:::\n",
        ),
        (
            "admonitions",
            "??? question \"Combien de livres ?\"\n\n    Dix, **pas plus**.\n\n??? question \"Où rendre un livre ?\"\n\n    À la borne.\n",
        ),
        (
            "a table",
            "| Question | Réponse |\n| --- | --- |\n| Combien de livres ? | Dix, **pas plus**. |\n| Où rendre un livre ? | À la borne. |\n",
        ),
        (
            "front matter",
            "---\ntitle: FAQ\nlayout: page\n---\n\n## Combien de livres ?\n\nDix, **pas plus**.\n\n## Où rendre un livre ?\n\nÀ la borne.\n",
        ),
        (
            "a table of contents",
            "# FAQ\n\n- [Combien de livres ?](#a)\n- [Où rendre un livre ?](#b)\n\n## Combien de livres ?\n\nDix, **pas plus**.\n\n[⬆ Retour en haut](#faq)\n\n## Où rendre un livre ?\n\nÀ la borne.\n",
        ),
    ] {
        check(name, text);
    }
}

#[test]
fn an_emoji_after_a_question_stays_and_a_category_is_kept_apart() {
    let run = import(
        "# FAQ\n\n## Prêt\n\n### Combien ? 🎉\nDix.\n\n### Carte perdue\nAppelez.\n\n### Où ?\nIci.\n",
        &[],
    );
    assert_eq!(run.files().len(), 3, "{:?}", run.files());
    let (front_matter, answer) = run.entry("combien.md");
    assert_eq!(front_matter.question, "Combien ? 🎉");
    assert_eq!(front_matter.categories, ["Prêt"]);
    assert_eq!(answer, "Dix.\n");
}

#[test]
fn sections_of_a_repository_are_not_questions() {
    let run = import(
        "# Outil\n\n## Installation\n\nCopiez-le.\n\n## Pourquoi cet outil ?\n\nPour lire.\n\n## Est-ce gratuit ?\n\n\
         Oui.\n\n## Licence\n\nMIT.\n",
        &[],
    );
    let files = run.files();
    let names: Vec<_> = files.keys().collect();
    assert_eq!(names, ["gratuit.md", "pourquoi-outil.md"], "{}", run.err);
}

#[test]
fn relative_links_are_resolved_against_the_source() {
    let text = "## Où ?\n\nVoir [le plan](../plan.md) et ![la carte](img/carte.png).\n\n## Quand ?\n\nVoir [plus bas](#horaires).\n";
    let run = import(text, &["--source", "https://docs.exemple/aide/faq/"]);
    assert_eq!(
        run.entry("ou.md").1,
        "Voir [le plan](https://docs.exemple/aide/plan.md) et ![la carte](https://docs.exemple/aide/faq/img/carte.png).\n"
    );
    assert_eq!(
        run.entry("quand.md").1,
        "Voir [plus bas](https://docs.exemple/aide/faq/#horaires).\n"
    );
    let run = import(text, &[]);
    assert!(run.err.contains("--source"), "the links that are lost are told: {}", run.err);
}

#[test]
fn code_and_lists_of_markdown_stay_as_they_are() {
    let answer =
        "Lancez :\n\n```sh\n# pas un titre ?\nmake install\n```\n\n1. un\n2. deux\n   - trois";
    let run = import(format!("## Comment installer ?\n\n{answer}\n\n## Où ?\n\nIci.\n"), &[]);
    assert_eq!(run.entry("comment-installer.md").1, format!("{answer}\n"));
}

#[test]
fn a_file_for_each_question_has_it_as_its_title() {
    let run = import(
        "---\ntitle: \"Où rendre un livre ?\"\nlastmod: 2025-03-14\n---\n\nÀ la *borne*.\n",
        &[],
    );
    let (front_matter, answer) = run.entry("ou-rendre-livre.md");
    assert_eq!(front_matter.updated.as_deref(), Some("2025-03-14"));
    assert_eq!(answer, "À la *borne*.\n");
}

#[test]
fn text_without_blank_lines_opens_at_each_question() {
    let run = import(
        "Accueil\nFoire aux questions\nOù est la médiathèque ?\nRue Haute.\nAu 3.\nPrêt et retour\n\
         Combien de livres ?\nDix.\nQui contacter ?\nL’accueil.\n",
        &[],
    );
    assert_eq!(run.files().len(), 3, "{:?}", run.files());
    assert_eq!(run.entry("ou-mediatheque.md").1, "Rue Haute.\n\nAu 3.\n");
    let (front_matter, answer) = run.entry("combien-livres.md");
    assert_eq!(front_matter.categories, ["Prêt et retour"]);
    assert_eq!(answer, "Dix.\n");
}

#[test]
fn wrapped_questions_and_ornaments_of_a_pasted_page() {
    let run = import(
        "FAQ\nCombien de livres puis-je emprunter quand j’ai une carte de\nfamille et deux enfants ?\n\nDix.\n\n\
         Où rendre ?\n\nkeyboard_arrow_down\n\nÀ la borne.\n\nQuand ?\n\n+\n\nToujours.\n",
        &[],
    );
    assert_eq!(run.entry("ou-rendre.md").1, "À la borne.\n");
    assert_eq!(run.entry("quand.md").1, "Toujours.\n");
    let run = import(
        "Est-ce que je peux emprunter des livres avec la carte de la famille et\nla rendre ensuite ?\n\n\
         Oui.\n\nOù rendre ?\n\nÀ la borne.\n",
        &[],
    );
    let questions: Vec<String> =
        run.files().keys().map(|file| run.entry(file).0.question).collect();
    let whole = "Est-ce que je peux emprunter des livres avec la carte de la famille et la rendre ensuite ?";
    assert!(questions.contains(&whole.to_owned()), "{questions:?}");
}

#[test]
fn labels_say_what_each_line_is() {
    let run = import(
        "Question 1 : Je n’ai plus ma carte\nRéponse : Demandez-en une.\nQuestion 2 : Combien ?\n\
         Réponse : Dix.\nEst-ce beaucoup ?\nNon.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?}", run.files());
    assert_eq!(run.entry("plus-carte.md").0.question, "Je n’ai plus ma carte");
    assert_eq!(run.entry("combien.md").1, "Dix.\n\nEst-ce beaucoup ?\n\nNon.\n");
}

#[test]
fn an_invitation_ends_a_pasted_page() {
    let run = import(
        "Où ?\n\nIci.\n\nQuand ?\n\nDemain.\n\nVous avez encore des questions ?\n\nÉcrivez.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?}", run.files());
    assert_eq!(run.entry("quand.md").1, "Demain.\n");
    assert!(run.err.contains("ligne 9\u{a0}: «\u{a0}Vous avez encore"), "{}", run.err);
}

#[test]
fn headings_without_a_question_mark_are_entries_of_parallel_sections() {
    let run = import(
        "# FAQ\n\n## Mairie\n\n### Où est la mairie ?\n\nPlace A.\n\n### Quand ouvre-t-elle ?\n\n\
         9 h.\n\n## Impôts\n\n### Carte d’identité\n\nSur rendez-vous.\n\n### Inscription\n\n\
         En mars.\n",
        &[],
    );
    assert_eq!(run.files().len(), 4, "{:?} {}", run.files(), run.err);
    assert_eq!(run.entry("inscription.md").0.categories, ["Impôts"]);
    // Beside a section that is called a FAQ, headings are parts of a manual. They are told.
    let run = import(
        "# Outil\n\n## Systèmes\n\n### Linux\n\nLancez apt.\n\n## FAQ\n\n### Où payer ? (impôts)\n\n\
         Ici.\n\n### Quand ?\n\nDemain.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    assert!(run.err.contains("ligne 5\u{a0}: le titre «\u{a0}Linux\u{a0}»"), "{}", run.err);
    assert!(!run.err.contains("Systèmes"), "{}", run.err);
}

#[test]
fn tabs_and_boxes_of_documentation_sites_stay_in_their_answer() {
    let run = import(
        "# FAQ\n\n### Comment installer ?\n\nLancez pip.\n\n=== \"Linux\"\n\n    Utilisez `apt`.\n\n\
         === \"Windows\"\n\n    Utilisez `winget`.\n\n!!! warning \"Attention\"\n    Pas sur Mac.\n\n\
         > [!TIP]\n> Venez tôt.\n\n### Est-ce libre ?\n\nOui.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    let answer = run.entry("comment-installer.md").1;
    assert_eq!(
        answer,
        "Lancez pip.\n\n**Linux**\n\nUtilisez `apt`.\n\n**Windows**\n\nUtilisez `winget`.\n\n\
         **Attention**\n\nPas sur Mac.\n\n> **Astuce**\n>\n> Venez tôt.\n"
    );
}

#[test]
fn footnotes_stand_at_their_reference() {
    let run = import(
        "# FAQ\n\n## Où est le club ?\n\nIci. [^1] Ou là[^n].\n\n## Quand ?\n\nMardi.\n\n\
         [^1]: Au *fond*.\n[^n]: L’hiver\n    seulement.\n",
        &[],
    );
    assert_eq!(run.entry("ou-club.md").1, "Ici. (Au *fond*.) Ou là (L’hiver seulement.).\n");
    assert_eq!(run.entry("quand.md").1, "Mardi.\n");
}

#[test]
fn definition_lists_of_markdown_are_read() {
    let run = import(
        "Où est le club ?\n:   12 rue des Lilas.\n\nQuand venir ?\n:   Le mardi.\n\n\
         :   Ou le jeudi.\n",
        &[],
    );
    assert_eq!(run.entry("ou-club.md").1, "12 rue des Lilas.\n");
    assert_eq!(run.entry("quand-venir.md").1, "Le mardi.\n\nOu le jeudi.\n");
}

#[test]
fn the_footer_of_a_file_is_not_an_answer() {
    let page = "# FAQ\n\n## Où ?\n\nIci.\n\n---\n\nAu fond, sonnez.\n\n## Quand ?\n\nDemain.\n\n";
    for footer in [
        "---\n\n© 2025 Ville, tous droits réservés\n",
        "***\n\n[Accueil](https://a.fr) | [Aide](https://a.fr/aide)\n",
        "---\n\nDernière mise à jour : 3 mars 2025\n\n*Service des sports*\n",
        "---\n\n- [Mentions légales](https://a.fr/m)\n- [Plan du site](https://a.fr/p)\n",
        "---\n\nVous avez encore des questions ? Écrivez à aide@a.fr.\n\n---\n\nLicence CC BY 4.0\n",
    ] {
        let run = import(format!("{page}{footer}"), &[]);
        assert_eq!(run.entry("quand.md").1, "Demain.\n", "{footer}: {}", run.err);
        assert!(run.entry("ou.md").1.ends_with("Au fond, sonnez.\n"), "{footer}");
        assert!(run.err.contains("le bas de page («\u{a0}"), "{footer}: {}", run.err);
        let updated = footer.contains("mars").then_some("2025-03-03");
        assert_eq!(run.entry("quand.md").0.updated.as_deref(), updated, "{footer}");
    }
    let divided = "# FAQ\n\n## Où ?\n\nIci.\n\n---\n\n## Quand ?\n\nDemain.\n\n---\n\nLe service des sports\n";
    assert_eq!(import(divided, &[]).entry("quand.md").1, "Demain.\n");
    let html = format!("{page}---\n\n<p align=\"center\">© Ville</p>\n");
    assert_eq!(import(html, &[]).entry("quand.md").1, "Demain.\n");
    let run = import(format!("{page}---\n\nLe lundi, c’est fermé.\n"), &[]);
    assert!(run.entry("quand.md").1.ends_with("Le lundi, c’est fermé.\n"), "{}", run.err);
    let run = import(format!("{page}---\n\n## Qui ?\n\n© et tous.\n"), &[]);
    assert_eq!(run.files().len(), 3, "{}", run.err);
}

#[test]
fn signs_before_an_answer_are_not_its_words() {
    for (question, answer) in [
        ("", "→ "),
        ("", "=> "),
        ("", ">> "),
        ("", "-> "),
        ("", "R : "),
        ("", "Rép. "),
        ("", "Rép. : "),
        ("", "Réponse : → "),
        ("Q. ", "A. "),
        ("", "A. "),
    ] {
        let text = format!(
            "{question}Où ?\n{answer}Ici.\n\n{question}Quand ?\n{answer}Demain.\n\n\
             {question}Qui ?\n{answer}Tous.\n"
        );
        let run = import(&text, &[]);
        for (file, expected) in
            [("ou.md", "Ici.\n"), ("quand.md", "Demain.\n"), ("qui.md", "Tous.\n")]
        {
            assert_eq!(run.entry(file).1, expected, "{text}");
        }
    }
    let run = import("Qui répond ?\nA. Martin.\n\nOù ?\n→ au 3 ;\n→ au 5.\n", &[]);
    assert_eq!(run.entry("qui-repond.md").1, "A. Martin.\n");
    assert_eq!(run.entry("ou.md").1, "→ au 3 ;\n\n→ au 5.\n");
}

#[test]
fn a_note_of_a_question_is_in_its_answer() {
    for (name, text) in [
        ("headings", "## Où aller[^n] ?\n\nIci.\n\n## Quand venir ?[^n]\n\nDemain.\n"),
        ("bold", "**Où aller ?**[^n]\n\nIci.\n\n**Quand venir ?[^n]**\n\nDemain.\n"),
        ("in one", "**Où aller ?**[^n]\nIci.\n\n**Quand venir ?**[^n]\nDemain.\n"),
        ("items", "- **Où aller ?**[^n] Ici.\n- **Quand venir ?**[^n] Demain.\n"),
        (
            "table",
            "| Q | R |\n|---|---|\n| Où aller ?[^n] | Ici. |\n| Quand venir ?[^n] | Demain. |\n",
        ),
        ("answers", "## Où aller ?\n\nIci[^n].\n\n## Quand venir ?\n\nDemain[^n].\n"),
    ] {
        let run = import_named("faq.md", &format!("{text}\n[^n]: Sauf l’été.\n"), &[]);
        for (file, question, answer) in
            [("ou-aller.md", "Où aller ?", "Ici"), ("quand-venir.md", "Quand venir ?", "Demain")]
        {
            let (front_matter, found) = run.entry(file);
            assert_eq!(front_matter.question, question, "{name}");
            let found = found.replace('.', "");
            assert_eq!(found, format!("{answer} (Sauf l’été)\n"), "{name}");
        }
    }
    let folded = "<details>\n<summary>Où ?[^1]</summary>\n\nIci.\n\n</details>\n";
    assert_eq!(import(folded, &[]).entry("ou.md").0.question, "Où ?");
}
