using ChatVideoBot.Inference.Pictures;

namespace ChatVideoBot.Inference.Tests.Pictures;

public sealed class VaeInputTests
{
    [Fact]
    public void Bytes_become_planes_of_minus_one_to_one()
    {
        var sample = new RgbPicture(2, 1, [0, 255, 51, 255, 0, 204]).ToSample(2, 1);

        Assert.Equal([-1, 1, 1, -1, 2 * (51 / 255f) - 1, 2 * (204 / 255f) - 1], sample);
    }

    [Fact]
    public void Another_size_is_reached_with_Lanczos_and_without_a_crop()
    {
        var picture = DrawnPicture.Draw(70, 33, 4, "noise");

        var sample = picture.ToSample(32, 64);

        Assert.Equal(PillowResize.Resize(picture, 32, 64, PillowFilter.Lanczos).ToSample(32, 64), sample);
    }
}
