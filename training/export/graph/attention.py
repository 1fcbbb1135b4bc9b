"""Attention must be one node: MatMul-Softmax-MatMul keeps every score, which at a video's token counts is tens of gigabytes.

PyTorch's exporter writes `scaled_dot_product_attention` as one `Attention` node from opset 23 on, and as three nodes below
it. ONNX Runtime does not fuse the three back for a video transformer (rotated queries hide the pattern), so that a graph
with them loads, runs on a small clip, and fails on a real one. Hence the check here, after every export.
"""
from .walk import graphs

MOST_TOKENS = 4096  # 2 bytes x 4096^2 scores = 32 MiB a head: what a graph may still hold
FUSED = ("Attention", "MultiHeadAttention", "PackedMultiHeadAttention", "GroupQueryAttention")
_BETWEEN = ("Add", "Sub", "Mul", "Div", "Cast", "CastLike", "Where", "Reshape", "Identity", "Dropout", "Clip", "Max", "Min", "IsNaN")
_PRODUCTS = ("MatMul", "Gemm", "Einsum", "FusedMatMul")
_DEPTH = 8


class UnfusedAttention(Exception):
    """A graph holds attention in pieces over too many tokens."""


def assert_fused(model, name, dynamic_tokens, most=MOST_TOKENS):
    """Refuses MatMul-Softmax-MatMul over more than `most` tokens.

    dynamic_tokens: the count to assume for an axis whose length the graph leaves open, that is of the largest clip made.
    """
    wrong = [(softmax, tokens) for softmax, tokens in unfused(model, dynamic_tokens) if tokens > most]
    if wrong:
        softmax, tokens = wrong[0]
        raise UnfusedAttention(
            f"{name}: {len(wrong)} attention(s) are MatMul-Softmax-MatMul, the first at {softmax} over {tokens} tokens (at most {most}): "
            "export with opset 23 or newer from scaled_dot_product_attention.")


def unfused(model, dynamic_tokens):
    """(Softmax node's name, tokens) of each attention that is in pieces."""
    found = []
    for graph in graphs(model):
        makers = {output: node for node in graph.node for output in node.output if output}
        users = {}
        for node in graph.node:
            for name in node.input:
                users.setdefault(name, []).append(node)
        shapes = _shapes(graph)
        for node in graph.node:
            if node.op_type != "Softmax":
                continue
            before = lambda n: [makers[i] for i in n.input if i in makers]
            after = lambda n: [user for output in n.output for user in users.get(output, [])]
            if _reaches(node, before) and _reaches(node, after):
                found.append((node.name or node.output[0], _tokens(node, shapes, dynamic_tokens)))
    return found


def fused(model):
    """How many attentions are one node."""
    return sum(node.op_type in FUSED for graph in graphs(model) for node in graph.node)


def drop_unused_outputs(model):
    """An Attention node names its keys, values and scores as outputs even where nobody reads them; a runtime may then keep
    them all. Takes the names away, in place."""
    for graph in graphs(model):
        used = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
        for node in graph.node:
            if node.op_type not in FUSED:
                continue
            kept = [name if name in used else "" for name in node.output]
            while len(kept) > 1 and not kept[-1]:
                kept.pop()
            del node.output[:]
            node.output.extend(kept)


def _reaches(softmax, step):
    """Whether a matrix product lies next to the softmax in one direction, elementwise nodes between them aside."""
    edge, seen = step(softmax), set()
    for _ in range(_DEPTH):
        if any(node.op_type in _PRODUCTS for node in edge):
            return True
        seen |= {id(node) for node in edge}
        edge = [n for node in edge if node.op_type in _BETWEEN for n in step(node) if id(n) not in seen]
    return False


def _shapes(graph):
    """Dimensions by tensor, None for one left open."""
    shapes = {}
    for value in list(graph.value_info) + list(graph.input) + list(graph.output):
        if value.type.tensor_type.HasField("shape"):
            shapes[value.name] = [d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim]
    return shapes


def _tokens(softmax, shapes, dynamic_tokens):
    """The larger side of the score matrix."""
    shape = shapes.get(softmax.output[0]) or shapes.get(softmax.input[0])
    if not shape or len(shape) < 2:
        return dynamic_tokens
    return max(dynamic_tokens if side is None else side for side in shape[-2:])
