"""LTX-Video 0.9.x, 2B and 13B, distilled or not."""
import torch

import folder
from tracing import text
from tracing.trace import AUTO, named

COMPONENTS = ["scheduler", "tokenizer", "text_encoder", "transformer", "vae"]
PROMPT_TOKENS = 128
MOST_TOKENS = 32_000  # 1216 x 704, 257 frames
_INPUTS = ["hidden_states", "encoder_hidden_states", "timestep", "encoder_attention_mask", "video_coords"]


def export(job):
    from transformers import T5EncoderModel

    folder.copy_index(job.source, job.out)
    folder.copy_scheduler(job.source, job.out)
    folder.copy_tokenizer(job.source, job.out, PROMPT_TOKENS)
    folder.copy_configs(job.source, job.out, {
        "text_encoder": ["text_encoder"], "transformer": ["transformer"], "vae": ["vae_encoder", "vae_decoder"]})
    text.t5(job, T5EncoderModel, with_mask=False)
    transformer(job)
    autoencoder(job)


def transformer(job):
    """Packed tokens in, packed tokens out. The sizes that diffusers takes as Python numbers would be constants of the graph; `video_coords`
    [B, 3, S] (seconds, rows, columns) says the same as a tensor, and conditioning frames can have their own."""
    if not job.wants("transformer"):
        return
    from diffusers.models import LTXVideoTransformer3DModel

    model = LTXVideoTransformer3DModel.from_pretrained(job.source / "transformer", torch_dtype=job.dtype).eval()
    config = model.config

    def run(m, tokens, prompt, timestep, mask, coordinates):
        return m(hidden_states=tokens.to(job.dtype), encoder_hidden_states=prompt.to(job.dtype), timestep=timestep,
                 encoder_attention_mask=mask, video_coords=coordinates, return_dict=False)[0].float()

    def case(batch, tokens):
        words = torch.tensor([[20], [PROMPT_TOKENS], [1]])[:batch]
        return dict(zip(_INPUTS, (
            torch.randn(batch, tokens, config.in_channels), torch.randn(batch, PROMPT_TOKENS, config.caption_channels),
            torch.rand(batch, tokens) * 999, (torch.arange(PROMPT_TOKENS)[None] < words).long(), torch.rand(batch, 3, tokens) * 9)))

    batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens")
    dynamic = {name: {0: batch} for name in _INPUTS}
    dynamic["hidden_states"][1] = dynamic["timestep"][1] = dynamic["video_coords"][2] = tokens
    job.write(named(model, _INPUTS, run), [case(2, 18), case(1, 30), case(3, 7)], ["out_hidden_states"], dynamic,
              "transformer/model.onnx", MOST_TOKENS, program=True, dtype=job.dtype)


def autoencoder(job):
    """Float32. The latents' mean and deviation lie in the weights, not in config.json: latents.json carries them."""
    if not (job.wants("vae_decoder") or job.wants("vae_encoder")):
        return
    from diffusers import AutoencoderKLLTXVideo

    vae = AutoencoderKLLTXVideo.from_pretrained(job.source / "vae", torch_dtype=torch.float32).eval()
    channels = vae.config.latent_channels
    statistics = {"latents_mean": vae.latents_mean.tolist(), "latents_std": vae.latents_std.tolist(), "scaling_factor": vae.config.scaling_factor}
    for component in ("vae_decoder", "vae_encoder"):
        folder.write(job.out / component / "latents.json", statistics)
    if job.wants("vae_decoder"):
        _without_noise(vae)
        latents = lambda *size: {"latent_sample": torch.randn(1, channels, *size)}
        cases, dynamic = [latents(3, 2, 4), latents(4, 3, 2)], {"latent_sample": {2: AUTO, 3: AUTO, 4: AUTO}}
        if vae.config.timestep_conditioning:
            cases = [case | {"timestep": torch.tensor([0.05])} for case in cases]
            module = named(vae, ["latent_sample", "timestep"], lambda m, z, t: m.decoder(z, t))
        else:
            module = named(vae, ["latent_sample"], lambda m, z: m.decoder(z))
        job.write(module, cases, ["sample"], dynamic, "vae_decoder/model.onnx", MOST_TOKENS, narrow="bfloat16")
    if job.wants("vae_encoder"):  # one frame: the picture that a clip starts from
        cases = [{"sample": torch.rand(1, 3, 1, *size) * 2 - 1} for size in ((64, 96), (96, 64))]
        job.write(named(vae, ["sample"], lambda m, frames: m.encoder(frames)), cases, ["latent_parameters"], {"sample": {3: AUTO, 4: AUTO}},
                  "vae_encoder/model.onnx", MOST_TOKENS, narrow="bfloat16")


def _without_noise(vae):
    """The first 0.9.x decoders draw noise inside; a graph that gives another picture at each run cannot be checked. The noise has
    learnt scales, small ones, and later versions have none: it is left out."""
    found = 0
    for module in vae.decoder.modules():
        for name in ("per_channel_scale1", "per_channel_scale2"):
            if getattr(module, name, None) is not None:
                setattr(module, name, None)
                found += 1
    if any(vae.config.decoder_inject_noise or ()) and not found:
        raise SystemExit("This decoder injects noise in a way unknown here: its graph would give another picture at each run.")
