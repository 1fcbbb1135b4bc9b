using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Inference.Replay;

/// <summary>A NumPy <c>.npy</c> file: float32 or int64, little-endian, C order.</summary>
/// <remarks>Format: numpy.lib.format, versions 1 to 3.</remarks>
public sealed partial record NpyArray(int[] Shape, float[] Floats, long[] Integers)
{
    /// <exception cref="InvalidDataException">It is none of these.</exception>
    public static NpyArray Read(string file)
    {
        try
        {
            var read = Read(file, File.ReadAllBytes(file));
            return Array.FindIndex(read.Floats, f => !float.IsFinite(f)) is var at && at < 0
                ? read
                : throw Damaged($"{file}: value {at} is {read.Floats[at].ToString(CultureInfo.InvariantCulture)}, but every one must be a finite number; copy it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged($"{file} {(File.Exists(file) ? "cannot be read" : "is missing")}; copy the whole case again.", e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw Damaged($"{file} is cut short or damaged; copy it again.", e);
        }
    }

    private static NpyArray Read(string file, byte[] bytes)
    {
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw Damaged($"{file} is no .npy file; copy it again.");
        var wide = bytes[6] >= 2;
        var start = wide ? 12 : 10;
        var length = wide ? BitConverter.ToInt32(bytes, 8) : BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.UTF8.GetString(bytes, start, length);
        var shape = ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        if (shape.Any(n => n < 0))
            throw new FormatException("A dimension below 0.");
        var data = bytes.AsSpan(start + length);
        var count = shape.Aggregate(1, (a, b) => checked(a * b));
        return TypePattern().Match(header).Groups[1].Value switch
        {
            _ when header.Contains("'fortran_order': True", StringComparison.Ordinal) => throw Damaged($"{file} is in Fortran order; save it in C order."),
            "<f4" => new NpyArray(shape, MemoryMarshal.Cast<byte, float>(data)[..count].ToArray(), []),
            "<i8" => new NpyArray(shape, [], MemoryMarshal.Cast<byte, long>(data)[..count].ToArray()),
            var type => throw Damaged($"{file} holds {(type.Length > 0 ? type : "no type")}; only <f4 and <i8 are read: save it as float32."),
        };
    }

    private static InvalidDataException Damaged(string sentence, Exception? inner = null) => new(Sentence.Of(sentence), inner);

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex TypePattern();
}
