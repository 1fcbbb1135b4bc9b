"""The parts of a model folder that are no graph: configs, scheduler, tokenizer, preprocessing."""
import json
import pathlib
import shutil


def fetch(source, components, revision=None):
    """A diffusers folder: the one named, or the Hub's, of which only these components come."""
    if pathlib.Path(source).is_dir():
        return pathlib.Path(source)
    from huggingface_hub import snapshot_download

    return pathlib.Path(snapshot_download(
        source, revision=revision,
        allow_patterns=["model_index.json"] + [f"{component}/*" for component in components],
        ignore_patterns=["*.fp16.*", "*.non_ema.*", "*.bin", "*.ckpt", "*.msgpack", "*.h5", "*.onnx*"]))


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def write(path, value):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def copy_configs(source, out, components):
    """components: {component of the source: components here}, as {"vae": ["vae_encoder", "vae_decoder"]}."""
    for component, targets in components.items():
        config = without_paths(read(source / component / "config.json"))
        for target in targets:
            write(out / target / "config.json", config)


def copy_index(source, out):
    write(out / "model_index.json", without_paths(read(source / "model_index.json")))


def copy_scheduler(source, out):
    write(out / "scheduler/scheduler_config.json", without_paths(read(source / "scheduler/scheduler_config.json")))


def copy_processor(source, out, component):
    """An image processor's file, in the newest of its spellings: older ones say 224 where newer have an object."""
    config = read(source / component / "preprocessor_config.json")
    if isinstance(config.get("size"), int):
        config["size"] = {"shortest_edge": config["size"]}
    if isinstance(config.get("crop_size"), int):
        config["crop_size"] = {"height": config["crop_size"], "width": config["crop_size"]}
    write(out / component / "preprocessor_config.json", without_paths(config))


def copy_tokenizer(source, out, max_length):
    """tokenizer.json says how text becomes ids; padding and truncation are the engine's, by tokenizer_config.json."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source / "tokenizer")
    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.no_truncation()
    (out / "tokenizer").mkdir(parents=True, exist_ok=True)
    backend.save(str(out / "tokenizer/tokenizer.json"), pretty=False)
    tokens = {key: getattr(tokenizer, key) for key in ("pad_token", "bos_token", "eos_token", "unk_token") if getattr(tokenizer, key, None)}
    write(out / "tokenizer/tokenizer_config.json", {"model_max_length": max_length} | tokens)


def copy_licence(source, out):
    for name in ("LICENSE", "LICENSE.md", "LICENSE.txt"):
        if (source / name).is_file():
            shutil.copyfile(source / name, out / name)


def without_paths(config):
    """A config without the keys that name the machine it came from."""
    return {key: value for key, value in config.items() if key not in ("_name_or_path", "_commit_hash", "name_or_path")}
