"""Writes models/upscaler/x2.onnx, x3.onnx and x4.onnx from the npm package @upscalerjs/esrgan-slim.

    npm pack @upscalerjs/esrgan-slim && tar xzf upscalerjs-esrgan-slim-1.0.0.tgz      # anywhere
    /usr/bin/python3 convert.py package/models ../../models/upscaler

Wants Debian's python3-numpy and python3-onnx."""
import argparse
import pathlib

import onnx

from layers import Converter

parser = argparse.ArgumentParser(description="Converts the networks of @upscalerjs/esrgan-slim to ONNX.")
parser.add_argument("package", type=pathlib.Path, help="the package's folder \"models\"")
parser.add_argument("out", type=pathlib.Path)
given = parser.parse_args()
given.out.mkdir(parents=True, exist_ok=True)
for factor in (2, 3, 4):
    model = Converter(given.package / f"x{factor}").convert(
        "sample", "enlarged", ["batch", 3, "height", "width"], ["batch", 3, f"{factor}*height", f"{factor}*width"],
        f"@upscalerjs/esrgan-slim 1.0.0, x{factor}; MIT, Copyright (c) 2022 Kevin Scott. RGB, 0 to 255.")
    onnx.save(model, given.out / f"x{factor}.onnx")
    print(f"x{factor}.onnx: {(given.out / f'x{factor}.onnx').stat().st_size} bytes, {len(model.graph.node)} nodes")
