//! Text → the pieces of the model's vocabulary.
//!
//! XLM-R's Unigram tokenizer: NFKC, spaces marked by `▁`, and of all ways to cut a text into
//! pieces the one whose scores sum to most (Kudo, 2018; Viterbi). The pieces are an `fst`
//! map in static memory, so nothing is loaded at a start.

use fst::raw::{Fst, Output};
use unicode_normalization::UnicodeNormalization;

/// A text is cut into `<s>`, its pieces and `</s>`.
const START: i32 = 0;
const END: i32 = 2;
const UNKNOWN: i32 = 3;
/// sentencepiece: a character that no piece has costs this much more than the worst piece.
const UNKNOWN_PENALTY: f32 = 10.0;
/// The bytes of a text that are read. No text here needs so many; they bound the work.
const BYTES_MAX: usize = 8_192;

/// The vocabulary, ready to cut texts.
pub struct Tokenizer {
    pieces: Fst<&'static [u8]>,
    /// By number of the piece.
    scores: Vec<f32>,
    unknown: f32,
}

/// The best way to cut a text up to some byte.
#[derive(Clone, Copy)]
struct Best {
    score: f32,
    /// The last piece, and the byte where it begins.
    piece: i32,
    from: usize,
}

impl Tokenizer {
    /// `pieces` maps each piece to its number; `scores` are little-endian float32 by number.
    /// Panics when the files are not what `generators/meaning` writes.
    pub fn new(pieces: &'static [u8], scores: &[u8]) -> Self {
        let (scores, rest) = scores.as_chunks::<4>();
        assert!(rest.is_empty(), "scores are float32");
        let scores: Vec<f32> = scores.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let unknown = scores.iter().copied().fold(0.0, f32::min) - UNKNOWN_PENALTY;
        let pieces = Fst::new(pieces).expect("the vocabulary is a map of pieces");
        Self { pieces, scores, unknown }
    }

    /// The numbers of the pieces of a text, `limit` at most with the marks of start and end.
    pub fn ids(&self, text: &str, limit: usize) -> Vec<i32> {
        let text = normalised(text);
        let bytes = text.as_bytes();
        let nowhere = Best { score: f32::NEG_INFINITY, piece: UNKNOWN, from: 0 };
        let mut best = vec![nowhere; bytes.len() + 1];
        best[0].score = 0.0;
        for (at, character) in text.char_indices() {
            let width = character.len_utf8();
            let so_far = best[at].score;
            let mut alone = false;
            self.each_piece(&bytes[at..], |length, piece| {
                alone |= length == width;
                let score = so_far + self.scores[piece as usize];
                let end = &mut best[at + length];
                if score > end.score {
                    *end = Best { score, piece, from: at };
                }
            });
            let end = &mut best[at + width];
            if !alone && so_far + self.unknown > end.score {
                *end = Best { score: so_far + self.unknown, piece: UNKNOWN, from: at };
            }
        }
        let mut ids = vec![END];
        let mut at = bytes.len();
        while at > 0 {
            let Best { piece, from, .. } = best[at];
            // Unknown characters side by side are one unknown.
            if piece != UNKNOWN || ids.last() != Some(&UNKNOWN) {
                ids.push(piece);
            }
            at = from;
        }
        ids.push(START);
        ids.reverse();
        if ids.len() > limit {
            ids.truncate(limit - 1);
            ids.push(END);
        }
        ids
    }

    /// Calls `found` with the length in bytes and the number of each piece that begins a text.
    fn each_piece(&self, text: &[u8], mut found: impl FnMut(usize, i32)) {
        let mut node = self.pieces.root();
        let mut output = Output::zero();
        for (at, &byte) in text.iter().enumerate() {
            let Some(way) = node.find_input(byte) else { return };
            let step = node.transition(way);
            output = output.cat(step.out);
            node = self.pieces.node(step.addr);
            if node.is_final() {
                found(at + 1, output.cat(node.final_output()).value() as i32);
            }
        }
    }
}

/// What sentencepiece's `nmt_nfkc` makes of a text, its spaces marked.
fn normalised(text: &str) -> String {
    let mut text = text;
    if text.len() > BYTES_MAX {
        text = &text[..text.floor_char_boundary(BYTES_MAX)];
    }
    let visible = text.chars().filter_map(|c| match c {
        '\u{1}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{8f}' | '\u{9f}' => None,
        '\t'
        | '\n'
        | '\u{c}'
        | '\r'
        | '\u{1680}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2581}'
        | '\u{feff}'
        | '\u{fffd}' => Some(' '),
        c => Some(c),
    });
    let mut out = String::with_capacity(text.len() + 8);
    out.push('▁');
    for c in visible.nfkc() {
        match c {
            ' ' if out.ends_with('▁') => {}
            ' ' => out.push('▁'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::encoder::tokenizer;

    /// Numbers of the Python package `tokenizers` for the same vocabulary.
    #[test]
    fn texts_are_cut_as_the_reference_does() {
        let rows: [(&str, &[i32]); 6] = [
            ("query: comment je m'inscris", &[39, 1015, 12, 4019, 53, 320, 25, 3286, 24199]),
            (
                "query: bal pleine, combien de place ?",
                &[39, 1015, 12, 2240, 37608, 4, 57126, 8, 2385, 593],
            ),
            (
                "passage: L’œuvre « Où ? »  à 19\u{a0}h 30, n°2",
                &[
                    20146, 12, 312, 26, 58198, 91, 175, 4871, 593, 313, 239, 786, 878, 440, 4, 557,
                    4189, 283,
                ],
            ),
            ("query: 漢字 MSSanté", &[39, 1015, 12, 6, 3, 260, 7828, 64, 1615]),
            ("query: كيف أسجل", &[39, 1015, 12, 13930, 1040, 38984]),
            ("query:\n🙂 e\u{301}te\u{301}", &[39, 1015, 12, 2091, 3233]),
        ];
        for (text, pieces) in rows {
            let mut expected = vec![0];
            expected.extend_from_slice(pieces);
            expected.push(2);
            assert_eq!(tokenizer().ids(text, 128), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_and_ends_as_every_other() {
        let long = "boîte ".repeat(100_000);
        let ids = tokenizer().ids(&long, 128);
        assert_eq!((ids.len(), ids[0], ids[127]), (128, 0, 2));
        let endless = "é".repeat(100_000);
        assert_eq!(tokenizer().ids(&endless, 128).len(), 128);
    }
}
