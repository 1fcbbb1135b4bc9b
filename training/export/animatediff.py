"""AnimateDiff on a Stable Diffusion 1.5 base, and AnimateLCM (its adapter and LoRA are fused into the one graph)."""
import json

import torch

import folder
from tracing import text
from tracing.trace import AUTO, named

COMPONENTS = ["scheduler", "tokenizer", "text_encoder", "unet", "vae"]
MOST_TOKENS = 4_608  # 768 x 384 and 512 x 576: attention runs over one frame's latent pixels
_INPUTS = ["sample", "timestep", "encoder_hidden_states"]


def export(job, motion_adapter, lora=None, scheduler="ddim"):
    """motion_adapter: Hub id or folder. lora: a file, or HUB_ID:FILE. scheduler: "ddim", or "lcm" for AnimateLCM."""
    pipeline = assemble(job, motion_adapter, lora, scheduler)
    index = {key: list(value) if isinstance(value, tuple) else value for key, value in pipeline.config.items()}
    folder.write(job.out / "model_index.json", folder.without_paths(index) | {"_class_name": type(pipeline).__name__})
    folder.write(job.out / "scheduler/scheduler_config.json", folder.without_paths(json.loads(pipeline.scheduler.to_json_string())))
    folder.write(job.out / "unet/config.json", folder.without_paths(json.loads(pipeline.unet.to_json_string())))
    folder.copy_tokenizer(job.source, job.out, 77)
    folder.copy_configs(job.source, job.out, {"text_encoder": ["text_encoder"], "vae": ["vae_encoder", "vae_decoder"]})
    text.clip(job)
    unet(job, pipeline.unet)
    autoencoder(job)


def assemble(job, motion_adapter, lora, scheduler):
    """The pipeline with its motion layers in, its LoRA added to the weights, and linear betas, which AnimateDiff was trained with
    (the base's own are scaled-linear)."""
    from diffusers import AnimateDiffPipeline, DDIMScheduler, LCMScheduler, MotionAdapter

    adapter = MotionAdapter.from_pretrained(motion_adapter, torch_dtype=torch.float32)
    pipeline = AnimateDiffPipeline.from_pretrained(  # the base's list names two parts that are for pictures only and were not fetched
        job.source, motion_adapter=adapter, feature_extractor=None, image_encoder=None, torch_dtype=torch.float32)
    if lora:
        where, _, file = lora.rpartition(":")
        pipeline.load_lora_weights(where or lora, weight_name=file if where else None)
        pipeline.fuse_lora()
        pipeline.unload_lora_weights()
    betas = {"beta_schedule": "linear", "clip_sample": False}
    if scheduler == "lcm":
        pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config, original_inference_steps=50, **betas)
    else:
        pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config, timestep_spacing="linspace", steps_offset=1, **betas)
    return pipeline


def unet(job, model):
    """The prompt comes once a frame, [B * F, 77, 768], as diffusers feeds it."""
    if not job.wants("unet"):
        return
    model = model.to(job.dtype).eval()
    width = model.config.cross_attention_dim

    def run(m, sample, timestep, prompt):
        every = timestep + torch.zeros_like(sample[:, 0, 0, 0, 0]).long()
        return m(sample.to(job.dtype), every, prompt.to(job.dtype), return_dict=False)[0].float()

    def case(batch, frames, rows, columns):
        return dict(zip(_INPUTS, (torch.randn(batch, 4, frames, rows, columns), torch.tensor([500]), torch.randn(batch * frames, 77, width))))

    dynamic = {"sample": {0: AUTO, 2: AUTO, 3: AUTO, 4: AUTO}, "encoder_hidden_states": {0: AUTO}}
    cases = [case(2, 8, 16, 24), case(1, 6, 24, 16), case(3, 5, 16, 16)]
    job.write(named(model, _INPUTS, run), cases, ["out_sample"], dynamic, "unet/model.onnx", MOST_TOKENS, dtype=job.dtype)


def autoencoder(job):
    """Frames are the batch. Float32 in, out and between: Stable Diffusion's autoencoder overflows float16."""
    if not (job.wants("vae_decoder") or job.wants("vae_encoder")):
        return
    from diffusers import AutoencoderKL

    vae = AutoencoderKL.from_pretrained(job.source / "vae", torch_dtype=torch.float32).eval()
    open_ = {0: AUTO, 2: AUTO, 3: AUTO}
    if job.wants("vae_decoder"):
        cases = [{"latent_sample": torch.randn(frames, 4, *size)} for frames, size in ((2, (8, 12)), (3, (12, 8)), (1, (8, 8)))]
        job.write(named(vae, ["latent_sample"], lambda m, z: m.decode(z, return_dict=False)[0]), cases, ["sample"],
                  {"latent_sample": open_}, "vae_decoder/model.onnx", MOST_TOKENS, narrow="float16")
    if job.wants("vae_encoder"):
        cases = [{"sample": torch.rand(frames, 3, *size) * 2 - 1} for frames, size in ((2, (64, 96)), (1, (96, 64)), (3, (64, 64)))]
        job.write(named(vae, ["sample"], lambda m, frames: m._encode(frames)), cases, ["latent_parameters"],
                  {"sample": open_}, "vae_encoder/model.onnx", MOST_TOKENS, narrow="float16")
