//! What an import could not use, or not as it is: data for the code, and one French
//! sentence for the person importing.

use std::fmt;

use crate::grammar::plural;

/// A warning and the place that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedWarning {
    /// A line of the file or a row of the workbook, from 1. Absent when the warning is
    /// about the whole file or the place is not known.
    pub line: Option<u64>,
    /// What is wrong there.
    pub warning: Warning,
}

impl fmt::Display for PlacedWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "ligne {line}\u{a0}: ")?;
        }
        self.warning.fmt(f)
    }
}

/// The warnings of one import. The reader says where it is, so that what it calls need not
/// know the place.
#[derive(Debug, Default)]
pub struct Warnings {
    list: Vec<PlacedWarning>,
    line: Option<u64>,
}

impl Warnings {
    /// Sets the place of the warnings that follow.
    pub fn at(&mut self, line: Option<u64>) {
        self.line = line;
    }

    /// Adds a warning about the current place, unless it is there already.
    pub fn push(&mut self, warning: Warning) {
        let placed = PlacedWarning { line: self.line, warning };
        if !self.list.contains(&placed) {
            self.list.push(placed);
        }
    }

    /// Adds a warning about the whole file.
    pub fn push_whole(&mut self, warning: Warning) {
        self.list.push(PlacedWarning { line: None, warning });
    }

    /// Counts links that lost their target, in one warning for the whole file.
    pub fn count_relative_links(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        let known = self.list.iter_mut().find_map(|placed| match &mut placed.warning {
            Warning::RelativeLinks { count } => Some(count),
            _ => None,
        });
        match known {
            Some(count) => *count += more,
            None => self.push_whole(Warning::RelativeLinks { count: more }),
        }
    }

    /// Adds the warnings of another reading of the same file.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// The warnings in the order in which they were noticed.
    pub fn into_list(self) -> Vec<PlacedWarning> {
        self.list
    }
}

/// Something that was left out or should be checked. The other entries are made all the
/// same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// The page says how many answers it has, and another number was found.
    #[error("{announced} annoncées, {found} {}. {}",
        plural(*found, "trouvée", "trouvées"),
        if found < announced {
            "La page n’en montre sans doute qu’une partie\u{a0}: copiez aussi ses pages suivantes, \
             puis importez-les."
        } else {
            "Vérifiez qu’aucun titre n’a été pris pour une question."
        })]
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
    /// A text that asks is an invitation to write to the authors, or a title that is not like
    /// the questions of the page.
    #[error(
        "«\u{a0}{question}\u{a0}» est une invitation ou un titre à part, pas une question de la \
         FAQ\u{a0}: laissée de côté. Écrivez l’entrée vous-même si vous la voulez."
    )]
    Invitation {
        /// As the page has it.
        question: String,
    },
    /// A heading has a text and is not a question, among headings that are.
    #[error(
        "le titre «\u{a0}{title}\u{a0}» et son texte ne sont pas pris pour une question\u{a0}: \
         laissés de côté. Si c’en est une, terminez le titre par «\u{a0}?\u{a0}»."
    )]
    SilentHeading {
        /// As the page has it.
        title: String,
    },
    /// Something that an answer cannot hold was left out of it.
    #[error(
        "la réponse à «\u{a0}{question}\u{a0}» perd {what}\u{a0}: relisez-la, et écrivez ce \
         qui manque."
    )]
    LeftOut {
        /// The question.
        question: String,
        /// A French noun with its article.
        what: &'static str,
    },
    /// A row has more cells than the header has columns.
    #[error(
        "{cells} cellules pour {columns} {}{}",
        plural(*columns, "colonne", "colonnes"),
        if *joined {
            "\u{a0}: la dernière colonne a été complétée avec la suite. Vérifiez l’entrée, ou \
             mettez le texte entre guillemets."
        } else {
            "\u{a0}: les cellules en trop sont laissées de côté. Mettez entre guillemets le \
             texte qui contient le séparateur, ou donnez un titre à chaque colonne."
        }
    )]
    WideRow {
        /// Cells of the row, without the empty ones at its end.
        cells: usize,
        /// Columns of the header.
        columns: usize,
        /// Whether the extra cells were added to the answer in the last column.
        joined: bool,
    },
    /// Rows without a category have that of the row above, because each category is given once.
    #[error(
        "{count} {} sans catégorie\u{a0}: celle de la ligne du dessus est reprise, comme dans \
         des cellules fusionnées. Si ce n’est pas voulu, retirez-la de ces entrées.",
        plural(*count, "ligne", "lignes")
    )]
    FilledCategories {
        /// How many rows.
        count: usize,
    },
    /// An intent of a chat bot has several answers, of which the first is kept.
    #[error(
        "«\u{a0}{question}\u{a0}» a plusieurs réponses au choix\u{a0}: la première est gardée, {} \
         {} {} de côté («\u{a0}{next}\u{a0}»…).",
        count,
        plural(*count, "autre", "autres"),
        plural(*count, "laissée", "laissées")
    )]
    OtherAnswers {
        /// The question.
        question: String,
        /// How many answers are dropped.
        count: usize,
        /// The first words of the first of them.
        next: String,
    },
    /// What stands below the last rule of a page and is not a part of its last answer.
    #[error(
        "le bas de page («\u{a0}{text}…\u{a0}») n’est pas une partie de la dernière \
         réponse\u{a0}: laissé de côté."
    )]
    Footer {
        /// Its first words.
        text: String,
    },
    /// A row of a table has one cell, which is taken for the title of the rows below it.
    #[error(
        "«\u{a0}{title}\u{a0}» est seul sur sa ligne\u{a0}: c’est la catégorie des lignes \
         suivantes. Si c’est une question, écrivez sa réponse."
    )]
    SectionRow {
        /// The text of the cell.
        title: String,
    },
    /// Columns without a known name were recognised by their content.
    #[error(
        "colonnes reconnues à leur contenu\u{a0}: question «\u{a0}{question}\u{a0}», réponse \
         «\u{a0}{answer}\u{a0}». Si ce n’est pas cela, nommez-les «\u{a0}question\u{a0}» et \
         «\u{a0}réponse\u{a0}»."
    )]
    GuessedColumns {
        /// The name of the column of questions, or its number.
        question: String,
        /// The name of the column of answers, or its number.
        answer: String,
    },
    /// A sheet of a workbook has no column of questions with answers.
    #[error(
        "la feuille «\u{a0}{sheet}\u{a0}» n’a pas de questions avec leurs réponses \
         (colonnes\u{a0}: {columns})\u{a0}: laissée de côté. Nommez ses colonnes \
         «\u{a0}question\u{a0}» et «\u{a0}réponse\u{a0}» pour la lire."
    )]
    UnusedSheet {
        /// The sheet's name.
        sheet: String,
        /// The names of its columns.
        columns: String,
    },
    /// A sheet of a workbook is hidden.
    #[error(
        "la feuille «\u{a0}{sheet}\u{a0}» est masquée\u{a0}: laissée de côté. Affichez-la dans \
         votre tableur pour la lire."
    )]
    HiddenSheet {
        /// The sheet's name.
        sheet: String,
    },
    /// The page shows more than its JSON-LD, so the page was read.
    #[error(
        "la page montre {page} {} et ses données (JSON-LD) {data}\u{a0}: la page est lue. \
         Pour lire les données, donnez --format jsonld.",
        plural(*page, "question", "questions")
    )]
    PoorerData {
        /// Entries of the page.
        page: usize,
        /// Entries of its JSON-LD.
        data: usize,
    },
    /// The page's JSON-LD was read, and the page shows other questions.
    #[error(
        "les données (JSON-LD) de la page sont lues\u{a0}; la page montre aussi {}. Pour lire la \
         page, donnez --format html.",
        .questions.iter().map(|q| format!("«\u{a0}{q}\u{a0}»")).collect::<Vec<_>>().join(", ")
    )]
    OnlyInPage {
        /// Questions that the data do not have, at most five.
        questions: Vec<String>,
    },
    /// A quotation mark that opens a cell is never closed.
    #[error(
        "un guillemet ouvre une cellule et rien ne la ferme\u{a0}: la fin du fichier est dans \
         cette cellule. Fermez le guillemet, ou doublez-le s’il fait partie du texte."
    )]
    OpenQuote,
    /// A line of data could not be read.
    #[error("la ligne {line} est illisible ({reason})\u{a0}: laissée de côté.")]
    BadLine {
        /// 1-based.
        line: u64,
        /// The parser's message.
        reason: String,
    },
    /// An item of a list of entries is not a question with its answer.
    #[error("{item} n’est pas une question avec sa réponse\u{a0}: laissé de côté.")]
    BadItem {
        /// The first characters of the item.
        item: String,
    },
    /// A line inside an answer reads like a question of the page.
    #[error(
        "«\u{a0}{question}\u{a0}» reste dans la réponse au-dessus. Si c’est une question à part, \
         mettez une ligne vide au-dessus d’elle."
    )]
    QuestionInAnswer {
        /// As the page has it.
        question: String,
    },
    /// A text of a Markdown file is under no question.
    #[error(
        "le texte «\u{a0}{text}…\u{a0}» n’est sous aucune question\u{a0}: laissé de côté. \
         Déplacez-le dans la réponse à laquelle il appartient."
    )]
    UnderNoQuestion {
        /// Its first words.
        text: String,
    },
    /// Columns or keys are not used.
    #[error("rien n’est fait de ces colonnes\u{a0}: {}.", .names.join(", "))]
    UnusedColumns {
        /// As written.
        names: Vec<String>,
    },
    /// A `<script type="application/ld+json">` is not JSON.
    #[error(
        "un bloc de données JSON-LD est illisible ({reason})\u{a0}: laissé de côté. La page \
         elle-même est lue\u{a0}; vérifiez qu’aucune question ne manque."
    )]
    BadJsonLd {
        /// The parser's message.
        reason: String,
    },
    /// YAML reads the end of a value as a comment.
    #[error(
        "«\u{a0}{value}\u{a0}» s’arrête avant «\u{a0}{comment}\u{a0}», que YAML lit comme un \
         commentaire. Si c’est du texte, mettez toute la valeur entre guillemets."
    )]
    Comment {
        /// The first characters of the value.
        value: String,
        /// The first characters of the comment, with its `#`.
        comment: String,
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
