//! What documentation sites add to Markdown to unfold an answer: `:::details` of VuePress and
//! Docusaurus, `???` of MkDocs, `{{< details >}}` of Hugo. Each becomes the `<details>` that
//! the site shows.

use super::prose;

/// Whether a line opens or closes a block of code.
pub fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// Whether a line opens something that unfolds.
pub fn opens(line: &str) -> bool {
    colons(line).is_some() || admonition(line).is_some() || shortcode(line).is_some()
}

/// The text with `<details>` in place of what unfolds, and without the lines that only speak
/// to the site's generator.
pub fn unfolded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut fence = false;
    // For each open `:::`, whether it is one that unfolds.
    let mut open: Vec<bool> = Vec::new();
    // The indent of the text of an open `???`, `!!!` or tab, and whether it unfolds.
    let mut admonitions: Vec<(usize, bool)> = Vec::new();
    for raw in text.lines() {
        let indent = raw.len() - raw.trim_start().len();
        if !raw.trim().is_empty() {
            while let Some((_, unfolds)) = admonitions.pop_if(|(margin, _)| indent < *margin) {
                written.push_str(if unfolds { "\n</details>\n\n" } else { "\n" });
            }
        }
        let margin = admonitions.last().map_or(0, |(margin, _)| *margin).min(indent);
        // A no-break space may stand across the margin.
        let line = raw.get(margin..).unwrap_or(raw.trim_start());
        let words = line.trim();
        if is_fence(words) {
            fence = !fence;
        }
        if fence {
            written.push_str(line);
        } else if let Some(title) = colons(words) {
            open.push(true);
            written.push_str(&details(title));
        } else if words.starts_with(":::") {
            let closes = words.trim_matches(':').trim().is_empty();
            if !closes {
                open.push(false);
            } else if open.pop() == Some(true) {
                written.push_str("\n</details>\n");
            }
        } else if let Some(title) = admonition(words) {
            admonitions.push((indent + 4, true));
            written.push_str(&details(title));
        } else if let Some(title) = label_of_block(words) {
            admonitions.push((indent + 4, false));
            if !title.is_empty() {
                written.push_str(&format!("\n**{title}**\n"));
            }
        } else if let Some((quote, name)) = alert(words) {
            written.push_str(&format!("{quote} **{name}**\n{quote}"));
        } else if let Some(title) = shortcode(words) {
            written.push_str(&details(title));
        } else if closes_shortcode(words) {
            written.push_str("\n</details>\n");
        } else if let Some(at) = glued_heading(words) {
            written.push_str(&words[..at]);
            written.push(' ');
            written.push_str(&words[at..]);
        } else if let Some((rank, title)) = wiki_heading(words) {
            written.push_str(&format!("{} {title}", "#".repeat(rank)));
        } else if !speaks_to_generator(words) {
            written.push_str(line);
        }
        written.push('\n');
    }
    for _ in admonitions.into_iter().filter(|(_, unfolds)| *unfolds) {
        written.push_str("\n</details>\n");
    }
    written
}

fn details(title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    format!("\n<details>\n<summary>{}</summary>\n", title.replace(['*', '`'], ""))
}

/// The title of `::: details Title`.
fn colons(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(":::")?.trim_start_matches(':').trim_start();
    let title = ["details", "spoiler", "collapse", "accordion", "dropdown"]
        .iter()
        .find_map(|name| rest.strip_prefix(name))?;
    let title = title.trim();
    // Docusaurus and directives write `[Title]`.
    Some(title.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(title))
        .filter(|title| !title.is_empty())
}

/// The title of `??? question "Title"`, and of `!!!` when it is a question.
fn admonition(line: &str) -> Option<&str> {
    let folds = line.strip_prefix("???").map(|rest| rest.trim_start_matches('+'));
    let rest = folds.or_else(|| line.strip_prefix("!!!").filter(|rest| rest.contains('?')))?;
    let (_, title) = rest.split_once('"')?;
    title.trim_end().strip_suffix('"').filter(|title| !title.is_empty())
}

/// The title of a tab of MkDocs (`=== "Title"`) or of a box (`!!! warning "Title"`), whose text
/// is indented. Empty when the box has none.
fn label_of_block(line: &str) -> Option<&str> {
    if let Some(tab) = line.strip_prefix("===") {
        let title = tab.trim_start_matches(['!', '+']).trim().strip_prefix('"')?;
        return title.strip_suffix('"').map(str::trim);
    }
    let rest = line.strip_prefix("!!!")?;
    let (kind, title) = rest.split_once('"').unwrap_or((rest, ""));
    let named = kind.starts_with([' ', '+']) && kind.contains(|c: char| c.is_ascii_lowercase());
    let plain = kind.chars().all(|c| c.is_ascii_alphanumeric() || " +-_".contains(c));
    (named && plain).then(|| title.trim_end().trim_end_matches('"').trim())
}

/// The marks before an alert of GitHub (`> [!NOTE]`) and its French name.
fn alert(line: &str) -> Option<(&str, &'static str)> {
    let (quote, kind) = line.strip_suffix(']')?.split_once("[!")?;
    let quote = quote.trim_end();
    let quotes = quote.starts_with('>') && quote.chars().all(|c| c == '>' || c == ' ');
    let name = match kind.to_ascii_lowercase().as_str() {
        "note" => "Remarque",
        "tip" => "Astuce",
        "important" => "Important",
        "warning" | "caution" => "Attention",
        _ => return None,
    };
    quotes.then_some((quote, name))
}

/// The title of `{{< details "Title" >}}`, `{{% expand title="Title" %}}` or
/// `{% collapse "Title" %}`.
fn shortcode(line: &str) -> Option<&str> {
    let inside = inside_shortcode(line)?;
    let name = inside.split_whitespace().next()?;
    let unfolds = ["details", "expand", "collapse", "accordion", "accordion-item", "spoiler"];
    if !unfolds.contains(&name) {
        return None;
    }
    let (_, title) = inside.split_once('"')?;
    title.split('"').next().filter(|title| !title.is_empty())
}

fn closes_shortcode(line: &str) -> bool {
    inside_shortcode(line).is_some_and(|inside| {
        let name = inside.trim_start_matches(['/', ' ']).trim_start_matches("end");
        (inside.starts_with('/') || inside.starts_with("end"))
            && ["details", "expand", "collapse", "accordion", "accordion-item", "spoiler"]
                .contains(&name.trim())
            && !inside.contains('"')
    })
}

fn inside_shortcode(line: &str) -> Option<&str> {
    let inside = ["{{<", "{{%", "{%"].iter().find_map(|open| line.strip_prefix(open))?;
    let end = inside.rfind(['>', '%'])?;
    Some(inside[..end].trim())
}

/// Where the words of a heading begin that has no space after its marks. Many sites show it as
/// a heading.
pub fn glued_heading(line: &str) -> Option<usize> {
    let marks = line.len() - line.trim_start_matches('#').len();
    let words = &line[marks..];
    // `#word` is a tag, unless it asks.
    let heading = (2..=6).contains(&marks) || (marks == 1 && prose::is_question(words));
    (heading && words.starts_with(char::is_alphanumeric)).then_some(marks)
}

/// The rank and the words of a heading of a wiki or of AsciiDoc: `== Title ==`, `== Title`.
pub fn wiki_heading(line: &str) -> Option<(usize, &str)> {
    let rank = line.len() - line.trim_start_matches('=').len();
    let words = line[rank..].strip_prefix(' ').or_else(|| line[rank..].strip_suffix('='))?;
    let title = words.trim_end_matches('=').trim();
    // `=== "Title"` without a closing run is a tab of MkDocs.
    if title.starts_with('"') && !words.ends_with('=') {
        return None;
    }
    ((2..=6).contains(&rank) && title.contains(char::is_alphabetic)).then_some((rank, title))
}

/// Lines that a generator replaces or hides: tables of contents, imports, hints.
fn speaks_to_generator(line: &str) -> bool {
    let fixed = ["[[toc]]", "[toc]", "[[_toc_]]", "{:toc}", "{: .no_toc}", "{% toc %}"];
    fixed.contains(&line.to_ascii_lowercase().as_str())
        || (line.starts_with("{%") && line.ends_with("%}"))
        || (line.starts_with("{{<") && line.ends_with(">}}"))
        || (line.starts_with("{{%") && line.ends_with("%}}"))
        || (line.starts_with("{:") && line.ends_with('}'))
        || (line.starts_with("import ")
            && line.contains(" from ")
            && line.ends_with(['\'', '"', ';']))
        || line.starts_with("export default")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let lines = unfolded(text);
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.join("\n"), expected, "{text}");
    }

    #[test]
    fn what_unfolds_becomes_details() {
        let expected = "<details>\n<summary>Où ?</summary>\nIci.\n</details>\nFin.";
        check("::: details Où ?\nIci.\n:::\nFin.", expected);
        check(":::details[Où ?]\nIci.\n:::\nFin.", expected);
        check("??? question \"Où ?\"\n\n    Ici.\n\nFin.", expected);
        check("{{< details \"Où ?\" >}}\nIci.\n{{< /details >}}\nFin.", expected);
        check("{% collapse \"Où ?\" %}\nIci.\n{% endcollapse %}\nFin.", expected);
        check("##Où ?\nIci.\n#mairie", "## Où ?\nIci.\n#mairie");
        check("== Où ? ==\nIci.\n=== Quand ?", "## Où ?\nIci.\n### Quand ?");
        check("::: tip\nIci.\n:::", "Ici.");
        check(
            "=== \"Linux\"\n\n    Ici.\n\n=== \"Mac\"\n\n    Là.\n\nFin.",
            "**Linux**\nIci.\n**Mac**\nLà.\nFin.",
        );
        check("!!! warning \"Attention\"\n    Ici.\nFin.", "**Attention**\nIci.\nFin.");
        check("!!! note\n    Ici.\nFin.", "Ici.\nFin.");
        check("!!! attention, important\nFin.", "!!! attention, important\nFin.");
        check("> [!NOTE]\n> Ici.", "> **Remarque**\n>\n> Ici.");
        check("```\n::: details Où ?\n```", "```\n::: details Où ?\n```");
    }
}
