"""Exports a video model from diffusers to a model folder of ONNX graphs. See README.md for a command per model."""
import argparse
import pathlib

import torch

import animatediff
import folder
import ltx
import svd
import wan
from tracing.job import Job

FAMILIES = {"wan": wan, "ltx": ltx, "svd": svd, "animatediff": animatediff}


def main():
    args = arguments().parse_args()
    family = FAMILIES[args.family]
    if args.family == "animatediff" and not args.motion_adapter:
        raise SystemExit("animatediff needs --motion-adapter: the adapter's Hub id or folder.")
    if args.opset < 23:
        raise SystemExit(f"--opset must be 23 or newer, not {args.opset}: attention is one node only from 23 on.")
    if args.out.exists() and any(args.out.iterdir()) and not args.only:
        raise SystemExit(f"{args.out} is not empty; name another folder, or with --only the components to write again.")
    torch.manual_seed(0)
    source = folder.fetch(args.source, family.COMPONENTS, args.revision)
    job = Job(source, args.out, getattr(torch, args.dtype), args.opset, args.check, set(args.only))
    job.out.mkdir(parents=True, exist_ok=True)
    extra = {"motion_adapter": args.motion_adapter, "lora": args.lora, "scheduler": args.scheduler} if args.family == "animatediff" else {}
    family.export(job, **extra)
    folder.copy_licence(source, job.out)
    size = sum(file.stat().st_size for file in job.out.rglob("*") if file.is_file())
    print(f"{job.out}: {size / 1e9:.1f} GB")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("source", help="a Hub id, or a folder in diffusers' layout")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--dtype", choices=("float16", "float32"), default="float32", help="what the denoiser computes in")
    parser.add_argument("--opset", type=int, default=23)
    parser.add_argument("--check", action="store_true", help="hold every graph against PyTorch; needs the memory of both")
    parser.add_argument("--only", nargs="+", default=[], metavar="COMPONENT", help="write these alone, as vae_decoder")
    parser.add_argument("--revision", help="of the Hub id: a commit, so that the same weights come again")
    parser.add_argument("--motion-adapter", help="animatediff: Hub id or folder")
    parser.add_argument("--lora", help="animatediff: a file, or HUB_ID:FILE")
    parser.add_argument("--scheduler", choices=("ddim", "lcm"), default="ddim", help="animatediff")
    return parser


if __name__ == "__main__":
    main()
