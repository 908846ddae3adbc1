//! `souffleur journal`: what is kept of questions, drawn, exported or deleted. It works while the
//! bot runs.

mod drawn;

use std::fs::OpenOptions;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

use super::output::{PROBLEMS, USAGE, counted, print};
use crate::journal::{Config, DatabasePlace, Exported, Fault, Reader, Settings, unusable};
use crate::platform::terminal::Screen;

/// How many entries and questions are listed.
const LISTED: usize = 10;

/// Options of `souffleur journal`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `stats` when absent.
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Dessine les questions par jour, les plus posées, celles restées sans réponse
    Stats {
        /// Nombre de jours, jusqu’à aujourd’hui
        #[arg(long, value_name = "JOURS", default_value_t = 30,
              value_parser = clap::value_parser!(u16).range(1..=730))]
        days: u16,
        /// Écrit le résultat en JSON, sur une ligne
        #[arg(long)]
        json: bool,
    },
    /// Écrit toutes les questions retenues, une par ligne
    Export {
        /// Format
        #[arg(long, value_name = "FORMAT")]
        format: ExportFormat,
        /// Fichier à écrire, lisible par vous seul [par défaut : la sortie standard]
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Efface les questions anciennes ; leur décompte par jour reste
    Purge {
        /// Efface ce qui précède ce jour [par défaut : selon keep_days]
        #[arg(long, value_name = "AAAA-MM-JJ")]
        before: Option<Date>,
    },
    /// Efface tout, décomptes compris
    Erase {
        /// Ne demande pas de confirmation
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// Une ligne de titres, puis une par question
    Csv,
    /// Un objet JSON par ligne
    Jsonl,
}

/// Why a command cannot do what it is asked.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Journal(#[from] Fault),
    #[error(transparent)]
    Output(#[from] anyhow::Error),
}

/// Does what is asked. The exit code is 0 also when nothing was recorded yet, 1 when the journal
/// cannot be used, and 2 when a confirmation is missing.
///
/// # Errors
/// The journal's address in the environment, the output or the runtime cannot be used.
pub fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    let settings = config.settings()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let default = Verb::Stats { days: 30, json: false };
    let verb = args.verb.as_ref().unwrap_or(&default);
    match runtime.block_on(execute(verb, &settings)) {
        Ok(code) => Ok(code),
        Err(Failure::Journal(fault)) => {
            eprintln!("souffleur\u{a0}: {}", unusable(fault, &settings.place));
            Ok(ExitCode::from(PROBLEMS))
        }
        Err(Failure::Output(error)) => Err(error),
    }
}

async fn execute(verb: &Verb, settings: &Settings) -> Result<ExitCode, Failure> {
    if let Verb::Erase { yes: false } = verb
        && !is_confirmed(&settings.place).context("la réponse ne peut pas être lue")?
    {
        return Ok(ExitCode::from(USAGE));
    }
    let Some(mut reader) = Reader::open(settings).await? else {
        eprintln!(
            "souffleur\u{a0}: rien n’est encore retenu dans «\u{a0}{}\u{a0}».",
            settings.place
        );
        return Ok(ExitCode::SUCCESS);
    };
    if let Verb::Export { output: Some(output), .. } = verb
        && let Some(file) = settings.place.file()
        && let (Ok(output), Ok(file)) = (output.canonicalize(), file.canonicalize())
        && output == file
    {
        eprintln!("souffleur\u{a0}: ce fichier est le journal lui-même. Nommez-en un autre.");
        return Ok(ExitCode::from(USAGE));
    }
    match verb {
        Verb::Stats { days, json } => {
            let stats = reader.stats(i64::from(*days), LISTED).await?;
            let result = match json {
                true => serde_json::to_string(&stats).context("le JSON ne peut pas être écrit")?,
                false => drawn::stats(&stats, *days, &Screen::of_stdout()),
            };
            print(format!("{result}\n").as_bytes()).context(NOT_WRITTEN)?;
        }
        Verb::Export { format, output } => export(&mut reader, *format, output.as_deref()).await?,
        Verb::Purge { before } => {
            let day = match before {
                Some(day) => *day,
                None => oldest_kept(settings)?,
            };
            let deleted = reader.purge(day).await?;
            let deleted = counted(
                usize::try_from(deleted).unwrap_or(usize::MAX),
                "question effacée",
                "questions effacées",
            );
            print(format!("{deleted}.\n").as_bytes()).context(NOT_WRITTEN)?;
        }
        Verb::Erase { .. } => {
            let said = match reader.erase().await? {
                true => "Tout est effacé.\n",
                false => {
                    "Tout est effacé, mais un autre programme lit encore le journal\u{a0}: \
                     l’ancien texte reste sur le disque jusqu’à ce qu’il le ferme. Recommencez \
                     alors.\n"
                }
            };
            print(said.as_bytes()).context(NOT_WRITTEN)?;
        }
    }
    reader.close().await;
    Ok(ExitCode::SUCCESS)
}

const NOT_WRITTEN: &str = "le résultat ne peut pas être écrit";

fn oldest_kept(settings: &Settings) -> anyhow::Result<Date> {
    let today = Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
    today
        .checked_sub(i64::from(settings.keep_days).days())
        .context("la date du jour ne convient pas")
}

async fn export(
    reader: &mut Reader,
    format: ExportFormat,
    output: Option<&Path>,
) -> Result<(), Failure> {
    let to: Box<dyn Write> = match output {
        Some(path) => Box::new(private(path).with_context(|| {
            format!("le fichier «\u{a0}{}\u{a0}» ne peut pas être écrit", path.display())
        })?),
        None => Box::new(io::stdout()),
    };
    let mut to = BufWriter::new(to);
    let done = match format {
        ExportFormat::Csv => {
            // Without this mark, Excel does not read accents.
            let begun = write(to.write_all("\u{feff}".as_bytes()), is_closed);
            // A semicolon ends a cell for some spreadsheets, unless it is quoted.
            let quoted = csv::QuoteStyle::NonNumeric;
            let mut csv = csv::WriterBuilder::new().quote_style(quoted).from_writer(&mut to);
            let done = match begun {
                Ok(()) => {
                    let mut line = |row| write(csv.serialize(harmless(row)), is_closed_csv);
                    reader.export(&mut line).await
                }
                stopped => stopped,
            };
            done.and_then(|()| write(csv.flush(), is_closed))
        }
        ExportFormat::Jsonl => {
            let line = |row: Exported, to: &mut dyn Write| -> io::Result<()> {
                serde_json::to_writer(&mut *to, &row)?;
                to.write_all(b"\n")
            };
            reader.export(|row| write(line(row, &mut to), is_closed)).await
        }
    };
    match done.and_then(|()| write(to.flush(), is_closed)) {
        Err(Stopped::Closed) | Ok(()) => Ok(()),
        Err(Stopped::Failed(failure)) => Err(failure),
    }
}

/// Why an export ends early.
enum Stopped {
    /// The reader of the output has seen enough.
    Closed,
    Failed(Failure),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault.into())
    }
}

fn write<E>(done: Result<(), E>, is_closed: fn(&E) -> bool) -> Result<(), Stopped>
where
    E: std::error::Error + Send + Sync + 'static,
{
    done.map_err(|error| match is_closed(&error) {
        true => Stopped::Closed,
        false => Stopped::Failed(anyhow::Error::new(error).context(NOT_WRITTEN).into()),
    })
}

fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn is_closed_csv(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(error) if is_closed(error))
}

/// A question that a spreadsheet does not take for a formula: what a member wrote is never
/// syntax. An apostrophe at the beginning makes a cell a text. Spreadsheets pass over white space
/// before a formula, and some read its signs in full width as well.
fn harmless(row: Exported) -> Exported {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    // What ends a cell in one country's spreadsheets begins another one.
    const ENDS: [char; 4] = [';', '\t', '\r', '\n'];
    let cells = |text: String| -> String {
        let cell = |cell: &str| match cell.trim_start().starts_with(SIGNS) {
            true => format!("'{cell}"),
            false => cell.to_owned(),
        };
        let begins = if text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
        text.split_inclusive(ENDS)
            .fold(begins.to_owned(), |cells, part| cells + cell(part).as_str())
    };
    Exported { text: row.text.map(cells), ..row }
}

/// A file that its owner alone can read.
fn private(path: &Path) -> io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    // One that was there already keeps its rights when it is opened.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

fn is_confirmed(place: &DatabasePlace) -> io::Result<bool> {
    if !io::stdin().is_terminal() {
        eprintln!("souffleur\u{a0}: rien n’est effacé. Confirmez avec --yes.");
        return Ok(false);
    }
    eprint!("Effacer tout ce qui est retenu des questions ({place})\u{a0}? [o/N] ");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let is_yes = matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes");
    if !is_yes {
        eprintln!("Rien n’est effacé.");
    }
    Ok(is_yes)
}
