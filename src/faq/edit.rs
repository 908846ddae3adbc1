//! Small changes to an entry's file, made for its authors: a variant more, a review's dates.
//!
//! The file is edited as text, because a front matter that is read and written again would lose
//! its comments, its order and its quotes. Each change is read again before it is given back,
//! and refused when anything else than the change is different.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::entry::Entry;
use super::front_matter;
use super::parse;

/// The text of an entry file with one variant more, the last.
///
/// `None` when the file has an error, when the entry has this question or variant already, or
/// when its front matter is written in a way that is not understood here; its author must then
/// write the line.
pub fn with_variant(text: &str, wording: &str) -> Option<String> {
    let before = read(text)?;
    if before.question == wording || before.variants.iter().any(|variant| variant == wording) {
        return None;
    }
    let front = FrontMatter::of(text)?;
    let after = match front.key("variants") {
        Some(key) => front.with_item(&key, wording)?,
        None => {
            let end = front.key("question")?.end;
            let item = format!("variants:{0}  - {1}{0}", front.newline, plain(wording)?);
            front.with(end, end, &item)
        }
    };
    let mut wanted = Entry::clone(&before);
    wanted.variants.push(wording.to_owned());
    is_entry(&after, &wanted).then_some(after)
}

/// A text without the variants that `after` has and `before` has not, whatever else was changed
/// in it since. `None` when there is none to take out, or as for [`with_variant`].
pub fn without_variants(before: &str, after: &str, now: &str) -> Option<String> {
    let (before, after) = (read(before)?, read(after)?);
    let is_new = |variant: &&String| !before.variants.contains(variant);
    let added: Vec<&String> = after.variants.iter().filter(is_new).collect();
    let mut text = now.to_owned();
    for wording in &added {
        text = without_variant(&text, wording)?;
    }
    (!added.is_empty()).then_some(text)
}

fn without_variant(text: &str, wording: &str) -> Option<String> {
    let before = read(text)?;
    let at = before.variants.iter().position(|variant| variant == wording)?;
    let mut wanted = Entry::clone(&before);
    wanted.variants.remove(at);
    let front = FrontMatter::of(text)?;
    let key = front.key("variants")?;
    if wanted.variants.is_empty() {
        let after = front.with(key.start, key.end, "");
        return is_entry(&after, &wanted).then_some(after);
    }
    // Of all lines of the list, the one without which the entry is the wanted one.
    let mut start = key.first_line_end;
    for line in text[key.first_line_end..key.end].split_inclusive('\n') {
        let after = front.with(start, start + line.len(), "");
        if is_entry(&after, &wanted) {
            return Some(after);
        }
        start += line.len();
    }
    None
}

/// The text of an entry file whose answer was read again on `updated` and must be read again by
/// `review_by`. `None` as for [`with_variant`].
pub fn with_review(text: &str, updated: Date, review_by: Date) -> Option<String> {
    let before = read(text)?;
    let mut after = text.to_owned();
    for (name, date) in [("updated", updated), ("review_by", review_by)] {
        let front = FrontMatter::of(&after)?;
        let line = format!("{name}: {date}{}", front.newline);
        after = match front.key(name) {
            Some(key) => front.with(key.start, key.first_line_end, &line),
            None => front.with(front.end, front.end, &line),
        };
    }
    let wanted =
        Entry { updated: Some(updated), review_by: Some(review_by), ..Entry::clone(&before) };
    is_entry(&after, &wanted).then_some(after)
}

fn read(text: &str) -> Option<Arc<Entry>> {
    parse::alone(Path::new(""), text).entry
}

fn is_entry(text: &str, wanted: &Entry) -> bool {
    read(text).is_some_and(|entry| *entry == *wanted)
}

/// A text as a YAML value on one line, in quotes where it needs them.
fn plain(text: &str) -> Option<String> {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    let value = serde_saphyr::to_string_with_options(&text, options).ok()?;
    let value = value.trim_end();
    (!value.contains('\n')).then(|| value.to_owned())
}

/// The front matter of a text: byte places in the whole text.
struct FrontMatter<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    newline: &'static str,
}

/// A key of a front matter with its value.
struct Key {
    /// Where its line begins.
    start: usize,
    /// Behind the colon.
    value: usize,
    /// Behind the end of its own line.
    first_line_end: usize,
    /// Behind the end of the value's last line that is not blank.
    end: usize,
}

impl<'a> FrontMatter<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let yaml = front_matter::split(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?.yaml;
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (start, end) = (yaml.start + mark, yaml.end + mark);
        let newline = if text[..start].ends_with("\r\n") { "\r\n" } else { "\n" };
        Some(Self { text, start, end, newline })
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let lines = self.text[self.start..self.end].split_inclusive('\n');
        lines.scan(self.start, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
    }

    /// A key that begins a line. What is indented below it, its list's items and the comments
    /// between them belong to it.
    fn key(&self, name: &str) -> Option<Key> {
        let mut lines = self.lines();
        let is_key = |line: &str| {
            line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':'))
        };
        let (start, line) = lines.find(|(_, line)| is_key(line))?;
        let first_line_end = start + line.len();
        let value = start + line.find(':')? + 1;
        let mut end = first_line_end;
        for (at, line) in lines {
            let is_inside = line.starts_with([' ', '\t', '-', ']', '}']) || line.trim().is_empty();
            if !is_inside && !line.starts_with('#') {
                break;
            }
            if line.starts_with([' ', '\t', '-', ']', '}']) && !line.trim().is_empty() {
                end = at + line.len();
            }
        }
        Some(Key { start, value, first_line_end, end })
    }

    /// The text with one item more in the list of a key.
    fn with_item(&self, key: &Key, item: &str) -> Option<String> {
        let below = &self.text[key.first_line_end..key.end];
        let value = self.text[key.value..key.first_line_end].trim();
        let value = if value.starts_with('#') { "" } else { value };
        if value.starts_with('[') {
            // In quotes, because a comma or a bracket would end it.
            let item = serde_json::to_string(item).ok()?;
            let end = key.value + self.text[key.value..key.end].rfind(']')?;
            let kept = self.text[..end].trim_end().len();
            let comma = match self.text[..kept].ends_with(['[', ',']) {
                true if self.text[..kept].ends_with(',') => " ",
                true => "",
                false => ", ",
            };
            return Some(self.with(kept, end, &format!("{comma}{item}")));
        }
        if !value.is_empty() && below.trim().is_empty() {
            // `variants: ~`, or a lone text.
            return None;
        }
        let first = below.lines().find(|line| line.trim_start().starts_with('-'));
        let indent = first.map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
        let item = format!("{indent}- {}{}", plain(item)?, self.newline);
        Some(self.with(key.end, key.end, &item))
    }

    fn with(&self, from: usize, to: usize, text: &str) -> String {
        format!("{}{text}{}", &self.text[..from], &self.text[to..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(front: &str) -> String {
        format!("---\n{front}source: https://source.invalid/\n---\nRéponse.\n")
    }

    #[test]
    fn a_variant_is_added_where_the_author_would() {
        for (before, after) in [
            ("question: Où ?\n", "question: Où ?\nvariants:\n  - C’est loin ?\n"),
            (
                "question: Où ? # nord\n# rien\ncategories: [Lieux]\n",
                "question: Où ? # nord\nvariants:\n  - C’est loin ?\n# rien\ncategories: [Lieux]\n",
            ),
            (
                "question: >-\n  Où\n  donc ?\ncategories: [Lieux]\n",
                "question: >-\n  Où\n  donc ?\nvariants:\n  - C’est loin ?\ncategories: [Lieux]\n",
            ),
            (
                "question: Où ?\nvariants: # rares\n- Quel lieu ? # un\n\ncategories: [Lieux]\n",
                "question: Où ?\nvariants: # rares\n- Quel lieu ? # un\n- C’est loin ?\n\ncategories: [Lieux]\n",
            ),
            (
                "question: Où ?\nvariants:\n    - Quel lieu ?\n    - |-\n      Un lieu ?\n",
                "question: Où ?\nvariants:\n    - Quel lieu ?\n    - |-\n      Un lieu ?\n    - C’est loin ?\n",
            ),
            (
                "question: Où ?\nvariants: [\"Quel lieu ?\"] # un\n",
                "question: Où ?\nvariants: [\"Quel lieu ?\", \"C’est loin ?\"] # un\n",
            ),
            (
                "question: Où ?\nvariants: [\n  Quel lieu ?,\n]\n",
                "question: Où ?\nvariants: [\n  Quel lieu ?, \"C’est loin ?\"]\n",
            ),
            ("question: Où ?\nvariants: []\n", "question: Où ?\nvariants: [\"C’est loin ?\"]\n"),
        ] {
            let text = with_variant(&file(before), "C’est loin ?");
            assert_eq!(text.as_deref(), Some(&*file(after)), "{before:?}");
        }
    }

    #[test]
    fn a_variant_is_taken_out_and_what_came_since_stays() {
        let with = |variants: &str| file(&format!("question: Où ?\n{variants}"));
        for (before, after, now, left) in [
            (
                "",
                "variants:\n  - Ici ?\n",
                "variants:\n  - Ici ?\n  - Là ?\n",
                "variants:\n  - Là ?\n",
            ),
            (
                "",
                "variants:\n  - Ici ?\n",
                "variants:\n  - Ici ?\ncategories: [Lieux]\n",
                "categories: [Lieux]\n",
            ),
            (
                "variants: # rares\n  - Ici ?\n",
                "variants: # rares\n  - Ici ?\n  - \"Là : où ?\"\n",
                "variants: # rares\n  - Ici ? # un\n  - \"Là : où ?\"\n  - Loin ?\n",
                "variants: # rares\n  - Ici ? # un\n  - Loin ?\n",
            ),
        ] {
            let text = without_variants(&with(before), &with(after), &with(now));
            assert_eq!(text.as_deref(), Some(&*with(left)), "{now:?}");
        }
        let gone = without_variants(&with(""), &with("variants:\n  - Ici ?\n"), &with(""));
        assert_eq!(gone, None, "somebody has taken it out already");
    }

    #[test]
    fn any_wording_is_the_variant_word_for_word() {
        for wording in [
            "@tous : où ?",
            "- où #1",
            "C’est \"là\" : ou ici ?",
            "[où]",
            "'où'",
            "oui",
            "12",
            "où\\ici",
            "null",
            "🅿️ où ?",
        ] {
            for front in ["question: Où ?\n", "question: Où ?\nvariants: [Ici]\n"] {
                let text = with_variant(&file(front), wording).expect(wording);
                let entry = read(&text).expect(wording);
                assert_eq!(entry.variants.last().map(String::as_str), Some(wording));
                assert_eq!(with_variant(&text, wording), None, "twice");
            }
        }
    }

    #[test]
    fn line_ends_and_marks_stay() {
        let text = file("question: Où ?\n").replace('\n', "\r\n");
        let text = with_variant(&format!("\u{feff}{text}"), "Loin ?").expect("a variant");
        assert!(text.starts_with("\u{feff}---\r\nquestion: Où ?\r\nvariants:\r\n  - Loin ?\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }

    #[test]
    fn what_is_not_understood_is_left_to_its_author() {
        for front in [
            "\"question\": Où ?\n",
            "question: Où ?\nvariants: &ici\n",
            "question: Où ?\nvariants: ~\n",
            "titre: Où ?\n",
        ] {
            let text = with_variant(&file(front), "Loin ?");
            assert!(text.is_none(), "{front:?}: {text:?}");
        }
        assert_eq!(with_variant("Où ?", "Loin ?"), None);
        assert_eq!(with_variant(&file("question: Où ?\n"), "Où ?"), None, "the question itself");
    }

    #[test]
    fn a_review_sets_both_dates() {
        let [updated, review_by] = [2026, 2027].map(|year| jiff::civil::date(year, 11, 28));
        for (before, after) in [
            (
                "question: Où ?\nupdated: 2025-01-02 # vu\nreview_by: 2026-01-02\n",
                "question: Où ?\nupdated: 2026-11-28\nreview_by: 2027-11-28\n",
            ),
            (
                "review_by: \"2026-01-02\"\nquestion: Où ?\n",
                "review_by: 2027-11-28\nquestion: Où ?\n",
            ),
        ] {
            let text = with_review(&file(before), updated, review_by).expect(before);
            assert!(text.contains(after), "{text}");
            let entry = read(&text).expect(before);
            assert_eq!((entry.updated, entry.review_by), (Some(updated), Some(review_by)));
        }
    }
}
