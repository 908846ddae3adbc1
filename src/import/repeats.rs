//! How many cells the sheets of a LibreOffice workbook have. A row and a cell say how often they
//! are repeated, so that a few bytes may stand for more cells than the memory holds.

/// The cells of all sheets, up to the last one with a content of each row, from `content.xml`.
pub fn cells(content: &[u8]) -> u64 {
    let (mut all, mut rows) = (0u64, 0);
    // The cells of the open row, and those of them up to the last one with a content.
    let (mut count, mut filled) = (0u64, 0);
    for tag in content.split(|byte| *byte == b'<') {
        let tag = &tag[..tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len())];
        if is_named(tag, b"table:table-row") {
            (rows, count, filled) = (repeated(tag, b"number-rows-repeated"), 0, 0);
        } else if is_named(tag, b"table:table-cell") || is_named(tag, b"table:covered-table-cell") {
            count = count.saturating_add(repeated(tag, b"number-columns-repeated"));
            if attribute(tag, b"office:value-type").is_some() || !tag.ends_with(b"/") {
                filled = count;
            }
        } else if is_named(tag, b"/table:table-row") {
            all = all.saturating_add(filled.saturating_mul(rows));
        }
    }
    all
}

fn is_named(tag: &[u8], name: &[u8]) -> bool {
    tag.strip_prefix(name).is_some_and(|rest| {
        rest.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'/')
    })
}

fn repeated(tag: &[u8], name: &[u8]) -> u64 {
    let text = attribute(tag, name).and_then(|text| std::str::from_utf8(text).ok());
    text.and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = tag.windows(name.len()).position(|window| window == name)?;
    let rest = tag[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    rest.split(|byte| byte == quote).next()
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn repeated_cells_are_counted_without_being_made() {
        for (row, expected) in [
            (
                "<table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row>",
                1,
            ),
            (
                "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>",
                0,
            ),
            (
                "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:number-columns-repeated=\"50\"/><table:table-cell table:number-columns-repeated = \"2\" office:value-type=\"float\"/></table:table-row>",
                52_000,
            ),
        ] {
            assert_eq!(cells(row.as_bytes()), expected, "{row}");
        }
    }
}
