using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Replay;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Tests.Clips;

public sealed class DecodeTests(Pocket pocket)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Latents_decoded_in_pieces_give_the_frames_of_one_piece(int piece)
    {
        var folder = pocket.Model.Folder;
        var shape = new LatentShape(16, 23, 4, 4); // longer than the look-back of 14, so that later pieces drop frames
        var latents = new float[shape.Length];
        Noise.Fill(3, shape, latents);
        var components = pocket.Model.Components;
        var cancel = TestContext.Current.CancellationToken;

        var whole = Assert.Single(new ChunkedVae(components, folder.Geometry, 14, 100).Decode(shape, latents, cancel));
        var pieces = new ChunkedVae(components, folder.Geometry, 14, piece).Decode(shape, latents, cancel).ToList();

        Assert.True(pieces.Count > 1);
        Assert.Equal(89, whole.Frames);
        var next = 0;
        foreach (var part in pieces)
        {
            Assert.Equal(next, part.First);
            for (var channel = 0; channel < 3; channel++)
            {
                var plane = part.WidthPixels * part.HeightPixels;
                var error = GoldenReplay.Error(
                    part.Sample.AsSpan(channel * part.Frames * plane, part.Frames * plane),
                    whole.Sample.AsSpan((channel * whole.Frames + next) * plane, part.Frames * plane));
                Assert.True(error < 1e-5, $"frames from {next}, channel {channel}: {error}");
            }

            next += part.Frames;
        }

        Assert.Equal(whole.Frames, next);
    }

    [Fact]
    public void Bytes_are_frame_after_frame_and_clamped()
    {
        float[] sample = [-1, 0, 1, 5, -5, 0.5f]; // two frames of one pixel: red, green, blue planes
        var frames = new DecodedFrames(sample, 0, 2, 1, 1);

        Assert.Equal([0, 255, 0, 128, 255, 191], frames.ToRgb(0, 2));
        Assert.Equal([128, 255, 191], frames.ToRgb(1, 1));
    }
}
