//! Telephone numbers of France and its overseas territories, Belgium, Switzerland and Canada as
//! they are written at home, and of every country with its code.
//!
//! Format: ITU-T E.164 for the codes of countries and the length; for France the « plan
//! national de numérotation » of ARCEP (decision 2018-0881); for Belgium that of IBPT; for
//! Switzerland that of OFCOM (E.164 plan of 2002); for Canada the North American Numbering
//! Plan (NANPA).
//!
//! Numbers of services are kept: they are an organisation's, and what a FAQ answers with. In the
//! French plan those are the ten digits that begin with 08 (free, shared and charged numbers); 09
//! is a person's line over the internet as often as a company's, and is masked.

use super::number::Number;
use super::seen::Seen;

/// Codes of countries and how many digits follow, the ones without the trunk `0`.
const COUNTRIES: [(&str, usize, usize); 14] = [
    ("33", 9, 9),
    ("32", 8, 9),
    ("41", 9, 9),
    ("1", 10, 10),
    ("262", 9, 9),
    ("590", 9, 9),
    ("594", 9, 9),
    ("596", 9, 9),
    ("508", 6, 9),
    ("687", 6, 6),
    ("689", 6, 8),
    ("681", 6, 6),
    ("352", 6, 9),
    ("377", 8, 9),
];

/// The area codes of Canada, and those of toll-free numbers in North America.
const CANADA: [u16; 52] = [
    204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368, 382, 403, 416, 418, 428,
    431, 437, 438, 450, 468, 474, 506, 514, 519, 548, 579, 581, 584, 587, 604, 613, 639, 647, 672,
    683, 705, 709, 742, 778, 780, 782, 807, 819, 825, 867, 873, 879, 902,
];
const TOLL_FREE: [u16; 7] = [800, 833, 844, 855, 866, 877, 888];

/// Where a telephone number stands that begins at the first digit of `number`: its start,
/// which may be a `+` before that digit, and its end.
pub fn phone(seen: &Seen, number: &Number) -> Option<(usize, usize)> {
    if let Some(found) = international(seen, number) {
        return Some(found);
    }
    let end = french_or_swiss(number)
        .or_else(|| belgian(number))
        .or_else(|| canadian(number))
        .or_else(|| french_without_plus(number))
        .or_else(|| without_zero(seen, number))?;
    let has_area = (number.start..end).any(|at| seen.char(at) == ')');
    let start = number.start - usize::from(has_area && seen.before(number.start) == '(');
    Some((start, end))
}

/// The position after a number that a service has: `0 800 123 456`, `08 20 …`, `+33 8…`. In the
/// groups 3, 3, 2, 2 that begin with 081 it is a line in the Grisons.
pub fn service(seen: &Seen, number: &Number) -> Option<usize> {
    let is_plus = seen.before(number.start) == '+';
    let abroad =
        [("338", 11, true), ("3308", 12, true), ("00338", 13, false), ("003308", 14, false)];
    let abroad = abroad.iter().find(|(code, _, plus)| *plus == is_plus && number.starts_with(code));
    let is_abroad = abroad.is_some();
    let group = number.at(abroad.map_or(10, |(_, size, _)| *size))?;
    let is_swiss = number.starts_with("081") && number.sizes(10) == [3, 3, 2, 2];
    let is_service = is_abroad || number.starts_with("08") && !is_swiss;
    is_service.then_some(group.end)
}

/// `+33 (0)6 12…`, `0033 6 12…`, and any other country.
fn international(seen: &Seen, number: &Number) -> Option<(usize, usize)> {
    let plus = seen.back(number.start, number.start.saturating_sub(1), |c| c == ' ');
    let spaces = number.start - plus;
    let has_plus =
        seen.before(plus) == '+' && !seen.before(plus.saturating_sub(1)).is_alphanumeric();
    let zeros = if has_plus {
        0
    } else if number.starts_with("00") {
        2
    } else {
        return None;
    };
    let start = if has_plus { plus - 1 } else { number.start };
    let after = |digits: usize| number.digits.get(zeros..zeros + digits);
    let is_code = |code: &str| {
        after(code.len())
            .is_some_and(|digits| digits.iter().zip(code.bytes()).all(|(d, c)| d + b'0' == c))
    };
    if let Some((code, least, most)) = COUNTRIES.iter().find(|(code, _, _)| is_code(code)) {
        let prefix = zeros + code.len();
        // The trunk 0, as in `+33 (0)6`, is not dialled and yet often written.
        let trunk = usize::from(*code != "1" && number.digits.get(prefix) == Some(&0));
        if let Some(group) = number.within(prefix + trunk + least, prefix + trunk + most) {
            return Some((start, group.end));
        }
    }
    let group = number.within(zeros + 8, zeros + 15)?;
    // `+20 000 000` is an amount, and a sum has its space: `12 + 34567890`.
    let sizes = number.sizes(group.digits);
    let is_amount = sizes.len() > 1 && sizes[1..].iter().all(|size| *size == 3);
    let is_sure = zeros == 0 && spaces == 0 || zeros == 2 && number.digits.get(2) != Some(&0);
    (is_sure && !is_amount).then_some((start, group.end))
}

/// Ten digits that begin with a `0`.
fn french_or_swiss(number: &Number) -> Option<usize> {
    let group = number.at(10)?;
    let is_decimal = number.groups[0].size == 1
        && matches!(number.groups[0].separator, Some('.' | ','))
        && number.groups[1].size > 1;
    (number.digits[0] == 0 && number.digits[1] != 0 && !is_decimal).then_some(group.end)
}

/// Nine digits that begin with a `0`, in Belgian groups, or in pairs as a French number whose
/// last digit is missing. Without groups, nine digits may be anything.
fn belgian(number: &Number) -> Option<usize> {
    let group = number.at(9)?;
    let sizes = number.sizes(9);
    let is_grouped = matches!(
        sizes.as_slice(),
        [2, 3, 2, 2]
            | [3, 2, 2, 2]
            | [2, 7]
            | [3, 6]
            | [3, 3, 3]
            | [2, 3, 4]
            | [3, 2, 4]
            | [2, 2, 2, 2, 1]
    );
    (number.digits[0] == 0 && number.digits[1] != 0 && is_grouped).then_some(group.end)
}

/// `514 555-0199`, with a `1` or without; in other groups only where the area is Canadian.
fn canadian(number: &Number) -> Option<usize> {
    let prefix = usize::from(number.digits.first() == Some(&1));
    let group = number.at(prefix + 10)?;
    let digits = &number.digits[prefix..];
    if digits[0] < 2 || digits[3] < 2 {
        return None;
    }
    let sizes = number.sizes(prefix + 10);
    let is_grouped = matches!(sizes.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 7] | [1, 3, 7]);
    let is_joined = matches!(
        sizes.as_slice(),
        [10 | 11] | [6 | 7, 4] | [1, 10] | [1, 6, 4] | [4, 3, 4] | [4, 7]
    );
    let area = digits[..3].iter().fold(0, |area, digit| area * 10 + u16::from(*digit));
    let is_known = CANADA.contains(&area) || area == 905 || TOLL_FREE.contains(&area);
    (is_grouped || is_joined && is_known).then_some(group.end)
}

/// `mon num 6 12 34 56 78`: the zero of a mobile number is missing.
fn without_zero(seen: &Seen, number: &Number) -> Option<usize> {
    const NAMES: [&str; 12] = [
        "num",
        "numero",
        "n°",
        "no",
        "tel",
        "telephone",
        "portable",
        "mobile",
        "joindre",
        "appeler",
        "appelez",
        "sms",
    ];
    const REACH: usize = 24;
    let group = number.at(9)?;
    let is_mobile = matches!(number.digits[0], 6 | 7) && number.sizes(9) == [1, 2, 2, 2, 2];
    (is_mobile && seen.is_announced(number.start, REACH, &NAMES)).then_some(group.end)
}

/// `33 6 12 34 56 78`, as directories write it.
fn french_without_plus(number: &Number) -> Option<usize> {
    let group = number.at(11)?;
    let is_grouped =
        matches!(number.sizes(11).as_slice(), [11] | [2, 1, 2, 2, 2, 2] | [2, 9] | [3, 2, 2, 2, 2]);
    (number.starts_with("33") && number.digits[2] != 0 && is_grouped).then_some(group.end)
}
