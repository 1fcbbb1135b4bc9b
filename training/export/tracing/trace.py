"""One call from a module to a finished graph: traced, stripped, with its attention whole and its weights beside it."""
import contextlib
import functools
import pathlib

import onnx
import torch

from graph.attention import assert_fused, drop_unused_outputs, fused
from graph.strip import strip
from graph.weights import rewrite

AUTO = torch.export.Dim.AUTO


class Named(torch.nn.Module):
    """A module of named inputs around a function of (model, *inputs): the exporter takes input names from the signature."""

    def __init__(self, model, names, function):
        super().__init__()
        self.model, self.function, self.names = model, function, tuple(names)


def named(model, names, function):
    """A Named whose forward has exactly these arguments. torch.export reads the code's own signature, so that it is compiled."""
    space = {}
    exec(f"def forward(self, {', '.join(names)}):\n    return self.function(self.model, {', '.join(names)})", space)
    return type("Named", (Named,), {"forward": space["forward"]})(model, names, function).eval()


def export(module, inputs, outputs, dynamic, path, opset, tokens, narrow=None, program=False):
    """Writes one graph.

    module: made by `named`. inputs: a tensor a name; an axis that is to stay open must be 2 or more here, and no two open
    axes of one length (the exporter would tie them). outputs: names. dynamic: per input {axis: AUTO or Dim}.
    tokens: the largest token count this graph will see (see graph/attention.py). narrow: see graph/weights.py.
    program: capture with torch.export first; LTX's transformer needs it (its flattened timesteps defeat the other way).
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = {name: dynamic.get(name) for name in inputs}
    arguments = tuple(inputs[name] for name in module.names)
    with torch.no_grad(), exportable_repeats():
        if program:
            module, shapes = torch.export.export(module, arguments, dynamic_shapes=shapes), None
        written = torch.onnx.export(
            module, arguments, dynamo=True, optimize=True, verbose=False, opset_version=opset,
            input_names=list(inputs), output_names=list(outputs), dynamic_shapes=shapes)
    written.save(str(path), external_data=True)
    rewrite(path, narrow, passes=[strip, drop_unused_outputs])
    structure = onnx.load(str(path), load_external_data=False)
    assert_fused(structure, f"{path.parent.name}/{path.name}", tokens)
    print(f"{path}: {len(structure.graph.node)} nodes, {fused(structure)} fused attentions", flush=True)


@contextlib.contextmanager
def exportable_repeats():
    """repeat_interleave along the first axis as expand and reshape: the exporter's own version bakes the batch in (seen with SVD's
    and AnimateDiff's networks: right at the traced batch, wrong at any other)."""
    original = torch.Tensor.repeat_interleave

    @functools.wraps(original)
    def repeat(self, repeats, dim=None, **rest):
        if dim != 0 or torch.is_tensor(repeats):
            return original(self, repeats, dim=dim, **rest)
        return self[:, None].expand(self.shape[0], repeats, *self.shape[1:]).reshape(self.shape[0] * repeats, *self.shape[1:])

    torch.Tensor.repeat_interleave = repeat
    try:
        yield
    finally:
        torch.Tensor.repeat_interleave = original
