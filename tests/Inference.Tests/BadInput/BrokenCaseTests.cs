using System.Text;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Replay;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Golden cases with one thing wrong.</summary>
public sealed class BrokenCaseTests
{
    [Theory]
    [InlineData("height", "0", "\"height\" must be a whole number", "not 0")]
    [InlineData("height", "-48", "\"height\" must be a whole number", "not -48")]
    [InlineData("height", "1e9", "\"height\" must be a whole number", "not 1e9")]
    [InlineData("height", "8193", "from 1 to 8192", "not 8193")]
    [InlineData("height", "5", "64x5", "less than 16x16")]
    [InlineData("height", "64", "fit the case's size", "of another model")]
    [InlineData("width", null, "\"width\" must be a whole number", "missing")]
    [InlineData("width", "\"64\"", "\"width\" must be a whole number", "not \"64\"")]
    [InlineData("num_frames", "-13", "\"num_frames\" must be a whole number", "not -13")]
    [InlineData("num_frames", "0", "\"num_frames\" must be a whole number", "not 0")]
    [InlineData("num_frames", "1000000000", "from 1 to 4096", "not 1000000000")]
    [InlineData("num_frames", "29", "fit the case's size", "of another model")]
    [InlineData("num_inference_steps", "0", "\"num_inference_steps\" must be a whole number", "not 0")]
    [InlineData("num_inference_steps", "1000000000", "from 1 to 1000", "not 1000000000")]
    [InlineData("num_inference_steps", "9", "latents_steps.npy has", "9 steps")]
    [InlineData("num_inference_steps", "[8]", "\"num_inference_steps\" must be a whole number", "not a list of 1")]
    [InlineData("guidance_scale", "\"five\"", "\"guidance_scale\" must be a number", "not \"five\"")]
    [InlineData("guidance_scale", "1e999", "\"guidance_scale\" must be a number", "not 1e999")]
    [InlineData("max_sequence_length", "1e9", "\"max_sequence_length\" must be a whole number", "not 1e9")]
    [InlineData("max_sequence_length", "1000000000", "from 1 to 8192", "not 1000000000")]
    [InlineData("max_sequence_length", "7", "transformer/model.onnx")]
    [InlineData("fps", "0", "\"fps\" must be a number above 0", "not 0")]
    [InlineData("frame_rate", "-1", "\"frame_rate\" must be a number above 0", "not -1")]
    [InlineData("scheduler", "5", "\"scheduler\" must be an object", "not 5")]
    [InlineData("scheduler", "[]", "\"scheduler\" must be an object", "not a list")]
    [InlineData("scheduler._class_name", "\"CloudScheduler\"", "case.json: scheduler: \"_class_name\"", "not \"CloudScheduler\"")]
    [InlineData("scheduler._class_name", null, "case.json: scheduler: \"_class_name\"", "one of")]
    [InlineData("scheduler.flow_shift", "0", "case.json: scheduler: \"flow_shift\" must be above 0", "not 0")]
    [InlineData("scheduler.solver_order", "9", "case.json: scheduler: \"solver_order\"", "1 to 3", "not 9")]
    [InlineData("timesteps", "[999, 500]", "timesteps cannot be given", "give sigmas")]
    [InlineData("timesteps", "[\"x\"]", "\"timesteps\" must be a list", "with \"x\"")]
    [InlineData("prompt", "5", "\"prompt\" must be a text", "not 5")]
    [InlineData("prompt", "\"\\udc00\"", "\"prompt\" must be a text", "\\udc00")]
    [InlineData("image", "5", "\"image\" must be a text", "not 5")]
    [InlineData("image", "\"nix.png\"", "\"image\" is \"nix.png\"", "cannot begin with a picture")]
    public async Task A_value_of_a_case_that_cannot_be_is_named(string key, string? value, params string[] words)
    {
        using var folder = new BrokenFolder("wan_t2v", "unipc");
        folder.Set("golden/unipc/case.json", key, value);

        await ReplayRefusesAsync(folder, "unipc", words);
    }

    [Theory]
    [InlineData("\"nix.png\"", "the picture \"nix.png\"", "missing")]
    [InlineData("\"a\\u0000b\"", "the picture \"a\\u0000b\"", "missing")]
    [InlineData("\"\"", "the picture \"\"", "missing")]
    [InlineData("\"../unipc\"", "the picture \"../unipc\"", "missing")]
    [InlineData("\"case.json\"", "case.json: The picture is no PNG")]
    [InlineData("null", "\"image\" is missing", "a picture alone")]
    public async Task A_picture_of_a_case_that_is_not_there_is_named(string value, params string[] words)
    {
        using var folder = new BrokenFolder("wan_i2v", "unipc");
        folder.Set("golden/unipc/case.json", "image", value);

        await ReplayRefusesAsync(folder, "unipc", words);
    }

    [Theory]
    [InlineData("missing", "noise.npy is missing", "copy the whole case again")]
    [InlineData("empty", "noise.npy is no .npy file")]
    [InlineData("text", "noise.npy is no .npy file")]
    [InlineData("header", "noise.npy is cut short or damaged")]
    [InlineData("half", "noise.npy is cut short or damaged")]
    [InlineData("<f8", "noise.npy holds <f8", "save it as float32")]
    [InlineData(">f4", "noise.npy holds >f4", "save it as float32")]
    [InlineData("<i8", "noise.npy is cut short or damaged")] // eight bytes a value are not there
    [InlineData("|O", "noise.npy holds |O", "save it as float32")]
    [InlineData("shape", "noise.npy has 4 values", "of another model")]
    [InlineData("negative", "noise.npy is cut short or damaged")]
    [InlineData("huge", "noise.npy is cut short or damaged")]
    [InlineData("overflow", "noise.npy is cut short or damaged")]
    [InlineData("long header", "noise.npy is cut short or damaged")]
    [InlineData("fortran", "noise.npy is in Fortran order", "C order")]
    [InlineData("NaN", "noise.npy: value 5 is NaN", "must be a finite number")]
    [InlineData("inf", "noise.npy: value 5 is Infinity", "must be a finite number")]
    [InlineData("folder", "noise.npy", "copy the whole case again")]
    public async Task A_damaged_array_is_named(string damage, params string[] words)
    {
        using var folder = new BrokenFolder("wan_t2v", "unipc");
        const string File = "golden/unipc/noise.npy";
        var bytes = folder.Read(File);
        var header = Encoding.Latin1.GetString(bytes, 10, BitConverter.ToUInt16(bytes, 8));
        byte[] With(string what, string by)
        {
            Assert.Contains(what, header, StringComparison.Ordinal);
            var changed = header.Replace(what, by, StringComparison.Ordinal);
            return [.. bytes[..8], .. BitConverter.GetBytes((ushort)changed.Length), .. Encoding.Latin1.GetBytes(changed), .. bytes[(10 + header.Length)..]];
        }

        byte[] Value(float value)
        {
            var changed = bytes.ToArray();
            BitConverter.TryWriteBytes(changed.AsSpan(10 + header.Length + 20), value);
            return changed;
        }

        var shape = header[header.IndexOf('(', StringComparison.Ordinal)..(header.IndexOf(')', StringComparison.Ordinal) + 1)];
        folder.Write(File, damage switch
        {
            "text" => "hello, world, I am no array"u8.ToArray(),
            "header" => bytes[..20],
            "half" => bytes[..(bytes.Length / 2)],
            "<f8" or ">f4" or "<i8" or "|O" => With("<f4", damage),
            "shape" => With(shape, "(2, 2)"),
            "negative" => With(shape, "(-1, 16)"),
            "huge" => With(shape, "(2000000000,)"),
            "overflow" => With(shape, "(65536, 65536)"),
            "long header" => [.. bytes[..8], 0xFF, 0xFF, .. bytes[10..]],
            "fortran" => With("'fortran_order': False", "'fortran_order': True"),
            "NaN" => Value(float.NaN),
            "inf" => Value(float.PositiveInfinity),
            _ => [],
        });
        if (damage is "missing" or "folder")
            folder.Remove(File);
        if (damage == "folder")
            Directory.CreateDirectory(folder.Of(File));

        await ReplayRefusesAsync(folder, "unipc", words);
    }

    [Theory]
    [InlineData("latents_steps")]
    [InlineData("frames")]
    [InlineData("prompt_embeds")]
    [InlineData("timesteps")]
    public async Task A_case_of_another_size_is_refused_or_fails(string array)
    {
        using var folder = new BrokenFolder("wan_t2v", "unipc");
        folder.Write($"golden/unipc/{array}.npy", File.ReadAllBytes(Path.Combine(BrokenFolder.Source("wan_i2v"), $"golden/unipc/{array}.npy")));
        try
        {
            var report = await RunAsync(folder, "unipc");
            Assert.False(report.Passed);
        }
        catch (Exception e) when (e is ModelException or InvalidDataException)
        {
            Plainly.Said(e, array, "of another model");
        }
    }

    [Theory]
    [InlineData("wan_i2v", "unipc", "wan_t2v", "\"image\" is \"image.png\"")]
    [InlineData("wan_t2v", "unipc", "wan_ti2v", "noise.npy")]
    [InlineData("svd", "euler", "wan_i2v", "max_guidance_scale")]
    [InlineData("ltx", "image", "wan_t2v", "cannot begin with a picture")]
    [InlineData("wan_t2v", "unipc", "wan_i2v", "\"image\" is missing")]
    [InlineData("wan_t2v", "unipc", "svd", "\"image\" is missing")]
    [InlineData("animatediff", "ddim", "ltx", "noise.npy")]
    [InlineData("animatediff", "lcm", "svd", "\"image\" is missing")]
    public async Task A_case_of_another_family_is_refused_or_fails(string from, string name, string to, string word)
    {
        using var folder = new BrokenFolder(to);
        Directory.CreateDirectory(folder.Of("golden/" + name));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(BrokenFolder.Source(from), "golden", name)))
            File.CreateSymbolicLink(folder.Of($"golden/{name}/{Path.GetFileName(file)}"), file);
        try
        {
            Assert.False((await RunAsync(folder, name)).Passed);
        }
        catch (Exception e) when (e is ModelException or InvalidDataException)
        {
            Plainly.Said(e, e.Message.Contains(".npy", StringComparison.Ordinal) || e.Message.Contains(".onnx", StringComparison.Ordinal) ? "" : word);
        }
    }

    [Theory]
    [InlineData("missing", "case.json is missing", "models/pocket/golden/square")]
    [InlineData("empty", "case.json is no case", "is no JSON")]
    [InlineData("cut", "case.json is no case", "is no JSON")]
    [InlineData("list", "case.json is no case", "a list")]
    [InlineData("UTF-16", "case.json is no case", "no UTF-8")]
    [InlineData("large", "case.json is no case", "has 3221225472 bytes")]
    public void A_case_that_cannot_be_read_is_named(string damage, params string[] words)
    {
        using var folder = new BrokenFolder("wan_t2v", "unipc");
        const string File = "golden/unipc/case.json";
        var bytes = folder.Read(File);
        folder.Write(File, damage switch { "cut" => bytes[..40], "list" => "[1]"u8.ToArray(), "UTF-16" => [0xFF, 0xFE, (byte)'{', 0], _ => [] });
        if (damage == "missing")
            folder.Remove(File);
        if (damage == "large")
        {
            using var large = System.IO.File.OpenWrite(folder.Of(File));
            large.SetLength(3L << 30);
        }

        Plainly.Refuses(() => GoldenCase.Read(folder.Of("golden/unipc")), words);
    }

    private static Task ReplayRefusesAsync(BrokenFolder folder, string name, string[] words) => Plainly.RefusesAsync(() => RunAsync(folder, name), words);

    private static async Task<ReplayReport> RunAsync(BrokenFolder folder, string name)
    {
        var golden = GoldenCase.Read(folder.Of("golden/" + name));
        using var model = LoadedModel.Load(folder.Path, Plainly.Options);
        return await GoldenReplay.RunAsync(model, golden, Plainly.Options, TestContext.Current.CancellationToken);
    }
}
