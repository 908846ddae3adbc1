//! Whether a text seems to be about a patient: the words of care that make a name in a question
//! a patient's.
//!
//! The list is ours. It holds the roots of what is said of a person under care: the person, the
//! stay, the findings, the treatment and the most common illnesses. Words of organisation
//! (`hôpital`, `service`, `médecin`, `soins`, `Assurance maladie`) are left out: a name beside
//! them is a colleague's as often as not.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::seen::Seen;

/// Roots of words about care, with which a civil name is a patient's.
#[rustfmt::skip]
const CARE: [&str; 37] = [
    "patient", "dossier", "ordonnance", "prescri", "hospitalis", "diagnosti", "traitement",
    "consultation", "symptom", "antecedent", "allergi", "posologie", "compte rendu",
    "compte-rendu", "resultats d", "analyses", "prise de sang", "bilan sanguin", "biologi",
    "radiograph", "scanner", "irm", "echographi", "biopsie", "vaccin", "operee ", "urgences",
    "malade ", "medicament", "ald", "arret de travail", "suivi pour", "suivie pour", "souffre",
    "fracture", "deced", "accouch",
];
/// Roots of words about a state of health, with which any name is a patient's.
#[rustfmt::skip]
const HEALTH: [&str; 39] = [
    "diabet", "cancer", "tumeur", "chimio", "dialys", "vih", "sida", "hepatite", "seropositi",
    "covid", "enceinte", "grossesse", "ivg", "avortement", "fausse couche", "depress", "suicid",
    "schizophren", "bipolaire", "demence", "alzheimer", "parkinson", "epileps", "avc", "infarctus",
    "insuffisance renale", "insuffisance cardiaque", "insuffisance respiratoire", "hypertension",
    "asthm", "alcool", "toxicoman", "addict", "metasta", "leucemi", "sclerose", "atteint d",
    "atteinte d", "hospitalise",
];

/// What is said around a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    pub is_care: bool,
    pub is_health: bool,
}

impl Context {
    pub fn of(seen: &Seen) -> Self {
        let mut context = Self::default();
        for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
            for (root, is_health) in ROOTS.at(seen, at) {
                // Short roots are whole words: `ald`, `irm`, `avc`.
                if root.len() > 3 || seen.has_word(at, root) {
                    context.is_health |= is_health;
                    context.is_care |= !is_health;
                }
            }
        }
        context
    }
}

/// Whether each root is about a state of health.
static ROOTS: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    let care = CARE.into_iter().map(|root| (root, false));
    Lexicon::new(care.chain(HEALTH.into_iter().map(|root| (root, true))))
});
