using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Requests that no model can meet, and odd ones that it must.</summary>
public sealed class BadRequestTests
{
    private static readonly ModelFolder Pocket = ModelFolder.Read(BrokenFolder.Source("pocket"));
    private static readonly ModelFolder Ltx = ModelFolder.Read(FamilyFolders.Of("ltx"));
    private static readonly ModelFolder Svd = ModelFolder.Read(FamilyFolders.Of("svd"));
    private static readonly ModelFolder TextOnly = ModelFolder.Read(FamilyFolders.Of("wan_t2v"));
    private static readonly ClipRequest Cat = new() { Prompt = "a cat" };

    public static TheoryData<string, int> Prompts() => new()
    {
        { "", 0 }, { " ", 5 }, { "\n\t\u3000", 3 }, { "a", 100_000 }, { "a", 1501 }, { "🐈", 100_000 }, { "\ud800", 100_000 },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_prompt_of_nothing_or_of_too_much_is_refused(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        string[] words = text.Trim().Length == 0 ? ["prompt: say what should be seen"] : [$"prompt: {text.Length} characters", "more than 1500"];

        Plainly.Refuses(() => Plan(Cat with { Prompt = text }), words);
        if (text.Trim().Length > 0)
            Plainly.Refuses(() => Plan(Cat with { Negative = text }), $"negative: {text.Length} characters", "more than 1500");
    }

    [Theory]
    [InlineData(0, 64, "size: 0x64 is not possible", "multiples of 16", "the nearest is 16x64")]
    [InlineData(7, 7, "size: 7x7 is not possible", "the nearest is 16x16")]
    [InlineData(64, 63, "size: 64x63 is not possible", "the nearest is 64x64")]
    [InlineData(8193, 64, "size: 8193x64 is not possible", "to 8192", "the nearest is 8192x64")]
    [InlineData(-16, 64, "size: -16x64 is not possible", "the nearest is 16x64")]
    [InlineData(int.MaxValue, int.MaxValue, "size: 2147483647x2147483647 is not possible", "the nearest is 8192x8192")]
    [InlineData(int.MinValue, 0, "size: -2147483648x0 is not possible", "the nearest is 16x16")]
    [InlineData(8192, 8192, "size: 8192x8192 with 17 frames", "the nearest is")]
    public void A_size_that_cannot_be_made_is_refused_with_the_nearest(int width, int height, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat, new ExactClip { Size = (width, height), Frames = 17 }), words);

    [Theory]
    [InlineData(0, "frames: 0 is not possible", "4k+1", "the nearest is 5")]
    [InlineData(-1, "frames: -1 is not possible", "the nearest is 5")]
    [InlineData(2, "frames: 2 is not possible", "the nearest is 5")]
    [InlineData(16, "frames: 16 is not possible", "the nearest is 17")]
    [InlineData(4000, "frames: 4000 is not possible", "5 to 481", "the nearest is 481")]
    [InlineData(int.MaxValue, "frames: 2147483647 is not possible", "the nearest is 481")]
    [InlineData(int.MinValue, "frames: -2147483648 is not possible", "the nearest is 5")]
    public void A_number_of_frames_that_cannot_be_made_is_refused_with_the_nearest(int frames, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat, new ExactClip { Frames = frames }), words);

    [Theory]
    [InlineData(0, "steps: 0 is not possible", "the nearest is 1.")]
    [InlineData(-5, "steps: -5 is not possible", "the nearest is 1.")]
    [InlineData(10000, "steps: 10000 is not possible", "1 to 1000", "the nearest is 1000.")]
    [InlineData(int.MaxValue, "steps: 2147483647 is not possible", "the nearest is 1000.")]
    public void Steps_that_cannot_be_made_are_refused_with_the_nearest(int steps, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat, new ExactClip { Steps = steps }), words);

    [Theory]
    [InlineData(-1, "guidance: -1 is not possible", "0 to 100", "the nearest is 0.")]
    [InlineData(1e9, "guidance: 1E+09 is not possible", "the nearest is 100.")]
    [InlineData(100.001, "guidance: 100.001 is not possible", "the nearest is 100.")]
    [InlineData(double.NaN, "guidance: NaN is not possible", "the nearest is 4.")]
    [InlineData(double.NegativeInfinity, "guidance: -Infinity is not possible", "the nearest is 0.")]
    [InlineData(double.MaxValue, "guidance: 1.79769E+308 is not possible", "the nearest is 100.")]
    public void Guidance_that_cannot_be_is_refused_with_the_nearest(double guidance, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat, new ExactClip { Guidance = guidance }), words);

    [Theory]
    [InlineData(double.NaN, "seconds: give a number from 0.5 to 60")]
    [InlineData(double.NegativeInfinity, "seconds: give a number from 0.5 to 60")]
    [InlineData(-0.5, "seconds: -0.5 is less than 0.5")]
    [InlineData(-0.0, "seconds: ", "is less than 0.5")]
    [InlineData(61, "seconds: 61 is more than 60")]
    [InlineData(1e308, "seconds: 1E+308 is more than 60")]
    [InlineData(double.Epsilon, "seconds: 0 is less than 0.5")]
    public void Seconds_that_cannot_be_are_refused_with_the_limit(double seconds, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat with { Seconds = seconds }), words);

    [Theory]
    [InlineData("0:0", "\"0:0\" is not W:H")]
    [InlineData("1e9:1", "\"1e9:1\" is not W:H")]
    [InlineData("16:9:4", "\"16:9:4\" is not W:H")]
    [InlineData("16;9", "\"16;9\" is not W:H")]
    [InlineData("-16:9", "\"-16:9\" is not W:H")]
    [InlineData("16:", "\"16:\" is not W:H")]
    [InlineData("∞:1", "\"∞:1\" is not W:H")]
    [InlineData("１６:９", "is not W:H")]
    [InlineData("\0", "is not W:H")]
    [InlineData("99999:1", "99999:1 is wider than 4:1")]
    [InlineData("0.0001:1", "0.0001:1 is taller than 1:4")]
    [InlineData("300", "is not W:H", "for example 16:9")]
    public void An_aspect_that_cannot_be_is_refused(string aspect, params string[] words) =>
        Plainly.Refuses(() => Plan(Cat with { Aspect = aspect == "300" ? new string('9', 300) : aspect }), ["aspect: ", .. words]);

    [Fact]
    public void A_picture_goes_with_a_model_that_takes_one()
    {
        Plainly.Refuses(() => ClipPlan.Make(Cat, GivenShape.Picture(1), TextOnly, new InferenceOptions()), "wan_t2v cannot begin with a picture", "ask without one");
        Plainly.Refuses(() => ClipPlan.Make(Cat, default, Svd, new InferenceOptions()), "svd makes clips from a picture alone", "send one");
        Plainly.Refuses(() => Plan(Cat with { Model = "wan\n" }), "model: \"wan\\n\" is not here", "\"pocket\"");
        Plainly.Refuses(() => Plan(Cat with { Model = new string('m', 5000) }), "is not here", "\"pocket\"");
    }

    [Fact]
    public void What_is_odd_and_legal_is_planned()
    {
        Assert.Equal(0, Plan(Cat, new ExactClip { Guidance = -0.0 }).Guidance);
        Assert.Equal(long.MinValue, Plan(Cat with { Seed = long.MinValue }).Seed);
        Assert.Equal(long.MaxValue, Plan(Cat with { Seed = long.MaxValue }).Seed);
        Assert.Equal((16, 256), Size(Plan(Cat, new ExactClip { Size = (16, 256) })));
        Assert.Equal("\u200b\u200d", Plan(Cat with { Prompt = "\u200b\u200d" }).Prompt);
        Assert.Equal(64, Plan(Cat with { Aspect = "  " }).WidthPixels);
        Assert.Equal("", ClipPlan.Make(new ClipRequest { Prompt = "" }, GivenShape.Picture(1), Svd, new InferenceOptions()).Prompt);
        Assert.Equal(257, ClipPlan.Make(Cat, default, Ltx, new InferenceOptions { MaxSeconds = 60 }, new ExactClip { Frames = 257 }).Frames);
        Assert.Equal((32, 32), Size(ClipPlan.Make(Cat, GivenShape.Picture(double.Epsilon), Ltx, new InferenceOptions(), new ExactClip { Size = (32, 32) })));
    }

    public static TheoryData<string, string> Pictures() => new()
    {
        { "empty", "The picture is empty (0 bytes)" }, { "text", "The picture is no PNG, JPEG" }, { "header", "The picture is no PNG, JPEG" },
        { "half", "The picture is damaged" }, { "bits", "The picture is damaged" }, { "65535x1", "65535 x 1 pixels" },
        { "8000x8000", "at most 40 megapixels" }, { "0x5", "The picture is no PNG, JPEG" }, { "-1x5", "The picture is no PNG, JPEG" }, { "svg", "The picture is no PNG, JPEG" },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task A_picture_that_cannot_be_used_is_refused(string kind, string words)
    {
        var whole = PngWriter.Write([.. Enumerable.Range(0, 40 * 40 * 3).Select(i => (byte)(i * 31))], 40, 40);
        byte[] Sized(int width, int height)
        {
            var sized = whole.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(sized.AsSpan(16), width);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(sized.AsSpan(20), height);
            return sized;
        }

        var picture = kind switch
        {
            "empty" => [],
            "text" => "hello, this is a picture"u8.ToArray(),
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"u8.ToArray(),
            "header" => whole[..20],
            "half" => whole[..(whole.Length / 2)],
            "bits" => [.. whole[..60], .. whole[60..120].Select(b => (byte)~b), .. whole[120..]],
            "65535x1" => Sized(65535, 1),
            "8000x8000" => Sized(8000, 8000),
            "0x5" => Sized(0, 5),
            _ => Sized(-1, 5),
        };

        await Plainly.RefusesAsync(() => PictureReader.DecodeAsync(picture, 64, 64, new InferenceOptions(), TestContext.Current.CancellationToken), words);
    }

    private static (int, int) Size(ClipPlan plan) => (plan.WidthPixels, plan.HeightPixels);

    private static ClipPlan Plan(ClipRequest request, ExactClip? exact = null) => ClipPlan.Make(request, default, Pocket, new InferenceOptions(), exact);
}
