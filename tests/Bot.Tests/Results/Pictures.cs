using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Tests.Results;

internal static class Pictures
{
    public static (int Width, int Height) SizeOf(ReadOnlySpan<byte> picture) =>
        PictureHeader.Read(picture) is { } header ? (header.WidthPixels, header.HeightPixels) : default;
}
