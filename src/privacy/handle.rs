//! Accounts on chat networks after the network's name: « mon skype live:… », « insta : @… ».
//!
//! Format: each network has its own; the value has a sign or digits that a word of French has
//! not, « mon skype entreprise » is kept.

use std::sync::LazyLock;

use super::found::{Kind, Span};
use super::lexicon::Lexicon;
use super::seen::Seen;

#[rustfmt::skip]
const NETWORKS: [&str; 16] = [
    "skype", "telegram", "whatsapp", "signal", "snapchat", "snap", "instagram", "insta", "discord",
    "facebook", "messenger", "tiktok", "twitter", "linkedin", "pseudo", "wechat",
];
static WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(NETWORKS.into_iter().map(|word| (word, ()))));
/// The most characters of an account.
const LONGEST: usize = 40;

/// Finds every account.
pub fn accounts(seen: &Seen, spans: &mut Vec<Span>) {
    for at in (0..seen.len()).filter(|at| seen.is_word_start(*at)) {
        let network = WORDS.at(seen, at).find(|(word, ())| seen.has_word(at, word));
        let found = network.and_then(|(word, ())| account(seen, at, at + word.len()));
        spans.extend(found.map(|(start, end)| Span::new(start, end, Kind::Account)));
    }
}

fn account(seen: &Seen, network: usize, after: usize) -> Option<(usize, usize)> {
    let sign = seen.skip(after, |c| matches!(c, ' ' | ':' | '=')).min(after + 3);
    let has_sign = (after..sign).any(|at| matches!(seen.char(at), ':' | '='));
    let verb = ["est ", "c'est "].iter().find(|verb| seen.has(sign, verb));
    let start = verb.map_or(sign, |verb| sign + verb.len());
    let is_part = |c: char| c.is_ascii_alphanumeric() || "@._:#-".contains(c);
    let token = seen.skip(start, is_part).min(start + LONGEST);
    let end = seen.back(token, start, |c| ".:-#".contains(c));
    let has = |fits: fn(char) -> bool| (start..end).any(|at| fits(seen.char(at)));
    let is_written = seen.char(start) == '@'
        || seen.has(start, "live:")
        || has(char::is_alphabetic)
            && has(|c| c.is_ascii_digit() || matches!(c, '_' | '.'))
            && !seen.has(start, "www.");
    let owner = seen.text(network.saturating_sub(4)..network);
    let is_owned = ["mon ", "ton ", "son "].iter().any(|word| owner.ends_with(word));
    (end > start + 4 && is_written && (has_sign || is_owned)).then_some((start, end))
}
