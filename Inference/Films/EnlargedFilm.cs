using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>A clip that was sent, as it is: what follows enlarges it or doubles its frames.</summary>
internal static class EnlargedFilm
{
    public static Film Make(SentClip clip) => clip.Film(clip.Frames, clip.Shown());
}
