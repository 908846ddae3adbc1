//! Names after a word for the part that somebody has: `Assuré : KERMARREC Yvon`, `personne de
//! confiance : Nolwenn Abgrall`, « l’usager yvon kermarrec », « mon médecin traitant abgrall ».

use std::sync::LazyLock;

use super::family::is_surname;
use super::given::{any, full, given};
use super::lexicon::Lexicon;
use super::name::capitals;
use super::name_word::{Form, word};
use super::person::{Named, Who};
use super::rare::is_rare;
use super::seen::Seen;
use super::unknown::is_unknown;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Nobody but a person has it: after a sign any word with a capital is a name.
    Person,
    /// The same of those who are no patients.
    Professional,
    /// An organisation has it too: after a sign a first name tells a person.
    Anybody,
}

/// The longer ones first.
#[rustfmt::skip]
const ROLES: [(&str, Role); 45] = [
    ("personne de confiance", Role::Person), ("personne a prevenir", Role::Person),
    ("personne a contacter", Role::Person), ("a prevenir", Role::Person),
    ("representant legal", Role::Person), ("ayant droit", Role::Person),
    ("assures", Role::Person), ("assuree", Role::Person), ("assure", Role::Person),
    ("beneficiaire", Role::Person), ("residente", Role::Person), ("resident", Role::Person),
    ("usagere", Role::Person), ("usager", Role::Person), ("hospitalise", Role::Person),
    ("tuteur", Role::Person), ("tutrice", Role::Person), ("curateur", Role::Person),
    ("curatrice", Role::Person), ("aidante", Role::Person), ("aidant", Role::Person),
    ("conjointe", Role::Person), ("conjoint", Role::Person), ("veuve", Role::Person),
    ("jumeaux", Role::Person), ("adherente", Role::Anybody), ("adherent", Role::Anybody),
    ("medecin traitant", Role::Professional), ("medecin referent", Role::Professional),
    ("medecin prescripteur", Role::Professional), ("medecin", Role::Anybody),
    ("prescripteur", Role::Professional), ("praticien", Role::Professional),
    ("infirmiere", Role::Anybody), ("infirmier", Role::Anybody),
    ("titulaire", Role::Anybody), ("destinataire", Role::Anybody), ("client", Role::Anybody),
    ("expediteur", Role::Anybody), ("contact", Role::Anybody), ("responsable", Role::Anybody),
    ("interlocuteur", Role::Anybody), ("demandeur", Role::Anybody), ("referent", Role::Anybody),
    ("correspondant", Role::Anybody),
];
static WORDS: LazyLock<Lexicon<Role>> = LazyLock::new(|| Lexicon::new(ROLES));

/// Finds every name.
pub fn names(seen: &Seen, found: &mut Vec<Named>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let role = WORDS.at(seen, at).find(|(words, _)| seen.has_word(at, words));
        let Some((words, role)) = role else { continue };
        let name = name(seen, at + words.chars().count(), role);
        let who = if role == Role::Person { Who::Anyone } else { Who::Professional };
        found.extend(name.map(|(start, end)| Named { start, end, who }));
    }
}

fn name(seen: &Seen, after: usize, role: Role) -> Option<(usize, usize)> {
    let after = if seen.has(after, "(e)") { after + 3 } else { after };
    let start = seen.skip(after, |c| matches!(c, ' ' | ':' | '=' | '*')).min(after + 4);
    let is_signed = (after..start).any(|at| matches!(seen.char(at), ':' | '='));
    let first = word(seen, start).filter(|_| start > after)?;
    let is_capital = first.form == Form::Capital;
    let end = match (role, is_signed) {
        (Role::Anybody, true) => full(seen, start).or_else(|| given(seen, start)),
        (Role::Anybody, false) => return None,
        (_, true) => any(seen, start).or_else(|| {
            let is_written = seen.char(start + 1).is_lowercase() || first.end > start + 4;
            let is_name = is_capital && is_written && is_unknown(seen, &first);
            capitals(seen, start).filter(|_| is_name)
        }),
        // « le résident kermarrec », and « le résident Kermarrec »
        (_, false) => full(seen, start).or_else(|| {
            let is_known = is_surname(&first.folded) || is_rare(&first.folded);
            let is_name = is_known && is_unknown(seen, &first);
            is_name.then(|| capitals(seen, start).unwrap_or(first.end))
        }),
    };
    Some((start, end?))
}
