using System.Globalization;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Pictures;

/// <summary>How an image encoder wants its picture: a <c>preprocessor_config.json</c> of transformers' CLIPImageProcessor.</summary>
/// <remarks>
/// Follows the processor that resizes with Pillow (transformers, image_transforms.py): resize, crop, rescale, normalise, each
/// of which the file may switch off. Pictures come as RGB, so that <c>do_convert_rgb</c> has nothing to do.
/// </remarks>
public sealed class ImageProcessor
{
    private const int MaxSidePixels = 4096;
    private const long MaxResultPixels = 16_000_000;

    private readonly ResizeRule? _resize;
    private readonly (int Width, int Height)? _crop;
    private readonly PillowFilter _filter;
    private readonly double? _factor;
    private readonly bool _normalizes;

    private ImageProcessor(JsonFile file)
    {
        if (file.Flag("do_resize", true))
            _resize = ResizeRule.Read(file, MaxSidePixels);
        if (file.Flag("do_center_crop", true))
            _crop = ReadCrop(file);
        _filter = ReadFilter(file);
        _factor = file.Flag("do_rescale", true) ? ReadFactor(file) : null;
        _normalizes = file.Flag("do_normalize", true);
        Mean = file.Has("image_mean") ? file.Numbers("image_mean", 3) : [0.48145466f, 0.4578275f, 0.40821073f]; // CLIP's
        Deviation = file.Has("image_std") ? file.Numbers("image_std", 3) : [0.26862954f, 0.26130258f, 0.27577711f];
        if (!Mean.All(float.IsFinite))
            throw file.Wrong("image_mean", "a list of 3 finite numbers");
        if (!Deviation.All(d => float.IsFinite(d) && d > 0))
            throw file.Wrong("image_std", "a list of 3 finite numbers above 0");
    }

    /// <summary>Of red, green and blue in 0..1: <c>image_mean</c>.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary><c>image_std</c>.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>Reads the file of a model's folder, be it in image_processor/ or in feature_extractor/.</summary>
    /// <exception cref="ModelException">In neither, or a value that cannot be used.</exception>
    public static ImageProcessor Read(string modelFolder)
    {
        string[] names = ["image_processor/preprocessor_config.json", "feature_extractor/preprocessor_config.json"];
        var name = Array.Find(names, n => File.Exists(Path.Combine(modelFolder, n)))
            ?? throw new ModelException($"Neither {names[0]} nor {names[1]} is in {modelFolder}; copy the whole model folder.");
        return new ImageProcessor(JsonFile.Read(modelFolder, name));
    }

    /// <summary>Resizes, crops, rescales and normalises a picture.</summary>
    /// <exception cref="ClipRefusedException">Its resized form is too large: it is very long and narrow.</exception>
    public PixelValues Process(RgbPicture picture)
    {
        var (width, height) = _resize?.Of(picture.WidthPixels, picture.HeightPixels) ?? (picture.WidthPixels, picture.HeightPixels);
        var (cropWidth, cropHeight) = _crop ?? ((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue));
        if (width > int.MaxValue || height > int.MaxValue || (long)cropWidth * cropHeight > MaxResultPixels)
            throw new ClipRefusedException(
                FailureStage.Picture, $"The picture of {picture.WidthPixels} x {picture.HeightPixels} pixels becomes too large for the image encoder: crop it.");

        var (left, columns) = Span((int)width, cropWidth);
        var (top, rows) = Span((int)height, cropHeight);
        var window = new PixelWindow(Math.Max(left, 0), Math.Max(top, 0), columns, rows);
        var resized = PillowResize.Resize(picture, (int)width, (int)height, _filter, window);
        return new PixelValues(Values(resized, cropWidth, cropHeight, Math.Max(-left, 0), Math.Max(-top, 0)), cropWidth, cropHeight);
    }

    /// <summary>Where a centred crop starts along one axis (below 0: so many zeros come first), and how much of the picture it holds.</summary>
    private static (int Start, int Length) Span(int side, int crop)
    {
        if (crop <= side)
            return ((side - crop) / 2, crop);
        // transformers pads with the larger half in front: center_crop's ceil((crop - side) / 2).
        return (-((crop - side + 1) / 2), side);
    }

    private float[] Values(RgbPicture picture, int width, int height, int left, int top)
    {
        var table = Table();
        var plane = width * height;
        var values = new float[3 * plane];
        for (var c = 0; c < 3; c++)
        {
            values.AsSpan(c * plane, plane).Fill(table[c * 256]); // what pads a small picture is black
            for (var y = 0; y < picture.HeightPixels; y++)
            {
                for (var x = 0; x < picture.WidthPixels; x++)
                    values[c * plane + (y + top) * width + x + left] = table[c * 256 + picture.Rgb[(y * picture.WidthPixels + x) * 3 + c]];
            }
        }

        return values;
    }

    /// <summary>What becomes of each byte in each channel.</summary>
    private float[] Table()
    {
        var table = new float[3 * 256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = _factor is { } factor ? (float)(i % 256 * factor) : i % 256;
            table[i] = _normalizes ? (value - Mean[i / 256]) / Deviation[i / 256] : value;
        }

        return table;
    }

    private static (int Width, int Height) ReadCrop(JsonFile file)
    {
        var size = file.Object("crop_size")
            ?? throw file.Wrong("crop_size", "an object with \"height\" and \"width\" where \"do_center_crop\" is true");
        return (ResizeRule.Side(size, "width", MaxSidePixels), ResizeRule.Side(size, "height", MaxSidePixels));
    }

    private static PillowFilter ReadFilter(JsonFile file)
    {
        var number = file.Number("resample", (int)PillowFilter.Bicubic);
        return number is 0 or 1 or 2 or 3 or 4 or 5
            ? (PillowFilter)(int)number
            : throw file.Wrong(
                "resample", $"0 (nearest), 1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming), not {Written(number)}");
    }

    private static double ReadFactor(JsonFile file)
    {
        const double Usual = 1 / 255.0;
        var number = file.Number("rescale_factor", (float)Usual);
        if (number <= 0)
            throw file.Wrong("rescale_factor", $"a number above 0, not {Written(number)}");
        return number == (float)Usual ? Usual : number; // NumPy multiplies by the file's double
    }

    private static string Written(float number) => number.ToString(CultureInfo.InvariantCulture);
}
