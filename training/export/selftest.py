"""What can be tried without diffusers and without weights:   selftest.py [FOLDER_WITH_ONNX_FILES ...]

Runs the passes of graph/ over every graph below the folders given (models/pocket when none is) and over small graphs made here, and
walks through every recipe with stand-ins for the libraries. Needs onnx, NumPy and any PyTorch.
"""
import json
import pathlib
import shutil
import sys
import tempfile
import types
import unittest

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import folder
from graph import attention, strip, walk, weights

if not hasattr(torch, "export"):  # before PyTorch 2: the exporter is missing, what surrounds it is not
    torch.export = types.SimpleNamespace(Dim=type("Dim", (), {"AUTO": None, "__init__": lambda self, name: None}))
import standins

standins.install()
import animatediff
import ltx
import svd
import wan
from tracing import check, trace, wan_vae
from tracing.job import Job

FOLDERS = [pathlib.Path(__file__).resolve().parents[2] / "models/pocket"]


def onnx_files():
    return sorted(file for parent in FOLDERS for file in parent.rglob("*.onnx"))


class Attention(torch.nn.Module):
    def forward(self, query, key, value):
        return torch.softmax(query @ key.transpose(-1, -2) * 0.125, -1) @ value


def traced(tokens, open_=False):
    with tempfile.TemporaryDirectory() as place:
        file = place + "/attention.onnx"
        names = ["query", "key", "value"]
        axes = {name: {2: "tokens"} for name in names} if open_ else None
        torch.onnx.export(Attention(), tuple(torch.randn(1, 2, tokens, 8) for _ in names), file, input_names=names, dynamic_axes=axes, opset_version=14)
        return onnx.shape_inference.infer_shapes(onnx.load(file))


def tensors(file):
    """Every weight by name as it is after the Casts that `rewrite` adds."""
    model = onnx.load(str(file))
    values = {}
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.BFLOAT16:
            values[tensor.name] = (np.frombuffer(tensor.raw_data, np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(tuple(tensor.dims))
        else:
            values[tensor.name] = numpy_helper.to_array(tensor)
    for node in model.graph.node:
        if node.op_type == "Cast" and node.name.endswith("_widen"):
            values[node.output[0]] = values.pop(node.input[0]).astype(np.float32)
    return values


class AttentionTests(unittest.TestCase):
    def test_pieces_over_too_many_tokens_are_refused(self):
        with self.assertRaisesRegex(attention.UnfusedAttention, "over 5000 tokens"):
            attention.assert_fused(traced(5000), "transformer/model.onnx", 1)
        attention.assert_fused(traced(512), "text_encoder/model.onnx", 99_999)  # the length is fixed, and small

    def test_an_open_length_counts_as_the_largest_clip(self):
        model = traced(16, open_=True)
        attention.assert_fused(model, "x", 4096)
        with self.assertRaises(attention.UnfusedAttention):
            attention.assert_fused(model, "x", 4097)

    def test_a_softmax_without_products_is_no_attention(self):
        node = helper.make_node("Softmax", ["x"], ["y"])
        value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 9999])
        model = helper.make_model(helper.make_graph([node], "g", [value("x")], [value("y")]))
        self.assertEqual([], attention.unfused(model, 9999))

    def test_one_node_is_accepted_and_loses_the_outputs_nobody_reads(self):
        node = helper.make_node("Attention", ["q", "k", "v"], ["y", "keys", "values", "scores"])
        value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 2, 32760, 8])
        model = helper.make_model(helper.make_graph([node], "g", [value(n) for n in "qkv"], [value("y")]))
        attention.drop_unused_outputs(model)
        attention.assert_fused(model, "x", 32760)
        self.assertEqual((["y"], 1), (list(model.graph.node[0].output), attention.fused(model)))

    def test_transformers_exported_below_opset_23_are_refused_at_a_real_size(self):
        for file in onnx_files():
            model = onnx.load(str(file))
            opset = max(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
            if file.parent.name == "transformer" and opset < 23:
                with self.assertRaises(attention.UnfusedAttention, msg=str(file)):
                    attention.assert_fused(model, str(file), 32_760)


class WeightsTests(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.place)

    def copy(self, file):
        return pathlib.Path(shutil.copy(file, self.place / "model.onnx"))

    def test_weights_move_outside_and_back_unchanged(self):
        for file in onnx_files():
            before, copy = tensors(file), self.copy(file)
            weights.rewrite(copy, inline_bytes=0)
            self.assertTrue((self.place / "model.onnx_data").exists(), file)
            structure = onnx.load(str(copy), load_external_data=False)
            for tensor in structure.graph.initializer:
                if tensor.data_location == TensorProto.EXTERNAL:
                    self.assertEqual(0, int({e.key: e.value for e in tensor.external_data}["offset"]) % weights.ALIGNMENT)
            self.assert_same(before, tensors(copy))
            weights.rewrite(copy, inline_bytes=0)  # from the file it writes itself
            self.assert_same(before, tensors(copy))
            weights.rewrite(copy, inline_bytes=2**40)
            self.assertEqual(["model.onnx"], [f.name for f in self.place.iterdir()])
            self.assert_same(before, tensors(copy))

    def test_a_narrow_store_changes_no_number(self):
        for file in onnx_files():
            for narrow in ("float16", "bfloat16"):
                copy, rounded, fitting = self.copy(file), {}, 0
                model = onnx.load(str(copy))
                for i, tensor in enumerate(model.graph.initializer):
                    values = numpy_helper.to_array(tensor)
                    if tensor.data_type == TensorProto.FLOAT and i % 2:  # every other one is made to fit
                        bits = np.ascontiguousarray(values).view(np.uint32) & np.uint32(0xFFFF0000)
                        values = values.astype(np.float16).astype(np.float32) if narrow == "float16" else bits.view(np.float32)
                        fitting += values.nbytes >= 1024
                        tensor.CopyFrom(numpy_helper.from_array(values.reshape(tuple(tensor.dims)), tensor.name))
                    rounded[tensor.name] = values
                onnx.save(model, str(copy))
                weights.rewrite(copy, narrow, inline_bytes=0)
                kinds = {t.data_type for t in onnx.load(str(copy), load_external_data=False).graph.initializer}
                if fitting:
                    self.assertIn(weights.NARROW[narrow], kinds)
                after = tensors(copy)
                self.assert_same(rounded | {n: v for n, v in after.items() if n not in rounded}, after)

    def test_values_that_do_not_fit_stay_as_they_are(self):
        values = np.full(1000, 1e30, np.float32) + np.arange(1000, dtype=np.float32)
        graph = helper.make_graph([helper.make_node("Identity", ["w"], ["y"])], "g", [], [helper.make_tensor_value_info("y", 1, [1000])],
                                  [numpy_helper.from_array(values, "w")])
        onnx.save(helper.make_model(graph), str(self.place / "model.onnx"))
        weights.rewrite(self.place / "model.onnx", "float16", 0)
        self.assert_same({"w": values}, tensors(self.place / "model.onnx"))

    def assert_same(self, expected, made):
        self.assertEqual(expected.keys(), made.keys())
        for name in expected:
            np.testing.assert_array_equal(expected[name], made[name], name)


class StripTests(unittest.TestCase):
    def test_nothing_of_the_exporter_remains(self):
        for file in onnx_files():
            model = onnx.load(str(file))
            bare = model.SerializeToString()
            model.doc_string = model.graph.doc_string = "/home/someone/model.py"
            model.metadata_props.add(key="path", value="/home/someone")
            for graph in walk.graphs(model):
                for node in graph.node:
                    node.doc_string = "File /home/someone/model.py, line 3"
            strip.strip(model)
            self.assertNotIn(b"/home/someone", model.SerializeToString())
            self.assertLessEqual(len(model.SerializeToString()), len(bare))


class TracingTests(unittest.TestCase):
    def test_a_named_module_has_the_inputs_names(self):
        module = trace.named(torch.nn.Identity(), ["sample", "cache_0"], lambda m, sample, *caches: m(sample) + caches[0])
        self.assertEqual(("self", "sample", "cache_0"), type(module).forward.__code__.co_varnames)
        self.assertEqual(3, module(torch.tensor(1), torch.tensor(2)).item())

    def test_repeats_give_the_same_and_are_restored(self):
        original, x = torch.Tensor.repeat_interleave, torch.randn(3, 2, 4)
        with trace.exportable_repeats():
            for arguments in ((5, 0), (2, 1), (2, -1)):
                self.assertTrue(torch.equal(x.repeat_interleave(arguments[0], dim=arguments[1]), original(x, arguments[0], dim=arguments[1])))
            self.assertTrue(torch.equal(x.repeat_interleave(2), original(x, 2)))
        self.assertIs(original, torch.Tensor.repeat_interleave)

    def test_an_error_is_relative_to_the_largest_value(self):
        self.assertAlmostEqual(0.25, check.relative(np.array([1.0, 4.0]), np.array([2.0, 4.0])), 6)


class RecipeTests(unittest.TestCase):
    """Every recipe from end to end over stand-ins (standins.py): in place of an export, its wrapper is run on each of its cases."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.place)
        self.source, self.out, self.written = self.place / "in", self.place / "out", {}
        for component in ("text_encoder", "transformer", "transformer_2", "unet", "vae", "image_encoder"):
            folder.write(self.source / component / "config.json", {"_name_or_path": "/x"})
        for component in ("image_processor", "feature_extractor"):
            folder.write(self.source / component / "preprocessor_config.json", {"size": 224})
        folder.write(self.source / "scheduler/scheduler_config.json", {})
        for module, name, value in ((trace, "export", self.look), (check, "hold", self.hold), (wan_vae, "_hold_stream", lambda *a: None)):
            self.addCleanup(setattr, module, name, getattr(module, name))
            setattr(module, name, value)

    def look(self, module, inputs, outputs, dynamic, path, opset, tokens, narrow=None, program=False):
        """Refuses what an exporter would bake in: an open axis of length 1, or two of one length in one tensor."""
        self.assertEqual(list(module.names), list(inputs), path)
        for name, axes in dynamic.items():
            open_ = [inputs[name].shape[axis] for axis in axes]
            self.assertTrue(all(length >= 2 for length in open_) and len(set(open_)) == len(open_), (path, name, open_))
        self.written[str(path.relative_to(self.out))] = list(outputs)

    def hold(self, path, module, cases, dtype=torch.float32):
        batches = set()
        for case in cases:
            made = module(*[case[name] for name in module.names])
            made = made if isinstance(made, tuple) else (made,)
            self.assertEqual(len(made), len(self.written[str(path.relative_to(self.out))]), path)
            self.assertTrue(all(m.dtype == torch.float32 for m in made), path)
            batches.add(len(next(iter(case.values()))))
        if "vae" not in str(path):
            self.assertEqual({1, 2, 3}, batches, path)

    def export(self, family, index, dtype=torch.float16, **extra):
        folder.write(self.source / "model_index.json", index)
        family.export(Job(self.source, self.out, dtype, 23, True, set()), **extra)
        for file in self.out.rglob("*.json"):
            self.assertNotIn("/x", file.read_text(), file)
        return set(self.written)

    def test_wan_from_an_image_with_two_transformers(self):
        index = {c: ["diffusers", "x"] for c in ("transformer", "transformer_2", "image_encoder")}
        made = self.export(wan, index)
        streams = {f"vae_{half}/{file}.onnx" for half in ("encoder", "decoder") for file in ("first", "next")}
        self.assertEqual(streams | {f"{c}/model.onnx" for c in ("text_encoder", "image_encoder", "transformer", "transformer_2")}, made)
        self.assertEqual(["sample", *[f"cache_{i}_out" for i in range(4)]], self.written["vae_decoder/next.onnx"])

    def test_wan_with_a_timestep_a_token(self):
        standins.WanTransformer.settings["image_dim"] = None
        standins.WanAutoencoder.settings["patch_size"] = 2
        try:
            made = self.export(wan, {"transformer": ["diffusers", "x"], "transformer_2": [None, None], "expand_timesteps": True})
        finally:
            standins.WanTransformer.settings["image_dim"] = 8
            standins.WanAutoencoder.settings["patch_size"] = None
        self.assertIn("transformer/model.onnx", made)
        self.assertNotIn("image_encoder/model.onnx", made)

    def test_ltx(self):
        self.assertEqual({f"{c}/model.onnx" for c in ("text_encoder", "transformer", "vae_encoder", "vae_decoder")}, self.export(ltx, {}))
        self.assertEqual({"latents_mean", "latents_std", "scaling_factor"}, folder.read(self.out / "vae_decoder/latents.json").keys())

    def test_svd(self):
        self.assertEqual({f"{c}/model.onnx" for c in ("image_encoder", "unet", "vae_encoder", "vae_decoder")}, self.export(svd, {}))

    def test_animatediff_with_a_lora(self):
        made = self.export(animatediff, {}, motion_adapter="a/b", lora="c/d:e.safetensors", scheduler="lcm")
        self.assertEqual({f"{c}/model.onnx" for c in ("text_encoder", "unet", "vae_encoder", "vae_decoder")}, made)
        self.assertEqual("linear", folder.read(self.out / "scheduler/scheduler_config.json")["beta_schedule"])


class FolderTests(unittest.TestCase):
    def test_an_image_processor_loses_old_spellings_and_paths(self):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            folder.write(place / "in/feature_extractor/preprocessor_config.json", {"size": 224, "crop_size": 224, "resample": 3, "_name_or_path": "/x"})
            folder.copy_processor(place / "in", place / "out", "feature_extractor")
            made = json.loads((place / "out/feature_extractor/preprocessor_config.json").read_text())
        self.assertEqual({"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}, "resample": 3}, made)

    def test_configs_go_to_each_graphs_folder(self):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            folder.write(place / "in/vae/config.json", {"z_dim": 16, "_name_or_path": "/x"})
            folder.copy_configs(place / "in", place / "out", {"vae": ["vae_encoder", "vae_decoder"]})
            for target in ("vae_encoder", "vae_decoder"):
                self.assertEqual({"z_dim": 16}, folder.read(place / "out" / target / "config.json"))


if __name__ == "__main__":
    FOLDERS = [pathlib.Path(name) for name in sys.argv[1:] if not name.startswith("-")] or FOLDERS
    if not onnx_files():
        raise SystemExit("No .onnx file lies below the folders given.")
    unittest.main(argv=sys.argv[:1])
