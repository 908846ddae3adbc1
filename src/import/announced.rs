//! The number of entries that a page announces above its questions: `38 résultats`.

use super::prose;
use super::warning::{Warning, Warnings};

/// Warns when the page announces another number of entries than was found.
pub fn compare(
    lines: impl Iterator<Item = impl AsRef<str>>,
    found: usize,
    warnings: &mut Warnings,
) {
    let announced = lines.into_iter().find_map(|line| announced(line.as_ref()));
    if let Some(announced) = announced.filter(|announced| *announced != found && found > 0) {
        warnings.push_whole(Warning::Announced { announced, found });
    }
}

/// The number that a line announces: `38 résultats`, `sur 38 questions`.
fn announced(line: &str) -> Option<usize> {
    let folded = prose::words(line);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.len() > 12 {
        return None;
    }
    words.windows(2).find_map(|pair| {
        let counted = ["resultat", "question", "reponse", "element", "entree", "fiche", "article"];
        counted.contains(&pair[1].trim_end_matches('s')).then(|| pair[0].parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_where_the_page_gives_them() {
        for (line, expected) in [
            ("38 résultats", Some(38)),
            ("1 - 10 sur 24 questions", Some(24)),
            ("Résultats", None),
            ("Mise à jour le 05/09/2025", None),
        ] {
            assert_eq!(announced(line), expected, "{line}");
        }
    }
}
