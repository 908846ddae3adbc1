//! A number as it is written: groups of digits with separators between them.

use super::seen::Seen;

/// The most digits that are read as one number: a French RIB has 23.
const MOST_DIGITS: usize = 24;
/// The most signs between two groups, as in `(514) - 555`.
const MOST_SIGNS: usize = 3;
/// The most characters between two groups, spaces included.
pub const MOST_SEPARATORS: usize = 8;

/// What is written from a group of digits on, as far as it may be one number.
#[derive(Debug)]
pub struct Number {
    /// The position of the first digit.
    pub start: usize,
    /// Digits, each from 0 to 9.
    pub digits: Vec<u8>,
    pub groups: Vec<Group>,
}

/// One run of digits.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// How many digits the number has at the end of this group.
    pub digits: usize,
    /// How many digits the group has.
    pub size: usize,
    /// The position after the group.
    pub end: usize,
    /// The separator that follows, if another group does: `-` for ` - `.
    pub separator: Option<char>,
}

impl Number {
    /// Reads from the first digit of a group.
    pub fn read(seen: &Seen, start: usize) -> Self {
        let (mut digits, mut groups) = (Vec::new(), Vec::<Group>::new());
        let mut at = start;
        loop {
            let first = digits.len();
            while let Some(digit) = seen.char(at).to_digit(10)
                && digits.len() <= MOST_DIGITS
            {
                digits.push(digit as u8);
                at += 1;
            }
            if digits.len() > MOST_DIGITS {
                digits.truncate(first);
                break;
            }
            let next = separator(seen, at).filter(|(sign, _)| is_of_one_number(&groups, *sign));
            groups.push(Group {
                digits: digits.len(),
                size: digits.len() - first,
                end: at,
                separator: next.map(|(separator, _)| separator),
            });
            match next {
                Some((_, next)) => at = next,
                None => break,
            }
        }
        Self { start, digits, groups }
    }

    /// The group at whose end the number has this many digits.
    pub fn at(&self, digits: usize) -> Option<&Group> {
        self.groups.iter().find(|group| group.digits == digits)
    }

    /// The last group at whose end the number has at least and at most this many digits.
    pub fn within(&self, least: usize, most: usize) -> Option<&Group> {
        self.groups.iter().rfind(|group| (least..=most).contains(&group.digits))
    }

    /// The sizes of the groups up to the one at whose end there are this many digits.
    pub fn sizes(&self, digits: usize) -> Vec<usize> {
        let groups = self.groups.iter().take_while(|group| group.digits <= digits);
        groups.map(|group| group.size).collect()
    }

    /// Whether the number begins with these digits.
    pub fn starts_with(&self, digits: &str) -> bool {
        digits.len() <= self.digits.len()
            && digits.bytes().zip(&self.digits).all(|(wanted, digit)| wanted - b'0' == *digit)
    }

    /// The number of groups that a numeric date takes, `01/02/2024` or `2024-02-01`: what
    /// follows it is another number.
    pub fn date(&self) -> Option<usize> {
        let [first, second, third, ..] = self.groups.as_slice() else { return None };
        let separator = first.separator.filter(|c| matches!(c, '/' | '-' | '.'))?;
        let is_one = second.separator == Some(separator) && third.separator != Some(separator);
        let value = |group: &Group| {
            let digits = &self.digits[group.digits - group.size..group.digits];
            digits.iter().fold(0, |sum: u32, digit| sum.wrapping_mul(10) + u32::from(*digit))
        };
        let is_day = |group: &Group| group.size <= 2 && (1..=31).contains(&value(group));
        let is_year = |group: &Group| group.size == 4 && (1800..=2199).contains(&value(group));
        // `01/02/24 10 30` has as many digits as a telephone number, and is masked as one.
        let may_be_phone = self.digits.first() == Some(&0) && self.at(10).is_some();
        let is_short_year = |group: &Group| group.size == 2 && separator == '/' && !may_be_phone;
        let is_date = is_day(first) && is_day(second) && (is_year(third) || is_short_year(third))
            || is_year(first) && is_day(second) && is_day(third);
        (is_one && is_date).then_some(3)
    }
}

/// The separator from a position on, and the position of the digit after it.
pub fn separator(seen: &Seen, at: usize) -> Option<(char, usize)> {
    let (mut end, mut signs, mut breaks) = (at, 0, 0);
    while end - at < MOST_SEPARATORS && is_separator(seen.char(end)) {
        signs += usize::from(!matches!(seen.char(end), ' ' | '\n'));
        breaks += usize::from(seen.char(end) == '\n');
        end += 1;
    }
    if end == at || signs > MOST_SIGNS || breaks > 1 || !seen.char(end).is_ascii_digit() {
        return None;
    }
    let mut between = (at..end).map(|at| seen.char(at));
    // `01, 02, 03` is a list; `06,12,34,56,78` is one number.
    if end - at > 1 && between.clone().any(|c| matches!(c, ',' | ';')) {
        return None;
    }
    let sign = between.clone().find(|c| !matches!(c, ' ' | '\n'));
    Some((sign.or_else(|| between.find(|c| *c == '\n')).unwrap_or(' '), end))
}

fn is_separator(c: char) -> bool {
    " .-/_,'|();*~\\[]\"\n".contains(c) || is_strict(c)
}

/// Signs that stand between any numbers, as in `08:30-12:30` and `2 + 3 = 5`: they divide one
/// number only where nothing else does.
fn is_strict(c: char) -> bool {
    matches!(c, ':' | '=' | '+' | '#')
}

/// Whether a separator may follow those of the groups so far. A line ends once in a number:
/// several lines of numbers are a list.
fn is_of_one_number(groups: &[Group], sign: char) -> bool {
    let mut before = groups.iter().filter_map(|group| group.separator);
    let is_one = if is_strict(sign) {
        before.clone().all(|c| c == sign)
    } else {
        !before.clone().any(is_strict)
    };
    is_one && (sign != '\n' || !before.any(|c| c == '\n'))
}
