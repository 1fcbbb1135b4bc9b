using System.Globalization;
using System.Text.Json;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>
/// Reads what look() of _place.lua returns. The job may have been written by an older or newer version, so a field that is
/// missing or makes no sense is read as if nothing had been said.
/// </summary>
internal static class JobReading
{
    /// <summary>Null when it is no job at all.</summary>
    public static Job? Read(object?[] look)
    {
        if (look is not [string id, object?[] pairs, long position, long ahead, long predicted, var seen, var errors, long now] || !JobId.IsValid(id))
            return null;
        var fields = LookReading.Fields(pairs);
        var outlook = Outlook.Read(seen, errors);
        TimeSpan? took = predicted < 0 ? null : TimeSpan.FromMilliseconds(predicted);
        var band = Text(fields, "band");
        var state = State(Text(fields, "state"));
        var started = Time(fields, "started");
        var progress = Math.Clamp(Real(fields, "progress"), 0, 1);
        var isAtWorker = state is JobState.Claimed or JobState.Running;
        return new Job
        {
            Id = new JobId(id),
            State = state,
            User = Text(fields, "user"),
            Guild = Text(fields, "guild"),
            Clip = Clip(Text(fields, "clip")),
            Origin = Text(fields, "origin"),
            HasSources = Text(fields, "picture") == "1",
            CreatedAt = Time(fields, "created") ?? DateTimeOffset.UnixEpoch,
            StartedAt = started,
            EndedAt = Time(fields, "ended"),
            Position = (int)position,
            Eta = position > 0 ? outlook.UntilMade((int)position - 1, TimeSpan.FromMilliseconds(ahead), took)
                : started is not null && isAtWorker ? outlook.UntilMade(TimeSpan.FromMilliseconds(now - Whole(fields, "started")), progress, took)
                : null,
            LiveWorkers = outlook.LiveWorkers,
            Band = LookReading.Band(band == "front" ? Text(fields, "was") : band) ?? Band.Normal,
            IsPromoted = band == "front",
            Lane = Text(fields, "lane"),
            Predicted = TimeSpan.FromMilliseconds(Math.Max(0, predicted >= 0 ? predicted : Whole(fields, "cost"))),
            WasTold = fields.ContainsKey("told"),
            Told = TimeSpan.FromMilliseconds(Math.Clamp(Real(fields, "told"), 0, 1e12)),
            ToldAt = Time(fields, "toldAt"),
            Trace = Text(fields, "trace"),
            Worker = Text(fields, "worker"),
            IsPaused = fields.ContainsKey("paused"),
            HeldUntil = Time(fields, "review"),
            IsReviewed = fields.ContainsKey("reviewed"),
            Crashes = (int)Whole(fields, "crashes"),
            Failures = (int)Whole(fields, "failures"),
            Progress = state is JobState.Delivering or JobState.Done ? 1 : progress,
            Stage = Text(fields, "stage"),
            PreviewVersion = Whole(fields, "previews"),
            CancelWanted = Text(fields, "cancel").Length > 0,
            Attempt = (int)Whole(fields, "attempt"),
            Failure = state == JobState.Failed ? Failure(fields) : null,
            MessageId = fields.GetValueOrDefault("message"),
            Notes = fields.Where(field => field.Key.StartsWith("n:", StringComparison.Ordinal))
                .ToDictionary(field => field.Key[2..], field => field.Value),
        };
    }

    /// <summary>What was made; null when the worker did not say.</summary>
    public static ClipInfo? Made(object?[] look) =>
        look is [_, object?[] pairs, ..] ? Json(Text(LookReading.Fields(pairs), "made"), QueueJson.Default.ClipInfo) : null;

    public static ClipRequest Clip(string json) => Json(json, QueueJson.Default.ClipRequest) ?? new ClipRequest { Prompt = "" };

    /// <summary>None when the worker said nothing that is understood.</summary>
    public static IReadOnlyList<ModelCard> Cards(string json) => Json(json, QueueJson.Default.IReadOnlyListModelCard) ?? [];

    /// <summary>A state of another version is none that anything is done about.</summary>
    public static JobState State(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse<JobState>(text, ignoreCase: true, out var state)
            ? state
            : JobState.Held;

    private static JobFailure Failure(Dictionary<string, string> fields) => new(
        Enum.TryParse<FailureStage>(Text(fields, "failStage"), out var stage) ? stage : FailureStage.Model,
        Text(fields, "failReason"));

    private static T? Json<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(Dictionary<string, string> fields, string name) => fields.GetValueOrDefault(name, "");

    private static long Whole(Dictionary<string, string> fields, string name) =>
        long.TryParse(Text(fields, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double Real(Dictionary<string, string> fields, string name) =>
        double.TryParse(Text(fields, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : 0;

    private static DateTimeOffset? Time(Dictionary<string, string> fields, string name) =>
        Whole(fields, name) is > 0 and < 253_402_300_800_000 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
