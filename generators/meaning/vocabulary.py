"""Chooses the pieces that French chat needs, of the 250,000 that the source has.

French and English are kept whole, as far as wordfreq's lists go; of Spanish, Portuguese,
Italian, German and Arabic, what nearly all running words need. Every sign, digit and Latin
letter stays, since a text must not become "unknown" for a question mark.
"""

import unicodedata

import numpy as np
import wordfreq
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = {0: "<s>", 1: "<pad>", 2: "</s>", 3: "<unk>"}
# French, English and the pieces without letters fill this many rows.
CORE = 50_000
# Of the other languages: the pieces that this share of the running words is made of.
OTHERS = ("es", "pt", "it", "de", "ar")
SHARE = 0.995
# What follows an elision, as in « d'abord » or « qu'elle ».
ELISIONS = ("d'", "l'", "qu'", "l’")


def choose(source):
    """The numbers of the pieces to keep, in ascending order; the four special ones first."""
    splitter = tokenizer(source)
    needed = always(source.pieces)
    used = core_counts(source, splitter)
    most = [i for i in np.argsort(-used, kind="stable") if i not in needed and used[i] > 0]
    kept = needed | {int(i) for i in most[: CORE - len(needed)]}
    for language in OTHERS:
        used = word_counts(source, splitter, language)
        order = np.argsort(-used, kind="stable")
        share = np.cumsum(used[order]) / used.sum()
        kept |= {int(i) for i in order[: int(np.searchsorted(share, SHARE))]}
        if language == "ar":  # each letter of a script that is not Latin
            kept |= {i for i, p in enumerate(source.pieces) if len(p.strip("▁")) == 1 and used[i] > 0}
    return sorted(kept)


def tokenizer(source):
    """The source's tokenizer; on word lists, NFKC is the same as its own normalisation."""
    vocabulary = [
        (SPECIAL.get(i, piece), float(score))
        for i, (piece, score) in enumerate(zip(source.pieces, source.scores))
    ]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always", split=False)
    return made


def always(pieces):
    """Special pieces, single Latin characters, numbers, and every piece without a letter."""

    def plain(character):
        code, category = ord(character), unicodedata.category(character)
        return (
            character == "▁"
            or code < 0x250
            or 0x1E00 <= code < 0x1F00
            or 0x2000 <= code < 0x2E00
            or 0xFE00 <= code <= 0xFE0F
            or code >= 0x1F000
            or (category[0] in "SPN" and code < 0x3000)
        )

    kept = set(SPECIAL)
    for number, piece in enumerate(pieces):
        if number in SPECIAL or not all(map(plain, piece)):
            if piece.strip("▁").isdigit() and len(piece) <= 5:
                kept.add(number)
            continue
        single = len(piece) == 1 or (len(piece) == 2 and piece[0] == "▁")
        if single or not any(c.isalpha() for c in piece):
            kept.add(number)
    return kept


def add(counts, splitter, words, weights):
    for start in range(0, len(words), 20_000):
        batch = splitter.encode_batch_fast(words[start : start + 20_000], add_special_tokens=False)
        for encoding, weight in zip(batch, weights[start : start + 20_000]):
            for piece in encoding.ids:
                counts[piece] += weight


def core_counts(source, splitter):
    """How often French and English words use each piece, in the forms that people type:
    capitalised, and in French also elided, without accents and in capitals."""
    counts = np.zeros(len(source.pieces))
    for language, scale in (("fr", 1.0), ("en", 0.12)):
        words, weights = [], []
        for word, share in wordfreq.get_frequency_dict(language, wordlist="large").items():
            forms = [(word, 1.0), (word[:1].upper() + word[1:], 0.15)]
            if language == "fr":
                bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
                forms += [(bare, 0.05), (word.upper(), 0.03)]
                if bare[:1] in tuple("aeiouyh"):
                    forms += [(elision + word, 0.08) for elision in ELISIONS]
            words += [form for form, _ in forms]
            weights += [share * scale * part for _, part in forms]
        add(counts, splitter, words, weights)
    return counts


def word_counts(source, splitter, language):
    counts = np.zeros(len(source.pieces))
    words, weights = [], []
    for word, share in wordfreq.get_frequency_dict(language, wordlist="small").items():
        words += [word, word.capitalize()]
        weights += [share, share * 0.15]
    add(counts, splitter, words, weights)
    return counts
