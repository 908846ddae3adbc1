//! What an import could not use, or not as it is: data for the code, and one French
//! sentence for the person importing.

use crate::grammar::plural;

use super::draft::Format;

/// Something that was left out or should be checked. The other entries are made all the
/// same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// The page says how many answers it has, and another number was found.
    #[error("{announced} annoncées, {found} {}. La page n’en montre sans doute \
         qu’une partie\u{a0}: copiez aussi ses pages suivantes, puis importez-les.",
        plural(*found, "trouvée", "trouvées"))]
    Announced {
        /// The number that the page gives.
        announced: usize,
        /// The number of answers that were read.
        found: usize,
    },
    /// An answer without a question.
    #[error("une réponse n’a pas de question («\u{a0}{answer}…\u{a0}»)\u{a0}: laissée de côté.")]
    NoQuestion {
        /// Its first words.
        answer: String,
    },
    /// A question without an answer.
    #[error("«\u{a0}{question}\u{a0}» n’a pas de réponse\u{a0}: laissée de côté.")]
    NoAnswer {
        /// The question.
        question: String,
    },
    /// An answer is so long that the loader would refuse it.
    #[error(
        "la réponse à «\u{a0}{question}\u{a0}» dépasse 240\u{a0}Kio\u{a0}: laissée de \
         côté. Partagez-la en plusieurs questions."
    )]
    TooLong {
        /// The question.
        question: String,
    },
    /// The same question and answer came earlier in the file.
    #[error(
        "«\u{a0}{question}\u{a0}» est deux fois dans le fichier avec la même réponse\u{a0}: \
         écrite une fois."
    )]
    Twice {
        /// The question.
        question: String,
    },
    /// The same question came earlier, with another answer.
    #[error(
        "«\u{a0}{question}\u{a0}» est posée plusieurs fois avec des réponses \
         différentes\u{a0}: précisez les questions ou réunissez les réponses."
    )]
    SameQuestion {
        /// The question.
        question: String,
    },
    /// A source is not an absolute http(s) address.
    #[error(
        "la source de «\u{a0}{question}\u{a0}» n’est pas une adresse complète en https:// \
         («\u{a0}{source}\u{a0}»)\u{a0}: corrigez-la dans le fichier, ou donnez --source."
    )]
    BadSource {
        /// The question.
        question: String,
        /// As written. Raw, because thiserror takes a field called `source` as an error.
        r#source: String,
    },
    /// A date that could not be read.
    #[error(
        "la date de «\u{a0}{question}\u{a0}» est illisible («\u{a0}{date}\u{a0}»)\u{a0}: \
         écrivez-la 2025-09-05 ou 05/09/2025."
    )]
    BadDate {
        /// The question.
        question: String,
        /// As written.
        date: String,
    },
    /// A line of data could not be read.
    #[error("la ligne {line} est illisible ({reason})\u{a0}: laissée de côté.")]
    BadLine {
        /// 1-based.
        line: u64,
        /// The parser's message.
        reason: String,
    },
    /// Columns or keys are not used.
    #[error("rien n’est fait de ces colonnes\u{a0}: {}.", .names.join(", "))]
    UnusedColumns {
        /// As written.
        names: Vec<String>,
    },
    /// A `<script type="application/ld+json">` is not JSON.
    #[error("un bloc de données JSON-LD est illisible ({reason})\u{a0}: laissé de côté.")]
    BadJsonLd {
        /// The parser's message.
        reason: String,
    },
    /// Some bytes are not characters; they are shown as U+FFFD.
    #[error(
        "caractères illisibles dans le fichier, remplacés par «\u{a0}\u{fffd}\u{a0}»\u{a0}: \
         {count}. Enregistrez-le en UTF-8, ou corrigez les entrées."
    )]
    Unreadable {
        /// How many.
        count: usize,
    },
    /// Words that were a link in the page lost it when the text was copied.
    #[error(
        "la réponse à «\u{a0}{question}\u{a0}» dit «\u{a0}ici\u{a0}» sans adresse\u{a0}: \
         un lien s’est perdu en copiant la page. Ajoutez-le, ou importez la page \
         enregistrée en HTML."
    )]
    LostLink {
        /// The question.
        question: String,
    },
    /// Links have no host, and the page that would complete them is not known.
    #[error("{count} {}\u{a0}: donnez l’adresse de la page avec --source.",
        plural(*count, "lien relatif a perdu sa cible", "liens relatifs ont perdu leur cible"))]
    RelativeLinks {
        /// How many lost their target.
        count: usize,
    },
}

/// Why an import gave no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The file has nothing but white space.
    #[error("le fichier est vide. Copiez-y la page ou les questions, puis recommencez.")]
    Empty,
    /// The file is a spreadsheet, a PDF, a picture…
    #[error(
        "le fichier n’est pas du texte. Enregistrez un classeur au format CSV, une page \
         web au format HTML, ou copiez le contenu du document dans un fichier .txt."
    )]
    NotText,
    /// The file was read but has no question with its answer.
    #[error("{}", match format {
        Format::JsonLd => "aucune question de FAQPage (JSON-LD) trouvée. Essayez --format html, ou copiez \
         le texte de la page dans un fichier .txt.",
        Format::Html => "aucune question trouvée dans la page (ni <details>, ni accordéon, ni titre qui \
         finit par «\u{a0}?\u{a0}»). Dépliez les réponses dans le navigateur, copiez le \
         texte de la page dans un fichier .txt et importez celui-ci.",
        Format::JsonLines => "aucune entrée trouvée. Chaque ligne doit être un objet JSON avec au moins \
         «\u{a0}title\u{a0}» (ou «\u{a0}question\u{a0}») et «\u{a0}text\u{a0}» (ou \
         «\u{a0}answer\u{a0}»).",
        Format::Csv => "aucune entrée trouvée sous l’en-tête. Chaque ligne doit avoir une question et \
         une réponse.",
        Format::Page => "aucune question trouvée. Une question est une ligne à part qui finit par \
         «\u{a0}?\u{a0}», sa réponse est en dessous.",
    })]
    NoEntry {
        /// The format it was read as.
        format: Format,
        /// What was noticed while reading.
        warnings: Vec<Warning>,
    },
    /// The header names no column for the question or none for the answer.
    #[error("la première ligne doit nommer les colonnes, au moins «\u{a0}question\u{a0}» \
         et «\u{a0}réponse\u{a0}» (lu\u{a0}: {}).",
        header.join(", ").chars().take(200).collect::<String>())]
    NoColumns {
        /// The header as it was read.
        header: Vec<String>,
    },
}

impl Failure {
    /// What was noticed while reading.
    pub fn warnings(&self) -> &[Warning] {
        match self {
            Self::NoEntry { warnings, .. } => warnings,
            Self::Empty | Self::NotText | Self::NoColumns { .. } => &[],
        }
    }
}
