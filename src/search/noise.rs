//! What a message has beside its words: links, names of people, emoji.

use std::borrow::Cow;

use super::french::fold;

/// A question without what says nothing about it: links, `@names`, `@everyone`, mentions as a
/// network writes them, emoji and their codes (`:wave:`). A link that was kept would bring the
/// words of its address, and the encoder reads an emoji as part of the sentence.
///
/// An address such as `@mssante.fr` or `nom@exemple.fr` may be what is asked about, and stays.
pub fn without_noise(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c != '@' && c != ':' && c != '<' && !is_emoji(c);
    if text.chars().all(is_plain) && !text.contains("www.") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let space = &piece[word.len()..];
        let inner = word.trim_matches(|c: char| "()[]«»\"'“”,;!?.…".contains(c));
        if !is_noise(inner) {
            let shown = without_codes(word);
            kept.extend(shown.chars().filter(|c| !is_emoji(*c)));
        } else if let Some(mark) = word.chars().last().filter(|c| "?!.".contains(*c)) {
            kept.push(mark);
        }
        kept.push_str(space);
    }
    Cow::Owned(kept)
}

fn is_noise(word: &str) -> bool {
    let folded = fold(word);
    let is_link = folded.contains("://") || folded.starts_with("www.");
    let is_mention = word.starts_with('<') && word.ends_with('>') && word.contains([':', '@', '#']);
    let is_name = word
        .strip_prefix('@')
        .is_some_and(|name| name.starts_with(char::is_alphanumeric) && !name.contains(['.', '@']));
    // `@nom:serveur.fr`, a person's id on Matrix, has a dot in its server.
    let is_matrix_id = word.strip_prefix('@').is_some_and(|name| name.contains(':'));
    is_link || is_mention || is_name || is_matrix_id
}

/// A word without the codes of emoji in it: `ok:thumbs_up:` → `ok`. A time of day or a list
/// such as `a:b:c` has no code, which begins and ends with its colons.
fn without_codes(word: &str) -> Cow<'_, str> {
    let mut rest = word;
    let mut kept = String::new();
    while let Some(start) = rest.find(':') {
        let after = &rest[start + 1..];
        let Some(length) = after.find(':') else { break };
        let code = &after[..length];
        let is_code = code.chars().count() > 1
            && code.starts_with(|c: char| c.is_ascii_alphabetic() || c == '+' || c == '-')
            && code.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c));
        let is_apart = !after[length + 1..].starts_with(char::is_alphanumeric);
        if is_code && is_apart {
            kept.push_str(&rest[..start]);
            rest = &after[length + 1..];
        } else {
            kept.push_str(&rest[..=start]);
            rest = after;
        }
    }
    if rest.len() == word.len() {
        return Cow::Borrowed(word);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Pictures, dingbats, flags, skin tones, and what joins them (Unicode 16, blocks of
/// `emoji-data.txt`). Arrows, currencies and mathematical signs are not among them.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}'
        | '\u{fe0f}' | '\u{20e3}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_out() {
        for (typed, said) in [
            ("où est la cantine ?", "où est la cantine ?"),
            ("@everyone où est la cantine ?", " où est la cantine ?"),
            ("demande à @Jean_Paul, il sait", "demande à  il sait"),
            ("la cantine :pray::skin-tone-2: ?", "la cantine  ?"),
            ("cantine <:triste:123456> fermée", "cantine  fermée"),
            ("cantine 😭😭🇫🇷 fermée❤\u{fe0f}", "cantine  fermée"),
            ("c’est sur https://a.example/cantine?", "c’est sur ?"),
            ("voir (www.mairie.example) svp", "voir  svp"),
            ("@lea:serveur.example la cantine", " la cantine"),
            // These stay: an address, a domain that is asked about, times, lists, a ratio.
            ("écrire à accueil@mairie.example", "écrire à accueil@mairie.example"),
            ("une adresse @mssante.fr ?", "une adresse @mssante.fr ?"),
            ("ouvert de 10:30:00 à 12:00 ?", "ouvert de 10:30:00 à 12:00 ?"),
            ("choix a:b:c", "choix a:b:c"),
            ("objet : cantine : fermée", "objet : cantine : fermée"),
            ("est-ce que x < 3 et y > 2 ?", "est-ce que x < 3 et y > 2 ?"),
        ] {
            assert_eq!(without_noise(typed), said, "{typed:?}");
        }
    }
}
