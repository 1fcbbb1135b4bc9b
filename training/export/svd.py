"""Stable Video Diffusion, XT and XT 1.1."""
import torch

import folder
from tracing import vision
from tracing.trace import AUTO, named

COMPONENTS = ["scheduler", "unet", "vae", "image_encoder", "feature_extractor"]
MOST_TOKENS = 9_216  # 1024 x 576: attention runs over one frame's latent pixels
_INPUTS = ["sample", "timestep", "encoder_hidden_states", "added_time_ids"]


def export(job):
    folder.copy_index(job.source, job.out)
    folder.copy_scheduler(job.source, job.out)
    folder.copy_processor(job.source, job.out, "feature_extractor")
    folder.copy_configs(job.source, job.out, {"unet": ["unet"], "vae": ["vae_encoder", "vae_decoder"], "image_encoder": ["image_encoder"]})
    vision.embedding(job)
    unet(job)
    autoencoder(job)


def unet(job):
    """The timestep, 1/4 ln sigma, is float32 [1] and is spread over the batch inside: a scalar would fix the batch."""
    if not job.wants("unet"):
        return
    from diffusers import UNetSpatioTemporalConditionModel

    model = UNetSpatioTemporalConditionModel.from_pretrained(job.source / "unet", torch_dtype=job.dtype).eval()
    config = model.config

    def run(m, sample, timestep, image, times):
        every = timestep * torch.ones_like(sample[:, 0, 0, 0, 0])
        return m(sample.to(job.dtype), every, image.to(job.dtype), times.to(job.dtype), return_dict=False)[0].float()

    def case(batch, frames, height, width):
        return dict(zip(_INPUTS, (torch.randn(batch, frames, config.in_channels, height, width), torch.tensor([0.9]),
                                  torch.randn(batch, 1, config.cross_attention_dim), torch.rand(batch, 3) * 9)))

    dynamic = {"sample": {0: AUTO, 1: AUTO, 3: AUTO, 4: AUTO}, "encoder_hidden_states": {0: AUTO}, "added_time_ids": {0: AUTO}}
    cases = [case(2, 6, 16, 24), case(1, 4, 24, 16), case(3, 5, 16, 16)]
    job.write(named(model, _INPUTS, run), cases, ["out_sample"], dynamic, "unet/model.onnx", MOST_TOKENS, dtype=job.dtype)


def autoencoder(job):
    """Float32 (config.json: force_upcast). The decoder's leading axis is a chunk of frames, which its temporal layers take for one clip."""
    if not (job.wants("vae_decoder") or job.wants("vae_encoder")):
        return
    from diffusers import AutoencoderKLTemporalDecoder

    vae = AutoencoderKLTemporalDecoder.from_pretrained(job.source / "vae", torch_dtype=torch.float32).eval()
    if job.wants("vae_encoder"):
        encode = lambda m, picture: m.quant_conv(m.encoder(picture)) if m.quant_conv is not None else m.encoder(picture)
        cases = [{"sample": torch.rand(1, 3, *size) * 2 - 1} for size in ((64, 96), (96, 64))]
        job.write(named(vae, ["sample"], encode), cases, ["latent_parameters"], {"sample": {2: AUTO, 3: AUTO}},
                  "vae_encoder/model.onnx", MOST_TOKENS, narrow="float16")
    if job.wants("vae_decoder"):
        decode = lambda m, z: m.decoder(z, num_frames=z.shape[0], image_only_indicator=torch.zeros(1, z.shape[0]))
        cases = [{"latent_sample": torch.randn(frames, vae.config.latent_channels, *size)} for frames, size in ((3, (8, 12)), (5, (12, 8)), (1, (8, 8)))]
        job.write(named(vae, ["latent_sample"], decode), cases, ["sample"], {"latent_sample": {0: AUTO, 2: AUTO, 3: AUTO}},
                  "vae_decoder/model.onnx", MOST_TOKENS, narrow="float16")
