using ChatVideoBot.Inference.Matting;
using ChatVideoBot.Inference.Tests.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Matting;

public sealed class MatteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("avocado.9x64x64", 0.55)] // green on green: the hardest of the five
    [InlineData("bus.9x96x64", 0.8)]
    [InlineData("cake.9x64x80", 0.8)]
    [InlineData("guitar.9x64x64", 0.8)]
    [InlineData("octopus.9x64x64", 0.8)]
    public void What_is_in_front_in_drawn_clips_is_found_frame_by_frame(string name, double least)
    {
        var clip = DrawnClip.Read(name);
        using var matte = Matte.Load(new InferenceOptions());

        var alphas = matte.Alphas(clip.Frames, clip.Width, clip.Height, Cancel);

        Assert.InRange(alphas.Zip(clip.Truth, DrawnClip.Overlap).Average(), least, 1);
        Assert.InRange(alphas.Zip(clip.Truth, (a, t) => a.Zip(t, (x, y) => Math.Abs(x - y)).Average()).Average(), 0, 0.05);
        foreach (var constant in (float[])[0, 0.4f, 0.6f, 1]) // so that no matte that says nothing passes
            Assert.InRange(clip.Truth.Average(t => DrawnClip.Overlap([.. t.Select(_ => constant)], t)), 0, least - 0.2);
    }

    [Fact]
    public void A_matte_belongs_to_its_own_frame_and_not_to_the_one_before()
    {
        var clip = DrawnClip.Read("cake.9x64x80"); // it moves about a third of its width from frame to frame
        using var matte = Matte.Load(new InferenceOptions());

        var alphas = matte.Alphas(clip.Frames, clip.Width, clip.Height, Cancel);

        for (var f = 1; f < alphas.Length; f++)
            Assert.InRange(DrawnClip.Overlap(alphas[f], clip.Truth[f - 1]), 0, DrawnClip.Overlap(alphas[f], clip.Truth[f]) - 0.1);
    }

    [Theory]
    [InlineData(1, 64, 64)]
    [InlineData(2, 37, 91)]
    [InlineData(40, 24, 16)] // more than one stretch
    [InlineData(3, 5, 3)]
    [InlineData(0, 64, 64)]
    public void Clips_of_any_length_and_size_have_an_alpha_from_0_to_1_for_every_pixel(int frames, int width, int height)
    {
        using var matte = Matte.Load(new InferenceOptions { Threads = 1 });
        var random = new Random(5);
        var clip = Enumerable.Range(0, frames).Select(_ => Enumerable.Range(0, width * height * 3).Select(_ => (byte)random.Next(256)).ToArray()).ToList();

        var alphas = matte.Alphas(clip, width, height, Cancel);

        Assert.Equal(frames, alphas.Length);
        Assert.All(alphas, a => Assert.Equal(width * height, a.Length));
        Assert.All(alphas, a => Assert.All(a, v => Assert.InRange(v, 0, 1)));
    }

    [Fact]
    public void An_owners_network_of_one_size_sees_each_frame_with_its_own_mean_and_std()
    {
        using var folder = OwnNetwork(3, """{"size": 16, "mean": [0.5, 0, 0], "std": [0.5, 1, 1]}""");
        using var matte = Matte.Load(new InferenceOptions { MatteFolder = folder.Path });
        var half = Enumerable.Range(0, 32 * 64).SelectMany(i => (byte[])[i % 32 < 16 ? (byte)204 : (byte)51, 90, 7]).ToArray();

        var alpha = matte.Alphas([half], 32, 64, Cancel)[0];

        Assert.Equal(0.6f, alpha[32 * 5], 0.01f); // (204/255 - 0.5) / 0.5
        Assert.Equal(0f, alpha[32 * 5 + 31]);
    }

    [Fact]
    public void What_crosses_a_pixel_within_one_frame_keeps_its_alpha_and_a_flicker_without_a_change_of_colour_goes()
    {
        using var folder = OwnNetwork(3, """{"size": 16, "std": [0.05, 1, 1]}"""); // alpha = 20 times red
        using var matte = Matte.Load(new InferenceOptions { MatteFolder = folder.Path });
        byte[] Frame(int column, byte red) => [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[i % 16 == column ? red : (byte)0, 0, 0])];

        var fast = matte.Alphas([Frame(1, 255), Frame(3, 255), Frame(5, 255)], 16, 16, Cancel);
        var flicker = matte.Alphas([Frame(3, 0), Frame(3, 9), Frame(3, 0)], 16, 16, Cancel);

        Assert.Equal([0f, 0f, 0f, 1f, 0f, 0f, 0f], fast[1][..7]);
        Assert.All(flicker[1], v => Assert.Equal(0f, v));
    }

    [Fact]
    public void Without_a_network_or_with_a_damaged_one_a_sentence_says_what_is_wrong()
    {
        using var empty = new TinyFolder();
        using var damaged = OwnNetwork(3, "{}");
        File.WriteAllBytes(damaged.Of("model.onnx"), [1, 2, 3]);
        using var unfit = OwnNetwork(4, "{}");
        using var odd = OwnNetwork(3, """{"std": [0, 1, 1]}""");

        Assert.Contains("Inference:MatteFolder: there is no model.onnx", Refused(empty), StringComparison.Ordinal);
        Assert.Contains("model.onnx", Refused(damaged), StringComparison.Ordinal);
        Assert.Contains("takes 4 channels, but a matte takes 3", Refused(unfit), StringComparison.Ordinal);
        Assert.Contains("three numbers above 0", Refused(odd), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_another_size_are_refused_and_a_cancelled_look_ends()
    {
        using var matte = Matte.Load(new InferenceOptions());

        Assert.Contains("4 x 4 has 48 bytes, not 47", Assert.Throws<ArgumentException>(() => matte.Alphas([new byte[48], new byte[47]], 4, 4, Cancel)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => matte.Alphas([new byte[48]], 4, 4, new CancellationToken(canceled: true)));
    }

    private static string Refused(TinyFolder folder) => Assert.Throws<ModelException>(() => Matte.Load(new InferenceOptions { MatteFolder = folder.Path }).Dispose()).Message;

    /// <summary>A network of 16 x 16 pixels whose alpha is the first channel.</summary>
    private static TinyFolder OwnNetwork(int channels, string config)
    {
        var folder = new TinyFolder();
        folder.Write("model.onnx", new TinyGraph()
            .Input("input_image", TensorElementType.Float, 1, channels, 16, 16).Output("output_image", TensorElementType.Float, 1, 1, 16, 16)
            .Weights("first", [1, .. new float[channels - 1]], 1, channels, 1, 1)
            .Node("Conv", "input_image first", "output_image"));
        File.WriteAllText(folder.Of("config.json"), config);
        return folder;
    }
}
