"""Writes the encoder as an ONNX graph whose weights stand in a file beside it.

Inputs: `ids`, int32 [batch, length], and `mask`, float32 [batch, length], 1 for a piece and 0
for padding. Output: `emb`, float32 [batch, 384], of unit length: the mean over the pieces of
the last layer (its divisor cancels in the unit length).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from source import BLOCK


class Graph:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def integers(self, name, values):
        return self.constant(name, np.array(values, np.int64))

    def number(self, name, value, kind=np.float32):
        return self.constant(name, np.array(value, kind))

    def half(self, name, values):
        """float16 in the file, float32 in the graph."""
        self.constant(name + "_h", np.asarray(values, np.float32).astype(np.float16))
        return self.op("Cast", [name + "_h"], [name], to=TensorProto.FLOAT)

    def op(self, kind, inputs, outputs=None, domain="", **attributes):
        name = f"{kind}{len(self.nodes)}"
        outputs = outputs or [name + "_out"]
        self.nodes.append(
            helper.make_node(kind, inputs, outputs, name=name, domain=domain, **attributes)
        )
        return outputs[0] if len(outputs) == 1 else outputs

    def model(self, width):
        floats, ints = TensorProto.FLOAT, TensorProto.INT32
        graph = helper.make_graph(
            self.nodes,
            "e5",
            [
                helper.make_tensor_value_info("ids", ints, ["batch", "length"]),
                helper.make_tensor_value_info("mask", floats, ["batch", "length"]),
            ],
            [helper.make_tensor_value_info("emb", floats, ["batch", width])],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def build(source, kept):
    """The graph of an encoder that knows the kept pieces alone, renumbered in their order."""
    g, width = Graph(), source.width
    x = embeddings(g, source, kept)
    g.integers("axes_1_2", [1, 2])
    g.integers("heads", [0, 0, source.heads, width // source.heads])
    g.integers("thirds", [width] * 3)
    g.number("scale", 1 / np.sqrt(width // source.heads))
    # 0 for a piece, −10,000 for padding: added to the scores of the attention.
    padding = g.op("Sub", [g.op("Unsqueeze", ["mask", "axes_1_2"]), g.number("one", 1.0)])
    padding = g.op("Mul", [padding, g.number("far", 10_000.0)])
    for layer in range(source.layers):
        x = transformer(g, source, f"l{layer}", x, padding)
    weights = g.op("Unsqueeze", ["mask", g.integers("axis_last", [-1])])
    total = g.op("ReduceSum", [g.op("Mul", [x, weights]), g.integers("axis_1", [1])], keepdims=0)
    g.op("Div", [total, g.op("ReduceL2", [total, "axis_1"], keepdims=1)], ["emb"])
    return g.model(width)


def embeddings(g, source, kept):
    """Rows of pieces plus positions. The runtime has no gather of 4-bit blocks, so the rows
    are gathered packed and unpacked by standard operators."""
    rows, width = len(kept), source.width
    blocks = width // BLOCK
    codes, scales = source.blocks("emb.word", source.rows, width)
    codes = codes[kept].reshape(rows, blocks, BLOCK)
    half = BLOCK // 2
    g.constant("rows", (codes[:, :, :half] | codes[:, :, half:] << 4).reshape(rows, -1).astype(np.uint8))
    g.half("row_scales", scales[kept])
    g.integers("as_halves", [0, 0, blocks, half])
    g.integers("as_width", [0, 0, width])
    g.integers("as_scales", [0, 0, blocks, 1])
    packed = g.op("Cast", [g.op("Gather", ["rows", "ids"], axis=0)], to=TensorProto.INT32)
    packed = g.op("Reshape", [packed, "as_halves"])
    high = g.op("Div", [packed, g.number("sixteen", 16, np.int32)])
    low = g.op("Sub", [packed, g.op("Mul", [high, "sixteen"])])
    x = g.op("Cast", [g.op("Concat", [low, high], axis=-1)], to=TensorProto.FLOAT)
    x = g.op("Sub", [x, g.number("eight", 8.0)])
    scale = g.op("Reshape", [g.op("Gather", ["row_scales", "ids"], axis=0), "as_scales"])
    x = g.op("Reshape", [g.op("Mul", [x, scale]), "as_width"])
    # Every piece is of type 0.
    types = source.floats("emb.type", (source.types, width))[0]
    g.half("positions", source.floats("emb.pos", (source.positions, width)) + types)
    g.integers("axis_0", [0])
    length = g.op("Gather", [g.op("Shape", ["ids"]), g.integers("second", [1])], axis=0)
    here = g.op("Slice", ["positions", g.integers("start", [0]), length, "axis_0"])
    return norm(g, source, "emb.ln", g.op("Add", [x, here]))


def norm(g, source, name, x):
    width = (source.width,)
    scale = g.constant(name + ".scale", source.floats(name + ".w", width))
    bias = g.constant(name + ".bias", source.floats(name + ".b", width))
    epsilon = max(float(source.epsilon), 1e-12)
    return g.op("LayerNormalization", [x, scale, bias], axis=-1, epsilon=epsilon)


def linear(g, source, names, rows, columns, x):
    """One product for several matrices of the source, laid under one another."""
    parts = [source.blocks(name + ".w", rows, columns) for name in names]
    codes = np.concatenate([codes for codes, _ in parts])
    scales = np.concatenate([scales for _, scales in parts])
    bias = np.concatenate([source.floats(name + ".b", (rows,)) for name in names])
    name, count = names[0], rows * len(names)
    packed = (codes[:, 0::2] | codes[:, 1::2] << 4).astype(np.uint8)
    packed = g.constant(name + ".codes", packed.reshape(count, columns // BLOCK, BLOCK // 2))
    y = g.op(
        "MatMulNBits",
        [x, packed, g.half(name + ".scales", scales)],
        domain="com.microsoft",
        K=columns,
        N=count,
        bits=4,
        block_size=BLOCK,
    )
    return g.op("Add", [y, g.constant(name + ".bias", bias)])


def transformer(g, source, name, x, padding):
    width, inner = source.width, source.inner
    qkv = linear(g, source, [f"{name}.{part}" for part in "qkv"], width, width, x)
    parts = g.op("Split", [qkv, "thirds"], [f"{name}_{part}" for part in "qkv"], axis=-1)
    orders = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
    q, k, v = (
        g.op("Transpose", [g.op("Reshape", [part, "heads"])], perm=order)
        for part, order in zip(parts, orders)
    )
    scores = g.op("Add", [g.op("Mul", [g.op("MatMul", [q, k]), "scale"]), padding])
    seen = g.op("MatMul", [g.op("Softmax", [scores], axis=-1), v])
    seen = g.op("Reshape", [g.op("Transpose", [seen], perm=[0, 2, 1, 3]), "as_width"])
    seen = linear(g, source, [f"{name}.ao"], width, width, seen)
    x = norm(g, source, f"{name}.aln", g.op("Add", [x, seen]))
    y = g.op("Gelu", [linear(g, source, [f"{name}.fi"], inner, width, x)])
    y = linear(g, source, [f"{name}.fo"], width, inner, y)
    return norm(g, source, f"{name}.oln", g.op("Add", [x, y]))


def write(model, folder):
    """`graph.onnx`, and `weights.data`, which the program reads in place."""
    (folder / "weights.data").unlink(missing_ok=True)
    onnx.save(
        model,
        folder / "graph.onnx",
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location="weights.data",
        size_threshold=4096,
    )
