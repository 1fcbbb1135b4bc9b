using ChatVideoBot.Inference.Films;

namespace ChatVideoBot.Inference.Tests.Films;

public sealed class PacingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1, 4, false, 0, 10, 20, 30)]
    [InlineData(0, 0.5, 8, false, 0, 5, 10, 15, 20, 25, 30, 30)] // mixed, and the last stays
    [InlineData(0, 0.5, 8, true, 0, 5, 10, 15, 20, 25, 30, 15)] // and leads to the first
    [InlineData(0, 1 / 3.0, 7, false, 0, 3, 7, 10, 13, 17, 20)]
    [InlineData(0, 2, 2, false, 0, 20)]
    [InlineData(1, 2, 2, false, 10, 30)]
    [InlineData(0, 4 / 3.0, 3, false, 0, 10, 30)] // the nearest: 0, 1.33, 2.67
    [InlineData(0, 2 / 3.0, 6, false, 0, 10, 10, 20, 30, 30)] // 0, 0.67, 1.33, 2, 2.67, 3.33
    [InlineData(0, 0.8, 5, true, 0, 10, 20, 20, 30)]
    [InlineData(2.5, 0.5, 4, false, 25, 30, 30, 30)]
    [InlineData(9, 1, 2, false, 30, 30)]
    public async Task Frames_stand_where_they_should(double begin, double step, int count, bool isLoop, params int[] expected)
    {
        var frames = Enumerable.Range(0, 4).Select(i => new[] { (byte)(i * 10) }).ToAsyncEnumerable();

        Assert.Equal(expected, await Pacing.At(frames, begin, step, count, isLoop, Cancel).Select(frame => (int)frame[0]).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Frames_are_taken_one_by_one_and_not_ahead()
    {
        var taken = 0;
        var frames = Enumerable.Range(0, 1000).Select(i => { taken = i; return new[] { (byte)i }; }).ToAsyncEnumerable();
        var given = 0;
        await foreach (var _ in Pacing.At(frames, 0, 0.5, 400, cancel: Cancel))
            Assert.InRange(taken - given++ / 2, 0, 1);

        Assert.Equal((400, 200), (given, taken)); // what is not wanted is never made
    }

    [Fact]
    public async Task Nothing_stays_nothing() => Assert.Empty(await Pacing.At(AsyncEnumerable.Empty<byte[]>(), 0, 0.5, 9, cancel: Cancel).ToListAsync(Cancel));
}
