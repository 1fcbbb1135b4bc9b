"""Where a graph's weights lie, and in how many bits.

Protocol buffers end at 2 GiB, so that large weights lie beside the graph in `NAME_data` (`model.onnx_data`, as Optimum names it).
They are copied tensor by tensor: no model need fit into memory twice.
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INLINE_BYTES = 256 * 2**20  # a graph with less stays one file
ALIGNMENT = 4096  # a runtime maps pages
_WORTH_BYTES = 1024  # smaller tensors (shapes, scales) stay inside: shape inference reads them
NARROW = {"float16": TensorProto.FLOAT16, "bfloat16": TensorProto.BFLOAT16}


def rewrite(path, narrow=None, inline_bytes=INLINE_BYTES, passes=()):
    """Runs passes over the graph's structure and writes its weights anew, in place.

    narrow: "float16" or "bfloat16" stores those float32 weights whose values that type holds exactly in 16 bits, followed by a
    Cast to float32: half the disk, the same numbers. (What a graph computes in is another matter: see README.md.)
    passes: functions that change the loaded model in place; they see no external weights.
    """
    path = pathlib.Path(path)
    model = onnx.load(str(path), load_external_data=False)
    for change in passes:
        change(model)
    old = {_location(t) for t in model.graph.initializer} - {None}
    sizes = sum(_bytes(t, path.parent).nbytes for t in model.graph.initializer)
    outside = sizes > inline_bytes
    data = path.with_name(path.name + "_data")
    part = data.with_name(data.name + ".part")
    casts = []
    with open(part, "wb") as file:
        for tensor in model.graph.initializer:
            raw, kind = _narrowed(tensor, _bytes(tensor, path.parent), narrow)
            if kind != tensor.data_type:
                casts.append(_widen(tensor, kind))
            _store(tensor, raw, file if outside and raw.nbytes >= _WORTH_BYTES else None, data.name)
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
    onnx.save_model(model, str(path))
    for name in old:
        (path.parent / name).unlink(missing_ok=True)
    if outside:
        part.replace(data)
    else:
        part.unlink()


def _location(tensor):
    return {e.key: e.value for e in tensor.external_data}.get("location") if tensor.data_location == TensorProto.EXTERNAL else None


def _bytes(tensor, folder):
    """The tensor's raw little-endian bytes; those outside are mapped, not read."""
    if tensor.data_location != TensorProto.EXTERNAL:
        raw = tensor.raw_data if tensor.HasField("raw_data") else numpy_helper.to_array(tensor).tobytes()
        return np.frombuffer(raw, np.uint8)
    where = {entry.key: entry.value for entry in tensor.external_data}
    offset, file = int(where.get("offset", 0)), folder / where["location"]
    length = int(where.get("length", file.stat().st_size - offset))
    return np.memmap(file, np.uint8, "r", offset, (length,)) if length else np.zeros(0, np.uint8)


def _narrowed(tensor, raw, narrow):
    """The bytes and type to store."""
    if narrow is None or tensor.data_type != TensorProto.FLOAT or raw.nbytes < _WORTH_BYTES:
        return raw, tensor.data_type
    values = np.ascontiguousarray(raw).view(np.float32)
    if narrow == "float16":
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        exact = np.array_equal(half.astype(np.float32), values)
    else:  # bfloat16 is the upper half of a float32
        bits = values.view(np.uint32)
        exact = not (bits & 0xFFFF).any()
        half = (bits >> 16).astype(np.uint16)
    return (half.view(np.uint8), NARROW[narrow]) if exact else (raw, tensor.data_type)


def _widen(tensor, kind):
    """Renames a tensor of a narrower kind; the Cast takes its name."""
    name = tensor.name
    tensor.name = name + "_stored"
    tensor.data_type = kind
    return helper.make_node("Cast", [tensor.name], [name], name=name + "_widen", to=TensorProto.FLOAT)


def _store(tensor, raw, file, location):
    for field in ("float_data", "int32_data", "int64_data", "double_data", "uint64_data", "raw_data", "external_data", "data_location"):
        tensor.ClearField(field)
    if file is None:
        tensor.raw_data = raw.tobytes()
        return
    file.write(b"\0" * (-file.tell() % ALIGNMENT))
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", file.tell()), ("length", raw.nbytes)):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, str(value)
    raw.tofile(file)
