using System.Text;
using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Graphs that are cut, exchanged, of other names, ranks and types, or whose weights are no numbers.</summary>
public sealed class BrokenGraphTests
{
    private static readonly string[] Families = ["animatediff", "ltx", "svd", "wan_i2v", "wan_t2v", "wan_ti2v"];

    private static readonly string[] Damages = ["0", "1", "100", "half", "-1", "text", "zeros"];

    public static TheoryData<string, string, string> Damaged() => [.. Families.SelectMany(family => BrokenFolder.Files(family)
        .Where(f => f.EndsWith(".onnx", StringComparison.Ordinal) && !(family is "wan_t2v" or "animatediff" && f.StartsWith("vae_encoder/", StringComparison.Ordinal)))
        .SelectMany(file => Damages.Select(damage => (family, file, damage))))];

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_graph_is_named(string family, string file, string damage)
    {
        using var folder = new BrokenFolder(family);
        var bytes = folder.Read(file);
        folder.Write(file, damage switch
        {
            "half" => bytes[..(bytes.Length / 2)],
            "-1" => bytes[..^1],
            "text" => Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 14234205\n"),
            "zeros" => new byte[bytes.Length],
            _ => bytes[..int.Parse(damage, System.Globalization.CultureInfo.InvariantCulture)],
        });

        Plainly.LoadRefuses(folder, file, "Copy or export it again.");
    }

    [Theory]
    [InlineData("wan_t2v", "transformer/model.onnx", "text_encoder/model.onnx", "no input is named hidden_states")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "transformer/model.onnx", "text_encoder/model.onnx: no input is named input_ids")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "text_encoder/model.onnx", "vae_decoder/first.onnx: no input is named latent_sample")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "vae_decoder/next.onnx", "vae_decoder/first.onnx: input \"cache_")]
    [InlineData("wan_t2v", "vae_decoder/next.onnx", "text_encoder/model.onnx", "vae_decoder/next.onnx: no input is named latent_sample")]
    [InlineData("wan_i2v", "vae_encoder/first.onnx", "vae_decoder/first.onnx", "vae_encoder/first.onnx")]
    [InlineData("wan_i2v", "image_encoder/model.onnx", "text_encoder/model.onnx", "image_encoder/model.onnx: no input is named pixel_values")]
    [InlineData("wan_i2v", "transformer/model.onnx", "vae_decoder/first.onnx", "transformer/model.onnx")]
    [InlineData("svd", "unet/model.onnx", "vae_decoder/model.onnx", "unet/model.onnx")]
    [InlineData("svd", "vae_decoder/model.onnx", "vae_encoder/model.onnx", "vae_decoder/model.onnx")]
    [InlineData("svd", "vae_encoder/model.onnx", "vae_decoder/model.onnx", "vae_encoder/model.onnx")]
    [InlineData("ltx", "vae_decoder/model.onnx", "vae_encoder/model.onnx", "vae_decoder/model.onnx")]
    [InlineData("ltx", "text_encoder/model.onnx", "vae_encoder/model.onnx", "text_encoder/model.onnx: no input is named input_ids")]
    [InlineData("animatediff", "text_encoder/model.onnx", "unet/model.onnx", "text_encoder/model.onnx")]
    public void Another_components_graph_is_refused(string family, string file, string by, string sentence)
    {
        using var folder = new BrokenFolder(family);
        folder.Write(file, folder.Read(by));

        Plainly.CheckRefuses(folder, sentence, "export");
    }

    [Theory]
    [InlineData("wan_t2v", "transformer/model.onnx", "type in hidden_states 8", "input \"hidden_states\" is String of rank 5", "Float or Float16")]
    [InlineData("wan_t2v", "transformer/model.onnx", "type in timestep 9", "input \"timestep\" is Bool of rank 1", "export it so")]
    [InlineData("wan_t2v", "transformer/model.onnx", "type in encoder_hidden_states 7", "input \"encoder_hidden_states\" is Int64 of rank 3", "export it so")]
    [InlineData("wan_t2v", "transformer/model.onnx", "type in hidden_states 4242", "input \"hidden_states\" is 4242 of rank 5", "export it so")]
    [InlineData("wan_t2v", "transformer/model.onnx", "drop in hidden_states 2", "input \"hidden_states\" is Float of rank 4", "rank 5 or 3")]
    [InlineData("wan_t2v", "transformer/model.onnx", "more in timestep", "xport it again")]
    [InlineData("wan_t2v", "transformer/model.onnx", "drop in encoder_hidden_states 0", "input \"encoder_hidden_states\" is Float of rank 2", "rank 3")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in hidden_states 1 48", "takes 48 channels, but the config says 16", "export it again")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in hidden_states 3 5", "fixed at 5 latents (height)", "open dimensions")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in hidden_states 4 2000000000", "fixed at 2000000000 latents (width)", "open dimensions")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in hidden_states 2 0", "fixed at 0 latents (frames)", "open dimensions")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in encoder_hidden_states 1 2000000000", "2000000000 rows", "export it again")]
    [InlineData("wan_t2v", "transformer/model.onnx", "dim in encoder_hidden_states 2 4096", "gives states of 32 values, but transformer/model.onnx takes 4096", "copy or export it again")]
    [InlineData("wan_t2v", "transformer/model.onnx", "extra a\nb", "input \"a\\nb\" is not known here", "export it without")]
    [InlineData("wan_t2v", "transformer/model.onnx", "extra guidance", "input \"guidance\" is not known here", "export it without")]
    [InlineData("wan_t2v", "transformer/model.onnx", "drop out out_hidden_states 1", "output \"out_hidden_states\" is Float of rank 4", "rank 5 or 3")]
    [InlineData("wan_t2v", "transformer/model.onnx", "type out out_hidden_states 7", "output \"out_hidden_states\" is Int64", "export it so")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "type in input_ids 1", "input \"input_ids\" is Float of rank 2", "Int64 or Int32")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "drop in input_ids 0", "input \"input_ids\" is Int64 of rank 1", "rank 2")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "extra token_type_ids", "input \"token_type_ids\" is not known here", "export it without")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "drop out last_hidden_state 0", "output \"last_hidden_state\" is Float of rank 2", "rank 3")]
    [InlineData("wan_t2v", "text_encoder/model.onnx", "without out last_hidden_state", "text_encoder/model.onnx", "xport it again")]
    [InlineData("wan_t2v", "vae_decoder/next.onnx", "without out cache_0_out", "vae_decoder/next.onnx: no output is named cache_0_out", "export both together again")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "without out cache_0_out", "vae_decoder/first.onnx: no output is named cache_0_out", "export both together again")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "extra cache_0", "vae_decoder/first.onnx: input \"cache_0\" is not known here", "export it without")]
    [InlineData("wan_t2v", "vae_decoder/first.onnx", "type in latent_sample 7", "input \"latent_sample\" is Int64", "Float")]
    [InlineData("wan_t2v", "vae_decoder/next.onnx", "type out sample 8", "output \"sample\" is String", "Float")]
    [InlineData("wan_i2v", "image_encoder/model.onnx", "rename out hidden_states last", "no output is named hidden_states", "export the states before the last layer")]
    [InlineData("wan_i2v", "image_encoder/model.onnx", "drop in pixel_values 0", "input \"pixel_values\" is Float of rank 3", "rank 4")]
    [InlineData("wan_ti2v", "transformer/model.onnx", "drop in timestep 1", "input \"timestep\" has rank 1", "rank 2 (a timestep a token)")]
    [InlineData("ltx", "transformer/model.onnx", "rename in video_coords coords", "transformer/model.onnx", "coords")]
    [InlineData("ltx", "transformer/model.onnx", "dim in hidden_states 2 128", "takes 128 channels, but the config says 8", "copy or export it again")]
    [InlineData("ltx", "vae_decoder/model.onnx", "extra num_tiles", "input \"num_tiles\" is not known here", "export it without")]
    [InlineData("svd", "unet/model.onnx", "rename in added_time_ids what_ids", "input \"what_ids\" is not known here", "usual names")]
    [InlineData("svd", "unet/model.onnx", "dim in sample 2 4", "takes 4 channels, but the config says 8", "copy or export it again")]
    [InlineData("svd", "image_encoder/model.onnx", "drop out image_embeds 0", "output \"image_embeds\" is Float of rank 1", "rank 2")]
    [InlineData("svd", "vae_decoder/model.onnx", "drop in latent_sample 0", "input \"latent_sample\" is Float of rank 3", "rank 4 or 5")]
    [InlineData("pocket", "transformer/model.onnx", "dim in condition 1 5", "input \"condition\" takes 5 channels", "are 17")]
    public void A_graph_that_cannot_be_fed_is_refused(string family, string file, string edit, params string[] words)
    {
        using var folder = new BrokenFolder(family);
        folder.Write(file, OnnxEdit.Apply(folder.Read(file), edit));

        Plainly.CheckRefuses(folder, [file, .. words]);
    }

    [Fact]
    public void An_input_under_another_name_is_found_where_it_is_the_only_one_of_its_kind()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("transformer/model.onnx", OnnxEdit.Apply(folder.Read("transformer/model.onnx"), "rename in hidden_states noisy"));

        Assert.Equal("noisy", FolderCheck.Run(folder.Path, Plainly.Options, TestContext.Current.CancellationToken).Denoiser.Latents.Name);
    }

    [Fact]
    public void Graphs_within_graphs_do_not_exhaust_the_stack()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("transformer/model.onnx", OnnxEdit.Nested(folder.Read("transformer/model.onnx"), 1000));

        Plainly.LoadRefuses(folder, "transformer/model.onnx", "more than 64 deep", "export it again");
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("raw double")]
    [InlineData("raw half")]
    [InlineData("raw bfloat")]
    [InlineData("float_data")]
    [InlineData("float_data one by one")]
    [InlineData("double_data")]
    [InlineData("int32_data half")]
    [InlineData("int32_data bfloat")]
    [InlineData("external")]
    [InlineData("own")]
    public void A_weight_that_is_no_number_is_found_by_the_check(string place)
    {
        using var folder = new BrokenFolder("wan_t2v");
        const string File = "vae_decoder/first.onnx";
        folder.Write(File, Weighted(folder, folder.Read(File), place, float.NaN));

        Plainly.CheckRefuses(folder, File, "holds a value that is no number (NaN)", place == "own" ? "the weight \"" : "\"added_weight\"", "copy or export it again");
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("raw half")]
    [InlineData("raw bfloat")]
    [InlineData("float_data")]
    [InlineData("int32_data half")]
    [InlineData("external")]
    public void Minus_infinity_is_a_legal_weight(string place)
    {
        using var folder = new BrokenFolder("wan_t2v");
        const string File = "vae_decoder/first.onnx";
        folder.Write(File, Weighted(folder, folder.Read(File), place, float.NegativeInfinity));

        Assert.Equal("wan_t2v", FolderCheck.Run(folder.Path, Plainly.Options, TestContext.Current.CancellationToken).Name);
    }

    [Theory]
    [InlineData("model.onnx_data", "0", null, "missing", "transformer/model.onnx_data is missing", "copy the whole model folder")]
    [InlineData("model.onnx_data", "0", null, "short", "transformer/model.onnx_data", "it is cut short; copy it again")]
    [InlineData("model.onnx_data", "100000000", null, "", "transformer/model.onnx_data", "it is cut short; copy it again")]
    [InlineData("model.onnx_data", "9223372036854775807", "100", "", "have no place", "Copy or export it again")]
    [InlineData("model.onnx_data", "-1", null, "", "have no place", "Copy or export it again")]
    [InlineData("model.onnx_data", "x", null, "", "have no place", "Copy or export it again")]
    [InlineData("../vae_decoder/first.onnx", "0", null, "", "outside of its folder", "with the weights beside it")]
    [InlineData("/etc/passwd", "0", null, "", "\"/etc/passwd\", outside of its folder", "with the weights beside it")]
    [InlineData("a\0b", "0", null, "", "\"a\\u0000b\", outside of its folder", "with the weights beside it")]
    [InlineData("", "0", null, "", "\"\", outside of its folder", "with the weights beside it")]
    public void A_file_of_weights_that_is_not_there_is_named(string location, string offset, string? length, string file, params string[] words)
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("transformer/model.onnx", OnnxEdit.External(folder.Read("transformer/model.onnx"), location, offset, length, out var weights));
        if (file != "missing" && location == "model.onnx_data")
            folder.Write("transformer/" + location, file == "short" ? weights[..^1] : weights);

        Plainly.LoadRefuses(folder, ["transformer/model.onnx", .. words]);
    }

    [Fact]
    public void Weights_in_a_file_beside_are_read()
    {
        using var folder = new BrokenFolder("wan_t2v");
        folder.Write("transformer/model.onnx", OnnxEdit.External(folder.Read("transformer/model.onnx"), "model.onnx_data", "0", null, out var weights));
        folder.Write("transformer/model.onnx_data", weights);

        Assert.Equal("wan_t2v", FolderCheck.Run(folder.Path, Plainly.Options, TestContext.Current.CancellationToken).Name);
    }

    /// <summary>16 values of which the 8th is the one asked for.</summary>
    private static byte[] Weighted(BrokenFolder folder, byte[] file, string place, float value)
    {
        var values = Enumerable.Range(0, 16).Select(i => i == 7 ? value : i).ToArray();
        var tensor = new Proto().Add(1, 16ul);
        switch (place)
        {
            case "own":
                return OnnxEdit.WithValue(file, value);
            case "raw":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 1ul).Add(9, Bytes(values, BitConverter.GetBytes)));
            case "raw double":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 11ul).Add(9, Bytes(values, v => BitConverter.GetBytes((double)v))));
            case "raw half":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 10ul).Add(9, Bytes(values, v => BitConverter.GetBytes((Half)v))));
            case "raw bfloat":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 16ul).Add(9, Bytes(values, v => BitConverter.GetBytes(v)[2..])));
            case "float_data":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 1ul).Add(4, Bytes(values, BitConverter.GetBytes)));
            case "float_data one by one":
                foreach (var one in values)
                    tensor.Fields.Add((4, 5, 0, BitConverter.GetBytes(one)));
                return OnnxEdit.WithWeight(file, tensor.Add(2, 1ul));
            case "double_data":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 11ul).Add(10, Bytes(values, v => BitConverter.GetBytes((double)v))));
            case "int32_data half":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 10ul).Add(5, Bytes(values, v => Varint(BitConverter.ToUInt16(BitConverter.GetBytes((Half)v))))));
            case "int32_data bfloat":
                return OnnxEdit.WithWeight(file, tensor.Add(2, 16ul).Add(5, Bytes(values, v => Varint(BitConverter.ToUInt16(BitConverter.GetBytes(v), 2)))));
            default:
                folder.Write("vae_decoder/first.onnx_data", Bytes(values, BitConverter.GetBytes));
                return OnnxEdit.WithWeight(file, tensor.Add(2, 1ul)
                    .Add(13, new Proto().Add(1, "location").Add(2, "first.onnx_data")).Add(13, new Proto().Add(1, "length").Add(2, "64")).Add(14, 1ul));
        }
    }

    private static byte[] Bytes(float[] values, Func<float, byte[]> of) => [.. values.SelectMany(of)];

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value]
        : value < 0x4000 ? [(byte)(value | 0x80), (byte)(value >> 7)]
        : [(byte)(value | 0x80), (byte)(value >> 7 | 0x80), (byte)(value >> 14)];
}
