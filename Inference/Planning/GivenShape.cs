namespace ChatVideoBot.Inference.Planning;

/// <summary>What came with a request.</summary>
/// <param name="Aspect">Width divided by height of the clip, else of the picture; null where there is neither.</param>
public readonly record struct GivenShape(double? Aspect, bool HasPicture, bool HasEndPicture, bool HasClip, bool HasMask)
{
    public static readonly GivenShape Nothing;

    /// <summary>A first picture and nothing else.</summary>
    public static GivenShape Picture(double aspect) => new(aspect, true, false, false, false);
}
