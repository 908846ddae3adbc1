//! What exactly is wrong with a file's YAML, its TOML, an address or the shape of a value:
//! the parts of a [`super::problem::ProblemKind`] that are the same for several of them.

use std::fmt;

/// The type of a value, in words that an author knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A list of texts.
    List,
    /// A text that is an item of a list.
    Item,
    /// Keys with values.
    Table,
    /// A text or a list of texts.
    TextOrList,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A date that is not in quotes.
    Date,
}

/// Why a front matter is not YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YamlFault {
    /// A value without quotes contains `: `.
    #[error(
        "la valeur contient un deux-points suivi d’une espace. Mettez-la entre guillemets\u{a0}: {meant}"
    )]
    ColonInValue {
        /// The line as it should be.
        meant: String,
    },
    /// There is no space after a key's colon.
    #[error("il manque une espace après le deux-points. Écrivez\u{a0}: {meant}")]
    NoSpaceAfterColon {
        /// The line as it should be.
        meant: String,
    },
    /// A value without quotes is cut by ` #`, which begins a comment.
    #[error(
        "un «\u{a0}#\u{a0}» après une espace ouvre un commentaire\u{a0}: tout ce qui suit est perdu. {}",
        match is_word {
            true => format!("Écrivez {meant}"),
            false => format!("Si c’est une note pour vous, mettez-la sur une ligne à elle\u{a0}; sinon, écrivez {meant}"),
        }
    )]
    CommentInValue {
        /// The line as it should be.
        meant: String,
        /// Whether a word follows the `#` at once, as in `#aide` and `#2`. With a space between
        /// them it may be a note of the author's.
        is_word: bool,
    },
    /// There is a no-break space between a key and its colon.
    #[error(
        "une espace insécable sépare «\u{a0}{key}\u{a0}» de son deux-points. Écrivez «\u{a0}{key}:\u{a0}», sans espace."
    )]
    NoBreakBeforeColon {
        /// The key.
        key: &'static str,
    },
    /// A line is neither `key: value` nor an item of a list.
    #[error(
        "cette ligne n’est pas de la forme «\u{a0}clé: valeur\u{a0}». Ajoutez la clé, ou mettez la ligne à la suite de la valeur précédente."
    )]
    NoColon,
    /// A tab is used to indent, where only spaces may be.
    #[error("une tabulation sert de retrait. Remplacez-la par des espaces.")]
    Tab,
    /// A quote is not closed.
    #[error(
        "un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur."
    )]
    UnclosedQuote,
    /// There is text after a closing quote.
    #[error(
        "du texte suit le guillemet fermant. {}",
        line_meant(.meant.as_deref())
    )]
    TextAfterQuote {
        /// The line as it should be, when that is certain.
        meant: Option<String>,
    },
    /// A `[` or `{` is not closed.
    #[error(
        "une liste entre crochets n’est pas fermée, ou il y manque une virgule. Vérifiez «\u{a0}[\u{a0}», «\u{a0},\u{a0}» et «\u{a0}]\u{a0}»."
    )]
    UnclosedList,
    /// A value begins with a character that has a meaning in YAML.
    #[error(
        "un texte qui commence par «\u{a0}{character}\u{a0}» doit être entre guillemets. {}",
        line_meant(.meant.as_deref())
    )]
    ReservedStart {
        /// The character.
        character: char,
        /// The line as it should be, when that is certain.
        meant: Option<String>,
    },
    /// Between double quotes there is a backslash sequence that YAML does not know.
    #[error(
        "une barre oblique inverse n’a pas de sens ici. Doublez-la, ou mettez la valeur entre apostrophes droites."
    )]
    Backslash,
    /// A line is not indented like its neighbours.
    #[error(
        "le retrait de cette ligne ne correspond pas à celui des autres. Alignez-la sur ses voisines."
    )]
    Indent,
    /// Any other reason.
    #[error(
        "l’en-tête est mal écrit ici. Vérifiez les guillemets, les deux-points et le retrait de cette ligne."
    )]
    Other,
}

/// What an answer has that not every network shows as meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// A picture has no alternative text: only its address would be shown.
    #[error(
        "l’image n’a pas de texte\u{a0}: seule son adresse est montrée. Écrivez entre les crochets ce qu’elle montre."
    )]
    PictureWithoutText,
    /// HTML is not interpreted, its words alone are shown.
    #[error(
        "le HTML «\u{a0}<{tag}>\u{a0}» n’est pas interprété\u{a0}: {}. Écrivez-le en Markdown.",
        match tag.as_str() {
            "img" | "video" | "audio" | "iframe" | "embed" | "object" | "input" => "rien n’en est montré",
            _ => "seuls ses mots sont montrés",
        }
    )]
    RawHtml {
        /// The element's name, in lower case.
        tag: String,
    },
    /// Footnotes are shown as they are typed.
    #[error(
        "les notes de bas de page ne sont pas reconnues et s’affichent telles quelles. Mettez la note entre parenthèses dans le texte."
    )]
    Footnote,
    /// Discord's own notation for a channel, a member, a date, a command or an emoji.
    #[error(
        "«\u{a0}{mark}\u{a0}» est une notation de Discord, qui s’affiche telle quelle. Écrivez son nom, ou mettez un lien."
    )]
    DiscordMark {
        /// As written.
        mark: String,
    },
}

/// Why a file is not TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TomlFault {
    /// A text is not in quotes.
    #[error(
        "un texte doit être entre guillemets droits. Écrivez par exemple\u{a0}: title = \"Ma FAQ\"."
    )]
    UnquotedValue,
    /// A key with spaces or accents is not in quotes.
    #[error(
        "une clé qui contient une espace, un accent ou une apostrophe doit être entre guillemets. Écrivez par exemple\u{a0}: \"boîte mail\" = \"courriel\"."
    )]
    UnquotedKey,
    /// A key has no `=` or no value.
    #[error("il manque une valeur. Écrivez la ligne sous la forme\u{a0}: clé = \"valeur\".")]
    NoValue,
    /// A key is given twice.
    #[error("cette clé est déjà donnée plus haut. N’en gardez qu’une.")]
    RepeatedKey,
    /// A quote is not closed.
    #[error(
        "un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur."
    )]
    UnclosedQuote,
    /// A `[` or `{` is not closed, or a comma is missing.
    #[error(
        "une liste n’est pas fermée, ou il y manque une virgule. Vérifiez «\u{a0}[\u{a0}», «\u{a0},\u{a0}» et «\u{a0}]\u{a0}»."
    )]
    UnclosedList,
    /// There is something after the value.
    #[error(
        "du texte suit la valeur. Gardez une seule clé par ligne, et toute la valeur entre guillemets."
    )]
    ExtraText,
    /// Any other reason.
    #[error("cette ligne est mal écrite. Écrivez-la sous la forme\u{a0}: clé = \"valeur\".")]
    Other,
}

/// Why an address cannot be used. Its words end a sentence whose subject is the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    /// There is punctuation around the address.
    #[error("comporte un signe de trop au bord. Écrivez\u{a0}: {meant}")]
    StrayPunctuation {
        /// The address without it.
        meant: String,
    },
    /// The address has no `https://`.
    #[error("n’est pas une adresse complète. {}", match meant {
        Some(meant) => format!("Écrivez\u{a0}: {meant}"),
        None => "Donnez l’adresse entière, qui commence par https://.".to_owned(),
    })]
    NotAbsolute {
        /// The address with it, when the rest looks like one.
        meant: Option<String>,
    },
    /// The scheme is neither http nor https.
    #[error("n’est pas une page web. Donnez une adresse qui commence par https://.")]
    OtherScheme,
    /// There is white space inside the address.
    #[error("contient une espace. Supprimez-la, ou remplacez-la par %20.")]
    Spaces,
    /// The text is not an address.
    #[error("n’est pas une adresse valable. Copiez-la depuis la barre d’adresse du navigateur.")]
    Invalid,
}

fn line_meant(meant: Option<&str>) -> String {
    meant.map_or_else(
        || "Mettez toute la valeur entre guillemets.".to_owned(),
        |meant| format!("Écrivez\u{a0}: {meant}"),
    )
}

impl Shape {
    /// How to write a value of this type for that key.
    pub(super) fn fix(self, key: &str) -> String {
        match self {
            Self::Text => {
                "Mettez la valeur entre guillemets, sur la même ligne que la clé.".to_owned()
            }
            Self::List if key == "categories" => {
                "Écrivez-la entre crochets, par exemple «\u{a0}categories: [Annuaires]\u{a0}».".to_owned()
            }
            Self::Item => "Mettez cet élément entre guillemets.".to_owned(),
            Self::List | Self::Table if key == "question" => {
                "Écrivez «\u{a0}[[question]]\u{a0}» sur une ligne, puis «\u{a0}ask\u{a0}» et «\u{a0}expect\u{a0}» dessous.".to_owned()
            }
            Self::List => {
                "Écrivez un élément par ligne, chacun précédé d’un tiret «\u{a0}- \u{a0}».".to_owned()
            }
            Self::Table => format!("Écrivez «\u{a0}[{key}]\u{a0}» sur une ligne, puis ses clés dessous."),
            Self::TextOrList => {
                "Écrivez un texte entre guillemets, ou plusieurs entre crochets.".to_owned()
            }
            Self::Flag => "Écrivez true ou false, sans guillemets.".to_owned(),
            Self::Number | Self::Date => "Corrigez la valeur.".to_owned(),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "un texte",
            Self::List => "une liste",
            Self::Item => "un texte par élément",
            Self::Table => "un groupe de clés",
            Self::TextOrList => "un texte ou une liste de textes",
            Self::Flag => "true ou false",
            Self::Number => "un nombre",
            Self::Date => "une date sans guillemets",
        })
    }
}
