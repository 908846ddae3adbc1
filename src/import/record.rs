//! Named values (a line of a table, a JSON object) → a draft. The names that columns and
//! keys have, in French and English, are listed here.

use super::draft::{Draft, Input};
use super::origin::{Page, web_address};
use super::warning::{Warning, Warnings};
use super::{dates, label, markup, prose};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// One question.
    Question,
    /// Its answer: text, Markdown or HTML.
    Answer,
    /// Other ways to ask it.
    Variants,
    /// One or several categories.
    Categories,
    /// The page it comes from.
    Source,
    /// The date of its last update.
    Updated,
}

/// Names in the form of [`prose::words`]; for each field the surest one is first.
const NAMES: [(Field, &[&str]); 6] = [
    (
        Field::Question,
        &[
            "question",
            "questions",
            "title",
            "titre",
            "intitule",
            "q",
            "question posee",
            "votre question",
            "questions posees",
            "question frequente",
            "questions frequentes",
            "texte de la question",
            "intitule de la question",
            "libelle de la question",
            "faq question",
        ],
    ),
    (
        Field::Answer,
        &[
            "answer",
            "answers",
            "reponse",
            "reponses",
            "text",
            "texte",
            "contenu",
            "content",
            "body",
            "r",
            "a",
            "reponse apportee",
            "reponse complete",
            "notre reponse",
            "texte de la reponse",
            "elements de reponse",
            "reponse proposee",
            "reponse faq",
            "faq answer",
            "html",
            "description",
            "solution",
        ],
    ),
    (
        Field::Variants,
        &[
            "variants",
            "variant",
            "variantes",
            "variante",
            "autres formulations",
            "autre formulation",
            "reformulations",
            "reformulation",
            "alias",
            "alternative questions",
            "suggestedquestions",
            "similar questions",
            "synonymes",
            "utterances",
        ],
    ),
    (
        Field::Categories,
        &[
            "categories",
            "category",
            "categorie",
            "categorie s",
            "themes",
            "theme",
            "thematiques",
            "thematique",
            "rubriques",
            "rubrique",
            "tags",
            "tag",
        ],
    ),
    (
        Field::Source,
        &["source", "url", "lien", "link", "source url", "url source", "page", "sources", "liens"],
    ),
    (
        Field::Updated,
        &[
            "updated",
            "mise a jour",
            "mis a jour le",
            "mise a jour le",
            "date de mise a jour",
            "derniere mise a jour",
            "maj",
            "updated at",
            "last updated",
            "lastmod",
            "modified",
            "date modified",
            "datemodified",
            "post modified",
            "modified gmt",
            "date de modification",
            "date modification",
            "modifie le",
            // The day of publication, when nothing says more.
            "date",
            "post date",
        ],
    ),
];

/// What a column of that name holds, and how sure that is (0 is the surest).
pub fn field(name: &str) -> Option<(Field, usize)> {
    let folded = prose::words(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    // `variante 2` is another column of variants.
    let numbered = words.len() > 1 && words.last().is_some_and(|w| w.parse::<u8>().is_ok());
    let words = if numbered { &words[..words.len() - 1] } else { &words };
    let name = words.join(" ");
    NAMES.iter().find_map(|(field, names)| Some((*field, names.iter().position(|n| *n == name)?)))
}

/// Whether a column of that name holds `wanted`.
pub fn holds(name: &str, wanted: Field) -> bool {
    field(name).is_some_and(|(field, _)| field == wanted)
}

/// One value and its name.
#[derive(Debug)]
pub struct Value {
    /// As written.
    pub name: String,
    /// What it holds.
    pub field: Field,
    /// How sure that is; 0 is the surest.
    pub rank: usize,
    /// One text, or the texts of a JSON array.
    pub texts: Vec<String>,
}

impl Value {
    /// A value whose name says what it holds.
    pub fn named(name: &str, texts: Vec<String>) -> Option<Self> {
        let (field, rank) = field(name)?;
        Some(Self { name: name.to_owned(), field, rank, texts })
    }
}

/// Makes a draft of values. When two values could be the question, the answer, the source or
/// the date, the one with the surest name is taken. Of a list of questions, the first is the
/// question and the others are variants. `line` is the place in the file.
pub fn draft(
    values: &[Value],
    input: &Input<'_>,
    line: Option<u64>,
    warnings: &mut Warnings,
) -> Draft {
    let best = |wanted: Field| {
        let named = values.iter().filter(|value| {
            value.field == wanted && value.texts.iter().any(|text| !text.trim().is_empty())
        });
        named.min_by_key(|value| value.rank)
    };
    let joined = |wanted| best(wanted).map(|value| value.texts.join("\n"));
    let all = |wanted: Field| values.iter().filter(move |value| value.field == wanted);
    let asked = best(Field::Question).map(|value| value.texts.as_slice()).unwrap_or_default();
    let mut asked =
        asked.iter().map(|text| markup::fragment_to_text(text)).filter(|t| !t.is_empty());
    let question = asked.next().unwrap_or_default();
    let mut variants: Vec<String> = asked.collect();
    let source = joined(Field::Source).map(|text| text.trim().to_owned());
    let url = source.as_deref().and_then(web_address);
    // `Editorial` and names of files are what chat bots note as the source of an answer. A column
    // of links should hold addresses.
    let of_links = best(Field::Source)
        .is_some_and(|value| !["source", "sources"].contains(&prose::words(&value.name).as_str()));
    let noted =
        |source: &str| !of_links && !source.contains('/') && !source.contains(char::is_whitespace);
    if let (Some(source), None) = (source, &url)
        && (source.contains('.') || !noted(&source))
    {
        warnings.push(Warning::BadSource { question: question.clone(), source });
    }
    let date = joined(Field::Updated);
    let updated = date.as_deref().and_then(dates::find);
    if let (Some(date), None) = (date, updated) {
        warnings.push(Warning::BadDate { question: question.clone(), date: prose::tidy(&date) });
    }
    let page = Page::at(url.as_ref().or(input.source));
    let answer = joined(Field::Answer).unwrap_or_default();
    variants.extend(all(Field::Variants).flat_map(|value| questions(&value.texts)));
    Draft {
        answer: answer_markdown(&answer, &question, &page, warnings),
        variants,
        categories: all(Field::Categories).flat_map(categories).collect(),
        source: url,
        updated,
        question,
        line,
    }
}

fn answer_markdown(text: &str, question: &str, page: &Page, warnings: &mut Warnings) -> String {
    // Exports to tab-separated text write the newlines of an answer as `\n`.
    let unescaped;
    let text = if !text.contains('\n') && text.contains("\\n") && !text.contains(":\\") {
        unescaped = text.replace("\\r", "").replace("\\n", "\n");
        &unescaped
    } else {
        text
    };
    let text = label::without_answer_label(text);
    if markup::is_html(text) {
        markup::fragment_to_markdown(text, question, page, warnings)
    } else {
        markup::typed_to_markdown(text)
    }
}

/// The questions of a cell: one per line, or separated by `|`, `;` or their own `?`.
fn questions(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .flat_map(|text| text.split(['\n', '|', ';']))
        .flat_map(|text| text.split_inclusive('?'))
        .map(|text| markup::fragment_to_text(text.trim()))
        .filter(|text| text.contains(|c: char| c.is_alphanumeric()))
        .collect()
}

/// The categories of a cell, separated by `|`, `;` or a newline. A comma separates them
/// only when the column's name is a plural, because one category may contain a comma.
fn categories(value: &Value) -> Vec<String> {
    let several = value.name.trim_end().ends_with(['s', 'S', ')']);
    value
        .texts
        .iter()
        .flat_map(|text| text.split(['\n', '|', ';']))
        .flat_map(|text| {
            let commas = if several { usize::MAX } else { 1 };
            text.splitn(commas, ',')
                .map(|part| markup::fragment_to_text(part.trim()))
                .collect::<Vec<_>>()
        })
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_by_french_and_english_names() {
        for (name, expected) in [
            ("Question", Field::Question),
            ("RÉPONSE", Field::Answer),
            ("reponse", Field::Answer),
            ("Catégorie(s)", Field::Categories),
            ("category", Field::Categories),
            ("Variante 2", Field::Variants),
            ("Lien", Field::Source),
            ("Mise à jour", Field::Updated),
        ] {
            assert_eq!(field(name).map(|(field, _)| field), Some(expected), "{name}");
        }
        for name in ["", "_id", "auteur", "2"] {
            assert_eq!(field(name), None, "{name}");
        }
    }

    #[test]
    fn cells_hold_several_values() {
        let value = |name: &str, text: &str| {
            Value::named(name, vec![text.to_owned()]).expect("a known name")
        };
        assert_eq!(categories(&value("catégories", "Eau, Jardin")), ["Eau", "Jardin"]);
        assert_eq!(categories(&value("catégorie", "Eau, que faire ?")), ["Eau, que faire ?"]);
        assert_eq!(categories(&value("category", "Eau | Jardin")), ["Eau", "Jardin"]);
        let cell = ["Où aller ? Par où ?\nQuand".to_owned()];
        assert_eq!(questions(&cell), ["Où aller ?", "Par où ?", "Quand"]);
    }
}
