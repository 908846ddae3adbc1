//! Reads files of questions, documents and judgements line by line, and reports the first
//! error as one French sentence with file and line. The callers know what a line means.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// What is wrong with a file of questions, documents or judgements.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}\u{a0}: {reason}", .file.display(), match .line { 0 => String::new(), n => format!(":{n}") })]
pub struct InputError {
    /// The path as the user gave it.
    pub file: PathBuf,
    /// The line number, 1-based; 0 when the error is not in a line.
    pub line: usize,
    /// A French sentence.
    pub reason: String,
}

/// The content of a text file, without byte order mark.
pub(super) struct Text {
    file: PathBuf,
    text: String,
}

impl Text {
    pub(super) fn read(file: &Path) -> Result<Self, InputError> {
        let fail = |line, reason| InputError { file: file.to_owned(), line, reason };
        let bytes = std::fs::read(file).map_err(|error| {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "ce fichier n’existe pas.".to_owned(),
                _ => format!("ce fichier est illisible ({error})."),
            };
            fail(0, reason)
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + sound.iter().filter(|&&byte| byte == b'\n').count();
            fail(line, "cette ligne n’est pas du texte en UTF-8.".to_owned())
        })?;
        Ok(Self { file: file.to_owned(), text })
    }

    /// The lines that are not blank, with their 1-based numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
    }

    pub(super) fn error(&self, line: usize, reason: impl Into<String>) -> InputError {
        InputError { file: self.file.clone(), line, reason: reason.into() }
    }

    /// One JSON object per line.
    pub(super) fn objects(&self) -> impl Iterator<Item = Result<Object<'_>, InputError>> {
        self.lines().map(|(line, text)| match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(Object { text: self, line, fields }),
            Ok(_) => Err(self.error(line, "un objet JSON est attendu, {…}.")),
            Err(error) => Err(self.error(
                line,
                format!(
                    "le JSON de cette ligne est mal formé, vers la colonne {}.",
                    error.column()
                ),
            )),
        })
    }
}

/// The JSON object of a line.
pub(super) struct Object<'a> {
    text: &'a Text,
    pub(super) line: usize,
    fields: Map<String, Value>,
}

impl Object<'_> {
    pub(super) fn error(&self, reason: impl Into<String>) -> InputError {
        self.text.error(self.line, reason)
    }

    /// A required text. A number is read as its digits, because some sets have numbers as
    /// ids.
    pub(super) fn text(&self, key: &str) -> Result<String, InputError> {
        let missing = || self.error(format!("il manque le champ «\u{a0}{key}\u{a0}»."));
        self.optional_text(key)?.ok_or_else(missing)
    }

    /// A text that may be missing or `null`, read as [`Self::text`] does.
    pub(super) fn optional_text(&self, key: &str) -> Result<Option<String>, InputError> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(self.error(format!("le champ «\u{a0}{key}\u{a0}» doit être un texte."))),
        }
    }

    /// The `_id`, which must differ from those of the lines before.
    pub(super) fn fresh_id(
        &self,
        seen: &mut std::collections::HashSet<String>,
    ) -> Result<String, InputError> {
        let id = self.text("_id")?;
        if id.is_empty() || id.contains(char::is_whitespace) {
            return Err(
                self.error("l’identifiant «\u{a0}_id\u{a0}» est vide ou contient une espace.")
            );
        }
        if !seen.insert(id.clone()) {
            return Err(self.error(format!("l’identifiant «\u{a0}{id}\u{a0}» est déjà pris.")));
        }
        Ok(id)
    }
}
