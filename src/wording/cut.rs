//! Text made to fit a network's limits. The only place that shortens text; an answer,
//! which must not be cut inside a mark, is cut by each network.

use std::borrow::Cow;

use unicode_segmentation::GraphemeCursor;

/// At most `max` characters, the last one `…` when something was left out. The cut is
/// between words where one ends in the last third, and never inside a character that
/// is written with several code points.
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    let Some((limit, _)) = text.char_indices().nth(max) else { return Cow::Borrowed(text) };
    if max == 0 {
        return Cow::Borrowed("");
    }
    let room = text[..limit].char_indices().next_back().map_or(0, |(at, _)| at);
    let end = word_end(text, room);
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// The last place at or before byte `at` that divides no character, and no word where
/// one ends in the last third.
pub fn word_end(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let at = whole_character(text, text.floor_char_boundary(at));
    text[..at].rfind(char::is_whitespace).filter(|&end| end > at / 3 * 2).unwrap_or(at)
}

/// The last place at or before byte `at`, itself between two `char`s, that does not
/// divide a letter from its accent or an emoji from its modifiers.
pub fn whole_character(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    // The cursor has the whole text, so it needs no more of it and cannot fail.
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_words_and_characters_whole() {
        let rows = [
            ("été", 3, "été"),
            ("été chaud", 3, "ét…"),
            ("e\u{301}te\u{301} chaud", 4, "e\u{301}t…"),
            ("une très longue question", 20, "une très longue…"),
            ("👩‍⚕️ médecin", 3, "…"),
            ("🇫🇷🇫🇷", 3, "🇫🇷…"),
            ("abc", 0, ""),
            ("", 5, ""),
        ];
        for (text, max, expected) in rows {
            assert_eq!(cut(text, max), expected, "{text:?} in {max}");
        }
    }
}
