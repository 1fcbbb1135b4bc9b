using ChatVideoBot.Bench.Skips;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Files;

/// <summary>
/// How true the pixels stay that a change is to leave alone: a drawn disc keeps to itself while the background changes, and half of a picture
/// while the other half does. Beside the same clip simply encoded once more.
/// </summary>
internal static class KeptBench
{
    private const int Side = 256, Frames = 17, Rate = 8, Radius = 60;

    /// <summary>Pixels from the edge that a soft edge may reach.</summary>
    private const int Rim = 16;

    public static async Task RunAsync(Order order)
    {
        var cancel = order.Cancel;
        var options = new InferenceOptions { Watermark = false };
        options.Check.On = false;
        using var maker = ClipMaker.Load(options.ModelFolder, options);
        var drawn = Enumerable.Range(0, Frames).Select(Draw).ToList();
        var sent = await EncodeAsync(drawn, new InferenceOptions { Watermark = false, Crf = 1 }, cancel);
        var seen = await ReadAsync(sent, cancel);
        var again = await ReadAsync(await EncodeAsync(seen, options, cancel), cancel);
        var mask = PngWriter.Write([.. Enumerable.Range(0, Side * Side * 3).Select(i => i / 3 / Side < Side / 2 ? byte.MaxValue : byte.MinValue)], Side, Side);
        foreach (var (name, kind, file, isKept, isNew) in ((string, ClipKind, byte[], Func<int, int, int, bool>, Func<int, int, int, bool>)[])
        [
            ("background", ClipKind.Background, [], (f, x, y) => Distance(f, x, y) < Radius - Rim, (f, x, y) => Distance(f, x, y) > Radius + Rim),
            ("mask", ClipKind.Edit, mask, (_, _, y) => y >= Side / 2 + Rim, (_, _, y) => y < Side / 2 - Rim),
        ])
        {
            var made = await maker.MakeAsync(
                new() { Kind = kind, Prompt = "a red ball bouncing at night under the stars", Seed = 4 }, new() { Clip = sent, Mask = file }, null, cancel);
            var frames = await ReadAsync(made.Mp4, cancel);
            if (order.Text("--out", "") is { Length: > 0 } folder)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"kept-{name}.mp4"), made.Mp4, cancel);
            Row.Write(new
            {
                bench = "kept",
                change = name,
                kept_share = Math.Round(Where(seen, isKept).Length / (3.0 * Side * Side * Frames), 2),
                kept_psnr = Math.Round(Psnr.Of(Where(frames, isKept), Where(seen, isKept)), 2),
                encoded_again_psnr = Math.Round(Psnr.Of(Where(again, isKept), Where(seen, isKept)), 2),
                changed_psnr = Math.Round(Psnr.Of(Where(frames, isNew), Where(seen, isNew)), 2),
            });
        }
    }

    /// <summary>A striped disc that crosses a chequered floor.</summary>
    private static byte[] Draw(int frame)
    {
        var rgb = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = (y * Side + x) * 3;
                byte[] colour = Distance(frame, x, y) <= Radius
                    ? (x + y + 4 * frame) / 8 % 2 == 0 ? [210, 30, 40] : [250, 180, 60]
                    : (x / 32 + y / 32) % 2 == 0 ? [70, 110, 90] : [60, 95, 80];
                colour.CopyTo(rgb, at);
            }
        }

        return rgb;
    }

    private static double Distance(int frame, int x, int y) => Math.Sqrt(Math.Pow(x - 80 - 6 * frame, 2) + Math.Pow(y - 128 - 20 * Math.Sin(frame / 3.0), 2));

    private static async Task<byte[]> EncodeAsync(List<byte[]> frames, InferenceOptions options, CancellationToken cancel)
    {
        await using var writer = ClipWriter.Start(
            new ClipFormat(Side, Side, Rate, frames.Count, new ClipOrigin("bench", 1, "drawn", "", false)) { IsUpload = true }, options);
        foreach (var frame in frames)
            await writer.WriteAsync(frame, cancel);
        return await writer.FinishAsync(cancel);
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] mp4, CancellationToken cancel)
    {
        var header = await VideoReader.ProbeAsync(mp4, new InferenceOptions(), cancel);
        return await VideoReader.ReadAsync(mp4, header, Side, Side, header.FramesPerSecond, new InferenceOptions(), cancel).ToListAsync(cancel);
    }

    private static byte[] Where(List<byte[]> frames, Func<int, int, int, bool> chosen)
    {
        var values = new List<byte>();
        for (var f = 0; f < Frames; f++)
        {
            for (var i = 0; i < Side * Side; i++)
            {
                if (chosen(f, i % Side, i / Side))
                    values.AddRange(frames[f].AsSpan(i * 3, 3));
            }
        }

        return [.. values];
    }
}
