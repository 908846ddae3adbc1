#!/usr/bin/env python3
"""The encoder beside onnxruntime: the same graph, the same pieces, one thread each, in turns.

    python3 -m venv venv && venv/bin/pip install onnxruntime==1.32.0
    venv/bin/python benches/speed/beside_onnxruntime.py

It starts `cargo bench --bench speed -- --encode`, which cuts each text into pieces, so that no
tokenizer is needed here. The processor's time is compared, which does not count other work on
the machine; the vectors must agree.
"""

import json
import math
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy
import onnxruntime

VERSION = "1.32.0"
ROUNDS = 21
ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    8: "mot de passe oublié",
    15: "comment faire pour joindre le service qui s'occupe des cartes",
    30: "bonjour, je voudrais savoir s'il est possible de changer l'adresse de ma boîte aux "
    "lettres avant la fin du mois",
}


def main():
    if onnxruntime.__version__ != VERSION:
        sys.exit(f"onnxruntime {onnxruntime.__version__} is installed; measure with {VERSION}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    graph = ROOT / "src/search/meaning/model/graph.onnx"
    session = onnxruntime.InferenceSession(str(graph), options, ["CPUExecutionProvider"])
    ours = subprocess.Popen(
        ["cargo", "bench", "--quiet", "--bench", "speed", "--", "--encode"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )

    print("| pieces | Souffleur | onnxruntime | ratio | cosine |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for text in TEXTS.values():
        times = []
        for _ in range(ROUNDS + 1):
            ours.stdin.write(text + "\n")
            ours.stdin.flush()
            answer = json.loads(ours.stdout.readline())
            ids = numpy.array([answer["pieces"]], dtype=numpy.int32)
            inputs = {"ids": ids, "mask": numpy.ones(ids.shape, dtype=numpy.float32)}
            before = time.process_time_ns()
            [[theirs]] = session.run(["emb"], inputs)
            times.append((answer["cpu_ns"], time.process_time_ns() - before))
        # The first round of each loads what it needs.
        ours_ms, theirs_ms = (statistics.median(t) / 1e6 for t in zip(*times[1:]))
        vector = numpy.array(answer["vector"], dtype=numpy.float32)
        cosine = float(vector @ theirs) / math.sqrt(float(vector @ vector) * float(theirs @ theirs))
        print(f"| {ids.size} | {ours_ms:.1f} ms | {theirs_ms:.1f} ms | {ours_ms / theirs_ms:.2f} | {cosine:.4f} |")
        if cosine < 0.999:
            sys.exit("the vectors differ")
    ours.stdin.close()
    ours.wait()


main()
