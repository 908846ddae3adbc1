//! French plurals, numbers, percentages, lists and dates, written the same way in
//! every sentence, whoever reads it: members, authors, the person at the command line.

use jiff::civil::Date;

/// The form of a noun or verb that goes with `n`: French keeps the singular for 0 and 1.
pub fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n < 2 { one } else { many }
}

/// A number and its noun, on one line: `12 345 entrées`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n), plural(n, one, many))
}

/// `12 345`: groups of three digits, separated by a narrow no-break space.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// `83 %` for a share from 0 to 1; a negative zero is 0 as well.
pub fn percent(share: f32) -> String {
    format!("{:.0}\u{a0}%", share.abs() * 100.0)
}

/// `a`, `a et b`, `a, b et c`.
pub fn enumerate<T: AsRef<str>>(items: &[T]) -> String {
    let joined = |items: &[T]| items.iter().map(T::as_ref).collect::<Vec<_>>().join(", ");
    match items {
        [first @ .., last] if !first.is_empty() => {
            format!("{} et {}", joined(first), last.as_ref())
        }
        few => joined(few),
    }
}

/// `5 septembre 2025`, `1er mars 2026`.
pub fn long_date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let day = match date.day() {
        1 => "1er".to_owned(),
        day => day.to_string(),
    };
    // jiff numbers months from 1 to 12.
    let month = MONTHS[usize::from(date.month().unsigned_abs()).saturating_sub(1).min(11)];
    format!("{day}\u{a0}{month} {}", date.year())
}
