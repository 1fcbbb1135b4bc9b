"""Makes a copy of an ONNX file whose inputs, outputs and weights are float16, as exports for graphics cards have them.

The values between are still computed in float32, so that the copy runs on every processor and differs from the original by the
rounding of weights and tensors alone. Needs the packages onnx and numpy.

    python3 training/export/halve.py FROM.onnx TO.onnx
"""

import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper


def halve(model):
    graph = model.graph
    before, after = [], []
    weights = {w.name for w in graph.initializer}
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < 8:  # scales and epsilons are no weights
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(numpy.float16), name + "_half"))
        before.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))

    for tensor in graph.input:
        if tensor.name in weights or tensor.type.tensor_type.elem_type != TensorProto.FLOAT:
            continue
        tensor.type.tensor_type.elem_type = TensorProto.FLOAT16
        wide = tensor.name + "_float"
        before.append(helper.make_node("Cast", [tensor.name], [wide], to=TensorProto.FLOAT))
        for node in graph.node:
            for i, name in enumerate(node.input):
                if name == tensor.name:
                    node.input[i] = wide

    for tensor in graph.output:
        if tensor.type.tensor_type.elem_type != TensorProto.FLOAT:
            continue
        tensor.type.tensor_type.elem_type = TensorProto.FLOAT16
        wide = tensor.name + "_float"
        for node in graph.node:
            for names in (node.input, node.output):
                for i, name in enumerate(names):
                    if name == tensor.name:
                        names[i] = wide
        after.append(helper.make_node("Cast", [wide], [tensor.name], to=TensorProto.FLOAT16))

    nodes = before + list(graph.node) + after
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    return model


if __name__ == "__main__":
    onnx.save(halve(onnx.load(sys.argv[1])), sys.argv[2])
