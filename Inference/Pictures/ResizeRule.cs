using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Pictures;

/// <summary>The size that a CLIPImageProcessor's <c>size</c> gives a picture.</summary>
internal abstract record ResizeRule
{
    /// <returns>Whole pixels; of a very long picture more than an int holds.</returns>
    public abstract (long Width, long Height) Of(int widthPixels, int heightPixels);

    /// <exception cref="ModelException">Neither form of <c>size</c>.</exception>
    public static ResizeRule Read(JsonFile file, int maxSidePixels)
    {
        const string Legal = "an object with \"shortest_edge\", or with \"height\" and \"width\", where \"do_resize\" is true";
        var size = file.Object("size") ?? throw file.Wrong("size", Legal);
        if (size.Has("shortest_edge"))
            return new ShortestEdge(Side(size, "shortest_edge", maxSidePixels));
        return size.Has("height") && size.Has("width")
            ? new Exact(Side(size, "width", maxSidePixels), Side(size, "height", maxSidePixels))
            : throw file.Wrong("size", Legal);
    }

    public static int Side(JsonFile size, string key, int max)
    {
        var pixels = size.Has(key) ? size.Number(key) : 0;
        return pixels >= 1 && pixels <= max && pixels == (int)pixels
            ? (int)pixels
            : throw size.Wrong(key, $"a whole number of pixels from 1 to {max}");
    }

    private sealed record Exact(int Width, int Height) : ResizeRule
    {
        public override (long Width, long Height) Of(int widthPixels, int heightPixels) => (Width, Height);
    }

    private sealed record ShortestEdge(int Edge) : ResizeRule
    {
        // Rounded down, as int(edge * long / short) in transformers' get_resize_output_image_size.
        public override (long Width, long Height) Of(int widthPixels, int heightPixels) => widthPixels <= heightPixels
            ? (Edge, (long)((double)((long)Edge * heightPixels) / widthPixels))
            : ((long)((double)((long)Edge * widthPixels) / heightPixels), Edge);
    }
}
