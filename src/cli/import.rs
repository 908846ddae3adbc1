//! `souffleur import`: makes entries from a page or a file. What was made goes to the
//! standard output, and what a person must look at to the standard error.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use super::output::counted;
use crate::import::write::{self, PlannedFile, Written};
use crate::import::{self, Imported, PlacedWarning, Warning};

/// Options of `souffleur import`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Page web, Markdown, texte collé, CSV, classeur, JSON ou YAML (« - » : l’entrée standard)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Dossier où écrire les entrées ; créé s’il n’existe pas
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// Format du fichier
    #[arg(long, value_enum, default_value_t = Format::Auto)]
    pub format: Format,
    /// Adresse de la page d’où viennent les entrées qui n’ont pas la leur
    #[arg(long, value_name = "URL", value_parser = source_address)]
    pub source: Option<Url>,
    /// Montre ce qui serait écrit, sans rien écrire
    #[arg(long)]
    pub dry_run: bool,
}

/// How to read the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Celui qui y trouve des questions
    #[default]
    Auto,
    /// Page collée en texte
    Page,
    /// Markdown : titres, lignes en gras ou <details>
    Markdown,
    /// Page web : <details>, accordéons, titres, sans ses données JSON-LD
    Html,
    /// FAQPage de schema.org, dans une page ou seule
    Jsonld,
    /// Tableau, séparé par , ; | ou tabulation
    Csv,
    /// Classeur Excel (.xlsx) ou LibreOffice (.ods)
    #[value(alias = "ods")]
    Xlsx,
    /// Document JSON, ou un objet JSON par ligne : title, text, category, url
    #[value(alias = "json")]
    Jsonl,
    /// Liste YAML de questions et de réponses
    Yaml,
}

impl Format {
    fn chosen(self) -> Option<import::Format> {
        match self {
            Self::Auto => None,
            Self::Page => Some(import::Format::Page),
            Self::Markdown => Some(import::Format::Markdown),
            Self::Html => Some(import::Format::Html),
            Self::Jsonld => Some(import::Format::JsonLd),
            Self::Csv => Some(import::Format::Csv),
            Self::Xlsx => Some(import::Format::Workbook),
            Self::Jsonl => Some(import::Format::Json),
            Self::Yaml => Some(import::Format::Yaml),
        }
    }

    /// The format that a file's name says. Only names that one format alone has: a `.txt`
    /// or a `.json` may hold several.
    fn likely(file: &Path) -> Option<import::Format> {
        let extension = file.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "md" | "markdown" | "mdx" => Some(import::Format::Markdown),
            "csv" | "tsv" => Some(import::Format::Csv),
            "yml" | "yaml" => Some(import::Format::Yaml),
            _ => None,
        }
    }
}

fn source_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let stray = text.ends_with(['.', ',', ';', ':', ')', '»', '>']);
    url.filter(|url| url.has_host() && !stray).ok_or_else(|| {
        "donnez une adresse complète, sans ponctuation à la fin, comme https://exemple.fr/faq"
            .to_owned()
    })
}

/// Runs the command: success when there is at least one new entry.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let made = import_to(args, &mut io::stdin(), &mut io::stdout(), &mut io::stderr())?;
    Ok(if made { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The command with its streams as arguments. Returns whether there is a new entry, or
/// would be one on a dry run.
///
/// # Errors
/// A stream cannot be read or written. Problems of the file or the folder are not errors:
/// they are reported on `err`, in French, and the result is `false`.
pub fn import_to(
    args: &Args,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<bool> {
    let name = args.file.display();
    let bytes = match bytes(&args.file, input, err) {
        Ok(bytes) => bytes,
        Err(error) => {
            writeln!(
                err,
                "{name}\u{a0}: illisible ({}). Vérifiez le nom du fichier et ses droits d’accès.",
                reason(&error)
            )?;
            return Ok(false);
        }
    };
    let reading = ProgressBar::new_spinner().with_message("Lecture…");
    reading.enable_steady_tick(Duration::from_millis(120));
    let read = import::read(
        &bytes,
        args.format.chosen(),
        Format::likely(&args.file),
        args.source.as_ref(),
    );
    reading.finish_and_clear();
    let imported = match read {
        Ok(imported) => imported,
        Err(failure) => {
            let warnings = failure.warnings().iter().map(|warning| told(&args.file, warning));
            list(warnings, "avertissements", err)?;
            writeln!(err, "{name}\u{a0}: {failure}")?;
            return Ok(false);
        }
    };
    let files = write::files(&imported.drafts, &args.into);
    let done = if args.dry_run { show(&files, out)? } else { write_all(&files, &args.into, err)? };
    report(args, &imported, &done, out, err)?;
    Ok(done.new > 0 && done.failed == 0)
}

/// How long another program may take to write into a pipe before the wait is reported.
const SILENCE: Duration = Duration::from_secs(2);

fn bytes(file: &Path, input: &mut dyn Read, err: &mut dyn Write) -> io::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        let is_file = fs::metadata(file).is_ok_and(|about| about.is_file() || about.is_dir());
        return if is_file { fs::read(file) } else { pipe(file, err) };
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map(|_| bytes)
}

/// Reads a file that is not a regular one, such as a named pipe. Opening a pipe waits until a
/// program writes into it, so a thread reads it and a wait is reported.
fn pipe(file: &Path, err: &mut dyn Write) -> io::Result<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    let path = file.to_owned();
    // The thread ends with the process when nobody ever writes.
    thread::spawn(move || sender.send(fs::read(path)));
    let stopped = || io::Error::other("la lecture s’est arrêtée");
    match receiver.recv_timeout(SILENCE) {
        Err(RecvTimeoutError::Timeout) => {
            writeln!(
                err,
                "{}\u{a0}: ce n’est pas un fichier ordinaire, et rien n’en arrive. En attente \
                 d’un programme qui y écrive\u{a0}; Ctrl\u{a0}+\u{a0}C pour arrêter.",
                file.display()
            )?;
            receiver.recv().map_err(|_| stopped())?
        }
        read => read.map_err(|_| stopped())?,
    }
}

/// What happened to the files.
#[derive(Default)]
struct Done {
    new: usize,
    failed: usize,
    /// Files that existed already.
    left: Vec<PathBuf>,
}

fn show(files: &[PlannedFile], out: &mut dyn Write) -> io::Result<Done> {
    let mut done = Done::default();
    for file in files {
        if file.path.symlink_metadata().is_ok() {
            done.left.push(file.path.clone());
            continue;
        }
        done.new += 1;
        writeln!(out, "=== {}\n{}", file.path.display(), file.text)?;
    }
    Ok(done)
}

fn write_all(files: &[PlannedFile], folder: &Path, err: &mut dyn Write) -> anyhow::Result<Done> {
    let mut done = Done::default();
    if let Err(error) = fs::create_dir_all(folder) {
        writeln!(
            err,
            "{}\u{a0}: le dossier ne peut pas être créé ({}). Vérifiez ses droits d’accès, ou \
             choisissez-en un autre avec --into.",
            folder.display(),
            reason(&error)
        )?;
        done.failed = files.len();
        return Ok(done);
    }
    // The bar is drawn only on a terminal.
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} entrées")?;
    let bar = ProgressBar::new(files.len() as u64).with_style(style);
    for file in bar.wrap_iter(files.iter()) {
        match write::write(file) {
            Ok(Written::New) => done.new += 1,
            Ok(Written::AlreadyThere) => done.left.push(file.path.clone()),
            Err(error) => {
                done.failed += 1;
                let path = file.path.display();
                let told = format!(
                    "{path}\u{a0}: l’écriture a échoué ({}). Vérifiez la place et les droits, \
                     puis relancez\u{a0}: ce qui est déjà écrit reste.",
                    reason(&error)
                );
                bar.suspend(|| writeln!(err, "{told}"))?;
                if done.failed >= 3 {
                    break;
                }
            }
        }
    }
    bar.finish_and_clear();
    Ok(done)
}

fn report(
    args: &Args,
    imported: &Imported,
    done: &Done,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let warnings = imported.warnings.iter().map(|warning| told(&args.file, warning));
    list(warnings, "avertissements", err)?;
    let left =
        done.left.iter().map(|path| format!("{}\u{a0}: déjà là, laissé tel quel.", path.display()));
    list(left, "fichiers déjà là", err)?;
    let unsourced = imported.drafts.iter().filter(|draft| draft.source.is_none()).count();
    let mut warned = imported.warnings.len();
    if unsourced > 0 && !has_default_source(&args.into) {
        warned += 1;
        // A second run does not change the files that this one has written.
        let fix = if args.dry_run {
            "donnez l’adresse de la page avec --source."
        } else {
            "écrivez «\u{a0}source: https://…\u{a0}» dans l’en-tête de chacune, ou une source \
             commune dans «\u{a0}collection.toml\u{a0}» (à l’import, --source l’écrit d’avance)."
        };
        let entries = counted(unsourced, "entrée", "entrées");
        writeln!(
            err,
            "Attention\u{a0}: {entries} sans source. Vous seul la connaissez\u{a0}: {fix}"
        )?;
    }
    let folder = args.into.display();
    let wrote = match (args.dry_run, done.new) {
        (true, _) => "à écrire",
        (false, 0 | 1) => "écrite",
        (false, _) => "écrites",
    };
    write!(out, "{} {wrote} dans {folder}", counted(done.new, "entrée", "entrées"))?;
    if !done.left.is_empty() {
        write!(out, ", {} déjà là", done.left.len())?;
    }
    let omits_an_entry = |placed: &&PlacedWarning| {
        matches!(
            placed.warning,
            Warning::NoQuestion { .. }
                | Warning::NoAnswer { .. }
                | Warning::TooLong { .. }
                | Warning::Twice { .. }
                | Warning::BadLine { .. }
                | Warning::BadItem { .. }
        )
    };
    let omitted = imported.warnings.iter().filter(omits_an_entry).count();
    if omitted > 0 {
        write!(out, ", {} de côté", counted(omitted, "laissée", "laissées"))?;
    }
    if warned > 0 {
        write!(out, ", {}", counted(warned, "avertissement", "avertissements"))?;
    }
    writeln!(out, ".")?;
    if !args.dry_run && done.new > 0 {
        writeln!(out, "Relisez-les, puis vérifiez avec\u{a0}: souffleur check {folder}")?;
        // The warnings advise options that a second run into this folder would not apply.
        if warned > 0 {
            writeln!(
                out,
                "Pour recommencer après une correction, importez dans un autre dossier\u{a0}: un \
                 fichier déjà écrit n’est jamais remplacé."
            )?;
        }
    }
    Ok(())
}

/// A warning with the file that it is about.
fn told(file: &Path, warning: &PlacedWarning) -> String {
    let comma = if warning.line.is_some() { "," } else { "\u{a0}:" };
    format!("Attention\u{a0}: {}{comma} {warning}", file.display())
}

/// How many lines of one kind are shown. Of the others only the number is shown.
const LINES_MAX: usize = 30;

fn list(
    lines: impl ExactSizeIterator<Item = String>,
    of: &str,
    err: &mut dyn Write,
) -> io::Result<()> {
    let more = lines.len().saturating_sub(LINES_MAX);
    for line in lines.take(LINES_MAX) {
        writeln!(err, "{line}")?;
    }
    if more > 0 {
        writeln!(err, "… et {more} autres {of}.")?;
    }
    Ok(())
}

/// Whether the folder's `collection.toml` has a source for entries without one.
fn has_default_source(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("collection.toml")).unwrap_or_default();
    text.parse::<toml::Table>().is_ok_and(|collection| collection.contains_key("source"))
}

/// The system's reason, in French when it is a frequent one.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "fichier ou dossier introuvable".to_owned(),
        io::ErrorKind::PermissionDenied => "accès refusé".to_owned(),
        io::ErrorKind::IsADirectory => "c’est un dossier".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "ce n’est pas un dossier".to_owned()
        }
        io::ErrorKind::StorageFull => "plus de place".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "en lecture seule".to_owned(),
        _ => error.to_string(),
    }
}
