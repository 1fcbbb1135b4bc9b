using ChatVideoBot.Inference.Checking;

namespace ChatVideoBot.Inference.Tests.Checking;

public sealed class FrameSamplerTests
{
    [Fact]
    public void The_first_the_last_one_a_second_and_the_liveliest_of_each_are_picked()
    {
        var sampler = new FrameSampler(25);
        for (var i = 0; i < 25; i++)
            sampler.Add(i / 8.0, i is 3 or 13 or 22 ? 9 : 1);

        Assert.Equal([0, 3, 8, 13, 16, 22, 24], sampler.Picked);
    }

    [Fact]
    public void A_still_clip_is_looked_at_all_the_same()
    {
        var sampler = new FrameSampler(25);
        for (var i = 0; i < 17; i++)
            sampler.Add(i / 8.0, 0);

        Assert.Equal([0, 1, 8, 16], sampler.Picked);
    }

    [Fact]
    public void Seconds_are_joined_before_there_are_too_many_and_the_liveliest_stay()
    {
        var sampler = new FrameSampler(9);
        for (var i = 0; i < 80; i++)
            sampler.Add(i / 8.0, i == 37 ? 100 : i % 5);

        Assert.InRange(sampler.Picked.Count, 5, 9);
        Assert.Contains(0, sampler.Picked);
        Assert.Contains(37, sampler.Picked);
        Assert.Contains(79, sampler.Picked);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(25)]
    public void There_are_never_too_many_and_no_frame_is_picked_that_was_dropped_before(int most)
    {
        var random = new Random(most);
        var sampler = new FrameSampler(most);
        var (at, before) = (0.0, new HashSet<int>());
        for (var i = 0; i < 3000; i++)
        {
            at += random.NextDouble() * (i % 100 == 0 ? 50 : 0.3);
            sampler.Add(at, random.NextDouble());
            var picked = sampler.Picked.ToHashSet();
            Assert.InRange(picked.Count, 1, most);
            Assert.Contains(i, picked);
            picked.Remove(i);
            Assert.Subset(before, picked);
            before = [.. picked, i];
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Odd_times_end(double odd)
    {
        var sampler = new FrameSampler(3);
        foreach (var at in (double[])[0, 1, odd, 5, odd, 7, 1e9])
            sampler.Add(at, 1);

        Assert.InRange(sampler.Picked.Count, 1, 3);
    }
}
