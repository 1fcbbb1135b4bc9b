"""Writes the exporter's denoiser and decoder anew, with the runtime's fused operators: the same numbers from fewer nodes.

    fuse.py OLD.onnx NEW.onnx            transformer or vae_decoder as `export.py` wrote it; reads the weights from OLD, writes NEW
    fuse.py --check OLD.onnx NEW.onnx    the largest difference between the two over shapes, batches and random inputs

Needs onnx and NumPy; `--check` also Node and `npm ci` in bench/peers/onnxruntime.
"""
import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, HEADS, HEAD, LAYERS, TEXT = 256, 4, 64, 6, 32
MS = "com.microsoft"


class Weights:
    """The old graph's tensors by the names that PyTorch gave them."""

    def __init__(self, model):
        graph = model.graph
        self._tensors = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        for node in graph.node:  # weights stored as float16 reach their name through a Cast
            if node.op_type == "Cast" and node.input[0] in self._tensors:
                self._tensors[node.output[0]] = self._tensors[node.input[0]].astype(np.float32)
        makers = {output: node for node in graph.node for output in node.output}
        # The matrix of a Linear has lost its name, not so the bias that is added behind it.
        for node in graph.node:
            if node.op_type == "Add" and node.input[1].endswith(".bias") and node.input[0] in makers:
                product = makers[node.input[0]]
                if product.op_type == "MatMul":
                    self._tensors[node.input[1][:-len("bias")] + "matrix"] = self._tensors[product.input[1]]
            if node.op_type == "Gemm":
                self._tensors[node.input[2][:-len("bias")] + "matrix"] = self._tensors[node.input[1]].T

    def __call__(self, name):
        return self._tensors[name]


class Graph:
    """Nodes and constants in the order of their making. Every method answers names of tensors."""

    def __init__(self):
        self.nodes, self.constants, self._count = [], [], 0

    def name(self, kind):
        self._count += 1
        return f"{kind}_{self._count}"

    def op(self, kind, *inputs, outputs=1, domain="", **attributes):
        made = [self.name(kind) for _ in range(outputs)] if isinstance(outputs, int) else list(outputs)
        self.nodes.append(helper.make_node(kind, inputs, made, name=made[0] or kind, domain=domain, **attributes))
        return made[0] if len(made) == 1 else made

    def ints(self, *values):
        return self.constant(np.array(values, np.int64), "sizes")

    def constant(self, values, kind="constant"):
        """Large ones are stored as float16 where that is exact; the runtime widens them once, when it loads the graph."""
        name = self.name(kind)
        half = values.astype(np.float16) if values.dtype == np.float32 else values
        if values.dtype == np.float32 and values.size > 256 and np.array_equal(half.astype(np.float32), values):
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(half), name))
            return self.op("Cast", name, to=TensorProto.FLOAT)
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def linear(self, x, matrix, bias):
        """x [rows, n]: one Gemm, which starts from the bias where MatMul and Add would pass over the result twice."""
        return self.op("Gemm", x, self.constant(matrix, "matrix"), self.constant(bias, "bias"))


def denoiser(w):
    g = Graph()
    ones, none = g.constant(np.ones(WIDTH, np.float32)), g.constant(np.zeros(WIDTH, np.float32))
    batch, frames = (g.op("Shape", "hidden_states", start=i, end=i + 1) for i in (0, 2))
    rows, columns = (g.op("Div", g.op("Shape", "hidden_states", start=i, end=i + 1), g.ints(2)) for i in (3, 4))
    two, flat = g.ints(2), g.ints(-1, WIDTH)
    tokens = g.op("Concat", batch, g.ints(-1, WIDTH), axis=0)  # [B, tokens, WIDTH]
    heads = g.op("Concat", batch, g.op("Mul", g.op("Mul", frames, rows), columns), g.ints(-1, HEAD), axis=0)  # [B, tokens, heads, HEAD]

    matrix_rows = lambda x: g.op("Reshape", x, flat)
    token_rows = lambda x: g.op("Reshape", x, tokens)

    def unit(x, gain):
        """[..., heads, HEAD]: each head over its root mean square, times the gain."""
        return g.op("SimplifiedLayerNormalization", x, g.constant(gain), axis=-1, epsilon=1e-6, stash_type=1)

    # patches of 2 x 2
    x = g.op("Concat", "hidden_states", "condition", axis=1)
    x = g.op("Reshape", x, g.op("Concat", batch, g.ints(33), frames, rows, two, columns, two, axis=0))
    x = g.op("Transpose", x, perm=[0, 2, 3, 5, 1, 4, 6])
    x = token_rows(g.linear(g.op("Reshape", x, g.ints(-1, 132)), w("n.i.matrix"), w("n.i.bias")))

    # what the noise level does to each layer: shift, scale, gate of the attention and of the perceptron
    t = g.op("Mul", g.op("Div", "timestep", g.constant(np.float32(1000))), g.constant(np.float32(1000)))
    t = g.op("Mul", g.op("Unsqueeze", t, g.ints(1)), g.constant(np.exp(np.float32(-np.log(10000)) * np.arange(128, dtype=np.float32) / np.float32(128))))
    t = g.op("Concat", g.op("Cos", t), g.op("Sin", t), axis=-1)
    for name in ("n.te.0", "n.te.2"):
        t = g.linear(t, w(name + ".matrix"), w(name + ".bias"))
        t = g.op("Mul", t, g.op("Sigmoid", t))
    t = g.linear(t, np.concatenate([w("n.tm.matrix"), w("n.tf.matrix")], 1), np.concatenate([w("n.tm.bias"), w("n.tf.bias")]))
    t, last = g.op("Split", t, g.ints(6 * WIDTH, 2 * WIDTH), outputs=2, axis=1)
    own = np.stack([w(f"n.b.{i}.t") for i in range(LAYERS)])[None].copy()
    own[:, :, [1, 4]] += 1  # a scale s means times 1 + s
    t = g.op("Add", g.op("Reshape", t, g.ints(0, 1, 6, WIDTH)), g.constant(own))
    modulation = g.op("Split", g.op("Reshape", t, g.ints(0, LAYERS * 6, WIDTH)), outputs=LAYERS * 6, axis=1, num_outputs=LAYERS * 6)
    last = g.op("Add", g.op("Reshape", last, g.ints(0, 2, WIDTH)), g.constant(np.array([[0], [1]], np.float32) * np.ones(WIDTH, np.float32)))
    last = g.op("Split", last, outputs=2, axis=1, num_outputs=2)

    # rotary tables [tokens, HEAD / 2]: 8 pairs for time, 12 for rows, 12 for columns
    def angles(count, place, pairs, shape, centred):
        scalar = lambda x: g.op("Cast", g.op("Squeeze", x), to=TensorProto.FLOAT)
        at = g.op("Range", g.constant(np.float32(0)), scalar(count), g.constant(np.float32(1)))
        if centred:
            at = g.op("Sub", at, g.op("Div", scalar(g.op("Sub", count, g.ints(1))), g.constant(np.float32(2))))
        padded = np.zeros(HEAD // 2, np.float32)
        padded[place:place + pairs] = 1 / np.float32(100) ** (np.arange(pairs, dtype=np.float32) / np.float32(pairs))
        return g.op("Mul", g.op("Reshape", at, g.ints(*shape)), g.constant(padded))
    table = g.op("Add", angles(rows, 8, 12, (-1, 1, 1), True), angles(columns, 20, 12, (-1, 1), True))
    table = g.op("Add", angles(frames, 0, 8, (-1, 1, 1, 1), False), table)
    table = g.op("Reshape", table, g.ints(-1, HEAD // 2))
    cosines, sines, start = g.op("Cos", table), g.op("Sin", table), g.ints(0)
    turned = lambda x: g.op("RotaryEmbedding", x, start, cosines, sines, domain=MS, interleaved=0)

    # keys and values of the text, all layers at once
    parts = [f"n.b.{i}.c.{kind}" for kind in "kv" for i in range(LAYERS)]
    text = g.linear(g.op("Reshape", "encoder_hidden_states", flat), np.concatenate([w(p + ".matrix") for p in parts], 1), np.concatenate([w(p + ".bias") for p in parts]))
    text = g.op("Reshape", text, g.ints(-1, TEXT, 2 * LAYERS * WIDTH))
    text_keys, *text_values = g.op("Split", text, g.ints(LAYERS * WIDTH, *[WIDTH] * LAYERS), outputs=1 + LAYERS, axis=2)
    text_keys = unit(g.op("Reshape", text_keys, g.ints(0, 0, -1, HEAD)), np.ones(HEAD, np.float32))  # their gains are in the queries'
    text_keys = g.op("Split", g.op("Reshape", text_keys, g.ints(0, 0, -1)), outputs=LAYERS, axis=2, num_outputs=LAYERS)
    padding = g.op("Cast", "encoder_attention_mask", to=TensorProto.INT32)

    def attend(q, k, v, *mask):
        return g.op("MultiHeadAttention", q, k, v, *mask, domain=MS, num_heads=HEADS, scale=HEAD ** -0.5, mask_filter_value=-10000.0)

    def normed(change, x, gain=ones, shift=none, bias=None):
        """x + change, and that normalised: by the operator that does both, which is also the faster one of the two that normalise."""
        if x is None:  # x + x and four times the epsilon: the same to the last bit
            return g.op("SkipLayerNormalization", change, change, gain, shift, domain=MS, epsilon=4e-5), change
        made = [g.name("normed"), "", "", g.name("sum")]
        g.op("SkipLayerNormalization", change, x, gain, shift, *([bias] if bias else []), outputs=made, domain=MS, epsilon=1e-5)
        return made[0], made[3]

    change, before = x, None
    for i in range(LAYERS):
        layer = lambda name: w(f"n.b.{i}.{name}")
        shift1, scale1, gate1, shift2, scale2, gate2 = modulation[6 * i:6 * i + 6]
        y, x = normed(change, before)
        y = g.op("Add", g.op("Mul", y, scale1), shift1)
        y = g.linear(matrix_rows(y), np.concatenate([layer(f"a.{k}.matrix") for k in "qkv"], 1), np.concatenate([layer(f"a.{k}.bias") for k in "qkv"]))
        q, k, v = g.op("Split", g.op("Reshape", y, heads), outputs=3, axis=2, num_outputs=3)
        q, k = unit(q, layer("a.qn.g")), unit(k, layer("a.kn.g"))
        q, k, v = turned(token_rows(q)), turned(token_rows(k)), token_rows(v)
        y = token_rows(g.linear(matrix_rows(attend(q, k, v)), layer("a.o.matrix"), layer("a.o.bias")))
        y, x = normed(g.op("Mul", y, gate1), x, g.constant(layer("n2.weight")), g.constant(layer("n2.bias")))
        q = g.op("Reshape", g.linear(matrix_rows(y), layer("c.q.matrix"), layer("c.q.bias")), heads)
        q = token_rows(unit(q, layer("c.qn.g") * layer("c.kn.g")))
        y = g.op("MatMul", attend(q, text_keys[i], text_values[i], "", padding), g.constant(layer("c.o.matrix"), "matrix"))
        y, x = normed(y, x, bias=g.constant(layer("c.o.bias")))
        y = g.op("Add", g.op("Mul", y, scale2), shift2)
        y = g.linear(matrix_rows(y), layer("m.0.matrix"), layer("m.0.bias"))
        y = g.op("Gelu", y, domain=MS)
        y = token_rows(g.linear(y, layer("m.2.matrix"), layer("m.2.bias")))
        change, before = g.op("Mul", y, gate2), x
    y, _ = normed(change, before)
    y = g.op("Add", g.op("Mul", y, last[1]), last[0])
    y = g.linear(matrix_rows(y), w("n.o.matrix"), w("n.o.bias"))
    y = g.op("Reshape", y, g.op("Concat", batch, frames, rows, columns, g.ints(16, 2, 2), axis=0))
    y = g.op("Transpose", y, perm=[0, 4, 1, 2, 5, 3, 6])
    double = lambda n: g.op("Mul", n, two)
    g.op("Reshape", y, g.op("Concat", batch, g.ints(16), frames, double(rows), double(columns), axis=0), outputs=["out_hidden_states"])
    return g


def norms(model):
    """(gain, shift) of each GroupNorm in the order of the graph: the exporter leaves them behind an InstanceNormalization."""
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    users = {}
    for node in model.graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    found = []
    for node in model.graph.node:
        if node.op_type == "InstanceNormalization":
            (back,) = users[node.output[0]]
            (gain,) = users[back.output[0]]
            (shift,) = users[gain.output[0]]
            found.append((tensors[gain.input[1]], tensors[shift.input[1]]))
    return found


def decoder(w, norms):
    """Frame by frame, [frames, channels, height, width]: convolutions of the plane are the runtime's fast ones, a norm needs no transpose."""
    g, norms = Graph(), iter(norms)
    batch, frames, height, width = (g.op("Shape", "latent_sample", start=i, end=i + 1) for i in (0, 2, 3, 4))
    two = g.ints(2)
    eight, nothing = g.constant(np.ones(8, np.float32)), g.constant(np.zeros(8, np.float32))

    def conv(x, weight, bias, pad=0):
        return g.op("Conv", x, g.constant(weight, "kernel"), g.constant(bias, "bias"), kernel_shape=weight.shape[2:], pads=[pad] * 4)

    def plane(x, name):
        """A convolution whose kernel is one frame long."""
        weight = w(name + ".weight")[:, :, 0]
        return conv(x, weight, w(name + ".bias"), weight.shape[2] // 2)

    def active(x, size):
        """GroupNorm of eight groups, SiLU."""
        gain, shift = next(norms)
        y = g.op("InstanceNormalization", g.op("Reshape", x, g.ints(0, 8, -1)), eight, nothing, epsilon=1e-5)
        y = g.op("Add", g.op("Mul", g.op("Reshape", y, size), g.constant(gain)), g.constant(shift))
        return g.op("Mul", y, g.op("Sigmoid", y))

    def residual(x, name, channels, rows, columns):
        size = g.op("Concat", g.ints(-1, channels), rows, columns, axis=0)
        y = active(plane(active(x, size), name + ".c1"), size)
        # three frames long: this frame and the two before it side by side as channels
        y = g.op("Reshape", y, g.op("Concat", batch, frames, g.ints(-1), axis=0))
        first = g.op("Slice", y, g.ints(0), g.ints(1), g.ints(1))
        longer = g.op("Concat", first, first, y, axis=1)
        earlier = [g.op("Slice", longer, g.ints(i), g.ints(i - 2), g.ints(1)) for i in (0, 1)]
        y = g.op("Concat", *earlier, y, axis=2)
        y = g.op("Reshape", y, g.op("Concat", g.ints(-1, 3 * channels), rows, columns, axis=0))
        weight = w(name + ".c2.weight")[..., 0, 0].transpose(0, 2, 1).reshape(channels, 3 * channels, 1, 1)
        return g.op("Add", x, conv(y, weight, w(name + ".c2.bias")))

    def larger(x):
        return g.op("DepthToSpace", x, blocksize=2, mode="CRD")

    x = g.op("Transpose", "latent_sample", perm=[0, 2, 1, 3, 4])
    x = g.op("Reshape", x, g.op("Concat", g.ints(-1, 16), height, width, axis=0))
    x = plane(x, "n.di")
    for i in range(4):
        x = residual(x, f"n.d2.{i}", 192, height, width)
    x = larger(plane(x, "n.du"))
    height, width = g.op("Mul", height, two), g.op("Mul", width, two)
    for i in range(3):
        x = residual(x, f"n.d1.{i}", 128, height, width)
    # four frames of each, of which the first three of a clip fall away
    by_frame = lambda t: np.ascontiguousarray(t.reshape(24, 4, 4, -1).swapaxes(0, 1)).reshape(384, -1)
    x = conv(x, by_frame(w("n.do.weight")).reshape(384, 128, 1, 1), by_frame(w("n.do.bias")).reshape(384))
    x = g.op("Reshape", x, g.op("Concat", batch, g.op("Mul", frames, g.ints(4)), g.ints(-1), axis=0))
    x = g.op("Slice", x, g.ints(3), g.ints(2 ** 62), g.ints(1))
    x = larger(g.op("Reshape", x, g.op("Concat", g.ints(-1, 96), height, width, axis=0)))
    x = plane(x, "n.f1")
    x = g.op("Mul", x, g.op("Sigmoid", x))
    # 3 x 3 over an image of doubled pixels: of its taps, those on one pixel are one; four outputs for each pixel
    kernel, pairs = w("n.f2.weight")[:, :, 0], np.zeros((3, 2, 2, 24, 3, 3), np.float64)
    for row in range(2):
        for column in range(2):
            for i in range(3):
                for j in range(3):
                    pairs[:, row, column, :, (row + i - 1) // 2 + 1, (column + j - 1) // 2 + 1] += kernel[:, :, i, j]
    x = larger(conv(x, pairs.reshape(12, 24, 3, 3).astype(np.float32), np.repeat(w("n.f2.bias"), 4), 1))
    x = g.op("Reshape", x, g.op("Concat", batch, g.op("Sub", g.op("Mul", frames, g.ints(4)), g.ints(3)), g.ints(3, -1), axis=0))
    x = g.op("Transpose", x, perm=[0, 2, 1, 3])
    four = g.ints(4)
    g.op("Reshape", x, g.op("Concat", batch, g.ints(3, -1), g.op("Mul", height, four), g.op("Mul", width, four), axis=0), outputs=["sample"])
    return g


def fuse(old, new):
    """Inputs and outputs, their types and open axes stay as they are."""
    model = onnx.load(old)
    if not any(t.name.startswith(("n.b.0.t", "n.f2.weight")) for t in model.graph.initializer):
        sys.exit(f"{old} is not a transformer or vae_decoder as export.py writes it (a graph written anew has lost its weights' names).")
    g = denoiser(Weights(model)) if _is_denoiser(model) else decoder(Weights(model), norms(model))
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    model.graph.node.extend(g.nodes)
    model.graph.initializer.extend(g.constants)
    model.opset_import.append(helper.make_opsetid(MS, 1))
    onnx.save(model, new)


CHECK = """
import ort from 'onnxruntime-node'
const [kind, old, renewed] = process.argv.slice(1), options = { intraOpNumThreads: 2, logSeverityLevel: 3 }
const sessions = [await ort.InferenceSession.create(old, options), await ort.InferenceSession.create(renewed, options)]
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
const floats = (shape, value = normal) => new ort.Tensor('float32', Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value), shape)
const sizes = [[5, 8, 8], [9, 8, 8], [21, 8, 8], [5, 6, 10], [9, 6, 10], [5, 4, 16], [21, 4, 16], [1, 8, 8], [1, 2, 2], [2, 6, 4], [3, 10, 6]]
let worst = 0
for (const size of sizes) for (const batch of [1, 2, 3]) {
    const feeds = kind === 'decoder' ? { latent_sample: floats([batch, 16, ...size]) } : {
        hidden_states: floats([batch, 16, ...size]), condition: floats([batch, 17, ...size]), timestep: floats([batch], () => 1000 * Math.random()),
        encoder_hidden_states: floats([batch, 32, 256]),
        encoder_attention_mask: new ort.Tensor('int64', BigInt64Array.from({ length: batch * 32 }, (_, i) => BigInt(i % 32 < [9, 1, 32][i >> 5])), [batch, 32]),
    }
    const [a, b] = [Object.values(await sessions[0].run(feeds))[0], Object.values(await sessions[1].run(feeds))[0]]
    let apart = a.dims.join() === b.dims.join() ? 0 : Infinity, largest = 0
    for (let i = 0; i < a.data.length; i++) { const d = Math.abs(a.data[i] - b.data[i]); if (!(d <= apart)) apart = d; largest = Math.max(largest, Math.abs(a.data[i])) }
    console.log(`${size.join(' x ')}, batch ${batch}: ${(apart / largest).toExponential(1)}`)
    if (!(apart / largest <= worst)) worst = apart / largest
}
console.log(`worst: ${worst.toExponential(1)} of the largest value`)
process.exit(worst < 1e-5 ? 0 : 1)
"""


def check(old, new):
    """Whether no output differs by more than 1e-5 of the largest."""
    kind = "denoiser" if _is_denoiser(onnx.load(old)) else "decoder"
    peer = pathlib.Path(__file__).parents[2] / "bench/peers/onnxruntime"
    files = [str(pathlib.Path(path).resolve()) for path in (old, new)]
    return subprocess.run(["node", "--input-type=module", "-e", CHECK, kind, *files], cwd=peer).returncode == 0


def _is_denoiser(model):
    return any(value.name == "timestep" for value in model.graph.input)


if __name__ == "__main__":
    *options, old, new = sys.argv[1:]
    if options == ["--check"]:
        sys.exit(not check(old, new))
    fuse(old, new)
