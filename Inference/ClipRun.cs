using System.Threading.Channels;
using ChatVideoBot.Inference.Films;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using Part = ChatVideoBot.Inference.StageClock.Part;

namespace ChatVideoBot.Inference;

/// <summary>One clip in the making: what was sent, plan, film, file.</summary>
internal sealed class ClipRun(
    LoadedModel model, ClipHelpers helpers, InferenceOptions options, ClipRequest request, ClipSources sources, IProgress<ClipProgress>? progress,
    ExactClip? exact, ISegmentStore? segments, CancellationToken cancel)
{
    /// <summary>Frames that wait for ffmpeg while the next are decoded.</summary>
    private const long WaitingBytes = 32L * 1024 * 1024;

    private readonly ProgressMeter _meter = new(progress);
    private readonly StageClock _clock = new();
    private readonly Finishing _finishing = new(request, helpers, options, cancel);

    public async Task<MadeClip> MakeAsync()
    {
        _meter.Report(ClipStage.Prompt, 0);
        cancel.ThrowIfCancellationRequested();
        var header = sources.Clip.IsEmpty ? null : await VideoReader.ProbeAsync(sources.Clip, options, cancel);
        var plan = ClipPlan.Make(request, Given(header), model.Folder, options, exact);
        if (header is not null)
            LongerFilm.RefuseLength(request, header.Seconds, options);
        var notes = plan.Notes.ToList();
        var studio = new Studio(model, plan, options, _clock, _meter, notes, cancel);
        var film = _finishing.Finish(await FilmAsync(studio, header), notes);
        var (mp4, info) = await WriteAsync(plan, film);
        var timings = _clock.Read();
        _meter.Report(ClipStage.Encode, 1);
        return new MadeClip(mp4, info with { Took = timings.Whole, Notes = notes }, timings) { Notes = notes };
    }

    private GivenShape Given(VideoHeader? header)
    {
        double? picture = sources.Picture.IsEmpty ? null : PictureReader.Probe(sources.Picture.Span, options).Aspect;
        double? last = sources.EndPicture.IsEmpty ? null : PictureReader.Probe(sources.EndPicture.Span, options).Aspect;
        return new GivenShape(header?.Aspect ?? picture ?? last, picture is not null, last is not null, header is not null, !sources.Mask.IsEmpty);
    }

    private async Task<Film> FilmAsync(Studio studio, VideoHeader? header)
    {
        var name = segments is null ? "" : FilmName(studio.Plan);
        if (header is null)
        {
            _finishing.RefuseSize(studio.Plan.WidthPixels, studio.Plan.HeightPixels);
            if (!sources.Picture.IsEmpty || !sources.EndPicture.IsEmpty)
                Begin(ClipStage.Picture);
            return await NewFilm.MakeAsync(
                studio, request, await PictureAsync(sources.Picture, studio.Plan), await PictureAsync(sources.EndPicture, studio.Plan), segments, name);
        }

        Begin(ClipStage.Picture);
        var clip = new SentClip(sources.Clip, header, studio.Plan, options, cancel);
        var size = request.Kind == ClipKind.Remix ? (studio.Plan.WidthPixels, studio.Plan.HeightPixels) : clip.Size;
        _finishing.RefuseSize(size.WidthPixels, size.HeightPixels);
        return request.Kind switch
        {
            ClipKind.Extend or ClipKind.Loop => await LongerFilm.MakeAsync(studio, request, clip, segments, name),
            ClipKind.Enlarge => EnlargedFilm.Make(clip),
            _ => await ChangedFilm.MakeAsync(studio, request, clip, sources.Mask, () => helpers.Matte, options, segments, name),
        };
    }

    private async Task<RgbPicture?> PictureAsync(ReadOnlyMemory<byte> file, ClipPlan plan)
    {
        if (file.IsEmpty)
            return null;
        using var time = _clock.Measure(Part.Picture);
        return await PictureFile.CropAsync(file, plan.WidthPixels, plan.HeightPixels, options, cancel);
    }

    /// <summary>All that a film's windows depend on: kept ones of another film are not gone on from.</summary>
    private string FilmName(ClipPlan plan) => string.Join('\n',
        System.Text.Json.JsonSerializer.Serialize(request), model.Folder.Name, plan.WidthPixels, plan.HeightPixels, plan.WindowFrames, plan.Steps, plan.Guidance,
        Digest(sources.Picture), Digest(sources.EndPicture), Digest(sources.Clip), Digest(sources.Mask));

    private static string Digest(ReadOnlyMemory<byte> file) => file.IsEmpty ? "" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Span));

    /// <summary>A clip that was cancelled begins no stage, whether or not the one before had anything to do.</summary>
    private void Begin(ClipStage stage)
    {
        cancel.ThrowIfCancellationRequested();
        _meter.Report(stage, 0);
    }

    /// <summary>Frames are made while ffmpeg takes those before them.</summary>
    private async Task<(byte[] Mp4, ClipInfo Info)> WriteAsync(ClipPlan plan, Film film)
    {
        Begin(ClipStage.Decode);
        await using var writer = ClipWriter.Start(Format(plan, film), options);
        var waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions((int)Math.Clamp(WaitingBytes / (film.WidthPixels * film.HeightPixels * 3L), 2, 256)) { SingleReader = true, SingleWriter = true });
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var writing = Task.Run(async () =>
        {
            try
            {
                await foreach (var frame in waiting.Reader.ReadAllAsync(failed.Token))
                    await writer.WriteAsync(frame, failed.Token);
            }
            catch
            {
                await failed.CancelAsync(); // nobody takes frames any more
                throw;
            }
        }, CancellationToken.None);
        var frames = 0;
        try
        {
            await foreach (var frame in film.Pictures.WithCancellation(cancel))
            {
                using (_clock.Measure(Part.Encode))
                    await waiting.Writer.WriteAsync(frame, failed.Token);
                _meter.Report(ClipStage.Decode, (double)++frames / film.Frames);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The writer failed: it says why below.
        }
        finally
        {
            waiting.Writer.TryComplete();
        }

        Begin(ClipStage.Encode);
        using (_clock.Measure(Part.Encode))
        {
            await writing;
            var mp4 = await writer.FinishAsync(cancel);
            var info = new ClipInfo(writer.WidthPixels, writer.HeightPixels, writer.Frames, film.FramesPerSecond, model.Folder.Name, TimeSpan.Zero);
            return (mp4, info with { Verdict = _finishing.Conclude() });
        }
    }

    private ClipFormat Format(ClipPlan plan, Film film) => new(
        film.WidthPixels, film.HeightPixels, film.FramesPerSecond, film.Frames,
        new ClipOrigin(model.Folder.Name, plan.Seed, Words(plan), plan.Negative, request.IsPrivate))
    { IsUpload = film.KeepsSize, IsMarked = request.Watermark };

    /// <summary>What was asked for: a storyboard's shots, one after another.</summary>
    private string Words(ClipPlan plan) => string.Join(" / ", request.Shots.Select(shot => shot.Prompt.Trim()).Append(plan.Prompt).Where(words => words.Length > 0));
}
