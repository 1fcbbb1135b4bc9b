"""Writes models/safety/model.onnx and config.json from the npm package nsfwjs: its small network, MobileNet v2 with five classes.

    npm pack nsfwjs@4.3.0 && tar xzf nsfwjs-4.3.0.tgz                                  # anywhere
    node unpack.cjs package/dist/models/mobilenet_v2 network                           # JavaScript bundles to model.json and its weights
    /usr/bin/python3 convert.py network ../../models/safety

Wants Debian's python3-numpy and python3-onnx."""
import argparse
import json
import pathlib
import sys

import onnx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "upscaler"))
from layers import Converter  # noqa: E402

CLASSES = ["Drawing", "Hentai", "Neutral", "Porn", "Sexy"]  # the package's dist/esm/nsfw_classes.js
SIDE = 224  # its core.js: IMAGE_SIZE

parser = argparse.ArgumentParser(description="Converts the small network of nsfwjs to ONNX.")
parser.add_argument("network", type=pathlib.Path, help="the folder with model.json")
parser.add_argument("out", type=pathlib.Path)
given = parser.parse_args()
given.out.mkdir(parents=True, exist_ok=True)
model = Converter(given.network).convert(
    "sample", "scores", ["batch", 3, SIDE, SIDE], ["batch", len(CLASSES)],
    "nsfwjs 4.3.0, MobileNetV2; MIT, Copyright (c) 2019 Infinite Red, Inc. RGB, 0 to 1.")
onnx.save(model, given.out / "model.onnx")
config = {"classes": CLASSES, "image_size": SIDE}
(given.out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
print(f"model.onnx: {(given.out / 'model.onnx').stat().st_size} bytes, {len(model.graph.node)} nodes")
