//! Questions of a page to its reader, which no FAQ answers: "Vous avez encore des
//! questions ?", "Cette page vous a-t-elle été utile ?".

use super::prose;

/// The words of whole invitations.
const WHOLE: [&str; 22] = [
    "une question",
    "des questions",
    "une autre question",
    "d autres questions",
    "autre question",
    "autres questions",
    "besoin d aide",
    "besoin d une aide",
    "un probleme",
    "une remarque",
    "une suggestion",
    "un doute",
    "une question une remarque",
    "des remarques",
    "besoin d informations",
    "besoin de plus d informations",
    "besoin d un renseignement",
    "any questions",
    "need help",
    "need more help",
    "more questions",
    "questions",
];

/// The words that an invitation holds.
const HOLDS: [&str; 37] = [
    "encore des questions",
    "encore une question",
    "d autres questions",
    "une autre question",
    "toujours des questions",
    "toujours une question",
    "avez des questions",
    "avez une question",
    "avez vous une question",
    "avez vous des questions",
    "pas trouve la reponse",
    "pas trouve votre reponse",
    "pas trouve de reponse",
    "trouvez pas la reponse",
    "trouvez pas votre reponse",
    "trouve pas la reponse",
    "trouve pas de reponse",
    "pas trouve ce que vous",
    "trouvez pas ce que vous",
    "pas trouve l information",
    "repondu a votre question",
    "repond a votre question",
    "page vous a t elle ete utile",
    "page vous a ete utile",
    "article vous a t il ete utile",
    "reponse vous a t elle ete utile",
    "contenu vous a t il ete utile",
    "fiche vous a t elle ete utile",
    "vous ont elles ete utiles",
    "vous a t elle aide",
    "vous a t il aide",
    "avez vous trouve ce que",
    "avez vous trouve cette",
    "still have questions",
    "have more questions",
    "was this helpful",
    "find what you were looking",
];

/// Whether a question only invites the reader to write, or asks how the page is. Several such
/// questions on one line are one too.
pub fn is_invitation(question: &str) -> bool {
    let several = question.matches('?').count() > 1 && prose::is_question(question);
    let mut parts = question.split_inclusive('?').filter(|part| part.contains('?'));
    invites(question) || (several && parts.all(invites))
}

fn invites(question: &str) -> bool {
    let words = prose::words(question);
    let count = words.split(' ').count();
    let short = count <= 12;
    WHOLE.contains(&words.as_str())
        || (short && HOLDS.iter().any(|held| holds(&words, held)))
        || (words.contains("was this") && words.ends_with("helpful"))
        || (short && words.starts_with("avez vous d autres"))
        || (count <= 6 && appeals(&words))
}

/// « Prêt à commencer ? » above a button. « Prêt à taux zéro » is something to ask about.
fn appeals(words: &str) -> bool {
    let mut words = words.split(' ');
    let ready = ["pret", "prete", "prets", "pretes"];
    words.next().is_some_and(|word| ready.contains(&word))
        && words.next() == Some("a")
        && words.take(2).any(|word| ["er", "ir", "re"].iter().any(|end| word.ends_with(end)))
}

/// The words that may stand before [`HOLDS`] in an invitation. Any other word is the subject of
/// a question: `format du fichier : une autre question ?`.
const LEADS: [&str; 69] = [
    "a",
    "ai",
    "aide",
    "article",
    "as",
    "aucune",
    "autre",
    "avez",
    "avons",
    "besoin",
    "bien",
    "ce",
    "cet",
    "cette",
    "contenu",
    "d",
    "de",
    "des",
    "desirez",
    "did",
    "do",
    "elle",
    "encore",
    "est",
    "et",
    "fiche",
    "foire",
    "il",
    "ils",
    "informations",
    "l",
    "la",
    "le",
    "les",
    "mais",
    "n",
    "ne",
    "nos",
    "nous",
    "ont",
    "ou",
    "page",
    "pas",
    "poser",
    "pour",
    "que",
    "question",
    "questions",
    "remarque",
    "renseignement",
    "reponse",
    "reponses",
    "section",
    "si",
    "souhaitez",
    "still",
    "t",
    "toujours",
    "tu",
    "une",
    "un",
    "vos",
    "votre",
    "voulez",
    "vous",
    "y",
    "you",
    "toute",
    "toutes",
];

/// The verbs that make what stands before them the subject of a question.
const PREDICATES: [&str; 8] =
    ["est", "sont", "peut", "peuvent", "doit", "doivent", "sera", "seront"];

/// Whether `held` stands in `words` with its words whole, and what is around it makes no other
/// question. Someone who asks what to do when he has a question asks something: `que faire si
/// j ai …`.
fn holds(words: &str, held: &str) -> bool {
    let Some(at) = words.find(held) else { return false };
    let whole = (at == 0 || words[..at].ends_with(' '))
        && (words.len() == at + held.len() || words[at + held.len()..].starts_with(' '));
    let asks = ["comment", "que", "qui", "ou", "quand", "pourquoi", "a qui", "quel", "quelle"];
    let first = words.split(' ').next().unwrap_or_default();
    let leads = words[..at].split_whitespace().all(|word| LEADS.contains(&word));
    let next = words[at + held.len()..].split_whitespace().next().unwrap_or_default();
    whole && leads && !PREDICATES.contains(&next) && !(asks.contains(&first) && at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invitations_are_told_from_questions() {
        for (question, expected) in [
            ("Vous avez encore des questions ?", true),
            ("Une question ?", true),
            ("Cette page vous a-t-elle été utile ?", true),
            ("Vous n’avez pas trouvé la réponse à votre question ?", true),
            ("Besoin d’aide ?", true),
            ("Que faire si j’ai une autre question ?", false),
            ("Besoin d’aide pour remplir la demande ?", false),
            ("Setext : une autre question ?", false),
            ("Le tarif réduit, encore une question ?", false),
            ("Une autre question est-elle possible ?", false),
            ("Besoin d’aide ou d’autres questions ?", true),
            ("Cet article a-t-il répondu à votre question ?", true),
            ("À qui poser une question ?", false),
            ("Où est la mairie ?", false),
            ("Prêt à vous lancer ?", true),
            ("Cet article vous a-t-il été utile ? Avez-vous d’autres questions ?", true),
            ("Une question ? Où est la mairie ?", false),
            ("Prêt à taux zéro : qui y a droit ?", false),
        ] {
            assert_eq!(is_invitation(question), expected, "{question}");
        }
    }
}
