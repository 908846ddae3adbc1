//! The sentence for a journal that cannot be used: what the command line says of a [`Fault`].

use super::config::DatabasePlace;
use super::fault::Fault;

/// What is wrong with the journal's database and what to do about it, in French.
pub fn unusable(fault: Fault, place: &DatabasePlace) -> String {
    let why = match fault {
        Fault::Locked => "un autre processus le tient verrouillé. Recommencez.",
        Fault::Full => "le disque est plein. Faites de la place.",
        Fault::ReadOnly => "il est en lecture seule. Vérifiez ses droits et ceux de son dossier.",
        Fault::NoFile | Fault::Empty => {
            "il ne peut pas être ouvert. Vérifiez le chemin et les droits."
        }
        Fault::Corrupt => {
            "le fichier est abîmé ou n’est pas une base SQLite. Le bot en commencera un autre."
        }
        Fault::Disk => "le disque ne répond pas bien, ou il est plein. Vérifiez-le.",
        Fault::Unreachable => "le serveur ne peut pas être joint. Vérifiez son adresse.",
        Fault::Refused => {
            "le serveur refuse cet utilisateur. Vérifiez son mot de passe et ses droits."
        }
        Fault::NoDatabase => "le serveur n’a pas de base de ce nom. Créez-la.",
        Fault::Newer => "une version plus récente du programme l’a transformé. Employez-la.",
        Fault::Late => "la base n’a pas répondu à temps. Recommencez.",
        Fault::Data | Fault::Other(_) => "la base a refusé une opération.",
    };
    let code = match fault {
        Fault::Data | Fault::Other(_) => format!(" ({fault})"),
        _ => String::new(),
    };
    format!("le journal «\u{a0}{place}\u{a0}» n’est pas utilisable\u{a0}: {why}{code}")
}
