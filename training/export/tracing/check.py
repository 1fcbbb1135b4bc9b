"""Holds a graph against the module it came from: at batches 1, 2 and 3 and at another size than the traced one, since what an exporter
bakes in shows only there."""
import numpy as np
import torch

TOLERANCE = {torch.float32: 1e-3, torch.float16: 3e-2, torch.bfloat16: 6e-2}


def hold(path, module, cases, dtype=torch.float32):
    """cases: dictionaries of inputs. Raises AssertionError with the worst error where a graph's output is another."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for inputs in cases:
        with torch.no_grad():
            expected = module(*[inputs[name] for name in module.names])
        expected = expected if isinstance(expected, (tuple, list)) else (expected,)
        made = session.run(None, {name: value.numpy() for name, value in inputs.items()})
        for ours, theirs in zip(made, expected, strict=True):
            error = relative(ours, theirs.float().numpy())
            print(f"{path}: {list(theirs.shape)} relative error {error:.1e}", flush=True)
            assert np.isfinite(ours).all(), f"{path}: the graph's output is not finite"
            assert error < TOLERANCE[dtype], f"{path}: relative error {error:.1e} at {[list(v.shape) for v in inputs.values()]}"


def relative(ours, theirs):
    """max |ours - theirs| / max |theirs|"""
    assert ours.shape == theirs.shape, f"{ours.shape} is not {theirs.shape}"
    return float(np.abs(ours - theirs).max() / (np.abs(theirs).max() + 1e-9))
