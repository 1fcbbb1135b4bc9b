"""Checkpoint -> ONNX, weights stored as float16 and computed in float32.   export.py NET.pt ../../models/matte/model.onnx"""
import sys
import numpy as np, onnx, torch
from onnx import TensorProto as TP, helper, numpy_helper
from net import load
NET, OUT = sys.argv[1], sys.argv[2]

class Alpha(torch.nn.Module):
    def __init__(self): super().__init__(); self.n = load(NET)
    def forward(self, x): return self.n(x).sigmoid()

axes = {0: "batch", 2: "height", 3: "width"}
torch.onnx.export(Alpha(), torch.rand(2, 6, 128, 160), OUT, input_names=["input"], output_names=["alpha"],
    dynamic_axes={"input": axes, "alpha": axes}, opset_version=13, do_constant_folding=True)
m = onnx.load(OUT); casts, kept = [], []
for t in m.graph.initializer:
    a = numpy_helper.to_array(t)
    if t.data_type == TP.FLOAT and a.size > 256:  # a Cast that ONNX Runtime folds away when it loads
        assert np.abs(a).max() < 6e4
        kept.append(numpy_helper.from_array(a.astype(np.float16), t.name+"_f16")); casts.append(helper.make_node("Cast", [t.name+"_f16"], [t.name], to=TP.FLOAT, name=t.name+"_cast"))
    else: kept.append(t)
nodes = casts+list(m.graph.node)
del m.graph.initializer[:], m.graph.node[:]
m.graph.initializer.extend(kept); m.graph.node.extend(nodes); m.producer_name = m.producer_version = ""
for n in m.graph.node: n.doc_string = ""
onnx.checker.check_model(m); onnx.save(m, OUT)
