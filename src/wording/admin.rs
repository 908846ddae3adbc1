//! The sentences for admins: reloads, checks, the state, the evidence of an answer.

use std::fmt::Write as _;

use super::notice::Notice;
use super::processes::refusal;
use crate::bot::{Choice, Explanation, Popular};
use crate::faq::{EntryId, Expectation, Problem, Severity};
use crate::grammar::{count, number, percent, plural};
use crate::library::{
    Absence, AnswerChange, Checked, Diff, GoldenFailure, GoldenTally, MeaningStatus, Rejection,
};
use crate::search::{Field, Hit, Outcome, TermEvidence};

/// A reload found nothing new.
pub const UNCHANGED: &str = "La FAQ est déjà à jour\u{a0}: rien n’a changé dans son dossier.";

/// A reload was successful: what changes.
pub fn reloaded(diff: &Diff) -> Notice {
    changes(Notice::new("La FAQ est rechargée."), diff)
}

/// The previous version is served again, or there is none.
pub fn rolled_back(diff: Option<&Diff>) -> Notice {
    match diff {
        None => Notice::new("Il n’y a pas de version précédente à laquelle revenir."),
        Some(diff) => changes(Notice::new("La version précédente est de nouveau servie."), diff)
            .text("Le prochain rechargement relira le dossier tel qu’il sera alors."),
    }
}

/// A reload was rejected: why, and what an admin can do. `force_reload` is the command that
/// ignores golden questions that newly fail.
pub fn rejected(rejection: &Rejection, force_reload: &str) -> Notice {
    const KEPT: &str = "L’ancienne version reste servie.";
    match rejection {
        Rejection::Problems(found) => {
            let errors = count(of(Severity::Error, found).len(), "erreur", "erreurs");
            let notice = Notice::new(format!(
                "La FAQ n’est pas rechargée\u{a0}: son dossier contient {errors}. {KEPT}"
            ));
            problems(notice, found).text("Corrigez, puis rechargez.")
        }
        Rejection::Failing(diff) => {
            let failing = count(diff.newly_failing.len(), "question de test", "questions de test");
            let fail = plural(diff.newly_failing.len(), "échouerait", "échoueraient");
            let notice = Notice::new(format!(
                "La FAQ n’est pas rechargée\u{a0}: {failing}, jusqu’ici sans échec, {fail}. {KEPT}"
            ));
            changes(notice, diff).text(format!(
                "Corrigez les entrées ou questions.toml, puis rechargez\u{a0}; ou passez outre \
                 avec {force_reload}."
            ))
        }
        Rejection::NotTogether(refusals) => {
            let cannot =
                count(refusals.len(), "autre processus ne peut", "autres processus ne peuvent");
            Notice::new(format!(
                "Rien n’est changé\u{a0}: {cannot} pas servir ce contenu. Tous gardent la version \
                 servie."
            ))
            .list("Processus", refusals.iter().map(refusal).collect())
            .text("Corrigez, puis recommencez.")
        }
    }
}

/// The result of checking the folder as it is now.
pub fn checked(checked: &Checked) -> Notice {
    let Checked { problems: found, failures, asked, entries } = checked;
    let errors = of(Severity::Error, found).len();
    let headline = if errors > 0 {
        let errors = count(errors, "erreur", "erreurs");
        format!("Le dossier contient {errors}\u{a0}: il ne peut pas être servi.")
    } else {
        let state = if found.is_empty() && failures.is_empty() {
            "Le dossier est sain"
        } else {
            "Le dossier peut être servi"
        };
        format!(
            "{state}\u{a0}: {}, {}.",
            count(*entries, "entrée", "entrées"),
            tested(GoldenTally::of(*asked, failures))
        )
    };
    let failing = failures.iter().filter(|failure| failure.question.binds());
    let failing = failing.map(failure).collect();
    problems(Notice::new(headline), found).list("Questions de test en échec", failing)
}

/// The entries that were the answer most often.
pub fn popular(popular: &Popular) -> Notice {
    let Popular { entries, lately } = popular;
    let period = match lately {
        true => "ces trente derniers jours",
        false => "depuis le démarrage",
    };
    if entries.is_empty() {
        return Notice::new(format!("Aucune entrée n’a servi de réponse ici {period}."));
    }
    let line = |(choice, times): &(Choice, u64)| {
        let times = count(usize::try_from(*times).unwrap_or(usize::MAX), "fois", "fois");
        format!("{} ({})\u{a0}: {times}", choice.question, choice.entry)
    };
    Notice::new(format!("Voici ce qui a le plus servi de réponse ici {period}."))
        .list("Entrées", entries.iter().map(line).collect())
}

/// Whether entries are ranked by meaning, and if not, why.
pub fn ranking(meaning: MeaningStatus) -> String {
    let state = match meaning {
        MeaningStatus::Active { texts } => format!("actif ({})", count(texts, "texte", "textes")),
        MeaningStatus::Preparing { percent } => {
            format!("en préparation (calcul en cours, {percent}\u{a0}%)")
        }
        MeaningStatus::Absent(absence) => {
            let why = match absence {
                Absence::NotBuilt => "programme compilé sans lui",
                Absence::SwitchedOff => "désactivé dans la configuration",
                Absence::Failed => "le modèle de langue a échoué, voyez le journal",
                Absence::NoTime => "trop de questions à cet instant",
            };
            format!("absent ({why})")
        }
    };
    format!("Sens\u{a0}: {state}.")
}

/// The evidence for the last answer in a place.
pub fn why(explanation: Option<&Explanation>) -> Notice {
    let Some(Explanation { outcome, hits, meaning }) = explanation else {
        return Notice::new("Aucune question n’a encore été posée ici.");
    };
    let outcome = match outcome {
        Outcome::Found => "une entrée a été donnée pour réponse",
        Outcome::Unsure => "des entrées ont été proposées au choix",
        Outcome::Unknown => "aucune entrée n’a été retenue",
    };
    let notice = Notice::new(format!("À la dernière question, {outcome}."));
    let Some(first) = hits.first() else {
        return notice
            .text("Aucun mot de la question n’a mené à une entrée.")
            .text(ranking(*meaning));
    };
    notice
        .list("Entrées, de la plus proche à la plus lointaine", hits.iter().map(ranked).collect())
        .list(
            format!("Mots de la question, cherchés dans {}", first.entry),
            first.evidence.terms.iter().map(matched).collect(),
        )
        .text(ranking(*meaning))
}

/// An entry and the measures that decided on it.
fn ranked(Hit { entry, score, evidence }: &Hit) -> String {
    let score = format!("{score:.2}").replace('.', ",");
    let mut told = format!(
        "{entry}\u{a0}: confiance {}\u{a0}; score {score}\u{a0}; {} de la question retrouvés",
        percent(evidence.confidence),
        percent(evidence.coverage)
    );
    if let (Some(nearness), Some(lead)) = (evidence.nearness, evidence.lead) {
        let number = |number: f32| format!("{number:.3}").replace('.', ",").replace('-', "−");
        let (nearness, lead) = (number(nearness), number(lead));
        let _ = write!(told, "\u{a0}; proximité de sens {nearness} (avance {lead})");
    }
    told
}

/// A word of the question, how it was read and where the entry has it.
fn matched(term: &TermEvidence) -> String {
    let read_as = (term.read_as.as_ref()).map_or(String::new(), |read| match term.related {
        true => format!(", proche de «\u{a0}{read}\u{a0}»"),
        false => format!(", lu comme «\u{a0}{read}\u{a0}»"),
    });
    let places: Vec<&str> = (term.places.iter())
        .map(|field| match field {
            Field::Question | Field::Grams => "question",
            Field::Variants => "variantes",
            Field::Answer => "réponse",
            Field::Categories => "catégories",
        })
        .collect();
    let places = if places.is_empty() { "absent".to_owned() } else { places.join(", ") };
    format!("«\u{a0}{}\u{a0}»{read_as}\u{a0}: {places}", term.word)
}

/// A golden question that does not get the expected answer, with its file and line.
pub fn failure(failure: &GoldenFailure) -> String {
    let GoldenFailure { collection: _, file, question, outcome, got } = failure;
    let expected = match &question.expect {
        Expectation::Entry(id) => id.as_str(),
        Expectation::Unknown => NO_ANSWER,
    };
    let got = entry_or_none(got.as_ref().filter(|_| *outcome != Outcome::Unknown));
    let unsure = if *outcome == Outcome::Unsure { " (au choix)" } else { "" };
    format!(
        "{}:{}\u{a0}: «\u{a0}{}\u{a0}», attendu\u{a0}: {expected}, obtenu\u{a0}: {got}{unsure}",
        file.display(),
        question.line,
        question.ask
    )
}

const NO_ANSWER: &str = "aucune réponse";

fn entry_or_none(id: Option<&EntryId>) -> &str {
    id.map_or(NO_ANSWER, EntryId::as_str)
}

fn changes(notice: Notice, diff: &Diff) -> Notice {
    let Diff { added, changed, removed, answers_changed, newly_failing } = diff;
    let notice = if added.is_empty() && changed.is_empty() && removed.is_empty() {
        notice.text("Aucune entrée n’est ajoutée, modifiée ni supprimée.")
    } else {
        notice
            .counted("entrée ajoutée", "entrées ajoutées", added)
            .counted("entrée modifiée", "entrées modifiées", changed)
            .counted("entrée supprimée", "entrées supprimées", removed)
    };
    let answers = answers_changed.iter().map(|AnswerChange { ask, before, after }| {
        format!(
            "«\u{a0}{ask}\u{a0}»\u{a0}: {} → {}",
            entry_or_none(before.as_ref()),
            entry_or_none(after.as_ref())
        )
    });
    notice
        .counted(
            "question de test dont la réponse change",
            "questions de test dont la réponse change",
            answers,
        )
        .counted(
            "question de test nouvellement en échec",
            "questions de test nouvellement en échec",
            newly_failing.iter().map(failure),
        )
}

fn problems(notice: Notice, found: &[Problem]) -> Notice {
    notice.counted("erreur", "erreurs", of(Severity::Error, found)).counted(
        "avertissement",
        "avertissements",
        of(Severity::Warning, found),
    )
}

pub fn of(severity: Severity, found: &[Problem]) -> Vec<&Problem> {
    found.iter().filter(|problem| problem.severity() == severity).collect()
}

/// `140 questions de test réussies`, `2 questions de test en échec sur 140`, with the failures
/// that are known in parentheses.
pub fn tested(tally: GoldenTally) -> String {
    let GoldenTally { asked, failing, accepted, held_out } = tally;
    let known = known_failures(tally);
    match (asked, failing) {
        (0, _) => "aucune question de test".to_owned(),
        (_, 0) if accepted + held_out == 0 => {
            count(asked, "question de test réussie", "questions de test réussies")
        }
        (_, 0) => format!("aucune question de test en échec sur {}{known}", number(asked)),
        _ => format!(
            "{} en échec sur {}{known}",
            count(failing, "question de test", "questions de test"),
            number(asked)
        ),
    }
}

/// ` (et 7 échecs acceptés, 6 parmi celles tenues à l’écart)`; empty when there are none.
pub fn known_failures(tally: GoldenTally) -> String {
    let GoldenTally { accepted, held_out, .. } = tally;
    let accepted = (accepted > 0).then(|| count(accepted, "échec accepté", "échecs acceptés"));
    let held_out =
        (held_out > 0).then(|| format!("{} parmi celles tenues à l’écart", number(held_out)));
    let known: Vec<String> = accepted.into_iter().chain(held_out).collect();
    if known.is_empty() { String::new() } else { format!(" (et {})", known.join(", ")) }
}
