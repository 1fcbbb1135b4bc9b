using ChatVideoBot.Bench.Etas;

namespace ChatVideoBot.Bench.Days;

/// <summary>
/// Who asks for what and when: a quiet night, a peak at noon and a higher one in the evening, some guilds far busier than most, bursts of a whole guild,
/// people who ask for a stack at once. In all 55 % of what the workers could do, and in the evening a little more than they can.
/// </summary>
internal static class DayOrders
{
    private const double Load = 0.55;
    private const int Bursts = 12, BurstOrders = 40, Stacks = 60, StackOrders = 8;
    private static readonly double[] Lengths = [2, 2, 2, 2, 2, 4, 4, 4, 8, 8]; // seconds of clip

    public static IReadOnlyList<DayOrder> Make(DayPlan plan)
    {
        var random = new Random(plan.Seed);
        var (orders, planned) = (new List<DayOrder>(), 0.0);
        var speed = Enumerable.Range(0, plan.Workers).Sum(DayPlan.SpeedOf);
        var budget = Load * speed * TimeSpan.FromDays(1).TotalSeconds;
        var each = plan.Members / plan.Guilds;
        var share = Math.Min(1, plan.Length / TimeSpan.FromHours(1)); // a short day has fewer of what comes in numbers
        for (var stack = 0; stack < Stacks * share; stack++)
        {
            var (at, guild, member) = (0.3 + 0.65 * random.NextDouble(), Busy(), random.Next(each));
            for (var n = 0; n < StackOrders; n++)
                Add(at + n * 2e-5, guild, member, isStack: true);
        }
        for (var burst = 0; burst < Bursts * share; burst++)
        {
            var (at, guild) = (0.3 + 0.6 * random.NextDouble(), random.Next(plan.Guilds));
            for (var n = 0; n < BurstOrders; n++)
                Add(at + 0.007 * random.NextDouble(), guild, random.Next(each)); // ten minutes
        }
        while (planned < budget)
        {
            var at = random.NextDouble();
            if (random.NextDouble() < ReplayedDay.Rate(24 * at))
                Add(at, Busy(), random.Next(each));
        }
        return [.. orders.OrderBy(one => one.At)];

        int Busy() => (int)(plan.Guilds * Math.Pow(random.NextDouble(), 2));

        void Add(double at, int guild, int member, bool isStack = false)
        {
            var (model, work) = DayPlan.Models[random.NextDouble() < 0.2 ? 1 : 0];
            var seconds = Lengths[random.Next(Lengths.Length)];
            TimeSpan? givenUp = random.NextDouble() < 0.03 ? TimeSpan.FromSeconds((60 + 600 * random.NextDouble()) / plan.Scale) : null;
            planned += work * seconds;
            orders.Add(new(plan.Length * Math.Min(at, 0.9999), guild, member, model, seconds, givenUp, isStack));
        }
    }
}
