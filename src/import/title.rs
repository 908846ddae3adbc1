//! The question that an element of a page shows: its text without the ornaments that sites
//! put beside a title (links to itself, `¶`, `+`, `▼`, `[modifier]`, the name of an icon).

use scraper::ElementRef;

use super::label;
use super::node::{self, NodeRef};
use super::prose;

/// Parts of class names that say that an element is an ornament of a title.
const CLASSES: [&str; 21] = [
    "icon",
    "icons",
    "ico",
    "icone",
    "chevron",
    "caret",
    "arrow",
    "anchor",
    "headerlink",
    "permalink",
    "permalien",
    "heading",
    "editsection",
    "expander",
    "indicator",
    "plus",
    "minus",
    "sr",
    "reader",
    "hash",
    "symbols",
];

/// The whole text of a small element that is an ornament: names of icons, which an icon font
/// draws, and links of a title to itself or to its editor.
const TEXTS: [&str; 33] = [
    "add",
    "remove",
    "expand more",
    "expand less",
    "expand",
    "keyboard arrow down",
    "keyboard arrow up",
    "keyboard arrow right",
    "arrow drop down",
    "arrow right",
    "chevron right",
    "arrow forward ios",
    "modifier",
    "modifier le code",
    "modifier le wikicode",
    "edit",
    "link",
    "anchor",
    "ancre",
    "permalink",
    "permalien",
    "lien permanent",
    "lien direct",
    "afficher",
    "masquer",
    "afficher la reponse",
    "voir la reponse",
    "ouvrir",
    "fermer",
    "deplier",
    "replier",
    "open",
    "close",
];

/// Signs that are an ornament when they stand apart from the words.
const SIGNS: &str = "#¶§+＋-−–—×✕✖›‹»«>▼▲▾▴▸▹►▶▻◀▿⌄⌃˅˄∨⏷⏵🔗⚓*•·|↓↑→➕➖➜❯🔽🔼";

/// The question that an element shows.
pub fn title(node: NodeRef<'_>) -> String {
    let bare = label::without_note_marks(&node::text_without(node, is_ornament));
    // The characters that a font of icons draws.
    let bare = bare.replace(is_private, "");
    let bare = without_signs(&bare);
    if bare.contains(char::is_alphabetic) {
        return bare;
    }
    // Everything in it looks like an ornament, so the ornaments are the title.
    without_signs(&node::text_without(node, node::is_left_out))
}

/// Whether an element inside a title is not one of its words.
pub fn is_ornament(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    // A button may be the title itself, so a button alone is not an ornament.
    if name != "button" && node::is_left_out(element) {
        return true;
    }
    let hidden = element.attr("aria-hidden") == Some("true");
    let small = matches!(
        name,
        "a" | "span" | "i" | "em" | "b" | "small" | "button" | "div" | "sup" | "label"
    );
    if !small && !hidden {
        return false;
    }
    // Every title is within a few hundred characters, and most elements are far above it.
    let text: String = element.text().take(12).collect();
    let asks = prose::is_question(&text);
    if asks || text.chars().count() > 60 {
        return false;
    }
    let words = prose::words(&text);
    let classes: Vec<String> = node::class_parts(element).collect();
    let unseen = classes.iter().any(|part| part.starts_with("visually"));
    let classed = unseen
        || classes
            .iter()
            .any(|part| CLASSES.contains(&part.as_str()) && (part != "heading" || name == "a"));
    // A box with such a class may be a short answer.
    let most_words = if name == "div" { 2 } else { 5 };
    let short = words.split(' ').count() <= most_words && !text.contains(['.', '!']);
    let to_itself = name == "a" && element.attr("href").is_some_and(|href| href.starts_with('#'));
    // A panel that is folded is hidden too, but has more words than an icon.
    (hidden && words.split(' ').count() <= 3)
        || (is_number(&text) && opens(element) && is_apart(element))
        || TEXTS.contains(&words.as_str())
        || (classed && short)
        || (to_itself && words.is_empty())
        || is_note_mark(element, &text)
        // `[modifier | modifier le code]`
        || (text.trim_start().starts_with('[') && words.starts_with("modifier"))
}

/// Whether an element refers to a note at the bottom of the page: `<sup><a href="#note">1</a>`.
fn is_note_mark(element: &ElementRef<'_>, text: &str) -> bool {
    let mark = text.trim().trim_matches(['[', ']', '(', ')']);
    let short = (1..=3).contains(&mark.chars().count())
        && (is_number(mark) || mark.chars().all(|c| "*†‡".contains(c)));
    let leads = |e: &ElementRef<'_>| e.attr("href").is_some_and(|href| href.contains('#'));
    short
        && matches!(element.value().name(), "sup" | "a" | "span")
        && (leads(element) || element.descendent_elements().any(|inner| leads(&inner)))
}

/// Whether a text is the number of a title: `3` or `03.`.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_end_matches(['.', ')', ':', '-', ' ']);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether nothing stands before an element, and something after it.
fn opens(element: &ElementRef<'_>) -> bool {
    let says = |node: NodeRef<'_>| !words_beside(node).is_empty();
    !element.prev_siblings().any(says) && element.next_siblings().any(says)
}

/// Whether a number is not the first word of a sentence: it has a class of its own, or what comes
/// after it begins like a sentence.
fn is_apart(element: &ElementRef<'_>) -> bool {
    let after = || element.next_siblings().map(words_beside).collect::<String>();
    element.attr("class").is_some() || after().starts_with(char::is_uppercase)
}

/// The words of a node beside a part of a title. The title may be a button, where a text alone
/// would be taken for one that readers do not see.
fn words_beside(node: NodeRef<'_>) -> String {
    node.value()
        .as_text()
        .map_or_else(|| node::text(node), |text| prose::tidy(text).trim().to_owned())
}

/// Whether Unicode leaves a character to each font.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Whether a line of a pasted page is what an ornament looks like as text.
pub fn is_ornament_line(line: &str) -> bool {
    let words = prose::words(line);
    let sign = words.is_empty() && !line.is_empty() && line.chars().all(is_sign);
    sign || (TEXTS.contains(&words.as_str()) && line.chars().count() < 30)
}

/// A title without the signs at its ends that are apart from its words, and without a
/// `[modifier]` after it.
fn without_signs(title: &str) -> String {
    let mut rest = title.trim();
    loop {
        let mut shorter = rest;
        if let Some(last) = shorter.chars().next_back().filter(|c| is_sign(*c)) {
            let before = &shorter[..shorter.len() - last.len_utf8()];
            let apart = before.ends_with(|c: char| c.is_whitespace() || c == '?' || is_sign(c));
            if apart && !(last == '»' && before.contains('«')) {
                shorter = before.trim_end();
            }
        }
        if let Some(first) = shorter.chars().next().filter(|c| is_sign(*c)) {
            let after = &shorter[first.len_utf8()..];
            let apart = after.starts_with(|c: char| c.is_whitespace() || is_sign(c));
            if apart && !(first == '«' && after.contains('»')) {
                shorter = after.trim_start();
            }
        }
        if let Some(open) = shorter.rfind('[').filter(|_| shorter.ends_with(']')) {
            let inside = prose::words(&shorter[open..]);
            if inside.starts_with("modifier") || TEXTS.contains(&inside.as_str()) {
                shorter = shorter[..open].trim_end();
            }
        }
        if shorter.len() == rest.len() {
            return rest.to_owned();
        }
        rest = shorter;
    }
}

fn is_sign(c: char) -> bool {
    SIGNS.contains(c) || c == '\u{fe0f}'
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn ornaments_are_not_part_of_a_question() {
        for (html, expected) in [
            ("Où ? <a class=headerlink href='#a'>¶</a>", "Où ?"),
            ("<a class=header-anchor href='#a'>#</a> Où ?", "Où ?"),
            ("<a class=header-anchor href='#a'><span>Où ?</span></a>", "Où ?"),
            ("Où ?<span>[<a href='/e'>modifier</a> | <a>modifier le code</a>]</span>", "Où ?"),
            ("Où ? <span>+</span>", "Où ?"),
            ("Où ? <span>＋</span>", "Où ?"),
            ("<i class='material-icons'>expand_more</i>Où ?", "Où ?"),
            ("<span>▸</span> Où ? <svg><title>Ouvrir</title></svg>", "Où ?"),
            ("Où ? <span class='visually-hidden'>Afficher la réponse</span>", "Où ?"),
            ("<span class=num>03.</span><span>Où ?</span>", "Où ?"),
            ("<span>2</span> Où ?", "Où ?"),
            ("<i class=fa>\u{f067}</i> Où ?\u{f0a1}", "Où ?"),
            ("<b>12</b> places suffisent-elles ?", "12 places suffisent-elles ?"),
            ("Apprendre le C++ <b>ici</b> ?", "Apprendre le C++ ici ?"),
            ("« Oui »", "« Oui »"),
            ("<span class=icon-text>Horaires</span>", "Horaires"),
            ("Où ? <span class='visually-hidden'>de la mairie</span>", "Où ?"),
            ("<div class='faq-content hidden'>En ligne.</div>", "En ligne."),
        ] {
            let fragment = Html::parse_fragment(html);
            assert_eq!(title(*fragment.root_element()), expected, "{html}");
        }
    }
}
