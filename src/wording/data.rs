//! The sentences for what is kept of a person.

use super::notice::Notice;
use crate::bot::{KeptOf, MyDataReply};
use crate::grammar::{count, long_date};

/// What is kept of a person, or what became of it.
pub fn my_data(reply: &MyDataReply) -> Notice {
    match reply {
        MyDataReply::NoJournal => {
            Notice::new("Aucune question n’est enregistrée\u{a0}: rien n’est gardé sur vous.")
        }
        MyDataReply::Kept(kept) => kept_of(kept),
        MyDataReply::Erased => Notice::new(
            "C’est effacé\u{a0}: vos questions d’aujourd’hui, vos avis, et vos demandes d’être \
             prévenu avec leurs questions. Les autres questions des jours d’avant ne peuvent plus \
             être reliées à vous, ni par vous ni par personne. Les mots que l’équipe a déjà ajoutés \
             à la FAQ y restent.",
        ),
        MyDataReply::Stopped => Notice::new(
            "Entendu\u{a0}: vos questions ne sont plus enregistrées. Elles reçoivent les mêmes \
             réponses qu’avant. Si vous aviez demandé à être prévenu d’une réponse, cette demande \
             est retirée.",
        ),
        MyDataReply::Resumed => Notice::new("Vos questions sont de nouveau enregistrées."),
        MyDataReply::Late => {
            Notice::new("Le journal ne répond pas pour l’instant. Réessayez dans quelques minutes.")
        }
    }
}

fn kept_of(kept: &KeptOf) -> Notice {
    let KeptOf { keep_days, encrypted_rooms, is_out, today, followed } = kept;
    let days = count((*keep_days).into(), "jour", "jours");
    let headline = match is_out {
        true => "Vos questions ne sont pas enregistrées, comme vous l’avez demandé.".to_owned(),
        false => format!(
            "Vos questions sont enregistrées {days}, sans votre nom, pour que l’équipe voie ce \
             qui manque à la FAQ."
        ),
    };
    let mut notice = Notice::new(headline);
    if !is_out {
        let encrypted = match encrypted_rooms {
            true => "",
            false => " Le texte de ce qui est demandé dans un salon chiffré n’est pas gardé.",
        };
        notice = notice.text(format!(
            "Sont gardés\u{a0}: le moment, le réseau, le salon (pas pour un message privé), le \
             texte sans les données personnelles que je reconnais, et l’entrée qui a répondu. Un \
             texte qui semble parler d’un patient n’est pas gardé.{encrypted}"
        ));
    }
    let today = usize::try_from(*today).unwrap_or(usize::MAX);
    notice = notice.text(match today {
        0 => "Aucune question gardée ne peut être reliée à vous.".to_owned(),
        today => format!(
            "{} d’aujourd’hui {} être {} à vous\u{a0}; demain, plus aucune.",
            count(today, "question", "questions"),
            if today < 2 { "peut" } else { "peuvent" },
            if today < 2 { "reliée" } else { "reliées" },
        ),
    });
    let followed = followed.iter().map(|(text, until)| {
        let text = if text.is_empty() { "texte non gardé" } else { text };
        format!("«\u{a0}{text}\u{a0}», jusqu’au {}", long_date(*until))
    });
    notice.list(
        "Vous avez demandé à être prévenu pour ces questions, et votre identité est gardée pour \
         cela seul",
        followed.collect(),
    )
}
