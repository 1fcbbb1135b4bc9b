"""Clips for the program's tests, of objects that were never drawn in training: RGBA bytes [frames, height, width, 4], A = what is in front.   golden.py OUT"""
import gzip, pathlib, sys
import numpy as np, torch
from drawing import Drawing
OUT = pathlib.Path(sys.argv[1]); OUT.mkdir(parents=True, exist_ok=True)
for name, seed, hard, h, w in [("octopus", 71001, False, 64, 64), ("bus", 71002, False, 64, 96), ("guitar", 71003, False, 64, 64), ("cake", 71007, True, 80, 64), ("avocado", 71009, True, 64, 64)]:
    d = Drawing(seed, True, hard); v, a = d.clip(9, h, w)
    if hard: v, a = d.degrade(v, a)
    b = (torch.cat([v, a], 1).permute(0, 2, 3, 1)*255).round().byte().numpy()
    with open(OUT/f"{name}.9x{w}x{h}.rgba.gz", "wb") as f: f.write(gzip.compress(b.tobytes(), 9, mtime=0))
