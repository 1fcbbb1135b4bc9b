"""Wan 2.1 text and image to video, Wan 2.2 TI2V-5B, Wan 2.2 A14B (two transformers)."""
import torch

import folder
from tracing import text, vision, wan_vae
from tracing.trace import AUTO, named

COMPONENTS = ["scheduler", "tokenizer", "text_encoder", "transformer", "transformer_2", "vae", "image_encoder", "image_processor"]
PROMPT_TOKENS = 512  # the attention of the image variant has this number in its code
MOST_TOKENS = 75_600  # 1280 x 720, 81 frames
_STATES = ["hidden_states", "timestep", "encoder_hidden_states"]


def export(job):
    from transformers import UMT5EncoderModel

    index = folder.read(job.source / "model_index.json")
    has = lambda component: bool(index.get(component) and index[component][0])
    denoisers = [c for c in ("transformer", "transformer_2") if has(c)]
    folder.copy_index(job.source, job.out)
    folder.copy_scheduler(job.source, job.out)
    folder.copy_tokenizer(job.source, job.out, PROMPT_TOKENS)
    configs = {"text_encoder": ["text_encoder"], "vae": ["vae_encoder", "vae_decoder"]} | {c: [c] for c in denoisers}
    if has("image_encoder"):
        configs["image_encoder"] = ["image_encoder"]
        folder.copy_processor(job.source, job.out, "image_processor")
        vision.penultimate(job)
    folder.copy_configs(job.source, job.out, configs)
    text.t5(job, UMT5EncoderModel, with_mask=True)
    wan_vae.export(job)
    for component in denoisers:
        transformer(job, component, a_timestep_a_token=bool(index.get("expand_timesteps")))


def transformer(job, component, a_timestep_a_token):
    """One denoiser. diffusers keeps its time embedding, modulation tables and norms in float32 whatever the dtype asked for."""
    if not job.wants(component):
        return
    from diffusers import WanTransformer3DModel

    model = WanTransformer3DModel.from_pretrained(job.source / component, torch_dtype=job.dtype).eval()
    config = model.config
    if config.pos_embed_seq_len:
        raise SystemExit("A model of a first and a last frame is not exported: its picture states are reshaped over the batch.")
    sees_image = config.image_dim is not None
    half = lambda x: x.to(job.dtype)

    def run(m, latents, timestep, prompt, image=None):
        image = {} if image is None else {"encoder_hidden_states_image": half(image)}
        return m(hidden_states=half(latents), timestep=timestep, encoder_hidden_states=half(prompt), return_dict=False, **image)[0].float()

    def case(batch, frames, height, width):
        patches = frames * (height // 2) * (width // 2)
        inputs = {
            "hidden_states": torch.randn(batch, config.in_channels, frames, height, width),
            "timestep": torch.rand(batch, patches) * 999 if a_timestep_a_token else torch.rand(batch) * 999,
            "encoder_hidden_states": torch.randn(batch, PROMPT_TOKENS, config.text_dim),
        }
        if sees_image:
            inputs["encoder_hidden_states_image"] = torch.randn(batch, 257, config.image_dim)
        return inputs

    names = _STATES + ["encoder_hidden_states_image"] * sees_image
    dynamic = {name: {0: AUTO} for name in names}
    dynamic["hidden_states"] |= {2: AUTO, 3: AUTO, 4: AUTO}
    if a_timestep_a_token:
        dynamic["timestep"][1] = AUTO
    cases = [case(2, 3, 8, 12), case(1, 2, 8, 4), case(3, 5, 4, 6)]
    job.write(named(model, names, run), cases, ["out_hidden_states"], dynamic, f"{component}/model.onnx", MOST_TOKENS, dtype=job.dtype)
