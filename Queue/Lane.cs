using System.Globalization;

namespace ChatVideoBot.Queue;

/// <summary>
/// What a worker can make. Jobs wait in the smallest lane that takes them, and a worker serves its own lanes and all smaller ones: a
/// small card neither blocks behind a large job, nor does a large job wait behind a card that cannot make it.
/// </summary>
/// <param name="Model">1 to 64 of [A-Za-z0-9._-].</param>
public sealed record Lane(string Model)
{
    /// <summary>Pixels of a frame, width times height; 0 for no limit.</summary>
    public int MostPixels { get; init; }

    /// <summary>A clip's length in seconds; 0 for no limit.</summary>
    public double MostSeconds { get; init; }

    /// <summary>Memory of the GPU in MiB; 0 for no limit.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>All of it as a key's part: "pocket", "pocket~10s", "wan~400000px~10s~8192MiB".</summary>
    public string Name => Model
        + (MostPixels > 0 ? string.Create(CultureInfo.InvariantCulture, $"~{MostPixels}px") : "")
        + (MostSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"~{MostSeconds:0.###}s") : "")
        + (MemoryMiB > 0 ? string.Create(CultureInfo.InvariantCulture, $"~{MemoryMiB}MiB") : "");

    /// <summary>Reads a <see cref="Name"/>; what is not understood in it is no limit.</summary>
    public static Lane Parse(string name)
    {
        var parts = name.Split('~');
        double Limit(string unit) => parts.Skip(1).Where(part => part.EndsWith(unit, StringComparison.Ordinal))
            .Select(part => double.TryParse(part[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .FirstOrDefault(number => number > 0);
        return new Lane(parts[0]) { MostPixels = (int)Limit("px"), MostSeconds = Limit("s"), MemoryMiB = (int)Limit("MiB") };
    }

    public static bool IsModelName(string model) =>
        model.Length is > 0 and <= 64 && model.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <exception cref="ArgumentException">The model's name cannot be part of a key.</exception>
    internal void Check() => CheckModel(Model);

    /// <inheritdoc cref="Check"/>
    internal static void CheckModel(string model)
    {
        if (!IsModelName(model))
            throw new ArgumentException($"A model's name is 1 to 64 of [A-Za-z0-9._-]; this is '{model}'.");
    }

    /// <summary>The lane of exactly a job's needs, a little rounded up so that like jobs share one.</summary>
    internal static Lane For(string model, JobDraft draft) => new(model)
    {
        MostPixels = (draft.Pixels + 4095) / 4096 * 4096,
        MostSeconds = Math.Ceiling(draft.Clip.WorkSeconds),
        MemoryMiB = (draft.MemoryMiB + 255) / 256 * 256,
    };
}
