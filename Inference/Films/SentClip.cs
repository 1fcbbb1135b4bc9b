using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Films;

/// <summary>A clip that came with a request, read as the model sees it and as it is shown again.</summary>
internal sealed class SentClip(ReadOnlyMemory<byte> file, VideoHeader header, ClipPlan plan, InferenceOptions options, CancellationToken cancel)
{
    private const double MostFramesPerSecond = 60;

    /// <summary>The longest side that it is shown with.</summary>
    private const int MostSidePixels = 1920;

    public VideoHeader Header => header;

    /// <summary>The rate of what is made of it: its own, or the model's where that is higher.</summary>
    public double FramesPerSecond { get; } = Math.Max(plan.FramesPerSecond, Math.Min(header.FramesPerSecond, MostFramesPerSecond));

    /// <summary>The size of what is made of it: its own, even, and not too large.</summary>
    public (int WidthPixels, int HeightPixels) Size { get; } = Even(header, Math.Min(1, (double)MostSidePixels / Math.Max(header.WidthPixels, header.HeightPixels)));

    /// <summary>Frames that it is shown with.</summary>
    public int Frames => header.FramesAt(FramesPerSecond);

    /// <summary>Frames as it is shown.</summary>
    public IAsyncEnumerable<byte[]> Shown() => VideoReader.ReadAsync(file, header, Size.WidthPixels, Size.HeightPixels, FramesPerSecond, options, cancel);

    /// <summary>Frames as the model sees them.</summary>
    public IAsyncEnumerable<byte[]> Seen() => VideoReader.ReadAsync(file, header, plan.WidthPixels, plan.HeightPixels, plan.FramesPerSecond, options, cancel);

    /// <summary>Frames at the model's rate, of a size to look at them closely.</summary>
    public IAsyncEnumerable<byte[]> Closely(int widthPixels, int heightPixels) => VideoReader.ReadAsync(file, header, widthPixels, heightPixels, plan.FramesPerSecond, options, cancel);

    /// <summary>The first frames as the model sees them, at most so many.</summary>
    public async Task<List<byte[]>> HeadAsync(int most)
    {
        var frames = new List<byte[]>();
        await foreach (var frame in Seen())
        {
            frames.Add(frame);
            if (frames.Count == most)
                break;
        }

        return frames;
    }

    /// <summary>The last frames as the model sees them: 1 + k·<paramref name="ratio"/> of them, at most so many latent frames.</summary>
    public async Task<List<byte[]>> TailAsync(int mostLatents, int ratio)
    {
        var most = (mostLatents - 1) * ratio + 1;
        var frames = new Queue<byte[]>();
        await foreach (var frame in Seen())
        {
            frames.Enqueue(frame);
            if (frames.Count > most)
                frames.Dequeue();
        }

        while ((frames.Count - 1) % ratio != 0)
            frames.Dequeue();
        return [.. frames];
    }

    /// <summary>What was made at the model's rate and size, as it is shown beside this clip.</summary>
    /// <param name="frames">How many of them at the rate that is shown.</param>
    public IAsyncEnumerable<byte[]> Like(IAsyncEnumerable<byte[]> made, int frames) => FramesOf.Retime(
        made.Select(rgb => FramesOf.Resize(rgb, plan.WidthPixels, plan.HeightPixels, Size.WidthPixels, Size.HeightPixels)),
        plan.FramesPerSecond, FramesPerSecond, frames, cancel);

    public Film Film(int frames, IAsyncEnumerable<byte[]> pictures) => new(Size.WidthPixels, Size.HeightPixels, FramesPerSecond, frames, pictures) { KeepsSize = true };

    private static (int, int) Even(VideoHeader header, double scale)
    {
        static int Side(double pixels) => Math.Max(2, (int)(pixels / 2) * 2);
        return (Side(header.WidthPixels * scale), Side(header.HeightPixels * scale));
    }
}
