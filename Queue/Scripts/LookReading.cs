using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>Reads what stats.lua and the audit hold; what makes no sense is read as if nothing had been said.</summary>
internal static class LookReading
{
    public static QueueLook Read(object?[] stats, TimeSpan goneAfter)
    {
        if (stats is not [var meta, var eta, long now, long held, object?[] and [long running, long outbox, long due], object?[] lines, object?[] crew, .. var more])
            throw new Redis.RedisRefusedException("UNEXPECTED", "", "stats.lua answered something unknown, which should not be possible.");
        var facts = Fields(meta);
        var error = EtaError.Read(eta);
        long Fact(string name) => long.TryParse(facts.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new QueueLook
        {
            Mode = Mode(facts.GetValueOrDefault("mode")),
            Lines = [.. lines.OfType<object?[]>().Select(Line).OfType<QueueLine>()],
            Workers = [.. crew.OfType<object?[]>().Select(row => Worker(row, now, goneAfter)).OfType<WorkerLook>()],
            Running = (int)running,
            Held = (int)held,
            Outbox = (int)outbox,
            OutboxAge = due > 0 && now > due ? TimeSpan.FromMilliseconds(now - due) : TimeSpan.Zero,
            ClipBytes = Fact("clipBytes"),
            Claims = Fact("fence") & uint.MaxValue, // above it stands whose data it is: see greet.lua
            Crashes = Fact("crashes"),
            StaleRefused = Fact("stale"),
            Expired = Fact("expired"),
            WaitingTime = (more.FirstOrDefault() as object?[] ?? []).OfType<object?[]>()
                .Select(row => row is [string lane, long ms] ? (Lane.Parse(lane).Model, Ms: ms) : (Model: "", Ms: 0))
                .Where(row => row.Model.Length > 0).GroupBy(row => row.Model)
                .ToDictionary(rows => rows.Key, rows => TimeSpan.FromMilliseconds(rows.Sum(row => row.Ms))),
            EtaErrorMedian = error.Relative(0.5),
            EtaErrorP90 = error.Relative(0.9),
        };
    }

    public static IReadOnlyList<AuditEntry> Audit(object? entries)
    {
        var audit = new List<AuditEntry>();
        foreach (var entry in (entries as object?[] ?? []).OfType<object?[]>())
        {
            if (entry is not [string id, var pairs])
                continue;
            var fields = Fields(pairs);
            audit.Add(new AuditEntry(
                id, Time(long.TryParse(id.Split('-')[0], CultureInfo.InvariantCulture, out var ms) ? ms : 0), fields.GetValueOrDefault("by", ""),
                fields.GetValueOrDefault("what", ""), fields.GetValueOrDefault("target", ""), fields.GetValueOrDefault("why", ""))
            { Guild = fields.GetValueOrDefault("guild", "") });
        }
        return audit;
    }

    public static QueueMode Mode(string? text) => text switch { "paused" => QueueMode.Paused, "draining" => QueueMode.Draining, _ => QueueMode.Open };

    public static WorkerStanding Standing(string text) => text switch
    {
        "maintenance" => WorkerStanding.Maintenance,
        "aside" => WorkerStanding.SetAside,
        _ => WorkerStanding.Serving,
    };

    /// <summary>A hash, as a list of its fields and values in turn (from a script) or as a map (from a command).</summary>
    public static Dictionary<string, string> Fields(object? hash)
    {
        var fields = new Dictionary<string, string>();
        if (hash is object?[] pairs)
        {
            for (var i = 0; i + 1 < pairs.Length; i += 2)
            {
                if (pairs[i] is string name && pairs[i + 1] is string value)
                    fields[name] = value;
            }
        }
        return fields;
    }

    public static Band? Band(string text) => text switch
    {
        "urgent" => Queue.Band.Urgent,
        "boosted" => Queue.Band.Boosted,
        "normal" => Queue.Band.Normal,
        "relaxed" => Queue.Band.Relaxed,
        _ => null,
    };

    private static QueueLine? Line(object?[] row) =>
        row is [string lane, string band, long waiting] ? new QueueLine(lane, Band(band), (int)waiting) : null;

    private static WorkerLook? Worker(object?[] row, long now, TimeSpan goneAfter)
    {
        if (row is not [string name, long beat, var pairs])
            return null;
        var fields = Fields(pairs);
        return new WorkerLook(
            name, fields.GetValueOrDefault("version", ""), fields.GetValueOrDefault("lanes", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            TimeSpan.FromMilliseconds(Math.Max(0, now - beat)), now - beat < goneAfter.TotalMilliseconds,
            Standing(fields.GetValueOrDefault("standing", "")),
            double.TryParse(fields.GetValueOrDefault("speed"), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) ? speed : 1,
            int.TryParse(fields.GetValueOrDefault("faults"), CultureInfo.InvariantCulture, out var faults) ? faults : 0);
    }

    private static DateTimeOffset Time(long ms) =>
        ms is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.UnixEpoch;
}
