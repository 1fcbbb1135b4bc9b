using System.Text.Json;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.People;

/// <summary>What is remembered of each user, in Redis.</summary>
internal sealed class PeopleShelf(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    private const int MostTries = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The defaults for a user of whom nothing is known.</summary>
    public async Task<Person> ReadAsync(string user, CancellationToken cancel) =>
        await keepsakes.ReadAsync(Key(user), cancel) is { } text ? Parse(text) : new();

    /// <summary>Changes what is remembered. Of two who change at once both changes stand: the later is made to what the earlier left.</summary>
    /// <param name="change">Called again where somebody was quicker; changes nothing else.</param>
    /// <returns>What is remembered now.</returns>
    public async Task<Person> ChangeAsync(string user, Func<Person, Person> change, CancellationToken cancel)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var was = await keepsakes.ReadAsync(Key(user), cancel);
            var after = change(was is null ? new() : Parse(was));
            if (await keepsakes.TryReplaceAsync(Key(user), was, JsonSerializer.Serialize(after, Json), options.Value.KeepRecords, cancel)) return after;
        }
        throw new InvalidOperationException($"What is remembered of {user} was changed by others {MostTries} times in a row.");
    }

    public Task ForgetAsync(string user, CancellationToken cancel) => keepsakes.ForgetAsync(cancel, Key(user));

    private static Person Parse(string text) => JsonSerializer.Deserialize<Person>(text, Json) ?? new();

    private static string Key(string user) => $"person:{user}";
}
