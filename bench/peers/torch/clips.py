"""The shipped model in eager PyTorch, from its checkpoints: a clip for each line of JSON on standard input.

  python3 clips.py TRAINING CHECKPOINTS MODEL THREADS

TRAINING has the definition (model.py), CHECKPOINTS dit.pt, vae.pt and spm.model, MODEL the shipped folder's configs.
Lines: {"golden": FOLDER} answers {"frames": ERROR} against that case's frames, from its noise; {"prompt", "seconds", "seed", "steps",
"guidance"} makes a clip, frames in memory, and answers how long each part took. Standard output is for answers only.
"""
import json
import pathlib
import sys
import time

import numpy as np
import sentencepiece
import torch

TRAINING, CHECKPOINTS, MODEL = (pathlib.Path(a) for a in sys.argv[1:4])
THREADS = int(sys.argv[4])
sys.path.insert(0, str(TRAINING))
sys.dont_write_bytecode = True
from model import DiT, TextEncoder, VAE  # noqa: E402

WINDOW, FRAMES_PER_SECOND, SIDE, SHIFT = 32, 8, 64, 2.0


def blocks(state):
    return 1 + max(int(k.split(".")[1]) for k in state if k.startswith("b."))


class Pocket:
    def __init__(self):
        load = lambda name: torch.load(CHECKPOINTS / name, map_location="cpu")
        state = load("dit.pt")
        vocabulary, width = state["te"]["e.weight"].shape
        self.text = TextEncoder(vocabulary, width, width // 64, blocks(state["te"]), WINDOW)
        self.net = DiT(16, width, width // 64, blocks(state["net"]))
        self.vae = VAE()
        self.text.load_state_dict(state["te"])
        self.net.load_state_dict(state["net"])
        self.vae.load_state_dict(load("vae.pt"))
        for module in (self.text, self.net, self.vae):
            module.eval()
            for p in module.parameters():
                p.data = p.data.half().float().contiguous()  # rounded as the shipped graphs are
        config = json.loads((MODEL / "vae_decoder/config.json").read_text())
        self.vae.mean.copy_(torch.tensor(config["latents_mean"]))
        self.vae.std.copy_(torch.tensor(config["latents_std"]))
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(CHECKPOINTS / "spm.model"))

    def states(self, prompt, negative, guided):
        rows = torch.zeros(2 if guided else 1, WINDOW, dtype=torch.long)
        for row, text in zip(rows, (prompt, negative)):
            ids = self.pieces.encode(text.lower())[: WINDOW - 1] + [1]
            row[: len(ids)] = torch.tensor(ids)
        return rows, self.text(rows)

    def denoise(self, noise, condition, ids, states, steps, guidance):
        """Both prompts in one batch; what does not change is expanded once."""
        x, batch = noise, len(ids)
        condition = condition.expand(batch, -1, -1, -1, -1)
        u = torch.linspace(1, 0, steps + 1)
        sigmas = SHIFT * u / (1 + (SHIFT - 1) * u)
        for now, after in zip(sigmas[:-1], sigmas[1:]):
            v = self.net(x.expand(batch, -1, -1, -1, -1), condition, now.expand(batch), states, ids)
            if batch == 2:
                wanted, unwanted = v.chunk(2)
                v = torch.lerp(unwanted, wanted, guidance)
            x = x + (after - now) * v
        return x

    def decode(self, latents):
        """Frames [F, H, W, 3] in -1..1."""
        return self.vae.decode(self.vae.denorm(latents)).clamp_(-1, 1)[0].permute(1, 2, 3, 0)

    def clip(self, prompt, seconds, seed, steps, guidance):
        start, processor = time.perf_counter(), time.process_time()
        ids, states = self.states(prompt, "", guidance > 1)
        text = time.perf_counter()
        latent_frames = max(1, round((seconds * FRAMES_PER_SECOND - 1) / 4)) + 1  # 4k + 1 frames
        noise = torch.randn(1, 16, latent_frames, SIDE // 8, SIDE // 8, generator=torch.Generator().manual_seed(seed))
        begun = time.perf_counter()
        latents = self.denoise(noise, torch.zeros(1, 17, *noise.shape[2:]), ids, states, steps, guidance)
        denoised = time.perf_counter()
        frames = self.decode(latents)
        decoded = time.perf_counter()
        rgb = frames.add(1).mul_(127.5).round_().to(torch.uint8).contiguous().numpy()
        end = time.perf_counter()
        return {
            "frames": len(rgb), "text_s": text - start, "denoiser_s": denoised - begun, "vae_s": decoded - denoised,
            "whole_s": end - start, "processor_s": time.process_time() - processor, "peak_mib": peak_mib(),
        }

    def golden(self, folder):
        """The largest difference from the case's frames, divided by their largest value."""
        case = json.loads((folder / "case.json").read_text())
        read = lambda name: torch.from_numpy(np.load(folder / f"{name}.npy"))
        noise, guidance = read("noise"), case["guidance_scale"]
        known = read("condition") if "image" in case else torch.zeros(1, 17, *noise.shape[2:])
        ids, states = self.states(case["prompt"], case.get("negative_prompt", ""), guidance > 1)
        latents = self.denoise(noise, known, ids, states, case["num_inference_steps"], guidance)
        if "image" in case:
            latents[:, :, :1] = known[:, :16, :1]
        expected = read("frames")
        return {"frames": float((self.decode(latents) - expected).abs().max() / expected.abs().max())}


def peak_mib():
    """This process's largest resident size."""
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM")) / 1024


def main():
    torch.set_num_threads(THREADS)
    torch.set_num_interop_threads(1)
    started = time.perf_counter()
    with torch.inference_mode():
        pocket = Pocket()
        print(json.dumps({"version": torch.__version__, "load_s": time.perf_counter() - started}), flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            answer = pocket.golden(pathlib.Path(asked["golden"])) if "golden" in asked else pocket.clip(**asked)
            print(json.dumps(answer), flush=True)


main()
