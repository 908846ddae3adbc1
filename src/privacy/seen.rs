//! A text as a reader sees it: what an identifier can be hidden with (digits of other
//! scripts, letters for digits, full-width letters, invisible characters, unusual spaces and
//! hyphens) is normalised, and each character knows the bytes it comes from, so that the text itself is
//! masked as it was written.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::found::Kind;
use super::lookalike::read_digits;

/// Stands for a mask that is already in the text. No scanner takes it for a letter, a digit
/// or a separator.
const MASK: char = '\0';

/// The text that the scanners read. Positions are indices of characters.
#[derive(Debug)]
pub struct Seen {
    /// Without accents.
    chars: Vec<char>,
    /// The same in lower case, one for one.
    lower: Vec<char>,
    /// The bytes of the original text that each character comes from.
    bytes: Vec<Range<usize>>,
}

impl Seen {
    pub fn new(text: &str) -> Self {
        let mut seen = Self {
            chars: Vec::with_capacity(text.len()),
            lower: Vec::new(),
            bytes: Vec::with_capacity(text.len()),
        };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            if c == '['
                && let Some(kind) = Kind::ALL.iter().find(|k| text[at..].starts_with(k.mask()))
            {
                let end = at + kind.mask().len();
                seen.push(MASK, at..end);
                at = end;
                continue;
            }
            let end = at + c.len_utf8();
            if c.is_ascii() {
                seen.push(ascii(c), at..end);
            } else if !is_ignorable(c) {
                seen.decompose(c, at..end);
            }
            at = end;
        }
        read_digits(&mut seen.chars);
        seen.lower = seen.chars.iter().map(|c| lower(*c)).collect();
        seen
    }

    fn decompose(&mut self, c: char, bytes: Range<usize>) {
        // Unicode takes these for letters of their own.
        let ligature: &[char] = match c {
            'œ' => &['o', 'e'],
            'Œ' => &['O', 'E'],
            'æ' => &['a', 'e'],
            'Æ' => &['A', 'E'],
            _ => &[],
        };
        for part in ligature {
            self.push(*part, bytes.clone());
        }
        if !ligature.is_empty() {
            return;
        }
        for part in std::iter::once(c).nfkd() {
            if is_combining_mark(part) {
                // An accent that is written as a character of its own is masked with its letter.
                if let Some(last) = self.bytes.last_mut() {
                    last.end = bytes.end;
                }
            } else {
                self.push(plain(part), bytes.clone());
            }
        }
    }

    fn push(&mut self, c: char, bytes: Range<usize>) {
        self.chars.push(c);
        self.bytes.push(bytes);
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at a position, or a newline outside the text, which ends every find.
    pub fn char(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\n')
    }

    /// The character before a position.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.char(at))
    }

    /// The character at a position in lower case.
    pub fn lower(&self, at: usize) -> char {
        self.lower.get(at).copied().unwrap_or('\n')
    }

    /// The characters of a range in lower case, without accents.
    pub fn text(&self, range: Range<usize>) -> String {
        let end = range.end.min(self.len());
        self.lower[range.start.min(end)..end].iter().collect()
    }

    /// Whether the text has these words, in lower case and without accents, at a position.
    pub fn has(&self, at: usize, words: &str) -> bool {
        words.chars().enumerate().all(|(offset, c)| self.lower(at + offset) == c)
    }

    /// The first position from `at` on that does not fit.
    pub fn skip(&self, mut at: usize, fits: impl Fn(char) -> bool) -> usize {
        while at < self.len() && fits(self.chars[at]) {
            at += 1;
        }
        at
    }

    /// The position, not before `least`, from which all characters before `at` fit.
    pub fn back(&self, mut at: usize, least: usize, fits: impl Fn(char) -> bool) -> usize {
        while at > least && fits(self.char(at - 1)) {
            at -= 1;
        }
        at
    }

    /// Whether one of these words, whole, is among the `reach` characters before a position and
    /// in the same line.
    pub fn is_announced(&self, at: usize, reach: usize, words: &[&str]) -> bool {
        let is_in_line = |start: &usize| self.char(*start) != '\n';
        let starts = (at.saturating_sub(reach)..at).rev().take_while(is_in_line);
        // No such word begins with a digit or a sign between numbers, of which a text may be full.
        let is_first = |c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | ':' | ',');
        let starts = starts.filter(|start| is_first(self.char(*start)));
        starts.filter(|start| self.is_word_start(*start)).any(|start| {
            let end = |word: &str| start + word.chars().count();
            words.iter().any(|word| self.has_word(start, word) && end(word) <= at)
        })
    }

    /// Whether the text speaks of a patient.
    pub fn has_patient(&self) -> bool {
        (0..self.len()).any(|at| self.lower(at) == 'p' && self.has(at, "patient"))
    }

    /// Whether a position is not inside a word.
    pub fn is_word_start(&self, at: usize) -> bool {
        !self.before(at).is_alphanumeric()
    }

    /// Whether the text has these words at a position, and no letter follows.
    pub fn has_word(&self, at: usize, words: &str) -> bool {
        self.has(at, words) && !self.char(at + words.chars().count()).is_alphabetic()
    }

    /// The bytes of the original text that a range of characters comes from.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.bytes[range.start].start..self.bytes[range.end - 1].end
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

fn ascii(c: char) -> char {
    match c {
        '\n' | '\r' => '\n',
        '\t' | '\x0b' | '\x0c' | MASK => ' ',
        '`' => '\'',
        c => c,
    }
}

/// The ASCII character that a decomposed character is read as, if there is one.
fn plain(c: char) -> char {
    match c {
        c if c.is_ascii() => ascii(c),
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{30fb}' | '\u{fe63}' => '-',
        '’' | '‘' | 'ʼ' | '′' | 'ʹ' => '\'',
        '·' | '•' | '∙' | '‧' | '。' | '․' => '.',
        '∕' | '⁄' | '╱' => '/',
        c => digit(c).unwrap_or(c),
    }
}

/// The ASCII digit of a decimal digit of any script.
fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    char::from_digit(code - zero, 10)
}

/// The zeros of the scripts whose digits have no compatibility decomposition to ASCII: each is
/// followed by its nine other digits. From `UnicodeData.txt` of Unicode 16, category Nd.
const ZEROS: [u32; 64] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
    0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0,
    0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130,
    0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950,
];

/// Characters that are not drawn (`Default_Ignorable_Code_Point` of Unicode, with the
/// annotation marks): they may stand inside a number without anybody seeing them.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
