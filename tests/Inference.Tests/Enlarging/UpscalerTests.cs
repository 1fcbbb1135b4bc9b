using System.Diagnostics;
using ChatVideoBot.Inference.Enlarging;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Tests.BadInput;
using ChatVideoBot.Inference.Tests.Graphs;
using ChatVideoBot.Tests;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Enlarging;

public sealed class UpscalerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Goldens => [.. from name in (string[])["dot.1x1", "noise.13x9", "photo.25x19"] from factor in (int[])[2, 3, 4] select (name, factor)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Pictures_become_what_TensorFlow_js_makes_of_them(string name, int factor)
    {
        var picture = RgbFile.Read("Enlarging", name);
        using var upscaler = Load(factor);

        var enlarged = upscaler.Upscale(picture.Rgb, picture.Width, picture.Height, 1000, borderPixels: 0, Cancel);

        var (largest, share) = RgbFile.Differ(File.ReadAllBytes(RgbFile.PathOf("Enlarging", $"{name}.x{factor}.rgb")), enlarged);
        Assert.InRange(largest, 0, 1); // a value at half a byte may be rounded the other way
        Assert.InRange(share, 0, 0.002);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Tiles_and_the_whole_give_the_same_pixels(int factor)
    {
        const int Width = 131, Height = 97;
        var picture = RgbFile.Drawn(Width, Height);
        using var upscaler = Load(factor);

        var whole = upscaler.Upscale(picture, Width, Height, 1000, Upscaler.BorderPixels, Cancel);
        var tiled = upscaler.Upscale(picture, Width, Height, 2 * Upscaler.HaloPixels + 23, Upscaler.BorderPixels, Cancel); // 6 x 5 tiles

        var (largest, share) = RgbFile.Differ(whole, tiled);
        Assert.InRange(largest, 0, 1);
        Assert.InRange(share, 0, 0.0005);
    }

    [Fact]
    public void A_pixel_changes_nothing_beyond_the_halo()
    {
        const int Side = 2 * Upscaler.HaloPixels + 11, Middle = Side / 2;
        using var upscaler = Load(2);
        var (plain, other) = (RgbFile.Drawn(Side, Side), RgbFile.Drawn(Side, Side));
        other.AsSpan((Middle * Side + Middle) * 3, 3).Fill(plain[(Middle * Side + Middle) * 3] > 127 ? (byte)0 : (byte)255);

        var (before, after) = (upscaler.Upscale(plain, Side, Side, Cancel), upscaler.Upscale(other, Side, Side, Cancel));

        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Select(i => Math.Max(
            Math.Abs(i / 3 % (2 * Side) / 2 - Middle), Math.Abs(i / 3 / (2 * Side) / 2 - Middle))).ToList();
        Assert.InRange(changed.Max(), 4, Upscaler.HaloPixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(301, 2)]
    [InlineData(257, 5)]
    public void Any_size_is_enlarged(int width, int height)
    {
        using var upscaler = Load(3);
        var grey = new byte[3 * width * height];
        grey.AsSpan().Fill(128);

        var enlarged = upscaler.Upscale(grey, width, height, Cancel);

        Assert.Equal(9 * grey.Length, enlarged.Length);
        Assert.All(enlarged, b => Assert.InRange(b, 118, 138)); // no hole, no dark rim
    }

    [Fact]
    public void An_edge_goes_on_beyond_the_frame()
    {
        const int Width = 40, Height = 12;
        using var upscaler = Load(2);
        byte[] halves = [.. Enumerable.Range(0, 3 * Width * Height).Select(i => (byte)(i / 3 % Width < Width / 2 ? 30 : 220))];

        var enlarged = upscaler.Upscale(halves, Width, Height, Cancel);

        for (var i = 0; i < enlarged.Length; i++)
        {
            var x = i / 3 % (2 * Width);
            if (x < Width - 20)
                Assert.InRange(enlarged[i], 24, 36); // neither black nor what is on the other side
            else if (x >= Width + 20)
                Assert.InRange(enlarged[i], 212, 228);
        }
    }

    [Fact]
    public async Task A_cancel_ends_the_tile_that_is_being_computed()
    {
        using var upscaler = Load(4);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = new Stopwatch();
        using var registration = cancel.Token.Register(asked.Start);
        cancel.CancelAfter(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => upscaler.Upscale(new byte[3 * 4000 * 3000], 4000, 3000, cancel.Token), Cancel));

        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5)); // the whole takes half a minute
    }

    [Fact]
    public void A_picture_of_another_size_than_said_is_refused()
    {
        using var upscaler = Load(2);

        Assert.Throws<ArgumentException>(() => upscaler.Upscale(new byte[12], 2, 3, Cancel));
        Assert.Throws<ArgumentException>(() => upscaler.Upscale(new byte[12], 65_536, 65_536, Cancel)); // 3 · 2³² bytes are not 0
        Assert.Throws<ArgumentOutOfRangeException>(() => upscaler.Upscale([], 0, 3, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => upscaler.Upscale([], 3, -1, Cancel));
    }

    [Theory]
    [InlineData(-1, "2")]
    [InlineData(1, "2")]
    [InlineData(5, "4")]
    [InlineData(8, "4")]
    public void A_factor_that_no_network_has_is_refused_with_the_nearest(int factor, string nearest) =>
        Plainly.Refuses(() => Upscaler.Load(factor, Plainly.Options).Dispose(), $"not {factor} times", $"nearest is {nearest}");

    [Fact]
    public void The_networks_are_found_from_where_the_program_lies()
    {
        using var upscaler = Upscaler.Load(2, Plainly.Options);

        Assert.Equal(2, upscaler.Factor);
        Assert.Null(HelperFolder.Find("upscaler", "x8.onnx"));
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused_in_a_sentence()
    {
        using var folder = new TinyFolder();
        Plainly.Refuses(() => Upscaler.Load(folder.Path, 2, Plainly.Options).Dispose(), "x2.onnx", "missing");
        File.WriteAllBytes(folder.Of("x2.onnx"), File.ReadAllBytes(Path.Combine(Networks, "x2.onnx"))[..400_000]);
        Plainly.Refuses(() => Upscaler.Load(folder.Path, 2, Plainly.Options).Dispose(), "x2.onnx", "cannot be loaded");
        File.WriteAllBytes(folder.Of("x2.onnx"), []);
        Plainly.Refuses(() => Upscaler.Load(folder.Path, 2, Plainly.Options).Dispose(), "x2.onnx");
    }

    [Fact]
    public void A_network_of_another_kind_is_refused_in_a_sentence()
    {
        using var folder = new TinyFolder();
        folder.Write("x2.onnx", new TinyGraph().Input("sample", TensorElementType.Float, "b", 4, "h", "w").Output("enlarged", TensorElementType.Float, "b", 4, "h", "w").Node("Neg", "sample", "enlarged"));
        Plainly.Refuses(() => Upscaler.Load(folder.Path, 2, Plainly.Options).Dispose(), "x2.onnx", "-1, 4, -1, -1");
        folder.Write("x2.onnx", new TinyGraph().Input("sample", TensorElementType.Float, "b", 3).Output("enlarged", TensorElementType.Float, "b", 3).Node("Neg", "sample", "enlarged"));
        Plainly.Refuses(() => Upscaler.Load(folder.Path, 2, Plainly.Options).Dispose(), "x2.onnx", "sample");
        folder.Link("x2.onnx", Path.Combine(Networks, "x3.onnx"));
        using var other = Upscaler.Load(folder.Path, 2, Plainly.Options);
        Plainly.Refuses(() => other.Upscale(new byte[12], 2, 2, Cancel), "x2.onnx", "[1, 3, 42, 42]", "[1, 3, 28, 28]"); // of 2 x 2 pixels and their border
    }

    private static string Networks => Path.Combine(Repository.Root, "models", "upscaler");

    private static Upscaler Load(int factor) => Upscaler.Load(Networks, factor, Plainly.Options);
}
