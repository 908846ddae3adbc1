//! The French sentence of each problem: what is wrong, then how to fix it. Its readers
//! write FAQ entries, not programs.

use std::fmt;

use super::problem::{Problem, ProblemKind, Shape, TomlFault, UrlFault, YamlFault};

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, "\u{a0}: {}", self.kind)
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(
                f,
                "le fichier est illisible ({reason}). Vérifiez ses droits d’accès, puis rechargez."
            ),
            Self::FolderMissing => f.write_str(
                "le dossier de la FAQ n’existe pas. Créez-le, ou corrigez son chemin dans la configuration.",
            ),
            Self::NotAFolder => f.write_str(
                "c’est un fichier, pas un dossier. Indiquez le dossier qui contient la FAQ.",
            ),
            Self::NoEntry => f.write_str(
                "le dossier ne contient aucune entrée. Ajoutez au moins un fichier «\u{a0}.md\u{a0}».",
            ),
            Self::EmptyCollection => f.write_str(
                "la collection ne contient aucune entrée. Ajoutez-y un fichier «\u{a0}.md\u{a0}», ou supprimez le dossier.",
            ),
            Self::StrayEntry => f.write_str(
                "l’entrée est posée à côté des collections et ne serait pas lue. Déplacez-la dans le dossier d’une collection.",
            ),
            Self::SubfolderIgnored => f.write_str(
                "les sous-dossiers d’une collection ne sont pas lus. Placez leurs entrées dans le dossier de la collection.",
            ),
            Self::BadName { meant } => write!(
                f,
                "le nom du fichier sert d’identifiant à l’entrée\u{a0}: 64\u{a0}caractères au plus, lettres, chiffres, «\u{a0}-\u{a0}», «\u{a0}_\u{a0}» ou «\u{a0}.\u{a0}». Renommez-le «\u{a0}{meant}\u{a0}»."
            ),
            Self::ReservedName => f.write_str(
                "«\u{a0}unknown\u{a0}» désigne, dans «\u{a0}questions.toml\u{a0}», une question sans réponse. Donnez un autre nom au fichier.",
            ),
            Self::DuplicateId { other } => write!(
                f,
                "une autre entrée porte déjà ce nom\u{a0}: «\u{a0}{}\u{a0}». Renommez l’un des deux fichiers.",
                other.display()
            ),
            Self::TooLarge { limit } => write!(
                f,
                "le fichier dépasse {limit}\u{a0}Kio. Répartissez son contenu en plusieurs fichiers."
            ),
            Self::LeadsOut => f.write_str(
                "le lien symbolique mène hors du dossier de la FAQ. Remplacez-le par une copie du fichier.",
            ),
            Self::DanglingLink => f.write_str(
                "le lien symbolique ne mène à rien. Supprimez-le, ou remplacez-le par le fichier voulu.",
            ),
            Self::NotAFile => f.write_str(
                "ce n’est pas un fichier ordinaire. Supprimez-le, ou remplacez-le par un fichier texte.",
            ),
            Self::NotUtf8 { windows_1252: true } => f.write_str(
                "le texte n’est pas en UTF-8\u{a0}; il semble être en Windows-1252. Rouvrez le fichier avec cet encodage et enregistrez-le en UTF-8.",
            ),
            Self::NotUtf8 { windows_1252: false } => f.write_str(
                "le texte n’est pas en UTF-8. Dans votre éditeur, choisissez «\u{a0}Enregistrer sous\u{a0}» avec l’encodage UTF-8.",
            ),
            Self::EmptyFile => f.write_str(
                "le fichier est vide. Écrivez l’entrée, ou supprimez le fichier.",
            ),
            Self::NoFrontMatter => f.write_str(
                "l’en-tête manque. Commencez le fichier par une ligne «\u{a0}---\u{a0}», puis «\u{a0}question: …\u{a0}», puis une ligne «\u{a0}---\u{a0}»\u{a0}; la réponse vient après.",
            ),
            Self::FrontMatterOpen => f.write_str(
                "l’en-tête ouvert par «\u{a0}---\u{a0}» n’est jamais fermé. Ajoutez une ligne «\u{a0}---\u{a0}» avant la réponse.",
            ),
            Self::Yaml(fault) => fault.fmt(f),
            Self::Toml(fault) => fault.fmt(f),
            Self::UnknownKey { key, meant: Some(meant), .. } => {
                write!(f, "la clé «\u{a0}{key}\u{a0}» n’existe pas. Vouliez-vous écrire «\u{a0}{meant}\u{a0}»\u{a0}?")
            }
            Self::UnknownKey { key, meant: None, known } => write!(
                f,
                "la clé «\u{a0}{key}\u{a0}» n’existe pas. Supprimez-la\u{a0}; les clés possibles sont\u{a0}: {}.",
                known.join(", ")
            ),
            Self::RepeatedKey { key } => {
                write!(f, "la clé «\u{a0}{key}\u{a0}» est déjà donnée plus haut. N’en gardez qu’une.")
            }
            Self::MissingKey { key: "question" } => f.write_str(
                "la question manque. Ajoutez une ligne «\u{a0}question: …\u{a0}» dans l’en-tête.",
            ),
            Self::MissingKey { key } => {
                write!(f, "la clé «\u{a0}{key}\u{a0}» manque. Ajoutez une ligne «\u{a0}{key} = \"…\"\u{a0}».")
            }
            Self::EmptyValue { key } if matches!(&**key, "question" | "expect") => {
                write!(f, "«\u{a0}{key}\u{a0}» est vide. Complétez la ligne.")
            }
            Self::EmptyValue { key } => {
                write!(f, "«\u{a0}{key}\u{a0}» est vide. Complétez la ligne, ou supprimez-la.")
            }
            Self::EmptyItem { key } => write!(
                f,
                "un élément de «\u{a0}{key}\u{a0}» est vide. Complétez-le, ou supprimez cette ligne."
            ),
            Self::WrongShape { key, expected, found } => write!(
                f,
                "«\u{a0}{key}\u{a0}» attend {expected}, et non {found}. {}",
                fix_shape(key, *expected)
            ),
            Self::WrongDate { key, found, meant: Some(meant) } => write!(
                f,
                "la date «\u{a0}{found}\u{a0}» doit s’écrire AAAA-MM-JJ. Écrivez «\u{a0}{key}: {meant}\u{a0}»."
            ),
            Self::WrongDate { key, found, meant: None } => write!(
                f,
                "«\u{a0}{found}\u{a0}» n’est pas une date. Écrivez-la AAAA-MM-JJ, par exemple «\u{a0}{key}: 2026-01-31\u{a0}»."
            ),
            Self::ReviewPast { date } => write!(
                f,
                "l’entrée devait être relue avant le {}. Relisez-la, puis repoussez «\u{a0}review_by\u{a0}».",
                date.strftime("%d/%m/%Y")
            ),
            Self::WrongSource { found, fault } => {
                write!(f, "la source «\u{a0}{found}\u{a0}» {fault}")
            }
            Self::NoSource => f.write_str(
                "la source manque. Ajoutez «\u{a0}source: https://…\u{a0}» dans l’en-tête, ou une source commune dans «\u{a0}collection.toml\u{a0}».",
            ),
            Self::NoAnswer => f.write_str(
                "la réponse manque. Écrivez-la sous la ligne «\u{a0}---\u{a0}» qui ferme l’en-tête.",
            ),
            Self::WrongLink { found, fault } => write!(f, "le lien «\u{a0}{found}\u{a0}» {fault}"),
            Self::SameQuestion { other, line } => write!(
                f,
                "la question est déjà posée par «\u{a0}{}\u{a0}» (ligne\u{a0}{line}). Réunissez les deux entrées, ou précisez leurs questions.",
                other.display()
            ),
            Self::NearQuestion { other, line } => write!(
                f,
                "la question ressemble fort à celle de «\u{a0}{}\u{a0}» (ligne\u{a0}{line}). Réunissez les deux entrées, ou précisez ce qui les distingue.",
                other.display()
            ),
            Self::VariantIsQuestion { other, line } => write!(
                f,
                "la variante est la question de «\u{a0}{}\u{a0}» (ligne\u{a0}{line}). Supprimez-la, ou réunissez les deux entrées.",
                other.display()
            ),
            Self::VariantShared { other, line } => write!(
                f,
                "la variante figure aussi dans «\u{a0}{}\u{a0}» (ligne\u{a0}{line}). Gardez-la dans une seule entrée.",
                other.display()
            ),
            Self::VariantRepeated { line } => {
                write!(f, "la variante répète la ligne\u{a0}{line}. Supprimez-la.")
            }
            Self::AcronymUnknown { acronym } => write!(
                f,
                "le sigle «\u{a0}{acronym}\u{a0}» manque au glossaire. Ajoutez «\u{a0}{acronym} = \"…\"\u{a0}» sous [glossary] dans «\u{a0}collection.toml\u{a0}»."
            ),
            Self::EmptyTerm => f.write_str(
                "le glossaire contient un terme ou un sens vide. Complétez la ligne, ou supprimez-la.",
            ),
            Self::GoldenUnknownEntry { expect, meant: Some(meant) } => write!(
                f,
                "aucune entrée de la collection ne s’appelle «\u{a0}{expect}\u{a0}». Vouliez-vous écrire «\u{a0}{meant}\u{a0}»\u{a0}?"
            ),
            Self::GoldenUnknownEntry { expect, meant: None } => write!(
                f,
                "aucune entrée de la collection ne s’appelle «\u{a0}{expect}\u{a0}». Donnez le nom d’un fichier sans «\u{a0}.md\u{a0}», ou «\u{a0}unknown\u{a0}»."
            ),
            Self::GoldenContradiction { line } => write!(
                f,
                "la même question attend autre chose à la ligne\u{a0}{line}. Gardez celle qui dit vrai."
            ),
            Self::GoldenRepeated { line } => {
                write!(f, "la même question figure déjà à la ligne\u{a0}{line}. Supprimez l’une des deux.")
            }
        }
    }
}

fn fix_shape(key: &str, expected: Shape) -> String {
    match expected {
        Shape::Text => {
            "Mettez la valeur entre guillemets, sur la même ligne que la clé.".to_owned()
        }
        Shape::List if key == "categories" => {
            "Écrivez-la entre crochets, par exemple «\u{a0}categories: [Annuaires]\u{a0}».".to_owned()
        }
        Shape::Item => "Mettez cet élément entre guillemets.".to_owned(),
        Shape::List | Shape::Table if key == "question" => {
            "Écrivez «\u{a0}[[question]]\u{a0}» sur une ligne, puis «\u{a0}ask\u{a0}» et «\u{a0}expect\u{a0}» dessous.".to_owned()
        }
        Shape::List => {
            "Écrivez un élément par ligne, chacun précédé d’un tiret «\u{a0}- \u{a0}».".to_owned()
        }
        Shape::Table => format!("Écrivez «\u{a0}[{key}]\u{a0}» sur une ligne, puis ses clés dessous."),
        Shape::TextOrList => {
            "Écrivez un texte entre guillemets, ou plusieurs entre crochets.".to_owned()
        }
        Shape::Flag => "Écrivez true ou false, sans guillemets.".to_owned(),
        Shape::Number | Shape::Date => "Corrigez la valeur.".to_owned(),
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

impl fmt::Display for YamlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColonInValue { meant } => write!(
                f,
                "la valeur contient un deux-points suivi d’une espace. Mettez-la entre guillemets\u{a0}: {meant}"
            ),
            Self::NoSpaceAfterColon { meant } => {
                write!(f, "il manque une espace après le deux-points. Écrivez\u{a0}: {meant}")
            }
            Self::NoColon => f.write_str(
                "cette ligne n’est pas de la forme «\u{a0}clé: valeur\u{a0}». Ajoutez la clé, ou mettez la ligne à la suite de la valeur précédente.",
            ),
            Self::Tab => f.write_str(
                "une tabulation sert de retrait. Remplacez-la par des espaces.",
            ),
            Self::UnclosedQuote => f.write_str(
                "un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur.",
            ),
            Self::TextAfterQuote => f.write_str(
                "du texte suit le guillemet fermant. Mettez toute la valeur entre les mêmes guillemets.",
            ),
            Self::UnclosedList => f.write_str(
                "une liste entre crochets n’est pas fermée, ou il y manque une virgule. Vérifiez «\u{a0}[\u{a0}», «\u{a0},\u{a0}» et «\u{a0}]\u{a0}».",
            ),
            Self::ReservedStart { character } => write!(
                f,
                "une valeur ne peut pas commencer par «\u{a0}{character}\u{a0}». Mettez-la entre guillemets."
            ),
            Self::Backslash => f.write_str(
                "une barre oblique inverse n’a pas de sens ici. Doublez-la, ou mettez la valeur entre apostrophes droites.",
            ),
            Self::Indent => f.write_str(
                "le retrait de cette ligne ne correspond pas à celui des autres. Alignez-la sur ses voisines.",
            ),
            Self::Other => f.write_str(
                "l’en-tête est mal écrit ici. Vérifiez les guillemets, les deux-points et le retrait de cette ligne.",
            ),
        }
    }
}

impl fmt::Display for TomlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnquotedValue => {
                "un texte doit être entre guillemets droits. Écrivez par exemple\u{a0}: title = \"Ma FAQ\"."
            }
            Self::UnquotedKey => {
                "une clé qui contient une espace, un accent ou une apostrophe doit être entre guillemets. Écrivez par exemple\u{a0}: \"boîte mail\" = \"courriel\"."
            }
            Self::NoValue => "il manque une valeur. Écrivez la ligne sous la forme\u{a0}: clé = \"valeur\".",
            Self::RepeatedKey => "cette clé est déjà donnée plus haut. N’en gardez qu’une.",
            Self::UnclosedQuote => {
                "un guillemet ouvert n’est jamais refermé. Ajoutez le guillemet qui manque à la fin de la valeur."
            }
            Self::UnclosedList => {
                "une liste n’est pas fermée, ou il y manque une virgule. Vérifiez «\u{a0}[\u{a0}», «\u{a0},\u{a0}» et «\u{a0}]\u{a0}»."
            }
            Self::ExtraText => {
                "du texte suit la valeur. Gardez une seule clé par ligne, et toute la valeur entre guillemets."
            }
            Self::Other => {
                "cette ligne est mal écrite. Écrivez-la sous la forme\u{a0}: clé = \"valeur\"."
            }
        })
    }
}

/// Ends a sentence whose subject is the address.
impl fmt::Display for UrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StrayPunctuation { meant } => {
                write!(f, "comporte un signe de trop au bord. Écrivez\u{a0}: {meant}")
            }
            Self::NotAbsolute { meant: Some(meant) } => {
                write!(f, "n’est pas une adresse complète. Écrivez\u{a0}: {meant}")
            }
            Self::NotAbsolute { meant: None } => f.write_str(
                "n’est pas une adresse complète. Donnez l’adresse entière, qui commence par https://.",
            ),
            Self::OtherScheme => f.write_str(
                "n’est pas une page web. Donnez une adresse qui commence par https://.",
            ),
            Self::Spaces => f.write_str(
                "contient une espace. Supprimez-la, ou remplacez-la par %20.",
            ),
            Self::Invalid => f.write_str(
                "n’est pas une adresse valable. Copiez-la depuis la barre d’adresse du navigateur.",
            ),
        }
    }
}
