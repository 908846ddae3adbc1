//! Why an import gave no entry: data for the code, and one French sentence for the person
//! importing.

use super::draft::Format;
use super::warning::PlacedWarning;

/// Why an import gave no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The file has nothing but white space.
    #[error("le fichier est vide. Copiez-y la page ou les questions, puis recommencez.")]
    Empty,
    /// The file is a document of a word processor, a PDF, a picture…
    #[error(
        "le fichier n’est ni du texte ni un classeur .xlsx ou .ods. Ouvrez-le, puis \
         «\u{a0}Enregistrer sous\u{a0}»\u{a0}: un document (.docx, .odt) au format page web (.html) ou \
         Markdown (.md), un ancien classeur (.xls) au format .xlsx, sans mot de passe. Pour un \
         PDF ou une image, copiez le texte dans un fichier .txt."
    )]
    NotText,
    /// A workbook is damaged, or the file is not one.
    #[error(
        "le fichier ne se lit pas comme un classeur .xlsx ou .ods. Ouvrez-le dans votre tableur, \
         retirez son mot de passe s’il en a un, et enregistrez-le de nouveau ou au format CSV."
    )]
    BadWorkbook,
    /// A workbook has more cells than a FAQ can have.
    #[error(
        "le classeur est trop grand (plus de 200\u{a0}Mio ou de 2\u{a0}000\u{a0}000 de cellules)\u{a0}: \
         il n’est pas lu. Copiez les questions et les réponses dans un classeur neuf, sans les \
         lignes et les colonnes vides."
    )]
    HugeWorkbook,
    /// A JSON or YAML document has a syntax error.
    #[error("{kind} mal formé, ligne {line}, colonne {column}. Corrigez cette ligne.")]
    BadDocument {
        /// `JSON` or `YAML`.
        kind: &'static str,
        /// 1-based.
        line: u64,
        /// 1-based.
        column: u64,
    },
    /// A JSON or YAML document is nested so deep that no person wrote it.
    #[error(
        "{kind} trop imbriqué, ligne {line}, colonne {column}\u{a0}: il n’est pas lu. Exportez \
         une liste simple de questions et de réponses, sans listes les unes dans les autres."
    )]
    DeepDocument {
        /// `JSON` or `YAML`.
        kind: &'static str,
        /// 1-based.
        line: u64,
        /// 1-based.
        column: u64,
    },
    /// A mapping of a YAML document has a key twice.
    #[error(
        "YAML mal formé, ligne {line}\u{a0}: la clé «\u{a0}{key}\u{a0}» y est déjà dans le même \
         élément. Retirez-en une, ou commencez un nouvel élément par «\u{a0}-\u{a0}»."
    )]
    DuplicateKey {
        /// As written.
        key: String,
        /// 1-based.
        line: u64,
    },
    /// The elements of a page, or the quotations and lists of Markdown, are nested so deep that
    /// no person wrote them.
    #[error(
        "la page emboîte plus de {levels} éléments les uns dans les autres\u{a0}: elle n’est pas \
         lue. Copiez le texte de la page dans un fichier .txt et importez celui-ci."
    )]
    TooDeep {
        /// How many are read at most.
        levels: usize,
    },
    /// The file was read but has no question with its answer.
    #[error("{}", match format {
        Format::JsonLd => "aucune question de FAQPage (JSON-LD) trouvée. Essayez --format html, ou copiez \
         le texte de la page dans un fichier .txt.",
        Format::Html => "aucune question trouvée dans la page (ni <details>, ni accordéon, ni titres, \
         gras ou lignes d’un tableau qui finissent par «\u{a0}?\u{a0}»). Dépliez les réponses dans \
         le navigateur, copiez le texte de la page dans un fichier .txt et importez celui-ci.",
        Format::Markdown => "aucune question trouvée. Une question est un titre, une ligne en gras ou un \
         <summary> qui finit par «\u{a0}?\u{a0}», sa réponse est en dessous.",
        Format::Json => "aucune entrée trouvée. Chacune doit être un objet JSON avec au moins \
         «\u{a0}title\u{a0}» (ou «\u{a0}question\u{a0}») et «\u{a0}text\u{a0}» (ou \
         «\u{a0}answer\u{a0}»), ou une liste [\"question\", \"réponse\"].",
        Format::Yaml => "aucune entrée trouvée. Chaque élément doit avoir au moins \
         «\u{a0}question:\u{a0}» et «\u{a0}answer:\u{a0}» (ou «\u{a0}réponse:\u{a0}»).",
        Format::Csv | Format::Workbook => "aucune entrée trouvée sous l’en-tête. Chaque ligne doit avoir une \
         question et une réponse.",
        Format::Page => "aucune question trouvée. Une question est une ligne à part qui finit par \
         «\u{a0}?\u{a0}», sa réponse est en dessous.",
    })]
    NoEntry {
        /// The format it was read as.
        format: Format,
        /// What was noticed while reading.
        warnings: Vec<PlacedWarning>,
    },
    /// No column was recognised as the question, or none as the answer.
    #[error("la première ligne doit nommer les colonnes, au moins «\u{a0}question\u{a0}» \
         et «\u{a0}réponse\u{a0}» (lu\u{a0}: {}).",
        if header.is_empty() {
            "rien".to_owned()
        } else {
            header.join(", ").chars().take(200).collect::<String>()
        })]
    NoColumns {
        /// The header as it was read.
        header: Vec<String>,
    },
    /// A JSON or YAML document has objects, but no key for the question or the answer.
    #[error("{} (lu\u{a0}: {}). {}",
        match trains(keys) {
            true => "le fichier apprend à un robot à reconnaître des questions, et n’a pas leurs réponses",
            false => "les clés «\u{a0}question\u{a0}» et «\u{a0}réponse\u{a0}» (ou «\u{a0}answer\u{a0}») manquent",
        },
        keys.join(", ").chars().take(200).collect::<String>(),
        match trains(keys) {
            true => "Écrivez chaque question avec sa réponse, par exemple dans un tableau à deux \
                     colonnes «\u{a0}question\u{a0}» et «\u{a0}réponse\u{a0}», puis importez-le.",
            false => "Si deux d’entre elles sont la question et sa réponse, renommez-les ainsi, \
                      puis recommencez\u{a0}; sinon, ce fichier n’est pas une FAQ.",
        })]
    NoKeys {
        /// The keys that the objects have.
        keys: Vec<String>,
        /// Whether the document cannot be a text that somebody wrote.
        certain: bool,
    },
}

/// Whether the keys are those of a file that trains a chat bot, such as Rasa's `nlu.yml`.
fn trains(keys: &[String]) -> bool {
    const OF_TRAINING: [&str; 6] = ["intent", "intents", "examples", "nlu", "patterns", "stories"];
    keys.iter().any(|key| OF_TRAINING.contains(&key.as_str()))
}

impl Failure {
    /// Whether the format is certain and the file cannot be read as another one.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::BadDocument { .. }
                | Self::DeepDocument { .. }
                | Self::DuplicateKey { .. }
                | Self::TooDeep { .. }
                | Self::NoKeys { certain: true, .. }
        )
    }

    /// What was noticed while reading.
    pub fn warnings(&self) -> &[PlacedWarning] {
        match self {
            Self::NoEntry { warnings, .. } => warnings,
            _ => &[],
        }
    }
}
