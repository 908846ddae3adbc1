//! Byte offsets → lines and columns, counted as editors do.

/// Line and column, 1-based, the column in characters.
pub type LineColumn = (u32, u32);

/// The lines of one text.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the newlines once.
    pub fn new(text: &'a str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().zip(1..).filter(|&(byte, _)| byte == b'\n').map(|(_, at)| at));
        Self { text, starts }
    }

    /// The place of a byte offset. An offset past the end gives the end, and one inside a
    /// character gives that character.
    pub fn at(&self, offset: usize) -> LineColumn {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let column = self.text[start..offset].chars().count() + 1;
        (as_u32(line), as_u32(column))
    }

    /// The text of a line (1-based) without its newline; empty past the last line.
    pub fn line(&self, line: u32) -> &'a str {
        let Some(&start) = (line as usize).checked_sub(1).and_then(|i| self.starts.get(i)) else {
            return "";
        };
        let end = self.starts.get(line as usize).map_or(self.text.len(), |&next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }
}

fn as_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let lines = Lines::new("é: à\r\nœuf\n");
        for (offset, expected) in [(0, (1, 1)), (2, (1, 2)), (4, (1, 4)), (8, (2, 1)), (10, (2, 2))]
        {
            assert_eq!(lines.at(offset), expected, "offset {offset}");
        }
        assert_eq!((lines.at(99), lines.line(1), lines.line(9)), ((3, 1), "é: à", ""));
    }
}
