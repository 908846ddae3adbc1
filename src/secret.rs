//! Secrets come from the environment, or from a file that the environment names.
//! They are never read from the configuration, and their type cannot be printed.

mod doctor;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;

use secrecy::SecretString;

pub use doctor::examine;

/// Why a secret that was given cannot be used. `Display` is French and shows no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Both variables are set, and choosing one would be a guess.
    #[error(
        "les variables d’environnement {name} et {name}_FILE sont toutes deux définies. \
         Gardez-en une seule."
    )]
    Both {
        /// The variable.
        name: &'static str,
    },
    /// The file cannot be read as text.
    #[error(
        "le fichier «\u{a0}{}\u{a0}», désigné par {name}_FILE, est illisible ({reason}). \
         Vérifiez le chemin et les droits du fichier.",
        path.display()
    )]
    Unreadable {
        /// The variable, without `_FILE`.
        name: &'static str,
        /// The file that `NAME_FILE` gives.
        path: PathBuf,
        /// As the system reports it.
        reason: std::io::Error,
    },
    /// The file is not UTF-8, as when a Windows tool has written it.
    #[error(
        "le fichier «\u{a0}{}\u{a0}», désigné par {name}_FILE, n’est pas un texte UTF-8. \
         Enregistrez-le de nouveau en UTF-8.",
        path.display()
    )]
    FileNotText {
        /// The variable, without `_FILE`.
        name: &'static str,
        /// The file that `NAME_FILE` gives.
        path: PathBuf,
    },
    /// The secret is empty, or white space alone.
    #[error("{origin} ne contient rien. Mettez-y le secret, ou retirez la variable.")]
    Empty {
        /// `NAME` or `NAME_FILE`.
        origin: String,
    },
    /// It is more than one line, as when a whole file or two secrets were pasted.
    #[error(
        "{origin} contient plusieurs lignes\u{a0}: ce n’est pas un secret. Gardez-en une seule, \
         sans retour à la ligne."
    )]
    SeveralLines {
        /// `NAME` or `NAME_FILE`.
        origin: String,
    },
    /// A token has white space in it.
    #[error(
        "{origin} contient une espace\u{a0}: ce n’est pas un jeton. Copiez-le de nouveau, seul."
    )]
    SpaceInToken {
        /// `NAME` or `NAME_FILE`.
        origin: String,
    },
    /// The variable is not UTF-8.
    #[error("la variable d’environnement {name} n’est pas un texte UTF-8. Copiez-la de nouveau.")]
    NotText {
        /// The variable.
        name: &'static str,
    },
}

/// The secret in the variable `name` (`DISCORD_TOKEN`), or in the file that the
/// variable `name` + `_FILE` names, without the white space around it; `None` when
/// neither variable is set.
///
/// # Errors
/// When both are set, or the one that is set gives no usable text.
pub fn read(name: &'static str) -> Result<Option<SecretString>, SecretError> {
    read_from(name, |variable| std::env::var_os(variable))
}

fn read_from(
    name: &'static str,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<SecretString>, SecretError> {
    let file_variable = format!("{name}_FILE");
    let (text, origin) = match (variable(name), variable(&file_variable)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(SecretError::Both { name }),
        (Some(value), None) => {
            let text = value.into_string().map_err(|_| SecretError::NotText { name })?;
            (text, name.to_owned())
        }
        (None, Some(path)) => {
            let path = PathBuf::from(path);
            let text = std::fs::read_to_string(&path).map_err(|reason| match reason.kind() {
                ErrorKind::InvalidData => SecretError::FileNotText { name, path },
                _ => SecretError::Unreadable { name, path, reason },
            })?;
            (text, file_variable)
        }
    };
    match bare(&text, name.ends_with("_TOKEN")) {
        "" => Err(SecretError::Empty { origin }),
        secret if secret.contains(char::is_control) => Err(SecretError::SeveralLines { origin }),
        // Passwords, passphrases and recovery keys may have spaces.
        secret if name.ends_with("_TOKEN") && secret.contains(char::is_whitespace) => {
            Err(SecretError::SpaceInToken { origin })
        }
        secret => Ok(Some(SecretString::from(secret))),
    }
}

/// The secret without what editors, web pages and shells put around it: white space, marks that
/// nobody sees, and around a token, which never has them, a pair of straight quotes.
fn bare(text: &str, is_token: bool) -> &str {
    let is_around = |c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
    };
    let text = text.trim_matches(is_around);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    unquoted.filter(|_| is_token).map_or(text, |unquoted| unquoted.trim_matches(is_around))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use secrecy::ExposeSecret;

    use super::*;

    fn check(variables: &[(&str, &str)], expected: Result<Option<&str>, &str>) {
        let found = read_from("DISCORD_TOKEN", |wanted| {
            let value = variables.iter().find(|(name, _)| *name == wanted);
            value.map(|(_, value)| OsString::from(value))
        });
        let found = match &found {
            Ok(secret) => Ok(secret.as_ref().map(|secret| secret.expose_secret())),
            Err(error) => Err(error.to_string()),
        };
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "with {variables:?}"),
            (Err(found), Err(expected)) => {
                assert!(found.contains(expected), "with {variables:?}: {found:?}");
            }
            (found, expected) => panic!("with {variables:?}: {found:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn a_secret_comes_from_one_place() {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(b"  from-a-file\r\n").expect("written");
        let path = file.path().to_str().expect("a UTF-8 path");
        let empty = tempfile::NamedTempFile::new().expect("a temporary file");
        let empty = empty.path().to_str().expect("a UTF-8 path");

        check(&[], Ok(None));
        check(&[("DISCORD_TOKEN", "direct\n")], Ok(Some("direct")));
        check(&[("DISCORD_TOKEN_FILE", path)], Ok(Some("from-a-file")));
        check(
            &[("DISCORD_TOKEN", "direct"), ("DISCORD_TOKEN_FILE", path)],
            Err("toutes deux définies"),
        );
        check(&[("DISCORD_TOKEN_FILE", "no/such/file")], Err("DISCORD_TOKEN_FILE, est illisible"));
        check(&[("DISCORD_TOKEN_FILE", empty)], Err("DISCORD_TOKEN_FILE ne contient rien"));
        check(&[("DISCORD_TOKEN", "\n one-token\t\n")], Ok(Some("one-token")));
        check(&[("DISCORD_TOKEN", "\u{feff}\"one-token\"\u{200b}\n")], Ok(Some("one-token")));
        let mut windows = tempfile::NamedTempFile::new().expect("a temporary file");
        windows.write_all(b"\xff\xfea\0b\0").expect("written");
        let windows = windows.path().to_str().expect("a UTF-8 path");
        check(&[("DISCORD_TOKEN_FILE", windows)], Err("n’est pas un texte UTF-8"));
        check(&[("DISCORD_TOKEN", "one\ntwo")], Err("DISCORD_TOKEN contient plusieurs lignes"));
        check(&[("DISCORD_TOKEN", "Bot abc")], Err("DISCORD_TOKEN contient une espace"));
        let passphrase = read_from("MATRIX_PASSWORD", |name| {
            (name == "MATRIX_PASSWORD").then(|| OsString::from(" mot de passe \n"))
        });
        let passphrase = passphrase.expect("it is usable").expect("it is there");
        assert_eq!(passphrase.expose_secret(), "mot de passe");
        check(&[("DISCORD_TOKEN", "  ")], Err("DISCORD_TOKEN ne contient rien"));
    }

    #[test]
    fn a_secret_is_not_printable() {
        let secret = read_from("X", |name| (name == "X").then(|| OsString::from("tell-no-one")));
        assert!(!format!("{secret:?}").contains("tell-no-one"));
    }
}
