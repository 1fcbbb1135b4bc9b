"""What every recipe is given."""
import dataclasses
import pathlib

import torch

from tracing import check, trace


@dataclasses.dataclass
class Job:
    source: pathlib.Path  # a diffusers folder
    out: pathlib.Path
    dtype: torch.dtype  # what the denoiser computes in; its inputs and outputs stay float32
    opset: int
    check: bool
    only: set  # components to write; empty: all

    def wants(self, component):
        return not self.only or component in self.only

    def write(self, module, cases, outputs, dynamic, path, tokens, narrow=None, program=False, dtype=torch.float32):
        """Exports with the first case as the example and holds the graph against all of them. path: "transformer/model.onnx"."""
        trace.export(module, cases[0], outputs, dynamic, self.out / path, self.opset, tokens, narrow, program)
        if self.check:
            check.hold(self.out / path, module, cases, dtype)
