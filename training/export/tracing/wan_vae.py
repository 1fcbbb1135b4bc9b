"""Wan's video autoencoder as a stream: two graphs each way, the first frame and all later groups, linked by caches.

diffusers decodes one latent frame at a time and keeps, per causal convolution, the last two frames of its input in a Python list. A
plain export unrolls that loop and fixes the frame count. Here the list becomes inputs and outputs, `cache_i` and `cache_i_out`:
constant memory, any length, the same numbers (checked below).
"""
import contextlib

import numpy as np
import torch
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders import autoencoder_kl_wan as wan

from tracing import check
from tracing.trace import AUTO, named

_TILE = 1024 // 8  # a decoder's one attention runs over a frame's latent pixels


class Stream:
    """One direction of the autoencoder, with its caches in the open."""

    def __init__(self, vae, decodes):
        self.vae, self.decodes = vae, decodes
        vae.clear_cache()
        self._slots = vae._conv_num if decodes else vae._enc_conv_num
        self._single = set()  # caches of one frame: those of the temporal down-sampling

    def run(self, vae, chunk, caches):
        """One chunk. caches: None for the first. Returns the output, then the caches for the next chunk."""
        slots = [None] * self._slots if caches is None else list(caches)
        at = [0]
        if self.decodes:
            extra = {"first_chunk": True} if caches is None else {}
            out = vae.decoder(vae.post_quant_conv(chunk), feat_cache=slots, feat_idx=at, **extra)
            out = _patches(wan.unpatchify, vae, out).clamp(-1, 1)
        else:
            out = vae.quant_conv(vae.encoder(_patches(wan.patchify, vae, chunk), feat_cache=slots, feat_idx=at))
        return (out, *[c if i in self._single else _two_frames(c) for i, c in enumerate(slots[:at[0]])])

    def find_single(self, first, later):
        """Learns from two chunks which caches hold one frame."""
        slots = [None] * self._slots
        for chunk in (first, later):
            self.vae.encoder(_patches(wan.patchify, self.vae, chunk), feat_cache=slots, feat_idx=[0])
        self._single = {i for i, c in enumerate(slots) if c is not None and c.shape[2] == 1}


def export(job):
    """Writes vae_encoder/ and vae_decoder/, first.onnx and next.onnx each. Batch 1, float32 (16 bits show in the picture)."""
    if not (job.wants("vae_encoder") or job.wants("vae_decoder")):
        return
    vae = AutoencoderKLWan.from_pretrained(job.source / "vae", torch_dtype=torch.float32).eval()
    scale = 16 if vae.config.patch_size else 8
    latents = torch.randn(1, vae.config.z_dim, 4, 4, 6)
    video = torch.rand(1, 3, 13, 4 * scale, 6 * scale) * 2 - 1
    with torch.no_grad():
        decoded, encoded = vae.decode(latents, return_dict=False)[0], vae._encode(video)
    with _caches_of_zeros(), torch.no_grad():
        if job.wants("vae_decoder"):
            chunks = [latents[:, :, i:i + 1] for i in range(4)]
            _write(job, Stream(vae, decodes=True), "vae_decoder", "latent_sample", "sample", chunks, decoded)
        if job.wants("vae_encoder"):
            stream, chunks = Stream(vae, decodes=False), [video[:, :, :1]] + [video[:, :, i:i + 4] for i in (1, 5, 9)]
            stream.find_single(*chunks[:2])
            _write(job, stream, "vae_encoder", "sample", "latent_parameters", chunks, encoded)


def _write(job, stream, component, source, target, chunks, whole):
    out = stream.run(stream.vae, chunks[0], None)
    names = [f"cache_{i}" for i in range(len(out) - 1)]
    made = [target] + [name + "_out" for name in names]
    _assert_same(stream, chunks, whole)
    first = named(stream.vae, [source], lambda m, chunk: stream.run(m, chunk, None))
    later = named(stream.vae, [source] + names, lambda m, chunk, *caches: stream.run(m, chunk, caches))
    tokens = _TILE * _TILE
    for file, module, inputs in (("first", first, {source: chunks[0]}), ("next", later, dict(zip([source] + names, (chunks[1], *out[1:]))))):
        open_ = {name: {3: AUTO, 4: AUTO} for name in inputs}
        job.write(module, [inputs], made, open_, f"{component}/{file}.onnx", tokens)
    if job.check:
        _hold_stream(job.out / component, source, names, chunks, whole.numpy())


def _assert_same(stream, chunks, whole):
    """The stream gives what diffusers gives for the whole clip."""
    out = stream.run(stream.vae, chunks[0], None)
    parts = [out[0]]
    for chunk in chunks[1:]:
        out = stream.run(stream.vae, chunk, out[1:])
        parts.append(out[0])
    error = check.relative(torch.cat(parts, 2).numpy(), whole.numpy())
    assert error < 1e-5, f"streamed in PyTorch against the whole clip: relative error {error:.1e}"


def _hold_stream(folder, source, names, chunks, whole):
    import onnxruntime

    first, later = (onnxruntime.InferenceSession(str(folder / f"{n}.onnx"), providers=["CPUExecutionProvider"]) for n in ("first", "next"))
    out = first.run(None, {source: chunks[0].numpy()})
    parts = [out[0]]
    for chunk in chunks[1:]:
        out = later.run(None, {source: chunk.numpy()} | dict(zip(names, out[1:])))
        parts.append(out[0])
    error = check.relative(np.concatenate(parts, 2), whole)
    print(f"{folder}: streamed against the whole clip, relative error {error:.1e}", flush=True)
    assert error < 2e-3


def _patches(function, vae, frames):
    """Wan 2.2 folds 2 x 2 pixels into channels around the network."""
    return function(frames, patch_size=vae.config.patch_size) if vae.config.patch_size else frames


def _two_frames(cache):
    """Zero frames in front, as causal padding has them."""
    missing = 2 - cache.shape[2]
    return torch.cat([cache * 0] * missing + [cache], 2) if missing > 0 else cache


@contextlib.contextmanager
def _caches_of_zeros():
    """diffusers marks "no history yet" by None and a word in the list; two zero frames mean the same to a causal convolution, and make
    the second chunk like every later one."""
    original = wan.WanResample.forward
    wan.WanResample.forward = _resample
    try:
        yield
    finally:
        wan.WanResample.forward = original


def _resample(self, x, feat_cache=None, feat_idx=None):
    batch, channels, frames, height, width = x.shape
    if self.mode == "upsample3d":
        slot = feat_idx[0]
        feat_idx[0] += 1
        if feat_cache[slot] is None:
            feat_cache[slot] = torch.cat([x * 0, x * 0], 2)  # the first chunk is not doubled in time
        else:
            history = torch.cat([feat_cache[slot][:, :, -1:], x[:, :, -2:]], 2)[:, :, -2:]
            x = self.time_conv(x, feat_cache[slot]).reshape(batch, 2, channels, frames, height, width)
            x = torch.stack((x[:, 0], x[:, 1]), 3).reshape(batch, channels, frames * 2, height, width)
            feat_cache[slot] = history
    frames = x.shape[2]
    x = self.resample(x.permute(0, 2, 1, 3, 4).reshape(batch * frames, channels, height, width))
    x = x.view(batch, frames, *x.shape[1:]).permute(0, 2, 1, 3, 4)
    if self.mode == "downsample3d":
        slot = feat_idx[0]
        feat_idx[0] += 1
        history = x[:, :, -1:]
        if feat_cache[slot] is not None:
            x = self.time_conv(torch.cat([feat_cache[slot][:, :, -1:], x], 2))
        feat_cache[slot] = history
    return x
