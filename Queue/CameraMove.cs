namespace ChatVideoBot.Queue;

/// <summary>How the camera moves over a clip: in or out, along one or two sides, or round.</summary>
/// <param name="X">Of a pan: 1 = to the right, −1 = to the left.</param>
/// <param name="Y">Of a pan: 1 = down, −1 = up.</param>
public sealed record CameraMove(CameraMoveKind Kind, int X = 0, int Y = 0)
{
    private const int MostCharacters = 40;

    /// <summary>All that there are, as they are spelt.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "zoom in", "zoom out", "pan up", "pan down", "pan left", "pan right", "pan up left", "pan up right", "pan down left", "pan down right", "rotate cw", "rotate ccw",
    ];

    private static readonly (string Word, string Against)[] Ways =
        [("in", "out"), ("out", "in"), ("up", "down"), ("down", "up"), ("left", "right"), ("right", "left"), ("cw", "ccw"), ("ccw", "cw")];

    /// <summary>Reads "Zoom  in", "pan right up", "rotate acw"; nothing = no move.</summary>
    /// <param name="move">Null where the camera stands still, and where the text is refused.</param>
    /// <param name="refusal">Null where the text is none that is refused; names the nearest that is legal.</param>
    public static bool TryParse(string? text, out CameraMove? move, out CardRefusal? refusal)
    {
        (move, refusal) = (null, null);
        string[] words = [.. (text ?? "").ToLowerInvariant().Split((char[])[' ', '\t', '\r', '\n', '\u00a0', '-', '_', ','], StringSplitOptions.RemoveEmptyEntries).Select(Short).Distinct()];
        if (words.Length == 0)
            return true;
        var kinds = words.Where(word => word is "zoom" or "pan" or "rotate").ToArray();
        var ways = words.Where(word => Ways.Any(way => way.Word == word)).ToArray();
        if (kinds.Length + ways.Length == words.Length)
        {
            if (kinds.Length > 1)
                refusal = Refuse("two", text!, $"{kinds[0]} {ways.FirstOrDefault(way => Fits(kinds[0], way)) ?? Ways.First(way => Fits(kinds[0], way.Word)).Word}", "asks for two moves at once");
            else if (kinds.Length == 1 && ways.FirstOrDefault(way => ways.Contains(Ways.First(one => one.Word == way).Against)) is { } way)
                refusal = Refuse("against", text!, Fits(kinds[0], way) ? $"{kinds[0]} {way}" : Nearest(string.Join(' ', words)), "contradicts itself");
            else if (kinds.Length == 1 && ways.Length == 0)
                refusal = Refuse("way", text!, $"{kinds[0]} {Ways.First(one => Fits(kinds[0], one.Word)).Word}", "does not say which way");
            else if (kinds.Length == 1 && ways.All(one => Fits(kinds[0], one)))
                move = Of(kinds[0], ways);
        }

        if (move is null)
            refusal ??= Refuse("unknown", text!, Meant(kinds, ways) ?? Nearest(string.Join(' ', words)), "is no move that there is");
        return move is not null;
    }

    /// <summary>As requests spell it: one of <see cref="All"/>.</summary>
    public override string ToString() => Kind switch
    {
        CameraMoveKind.ZoomIn => "zoom in",
        CameraMoveKind.ZoomOut => "zoom out",
        CameraMoveKind.RotateClockwise => "rotate cw",
        CameraMoveKind.RotateCounterclockwise => "rotate ccw",
        _ => $"pan{(Y < 0 ? " up" : Y > 0 ? " down" : "")}{(X < 0 ? " left" : X > 0 ? " right" : "")}",
    };

    private static CameraMove Of(string kind, string[] ways)
    {
        int Has(string way) => ways.Contains(way) ? 1 : 0;
        return kind switch
        {
            "zoom" => new(ways[0] == "in" ? CameraMoveKind.ZoomIn : CameraMoveKind.ZoomOut),
            "rotate" => new(ways[0] == "cw" ? CameraMoveKind.RotateClockwise : CameraMoveKind.RotateCounterclockwise),
            _ => new(CameraMoveKind.Pan, Has("right") - Has("left"), Has("down") - Has("up")),
        };
    }

    private static bool Fits(string kind, string way) => kind switch
    {
        "zoom" => way is "in" or "out",
        "rotate" => way is "cw" or "ccw",
        _ => way is "up" or "down" or "left" or "right",
    };

    private static string Short(string word) => word switch
    {
        "clockwise" => "cw",
        "acw" or "anticlockwise" or "counterclockwise" => "ccw",
        _ => word,
    };

    private static CardRefusal Refuse(string why, string text, string nearest, string says)
    {
        var trimmed = text.Trim();
        var shown = trimmed.Length <= MostCharacters ? trimmed : trimmed[..(char.IsHighSurrogate(trimmed[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)] + "…";
        return CardRefusal.Of($"card.camera.{why}", $"camera: \"{shown}\" {says}: the nearest is \"{nearest}\".", ("camera", shown), ("nearest", nearest));
    }

    /// <summary>Whoever says a way alone, or one that another move has, means that move; null where that is no guess at all.</summary>
    private static string? Meant(string[] kinds, string[] ways) => (kinds, ways) switch
    {
        (_, []) => null,
        (["rotate"], ["left" or "right"]) => ways[0] == "left" ? "rotate ccw" : "rotate cw",
        (["pan" or "rotate"], ["in" or "out"]) or ([], ["in" or "out"]) => $"zoom {ways[0]}",
        ([], ["cw" or "ccw"]) => $"rotate {ways[0]}",
        ([] or ["zoom"], _) when ways.All(way => Fits("pan", way)) => TryParse($"pan {string.Join(' ', ways)}", out var move, out _) ? move!.ToString() : $"pan {ways[0]}",
        _ => null,
    };

    private static string Nearest(string text) => All.MinBy(one => Edits(text.Length <= MostCharacters ? text : text[..MostCharacters], one))!;

    /// <summary>Letters to change from one to the other (Levenshtein).</summary>
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        foreach (var letter in a)
        {
            var diagonal = row[0]++;
            for (var i = 1; i < row.Length; i++)
                (diagonal, row[i]) = (row[i], Math.Min(Math.Min(row[i], row[i - 1]) + 1, diagonal + (b[i - 1] == letter ? 0 : 1)));
        }

        return row[^1];
    }
}

/// <summary>What kind of move it is.</summary>
public enum CameraMoveKind
{
    /// <summary>What is seen grows.</summary>
    ZoomIn,

    /// <summary>More comes into sight.</summary>
    ZoomOut,

    /// <summary>The camera goes to a side, and what is seen to the other one.</summary>
    Pan,

    /// <summary>What is seen turns as the hands of a clock do.</summary>
    RotateClockwise,

    /// <summary>What is seen turns the other way.</summary>
    RotateCounterclockwise,
}
