//! Letters that are read as digits: people type `O6 12 …` for `06 12 …`, and who wants to hide
//! a number writes it so.

/// The most characters between a word of `O` and a digit: `OOOO OOOO OOO1`.
const MOST_BETWEEN: usize = 24;

/// Puts `0` for an `O`, and `1` for an `l` or an `I`, where digits are beside it: inside a run of
/// digits, before one at the beginning of a word, and `O` after one at the end too, where `5l`
/// is a quantity. Words stand between two digits only when they are made of `O` alone.
pub fn read_digits(chars: &mut [char]) {
    let mut at = 0;
    while at < chars.len() {
        if !is_lookalike(chars[at]) {
            at += 1;
            continue;
        }
        let end = (at..chars.len()).find(|at| !is_lookalike(chars[*at])).unwrap_or(chars.len());
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let after = chars.get(end).copied().unwrap_or(' ');
        let is_zeros = chars[at..end].iter().all(|c| matches!(c, 'o' | 'O'));
        let is_number = match (before.is_ascii_digit(), after.is_ascii_digit()) {
            (true, true) => true,
            // `2AO31`: one letter in a number is that of a department, or of an account.
            (false, true) => {
                let is_after_digit = at > 1 && chars[at - 2].is_ascii_digit();
                !before.is_alphanumeric() || is_zeros && is_after_digit
            }
            (true, false) => is_zeros && !after.is_alphanumeric(),
            (false, false) => {
                let sides = [near(chars[..at].iter().rev()), near(chars[end..].iter())];
                let is_near = match end - at {
                    1 => chars[at] == 'O' && sides == [true, true],
                    _ => sides.contains(&true),
                };
                is_zeros && !before.is_alphanumeric() && !after.is_alphanumeric() && is_near
            }
        };
        if is_number {
            for c in &mut chars[at..end] {
                *c = if matches!(c, 'o' | 'O') { '0' } else { '1' };
            }
        }
        at = end;
    }
}

fn is_lookalike(c: char) -> bool {
    matches!(c, 'o' | 'O' | 'l' | 'I')
}

/// Whether a digit follows after separators, and after further words of `O`.
fn near<'a>(mut chars: impl Iterator<Item = &'a char>) -> bool {
    let is_between = |c: &char| is_separator(*c) || matches!(c, 'o' | 'O');
    chars.by_ref().take(MOST_BETWEEN).find(|c| !is_between(c)).is_some_and(char::is_ascii_digit)
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '.'
            | '-'
            | '/'
            | '_'
            | '|'
            | ','
            | ';'
            | ':'
            | '*'
            | '='
            | '#'
            | '+'
            | '~'
            | '\\'
            | '\n'
    )
}
