//! `souffleur index`: encodes the FAQ's texts ahead of time, for an image or a machine that
//! is to answer by meaning from its first second.

use std::path::Path;
use std::process::ExitCode;

use super::check;
use super::output::{PROBLEMS, USAGE, counted, print};
use crate::faq::load::Folder;
use crate::faq::today;
use crate::library::{Absence, Encoding, Filled};
use crate::progress::EncodingBar;
use crate::search::meaning::Places;

/// Fills the cache. The exit code is 0 when every text of the FAQ has its vector in it, 1
/// when the FAQ has errors or the vectors cannot be computed or kept, and 2 when `faq` is not
/// a folder.
///
/// # Errors
/// The output cannot be written.
pub fn run(faq: &Path, places: Option<Places>) -> anyhow::Result<ExitCode> {
    if !faq.is_dir() {
        eprintln!("{}", check::no_folder(faq, "souffleur index --faq faq"));
        return Ok(ExitCode::from(USAGE));
    }
    let loaded = match Folder::new(faq).load(today()) {
        Ok(loaded) => loaded,
        Err(problems) => {
            eprint!("{}", check::listed(&problems));
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let own = places.as_ref().and_then(|places| places.own.clone());
    let bar = EncodingBar::new();
    let filled = Encoding::new(places)
        .and_then(|encoding| encoding.fill(&loaded.faq, &|done, all| bar.show(done, all)));
    let refusal = match filled {
        Ok(Filled { texts, encoded, kept: true }) => {
            let known = counted(texts - encoded, "déjà connu", "déjà connus");
            let encoded = counted(encoded, "calculé", "calculés");
            let texts = counted(texts, "texte", "textes");
            print(format!("{texts}\u{a0}: {encoded}, {known}.\n").as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
        Ok(Filled { kept: false, .. }) => match own {
            Some(folder) => format!(
                "le résultat du calcul ne peut pas être gardé dans «\u{a0}{}\u{a0}». Vérifiez les \
                 droits de ce dossier et la place sur le disque, ou donnez-en un autre avec la \
                 clé cache de la section [meaning].",
                folder.display()
            ),
            None => "il n’y a pas de dossier de cache où garder le résultat du calcul. Donnez-en \
                     un avec la clé cache de la section [meaning]."
                .to_owned(),
        },
        Err(Absence::NotBuilt) => "ce programme est compilé sans le modèle de langue\u{a0}: il \
                                   n’y a rien à calculer. Compilez-le avec --features meaning."
            .to_owned(),
        Err(Absence::SwitchedOff) => "le classement par le sens est désactivé\u{a0}: il n’y a \
                                      rien à calculer. Mettez enabled = true dans la section \
                                      [meaning]."
            .to_owned(),
        Err(Absence::Failed | Absence::NoTime) => {
            "le modèle de langue a échoué. C’est un défaut du programme\u{a0}: \
                                 signalez-le avec ce que le journal en dit."
                .to_owned()
        }
    };
    eprintln!("souffleur\u{a0}: {refusal}");
    Ok(ExitCode::from(PROBLEMS))
}
