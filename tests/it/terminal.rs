//! What the terminal draws:
//!
//! 1. Each reply has its words, in plain text without any escape sequence.
//! 2. Colour, the lit passage and clickable links come only where they may.
//! 3. Lines fit the window, counted in columns: accents, wide characters.
//! 4. No control character of content reaches the terminal.
//! 5. Whatever an entry says and whichever sentences are lit, nothing panics and
//!    the answer's words are all there, in order.

mod any;

use std::sync::Arc;

use jiff::civil::date;
use souffleur::bot::{Answer, Choice, Explanation, Reply, Status};
use souffleur::faq::{Entry, EntryId, Markdown, Problem, ProblemKind};
use souffleur::library::{Checked, Diff, GoldenTally, MeaningStatus, Rejection};
use souffleur::platform::terminal::{Screen, render};
use souffleur::search::{Evidence, Hit, Outcome};
use textwrap::core::display_width;
use url::Url;

const ANSWER: &str = "\
La capacité dépend de l’opérateur. Consultez le [panorama des offres](https://esante.gouv.fr/panorama).

**Votre boîte est saturée ?** Faites-y de la place :

- supprimez les *anciens* messages ;
- videz la corbeille :
  1. ouvrez-la ;
  2. tapez `vider`.

> Une BAL ne sert pas à archiver.

| Offre | Espace |
|-------|-------:|
| Santé | 10 Go |
| Essai | 500 Mo |
";

fn id(text: &str) -> EntryId {
    EntryId::new(text).expect("an id")
}

fn entry(question: &str, answer: &str) -> Entry {
    Entry {
        id: id("capacite"),
        question: question.to_owned(),
        variants: vec![],
        answer: Markdown::new(answer),
        categories: vec!["Services socles".to_owned(), "Information générale".to_owned()],
        source: Url::parse("https://esante.gouv.fr/foire-aux-questions/mssante").expect("a URL"),
        source_quote: None,
        updated: Some(date(2025, 9, 5)),
        review_by: None,
    }
}

fn choice(name: &str, question: &str, category: Option<&str>) -> Choice {
    Choice { entry: id(name), question: question.to_owned(), category: category.map(str::to_owned) }
}

fn choices() -> Vec<Choice> {
    vec![
        choice("a", "Combien de boîtes peut-on ouvrir ?", Some("Annuaires")),
        choice("b", "Comment archiver les documents reçus dans une boîte aux lettres ?", None),
    ]
}

fn found(passage: Option<&str>) -> Reply {
    let entry = entry("Quelle est la capacité d’une boîte ?", ANSWER);
    let passage = passage.map(|words| {
        let start = ANSWER.find(words).expect("words of the answer");
        start..start + words.len()
    });
    Reply::from(Answer::Found { entry: Arc::new(entry), passage, see_also: choices() })
}

/// Escape characters made visible, no-break spaces as `~`.
fn seen(reply: &Reply, screen: &Screen) -> String {
    render(reply, screen).replace('\u{1b}', "␛").replace('\u{a0}', "~")
}

fn plain(reply: &Reply) -> String {
    seen(reply, &Screen::plain(60))
}

#[test]
fn an_answer_in_plain_text() {
    insta::assert_snapshot!(plain(&found(Some("La capacité dépend de l’opérateur."))), @"
    Quelle est la capacité d’une boîte ?

    La capacité dépend de l’opérateur. Consultez le panorama des
    offres (https://esante.gouv.fr/panorama).

    Votre boîte est saturée ? Faites-y de la place :

    • supprimez les anciens messages ;
    • videz la corbeille :
      1. ouvrez-la ;
      2. tapez vider.

    │ Une BAL ne sert pas à archiver.

    Offre │ Espace
    ──────┼───────
    Santé │  10 Go
    Essai │ 500 Mo

    Catégories~: Services socles, Information générale
    Source~: https://esante.gouv.fr/foire-aux-questions/mssante
    Mis à jour le 5~septembre 2025

    Voir aussi
      1. Combien de boîtes peut-on ouvrir ? (Annuaires)
      2. Comment archiver les documents reçus dans une boîte aux
         lettres ?
    ");
}

#[test]
fn an_answer_in_colour_with_its_passage_lit() {
    let screen = Screen { colour: true, links: true, width: 60 };
    let lit = "Consultez le [panorama des offres](https://esante.gouv.fr/panorama).";
    insta::assert_snapshot!(seen(&found(Some(lit)), &screen), @r"
    ␛[1m␛[36mQuelle est la capacité d’une boîte ?␛[0m

    La capacité dépend de l’opérateur. ␛[1m␛[32mConsultez le ␛[0m␛]8;;https://esante.gouv.fr/panorama␛\␛[1m␛[4m␛[32mpanorama des␛[0m␛]8;;␛\
    ␛]8;;https://esante.gouv.fr/panorama␛\␛[1m␛[4m␛[32moffres␛[0m␛]8;;␛\␛[1m␛[32m.␛[0m

    ␛[1mVotre boîte est saturée ?␛[0m Faites-y de la place :

    • supprimez les ␛[3manciens␛[0m messages ;
    • videz la corbeille :
      1. ouvrez-la ;
      2. tapez ␛[33mvider␛[0m.

    │ Une BAL ne sert pas à archiver.

    ␛[1mOffre␛[0m │ ␛[1mEspace␛[0m
    ──────┼───────
    Santé │  10 Go
    Essai │ 500 Mo

    ␛[2mCatégories~: Services socles, Information générale␛[0m
    ␛[2mSource~: ␛[0m␛]8;;https://esante.gouv.fr/foire-aux-questions/mssante␛\␛[4m␛[94mhttps://esante.gouv.fr/foire-aux-questions/mssante␛[0m␛]8;;␛\
    ␛[2mMis à jour le 5~septembre 2025␛[0m

    ␛[1mVoir aussi␛[0m
      1. Combien de boîtes peut-on ouvrir ?␛[2m (Annuaires)␛[0m
      2. Comment archiver les documents reçus dans une boîte aux
         lettres ?
    ");
}

#[test]
fn links_that_cannot_be_clicked_show_their_address_once() {
    let answer = "Voir <https://a.fr/page>, [https://a.fr](https://a.fr/), \
                  [la page](https://b.fr), [relatif](page.html), <aide@a.fr>.";
    let reply = Reply::from(Answer::Found {
        entry: Arc::new(Entry { categories: vec![], updated: None, ..entry("Où ?", answer) }),
        passage: None,
        see_also: vec![],
    });
    insta::assert_snapshot!(seen(&reply, &Screen::plain(100)), @"
    Où ?

    Voir https://a.fr/page, https://a.fr, la page (https://b.fr/), relatif, aide@a.fr.

    Source~: https://esante.gouv.fr/foire-aux-questions/mssante
    ");
    let coloured = seen(&reply, &Screen { colour: true, links: false, width: 100 });
    assert!(!coloured.contains("␛]8"), "{coloured}");
    assert!(coloured.contains("(https://b.fr/)"), "{coloured}");
}

#[test]
fn what_is_not_an_answer() {
    insta::assert_snapshot!(plain(&Reply::from(Answer::Unsure(choices()))), @"
    Plusieurs questions de la FAQ s’en approchent. Laquelle est
    la vôtre~?

      1. Combien de boîtes peut-on ouvrir ? (Annuaires)
      2. Comment archiver les documents reçus dans une boîte aux
         lettres ?
    ");
    insta::assert_snapshot!(plain(&Reply::from(Answer::Unsure(choices()[..1].to_vec()))), @"
    Une question de la FAQ s’en approche. Est-ce la vôtre~?

      1. Combien de boîtes peut-on ouvrir ? (Annuaires)
    ");
    let unknown = Answer::Unknown {
        nearest_category: Some("Annuaires".to_owned()),
        contact: Some("Écrivez à l’équipe qui tient la FAQ.".to_owned()),
    };
    insta::assert_snapshot!(plain(&Reply::from(unknown)), @"
    Je n’ai pas trouvé de réponse à cette question dans la FAQ.
    La catégorie la plus proche est «~Annuaires~».
    Écrivez à l’équipe qui tient la FAQ.
    ");
    insta::assert_snapshot!(plain(&Reply::Suggestions(choices())), @"
    Questions de la FAQ
      1. Combien de boîtes peut-on ouvrir ? (Annuaires)
      2. Comment archiver les documents reçus dans une boîte aux
         lettres ?
    ");
    insta::assert_snapshot!(plain(&Reply::Suggestions(vec![])), @"Aucune question de la FAQ ne s’en approche.");
    insta::assert_snapshot!(plain(&Reply::NoSuchEntry), @"
    Cette entrée n’est plus dans la FAQ. Posez votre question de
    nouveau.
    ");
    insta::assert_snapshot!(plain(&Reply::Help), @"
    Posez votre question avec vos mots~: je cherche l’entrée de
    la FAQ qui y répond.

    La réponse vient mot pour mot de la FAQ, avec sa source. Si
    j’hésite entre plusieurs entrées, je vous les propose~; si
    aucune ne répond, je vous le dis.

    Commandes
      • /aide~: affiche cette aide
      • /données~: montre ce qui est gardé de vos questions~;
        suivi de «~effacer~», l’efface~; de «~arrêter~»,
        n’enregistre plus rien~; de «~reprendre~», enregistre de
        nouveau
      • /pourquoi~: montre ce qui a décidé de la dernière
        réponse
      • /recharger~: relit la FAQ et la sert si elle est saine
      • /recharger forcer~: la sert même si des questions de
        test échouent
      • /vérifier~: cherche les erreurs de la FAQ, sans rien
        changer
      • /état~: dit ce qui est servi
      • /retour~: revient à la version précédente de la FAQ
      • /populaires~: montre les entrées les plus demandées
      • /sans-réponse~: montre les questions restées sans
        réponse
      • /votes~: montre les avis sur les réponses
      • /à-revoir~: montre les entrées à relire
      • /exact ENTRÉE~: note qu’une entrée relue est exacte
      • /quitter~: met fin à la discussion
    ");
    insta::assert_snapshot!(plain(&Reply::Thanks), @"Merci pour votre avis.");
    insta::assert_snapshot!(plain(&Reply::Failed), @"
    Une erreur interne est survenue. Réessayez~; si elle se
    répète, prévenez un administrateur.
    ");
}

#[test]
fn what_admins_see() {
    let kind = ProblemKind::Unreadable { reason: "accès refusé".to_owned() };
    let problem = Problem::new("mssante/bal.md".as_ref(), (3, 7), kind);
    let diff = Diff { added: vec![id("nouvelle")], ..Diff::default() };
    insta::assert_snapshot!(plain(&Reply::Reloaded(diff.clone())), @"
    La FAQ est rechargée.

    1~entrée ajoutée
      • nouvelle
    ");
    insta::assert_snapshot!(plain(&Reply::Rejected(Rejection::Problems(vec![problem]))), @"
    La FAQ n’est pas rechargée~: son dossier contient 1~erreur.
    L’ancienne version reste servie.

    1~erreur
      • mssante/bal.md:3:7~: le fichier est illisible (accès
        refusé). Vérifiez ses droits d’accès, puis rechargez.

    Corrigez, puis rechargez.
    ");
    insta::assert_snapshot!(plain(&Reply::RolledBack(None)), @"Il n’y a pas de version précédente à laquelle revenir.");
    insta::assert_snapshot!(plain(&Reply::Unchanged), @"La FAQ est déjà à jour~: rien n’a changé dans son dossier.");
    insta::assert_snapshot!(plain(&Reply::AdminsOnly), @"Cette commande est réservée aux administrateurs.");
    let sound = Checked { entries: 10, asked: 140, ..Checked::default() };
    insta::assert_snapshot!(plain(&Reply::Checked(sound)), @"
    Le dossier est sain~: 10~entrées, 140~questions de test
    réussies.
    ");
    let status = Status {
        version: 1,
        collections: vec![("MSSanté".to_owned(), 10)],
        warnings: 0,
        golden: Some(GoldenTally { asked: 140, ..GoldenTally::default() }),
        meaning: MeaningStatus::Active { texts: 312 },
        pull: None,
        processes: None,
    };
    insta::assert_snapshot!(plain(&Reply::Status(status)), @"
    La version 1 est servie, avec 10~entrées.

    Collections
      • MSSanté~: 10~entrées

    Aucun avertissement~; 140~questions de test réussies.

    Sens~: actif (312~textes).
    ");
    let hits = vec![Hit { entry: id("capacite"), score: 4.2, evidence: Evidence::default() }];
    let why = Explanation {
        outcome: Outcome::Found,
        hits,
        meaning: MeaningStatus::Active { texts: 312 },
    };
    insta::assert_snapshot!(plain(&Reply::Why(Some(why))), @"
    À la dernière question, une entrée a été donnée pour
    réponse.

    Entrées, de la plus proche à la plus lointaine
      • capacite~: confiance 0~%~; score 4,20~; 0~% de la
        question retrouvés

    Sens~: actif (312~textes).
    ");
    insta::assert_snapshot!(plain(&Reply::Why(None)), @"Aucune question n’a encore été posée ici.");
}

#[test]
fn a_long_list_is_cut_and_counted() {
    let added = (0..120).map(|n| id(&format!("entree-{n}"))).collect();
    let text = plain(&Reply::Reloaded(Diff { added, ..Diff::default() }));
    assert!(text.contains("120~entrées ajoutées"), "{text}");
    assert!(text.contains("entree-49\n") && !text.contains("entree-50"), "{text}");
    assert!(text.contains("… et 70~autres"), "{text}");
}

fn answer_of(markdown: &str, screen: &Screen) -> String {
    let entry = Entry { categories: vec![], updated: None, ..entry("Q", markdown) };
    let reply =
        Reply::from(Answer::Found { entry: Arc::new(entry), passage: None, see_also: vec![] });
    let text = render(&reply, screen);
    let body = text.strip_prefix("Q\n\n").expect("the question comes first");
    let end = body.rfind("\n\nSource\u{a0}:").expect("the source comes last");
    body[..end].to_owned()
}

#[test]
fn markdown_is_drawn() {
    let draw = |markdown: &str| answer_of(markdown, &Screen::plain(40));
    insta::assert_snapshot!(draw("# Titre\n\nTexte\n## Sous-titre\nSuite  \nà la ligne"), @"
    Titre

    Texte

    Sous-titre

    Suite
    à la ligne
    ");
    insta::assert_snapshot!(draw("1. un\n\n   suite\n2. deux\n   - trois\n   - quatre\n\nfin"), @"
    1. un

       suite

    2. deux

       • trois
       • quatre

    fin
    ");
    insta::assert_snapshot!(draw("9. neuf\n10. dix, qui est assez long pour aller à la ligne"), @"
    9. neuf
    10. dix, qui est assez long pour aller à
        la ligne
    ");
    insta::assert_snapshot!(draw("> cité sur plus d’une ligne, car la fenêtre est étroite\n>\n> - a\n> - b"), @"
    │ cité sur plus d’une ligne, car la
    │ fenêtre est étroite
    │
    │ • a
    │ • b
    ");
    insta::assert_snapshot!(draw("```sh\nsouffleur check   faq\n\n  fin\n```\n\naprès\n\n---\n\n~~non~~ oui"), @"
        souffleur check   faq

          fin

    après

    ────────────────────────

    ~~non~~ oui
    ");
    insta::assert_snapshot!(draw("Un<br>deux <b>gras</b> 1<sup>er</sup> <!-- tu -->3 < 4\n\n<div>\nbloc\n</div>"), @"
    Un
    deux gras 1er 3 < 4

    bloc
    ");
    insta::assert_snapshot!(draw("- \n- b\n\n![plan](https://a.fr/p.png)"), @"
    •
    • b

    plan (https://a.fr/p.png)
    ");
    insta::assert_snapshot!(draw(
        "| Nom | Ce que l’on y trouve, en toutes lettres |\n|---|---|\n| BAL | boîte aux lettres |\n| PS | professionnel |"
    ), @"
    Nom
      BAL
    Ce que l’on y trouve, en toutes lettres
      boîte aux lettres

    Nom
      PS
    Ce que l’on y trouve, en toutes lettres
      professionnel
    ");
}

#[test]
fn lines_fit_the_window() {
    let text =
        "L’été où l’évêque élève des élèves zélés 日本語のテキスト e\u{301}te\u{301} 👩‍⚕️ ".repeat(8);
    let markdown = format!("{text}\n\n- {text}\n  - {text}\n\n> {text}");
    for width in [30, 57, 100] {
        for screen in [Screen::plain(width), Screen { colour: true, links: true, width }] {
            let reply = Reply::from(Answer::Found {
                entry: Arc::new(entry(&text, &markdown)),
                passage: Some(0..text.len()),
                see_also: vec![choice("x", &text, Some("Catégorie"))],
            });
            for line in render(&reply, &screen).lines().filter(|line| !line.contains("://")) {
                assert!(display_width(line) <= width, "{} columns: {line}", display_width(line));
            }
        }
    }
}

#[test]
fn control_characters_of_content_are_left_out() {
    let hostile = "a\u{1b}[2Jb\u{1b}]8;;https://mal.fr\u{7}c\u{9b}31md\u{8}\u{7f} &#27;[31me \
                   [lien](https://a.fr/\u{1b}%1b\u{9c}x) <https://a.fr/?\u{1b}>";
    let reply = Reply::from(Answer::Found {
        entry: Arc::new(Entry { categories: vec![hostile.to_owned()], ..entry(hostile, hostile) }),
        passage: Some(0..30),
        see_also: vec![choice("x", hostile, Some(hostile))],
    });
    let text = render(&reply, &Screen::plain(80));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    // In colour every escape character begins one of the two sequences that the bot writes.
    let text = render(&reply, &Screen { colour: true, links: true, width: 80 });
    for (at, _) in text.match_indices('\u{1b}') {
        let rest = &text[at + 1..];
        let style = rest.strip_prefix('[').is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
        });
        assert!(style || rest.starts_with("]8;;") || rest.starts_with('\\'), "{rest:?}");
    }
    assert!(!text.chars().any(|c| c.is_control() && !"\n\u{1b}".contains(c)), "{text:?}");
}
