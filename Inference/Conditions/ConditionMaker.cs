using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Families;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>Turns the pictures of a request into what the model's network is told of them.</summary>
public sealed class ConditionMaker(ModelFolder model, ComponentStore components)
{
    private readonly ImageProcessor? _processor =
        components.Files.ContainsKey(ImageEncoder.File) ? ImageProcessor.Read(model.Folder) : null;

    /// <param name="first">The picture that the clip begins with, or null: text to video.</param>
    /// <param name="last">The picture that it ends with, where the model can.</param>
    /// <param name="vae">Encodes them.</param>
    /// <param name="augmentation">Fills N(0, 1) noise of [3, H, W] for the picture, where the family wants some.</param>
    public Conditioning Make(
        LatentShape shape, ClipDefaults settings, RgbPicture? first, RgbPicture? last, IVaeCodec vae, FillNoise augmentation, CancellationToken cancel)
    {
        var (width, height) = (shape.Width * model.Geometry.PixelsPerLatent, shape.Height * model.Geometry.PixelsPerLatent);
        float[]? Known()
        {
            if (first is null)
                return null;
            var known = vae.Encode(first.ToSample(width, height), 1, width, height, cancel);
            model.Statistics.Normalise(known);
            return known;
        }

        return model.PictureUse switch
        {
            PictureUse.ConditionInput => PocketCondition.Make(shape, Known(), 1),
            PictureUse.Channels => Channels(shape, first!, last, vae, width, height, cancel),
            PictureUse.FirstFrameSeen when Known() is { } known =>
                new Conditioning { Known = KnownLatents.Leading(shape, known, 1, KnownUse.InInput) },
            PictureUse.EveryFrame => EveryFrame(shape, settings, first!, vae, width, height, augmentation, cancel),
            _ when model.Family == Family.Ltx => LtxTokens.Make(shape, model.Geometry, settings.FramesPerSecond, Known(), 1),
            _ when model.Family == Family.Pocket && model.Denoiser.Optional(TensorRole.Condition) is not null => PocketCondition.Make(shape, null, 0),
            _ => Conditioning.None,
        };
    }

    /// <summary>The same for a clip of which more is known than a first picture.</summary>
    /// <param name="held">What is known, normalised; the family's own way is taken where it has one for it.</param>
    /// <param name="first">The frame that the clip begins with, for a family that makes none without: see <see cref="ModelFolder.NeedsPicture"/>.</param>
    public Conditioning Make(
        LatentShape shape, ClipDefaults settings, HeldLatents held, RgbPicture? first, RgbPicture? last, IVaeCodec vae, FillNoise augmentation, CancellationToken cancel)
    {
        if (model.Family == Family.Pocket && model.Denoiser.Optional(TensorRole.Condition) is not null)
        {
            var leading = held.LeadingFrames(shape);
            return PocketCondition.Make(shape, leading == 0 ? null : shape.Slice(held.Values, 0, leading), leading) with { Held = held };
        }

        var plain = model.PictureUse switch
        {
            PictureUse.Channels or PictureUse.EveryFrame => Make(shape, settings, first, last, vae, augmentation, cancel),
            _ when model.Family == Family.Ltx => LtxTokens.Make(shape, model.Geometry, settings.FramesPerSecond, null, 0),
            _ => Conditioning.None,
        };
        var use = model.PictureUse switch
        {
            PictureUse.FirstFrameSeen => KnownUse.InInput,
            PictureUse.FirstFrameKept => KnownUse.InLatents,
            _ => KnownUse.AtEnd,
        };
        return use == KnownUse.AtEnd || !model.Denoiser.TimestepPerToken
            ? plain with { Held = held }
            : plain with { Known = held.WholeTokens(shape, model.Denoiser.Patch, use), Held = held };
    }

    private Conditioning Channels(LatentShape shape, RgbPicture first, RgbPicture? last, IVaeCodec vae, int width, int height, CancellationToken cancel)
    {
        var frames = model.Geometry.VideoFrames(shape.Frames);
        var latents = vae.Encode(WanChannels.Clip(first.ToSample(width, height), last?.ToSample(width, height), frames), frames, width, height, cancel);
        model.Statistics.Normalise(latents);
        return WanChannels.Make(shape, latents, last is not null, model.Geometry.FramesPerLatent, _processor is null ? null : View(first, last, cancel));
    }

    /// <summary>CLIP's view of the picture, or of both, one after the other.</summary>
    private HostTensor View(RgbPicture first, RgbPicture? last, CancellationToken cancel)
    {
        var views = new List<HostTensor>();
        foreach (var picture in last is null ? [first] : (RgbPicture[])[first, last])
        {
            var pixels = _processor!.Process(picture);
            views.Add(new ImageEncoder(components).Penultimate(pixels.Values, pixels.HeightPixels, pixels.WidthPixels, cancel));
        }

        return new HostTensor([.. views.SelectMany(v => v.Values)], [1, views.Sum(v => v.Dimensions[1]), views[0].Dimensions[2]]);
    }

    private Conditioning EveryFrame(
        LatentShape shape, ClipDefaults settings, RgbPicture picture, IVaeCodec vae, int width, int height, FillNoise augmentation, CancellationToken cancel)
    {
        var pixels = SvdClipInput.Of(picture, _processor!);
        var embedding = new ImageEncoder(components).Embedding(pixels.Values, pixels.HeightPixels, pixels.WidthPixels, cancel).Values;
        var sample = picture.ToSample(width, height);
        var noise = new float[sample.Length];
        augmentation(noise);
        for (var i = 0; i < sample.Length; i++)
            sample[i] += (float)settings.NoiseAugmentation * noise[i];
        var latents = vae.Encode(sample, 1, width, height, cancel);
        return SvdPicture.Make(shape, latents, embedding, settings.FramesPerSecond, settings.MotionBucket, settings.NoiseAugmentation);
    }
}

/// <summary>Fills N(0, 1) noise.</summary>
public delegate void FillNoise(Span<float> noise);
