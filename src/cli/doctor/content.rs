//! The FAQ, as `souffleur doctor` counts what `souffleur check` lists. Nothing is encoded: that
//! may take minutes, and what is encoded would be kept.

use std::path::Path;
use std::time::Duration;

use super::super::output::counted;
use crate::config::SettingWarning;
use crate::faq::load::{self, Folder, Loaded};
use crate::faq::{CollectionId, Severity, today};
use crate::finding::{Disk, Finding, FindingState, disk};
use crate::library::{self, Absence, Encoding};
use crate::search::meaning::Places;
use crate::team;

const CHECK: &str = "content";
const FOLDER: &str = "faq";
const MEANING: &str = "meaning";

/// Looks at the FAQ's folder and what is in it. `settings` gives what the settings name and a FAQ
/// with such collections does not have. `team` is there when a team keeps the FAQ, and whether each
/// of its changes is a commit.
pub fn examine(
    folder: &Path,
    settings: &dyn Fn(&[String]) -> Vec<SettingWarning>,
    places: Option<Places>,
    team: Option<bool>,
) -> Vec<Finding> {
    let shown = format!("FAQ\u{a0}: le dossier «\u{a0}{}\u{a0}»", folder.display());
    if !folder.is_dir() {
        return vec![Finding::bad(
            FOLDER,
            format!("{shown} n’existe pas, ou n’est pas un dossier."),
            "Donnez celui de la FAQ avec «\u{a0}faq\u{a0}» dans la configuration ou avec --faq\u{a0}; un chemin \
             relatif compte depuis le dossier d’où le bot est lancé.",
        )];
    }
    let listed = match load::places(folder) {
        Ok(places) => places,
        Err(error) => {
            return vec![Finding::bad(
                FOLDER,
                format!("{shown} est illisible ({error})."),
                "Donnez à l’utilisateur du bot le droit de le lire.",
            )];
        }
    };
    let mut findings = vec![writable(&shown, folder, team.is_some())];
    if team == Some(true)
        && let Err(why) = team::history_is_ready(folder)
    {
        findings.push(Finding::bad(
            "content.git",
            format!("FAQ\u{a0}: git = true, mais l’historique n’est pas utilisable ({why})."),
            "Installez git, et mettez le dossier de la FAQ dans un dépôt (git init), ou retirez \
             «\u{a0}git\u{a0}» de [content].",
        ));
    }
    let known: Vec<String> =
        listed.into_iter().map(|place| CollectionId::new(&place.name).to_string()).collect();
    // Without a collection, the content says so.
    let warnings = if known.is_empty() { Vec::new() } else { settings(&known) };
    findings.extend(warnings.into_iter().map(|warning| {
        let SettingWarning { path, line, column, what } = warning;
        let about = format!("Réglages\u{a0}: {}:{line}:{column}", path.display());
        Finding { state: FindingState::Note, ..Finding::said("settings", &about, &what) }
    }));
    findings.extend(content(folder, places));
    findings
}

fn writable(shown: &str, folder: &Path, has_team: bool) -> Finding {
    match (disk(folder), has_team) {
        (Disk::Writable, _) => Finding::good(FOLDER, format!("{shown} peut être lu et écrit.")),
        (_, false) => Finding::good(
            FOLDER,
            format!("{shown} peut être lu (il n’est pas ouvert en écriture)."),
        ),
        (_, true) => Finding::warning(
            FOLDER,
            format!("{shown} peut être lu, mais pas écrit par cet utilisateur."),
            "L’équipe n’y pourra rien changer depuis la messagerie. Donnez à l’utilisateur du bot \
             le droit d’y écrire, ou laissez les changements à celles et ceux qui ont les fichiers.",
        ),
    }
}

fn content(folder: &Path, places: Option<Places>) -> Vec<Finding> {
    let loaded = match Folder::new(folder).load(today()) {
        Ok(loaded) => loaded,
        Err(problems) => {
            let errors =
                problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
            return vec![Finding::bad(
                CHECK,
                format!(
                    "FAQ\u{a0}: {}, {}.",
                    counted(errors, "erreur", "erreurs"),
                    counted(problems.len() - errors, "avertissement", "avertissements")
                ),
                "Un démarrage serait refusé\u{a0}: «\u{a0}souffleur check\u{a0}» dit le fichier, la ligne et le remède.",
            )];
        }
    };
    let Loaded { faq, .. } = loaded;
    let own = places.as_ref().and_then(|places| places.own.clone());
    // What is read here is not written again, not even its date.
    let places = places.map(|Places { own, read_only }| Places {
        own: None,
        read_only: own.into_iter().chain(read_only).collect(),
    });
    let encoding = Encoding::new(places);
    let lacks = encoding.as_ref().map(|encoding| library::lacking(&faq, encoding));
    let whole = matches!(lacks, Ok((0, _)));
    let encoding = encoding.as_ref().ok().filter(|_| whole);
    let checked = library::check(&mut Folder::new(folder), today(), encoding, &|_, _| ());
    let warnings =
        checked.problems.iter().filter(|problem| problem.severity() == Severity::Warning).count();
    let mut findings = vec![Finding::good(
        CHECK,
        format!(
            "FAQ\u{a0}: {}, aucune erreur, {}.",
            counted(checked.entries, "entrée", "entrées"),
            counted(warnings, "avertissement", "avertissements")
        ),
    )];
    findings.push(match lacks {
        Ok((0, texts)) => Finding::good(
            MEANING,
            format!("Sens\u{a0}: {} dans le cache.", counted(texts, "texte calculé, qui est", "textes calculés, tous")),
        ),
        Ok((lacking, texts)) => Finding::warning(
            MEANING,
            format!(
                "Sens\u{a0}: sur {}, {} à calculer.",
                counted(texts, "texte", "textes"),
                counted(lacking, "reste", "restent")
            ),
            match own.as_deref().map(|folder| (folder, disk(folder))) {
                Some((_, Disk::Writable | Disk::Missing)) => {
                    "Le bot les calculera à son démarrage\u{a0}; «\u{a0}souffleur index\u{a0}» le fait \
                     d’avance."
                        .to_owned()
                }
                Some((folder, _)) => format!(
                    "Le bot les calculera à chaque démarrage, faute de pouvoir les garder dans \
                     «\u{a0}{}\u{a0}»\u{a0}: donnez-lui ce dossier, ou un autre avec «\u{a0}cache\u{a0}» dans [meaning].",
                    folder.display()
                ),
                None => "Le bot les calculera à chaque démarrage, faute d’un dossier où les \
                         garder\u{a0}: donnez-en un avec «\u{a0}cache\u{a0}» dans [meaning]."
                    .to_owned(),
            },
        ),
        Err(Absence::NotBuilt) => {
            Finding::note(MEANING, "Sens\u{a0}: ce programme est compilé sans le modèle de langue.")
        }
        Err(Absence::SwitchedOff) => {
            Finding::note(MEANING, "Sens\u{a0}: désactivé (enabled = false dans [meaning]).")
        }
        Err(Absence::Failed | Absence::NoTime) => Finding::bad(
            MEANING,
            "Sens\u{a0}: le modèle de langue a échoué.",
            "C’est un défaut du programme\u{a0}: signalez-le avec le processeur de cette machine.",
        ),
    });
    // By words alone, other questions fail than those that the bot would meet.
    let by_words = matches!(lacks, Err(Absence::NotBuilt | Absence::SwitchedOff));
    findings.push(if whole || by_words {
        let failed = checked.failures.iter().filter(|failure| failure.question.binds()).count();
        golden(checked.asked, failed)
    } else {
        Finding::note("golden", "Questions de test\u{a0}: pas posées, faute de ces textes.")
    });
    findings
}

fn golden(asked: usize, failed: usize) -> Finding {
    if asked == 0 {
        return Finding::note("golden", "Questions de test\u{a0}: la FAQ n’en a pas.");
    }
    let shown = format!("Questions de test\u{a0}: {}", counted(asked, "posée", "posées"));
    match failed {
        0 => Finding::good("golden", format!("{shown}, aucune n’échoue.")),
        failed => Finding::bad(
            "golden",
            format!("{shown}, {}.", counted(failed, "échoue", "échouent")),
            "«\u{a0}souffleur check\u{a0}» les nomme. Le bot démarre quand même\u{a0}; un rechargement qui en \
             ferait échouer d’autres serait refusé.",
        ),
    }
}

/// The content took too long.
pub fn late(within: Duration) -> Finding {
    Finding::warning(
        CHECK,
        format!("FAQ\u{a0}: pas vérifiée en {}\u{a0}s.", within.as_secs()),
        "«\u{a0}souffleur check\u{a0}» prend le temps qu’il faut.",
    )
}

/// Looking at the content has panicked.
pub fn broken() -> Finding {
    Finding::bad(
        CHECK,
        "FAQ\u{a0}: la vérification a échoué.",
        "C’est un défaut du programme\u{a0}: lancez «\u{a0}souffleur check\u{a0}», et signalez ce qu’il dit.",
    )
}
