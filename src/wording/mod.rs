//! Every French sentence the bot says, shared by all platforms. Pure: data in,
//! sentences out. How they look, and how long they may be, is each platform's
//! business; the words of an answer are the entry's own and never pass here.
//!
//! The sentences for admins are in [`admin`]; what is too long for a network is
//! shortened by [`cut`].

mod admin;
pub mod cut;
#[cfg(feature = "discord")]
pub mod discord;
pub mod matrix;

use jiff::civil::Date;

pub use admin::{checked, failure, rejected, reloaded, rolled_back, status, unchanged, why};

/// A message that is not an answer, in the order it is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The message in one sentence; shown by itself it says enough.
    pub headline: String,
    /// The rest, possibly nothing. Lists are whole: a platform with a limit
    /// shows the first items and then [`and_more`].
    pub blocks: Vec<Block>,
}

/// A part of a [`Notice`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// One or more sentences.
    Text(String),
    /// Never empty.
    List {
        /// Says what the items are; no full stop or colon at its end.
        title: String,
        /// One line each.
        items: Vec<String>,
    },
}

/// What is typed before a command's name on a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Before what everybody may type: `/`, `!faq `.
    pub member: &'static str,
    /// Before what admins may type: `/`, `!faq admin `.
    pub admin: &'static str,
    /// What ends the chat, where one can: `/quitter`.
    pub leave: Option<&'static str>,
}

impl Notice {
    fn new(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), blocks: Vec::new() }
    }

    fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    /// Adds the list unless it is empty.
    fn list(mut self, title: impl Into<String>, items: Vec<String>) -> Self {
        if !items.is_empty() {
            self.blocks.push(Block::List { title: title.into(), items });
        }
        self
    }
}

/// What the bot does and how to ask, with the commands a person may type.
pub fn help(marks: Marks, admin: bool) -> Notice {
    let commands = commands(marks, admin);
    Notice::new(
        "Posez votre question avec vos mots\u{a0}: je cherche l’entrée de la FAQ qui y répond.",
    )
    .text(
        "La réponse vient mot pour mot de la FAQ, avec sa source. Si j’hésite entre plusieurs \
         entrées, je vous les propose\u{a0}; si aucune ne répond, je vous le dis.",
    )
    .list(
        "Commandes",
        commands.iter().map(|(command, does)| format!("{command}\u{a0}: {does}")).collect(),
    )
}

/// A command that does not exist: those that do.
pub fn unknown_command(marks: Marks, admin: bool) -> String {
    let commands: Vec<String> =
        commands(marks, admin).into_iter().map(|(command, _)| command).collect();
    match commands.as_slice() {
        [one] => format!("Commande inconnue. La seule est {one}."),
        several => format!("Commande inconnue. Les commandes sont {}.", enumerate(several)),
    }
}

/// What a person may type, and what it does.
fn commands(marks: Marks, admin: bool) -> Vec<(String, &'static str)> {
    const ADMIN: [(&str, &str); 6] = [
        ("pourquoi", "montre ce qui a décidé de la dernière réponse"),
        ("recharger", "relit la FAQ et la sert si elle est saine"),
        ("recharger forcer", "la sert même si des questions de test échouent"),
        ("vérifier", "cherche les erreurs de la FAQ, sans rien changer"),
        ("état", "dit ce qui est servi"),
        ("retour", "revient à la version précédente de la FAQ"),
    ];
    let mut commands = vec![(format!("{}aide", marks.member), "affiche cette aide")];
    if admin {
        commands.extend(ADMIN.map(|(name, does)| (format!("{}{name}", marks.admin), does)));
    }
    commands.extend(marks.leave.map(|leave| (leave.to_owned(), "met fin à la discussion")));
    commands
}

/// For a vote.
pub fn thanks() -> Notice {
    Notice::new("Merci pour votre avis.")
}

/// The entry picked is not there, or not for this place.
pub fn no_such_entry() -> Notice {
    Notice::new("Cette entrée n’est plus dans la FAQ. Posez votre question de nouveau.")
}

/// A member typed an admin's command.
pub fn admins_only() -> Notice {
    Notice::new("Cette commande est réservée aux administrateurs.")
}

/// A message of pictures, stickers or components alone.
pub fn unreadable() -> &'static str {
    "Je ne peux pas lire ce message\u{a0}: il ne contient pas de texte."
}

/// Something broke.
pub fn failed() -> Notice {
    Notice::new(
        "Une erreur interne est survenue. Réessayez\u{a0}; si elle se répète, prévenez un \
         administrateur.",
    )
}

/// Nothing came of what is being typed.
pub fn no_suggestion() -> &'static str {
    "Aucune question de la FAQ ne s’en approche."
}

/// Above suggestions.
pub fn suggestions() -> &'static str {
    "Questions de la FAQ"
}

/// Above the entries to choose from.
pub fn unsure(choices: usize) -> &'static str {
    if choices == 1 {
        "Une question de la FAQ s’en approche. Est-ce la vôtre\u{a0}?"
    } else {
        "Plusieurs questions de la FAQ s’en approchent. Laquelle est la vôtre\u{a0}?"
    }
}

/// No entry answers: says so, with the category that came nearest and the
/// collection's own sentence on whom to turn to. One paragraph each.
pub fn unknown(nearest_category: Option<&str>, contact: Option<&str>) -> Vec<String> {
    let mut said = "Je n’ai pas trouvé de réponse à cette question dans la FAQ.".to_owned();
    if let Some(category) = nearest_category {
        said.push_str(&format!(" La catégorie la plus proche est «\u{a0}{category}\u{a0}»."));
    }
    std::iter::once(said).chain(contact.map(str::to_owned)).collect()
}

/// No entry is near somebody's message.
pub fn no_candidate() -> &'static str {
    "Je n’ai rien dans la FAQ qui s’approche de ce message."
}

/// Above the entries that came next.
pub fn see_also() -> &'static str {
    "Voir aussi"
}

/// Before the source's link.
pub fn source() -> &'static str {
    "Source\u{a0}: "
}

/// `Catégorie : …`; `None` without one.
pub fn categories(categories: &[String]) -> Option<String> {
    let label = match categories.len() {
        0 => return None,
        1 => "Catégorie",
        _ => "Catégories",
    };
    Some(format!("{label}\u{a0}: {}", categories.join(", ")))
}

/// `Mis à jour le 5 septembre 2025`.
pub fn updated(date: Date) -> String {
    format!("Mis à jour le {}", long_date(date))
}

/// `5 septembre 2025`, `1er mars 2026`.
pub fn long_date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let day = match date.day() {
        1 => "1er".to_owned(),
        day => day.to_string(),
    };
    // jiff's months are 1 to 12.
    let month = MONTHS[usize::from(date.month().unsigned_abs()).saturating_sub(1).min(11)];
    format!("{day}\u{a0}{month} {}", date.year())
}

/// The end of a list that is cut: `… et 12 autres`.
pub fn and_more(left_out: usize) -> String {
    format!("… et {}", count(left_out, "autre", "autres"))
}

/// First words of a chat: what is served, by title and number of entries.
pub fn welcome(collections: &[(String, usize)]) -> String {
    let served: Vec<String> = (collections.iter())
        .map(|(title, entries)| format!("{title} ({})", count(*entries, "entrée", "entrées")))
        .collect();
    match served.as_slice() {
        [] => "La FAQ est vide\u{a0}: je ne peux répondre à aucune question.".to_owned(),
        [one] => format!("Je réponds avec les mots de la FAQ {one}."),
        several => format!("Je réponds avec les mots des FAQ {}.", enumerate(several)),
    }
}

/// How to begin and how to leave a chat in a terminal.
pub fn how_to_chat() -> &'static str {
    "Posez votre question, tapez /aide pour en savoir plus, ou /quitter pour partir."
}

/// Before the line being typed.
pub fn prompt() -> &'static str {
    "Votre question › "
}

/// Under choices, where one picks by typing a number from 1 to `choices`.
pub fn how_to_pick(choices: usize) -> &'static str {
    if choices == 1 {
        "Tapez 1 pour lire la réponse, ou posez votre question autrement."
    } else {
        "Tapez un numéro pour lire la réponse, ou posez votre question autrement."
    }
}

/// A number was typed that is not among the choices.
pub fn no_such_choice(choices: usize) -> String {
    match choices {
        1 => "Seul le numéro 1 est proposé.".to_owned(),
        _ => format!("Tapez un numéro de 1 à {choices}, ou posez votre question autrement."),
    }
}

/// None of the choices was the right one.
pub fn none_of_these() -> &'static str {
    "Entendu. Posez votre question avec d’autres mots, ou avec plus de détails."
}

/// After a first Ctrl-C.
pub fn how_to_quit() -> &'static str {
    "Pour quitter, tapez Ctrl-C encore une fois, ou Ctrl-D."
}

/// Last words of a chat.
pub fn goodbye() -> &'static str {
    "À bientôt."
}

/// A number and its noun: French keeps the singular for 0 and 1.
fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n), if n < 2 { one } else { many })
}

/// `12 345`, its groups of three parted by a narrow no-break space.
fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// `a`, `a et b`, `a, b et c`.
fn enumerate(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
