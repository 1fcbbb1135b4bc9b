using ChatVideoBot.Bot.People;

namespace ChatVideoBot.Bot.Tests.People;

public sealed class ErasureTests
{
    private const string User = "190000000000000001", Mark = "forgotten-ab";

    [Theory]
    [InlineData("person:190000000000000001", "", false, null)] // by its name
    [InlineData("report:7:190000000000000001", "", false, null)]
    [InlineData("clip:7", """{"id":"7","user":"190000000000000001","clip":{"prompt":"x"}}""", false, null)] // theirs
    [InlineData("order:7", """{"User":"190000000000000001","Order":{}}""", false, null)]
    [InlineData("case:5:7", """{"user":"2","by":"190000000000000001"}""", false, """{"user":"2","by":"forgotten-ab"}""")] // what they decided is the server's
    [InlineData("rules:5", """{"limits":{"user:190000000000000001":{"seconds":2}}}""", false, """{"limits":{"user:forgotten-ab":{"seconds":2}}}""")]
    [InlineData("modlog:5", """{"by":"2","user":"190000000000000001","why":"<@190000000000000001>"}""", true, """{"by":"2","user":"forgotten-ab","why":"<@forgotten-ab>"}""")]
    [InlineData("ban:5:mark", """{"user":"190000000000000001","by":"2"}""", false, """{"user":"","by":"2"}""")] // it goes on
    [InlineData("ban:5:mark", """{"user":"2","by":"190000000000000001"}""", false, """{"user":"2","by":"forgotten-ab"}""")]
    [InlineData("reports", "7:190000000000000001", true, null)] // a place in a list
    [InlineData("note:5", "seen by 190000000000000001", false, "seen by forgotten-ab")]
    [InlineData("clip:7", """{"user":"1190000000000000001","user2":"1900000000000000011"}""", false, """{"user":"1190000000000000001","user2":"1900000000000000011"}""")] // others
    [InlineData("odd:5", """{"user":["190000000000000001"]}""", false, """{"user":["forgotten-ab"]}""")]
    [InlineData("odd:5", "{ 190000000000000001", false, "{ forgotten-ab")]
    public void What_is_theirs_goes_and_elsewhere_a_mark_takes_their_place(string name, string text, bool isMember, string? left) =>
        Assert.Equal(left, Erasure.Of(name, text, isMember, User, Mark));
}
