//! Text made to fit a network's limits. The one place that shortens text; an
//! answer, which must not be cut inside a mark, is each platform's business.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

/// At most `max` characters, the last one `…` when something was left out; cut
/// between words where one ends in the last third, never inside a character
/// that is written with several.
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    let Some((limit, _)) = text.char_indices().nth(max) else { return Cow::Borrowed(text) };
    if max == 0 {
        return Cow::Borrowed("");
    }
    let room = text[..limit].char_indices().next_back().map_or(0, |(at, _)| at);
    let end = whole_character(text, room);
    let head = &text[..end];
    let word_end = (head.char_indices().rev())
        .find(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .filter(|&at| at > end / 3 * 2);
    Cow::Owned(format!("{}…", head[..word_end.unwrap_or(end)].trim_end()))
}

/// The last place at or before byte `at`, itself between two `char`s, that does
/// not part a letter from its accent or an emoji from its modifiers.
pub fn whole_character(text: &str, mut at: usize) -> usize {
    const JOINER: char = '\u{200d}';
    while at > 0 {
        let next = text[at..].chars().next();
        let previous = text[..at].chars().next_back();
        let joined = next.is_some_and(continues) || previous == Some(JOINER);
        if !joined {
            break;
        }
        at -= previous.map_or(0, char::len_utf8);
    }
    at
}

fn continues(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
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
            ("abc", 0, ""),
            ("", 5, ""),
        ];
        for (text, max, expected) in rows {
            assert_eq!(cut(text, max), expected, "{text:?} in {max}");
        }
    }
}
