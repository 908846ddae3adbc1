//! The texts that only Discord needs: descriptions of commands, labels of buttons, and what
//! its permissions forbid. The sentences of every network are in `crate::wording`.

use crate::wording::Bilingual;

/// Ways to ask, for the help. Discord itself lists the slash commands.
pub const WAYS_TO_ASK: [&str; 3] = [
    "la commande /faq, qui propose des questions pendant que vous tapez",
    "mon nom dans un message, une réponse à l’un des miens, ou un message privé",
    "sur le message de quelqu’un\u{a0}: clic droit, Applications, Chercher dans la FAQ",
];

/// Names and descriptions of commands; those of admins are in `conversation::admin`.
pub mod command {
    use super::Bilingual;
    use crate::conversation::admin;

    /// The command `/faq`.
    pub const FAQ: Bilingual = Bilingual::new("faq", "faq");
    /// The description of `/faq`.
    pub const FAQ_DOES: Bilingual =
        Bilingual::new("Poser une question à la FAQ", "Ask the FAQ a question");
    /// The option of `/faq` that holds the question.
    pub const QUESTION: Bilingual = Bilingual::new("question", "question");
    /// The description of that option.
    pub const QUESTION_IS: Bilingual = Bilingual::new(
        "Votre question, ou quelques mots : choisissez dans la liste ou validez la vôtre",
        "Your question, or a few words: pick from the list or send your own",
    );
    /// The option of `/faq` that shows the answer to everybody.
    pub const VISIBLE: Bilingual = Bilingual::new("visible", "visible");
    /// The description of that option.
    pub const VISIBLE_IS: Bilingual = Bilingual::new(
        "Montrer la réponse à tout le salon (sinon : à vous seul)",
        "Show the answer to the whole channel (otherwise: to you alone)",
    );
    /// The entry in the menu of a message.
    pub const MENU: Bilingual = Bilingual::new("Chercher dans la FAQ", "Search the FAQ");
    /// The command `/faq-donnees`.
    pub const DATA: Bilingual = Bilingual::new("faq-donnees", "faq-data");
    /// The description of `/faq-donnees`.
    pub const DATA_DOES: Bilingual = Bilingual::new(
        "Voir ce qui est gardé de vous, l’effacer, ne plus être enregistré",
        "See what is kept of you, erase it, opt out of being recorded",
    );
    /// The command `/faq-équipe`.
    pub const TEAM: Bilingual = Bilingual::new("faq-équipe", "faq-team");
    /// The description of `/faq-équipe`.
    pub const TEAM_DOES: Bilingual = Bilingual::new("Tenir la FAQ", "Keep the FAQ");
    /// The subcommand that links a card to an entry.
    pub const LINK: Bilingual = Bilingual::new("lier", "link");
    /// The description of that subcommand.
    pub const LINK_DOES: Bilingual = Bilingual::new(
        "Lier une demande à une entrée, qui en reçoit les mots comme variante",
        "Link a request to an entry, which gets its words as a variant",
    );
    /// The option with the number of a card.
    pub const CARD: Bilingual = Bilingual::new("demande", "request");
    /// The description of that option.
    pub const CARD_IS: Bilingual =
        Bilingual::new("Le numéro de la demande", "The number of the request");
    /// The subcommand that says that an entry was read again; `conversation::admin` has its name
    /// for the sentences of every network.
    pub const STILL_CORRECT: Bilingual = Bilingual::new(admin::STILL_CORRECT, "correct");
    /// The description of that subcommand.
    pub const STILL_CORRECT_DOES: Bilingual = Bilingual::new(
        "Noter qu’une entrée relue est toujours exacte",
        "Note that an entry was read again and is still correct",
    );
    /// The option with an entry.
    pub const ENTRY: Bilingual = Bilingual::new("entrée", "entry");
    /// The description of that option.
    pub const ENTRY_IS: Bilingual = Bilingual::new(
        "Quelques mots de l’entrée : choisissez-la dans la liste",
        "Some words of the entry: pick it from the list",
    );
    /// The command `/faq-admin`.
    pub const ADMIN: Bilingual = Bilingual::new("faq-admin", "faq-admin");
    /// The description of `/faq-admin`.
    pub const ADMIN_DOES: Bilingual = Bilingual::new("Administrer la FAQ", "Manage the FAQ");
}

/// Labels of buttons and menus.
pub mod label {
    use crate::bot::MyData;

    /// Does that with what is kept of the person who clicks.
    pub fn my_data(wanted: MyData) -> &'static str {
        match wanted {
            MyData::Show => "Voir ce qui est gardé",
            MyData::Erase => "Tout effacer",
            MyData::Stop => "Ne plus m’enregistrer",
            MyData::Resume => "M’enregistrer de nouveau",
        }
    }

    /// Posts a private answer for everybody in the channel.
    pub const SHARE: &str = "Partager ici";
    /// Shows the next part of a long answer.
    pub const MORE: &str = "Lire la suite";
    /// Shows the previous part of a long answer.
    pub const BEFORE: &str = "Lire ce qui précède";
    /// Removes a card that was posted for everybody.
    pub const REMOVE: &str = "Retirer";
    /// Shows a private answer to the person who asked.
    pub const MINE: &str = "Voir ma réponse";
    /// Reloads the FAQ although golden questions newly fail.
    pub const FORCE: &str = "Recharger quand même";
    /// Stands on the closed menu of the entries to read again.
    pub const STILL_CORRECT: &str = "Toujours exacte\u{a0}: choisissez l’entrée relue";
    /// Stands on the closed menu of an Unsure answer.
    pub const CHOOSE: &str = "Choisissez votre question";
    /// The last option of that menu.
    pub const NONE_OF_THESE: &str = "Aucune de celles-ci";
    /// Stands on the closed menu of the entries that came next.
    pub const SEE_ALSO: &str = "Voir aussi";

    /// Posts the entry with this number as a reply to what `name` wrote.
    pub fn answer_to(number: usize, name: &str) -> String {
        format!("{number} · Répondre à {name}")
    }
}

/// What only the team reads.
pub mod team {
    /// Stands on the closed menu of entries.
    pub const CHOOSE_ENTRY: &str = "Choisissez une entrée";
    /// Opens the form that searches entries.
    pub const SEARCH: &str = "Chercher…";
    /// The title of that form.
    pub const SEARCH_TITLE: &str = "Chercher une entrée";
    /// The field of that form.
    pub const WORDS: &str = "Quelques mots, ou le nom de l’entrée";
    /// The hint in that field.
    pub const WORDS_ARE: &str = "badge visiteur";
    /// Stands on that menu while it is closed.
    pub const CHOOSE_COLLECTION: &str = "Choisissez une collection";
    /// Said when there is none.
    pub const NO_COLLECTION: &str =
        "La FAQ n’a pas encore de collection\u{a0}: créez-en d’abord le dossier.";
    /// The title of the form of an entry.
    pub fn draft_title(collection: &str) -> String {
        format!("Entrée de «\u{a0}{collection}\u{a0}»")
    }

    /// Said when there are more collections than a menu takes.
    pub const MORE_COLLECTIONS: &str = " Seules les 25 premières sont proposées ici.";
    /// Its field of the question.
    pub const QUESTION: &str = "La question, telle qu’on la pose";
    /// Its field of the answer.
    pub const ANSWER: &str = "La réponse (Markdown)";
    /// The hint in that field.
    pub const ANSWER_IS: &str = "Montrée mot pour mot. N’y mettez le nom de personne.";
    /// Its field of the source.
    pub const SOURCE: &str = "L’adresse de la source";
    /// The hint in that field.
    pub const SOURCE_IS: &str = "https://…";
    /// Opens the form again with what was typed.
    pub const EDIT_AGAIN: &str = "Reprendre le texte";
    /// The name of a file with the answer that was typed.
    pub const DRAFT_FILE: &str = "reponse.md";
    /// Said when that file, or one to copy, could not be sent.
    pub const NO_FILE: &str = "Discord ne m’a pas laissé joindre le fichier. Réessayez dans un instant\u{a0}; si cela persiste, demandez à un administrateur du serveur la permission «\u{a0}Joindre des fichiers\u{a0}» dans ce salon.";
    /// The reply to a click outside the team's channel.
    pub const NOT_HERE: &str = "Cela ne se fait que dans le salon de l’équipe qui tient la FAQ.";
    /// The reply to somebody who may only read in the team's channel.
    pub const NOT_YOURS: &str =
        "Seules les personnes qui peuvent écrire dans ce salon tiennent la FAQ.";
    /// The reply when a form could not be opened in time.
    pub const SLOW: &str = "Le journal met trop de temps à répondre. Réessayez dans un instant.";

    /// Stands over the entries that a card can be linked to.
    pub fn which_entry(card: i64) -> String {
        format!("À quelle entrée lier la demande {card}\u{a0}?")
    }

    /// Stands there when the search gave nothing.
    pub fn nothing_found(card: i64) -> String {
        format!("Aucune entrée n’a ces mots. Cherchez-en d’autres pour la demande {card}.")
    }

    /// Stands over the menu of collections.
    pub fn which_collection(card: i64) -> String {
        format!("Dans quelle collection répondre à la demande {card}\u{a0}?")
    }

    /// The hint in the field of the source, where the collection has one.
    pub fn source_of(collection: &str) -> String {
        format!("Vide\u{a0}: {collection}")
    }
}

/// Stands over a private answer, so that the question can be repeated when it is shared.
pub fn your_question(escaped: &str) -> String {
    format!("**Votre question\u{a0}:** {escaped}")
}

/// Stands over a shared card. `member` is a mention, `question` is what [`your_question`]
/// gave.
pub fn shared(member: &str, question: &str) -> String {
    let asked = question.strip_prefix("**Votre question\u{a0}:** ").unwrap_or(question);
    if asked.is_empty() {
        format!("{member} partage une réponse de la FAQ")
    } else {
        format!("{member} partage la réponse à\u{a0}: {asked}")
    }
}

/// Stands over a card that is posted as a reply to somebody's message.
pub fn offered(member: &str) -> String {
    format!("Réponse de la FAQ proposée par {member}")
}

/// Stands over the entries that are nearest to a message.
pub fn candidates(name: &str) -> String {
    format!("Ce qui s’approche le plus du message de {name}\u{a0}:")
}

/// Stands under a part of a long answer.
pub fn part(number: usize, of: usize) -> String {
    format!("partie {number} sur {of}")
}

/// The public reply in a channel whose answers are private.
pub const ANSWER_IS_READY: &str = "Votre réponse est prête\u{a0}: vous seul la verrez.";
/// The reply to a click on the button of somebody else's private answer.
pub const NOT_YOURS: &str = "Cette réponse est pour la personne qui a posé la question. Posez la vôtre avec la commande /faq.";
/// The reply to somebody who may not remove a card.
pub const NOT_YOURS_TO_REMOVE: &str =
    "Seules la personne qui a publié cette réponse et celle à qui elle répond peuvent la retirer.";
/// The reply when the question was deleted in the meantime.
pub const QUESTION_GONE: &str = "Je ne retrouve plus la question\u{a0}: elle a sans doute été supprimée. Posez-la avec la commande /faq.";
/// The reply when the bot may not read the question again.
pub const MAY_NOT_READ: &str = "Je ne peux pas relire votre question\u{a0}: il me manque dans ce salon la permission «\u{a0}Voir les anciens messages\u{a0}». Demandez-la à un administrateur du serveur, ou posez votre question avec la commande /faq.";
/// The reply when Discord does not give the question.
pub const QUESTION_NOT_READ: &str = "Discord ne me redonne pas votre question pour le moment. Réessayez dans un instant, ou posez-la avec la commande /faq.";
/// The reply where the bot may write, but show no card.
pub const MAY_NOT_EMBED: &str = "Je ne peux pas montrer de réponse dans ce salon\u{a0}: il me manque la permission «\u{a0}Intégrer des liens\u{a0}». Demandez-la à un administrateur du serveur\u{a0}; en attendant, la commande /faq répond à vous seul.";
/// The reply to a reply whose text Discord hides from the bot.
pub const HIDDEN: &str = "Discord ne me montre le texte d’une réponse que si elle me mentionne. Mentionnez-moi, ou posez votre question avec la commande /faq.";
/// The reply when a question was edited so that Discord hides its text from the bot.
pub const QUESTION_HIDDEN: &str = "Discord ne me montre pas le texte de votre question\u{a0}: elle ne me mentionne plus. Remettez-y ma mention, ou posez-la avec la commande /faq.";
/// The reply to a command that an older version of the bot made.
pub const OLD_COMMAND: &str =
    "Cette commande n’existe plus. Posez votre question avec la commande /faq.";
/// Stands under a part of a long answer that is shown beside others.
pub const EXCERPT: &str = "extrait";
/// The name of a thread whose answer is not one entry.
pub const THREAD_NAME: &str = "Question à la FAQ";
/// Stands for an address in a question that is repeated.
pub const ADDRESS: &str = "(adresse)";
/// The reply to a button that an older version of the bot made.
pub const OLD_BUTTON: &str =
    "Ce bouton n’est plus valable. Posez votre question avec la commande /faq.";
/// The reply to somebody who wants to post a card where they may not write.
pub const NOT_YOURS_TO_POST: &str =
    "Vous n’avez pas le droit d’écrire ici\u{a0}: je n’y publie donc rien pour vous.";
/// The reply when a card could not be posted. Its buttons are still there.
pub const NOT_POSTED: &str = "Je n’ai pas pu publier la réponse. Réessayez dans un instant\u{a0}; si cela persiste, demandez à un administrateur du serveur de m’autoriser à envoyer des messages et à intégrer des liens dans ce salon.";
/// Confirms to the person who clicked that the card was posted.
pub const POSTED: &str = "C’est publié.";
/// Replaces a reply that Discord refused; the log says why.
pub const FALLBACK: &str = "Je n’ai pas pu afficher la réponse. Réessayez dans un instant\u{a0}; si cela persiste, prévenez les personnes qui tiennent la FAQ.";
/// The reply to an admin command when the configuration names no role.
pub const NO_ADMIN_ROLE: &str = "Les commandes d’administration sont réservées aux rôles inscrits dans la configuration du bot (admin_roles, section platform.discord).";

/// Tells the asker alone that the bot may not write where they asked.
pub fn cannot_write(channel: u64) -> String {
    format!(
        "Je n’ai pas le droit de répondre dans <#{channel}>. Demandez à un administrateur du \
         serveur de m’y autoriser à voir le salon, à envoyer des messages et à intégrer des liens."
    )
}

/// Told in a direct message to the author of a message that seems to be about a patient; `link`
/// leads to it.
pub fn patient_in_message(link: &str) -> String {
    format!(
        "Votre message {link} semble contenir les données d’un patient. Supprimez-le, puis posez \
         votre question sans nom, date de naissance ni numéro. Je n’en garde pas le texte."
    )
}

/// The same where the message is, for an author who takes no direct message.
pub fn patient_in_message_here(member: &str) -> String {
    format!("{member}, je ne peux pas vous écrire en privé. {}", crate::wording::PATIENT_IN_MESSAGE)
}

/// Errors that stop the program, in French and English, with what to do.
pub mod fatal {
    /// The configuration has a section for Discord, but there is no token.
    pub const NO_TOKEN: &str = "La configuration parle de Discord, mais il n’y a pas de jeton. \
        Mettez celui du bot (portail des développeurs, page «\u{a0}Bot\u{a0}») dans DISCORD_TOKEN, ou dans \
        un fichier que désigne DISCORD_TOKEN_FILE.";

    /// The setting of the shards cannot be read.
    pub fn shards(text: &str) -> String {
        format!(
            "les shards «\u{a0}{text}\u{a0}» ne se lisent pas. Écrivez premier-dernier/total, par \
             exemple 0-3/16, dans DISCORD_SHARDS ou platform.discord.shards."
        )
    }

    /// Discord refuses the token.
    pub const TOKEN: &str = "Discord refuse le jeton du bot. Sur le portail des développeurs \
        (https://discord.com/developers/applications), ouvrez votre application, page «\u{a0}Bot\u{a0}», \
        bouton «\u{a0}Reset Token\u{a0}», puis mettez le nouveau jeton dans DISCORD_TOKEN ou dans le fichier \
        que désigne DISCORD_TOKEN_FILE.\n\
        Discord refuses the bot's token. In the developer portal, open your application, page \
        “Bot”, press “Reset Token”, and put the new token in DISCORD_TOKEN or in the file named by \
        DISCORD_TOKEN_FILE.";
    /// Discord says that there is no shard of this number.
    pub const INVALID_SHARDS: &str = "Discord refuse les shards demandés (code 4010). Corrigez DISCORD_SHARDS \
        ou platform.discord.shards (premier-dernier/total, le même total pour tous les processus), \
        ou retirez-les\u{a0}: Discord dit alors lui-même combien il en faut.\n\
        Discord refuses the shards asked for (code 4010). Correct DISCORD_SHARDS or \
        platform.discord.shards (first-last/total, the same total for all processes), or remove \
        them: Discord then says itself how many are needed.";
    /// Discord says that the bot is in too many servers for this number of shards.
    pub const SHARDING_REQUIRED: &str = "Le bot est sur trop de serveurs pour le nombre de shards demandé \
        (code 4011). Augmentez le total dans DISCORD_SHARDS ou platform.discord.shards pour tous les \
        processus, ou retirez-le\u{a0}: Discord dit alors lui-même combien il en faut.\n\
        The bot is in too many servers for the number of shards asked for (code 4011). Raise the \
        total in DISCORD_SHARDS or platform.discord.shards for all processes, or remove it: \
        Discord then says itself how many are needed.";
    /// Discord no longer has this version of its gateway.
    pub const API_VERSION: &str = "Discord n’accepte plus la version de son API que ce programme emploie \
        (code 4012). Installez une version plus récente de Souffleur.\n\
        Discord no longer accepts the version of its API that this program uses (code 4012). \
        Install a newer version of Souffleur.";
    /// Discord does not know the intents that the bot asks for.
    pub const INVALID_INTENTS: &str = "Discord ne reconnaît pas les «\u{a0}intents\u{a0}» demandés. Mettez Souffleur à \
        jour\u{a0}; sur le portail des développeurs, page «\u{a0}Bot\u{a0}», vérifiez la section «\u{a0}Privileged \
        Gateway Intents\u{a0}».\n\
        Discord does not know the intents asked for. Update Souffleur; in the developer portal, \
        page “Bot”, check the section “Privileged Gateway Intents”.";
    /// A privileged intent is not switched on for the bot.
    pub const DISALLOWED_INTENTS: &str = "Discord n’autorise pas ce bot à lire le contenu des messages, que la \
        réponse automatique (auto_answer) demande. Sur le portail des développeurs \
        (https://discord.com/developers/applications), page «\u{a0}Bot\u{a0}», activez «\u{a0}Message Content \
        Intent\u{a0}», ou retirez auto_answer de la configuration.\n\
        Discord does not let this bot read message content, which auto_answer needs. In the \
        developer portal, page “Bot”, switch on “Message Content Intent”, or take auto_answer out \
        of the configuration.";
}
