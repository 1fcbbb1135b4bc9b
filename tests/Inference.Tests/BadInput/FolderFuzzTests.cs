using System.Globalization;
using ChatVideoBot.Inference.Diffusion.Schedulers;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>One byte of a folder changed by chance: it works, or is refused in one sentence.</summary>
public sealed class FolderFuzzTests
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("CHATVIDEOBOT_FUZZ") ?? "100", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("wan_t2v")]
    [InlineData("wan_i2v")]
    [InlineData("ltx")]
    [InlineData("svd")]
    [InlineData("animatediff")]
    public void A_changed_byte_of_a_config_is_borne(string family)
    {
        var random = new Random(family.Length * 7919);
        using var folder = new BrokenFolder(family);
        var files = BrokenFolder.Files(family).Where(f => f.EndsWith(".json", StringComparison.Ordinal) && !f.EndsWith("tokenizer.json", StringComparison.Ordinal)).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var (file, whole, at) = Changed(folder, files[random.Next(files.Length)], random, int.MaxValue);
            Borne(() => ModelFolder.Read(folder.Path), $"{file} at {at}");
            folder.Write(file, whole);
        }
    }

    [Theory]
    [InlineData("wan_t2v")]
    [InlineData("animatediff")]
    public void A_changed_byte_of_a_tokenizer_is_borne(string family)
    {
        var random = new Random(family.Length);
        using var folder = new BrokenFolder(family);
        for (var round = 0; round < Math.Min(Rounds / 8, 60); round++) // each reads a file of a megabyte
        {
            var (file, whole, at) = Changed(folder, "tokenizer/tokenizer.json", random, 4000);
            Borne(() => Tokenizer.Load(folder.Of(file)).Encode("a red balloon \ud800 雨"), $"{file} at {at}");
            folder.Write(file, whole);
        }
    }

    /// <summary>Bytes of names, types and dimensions: where an exporter writes them, before and after the weights.</summary>
    [Theory]
    [InlineData("wan_t2v", "transformer/model.onnx")]
    [InlineData("wan_t2v", "vae_decoder/next.onnx")]
    [InlineData("wan_t2v", "text_encoder/model.onnx")]
    [InlineData("svd", "image_encoder/model.onnx")]
    public void A_changed_byte_of_a_graphs_header_is_borne(string family, string file)
    {
        var random = new Random(file.Length);
        using var folder = new BrokenFolder(family);
        var header = HeaderBytes(folder.Read(file));
        for (var round = 0; round < Rounds; round++)
        {
            var whole = folder.Read(file);
            var at = header[random.Next(header.Length)];
            var changed = whole.ToArray();
            changed[at] = (byte)random.Next(256);
            folder.Write(file, changed);
            Borne(() => ModelFolder.Read(folder.Path), $"{file} at {at}");
            if (round % 4 == 0)
                Borne(() => Graph.Load(folder.Path, file, Plainly.Options).Dispose(), $"{file} at {at}");
            folder.Write(file, whole);
        }
    }

    [Theory]
    [InlineData("case.json")]
    [InlineData("noise.npy")]
    public void A_changed_byte_of_a_case_is_borne(string file)
    {
        var random = new Random(3);
        using var folder = new BrokenFolder("wan_t2v", "unipc");
        for (var round = 0; round < Rounds; round++)
        {
            var (name, whole, at) = Changed(folder, "golden/unipc/" + file, random, 400);
            Borne(() =>
            {
                var golden = GoldenCase.Read(folder.Of("golden/unipc"));
                _ = (golden.Prompt, golden.Image, golden.Height, golden.Width, golden.NumFrames, golden.MaxSequenceLength, golden.Scheduler(SchedulerSettings.Read(JsonFile.Read(folder.Path, "scheduler/scheduler_config.json"))));
                golden.Settings(Inference.Families.Family.Wan.Defaults);
                golden.Floats("noise", 3072);
            }, $"{file} at {at}");
            folder.Write(name, whole);
        }
    }

    private static (string File, byte[] Whole, int At) Changed(BrokenFolder folder, string file, Random random, int first)
    {
        var whole = folder.Read(file);
        var changed = whole.ToArray();
        var at = random.Next(Math.Min(first, changed.Length));
        changed[at] = (byte)(random.Next(3) == 0 ? "\"0-{}[],:\\e9"[random.Next(11)] : random.Next(256));
        folder.Write(file, changed);
        return (file, whole, at);
    }

    /// <summary>Where no weight's values lie: everything but fields of more than 64 bytes within a tensor.</summary>
    private static int[] HeaderBytes(byte[] file)
    {
        var places = new List<int>();
        Walk(0, file.Length, 0);
        return [.. places];

        void Walk(int from, int until, int depth)
        {
            for (var at = from; at < until;)
            {
                var start = at;
                var tag = Varint(ref at);
                var kind = (int)(tag & 7);
                if (kind == 0)
                    Varint(ref at);
                var length = kind switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Varint(ref at) };
                for (var i = start; i < at; i++)
                    places.Add(i);
                var inner = depth == 0 && tag >> 3 == 7 || depth == 1 && tag >> 3 is 5 or 11 or 12;
                if (inner)
                    Walk(at, at + length, depth + 1);
                else if (length <= 64)
                    places.AddRange(Enumerable.Range(at, length));
                at += length;
            }
        }

        ulong Varint(ref int at)
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = file[at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
        }
    }

    private static void Borne(Action act, string what)
    {
        try
        {
            Assert.True(Task.Run(act).Wait(TimeSpan.FromSeconds(30)), what + " hangs");
        }
        catch (AggregateException e)
        {
            var failed = e.InnerException!;
            Assert.True(Plainly.IsOwn(failed) || failed is TokenizerException, $"{what}: {failed}");
            if (failed is not TokenizerException)
                Plainly.Said(failed);
        }
    }
}
