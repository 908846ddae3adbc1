//! The words of a message, without what only Discord's own programs read.

use serenity::model::channel::Message;

/// The text of a message, or else of the messages that it forwards, of its cards and of its
/// poll's question.
pub fn text_of(message: &Message) -> String {
    if !message.content.trim().is_empty() {
        return message.content.clone();
    }
    let forwarded = message.message_snapshots.iter().map(|snapshot| snapshot.content.as_str());
    let cards = message.embeds.iter();
    let cards = cards.flat_map(|card| [card.title.as_deref(), card.description.as_deref()]);
    let poll = message.poll.iter().map(|poll| poll.question.text.as_deref());
    let texts: Vec<&str> = forwarded.chain(cards.chain(poll).flatten()).collect();
    texts.join("\n").trim().to_owned()
}

/// The text without mentions, emojis, times and commands as Discord writes them:
/// `<@1>`, `<#1>`, `<:name:1>`, `<t:1:R>`, `</name:1>`.
pub fn without_mentions(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        words.push_str(before);
        let end = tail.find('>').filter(|&end| is_mention(&tail[1..end]));
        match end {
            Some(end) => {
                words.push(' ');
                rest = &tail[end + 1..];
            }
            None => {
                words.push('<');
                rest = &tail[1..];
            }
        }
    }
    words.push_str(rest);
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

fn is_mention(inside: &str) -> bool {
    let Some(mark) = inside.chars().next() else { return false };
    let plain = inside.chars().all(|c| c.is_alphanumeric() || "@!&#:/_-~ ".contains(c));
    let numbered = inside.ends_with(|c: char| c.is_ascii_digit()) || inside.starts_with("t:");
    plain
        && numbered
        && (matches!(mark, '@' | '#' | ':' | '/')
            || inside.starts_with("a:")
            || inside.starts_with("t:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_taken_out() {
        let rows = [
            ("<@42> Où est l’annuaire ?", "Où est l’annuaire ?"),
            ("Où est <@!42> l’annuaire ?", "Où est l’annuaire ?"),
            ("<@42>", ""),
            ("dans <#7> <:ok:9> <a:ok:9> <t:1700000000:R> </faq:3> là", "dans là"),
            ("si a < b et b > c", "si a < b et b > c"),
            ("<script>", "<script>"),
            ("<", "<"),
        ];
        for (text, expected) in rows {
            assert_eq!(without_mentions(text), expected, "{text:?}");
        }
    }
}
