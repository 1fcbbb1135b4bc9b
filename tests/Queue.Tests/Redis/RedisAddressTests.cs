using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://h", "h", 6379, false, "", "", 0)]
    [InlineData("redis://h:1234/5", "h", 1234, false, "", "", 5)]
    [InlineData("rediss://ann:p%40ss@h", "h", 6379, true, "ann", "p@ss", 0)]
    [InlineData("redis://:pw@[::1]:7/0", "::1", 7, false, "", "pw", 0)]
    public void An_address_is_taken_apart(string url, string host, int port, bool tls, string user, string password, int database)
    {
        Assert.True(RedisAddress.TryParse(url, out var address, out _));
        Assert.Equal(new RedisAddress(host, port, tls, user, password, database), address);
    }

    [Theory]
    [InlineData("localhost", "redis://")]
    [InlineData("", "redis://")]
    [InlineData("http://h", "http")]
    [InlineData("redis://ann:secret@h/x", "/x")]
    [InlineData("redis://h/-1", "/-1")]
    public void What_is_none_is_named_without_its_password(string url, string named)
    {
        Assert.False(RedisAddress.TryParse(url, out _, out var problem));
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_hosts_share_everything_else()
    {
        Assert.True(RedisAddress.TryParseAll("rediss://ann:a,b@h1,h2:7002,[::1]:7003/0", out var all, out _));
        Assert.Equal(["h1:6379", "h2:7002", "::1:7003"], all.Select(address => address.ToString()));
        Assert.All(all, address => Assert.Equal((true, "ann", "a,b"), (address.Tls, address.User, address.Password)));
        Assert.False(RedisAddress.TryParseAll("redis://:secret@h1,,h2", out _, out var problem));
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pause_before_connecting_again_doubles_up_to_its_longest()
    {
        var longest = TimeSpan.FromSeconds(2);
        Assert.Equal(TimeSpan.FromMilliseconds(25), BackOff.After(0, longest, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(50), BackOff.After(0, longest, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(400), BackOff.After(3, longest, 1));
        Assert.Equal(longest, BackOff.After(1000, longest, 1));
    }
}
