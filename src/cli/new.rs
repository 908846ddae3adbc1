//! `souffleur new`: an entry file for a question, in which only the answer is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::check::no_folder;
use super::output::{PROBLEMS, USAGE, print};
use crate::faq::load::{CollectionPlace, places};
use crate::faq::{EntryId, parse, slug, today};
use crate::import::Draft;
use crate::import::write::{PlannedFile, Written, text, write};

/// Longest question, in characters: longer ones are no question that anybody types.
const QUESTION_MAX: usize = 300;

/// What stands in place of the answer: a comment, so that `check` still asks for it.
const ANSWER: &str = "<!-- Écrivez ici la réponse, en Markdown. -->";

/// Options of `souffleur new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Question de l’entrée, entre guillemets
    #[arg(value_name = "QUESTION", required = true)]
    question: Vec<String>,
    /// Collection où écrire l’entrée ; nécessaire quand la FAQ en a plusieurs
    #[arg(long, value_name = "NAME")]
    collection: Option<String>,
}

/// Writes the file and prints its path. Success when it was written; 1 when an entry of that
/// name is there already, 2 when the collection is not known.
///
/// # Errors
/// The file or the output cannot be written.
pub fn run(args: &Args, faq: &Path) -> anyhow::Result<ExitCode> {
    if !faq.is_dir() {
        eprintln!("{}", no_folder(faq, "souffleur --faq faq new \"Où trouver …\u{a0}?\""));
        return Ok(ExitCode::from(USAGE));
    }
    let question = args.question.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    if question.contains(char::is_control) || question.chars().count() > QUESTION_MAX {
        eprintln!(
            "souffleur\u{a0}: une question tient sur une ligne d’au plus {QUESTION_MAX} caractères, \
             sans caractère de commande. Rien n’est écrit."
        );
        return Ok(ExitCode::from(USAGE));
    }
    if !question.contains(char::is_alphanumeric) {
        eprintln!("souffleur\u{a0}: la question n’a pas de mot. Donnez-la entre guillemets.");
        return Ok(ExitCode::from(USAGE));
    }
    let places = places(faq)?;
    let place = match chosen(&places, args.collection.as_deref()) {
        Ok(place) => place,
        Err(sentence) => {
            eprintln!("souffleur\u{a0}: {sentence}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let id = slug(&question, 1);
    // Ids are those of the whole FAQ: another collection may have this one.
    let is_file_of = |file: &&PathBuf| {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        stem.is_some_and(|stem| EntryId::new(&stem).as_ref() == Some(&id))
    };
    let files = || places.iter().flat_map(|place| &place.files);
    let asks_it = |file: &&PathBuf| {
        let text = fs::read_to_string(faq.join(file)).unwrap_or_default();
        parse::alone(file, &text).asks_question(&question)
    };
    let taken = files().find(asks_it).or_else(|| files().find(is_file_of));
    let path = match taken {
        Some(file) => faq.join(file),
        None => faq.join(&place.folder).join(format!("{id}.md")),
    };
    let draft = Draft {
        question,
        answer: ANSWER.to_owned(),
        source: place.source.clone(),
        updated: Some(today()),
        ..Draft::default()
    };
    let file = PlannedFile { id, text: text(&draft), path };
    if taken.is_some() || write(&file)? == Written::AlreadyThere {
        eprintln!(
            "souffleur\u{a0}: «\u{a0}{}\u{a0}» existe déjà. Complétez cette entrée, ou posez la \
             question en d’autres mots.",
            file.path.display()
        );
        return Ok(ExitCode::from(PROBLEMS));
    }
    print(format!("{}\n", file.path.display()).as_bytes())?;
    let source = match draft.source {
        Some(_) => "",
        None => " et ajoutez une ligne «\u{a0}source: https://…\u{a0}» à l’en-tête",
    };
    eprintln!(
        "Écrivez la réponse à la place du commentaire{source}, puis lancez «\u{a0}souffleur \
         check\u{a0}»."
    );
    Ok(ExitCode::SUCCESS)
}

fn chosen<'a>(
    places: &'a [CollectionPlace],
    wanted: Option<&str>,
) -> Result<&'a CollectionPlace, String> {
    let names = || places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>().join(", ");
    match (wanted, places) {
        (_, []) => Err("la FAQ n’a pas de collection. Créez-en le dossier, par exemple \
                        «\u{a0}faq/accueil\u{a0}», puis recommencez."
            .to_owned()),
        (Some(wanted), _) => places.iter().find(|place| place.name == wanted).ok_or_else(|| {
            format!("pas de collection «\u{a0}{wanted}\u{a0}». Collections\u{a0}: {}.", names())
        }),
        (None, [only]) => Ok(only),
        (None, _) => Err(format!(
            "la FAQ a plusieurs collections\u{a0}: {}. Choisissez avec --collection.",
            names()
        )),
    }
}
