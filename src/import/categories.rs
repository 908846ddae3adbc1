//! Separates the categories of a line that has only a space or nothing between them. The
//! other category lines of the page show which words belong together.

use std::collections::HashMap;

/// Real pages have fewer different category lines than this. With more, none is split.
const MAX_LINES: usize = 300;

/// For each line, the categories that it is made of. A category is known when it is a whole
/// line, or when it is what remains of a line without a known category. This is
/// repeated until no line can be split any more. What remains must look like a category and
/// begin with a capital, so that `Services` does not split `Services socles`.
pub fn split<'a>(lines: impl Iterator<Item = &'a str>) -> HashMap<String, Vec<String>> {
    let mut parts: HashMap<String, Vec<String>> = HashMap::new();
    let mut known: Vec<String> = Vec::new();
    for line in lines {
        if parts.insert(line.to_owned(), vec![line.to_owned()]).is_none() {
            known.push(line.to_owned());
        }
    }
    if known.len() > MAX_LINES {
        return parts;
    }
    while let Some((whole, pieces)) = known.iter().find_map(|line| Some((line, cut(line, &known)?)))
    {
        let whole = whole.clone();
        known.retain(|line| *line != whole);
        for piece in &pieces {
            if !known.contains(piece) {
                known.push(piece.clone());
            }
        }
        for made_of in parts.values_mut() {
            *made_of = made_of
                .iter()
                .flat_map(|part| if *part == whole { pieces.clone() } else { vec![part.clone()] })
                .collect();
        }
    }
    parts
}

/// Splits a line into the longest known category in it and what is around that.
fn cut(line: &str, known: &[String]) -> Option<Vec<String>> {
    let mut best: Option<(usize, usize)> = None;
    for category in known.iter().filter(|category| category.len() < line.len()) {
        for (start, _) in line.match_indices(category.as_str()) {
            let end = start + category.len();
            let fits = is_seam(line, start) && is_seam(line, end);
            let rest = [&line[..start], &line[end..]];
            let capital = rest.iter().all(|rest| {
                let rest = rest.trim();
                rest.is_empty() || rest.starts_with(char::is_uppercase)
            });
            if fits && capital && best.is_none_or(|(s, e)| e - s < end - start) {
                best = Some((start, end));
            }
        }
    }
    let (start, end) = best?;
    let pieces = [&line[..start], &line[start..end], &line[end..]];
    let pieces = pieces.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty());
    Some(pieces.collect())
}

/// Whether a category may start or end there: at an end of the line, at white space, or
/// between a small letter and a capital.
fn is_seam(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at..].chars().next();
    let (Some(before), Some(after)) = (before, after) else { return true };
    before.is_whitespace()
        || after.is_whitespace()
        || (before.is_lowercase() && after.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], line: &str, expected: &[&str]) {
        let parts = split(lines.iter().copied());
        assert_eq!(parts[line], expected, "{line:?} among {lines:?}");
    }

    #[test]
    fn lines_come_apart_by_what_other_lines_say() {
        let lines = ["Jardin", "Vie pratique Jardin", "Vie pratique Petite enfance", "École"];
        check(&lines, "Vie pratique Jardin", &["Vie pratique", "Jardin"]);
        check(&lines, "Vie pratique Petite enfance", &["Vie pratique", "Petite enfance"]);
        check(&lines, "École", &["École"]);
    }

    #[test]
    fn nothing_between_is_a_seam_too() {
        check(
            &["Jardin", "JardinPetite enfance"],
            "JardinPetite enfance",
            &["Jardin", "Petite enfance"],
        );
        check(&["Santé", "MSSanté"], "MSSanté", &["MSSanté"]);
    }

    #[test]
    fn a_category_that_opens_another_leaves_it_whole() {
        check(&["Vie", "Vie pratique"], "Vie pratique", &["Vie pratique"]);
    }

    #[test]
    fn three_on_a_line() {
        let lines = ["Jardin", "Eau Jardin Petite enfance"];
        check(&lines, "Eau Jardin Petite enfance", &["Eau", "Jardin", "Petite enfance"]);
    }
}
