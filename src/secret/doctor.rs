//! What `souffleur doctor` says of a secret: where it comes from and what is wrong with it. It
//! shows neither the secret nor its length.

use std::path::PathBuf;

use super::read;
use crate::finding::{self, Finding};

/// Looks at a secret; nothing to tell when neither of its variables is set.
pub fn examine(name: &'static str) -> Vec<Finding> {
    let check = format!("secret.{name}");
    match read(name) {
        Ok(None) => Vec::new(),
        Err(error) => vec![Finding::said(check, &format!("Secret {name}"), &error.to_string())],
        Ok(Some(_)) => {
            let file = std::env::var_os(format!("{name}_FILE")).map(PathBuf::from);
            let mut findings = vec![Finding::good(
                check.as_str(),
                match &file {
                    Some(file) => format!(
                        "Secret {name}\u{a0}: donné par le fichier «\u{a0}{}\u{a0}».",
                        file.display()
                    ),
                    None => {
                        format!("Secret {name}\u{a0}: donné par la variable d’environnement.")
                    }
                },
            )];
            findings.extend(wrapped(name, file.as_ref()));
            let what = format!("Secret {name}\u{a0}: son fichier");
            findings.extend(file.and_then(|file| finding::private(&check, &what, &file)));
            findings
        }
    }
}

/// What stands around a secret. What is around a token is left out when it is read. A password
/// may have quotes of its own, so that they are kept, and are more often a mistake.
fn wrapped(name: &'static str, file: Option<&PathBuf>) -> Option<Finding> {
    let text = match file {
        Some(file) => std::fs::read_to_string(file).ok()?,
        None => std::env::var(name).ok()?,
    };
    // The newline at the end of a file is every editor's.
    let text = text.trim_end_matches(['\r', '\n']);
    let bare = text.trim();
    let is_quoted = ['"', '\'']
        .iter()
        .any(|quote| bare.len() > 1 && bare.starts_with(*quote) && bare.ends_with(*quote));
    let (around, kept) = match (is_quoted, name.ends_with("_TOKEN")) {
        (true, true) => ("de guillemets, que le bot ne compte pas", "Retirez-les"),
        (true, false) => (
            "de guillemets, que le bot compte comme une partie du secret",
            "Retirez-les, s’ils n’en font pas partie",
        ),
        (false, _) if bare != text => ("d’espaces, que le bot ne compte pas", "Retirez-les"),
        (false, _) => return None,
    };
    Some(Finding::warning(
        format!("secret.{name}"),
        format!("Secret {name}\u{a0}: il est entouré {around}."),
        format!("{kept}\u{a0}: un autre programme pourrait les lire autrement."),
    ))
}
