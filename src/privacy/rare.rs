//! Whether a word in small letters is spelled as no French adjective, participle or verb is, so
//! that it is a name where only a common noun stands before it: « le patient kermarrec » and « le
//! patient refuse » are written alike.
//!
//! The endings are ours: letters that end surnames (`-ec`, `-ll`, `-ak`, `-ff`), and the French
//! and English words that end so too. A surname that is spelled as an adjective is found with a
//! capital, a title or a first name, or by the list in `family`.

/// Last letters that words of French seldom have.
const LETTERS: [char; 9] = ['b', 'c', 'h', 'j', 'k', 'q', 'v', 'w', 'y'];
/// Ends of several letters.
#[rustfmt::skip]
const ENDINGS: [&str; 17] = [
    "aou", "aoui", "dze", "ff", "ghi", "glu", "hou", "iou", "ll", "nn", "oui", "ouz", "rr", "ski",
    "ska", "tz", "vic",
];
/// Beginnings of surnames.
const BEGINNINGS: [&str; 7] = ["ker", "ndj", "nkou", "mba", "wl", "sz", "zb"];
/// Letters side by side that no word of French has.
const PAIRS: [&str; 8] = ["kw", "wk", "zk", "kz", "wr", "cz", "zw", "jk"];
/// Words of French and English that end or begin like these.
#[rustfmt::skip]
const WORDS: [&str; 171] = [
    "afghan", "agefiph", "aout", "arc", "aspic", "autotech", "avec", "baby", "bac", "back",
    "bah", "banc", "bank", "barb", "bec", "bip", "black", "blanc", "bloc", "bof", "book", "boy",
    "break", "bref", "bug", "by", "call", "caoutchouc", "cardiac", "catch", "check", "chic",
    "choc", "chou", "cinq", "city", "clic", "click", "clown", "club", "coach", "cognac",
    "couac", "crash", "death", "derby", "desk", "diagnostic", "disk", "donc", "dry", "duc",
    "duty", "echec", "eh", "em", "email", "estomac", "euh", "fac", "facebook", "fais",
    "fantasy", "fax", "feedback", "flanc", "flash", "flic", "follow", "football", "franc",
    "full", "gay", "gazoil", "gouv", "grec", "hall", "handball", "handy", "health", "heavy",
    "hey", "history", "hockey", "hub", "install", "interview", "job", "jockey", "jury",
    "kermesse", "kerosene", "key", "kiwi", "kleenex", "lab", "lac", "laic", "leech", "link",
    "look", "loubard", "mac", "maquis", "marc", "mastic", "match", "music", "my", "new", "now",
    "oh", "ok", "okay", "only", "outlook", "pack", "parc", "patch", "pec", "penalty", "play",
    "plomb", "poney", "porc", "pronostic", "psy", "ptdr", "pub", "public", "punch", "punk",
    "push", "quartz", "ready", "rock", "rugby", "sac", "scratch", "sec", "sexy", "show",
    "sketch", "slack", "smash", "smic", "snob", "spray", "stock", "story", "subway", "syndic",
    "tabac", "talk", "tech", "tic", "ticket", "toc", "toubib", "trafic", "tramway", "trav",
    "tronc", "turc", "ubuntu", "via", "view", "web", "week", "whisky", "zinc",
];

/// Whether a word in small letters, without accents, is spelled so.
pub fn is_rare(word: &str) -> bool {
    let has_pair = || PAIRS.iter().any(|pair| word.contains(pair));
    word.len() > 3
        && word.bytes().all(|c| c.is_ascii_alphabetic() || matches!(c, b'-' | b'\''))
        && WORDS.binary_search(&word).is_err()
        && (word.ends_with(LETTERS)
            || ENDINGS.iter().any(|ending| word.ends_with(ending))
            || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
            || has_pair())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_for_the_search() {
        assert!(WORDS.is_sorted());
    }
}
