//! Where a text stands in a file. HTML and YAML parsers give no lines, so the text is looked
//! for in the file, from the last place found onwards.

/// Finds the lines of texts that come in the order of the file.
pub struct Places<'a> {
    text: &'a str,
    from: usize,
    /// The line of `from`, from 1.
    line: u64,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, from: 0, line: 1 }
    }

    /// The line where `words` stand, from 1. What a file may write in another way (quotes,
    /// no-break spaces, marks) is not compared.
    pub fn line(&mut self, words: &str) -> Option<u64> {
        let piece = words
            .split(|c: char| !c.is_alphanumeric() && c != ' ')
            .map(str::trim)
            .max_by_key(|piece| piece.len())
            .filter(|piece| piece.chars().count() >= 3)?;
        if let Some(at) = self.text[self.from..].find(piece) {
            let end = self.from + at;
            self.line += newlines(&self.text[self.from..end]);
            self.from = end;
            return Some(self.line);
        }
        let before = self.text[..self.from].find(piece)?;
        Some(1 + newlines(&self.text[..before]))
    }
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_located_in_order() {
        let mut places = Places::new("Sommaire\nOù aller ?\n\nL&#39;été ?\nOù aller ?\n");
        for (words, expected) in
            [("Où aller\u{a0}?", Some(2)), ("L’été ?", Some(4)), ("Quand ?", None)]
        {
            assert_eq!(places.line(words), expected, "{words}");
        }
    }
}
