//! What stands before the words of a question or of an answer: bullets, numbers, `Q :`, `R :`.

use super::prose::tidy;

const QUESTION_LABELS: [&str; 4] = ["Question", "QUESTION", "Q", "q"];
const ANSWER_LABELS: [&str; 13] = [
    "Réponse", "Reponse", "RÉPONSE", "REPONSE", "réponse", "R", "Answer", "ANSWER", "A", "Rép",
    "Rep", "RÉP", "r",
];
/// Arrows that point from a question to its answer.
const ARROWS: [&str; 18] = [
    ">>", "==>", "=>", "-->", "->", "→", "⇒", "⇨", "➔", "➜", "➡️", "➡", "➤", "➢", "⟶", "↳", "►",
    "▶",
];

/// A question on one line, without a bullet, number or `Q :` before it.
pub fn question(text: &str) -> String {
    let tidied = without_emphasis(&without_note_marks(&tidy(text)));
    let mut rest = tidied.as_str();
    loop {
        let stripped = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || (!c.is_alphanumeric() && !"«“\"'’([{¿#@&€$<".contains(c))
        });
        let stripped = match stripped.strip_prefix('#') {
            // A `#` with a space is a mark, and one with a word belongs to it.
            Some(marked) if marked.starts_with([' ', '#']) => marked,
            _ => stripped,
        };
        let numbered = numbering(stripped).map_or(stripped, |end| &stripped[end..]);
        let labelled = label(numbered, &QUESTION_LABELS).unwrap_or(numbered);
        if labelled.len() == rest.len() {
            break;
        }
        rest = labelled;
    }
    // A question that is made of signs alone keeps them, so that it is not lost.
    if rest.trim().is_empty() { tidied } else { rest.trim().to_owned() }
}

/// A text without the marks of Markdown around bold and slanted words. A sign that stands apart
/// from words, or inside one, is a sign.
fn without_emphasis(text: &str) -> String {
    let mut kept = text.to_owned();
    for mark in ["***", "**", "*"] {
        let mut from = 0;
        while let Some(start) = kept[from..].find(mark).map(|at| from + at) {
            let inside = start + mark.len();
            let before = kept[..start].chars().next_back();
            let opens = before.is_none_or(|c| !c.is_alphanumeric() && c != '*')
                && kept[inside..].starts_with(|c: char| !c.is_whitespace() && c != '*');
            let end = kept[inside..].match_indices(mark).map(|(at, _)| inside + at).find(|end| {
                let after = kept[end + mark.len()..].chars().next();
                after.is_none_or(|c| !c.is_alphanumeric() && c != '*')
                    && kept[..*end].ends_with(|c: char| !c.is_whitespace() && c != '*')
            });
            let Some(end) = end.filter(|end| opens && *end > inside) else {
                from = inside;
                continue;
            };
            kept.replace_range(end..end + mark.len(), "");
            kept.replace_range(start..inside, "");
            from = start;
        }
    }
    if kept.len() < text.len() { tidy(&kept) } else { kept }
}

/// A text without `[^1]`, which refers to a note at the bottom of a page.
pub fn without_note_marks(text: &str) -> String {
    let mut kept = text.to_owned();
    while let Some(start) = kept.find("[^") {
        let Some(len) = kept[start..].find(']').filter(|len| *len > 2) else { break };
        kept.replace_range(start..=start + len, "");
    }
    if kept.len() < text.len() { tidy(&kept) } else { kept }
}

/// An answer without the arrow and the `R :` or `Réponse :` that it may begin with.
pub fn without_answer_label(text: &str) -> &str {
    let text = without_arrow(text.trim_start());
    if let Some(rest) = label(text, &ANSWER_LABELS) {
        return without_arrow(rest);
    }
    // `**Réponse :** …`
    let bold = text.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    bold.filter(|(words, _)| label(words, &ANSWER_LABELS) == Some(""))
        .map_or(text, |(_, rest)| rest.trim_start_matches([' ', ':', '\u{a0}']))
}

/// A text without an arrow before it. An arrow that comes again below makes a list.
fn without_arrow(text: &str) -> &str {
    let rest = ARROWS.iter().find_map(|arrow| {
        let again = || text.lines().skip(1).any(|line| line.trim_start().starts_with(arrow));
        text.strip_prefix(arrow).filter(|rest| !rest.trim().is_empty() && !again())
    });
    rest.map_or(text, str::trim_start)
}

/// An answer without the `A.` before it, which may also be the initial of a name: it is a label
/// when most answers have it.
pub fn without_initial(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let rest = text.strip_prefix("A.").or_else(|| text.strip_prefix("A\\."))?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
}

fn label<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    labels.iter().find_map(|label| after_label(text, label))
}

/// The text after a label with its number and colon, dot or dash: `Q1 : …`, `R12) …`.
fn after_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(label)?;
    let rest = rest.trim_start_matches([' ', '\u{a0}', '°', 'n', 'N']);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0;
    let rest = rest[digits..].trim_start_matches([' ', '\u{a0}']);
    // A dash or a bracket after a letter without a number is not a label: `A - B`.
    // `A. Martin` is a name.
    let point = if label == "A" && !numbered { None } else { rest.strip_prefix('.') };
    // `Rép. :`
    let point = point.map(|rest| rest.trim_start().strip_prefix(':').unwrap_or(rest));
    let sign = rest.strip_prefix(':').or(point).or_else(|| {
        rest.strip_prefix(['–', '—', '-', ')', '/']).filter(|_| numbered || label.len() > 2)
    })?;
    let glued = text.as_bytes().get(label.len()).is_some_and(u8::is_ascii_alphabetic);
    (!glued && (sign.is_empty() || sign.starts_with(char::is_whitespace)))
        .then(|| sign.trim_start())
}

/// Whether a line begins with `Q :` or `Question 2 :`.
pub fn is_labelled_question(line: &str) -> bool {
    label(bare(line), &QUESTION_LABELS).is_some()
}

/// Whether a line begins with `R :` or `Réponse 2 :`.
pub fn is_labelled_answer(line: &str) -> bool {
    label(bare(line), &ANSWER_LABELS).is_some() || without_initial(line).is_some()
}

/// Whether a line begins with a number and a sign: `3. `.
pub fn is_numbered(line: &str) -> bool {
    numbering(bare(line)).is_some()
}

/// The number of a title in a running list.
#[derive(Debug, PartialEq, Eq)]
pub struct Number {
    pub value: u32,
    /// What stands between the number and the words: `.`, `)`, ` -`.
    pub sign: String,
}

/// The number before the words of a line, if it has one level: `3)`, `12.`, `4 -`.
pub fn number(line: &str) -> Option<Number> {
    let line = bare(line);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = line[..numbering(line)?].get(digits..)?;
    let value = line[..digits].parse().ok()?;
    (!sign.contains(|c: char| c.is_ascii_digit())).then(|| Number { value, sign: sign.to_owned() })
}

/// A line without the signs before its first word.
fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// The length in bytes of a number before a title: `12.`, `3)`, `1.2`, `4 -`, `n° 5 :`.
fn numbering(text: &str) -> Option<usize> {
    let sign = text.strip_prefix("N°").or_else(|| text.strip_prefix("n°")).unwrap_or(text);
    let start = text.len() - sign.trim_start().len();
    let number = &text[start..];
    let mut at = 0;
    let mut levels = 0;
    loop {
        let digits = number[at..].bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) {
            break;
        }
        at += digits;
        levels += 1;
        if !number[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    if levels == 0 {
        return None;
    }
    let rest = &number[at..];
    let space = |rest: &str| rest.starts_with(char::is_whitespace);
    // `1.` and `1.2` end with a space; `1`, with a sign of its own.
    if (number[..at].ends_with('.') || levels > 1) && space(rest) {
        return Some(start + at);
    }
    let signed = rest.trim_start_matches([' ', '\u{a0}']);
    let mut signs = signed.chars();
    let sign = signs.next().filter(|c| ")/:–—-".contains(*c))?;
    let end = number.len() - signs.as_str().len();
    let apart = sign != '/' || rest.len() > signed.len();
    (levels > 0 && apart && space(signs.as_str())).then_some(start + end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn questions_lose_what_numbers_them() {
        for (text, expected) in [
            ("3) Où aller ?", "Où aller ?"),
            ("1.2 Où aller ?", "Où aller ?"),
            ("4- Où aller ?", "Où aller ?"),
            ("N° 5 : Où aller ?", "Où aller ?"),
            ("❓ Où aller ?", "Où aller ?"),
            ("# Où aller ?", "Où aller ?"),
            ("#partage : où aller ?", "#partage : où aller ?"),
            ("7 jours suffisent-ils ?", "7 jours suffisent-ils ?"),
            ("• Q12 : Où aller ?", "Où aller ?"),
            ("▼ Question 2. Où aller ?", "Où aller ?"),
            ("2024 est-elle une année bissextile ?", "2024 est-elle une année bissextile ?"),
            ("« Oui » suffit-il ?", "« Oui » suffit-il ?"),
            ("Que\nfaire ?", "Que faire ?"),
            ("**Où aller ?**", "Où aller ?"),
            ("**Où** aller, *ou* ***pas*** ?", "Où aller, ou pas ?"),
            ("2 * 3 * 4, 2**3 et *args ?", "2 * 3 * 4, 2**3 et *args ?"),
            ("Où aller[^1] le lundi ?[^b]", "Où aller le lundi ?"),
        ] {
            assert_eq!(question(text), expected, "{text:?}");
        }
    }

    #[test]
    fn answers_lose_their_label_only() {
        for (text, expected) in [
            ("R : Ici.", "Ici."),
            ("**Réponse :** Ici.", "Ici."),
            ("R2) Ici.", "Ici."),
            ("A. Martin répond.", "A. Martin répond."),
            ("→ Ici.", "Ici."),
            ("=> Rép. : ici.", "ici."),
            ("Réponse : → Ici.", "Ici."),
            ("→ par mail ;\n→ par courrier.", "→ par mail ;\n→ par courrier."),
            ("-5 degrés.", "-5 degrés."),
            ("Réponse de la mairie : oui.", "Réponse de la mairie : oui."),
            ("**Oui :** ici.", "**Oui :** ici."),
        ] {
            assert_eq!(without_answer_label(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            question(&text);
            without_answer_label(&text);
            is_numbered(&text);
        }
    }
}
