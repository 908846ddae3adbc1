//! The sentence encoder: texts → vectors. The only file that names the runtime.

use std::fmt;
use std::sync::{Arc, LazyLock};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueView};

use super::tokenizer::Tokenizer;
use super::vector::{DIMENSIONS, Vector};

static GRAPH: &[u8] = include_bytes!("model/graph.onnx");
/// `include_bytes!` promises no alignment, and float16 must lie at even addresses to be read
/// in place.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);
static WEIGHTS: &Aligned<[u8]> = &Aligned(*include_bytes!("model/weights.data"));
static PIECES: &[u8] = include_bytes!("model/pieces.fst");
static SCORES: &[u8] = include_bytes!("model/scores.f32");
/// The first digits of the SHA-256 of the list of checksums of those files.
static MODEL: LazyLock<String> = LazyLock::new(|| {
    use sha2::{Digest, Sha256};
    let sum = Sha256::digest(include_bytes!("model/SHA256SUMS"));
    sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// Pieces of a text that are read; a question of more words is told by its beginning.
const PIECES_MAX: usize = 128;
/// Pieces that are encoded at once, padding included. More gain nothing and take memory.
const BATCH: usize = 1_024;

/// The encoder. There is one in a process.
pub struct Encoder {
    model: Model,
    tokenizer: Tokenizer,
    ids: NodeId,
    mask: NodeId,
    output: NodeId,
}

/// Threads to encode on. Two callers with the same threads wait for each other.
#[derive(Clone, Debug)]
pub struct Threads(Arc<ThreadPool>);

impl Threads {
    /// Starts `count` threads. They have the priority of the thread that calls this.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(ThreadPool::with_num_threads(count)))
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("model", &*MODEL).finish_non_exhaustive()
    }
}

impl Encoder {
    /// The encoder, which the first call loads in some 6 ms.
    pub fn get() -> Option<&'static Self> {
        static ENCODER: LazyLock<Encoder> = LazyLock::new(Encoder::load);
        Some(&ENCODER)
    }

    /// A name that changes whenever the model's files do: 16 hexadecimal digits.
    pub fn model() -> &'static str {
        &MODEL
    }

    fn load() -> Self {
        let mut options = ModelOptions::with_all_ops();
        options.external_data_static("weights.data", &WEIGHTS.0);
        // What is loaded is part of the program, and a test loads it: an error is a defect.
        let model = options.load_static_slice(GRAPH).expect("the built-in graph can be read");
        let node = |name| model.node_id(name).expect("the built-in graph has this node");
        let (ids, mask, output) = (node("ids"), node("mask"), node("emb"));
        Self { ids, mask, output, model, tokenizer: tokenizer() }
    }

    /// The numbers of the pieces that a text is cut into: what the graph takes.
    pub fn pieces(&self, text: &str) -> Vec<i32> {
        self.tokenizer.ids(text, PIECES_MAX)
    }

    /// The vectors of texts, in their order. A text begins with what it is, `query: ` or
    /// `passage: `, as the model was trained; of a longer one the first 128 pieces count.
    pub fn encode(&self, texts: &[&str], threads: &Threads) -> Vec<Vector> {
        let rows: Vec<Vec<i32>> = texts.iter().map(|text| self.pieces(text)).collect();
        // Texts of like length side by side, so that little is padding.
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&at| rows[at].len());
        let mut vectors = vec![None; rows.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let fits = |&count: &usize| rows[rest[count - 1]].len() * count <= BATCH;
            let count = (1..=rest.len()).take_while(fits).last().unwrap_or(1);
            let (batch, after) = rest.split_at(count);
            rest = after;
            let encoded = self.batch(batch.iter().map(|&at| rows[at].as_slice()), threads);
            for (&at, vector) in batch.iter().zip(encoded) {
                vectors[at] = Some(vector);
            }
        }
        vectors.into_iter().flatten().collect()
    }

    fn batch<'a>(
        &self,
        rows: impl ExactSizeIterator<Item = &'a [i32]> + Clone,
        threads: &Threads,
    ) -> Vec<Vector> {
        let length = rows.clone().map(<[i32]>::len).max().unwrap_or(0);
        let shape = [rows.len(), length];
        let mut ids = Vec::with_capacity(rows.len() * length);
        let mut mask = Vec::with_capacity(rows.len() * length);
        for row in rows {
            let padding = length - row.len();
            ids.extend(row.iter().copied().chain(std::iter::repeat_n(1, padding)));
            mask.extend(std::iter::repeat_n(1.0, row.len()));
            mask.extend(std::iter::repeat_n(0.0, padding));
        }
        let view = "both have the shape's number of elements";
        let inputs = vec![
            (self.ids, ValueView::from_shape(shape, &ids).expect(view).into()),
            (self.mask, ValueView::from_shape(shape, &mask).expect(view).into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&threads.0)));
        let [output] = (self.model.run_n(inputs, [self.output], Some(options)))
            .expect("the graph takes every batch of this form");
        let (_, numbers) =
            output.into_shape_vec::<f32, 2>().expect("the graph gives one row for each text");
        numbers.chunks_exact(DIMENSIONS).map(Vector::of).collect()
    }
}

/// The tokenizer of the built-in vocabulary.
pub(super) fn tokenizer() -> Tokenizer {
    Tokenizer::new(PIECES, SCORES)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_files_are_those_that_the_recipe_made() {
        let files = [("graph.onnx", GRAPH), ("pieces.fst", PIECES), ("scores.f32", SCORES)];
        let files = files.into_iter().chain([("weights.data", &WEIGHTS.0)]);
        let sums: String = files
            .map(|(name, bytes)| {
                let sum: String =
                    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{sum}  {name}\n")
            })
            .collect();
        assert_eq!(sums, include_str!("model/SHA256SUMS"));
    }

    /// Vectors that another machine computed: a processor may round otherwise, and no more.
    #[test]
    fn vectors_are_the_same_on_every_processor() {
        let stored = include_str!("stored_vectors.txt");
        let rows: Vec<(&str, Vector)> = stored
            .lines()
            .map(|line| {
                let (text, numbers) = line.split_once('\t').expect("a text, a tab, numbers");
                let numbers: Vec<i8> = numbers
                    .split(' ')
                    .map(|number| number.parse().expect("a number of a byte"))
                    .collect();
                (text, Vector::from_bytes(numbers.try_into().expect("a whole vector")))
            })
            .collect();
        assert!(rows.len() >= 5);
        let texts: Vec<&str> = rows.iter().map(|(text, _)| *text).collect();
        let encoder = Encoder::get().expect("it is built in");
        let threads = Threads::new(1);
        for (row, together) in rows.iter().zip(encoder.encode(&texts, &threads)) {
            let alone = encoder.encode(&[row.0], &threads).remove(0);
            for found in [together, alone] {
                let cosine = found.cosine(&row.1);
                assert!(cosine > 0.9999, "{}: {cosine}", row.0);
            }
        }
    }

    #[test]
    fn texts_that_mean_the_same_are_near_each_other() {
        let encoder = Encoder::get().expect("it is built in");
        let texts = [
            "query: comment je m'inscris",
            "passage: Comment rejoindre le service ?",
            "passage: Combien de temps les factures sont-elles conservées ?",
        ];
        let vectors = encoder.encode(&texts, &Threads::new(1));
        let [near, far] = [1, 2].map(|at| vectors[0].cosine(&vectors[at]));
        assert!(near > far + 0.02, "{near} is not above {far}");
        assert!(encoder.encode(&[], &Threads::new(1)).is_empty());
    }
}
