"""Text encoders."""
import torch

from tracing.trace import AUTO, named


def t5(job, kind, with_mask):
    """UMT5 and T5 v1.1. float16 overflows in T5's feed-forward layers: it computes in float32. Its weights were published in
    bfloat16 or in float32; those that bfloat16 holds exactly are stored so.

    kind: the transformers class. with_mask: Wan masks the padding here, LTX in its transformer.
    """
    if not job.wants("text_encoder"):
        return
    model = kind.from_pretrained(job.source / "text_encoder", torch_dtype=torch.float32).eval()
    names = ["input_ids", "attention_mask"] if with_mask else ["input_ids"]
    if with_mask:
        module = named(model, names, lambda m, ids, mask: m(input_ids=ids, attention_mask=mask).last_hidden_state)
    else:
        module = named(model, names, lambda m, ids: m(input_ids=ids).last_hidden_state)
    cases = [dict(zip(names, _ids(batch, length))) for batch, length in ((2, 24), (1, 40), (3, 9))]
    dynamic = {name: {0: AUTO, 1: AUTO} for name in names}
    job.write(module, cases, ["last_hidden_state"], dynamic, "text_encoder/model.onnx", tokens=512, narrow="bfloat16")


def clip(job):
    """Stable Diffusion 1.5's: the last hidden state, after the final norm."""
    if not job.wants("text_encoder"):
        return
    from transformers import CLIPTextModel

    model = CLIPTextModel.from_pretrained(job.source / "text_encoder", torch_dtype=torch.float32).eval()
    module = named(model, ["input_ids"], lambda m, ids: m(input_ids=ids).last_hidden_state)
    cases = [{"input_ids": torch.randint(0, 49405, (batch, 77))} for batch in (2, 1, 3)]
    job.write(module, cases, ["last_hidden_state"], {"input_ids": {0: AUTO}}, "text_encoder/model.onnx", tokens=77, narrow="float16")


def _ids(batch, length):
    ids = torch.randint(3, 4000, (batch, length))
    ids[0, length // 2:] = 0  # padding
    return ids, (ids != 0).long()
