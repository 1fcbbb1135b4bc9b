"""TensorFlow.js "layers models" (model.json and its weights) to ONNX, for the layers that the two shipped networks have.

The graph that is written computes what TensorFlow.js computes, in fewer steps and channels first:
batch norms lie in the weights of the convolution before them, paddings in that of the convolution behind them, and a
convolution behind a nearest-neighbour enlargement runs before it (see `small`)."""
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


class Weights:
    """The weights by name, as float64; of those stored in bytes also the bytes: value = byte * scale + least."""

    def __init__(self, manifest, folder):
        self.values, self.bytes = {}, {}
        for group in manifest:
            raw, at = b"".join((folder / path).read_bytes() for path in group["paths"]), 0
            for one in group["weights"]:
                stored = one.get("quantization")
                kind = np.dtype(stored["dtype"] if stored else one["dtype"])
                count = int(np.prod(one["shape"]))
                flat = np.frombuffer(raw, kind, count, at).reshape(one["shape"])
                at += count * kind.itemsize
                if stored:
                    self.bytes[one["name"]] = (flat, stored["scale"], stored["min"])
                    flat = flat * stored["scale"] + stored["min"]
                self.values[one["name"]] = flat.astype(np.float32).astype(np.float64)
            assert at == len(raw), f"{len(raw) - at} bytes of the weights are left over"


class Converter:
    """One model. Weights that came in bytes stay in bytes."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        model = json.loads((folder / "model.json").read_text())
        self.config = model["modelTopology"].get("model_config", model["modelTopology"])["config"]
        self.weights = Weights(model["weightsManifest"], folder)
        self.layers = {one["config"]["name"]: one for one in self.config["layers"]}
        self.inputs = {n: [i[0] for node in one["inbound_nodes"] for i in node] for n, one in self.layers.items()}
        self.users = {n: [u for u in self.layers if n in self.inputs[u]] for n in self.layers}
        self.nodes, self.initializers, self.done = [], [], {}

    def convert(self, input_name, output_name, input_shape, output_shape, said):
        """@param said: what stands in the file about its origin."""
        (first, *_), = self.config["input_layers"]
        (last, *_), = self.config["output_layers"]
        self.input = input_name
        result = self.tensor(last)
        self.nodes[-1].output[0] = output_name
        assert result and first in self.layers
        graph = helper.make_graph(
            self.nodes, self.config["name"],
            [helper.make_tensor_value_info(input_name, TensorProto.FLOAT, input_shape)],
            [helper.make_tensor_value_info(output_name, TensorProto.FLOAT, output_shape)], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8, producer_name="layers.py", doc_string=said)
        onnx.checker.check_model(model, full_check=True)
        return model

    def tensor(self, name):
        """The name of a layer's output; its nodes are written before."""
        if name not in self.done:
            layer = self.layers[name]
            self.done[name] = getattr(self, "of_" + layer["class_name"])(name, layer["config"], self.inputs[name])
        return self.done[name]

    def node(self, op, inputs, name, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name, values):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    # -- layers, by the name that Keras gives them

    def of_InputLayer(self, name, config, inputs):
        return self.input

    def of_Dropout(self, name, config, inputs):
        return self.tensor(inputs[0])

    def of_Concatenate(self, name, config, inputs):
        return self.node("Concat", [self.tensor(i) for i in inputs], name, axis=1)

    def of_Add(self, name, config, inputs):
        return self.node("Add", [self.tensor(i) for i in inputs], name)

    def of_Activation(self, name, config, inputs):
        assert config["activation"] == "relu", config
        return self.node("Relu", [self.tensor(inputs[0])], name)

    def of_ReLU(self, name, config, inputs):
        assert (config["max_value"], config["negative_slope"], config["threshold"]) == (6, 0, 0), config
        if not any(i.name == "zero" for i in self.initializers):
            self.constant("zero", np.float32(0))
            self.constant("six", np.float32(6))
        return self.node("Clip", [self.tensor(inputs[0]), "zero", "six"], name)

    def of_AveragePooling2D(self, name, config, inputs):
        assert config["padding"] == "valid", config
        return self.node("AveragePool", [self.tensor(inputs[0])], name, kernel_shape=config["pool_size"], strides=config["strides"])

    def of_Flatten(self, name, config, inputs):
        assert self.layers[inputs[0]]["class_name"] == "AveragePooling2D", "only of one pixel: the order of more is another here"
        return self.node("Flatten", [self.tensor(inputs[0])], name)

    def of_Dense(self, name, config, inputs):
        kernel = self.stored(name + "/kernel", lambda k: k, None)
        bias = self.constant(name + "/bias", self.weights.values[name + "/bias"].astype(np.float32))
        sums = self.node("Gemm", [self.tensor(inputs[0]), kernel, bias], name)
        ends = {"relu": "Relu", "softmax": "Softmax"}.get(config["activation"])
        return self.node(ends, [sums], f"{name}/{config['activation']}") if ends else sums

    def of_BatchNormalization(self, name, config, inputs):
        assert self.users[inputs[0]] == [name], "a norm lies in the convolution before it"
        return self.tensor(inputs[0])

    def of_DepthwiseConv2D(self, name, config, inputs):
        assert config["depth_multiplier"] == 1, config
        return self.convolution(name, config, inputs[0], "depthwise_kernel", lambda k: k.transpose(2, 3, 0, 1))

    def of_Conv2D(self, name, config, inputs):
        if self.layers[inputs[0]]["class_name"] == "UpSampling2D":
            return self.small(name, config, inputs[0])
        return self.convolution(name, config, inputs[0], "kernel", lambda k: k.transpose(3, 2, 0, 1))

    def convolution(self, name, config, source, kernel, turn):
        assert config["dilation_rate"] == [1, 1] and config["activation"] == "linear", config
        before, (height, width), strides = self.layers[source], config["kernel_size"], config["strides"]
        pads = [0, 0, 0, 0]
        if config["padding"] == "same":  # with strides of 2 TensorFlow pads by the size at hand: none of these networks does
            assert strides == [1, 1], config
            pads = [height // 2, width // 2, height // 2, width // 2]
        elif before["class_name"] == "ZeroPadding2D":
            (top, bottom), (left, right) = before["config"]["padding"]
            pads, source = [top, left, bottom, right], self.inputs[source][0]
        norm = next((u for u in self.users[name] if self.layers[u]["class_name"] == "BatchNormalization"), None)
        value = self.weights.values
        bias, gain = value.get(name + "/bias", 0.0), None
        if norm:
            gain = value[norm + "/gamma"] / np.sqrt(value[norm + "/moving_variance"] + self.layers[norm]["config"]["epsilon"])
            bias = value[norm + "/beta"] + (bias - value[norm + "/moving_mean"]) * gain
        turned = self.stored(f"{name}/{kernel}", turn, gain)
        groups = len(gain) if kernel == "depthwise_kernel" else 1
        return self.node(
            "Conv", [self.tensor(source), turned, self.constant(name + "/bias", bias.astype(np.float32))], name,
            kernel_shape=[height, width], strides=strides, pads=pads, group=groups)

    def small(self, name, config, upsampling):
        """A 3 x 3 convolution behind a nearest-neighbour enlargement by f is one of the small picture with f * f outputs for each: an output's
        nine pixels lie in at most four small ones, whose weights add up. Also at the border, where both see zeros."""
        enlarged = self.layers[upsampling]["config"]
        factor = enlarged["size"][0]
        assert enlarged["interpolation"] == "nearest" and enlarged["size"] == [factor, factor] and self.users[upsampling] == [name]
        assert config["kernel_size"] == [3, 3] and config["padding"] == "same" and config["activation"] == "linear", config
        large = self.weights.values[name + "/kernel"]  # [3, 3, in, out]
        small = np.zeros((factor, factor, 3, 3, large.shape[2], large.shape[3]))
        for y, x, dy, dx in np.ndindex(factor, factor, 3, 3):
            small[y, x, (y + dy - 1) // factor + 1, (x + dx - 1) // factor + 1] += large[dy, dx]
        kernel = small.transpose(5, 0, 1, 4, 2, 3).reshape(large.shape[3] * factor * factor, large.shape[2], 3, 3)
        bias = np.repeat(self.weights.values[name + "/bias"], factor * factor)
        source = self.tensor(self.inputs[upsampling][0])
        sums = self.node(
            "Conv", [source, self.constant(name + "/kernel", kernel.astype(np.float32)), self.constant(name + "/bias", bias.astype(np.float32))], name + "/small",
            kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        return self.node("DepthToSpace", [sums], name, blocksize=factor, mode="CRD")

    # -- weights

    def stored(self, name, turn, gain):
        """A kernel as it is turned and multiplied; one that came in bytes as its bytes, which the runtime multiplies once, when it loads."""
        if name not in self.weights.bytes:
            kernel = turn(self.weights.values[name])
            return self.constant(name, (kernel if gain is None else kernel * gain.reshape(-1, 1, 1, 1)).astype(np.float32))
        flat, scale, least = self.weights.bytes[name]
        by = 1.0 if gain is None else gain.reshape(-1, 1, 1, 1)
        self.constant(name + "/bytes", turn(flat))
        self.constant(name + "/scale", np.asarray(scale * by, np.float32))
        self.constant(name + "/least", np.asarray(least * by, np.float32))
        self.node("Cast", [name + "/bytes"], name + "/whole", to=TensorProto.FLOAT)
        self.node("Mul", [name + "/whole", name + "/scale"], name + "/scaled")
        return self.node("Add", [name + "/scaled", name + "/least"], name)
