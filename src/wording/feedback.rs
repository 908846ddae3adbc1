//! The sentences for what members say of answers and pass on to the team.

use super::notice::Notice;
use crate::bot::{Feedback, NotPassedOn, Reason};

/// The name of the buttons of a vote.
pub const USEFUL: &str = "Utile";
/// The other one.
pub const NOT_USEFUL: &str = "Pas utile";

/// Asks why an answer did not help; the reasons are the choices.
pub const WHY_NOT: &str = "Merci de le dire. Qu’est-ce qui ne va pas dans cette réponse\u{a0}?";

/// The name of a reason.
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NotMyQuestion => "Ce n’est pas ma question",
        Reason::Incomplete => "Incomplet",
        Reason::OutOfDate => "Périmé",
        Reason::Unclear => "Pas clair",
    }
}

/// The name of the button that passes a question on.
pub const PASS_ON: &str = "Transmettre à l’équipe";
/// The name of the button that sends what is shown.
pub const SEND: &str = "Envoyer";
/// The name of the button that does not.
pub const DO_NOT_SEND: &str = "Ne pas envoyer";
/// What is said when it is not sent.
pub const NOT_SENT: &str = "Rien n’est envoyé.";
/// The name of the button that asks to be told.
pub const TELL_ME: &str = "Me prévenir de la réponse";

/// Thanks for a reason.
pub(super) fn thanks(after: Feedback) -> Notice {
    let notice = Notice::new("Merci pour votre avis.");
    match after.can_pass_on() {
        Some(_) => notice.text("Vous pouvez aussi transmettre votre question à l’équipe."),
        None => notice,
    }
}

/// Shows what would be sent to the team.
pub(super) fn preview(text: &str, is_cut: bool) -> Notice {
    let notice =
        Notice::new("Voici ce que l’équipe qui tient la FAQ recevrait, sans votre nom\u{a0}:")
            .text(format!("«\u{a0}{text}\u{a0}»"));
    match is_cut {
        true => notice.text(
            "Votre question est longue\u{a0}: seul ce début serait envoyé. S’il ne suffit pas, \
             posez-la de nouveau en moins de mots.",
        ),
        false => notice,
    }
}

/// The question is with the team.
pub const PASSED_ON: &str = "Votre question est transmise à l’équipe, sans votre nom. Je peux \
     vous prévenir par un message privé quand il y aura une réponse\u{a0}: votre identité est \
     alors gardée pour cela seul, trente jours au plus.";
/// The same where nobody can be told later.
pub const PASSED_ON_ONLY: &str = "Votre question est transmise à l’équipe, sans votre nom.";

/// A vote was taken back.
pub const VOTE_TAKEN_BACK: &str = "Votre avis est retiré.";

/// The person is told when there is an answer.
pub const WILL_TELL: &str = "Entendu\u{a0}: vous recevrez un message privé dès qu’une entrée de \
     la FAQ répondra à votre question. Si vous modifiez ou supprimez le message qui la pose, elle est \
     retirée, et cette demande avec elle.";

/// Why a question is not passed on.
pub fn not_passed_on(why: NotPassedOn) -> &'static str {
    match why {
        NotPassedOn::Forgotten => {
            "Je n’ai pas gardé le texte de cette question. Posez-la de nouveau."
        }
        NotPassedOn::AboutPatient => {
            "Cette question semble contenir les données d’un patient\u{a0}: elle ne peut pas être \
             transmise. Posez-la de nouveau sans nom, date de naissance ni numéro."
        }
        NotPassedOn::NotYours => "Seule la personne qui a posé cette question peut la transmettre.",
        NotPassedOn::Unclaimed => {
            "Je ne peux plus vérifier que cette question est de vous\u{a0}: je ne le garde que le \
             jour même. Posez-la de nouveau."
        }
        NotPassedOn::Gone => {
            "Cette question n’est plus gardée\u{a0}: je ne pourrai pas vous prévenir d’une réponse, \
             et je ne garde pas votre identité. Posez-la de nouveau."
        }
        NotPassedOn::OffTopic => {
            "L’équipe a déjà lu cette question et l’a jugée hors sujet\u{a0}: la FAQ n’y répondra \
             pas."
        }
        NotPassedOn::Late => {
            "Le journal ne répond pas pour l’instant. Réessayez dans quelques minutes."
        }
        NotPassedOn::Waiting => {
            "Le journal ne répond pas pour l’instant. Votre demande attend et sera faite dès qu’il \
             répondra, sauf si je m’arrête avant\u{a0}: réessayez dans quelques minutes pour en \
             être sûr."
        }
    }
}
