namespace ChatVideoBot.Queue.Tests;

public sealed class CameraMoveTests
{
    [Theory]
    [InlineData("zoom in", "zoom in")]
    [InlineData("  ZOOM   Out ", "zoom out")]
    [InlineData("zoom-in", "zoom in")]
    [InlineData("out zoom", "zoom out")]
    [InlineData("pan up", "pan up")]
    [InlineData("pan right up", "pan up right")]
    [InlineData("Pan\tdown,LEFT", "pan down left")]
    [InlineData("pan left left", "pan left")]
    [InlineData("rotate cw", "rotate cw")]
    [InlineData("rotate clockwise", "rotate cw")]
    [InlineData("rotate acw", "rotate ccw")]
    [InlineData("rotate CCW", "rotate ccw")]
    [InlineData("rotate anticlockwise", "rotate ccw")]
    public void A_move_is_read_however_it_is_typed(string text, string move)
    {
        Assert.True(CameraMove.TryParse(text, out var read, out var refusal));
        Assert.Equal((move, null), (read?.ToString(), refusal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void Nothing_is_no_move(string? text)
    {
        Assert.True(CameraMove.TryParse(text, out var move, out var refusal));
        Assert.Null(move);
        Assert.Null(refusal);
    }

    [Fact]
    public void All_that_there_are_are_read_as_they_are_spelt() => Assert.All(CameraMove.All, text =>
    {
        Assert.True(CameraMove.TryParse(text, out var move, out _));
        Assert.Equal(text, move!.ToString());
    });

    [Theory]
    [InlineData("zoom in pan left", "card.camera.two", "zoom in", "camera: \"zoom in pan left\" asks for two moves at once: the nearest is \"zoom in\".")]
    [InlineData("rotate zoom out", "card.camera.two", "rotate cw", "asks for two moves at once")]
    [InlineData("pan left right", "card.camera.against", "pan left", "camera: \"pan left right\" contradicts itself: the nearest is \"pan left\".")]
    [InlineData("pan up left down", "card.camera.against", "pan up", "contradicts itself")]
    [InlineData("zoom in out", "card.camera.against", "zoom in", "contradicts itself")]
    [InlineData("rotate cw acw", "card.camera.against", "rotate cw", "contradicts itself")]
    [InlineData("zoom", "card.camera.way", "zoom in", "camera: \"zoom\" does not say which way: the nearest is \"zoom in\".")]
    [InlineData("pan", "card.camera.way", "pan up", "does not say which way")]
    [InlineData("Zom in", "card.camera.unknown", "zoom in", "camera: \"Zom in\" is no move that there is: the nearest is \"zoom in\".")]
    [InlineData("pan lef", "card.camera.unknown", "pan left", "is no move")]
    [InlineData("rotate left", "card.camera.unknown", "rotate ccw", "is no move")]
    [InlineData("pan in", "card.camera.unknown", "zoom in", "is no move")]
    [InlineData("up right", "card.camera.unknown", "pan up right", "is no move")]
    [InlineData("left", "card.camera.unknown", "pan left", "is no move")]
    [InlineData("zoom left up", "card.camera.unknown", "pan up left", "is no move")]
    [InlineData("clockwise", "card.camera.unknown", "rotate cw", "is no move")]
    [InlineData("up down", "card.camera.unknown", "pan up", "is no move")]
    [InlineData("🐈", "card.camera.unknown", "", "is no move")]
    public void What_is_none_is_refused_with_the_nearest(string text, string code, string nearest, string words)
    {
        Assert.False(CameraMove.TryParse(text, out var move, out var refusal));

        Assert.Null(move);
        Assert.Equal(code, refusal!.Code);
        Assert.Contains(words, refusal.English, StringComparison.Ordinal);
        var named = Assert.IsType<string>(refusal.Facts["nearest"]);
        Assert.Contains(named, CameraMove.All);
        if (nearest.Length > 0)
            Assert.Equal(nearest, named);
        Assert.Equal(text, refusal.Facts["camera"]);
    }

    [Fact]
    public void A_long_text_is_shown_by_its_beginning()
    {
        Assert.False(CameraMove.TryParse(new string('x', 39) + "🐈" + new string('y', 100_000), out _, out var refusal));

        Assert.Equal(new string('x', 39) + "…", refusal!.Facts["camera"]);
    }
}
