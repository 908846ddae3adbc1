//! The sentences for admins on what is served, and on the repository that it follows.

use super::admin::{failure, of, ranking, tested};
use super::notice::Notice;
use super::processes::{refusal as other_process, with_processes};
use crate::bot::Status;
use crate::content::{Followed, Obstacle};
use crate::faq::Severity;
use crate::grammar::{count, plural};
use crate::library::Rejection;

/// Problems of a refused commit that are listed.
const LISTED: usize = 5;

/// What the bot serves at the moment.
pub fn status(status: &Status) -> Notice {
    let Status { version, collections, warnings, golden, meaning, pull, processes } = status;
    let entries = collections.iter().map(|(_, entries)| entries).sum();
    let served = collections
        .iter()
        .map(|(title, entries)| format!("{title}\u{a0}: {}", count(*entries, "entrée", "entrées")))
        .collect();
    let warnings = match warnings {
        0 => "Aucun avertissement".to_owned(),
        n => count(*n, "avertissement", "avertissements"),
    };
    let golden = match golden {
        Some(tally) => tested(*tally),
        None => "questions de test en cours".to_owned(),
    };
    let notice = Notice::new(format!(
        "La version {version} est servie, avec {}.",
        count(entries, "entrée", "entrées")
    ))
    .list("Collections", served)
    .text(format!("{warnings}\u{a0}; {golden}."))
    .text(ranking(*meaning));
    let notice = with_processes(notice, processes.as_ref());
    match pull {
        Some(followed) => with_repository(notice, followed),
        None => notice,
    }
}

/// A reload found nothing new, and could not look into the repository.
pub fn not_pulled(obstacle: &Obstacle) -> Notice {
    let notice = Notice::new(format!(
        "Rien n’a changé dans le dossier de la FAQ, et le dépôt n’est pas suivi\u{a0}: {}",
        told(obstacle)
    ));
    with_problems(notice, obstacle)
}

fn with_repository(notice: Notice, followed: &Followed) -> Notice {
    let Followed { upstream, commit, obstacle } = followed;
    let upstream = upstream.as_ref().map_or(String::new(), |name| format!(" de {name}"));
    let commit = commit.as_ref().map(|commit| format!("au commit {commit}"));
    match (obstacle, commit) {
        (None, None) => notice.text("Dépôt\u{a0}: pas encore consulté."),
        (None, Some(commit)) => notice.text(format!("Dépôt\u{a0}: à jour, {commit}{upstream}.")),
        (Some(obstacle), commit) => {
            let kept =
                commit.map_or(String::new(), |commit| format!(" Le dossier reste {commit}."));
            let notice = notice.text(format!("Dépôt{upstream}\u{a0}: {}{kept}", told(obstacle)));
            with_problems(notice, obstacle)
        }
    }
}

/// What is wrong with the repository and what to do, as the end of a sentence and others.
fn told(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NoGit => {
            "git n’est pas installé. Installez-le, ou retirez pull des réglages.".to_owned()
        }
        Obstacle::NotAClone => "le dossier de la FAQ n’est pas dans un dépôt git. Clonez-le, ou \
            retirez pull des réglages."
            .to_owned(),
        Obstacle::OtherOwner => {
            "il appartient à un autre utilisateur que celui du programme, et git \
            le refuse. Changez son propriétaire, ou déclarez-le dans safe.directory."
                .to_owned()
        }
        Obstacle::Detached => {
            "il n’est sur aucune branche. Revenez à celle qu’il faut suivre, par \
            «\u{a0}git switch\u{a0}»."
                .to_owned()
        }
        Obstacle::NoUpstream { branch } => format!(
            "sa branche {branch} ne suit aucune branche distante. Choisissez-la par \
             «\u{a0}git branch --set-upstream-to\u{a0}»."
        ),
        Obstacle::Unreachable { reason } => {
            format!("le serveur ne répond pas ({reason}). Un nouvel essai suivra.")
        }
        Obstacle::Gone { upstream } => format!(
            "la branche {upstream} n’existe plus sur le serveur. Rétablissez-la, ou choisissez-en \
             une autre par «\u{a0}git branch --set-upstream-to\u{a0}»."
        ),
        Obstacle::Credentials { reason } => format!(
            "le serveur refuse l’accès ({reason}). Donnez à l’utilisateur du programme une clé ou \
             un jeton qui n’attend la saisie de personne."
        ),
        Obstacle::Diverged { here, there } => format!(
            "il a divergé ({} ici, {} sur le serveur). Fusionnez-les à la main, puis rechargez.",
            count(*here, "commit", "commits"),
            count(*there, "commit", "commits"),
        ),
        Obstacle::Rewritten => "l’historique du serveur a été remplacé (push forcé). Vérifiez-le, \
            sauvegardez ce qui n’existerait qu’ici, puis alignez le dépôt à la main."
            .to_owned(),
        Obstacle::Changed { files } => format!(
            "{} ici sans être dans un commit, et sur le serveur aussi\u{a0}: {}. Enregistrez ces \
             changements par «\u{a0}git commit\u{a0}», ou annulez-les par «\u{a0}git \
             restore\u{a0}», puis rechargez.",
            format_args!(
                "{} {}",
                count(files.len(), "fichier", "fichiers"),
                plural(files.len(), "a changé", "ont changé")
            ),
            shortened(files)
        ),
        Obstacle::Locked { file } => format!(
            "un autre git y travaille, ou s’est arrêté en chemin. Si aucun ne tourne, supprimez \
             {file}."
        ),
        Obstacle::ReadOnly { reason } => {
            format!("il ne peut pas être écrit ({reason}). Donnez-en le droit au programme.")
        }
        Obstacle::DiskFull => "le disque est plein. Libérez de la place.".to_owned(),
        Obstacle::Refused(refusal) => match &refusal.rejection {
            Rejection::Problems(found) => format!(
                "le commit {} est refusé, car il contient {}. L’ancien contenu reste servi. \
                 Corrigez-le sur le serveur.",
                refusal.commit,
                count(of(Severity::Error, found).len(), "erreur", "erreurs")
            ),
            Rejection::Failing(diff) => format!(
                "le commit {} est refusé, car {} {}. L’ancien contenu reste servi. \
                 Corrigez-le sur le serveur, ou passez outre en forçant le rechargement.",
                refusal.commit,
                count(diff.newly_failing.len(), "question de test", "questions de test"),
                plural(diff.newly_failing.len(), "échouerait", "échoueraient")
            ),
            Rejection::NotTogether(_) => format!(
                "le commit {} attend que tous les processus puissent le servir.",
                refusal.commit
            ),
        },
        Obstacle::Failed { reason } => format!("git a échoué ({reason})."),
    }
}

fn shortened(files: &[String]) -> String {
    let more = files.len().saturating_sub(LISTED);
    let listed = files[..files.len() - more].join(", ");
    if more == 0 { listed } else { format!("{listed} et {}", count(more, "autre", "autres")) }
}

fn with_problems(notice: Notice, obstacle: &Obstacle) -> Notice {
    let Obstacle::Refused(refusal) = obstacle else { return notice };
    let items: Vec<String> = match &refusal.rejection {
        Rejection::Problems(found) => {
            of(Severity::Error, found).iter().take(LISTED).map(ToString::to_string).collect()
        }
        Rejection::Failing(diff) => diff.newly_failing.iter().take(LISTED).map(failure).collect(),
        Rejection::NotTogether(refusals) => {
            refusals.iter().take(LISTED).map(other_process).collect()
        }
    };
    notice.list("Premiers problèmes du commit refusé", items)
}
