"""Stand-ins for diffusers and transformers, so that `selftest.py` can walk through every recipe without them.

They have the names, signatures and shapes that the recipes rely on, and check what they are fed; of the real models' arithmetic they
have none, except Wan's autoencoder: a small one with the same cache protocol, whose streamed and whole results can be compared.
"""
import json
import pathlib
import sys
import types

import torch
from torch import nn


class Pretrained(nn.Module):
    settings = {}

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.config = types.SimpleNamespace(**self.settings)

    @classmethod
    def from_pretrained(cls, folder, torch_dtype=torch.float32, **rest):
        return cls().to(torch_dtype)

    @property
    def dtype(self):
        return next(self.parameters()).dtype

    def to_json_string(self):
        return json.dumps(self.settings)


def same_dtype(model, *tensors):
    for tensor in tensors:
        assert tensor.dtype == model.dtype, f"{type(model).__name__} computes in {model.dtype} and was fed {tensor.dtype}"


class TextEncoder(Pretrained):
    def forward(self, input_ids, attention_mask=None):
        assert input_ids.dtype == torch.long and (attention_mask is None or attention_mask.shape == input_ids.shape)
        return types.SimpleNamespace(last_hidden_state=self.weight * input_ids[..., None].float().expand(*input_ids.shape, 8))


class VisionEncoder(Pretrained):
    settings = {"image_size": 224, "patch_size": 14}

    def forward(self, pixel_values, output_hidden_states=False):
        batch = pixel_values.shape[0]
        states = [torch.full((batch, 257, 8), float(i)) for i in range(4)]
        return types.SimpleNamespace(hidden_states=states, image_embeds=torch.zeros(batch, 8))


class WanTransformer(Pretrained):
    settings = {"in_channels": 36, "image_dim": 8, "text_dim": 16, "pos_embed_seq_len": None}

    def forward(self, hidden_states, timestep, encoder_hidden_states, encoder_hidden_states_image=None, return_dict=True):
        same_dtype(self, hidden_states, encoder_hidden_states)
        batch, _, frames, height, width = hidden_states.shape
        assert timestep.shape in ((batch,), (batch, frames * (height // 2) * (width // 2))) and timestep.dtype == torch.float32
        assert encoder_hidden_states.shape == (batch, 512, self.config.text_dim)
        assert (encoder_hidden_states_image is not None) == (self.config.image_dim is not None)
        return (hidden_states[:, :16] * self.weight,)


class LtxTransformer(Pretrained):
    settings = {"in_channels": 8, "caption_channels": 16}

    def forward(self, hidden_states, encoder_hidden_states, timestep, encoder_attention_mask, num_frames=None, height=None, width=None,
                rope_interpolation_scale=None, video_coords=None, attention_kwargs=None, return_dict=True):
        same_dtype(self, hidden_states, encoder_hidden_states)
        batch, tokens, _ = hidden_states.shape
        assert timestep.shape == (batch, tokens) and video_coords.shape == (batch, 3, tokens) and encoder_attention_mask.dtype == torch.long
        return (hidden_states * self.weight,)


class LtxAutoencoder(Pretrained):
    settings = {"latent_channels": 8, "timestep_conditioning": True, "scaling_factor": 1.0, "decoder_inject_noise": (True, False)}

    def __init__(self):
        super().__init__()
        self.latents_mean, self.latents_std = torch.zeros(8), torch.ones(8)
        self.encoder, self.decoder = Function(lambda frames: frames), Function(lambda z, t=None: z)
        self.decoder.per_channel_scale1 = nn.Parameter(torch.ones(1))


class SvdUnet(Pretrained):
    settings = {"in_channels": 8, "cross_attention_dim": 16}

    def forward(self, sample, timestep, encoder_hidden_states, added_time_ids, return_dict=True):
        same_dtype(self, sample, encoder_hidden_states, added_time_ids)
        assert timestep.shape == sample.shape[:1] and timestep.dtype == torch.float32 and added_time_ids.shape == (len(sample), 3)
        return (sample[:, :, :4] * self.weight,)


class SvdAutoencoder(Pretrained):
    settings = {"latent_channels": 4}

    def __init__(self):
        super().__init__()
        self.encoder, self.quant_conv = Function(lambda picture: picture), None
        self.decoder = Function(self.decode)

    @staticmethod
    def decode(z, num_frames, image_only_indicator):
        assert num_frames == len(z) and image_only_indicator.shape == (1, len(z))
        return z


class MotionUnet(Pretrained):
    settings = {"cross_attention_dim": 16}

    def forward(self, sample, timestep, encoder_hidden_states, return_dict=True):
        same_dtype(self, sample, encoder_hidden_states)
        batch, _, frames, _, _ = sample.shape
        assert timestep.shape == (batch,) and timestep.dtype == torch.long and len(encoder_hidden_states) == batch * frames
        return (sample * self.weight,)


class ImageAutoencoder(Pretrained):
    def decode(self, z, return_dict=True):
        return (z,)

    def _encode(self, frames):
        return frames


class AnimateDiffPipeline:
    def __init__(self):
        self.unet, self.config, self.calls = MotionUnet(), {"unet": ("diffusers", "UNetMotionModel"), "_name_or_path": "/x"}, []
        self.scheduler = Scheduler()

    @classmethod
    def from_pretrained(cls, folder, **parts):
        return cls()

    def load_lora_weights(self, where, weight_name=None):
        self.calls.append((where, weight_name))

    def fuse_lora(self):
        assert self.calls, "nothing to fuse"

    def unload_lora_weights(self):
        pass


class Scheduler:
    config = {"beta_schedule": "scaled_linear"}

    @classmethod
    def from_config(cls, config, **changes):
        made = cls()
        made.config = {**config, **changes}
        return made

    def to_json_string(self):
        return json.dumps(self.config)


class Tokenizer:
    pad_token, eos_token = "<pad>", "</s>"

    @classmethod
    def from_pretrained(cls, folder):
        return cls()

    @property
    def backend_tokenizer(self):
        nothing = lambda: None
        return types.SimpleNamespace(no_padding=nothing, no_truncation=nothing, save=self._save)

    @staticmethod
    def _save(file, pretty):
        pathlib.Path(file).write_text("{}")


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *arguments, **named):
        return self.function(*arguments, **named)


# --- Wan's autoencoder: two levels, each with the caches that diffusers' own has


class CausalConv(nn.Conv3d):
    """Sees two frames back: those of the cache, zeros where it has none."""

    def __init__(self, source, target, stride=1):
        super().__init__(source, target, (3, 1, 1), stride=(stride, 1, 1))
        self.padded = stride == 1

    def forward(self, x, cache=None):
        if self.padded:
            missing = 2 - (0 if cache is None else cache.shape[2])
            x = torch.cat([x.new_zeros(*x.shape[:2], missing, *x.shape[3:])] + [cache] * (cache is not None) + [x], 2)
        return super().forward(x)


def remembered(conv, x, slots, at):
    """One convolution with its slot, as every block of diffusers' does it."""
    i, kept = at[0], x[:, :, -2:]
    if kept.shape[2] < 2 and slots[i] is not None:
        kept = torch.cat([slots[i][:, :, -1:], kept], 2)
    out = conv(x, slots[i])
    slots[i] = kept
    at[0] += 1
    return out


class WanResample(nn.Module):
    def __init__(self, channels, mode):
        super().__init__()
        self.mode = mode
        self.resample = nn.Upsample(scale_factor=(2.0, 2.0)) if mode == "upsample3d" else nn.AvgPool2d(2)
        self.time_conv = CausalConv(channels, channels * 2) if mode == "upsample3d" else CausalConv(channels, channels, stride=2)

    def forward(self, x, feat_cache=None, feat_idx=None):
        i, (batch, channels, frames, height, width) = feat_idx[0], x.shape
        feat_idx[0] += 1
        if self.mode == "upsample3d":
            if feat_cache[i] is None:
                feat_cache[i] = "Rep"
            else:
                kept, word = x[:, :, -2:], isinstance(feat_cache[i], str)
                if kept.shape[2] < 2:
                    kept = torch.cat([kept * 0 if word else feat_cache[i][:, :, -1:], kept], 2)
                x = self.time_conv(x, None if word else feat_cache[i])
                feat_cache[i] = kept
                x = x.reshape(batch, 2, channels, frames, height, width)
                x = torch.stack((x[:, 0], x[:, 1]), 3).reshape(batch, channels, frames * 2, height, width)
        frames = x.shape[2]
        x = self.resample(x.permute(0, 2, 1, 3, 4).reshape(batch * frames, channels, height, width))
        x = x.view(batch, frames, *x.shape[1:]).permute(0, 2, 1, 3, 4)
        if self.mode == "downsample3d":
            kept = x[:, :, -1:]
            if feat_cache[i] is not None:
                x = self.time_conv(torch.cat([feat_cache[i], x], 2))
            feat_cache[i] = kept
        return x


class WanHalf(nn.Module):
    def __init__(self, source, target, mode):
        super().__init__()
        self.first, self.last = CausalConv(source, 4), CausalConv(4, target)
        self.levels = nn.ModuleList([WanResample(4, mode), WanResample(4, mode)])

    def forward(self, x, feat_cache, feat_idx, first_chunk=False):
        x = remembered(self.first, x, feat_cache, feat_idx)
        for level in self.levels:
            x = level(x, feat_cache, feat_idx)
        return remembered(self.last, torch.tanh(x), feat_cache, feat_idx)


def patchify(x, patch_size):
    batch, channels, frames, height, width = x.shape
    x = x.reshape(batch, channels, frames, height // patch_size, patch_size, width // patch_size, patch_size)
    return x.permute(0, 1, 6, 4, 2, 3, 5).reshape(batch, -1, frames, height // patch_size, width // patch_size)


def unpatchify(x, patch_size):
    batch, channels, frames, height, width = x.shape
    x = x.reshape(batch, -1, patch_size, patch_size, frames, height, width).permute(0, 1, 4, 5, 3, 6, 2)
    return x.reshape(batch, -1, frames, height * patch_size, width * patch_size)


class WanAutoencoder(Pretrained):
    settings = {"z_dim": 3, "patch_size": None}

    def __init__(self):
        super().__init__()
        pixels = 3 * (self.config.patch_size or 1) ** 2
        self.encoder, self.decoder = WanHalf(pixels, 6, "downsample3d"), WanHalf(3, pixels, "upsample3d")
        self.quant_conv, self.post_quant_conv = nn.Identity(), nn.Identity()

    def clear_cache(self):
        self._conv_num = self._enc_conv_num = 4

    def decode(self, z, return_dict=True):
        slots = [None] * 4
        parts = [self.decoder(z[:, :, i:i + 1], slots, [0]) for i in range(z.shape[2])]
        whole = torch.cat(parts, 2)
        return ((unpatchify(whole, self.config.patch_size) if self.config.patch_size else whole).clamp(-1, 1),)

    def _encode(self, x):
        slots = [None] * 4
        x = patchify(x, self.config.patch_size) if self.config.patch_size else x
        return torch.cat([self.encoder(x[:, :, a:b], slots, [0]) for a, b in [(0, 1)] + [(i, i + 4) for i in range(1, x.shape[2], 4)]], 2)


def install():
    """Puts the stand-ins where the recipes import from."""
    wan = types.ModuleType("diffusers.models.autoencoders.autoencoder_kl_wan")
    wan.WanResample, wan.patchify, wan.unpatchify = WanResample, patchify, unpatchify
    parts = {
        "diffusers": {
            "AutoencoderKLWan": WanAutoencoder, "WanTransformer3DModel": WanTransformer, "AutoencoderKLLTXVideo": LtxAutoencoder,
            "UNetSpatioTemporalConditionModel": SvdUnet, "AutoencoderKLTemporalDecoder": SvdAutoencoder, "AutoencoderKL": ImageAutoencoder,
            "AnimateDiffPipeline": AnimateDiffPipeline, "MotionAdapter": Pretrained, "DDIMScheduler": Scheduler, "LCMScheduler": Scheduler},
        "diffusers.models": {"LTXVideoTransformer3DModel": LtxTransformer},
        "diffusers.models.autoencoders": {"autoencoder_kl_wan": wan},
        "transformers": {
            "AutoTokenizer": Tokenizer, "UMT5EncoderModel": TextEncoder, "T5EncoderModel": TextEncoder, "CLIPTextModel": TextEncoder,
            "CLIPVisionModel": VisionEncoder, "CLIPVisionModelWithProjection": VisionEncoder},
    }
    for name, members in parts.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(members)
    sys.modules[wan.__name__] = wan
