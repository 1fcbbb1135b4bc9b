using System.Globalization;

namespace ChatVideoBot.Bench.Rounds;

/// <summary>The peers' figures as tables that README.md can take as they are.</summary>
internal static class PeerTable
{
    public static void Write(Samples seen, IReadOnlyList<int> concurrencies)
    {
        Console.WriteLine("jobs/s, medians of the rounds; ÷ is the median of each round's ratio\n");
        Table("in flight | plain: ours | BullMQ | ÷ | merged: ours | BullMQ adding | ÷ | by hand | ÷ | floor, two calls | ÷ | two bare calls | ÷",
            concurrencies.Select(c => (string[])
            [
                Whole(c),
                Rate(seen, c, "ours", "plain"), Rate(seen, c, "bullmq", "plain"), Ratio(seen, c, "ours", "plain", "bullmq", "plain"),
                Rate(seen, c, "ours", "merged"), Rate(seen, c, "bullmq", "adding"), Ratio(seen, c, "ours", "merged", "bullmq", "adding"),
                Rate(seen, c, "bullmq", "manual"), Ratio(seen, c, "ours", "merged", "bullmq", "manual"),
                Rate(seen, c, "floor", "merged"), Ratio(seen, c, "ours", "merged", "floor", "merged"),
                Whole(seen.Median("floor", c, "nothing") / 2), Two(2 * seen.Ratio(c, ("ours", "merged"), ("floor", "nothing"))),
            ]).ToList());
        Table("in flight | drain: ours | BullMQ | ÷ | floor, one call | ÷ | add: ours | BullMQ | ÷ | floor, one call | ÷ | bytes allocated a cycle",
            concurrencies.Select(c => (string[])
            [
                Whole(c),
                Rate(seen, c, "ours", "drain"), Rate(seen, c, "bullmq", "drain"), Ratio(seen, c, "ours", "drain", "bullmq", "drain"),
                Rate(seen, c, "floor", "drain"), Ratio(seen, c, "ours", "drain", "floor", "drain"),
                Rate(seen, c, "ours", "add"), Rate(seen, c, "bullmq", "add"), Ratio(seen, c, "ours", "add", "bullmq", "add"),
                Rate(seen, c, "floor", "add"), Ratio(seen, c, "ours", "add", "floor", "add"),
                Rate(seen, c, "ours", "bytes"),
            ]).ToList());
        string[][] loops = [["ours", "plain"], ["bullmq", "plain"], ["ours", "merged"], ["bullmq", "adding"], ["bullmq", "manual"]];
        Table("in flight, ms p50 / p99 | " + string.Join(" | ", loops.Select(loop => $"{loop[0]} {loop[1]}")),
            concurrencies.Select(c => (string[])[Whole(c), .. loops.Select(loop => Times(loop[0], c, loop[1]))]).ToList());
        Table("wake-up, ms p50 / p99 | ours | BullMQ | ÷ of p50 | ÷ of p99",
        [
            [
                "", Times("ours", 1, "wake"), Times("bullmq", 1, "wake"),
                Two(seen.Ratio(1, ("ours", "wake_p50"), ("bullmq", "wake_p50"))), Two(seen.Ratio(1, ("ours", "wake_p99"), ("bullmq", "wake_p99"))),
            ],
        ]);

        string Times(string who, int inFlight, string what) =>
            $"{Two(seen.Median(who, inFlight, what + "_p50"))} / {Two(seen.Median(who, inFlight, what + "_p99"))}";
    }

    private static string Rate(Samples seen, int inFlight, string who, string metric) => Whole(seen.Median(who, inFlight, metric));

    private static string Ratio(Samples seen, int inFlight, string who, string what, string other, string itsWhat) =>
        Two(seen.Ratio(inFlight, (who, what), (other, itsWhat)));

    private static void Table(string heads, IReadOnlyList<string[]> rows)
    {
        Console.WriteLine($"| {heads} |\n|{string.Concat(heads.Split('|').Select(_ => " --- |"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        Console.WriteLine();
    }

    private static string Whole(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Two(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
