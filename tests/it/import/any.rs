//! Whatever is given, in whatever format: an import ends, and what it writes is read again.

use proptest::prelude::*;
use souffleur::import::{self, Draft, write};

use super::read_back;

fn any_format() -> impl Strategy<Value = Option<import::Format>> {
    use import::Format::{Csv, Html, Json, JsonLd, Markdown, Page, Yaml};
    prop::sample::select(vec![
        None,
        Some(Csv),
        Some(Html),
        Some(Json),
        Some(JsonLd),
        Some(Markdown),
        Some(Page),
        Some(Yaml),
    ])
}

/// Pieces that the readers look for, to be combined in any order.
const PIECES: [&str; 54] = [
    "Où ?",
    "\n",
    "\n\n",
    "Prêt",
    "Vie Prêt",
    "- ",
    "• ",
    "1. ",
    "https://a.fr",
    "«",
    "»",
    "\u{a0}",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<h2>",
    "</h2>",
    "<h4>",
    "</h4>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<button aria-expanded=a aria-controls=x>",
    "</button>",
    "<div id=x>",
    "</div>",
    "<p>",
    "</b>",
    "<br>",
    "question",
    "réponse",
    ";",
    ",",
    "\t",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"title\"",
    "\"text\"",
    "\"@type\"",
    "\"Question\"",
    "\"name\"",
    "\"acceptedAnswer\"",
    "<script type='application/ld+json'>",
    "</script>",
    "38 résultats",
    "Mise à jour le 05/09/2025",
    "Source : ",
    "\u{300}",
    "\\",
];

proptest! {
    #[test]
    fn front_matter_reads_back_as_it_was(
        question in any::<String>(),
        variants in prop::collection::vec("[\\PC\n]{0,20}", 0..3),
        categories in prop::collection::vec(prop_oneof!["[\\PC]{0,12}", "(- |: |#|'|\"|\\[|\\{|---|!|&|\\*|%|@|`|null|yes|1e3|~|, | )+"], 0..3),
    ) {
        let draft = Draft {
            question, variants, categories, answer: "Oui.".to_owned(),
            source: url::Url::parse("https://exemple.fr/?a=1#b: c").ok(), ..Draft::default()
        };
        let (read, answer) = read_back(&write::text(&draft));
        prop_assert_eq!(read.question, draft.question);
        prop_assert_eq!(read.variants, draft.variants);
        prop_assert_eq!(read.categories, draft.categories);
        prop_assert_eq!(read.source.as_deref(), draft.source.as_ref().map(url::Url::as_str));
        prop_assert_eq!(answer, "Oui.\n");
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), format in any_format()) {
        let _ = import::read(&bytes, format, None, None);
    }

    #[test]
    fn nothing_that_looks_like_a_source_panics(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40),
        format in any_format(),
    ) {
        if let Ok(imported) = import::read(pieces.concat().as_bytes(), format, None, None) {
            for draft in &imported.drafts {
                prop_assert!(!draft.question.is_empty() && !draft.answer.trim().is_empty());
                read_back(&write::text(draft));
            }
        }
    }
}
