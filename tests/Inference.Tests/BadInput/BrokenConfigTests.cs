using System.Text;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Every config of a folder with one value that cannot be.</summary>
public sealed class BrokenConfigTests
{
    private static readonly string?[] NoWholes = [null, "null", "\"16\"", "true", "0", "-1", "1e9", "1000000000", "1.5", "[16]", "{}", "1e999", "\"NaN\""];

    /// <summary>Whole numbers that must be there, and those that may be missing or null.</summary>
    private static readonly (string Family, string File, string Key, bool Optional)[] Wholes =
    [
        ("wan_t2v", "vae_decoder/config.json", "z_dim", false), ("wan_t2v", "vae_decoder/config.json", "scale_factor_temporal", true),
        ("wan_t2v", "vae_decoder/config.json", "scale_factor_spatial", true), ("wan_t2v", "transformer/config.json", "in_channels", false),
        ("svd", "vae_decoder/config.json", "latent_channels", false), ("svd", "unet/config.json", "in_channels", false), ("svd", "unet/config.json", "num_frames", true),
        ("ltx", "vae_decoder/config.json", "latent_channels", false), ("ltx", "vae_decoder/config.json", "patch_size", true),
        ("ltx", "transformer/config.json", "patch_size", true), ("ltx", "transformer/config.json", "in_channels", false),
        ("animatediff", "unet/config.json", "motion_max_seq_length", true), ("pocket", "vae_decoder/config.json", "scale_factor_spatial", false),
    ];

    public static TheoryData<string, string, string, string?> WholeRows() => [.. Wholes.SelectMany(row => NoWholes
        .Where(value => !(row.Optional && value is null or "null")).Select(value => (row.Family, row.File, row.Key, value)))];

    [Theory]
    [MemberData(nameof(WholeRows))]
    public void A_whole_number_that_cannot_be_is_named_with_its_value(string family, string file, string key, string? value)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(file, key, value);

        var said = value switch { null => "is missing", "[16]" => "not a list of 1", "{}" => "not an object", _ => "" };
        if (key == "in_channels" && (value is "1000000000" or "1e9")) // a number like any other, but not the graph's
            Plainly.LoadRefuses(folder, "the config says 1000000000", "copy or export it again");
        else
            Plainly.LoadRefuses(folder, file, $"\"{key}\" must be a whole number", said.Length > 0 ? said : value!, "export the model again");
    }

    [Theory]
    [InlineData("wan_t2v", "model_index.json", "_class_name", null, "\"_class_name\" must be a text", "it is missing")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "null", "\"_class_name\" must be a text", "not null")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "5", "\"_class_name\" must be a text", "not 5")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "\"\"", "_class_name \"\" is unknown here", "WanPipeline")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "\"CogVideoXPipeline\"", "\"CogVideoXPipeline\" is unknown here", "known are PocketPipeline")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "\"\\ud800\"", "\"_class_name\" must be a text", "\\ud800")]
    [InlineData("wan_t2v", "model_index.json", "_class_name", "\"Wan\\nPipeline\\u202e\"", "_class_name \"Wan\\nPipeline\\u202E\" is unknown here", "WanPipeline")]
    [InlineData("wan_t2v", "model_index.json", "expand_timesteps", "\"yes\"", "\"expand_timesteps\" must be true or false", "not \"yes\"")]
    [InlineData("wan_t2v", "model_index.json", "expand_timesteps", "true", "transformer/model.onnx", "needs rank 2")]
    [InlineData("wan_t2v", "model_index.json", "transformer_2", "[\"diffusers\", \"WanTransformer3DModel\"]", "transformer_2/model.onnx is missing", "copy the whole model folder")]
    [InlineData("wan_ti2v", "model_index.json", "_class_name", "\"LTXPipeline\"", "vae_decoder/config.json", "latent_channels")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean", null, "\"latents_mean\" must be a list of 16 numbers", "missing")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean", "[]", "\"latents_mean\" must be a list of 16 numbers", "not a list of 0")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean", "[1,2,3]", "\"latents_mean\" must be a list of 16 numbers", "not a list of 3")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean", "5", "\"latents_mean\" must be a list of 16 numbers", "not 5")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean.3", "\"NaN\"", "\"latents_mean\" must be a list of 16 numbers", "with \"NaN\"")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_mean.3", "1e999", "\"latents_mean\" must be a list of 16 numbers", "with 1e999")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_std.3", "null", "\"latents_std\" must be a list of 16 numbers", "with null")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_std.3", "0", "\"latents_std\" must be above 0 in every channel", "not 0 in channel 3")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_std.15", "-1.5", "\"latents_std\" must be above 0 in every channel", "not -1.5 in channel 15")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_std.0", "Infinity", "vae_decoder/config.json", "is no JSON")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "latents_std.0", "NaN", "vae_decoder/config.json", "is no JSON")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "z_dim", "4", "\"latents_mean\" must be a list of 4 numbers", "not a list of 16")]
    [InlineData("wan_t2v", "vae_decoder/config.json", "temperal_downsample", "[true,true,true,true,true,true,true,true]", "\"temperal_downsample\" must be a list of at most 6", "not a list of 8")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "2", "\"patch_size\" must be a list of 3 numbers", "not 2")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "[2,2]", "\"patch_size\" must be a list of 3 numbers", "not a list of 2")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "[1,0,0]", "\"patch_size\" must be a list of 3 whole numbers from 1 to 64", "not 0")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "[1,-2,-2]", "\"patch_size\" must be a list of 3 whole numbers from 1 to 64", "not -2")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "[1,2,1.5]", "\"patch_size\" must be a list of 3 whole numbers from 1 to 64", "not 1.5")]
    [InlineData("wan_t2v", "transformer/config.json", "patch_size", "[1,2,1e9]", "\"patch_size\" must be a list of 3 whole numbers from 1 to 64", "not 1E+09")]
    [InlineData("wan_t2v", "transformer/config.json", "in_channels", "36", "takes 16 channels, but the config says 36", "mixes two models")]
    [InlineData("svd", "vae_decoder/config.json", "scaling_factor", "0", "\"scaling_factor\" must be a number above 0", "not 0")]
    [InlineData("svd", "vae_decoder/config.json", "scaling_factor", "-1", "\"scaling_factor\" must be a number above 0", "not -1")]
    [InlineData("svd", "vae_decoder/config.json", "scaling_factor", "null", "\"latents_mean\" must be a list of 4 numbers", "missing")]
    [InlineData("svd", "vae_decoder/config.json", "scaling_factor", "\"0.18\"", "\"scaling_factor\" must be a number", "not \"0.18\"")]
    [InlineData("svd", "vae_decoder/config.json", "block_out_channels", "[]", "\"block_out_channels\" must be a list of 1 to 7 numbers", "not a list of 0")]
    [InlineData("svd", "vae_decoder/config.json", "block_out_channels", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "\"block_out_channels\" must be a list of 1 to 7 numbers", "not a list of 40")]
    [InlineData("svd", "unet/config.json", "block_out_channels", "null", "\"block_out_channels\" must be a list of 1 to 7 numbers", "not null")]
    [InlineData("svd", "unet/config.json", "block_out_channels", "7", "\"block_out_channels\" must be a list of 1 to 7 numbers", "not 7")]
    [InlineData("ltx", "vae_decoder/latents.json", "latents_mean", null, "vae_decoder/", "latents_mean")]
    [InlineData("ltx", "vae_decoder/latents.json", "latents_std.2", "0", "vae_decoder/latents.json: \"latents_std\" must be above 0", "not 0 in channel 2")]
    [InlineData("ltx", "vae_decoder/latents.json", "latents_std.2", "\"NaN\"", "vae_decoder/latents.json: \"latents_std\" must be a list of 8 numbers", "with \"NaN\"")]
    [InlineData("ltx", "vae_decoder/latents.json", "scaling_factor", "-3", "vae_decoder/latents.json: \"scaling_factor\" must be a number above 0", "not -3")]
    [InlineData("ltx", "vae_decoder/latents.json", "latents_mean", "[0]", "vae_decoder/latents.json: \"latents_mean\" must be a list of 8 numbers", "not a list of 1")]
    [InlineData("svd", "feature_extractor/preprocessor_config.json", "image_mean", "[0,0]", "\"image_mean\" must be a list of 3 numbers", "not a list of 2")]
    [InlineData("svd", "feature_extractor/preprocessor_config.json", "image_std", "[0,1,1]", "\"image_std\" must be a list of 3 finite numbers above 0", "feature_extractor/preprocessor_config.json")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size", "5", "\"size\" must be an object", "not 5")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size", "{}", "\"size\" must be an object with \"shortest_edge\"", "not an object")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size.height", "0", "\"height\" must be a whole number of pixels from 1 to 4096", "not 0")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size.width", "1e9", "\"width\" must be a whole number of pixels from 1 to 4096", "not 1e9")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "size.width", "-224", "\"width\" must be a whole number of pixels from 1 to 4096", "not -224")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "resample", "9", "\"resample\" must be 0 (nearest)", "not 9")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "rescale_factor", "0", "\"rescale_factor\" must be a number above 0", "not 0")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "do_resize", "\"yes\"", "\"do_resize\" must be true or false", "not \"yes\"")]
    [InlineData("wan_i2v", "image_processor/preprocessor_config.json", "image_mean", "[1,2,\"x\"]", "\"image_mean\" must be a list of 3 numbers", "with \"x\"")]
    [InlineData("pocket", "text_encoder/config.json", "vocab_size", "0", "\"vocab_size\" must be a whole number above 0", "not 0")]
    [InlineData("ltx", "tokenizer/tokenizer_config.json", "pad_token", "\"<nix>\"", "\"pad_token\" is \"<nix>\"", "copy both again")]
    [InlineData("ltx", "tokenizer/tokenizer_config.json", "pad_token", "5", "\"pad_token\" must be a text", "not 5")]
    [InlineData("ltx", "tokenizer/tokenizer_config.json", "pad_token", "{}", "\"content\" must be a text", "missing")]
    [InlineData("animatediff", "tokenizer/tokenizer_config.json", "model_max_length", "0", "\"model_max_length\" must be a whole number above 0", "not 0")]
    [InlineData("animatediff", "tokenizer/tokenizer_config.json", "model_max_length", "-5", "\"model_max_length\" must be a whole number above 0", "not -5")]
    [InlineData("animatediff", "tokenizer/tokenizer_config.json", "model_max_length", "\"77\"", "\"model_max_length\" must be a number", "not \"77\"")]
    public void A_value_that_cannot_be_is_named_with_what_it_must_be(string family, string file, string key, string? value, params string[] words)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(file, key, value);

        Plainly.LoadRefuses(folder, words);
    }

    /// <summary>Each scheduler's keys, with what stands in the sentence beside file and key.</summary>
    [Theory]
    [InlineData("wan_t2v", "_class_name", "\"CloudScheduler\"", "\"UniPCMultistepScheduler\"", "not \"CloudScheduler\"")]
    [InlineData("wan_t2v", "_class_name", null, "one of")]
    [InlineData("wan_t2v", "_class_name", "5", "a text", "not 5")]
    [InlineData("wan_t2v", "num_train_timesteps", "1", "a whole number from 2 to 100000", "not 1")]
    [InlineData("wan_t2v", "num_train_timesteps", "1e9", "a whole number from 2 to 100000")]
    [InlineData("wan_t2v", "num_train_timesteps", "\"many\"", "a number", "not \"many\"")]
    [InlineData("wan_t2v", "num_train_timesteps", "10.5", "a whole number", "not 10.5")]
    [InlineData("wan_t2v", "beta_start", "0", "above 0 and below 1", "not 0")]
    [InlineData("wan_t2v", "beta_end", "2", "above 0 and below 1", "not 2")]
    [InlineData("wan_t2v", "beta_start", "0.5", "at most beta_end (0.02)", "not 0.5")]
    [InlineData("wan_t2v", "beta_schedule", "\"cubic\"", "\"linear\"", "not \"cubic\"")]
    [InlineData("wan_t2v", "trained_betas", "[0.1]", "num_train_timesteps (1000)", "not 1")]
    [InlineData("wan_t2v", "trained_betas", "\"x\"", "numbers", "not \"x\"")]
    [InlineData("wan_t2v", "solver_order", "0", "a whole number from 1 to 3", "not 0")]
    [InlineData("wan_t2v", "solver_order", "4", "a whole number from 1 to 3", "not 4")]
    [InlineData("wan_t2v", "solver_type", "\"euler\"", "\"bh1\"", "not \"euler\"")]
    [InlineData("wan_t2v", "solver_p", "{}", "null", "no other solver")]
    [InlineData("wan_t2v", "prediction_type", "\"magic\"", "\"epsilon\"", "not \"magic\"")]
    [InlineData("wan_t2v", "predict_x0", "1", "true or false", "not 1")]
    [InlineData("wan_t2v", "predict_x0", "false", "prediction_type")]
    [InlineData("wan_t2v", "flow_shift", "0", "above 0", "not 0")]
    [InlineData("wan_t2v", "flow_shift", "-3", "above 0", "not -3")]
    [InlineData("wan_t2v", "flow_shift", "1e999", "a number", "not 1e999")]
    [InlineData("wan_t2v", "shift_terminal", "1", "at least 0 and below 1", "not 1")]
    [InlineData("wan_t2v", "final_sigmas_type", "\"one\"", "\"zero\"", "not \"one\"")]
    [InlineData("wan_t2v", "lower_order_final", "false", "true where final_sigmas_type is \"zero\"")]
    [InlineData("wan_t2v", "timestep_spacing", "\"odd\"", "\"linspace\"", "not \"odd\"")]
    [InlineData("wan_t2v", "steps_offset", "-1", "a whole number from 0 to 999", "not -1")]
    [InlineData("wan_t2v", "thresholding", "true", "it is not for latents")]
    [InlineData("wan_t2v", "use_beta_sigmas", "true", "whose sigmas pass 1")]
    [InlineData("wan_t2v", "sigma_min", "-1", "above 0", "not -1")]
    [InlineData("wan_t2v", "disable_corrector", "[\"x\"]", "a list of 1 numbers", "with \"x\"")]
    [InlineData("wan_t2v", "disable_corrector", "5", "numbers", "not 5")]
    [InlineData("ltx", "shift", "0", "above 0", "not 0")]
    [InlineData("ltx", "invert_sigmas", "true", "no model here runs from the sample to noise")]
    [InlineData("ltx", "base_image_seq_len", "4096", "below max_image_seq_len (4096)", "not 4096")]
    [InlineData("ltx", "base_image_seq_len", "0", "a whole number from 1 to 10000000", "not 0")]
    [InlineData("ltx", "max_image_seq_len", "1e99", "a number", "not 1e99")]
    [InlineData("ltx", "time_shift_type", "\"log\"", "\"exponential\"", "not \"log\"")]
    [InlineData("ltx", "base_shift", "\"x\"", "a number", "not \"x\"")]
    [InlineData("ltx", "shift_terminal", "-0.1", "at least 0 and below 1", "not -0.1")]
    [InlineData("ltx", "use_dynamic_shifting", "null1", "is no JSON")]
    [InlineData("svd", "interpolation_type", "\"cubic\"", "\"linear\"", "not \"cubic\"")]
    [InlineData("svd", "timestep_type", "\"odd\"", "\"discrete\"", "not \"odd\"")]
    [InlineData("svd", "sigma_min", "0", "above 0", "not 0")]
    [InlineData("svd", "prediction_type", "\"flow_prediction\"", "\"epsilon\"", "not \"flow_prediction\"")]
    [InlineData("svd", "use_beta_sigmas", "true", "false where use_karras_sigmas is true")]
    [InlineData("animatediff", "beta_end", "1", "above 0 and below 1", "not 1")]
    [InlineData("animatediff", "prediction_type", "\"x\"", "\"epsilon\"", "not \"x\"")]
    [InlineData("animatediff", "thresholding", "true", "it is not for latents")]
    [InlineData("animatediff", "timestep_spacing", "5", "a text", "not 5")]
    [InlineData("animatediff", "clip_sample", "\"no\"", "true or false", "not \"no\"")]
    public void A_schedulers_key_that_cannot_be_is_named(string family, string key, string? value, params string[] words)
    {
        using var folder = new BrokenFolder(family);
        folder.Set("scheduler/scheduler_config.json", key, value);

        Plainly.CheckRefuses(folder, ["scheduler/scheduler_config.json", .. words]);
    }

    [Theory]
    [InlineData("""{"width": 65}""", "\"width\" must be a multiple of 16", "not 65", "the nearest is 64")]
    [InlineData("""{"height": 7}""", "\"height\" must be a multiple of 16", "not 7", "the nearest is 16")]
    [InlineData("""{"width": 1000000000}""", "\"width\" must be a multiple of 16 from 16 to 8192", "the nearest is 8192")]
    [InlineData("""{"width": 0}""", "\"width\" must be a whole number above 0", "not 0")]
    [InlineData("""{"height": -64}""", "\"height\" must be a whole number above 0", "not -64")]
    [InlineData("""{"height": "64"}""", "\"height\" must be a whole number above 0", "not \"64\"")]
    [InlineData("""{"num_inference_steps": 0}""", "\"num_inference_steps\" must be a whole number above 0", "not 0")]
    [InlineData("""{"num_inference_steps": 1001}""", "\"num_inference_steps\" must be a whole number from 1 to 1000", "not 1001")]
    [InlineData("""{"num_inference_steps": 2.5}""", "\"num_inference_steps\" must be a whole number above 0", "not 2.5")]
    [InlineData("""{"guidance_scale": -1}""", "\"guidance_scale\" must be a number from 0 to 100", "not -1")]
    [InlineData("""{"guidance_scale": 101}""", "\"guidance_scale\" must be a number from 0 to 100", "not 101")]
    [InlineData("""{"guidance_scale": "NaN"}""", "\"guidance_scale\" must be a number", "not \"NaN\"")]
    [InlineData("""{"max_seconds": 0}""", "\"max_seconds\" must be a number from 0.1 to 60", "not 0")]
    [InlineData("""{"frames_per_second": 1e9}""", "\"frames_per_second\" must be a number from 1 to 120", "not 1000000000")]
    [InlineData("""{"frames_per_second": null, "decode_chunk_size": 0}""", "\"decode_chunk_size\" must be a whole number above 0", "not 0")]
    [InlineData("""{"negative_prompt": 5}""", "\"negative_prompt\" must be a text", "not 5")]
    [InlineData("""{"guided_until": 1.5}""", "\"guided_until\" must be a number from 0 to 1", "not 1.5")]
    [InlineData("""{"guidance_rescale": -0.5}""", "\"guidance_rescale\" must be a number from 0 to 1", "not -0.5")]
    [InlineData("""{"sigmas": []}""", "\"sigmas\"", "steps is 0")]
    [InlineData("""{"sigmas": [0.5, 0.9]}""", "\"sigmas\"", "number 2 is 0.9")]
    [InlineData("""{"sigmas": [1, 0]}""", "\"sigmas\"", "number 2 is 0")]
    [InlineData("""{"sigmas": [1, "x"]}""", "\"sigmas\" must be a list of 2 numbers", "with \"x\"")]
    [InlineData("""{"sigmas": 5}""", "\"sigmas\" must be a list", "not 5")]
    [InlineData("""{"timesteps": [999]}""", "\"timesteps\"", "UniPC", "give sigmas")]
    [InlineData("""{"sigmas": [1], "timesteps": [999]}""", "\"timesteps\" must be left out where \"sigmas\" are given")]
    [InlineData("""{"motion_bucket_id": 256}""", "\"motion_bucket_id\" must be a number from 0 to 255", "not 256")]
    [InlineData("""{"noise_aug_strength": -1}""", "\"noise_aug_strength\" must be a number from 0 to 10", "not -1")]
    [InlineData("""{"decode_timestep": 2}""", "\"decode_timestep\" must be a number from 0 to 1", "not 2")]
    [InlineData("""{"step_skip": 5}""", "\"step_skip\" must be an object", "not 5")]
    [InlineData("""{"step_skip": {}}""", "step_skip: \"policy\" must be one of \"none\", \"easycache\"", "not \"\"")]
    [InlineData("""{"step_skip": {"policy": "faster"}}""", "step_skip: \"policy\" must be one of \"none\", \"easycache\"", "not \"faster\"")]
    [InlineData("""{"step_skip": {"policy": "easycache", "threshold": -1}}""", "\"threshold\" must be a number from 0 to 10", "not -1")]
    [InlineData("""{"step_skip": {"policy": "magcache", "ratios": ["x"]}}""", "\"ratios\" must be a list of 1 numbers", "with \"x\"")]
    [InlineData("""{"step_skip": {"policy": "table", "computed": 5}}""", "\"computed\" must be a list", "not 5")]
    [InlineData("""{"guided_from": 2}""", "\"guided_from\" must be a number from 0 to 1", "not 2")]
    [InlineData("""[]""", "is no JSON object but a list", "copy it again")]
    [InlineData("""{"width": 64,}""", "is no JSON", "copy it again")]
    public void Defaults_that_the_model_cannot_meet_are_refused(string json, params string[] words)
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("clip_defaults.json", json);

        Plainly.LoadRefuses(folder, ["clip_defaults.json", .. words]);
    }

    public static TheoryData<string, string, string> NoObjects() => [.. ((string, string)[])[
        ("array", "a list"), ("number", "a number"), ("text", "a text"), ("null", "null"), ("empty", "line 1"), ("spaces", "is no JSON"), ("UTF-16", "no UTF-8"),
        ("garbage", "no UTF-8"), ("zeros", "is no JSON"), ("deep", "is no JSON"), ("cut", "is no JSON"), ("pointer", "is no JSON"), ("latin", "no UTF-8")]
        is var kinds ? kinds.SelectMany(k => ((string[])["model_index.json", "vae_decoder/config.json", "scheduler/scheduler_config.json"]).Select(f => (f, k.Item1, k.Item2))) : []];

    [Theory]
    [MemberData(nameof(NoObjects))]
    public void A_config_that_is_no_object_is_named(string file, string kind, string sentence)
    {
        using var folder = new BrokenFolder("wan_t2v");
        var noise = new byte[10 << 20];
        if (kind == "garbage")
            new Random(7).NextBytes(noise);
        folder.Write(file, kind switch
        {
            "array" => "[]"u8.ToArray(),
            "number" => "5"u8.ToArray(),
            "text" => "\"x\""u8.ToArray(),
            "null" => "null"u8.ToArray(),
            "empty" => [],
            "spaces" => Encoding.UTF8.GetBytes(new string(' ', 1000)),
            "UTF-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"_class_name\": \"WanPipeline\"}")],
            "deep" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000)),
            "cut" => folder.Read(file)[..^3],
            "pointer" => "version https://git-lfs.github.com/spec/v1\n"u8.ToArray(),
            "latin" => Encoding.Latin1.GetBytes("{\"name\": \"größe\"}"),
            _ => noise,
        });

        Plainly.LoadRefuses(folder, file, sentence);
    }

    [Fact]
    public void A_config_too_large_for_one_is_not_read_into_memory()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("model_index.json", "{}");
        using (var file = File.OpenWrite(folder.Of("model_index.json")))
            file.SetLength(3L << 30); // sparse: it takes no room

        Plainly.LoadRefuses(folder, "model_index.json", "has 3221225472 bytes", "copy it again");
    }

    [Theory]
    [InlineData("model_index.json", "\uFEFF")] // Windows' editors begin so
    [InlineData("scheduler/scheduler_config.json", "\uFEFF\n ")]
    [InlineData("vae_decoder/config.json", "\r\n\t")]
    public void What_editors_put_in_front_is_passed_over(string file, string mark)
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write(file, mark + Encoding.UTF8.GetString(folder.Read(file)));

        Assert.Equal("wan_t2v", ModelFolder.Read(folder.Path).Name);
    }

    [Theory]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_temporal", null)]
    [InlineData("wan_t2v", "vae_decoder/config.json", "scale_factor_spatial", "null")]
    [InlineData("ltx", "vae_decoder/config.json", "patch_size", "null")]
    [InlineData("ltx", "transformer/config.json", "patch_size", null)]
    [InlineData("svd", "unet/config.json", "num_frames", null)]
    [InlineData("animatediff", "unet/config.json", "motion_max_seq_length", "null")]
    [InlineData("animatediff", "tokenizer/tokenizer_config.json", "model_max_length", "1000000000000000019884624838656")]
    [InlineData("animatediff", "tokenizer/tokenizer_config.json", "pad_token", "\"!\"")] // a piece of the vocabulary, and no added token: OpenCLIP's
    [InlineData("ltx", "tokenizer/tokenizer_config.json", "pad_token", "{\"content\": \"<pad>\"}")]
    [InlineData("ltx", "tokenizer/tokenizer_config.json", "pad_token", null)]
    [InlineData("wan_t2v", "vae_decoder/config.json", "z_dim", "16.0")]
    [InlineData("wan_t2v", "model_index.json", "unheard_of", "{\"a\": [1, 2, {}]}")]
    [InlineData("wan_t2v", "scheduler/scheduler_config.json", "_diffusers_version", "\"99.0\"")]
    public void A_value_with_a_usual_one_may_be_missing(string family, string file, string key, string? value)
    {
        using var folder = new BrokenFolder(family);
        folder.Set(file, key, value);

        using var model = LoadedModel.Load(folder.Path, Plainly.Options);

        Assert.Equal(family, model.Folder.Name);
    }
}
