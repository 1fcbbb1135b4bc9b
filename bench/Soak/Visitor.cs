using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Soak;

/// <summary>Somebody who asks for clips, looks at the queue, animates pictures and changes their mind.</summary>
internal static class Visitor
{
    private static readonly string[] Things = ["a red ball bouncing in the desert", "a blue star spinning in space", "a cat moving left on the grass", "a yellow heart growing on a white background"];

    /// <param name="until">Begins nothing new after it.</param>
    public static async Task StayAsync(SoakTown town, SandboxPerson person, int seed, CancellationToken until, CancellationToken cancel)
    {
        var (random, picture) = (new Random(seed), await MadePicture.DrawAsync("png", 64, 64, 1, cancel));
        string? sent = null, card = null;
        while (!until.IsCancellationRequested)
        {
            var (kind, at) = (random.NextDouble(), DateTimeOffset.UtcNow);
            try
            {
                if (kind < 0.5)
                {
                    var id = await person.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = $"{Things[random.Next(Things.Length)]}", ["seconds"] = 1 }, cancel);
                    town.Book.Begin(id, "/imagine", at, isOrder: true);
                    card = id;
                }
                else if (kind < 0.65)
                {
                    sent ??= (await person.SayAsync("general", "look", cancel, picture))["id"]!.GetValue<string>();
                    town.Book.Begin(await person.UseOnMessageAsync("general", "Animate this", sent, cancel), "Animate this", at, isOrder: true);
                }
                else if (kind < 0.9 || card is null)
                {
                    town.Book.Begin(await person.UseAsync("general", "queue", new Dictionary<string, object>(), cancel), "/queue", at, isOrder: false);
                }
                else
                {
                    var cards = await person.ReadChannelAsync("general", cancel);
                    if (cards.LastOrDefault(message => message["components"]!.AsArray().Count > 0 && message["components"]!.ToJsonString().Contains(card, StringComparison.Ordinal)) is { } mine
                        && mine["components"]![0]!["components"]![0]!["custom_id"]?.GetValue<string>() is { } button)
                    {
                        town.Book.Begin(await person.PressAsync("general", mine["id"]!.GetValue<string>(), button, cancel), "Cancel", at, isOrder: false);
                    }

                    card = null;
                }
            }
            catch (HttpRequestException e)
            {
                Row.Note($"soak: the page would not: {e.Message}"); // a button that is gone by now
            }

            await Task.Delay(TimeSpan.FromSeconds(1 + 5 * random.NextDouble()), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
