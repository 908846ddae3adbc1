//! Questions of texts that their siblings show, and texts that belong to no question.

use super::{import, import_named};

#[test]
fn questions_without_a_blank_line_above_are_entries_of_a_compact_page() {
    for text in [
        "Comment s’inscrire ?\nEn ligne.\n\nQuel est le tarif ?\n10 €.\nComment annuler ?\nÉcrivez.\n",
        "Comment s’inscrire ?\nEn ligne.\n\nQuel est le tarif ?\nLe tarif est de 10 €.\n\
         La carte est-elle acceptée ?\nOui.\nComment annuler ?\nÉcrivez.\n\nQui répond ?\nNous.\n",
        "Comment s’inscrire ?\nEn ligne.\n\nQuel est le tarif ?\n\n10 €.\nComment annuler ?\nÉcrivez.\n",
    ] {
        let run = import(text, &[]);
        assert_eq!(run.files().len(), text.matches('?').count(), "{:?} {}", run.files(), run.err);
    }
    // Where blank lines are inside entries, such a question may be a part of the answer.
    let run = import(
        "Comment s’inscrire ?\n\nEn ligne.\n\nQuel est le tarif ?\n\nLe tarif est fixe.\n\
         Comment payer ?\nPar carte.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?}", run.files());
    assert!(run.err.contains("ligne 8\u{a0}: «\u{a0}Comment payer ?\u{a0}» reste"), "{}", run.err);
}

#[test]
fn the_next_number_is_a_question_whatever_its_end() {
    for text in [
        "1) Où aller ?\nIci.\n2) Quand venir ?\nDemain.\n3) Le chien est-il admis\nOui.\n",
        "1. Où aller ?\n\nIci.\n\n2. Quand venir ?\n\nDemain.\n\n3. Les chiens\n\nOui.\n",
        "1 - Les tarifs\nDix euros.\n2 - Où aller ?\nIci.\n3 - Quand venir ?\nDemain.\n",
    ] {
        let run = import(text, &[]);
        assert_eq!(run.files().len(), 3, "{text}: {:?} {}", run.files(), run.err);
    }
    let steps = "1. Où aller ?\nSuivez le plan.\n2. Comment payer ?\nDans l’ordre\u{a0}:\n\
        1. Ouvrez la page\n2. Entrez le code\n3. Validez le tout\nC’est fini.\n";
    let run = import(steps, &["--format", "page"]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
}

#[test]
fn two_items_of_a_tight_list_are_two_entries() {
    for title in ["", "# FAQ\n\n"] {
        for list in [
            "- Comment payer ?\n  - Par carte.\n- Peut-on annuler ?\n  - Oui, avant midi.\n",
            "- Comment payer ?\n  Par carte\n- Annuler, c’est possible ?\n  Oui\n",
            "* Comment payer ?\n  Par carte.\n* Peut-on annuler ?\n  Oui.\n",
        ] {
            let run = import_named("faq.md", &format!("{title}{list}"), &[]);
            assert_eq!(run.files().len(), 2, "{title}{list}: {:?} {}", run.files(), run.err);
            assert!(!run.entry("comment-payer.md").1.contains("nnuler"), "{list}");
        }
    }
}

#[test]
fn headings_of_a_run_of_questions_are_entries_without_a_mark() {
    let run = import(
        "# FAQ\n\n## Où est la salle ?\n\nLà.\n\n## Comment payer ?\n\nEn ligne.\n\n\
         ## Qui peut demander\n\nTous.\n\n## Les horaires d’ouverture\n\nDe 9 h à 17 h.\n",
        &[],
    );
    assert_eq!(run.files().len(), 4, "{:?} {}", run.files(), run.err);
    let run = import(
        "# FAQ\n\n## Aide\n\n### 1. Où aller ?\n\nIci.\n\n### 2. Quand venir ?\n\nDemain.\n\n\
         ### 3. Quelle licence\n\nMIT.\n\n### 4. Les chiens\n\nOui.\n\n### 5. Les chats\n\nNon.\n",
        &[],
    );
    assert_eq!(run.files().len(), 5, "{:?} {}", run.files(), run.err);
}

#[test]
fn a_subject_before_another_question_is_no_invitation() {
    let run = import(
        "# FAQ\n\n## Où aller ?\n\nIci.\n\n## Setext : une autre question ?\n\nOui.\n\n\
         ## Vous avez une autre question ?\n\nÉcrivez.\n",
        &[],
    );
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    assert!(
        run.err.contains("«\u{a0}Vous avez une autre question ?\u{a0}» est une"),
        "{}",
        run.err
    );
}

#[test]
fn a_text_under_no_question_is_told_with_its_line() {
    let text = "# FAQ\n\n??? question \"Comment installer ?\"\n\n    Lancez pip.\n\n\
        === \"Windows\"\n\n    Lancez winget ensuite.\n\n\
        ??? question \"Est-ce libre ?\"\n\n    Oui.\n\n:::tip\nPensez à sauvegarder.\n:::\n";
    let run = import_named("faq.md", text, &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    for told in ["ligne 7, le texte «\u{a0}Windows", "ligne 16, le texte «\u{a0}Pensez à"] {
        assert!(run.err.replace("\u{a0}: le", ", le").contains(told), "{told}: {}", run.err);
    }
    let text = "# Outil\n\n## FAQ\n\n### Où ?\n\nIci.\n\n### Quand ?\n\nDemain.\n\n\
        ## Contribuer\n\nOuvrez un ticket.\n\nMerci.\n";
    let run = import_named("faq.md", text, &[]);
    assert_eq!(run.files().len(), 2, "{:?} {}", run.files(), run.err);
    assert!(run.err.contains("ligne 15\u{a0}: le texte «\u{a0}Ouvrez un ticket."), "{}", run.err);
    assert_eq!(run.err.matches("n’est sous aucune question").count(), 1, "{}", run.err);
    let run = import_named(
        "faq.md",
        "# FAQ\n\nBonjour.\n\n## Où ?\n\nIci.\n\n- a\n\n## Qui ?\n\nMoi.\n",
        &[],
    );
    assert!(!run.err.contains("aucune question"), "{}", run.err);
}
