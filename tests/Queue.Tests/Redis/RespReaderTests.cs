using System.Globalization;
using System.Numerics;
using System.Text;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData(":-42\r\n", -42L)]
    [InlineData("$5\r\nhel\r\n\r\n", "hel\r\n")]
    [InlineData("$0\r\n\r\n", "")]
    [InlineData("$-1\r\n", null)]
    [InlineData("_\r\n", null)]
    [InlineData("*-1\r\n", null)]
    [InlineData("#t\r\n", true)]
    [InlineData("#f\r\n", false)]
    [InlineData(",1.25\r\n", 1.25)]
    [InlineData(",-inf\r\n", double.NegativeInfinity)]
    [InlineData(",1e3\r\n", 1000d)]
    [InlineData("=7\r\ntxt:abc\r\n", "abc")]
    [InlineData("|1\r\n+ttl\r\n:5\r\n+x\r\n", "x")]
    public async Task Every_type_is_read(string wire, object? expected) => Assert.Equal(expected, await ReadAsync(wire));

    [Fact]
    public async Task Nested_values_big_numbers_and_errors_are_read()
    {
        var value = Assert.IsType<object?[]>(await ReadAsync(
            "*4\r\n%1\r\n+a\r\n:1\r\n~1\r\n_\r\n-OOM is full\r\n(123456789012345678901234567890\r\n"));

        Assert.Equal(new object?[] { "a", 1L }, value[0]);
        Assert.Equal(new object?[] { null }, value[1]);
        Assert.Equal(new RespError("OOM", "OOM is full"), value[2]);
        Assert.Equal(BigInteger.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture), value[3]);
        Assert.Equal(new RespError("ERR", "ERR bad"), await ReadAsync("!7\r\nERR bad\r\n"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData(":12x\r\n")]
    [InlineData("$3\r\nabcde\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$999999999999\r\n")]
    [InlineData("+a\nb\r\n")]
    [InlineData(",abc\r\n")]
    public async Task What_is_not_the_protocol_is_refused(string wire) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(wire));

    [Fact]
    public async Task Nesting_without_end_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(string.Concat(Enumerable.Repeat("*1\r\n", 100_000))));

    [Theory]
    [InlineData("$10\r\nabc")]
    [InlineData("+OK")]
    [InlineData("*2\r\n:1\r\n")]
    public async Task A_reply_that_breaks_off_says_so(string wire) => await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(wire));

    [Theory]
    [InlineData(1, 300)]
    [InlineData(7, 300)]
    [InlineData(1000, 2000)]
    [InlineData(100_000, 2000)]
    public async Task Random_replies_survive_any_fragmentation(int longestPiece, int replies)
    {
        var random = new Random(longestPiece);
        var wire = new MemoryStream();
        var expected = Enumerable.Range(0, replies).Select(_ => RandomReply.Write(wire, random, depth: 0)).ToArray();
        var reader = new RespReader(new PieceStream(wire.ToArray(), longestPiece, random), bufferBytes: 64);

        foreach (var value in expected)
            RandomReply.AssertSame(value, await reader.ReadAsync(text: false));

        await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadAsync(text: false));
    }

    private static async Task<object?> ReadAsync(string wire) =>
        await new RespReader(new PieceStream(Encoding.UTF8.GetBytes(wire), 1, new Random(0)), bufferBytes: 16).ReadAsync(text: true);
}
