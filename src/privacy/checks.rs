//! The check digits of identifiers. Pure arithmetic on digits as numbers from 0 to 9.

/// Whether the digits, the check digit last, satisfy the Luhn formula (ISO/IEC 7812-1,
/// annex B).
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                1 if digit > 4 => digit * 2 - 9,
                1 => digit * 2,
                _ => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The number that decimal digits write, modulo 97.
pub fn modulo_97(digits: impl IntoIterator<Item = u8>) -> u32 {
    digits.into_iter().fold(0, |rest, digit| (rest * 10 + u32::from(digit)) % 97)
}
