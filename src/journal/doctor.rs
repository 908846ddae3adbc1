//! What `souffleur doctor` says of the journal. The database is only read, on a connection that
//! may not write, and its tables are not brought up to date: the bot does that when it starts.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection as _};
use tokio::time::timeout;

use super::config::{Config, DatabasePlace, KEY, SettingsError, URL};
use super::database::{FILE_VERSION, SERVER_VERSION};
use super::fault::Fault;
use super::file;
use super::persons::KeyPlace;
use super::unusable::unusable;
use crate::finding::{self, Disk, Finding, WITHIN};
use crate::secret;

const CHECK: &str = "journal";
const KEY_CHECK: &str = "journal.key";
/// How long a lock of the bot's is waited for.
const LOCK_WITHIN: Duration = Duration::from_secs(1);

/// What was read of a database.
enum Seen {
    /// Its tables, by their version.
    Tables(i64),
    /// It has none yet.
    NoTables,
    /// Its tables may not be used or made, in a few French words.
    Forbidden(&'static str),
    /// It is larger than what can be read through in the time of a check.
    Large(i64),
}

/// Looks at the journal; `by_default` counts where the settings do not say whether there is one.
pub async fn examine(config: &Config, by_default: bool) -> Vec<Finding> {
    if !config.enabled.unwrap_or(by_default) {
        return vec![Finding::note(CHECK, "Journal\u{a0}: rien n’est retenu des questions.")];
    }
    let mut findings = [secret::examine(URL), secret::examine(KEY)].concat();
    let settings = match config.settings() {
        Ok(settings) => settings,
        Err(error) => {
            // What is wrong with a secret was told already.
            if !matches!(error, SettingsError::Secret(_)) {
                findings.push(Finding::said(CHECK, "Journal", &error.to_string()));
            }
            return findings;
        }
    };
    let place = &settings.place;
    if let DatabasePlace::File(path) = place
        && !path.exists()
    {
        findings.push(match finding::disk(folder_of(path)) {
            Disk::Writable | Disk::Missing => Finding::note(
                CHECK,
                format!(
                    "Journal\u{a0}: «\u{a0}{}\u{a0}» n’existe pas encore\u{a0}: le bot le créera.",
                    path.display()
                ),
            ),
            _ => Finding::bad(
                CHECK,
                format!("Journal\u{a0}: «\u{a0}{}\u{a0}» ne peut pas être créé.", path.display()),
                "Donnez à l’utilisateur du bot le droit d’écrire dans ce dossier, ou nommez un \
                 autre fichier avec «\u{a0}path\u{a0}» dans [journal].",
            ),
        });
    } else {
        findings.extend(database(place).await);
    }
    findings.extend(key(&settings.key));
    findings
}

async fn database(place: &DatabasePlace) -> Vec<Finding> {
    let looked = async {
        match place {
            DatabasePlace::File(path) => look_at_file(path).await,
            DatabasePlace::Server(url) => look_at_server(url.expose_secret()).await,
        }
    };
    let said = |text: &str| format!("Journal\u{a0}: «\u{a0}{place}\u{a0}» {text}.");
    let newest = match place {
        DatabasePlace::File(_) => FILE_VERSION,
        DatabasePlace::Server(_) => SERVER_VERSION,
    };
    let mut findings = Vec::new();
    findings.push(match timeout(WITHIN, looked).await.unwrap_or(Err(Fault::Late)) {
        Ok(Seen::Tables(version)) if version < newest => Finding::note(
            CHECK,
            said(&format!(
                "est d’une version plus ancienne ({version})\u{a0}: le bot le transformera à son \
                 démarrage"
            )),
        ),
        Ok(Seen::Tables(version)) => {
            Finding::good(CHECK, said(&format!("se lit, et il est sain (version {version})")))
        }
        Ok(Seen::Large(version)) => Finding::note(
            CHECK,
            said(&format!(
                "se lit (version {version})\u{a0}; il est trop grand pour être relu ici"
            )),
        ),
        Ok(Seen::NoTables) => {
            Finding::note(CHECK, said("est vide\u{a0}: le bot y créera ses tables"))
        }
        Ok(Seen::Forbidden(what)) => Finding::bad(
            CHECK,
            said(what),
            "Donnez ces droits à l’utilisateur du bot\u{a0}: qu’il soit le propriétaire de la \
             base est le plus simple (ALTER DATABASE … OWNER TO …).",
        ),
        Err(fault) => {
            let sentence = unusable(fault, place);
            let (_, why) = sentence.split_once("utilisable\u{a0}: ").unwrap_or(("", &sentence));
            Finding::said(CHECK, &format!("Journal «\u{a0}{place}\u{a0}»"), why)
        }
    });
    if let Some(path) = place.file() {
        if finding::disk(folder_of(path)) == Disk::ReadOnly || is_read_only(path) {
            findings.push(Finding::bad(
                CHECK,
                said("ne peut pas être écrit par cet utilisateur"),
                "Donnez-lui le droit d’écrire dans ce fichier et dans son dossier, ou lancez cette \
                 commande sous l’utilisateur du bot.",
            ));
        }
        let what = format!("Journal\u{a0}: «\u{a0}{}\u{a0}»", path.display());
        findings.extend(finding::private(CHECK, &what, path));
        if file::has_lone_log(path) {
            findings.push(Finding::warning(
                CHECK,
                said(
                    "a un fichier «\u{a0}-wal\u{a0}» sans «\u{a0}-shm\u{a0}», qui n’a pas été relu",
                ),
                "Si c’est une copie, copiez les deux\u{a0}; sinon, le bot le reprendra à son \
                 démarrage.",
            ));
        }
    }
    findings
}

/// Whether a file that exists may not be opened for writing. Opening does not change it.
fn is_read_only(path: &Path) -> bool {
    let opened = std::fs::OpenOptions::new().append(true).open(path);
    opened.is_err_and(|error| {
        matches!(
            error.kind(),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
        )
    })
}

/// Reads the file's version, and reads it through.
async fn look_at_file(path: &Path) -> Result<Seen, Fault> {
    match read_file(path, file::has_beside(path)).await {
        // A bot that has begun to write since, into a file that nobody had open, looks so.
        Err(Fault::Corrupt) if file::has_beside(path) => read_file(path, true).await,
        read => read,
    }
}

/// `is_open`: somebody else may write. Otherwise the file is read as one that nobody changes:
/// SQLite would make files beside it for anything else.
async fn read_file(path: &Path, is_open: bool) -> Result<Seen, Fault> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(!is_open)
        .busy_timeout(LOCK_WITHIN)
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    let seen = read_through(&mut connection).await;
    let _ = connection.close().await;
    seen
}

async fn read_through(from: &mut SqliteConnection) -> Result<Seen, Fault> {
    let (version,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *from).await?;
    match version {
        0 => return Ok(Seen::NoTables),
        newer if newer > FILE_VERSION => return Err(Fault::Newer),
        _ => {}
    }
    // Of the time of a check, some is left for what follows.
    let sound = sqlx::query_as("PRAGMA quick_check(1)").fetch_one(&mut *from);
    match timeout(WITHIN * 4 / 5, sound).await {
        Err(_) => Ok(Seen::Large(version)),
        Ok(sound) => {
            let (said,): (String,) = sound?;
            if said == "ok" { Ok(Seen::Tables(version)) } else { Err(Fault::Corrupt) }
        }
    }
}

async fn look_at_server(url: &str) -> Result<Seen, Fault> {
    let options =
        PgConnectOptions::from_str(url)?.application_name("souffleur").disable_statement_logging();
    let mut connection = options.connect().await?;
    let seen = read_server(&mut connection).await;
    let _ = connection.close().await;
    seen
}

async fn read_server(from: &mut PgConnection) -> Result<Seen, Fault> {
    let sql = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on', \
               COALESCE(has_schema_privilege(current_schema(), 'CREATE'), FALSE), \
               to_regclass('journal_migrations') IS NOT NULL";
    let (is_read_only, may_make, has_tables): (bool, bool, bool) =
        sqlx::query_as(sql).fetch_one(&mut *from).await?;
    if is_read_only {
        return Err(Fault::ReadOnly);
    }
    if !has_tables {
        return Ok(match may_make {
            true => Seen::NoTables,
            false => Seen::Forbidden("ne laisse pas cet utilisateur y créer ses tables"),
        });
    }
    let sql = "SELECT COALESCE(bool_and(has_table_privilege(oid, 'SELECT') \
               AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE') \
               AND has_table_privilege(oid, 'DELETE')), FALSE) FROM pg_class \
               WHERE relkind = 'r' AND relname LIKE 'journal\\_%' \
               AND relnamespace = \
               (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('journal_migrations'))";
    let (may_use,): (bool,) = sqlx::query_as(sql).fetch_one(&mut *from).await?;
    if !may_use {
        return Ok(Seen::Forbidden("ne laisse pas cet utilisateur lire et écrire ses tables"));
    }
    let sql = "SELECT COALESCE(MAX(version), 0) FROM journal_migrations WHERE success";
    let (version,): (i64,) = sqlx::query_as(sql).fetch_one(&mut *from).await?;
    match version {
        newer if newer > SERVER_VERSION => Err(Fault::Newer),
        version if version < SERVER_VERSION && !may_make => {
            Ok(Seen::Forbidden("ne laisse pas cet utilisateur transformer ses tables"))
        }
        version => Ok(Seen::Tables(version)),
    }
}

/// The key that persons are hashed with. A given one was told with the other secrets.
fn key(place: &KeyPlace) -> Vec<Finding> {
    let KeyPlace::File(path) = place else { return Vec::new() };
    let what = format!("Clé du journal\u{a0}: «\u{a0}{}\u{a0}»", path.display());
    match std::fs::metadata(path).map(|found| found.len()) {
        Ok(32..) => match finding::private(KEY_CHECK, &what, path) {
            Some(shared) => vec![shared],
            None => vec![Finding::good(KEY_CHECK, format!("{what} est là, et privée."))],
        },
        Ok(_) => vec![Finding::bad(
            KEY_CHECK,
            format!("{what} est trop courte pour être une clé."),
            "Remettez-la depuis une sauvegarde\u{a0}; si elle est perdue, supprimez ce fichier\u{a0}: \
             le bot en fera une autre, et ne reconnaîtra plus qui ne veut pas être enregistré.",
        )],
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            vec![Finding::note(
                KEY_CHECK,
                format!("{what} n’existe pas encore\u{a0}: le bot la créera."),
            )]
        }
        Err(error) => vec![Finding::bad(
            KEY_CHECK,
            format!("{what} est illisible ({error})."),
            "Donnez-la à l’utilisateur du bot, ou lancez cette commande sous cet utilisateur.",
        )],
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
