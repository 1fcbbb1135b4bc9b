"""CLIP image encoders."""
import torch

from tracing.trace import AUTO, named


def penultimate(job):
    """Wan 2.1's: the state before the last layer, [B, 257, 1280]; neither last_hidden_state nor image_embeds."""
    from transformers import CLIPVisionModel

    _write(job, CLIPVisionModel, "hidden_states",
           lambda m, pixels: m(pixel_values=pixels.to(m.dtype), output_hidden_states=True).hidden_states[-2].float())


def embedding(job):
    """Stable Video Diffusion's: the projected embedding, [B, 1024]."""
    from transformers import CLIPVisionModelWithProjection

    _write(job, CLIPVisionModelWithProjection, "image_embeds", lambda m, pixels: m(pixel_values=pixels.to(m.dtype)).image_embeds.float())


def _write(job, kind, output, function):
    if not job.wants("image_encoder"):
        return
    model = kind.from_pretrained(job.source / "image_encoder", torch_dtype=torch.float32).eval()
    side = model.config.image_size
    cases = [{"pixel_values": torch.randn(batch, 3, side, side)} for batch in (2, 1, 3)]
    job.write(named(model, ["pixel_values"], function), cases, [output], {"pixel_values": {0: AUTO}}, "image_encoder/model.onnx",
              tokens=(side // model.config.patch_size) ** 2 + 1, narrow="float16")
