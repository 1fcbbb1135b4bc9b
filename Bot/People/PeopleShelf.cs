using System.Text.Json;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.People;

/// <summary>What is remembered of each user, in Redis.</summary>
internal sealed class PeopleShelf(Keepsakes keepsakes, IOptions<BotOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The defaults for a user of whom nothing is known.</summary>
    public async Task<Person> ReadAsync(string user, CancellationToken cancel) =>
        await keepsakes.ReadAsync(Key(user), cancel) is { } text ? JsonSerializer.Deserialize<Person>(text, Json) ?? new() : new();

    public Task SaveAsync(string user, Person person, CancellationToken cancel) =>
        keepsakes.WriteAsync(Key(user), JsonSerializer.Serialize(person, Json), options.Value.KeepRecords, cancel);

    public Task ForgetAsync(string user, CancellationToken cancel) => keepsakes.ForgetAsync(cancel, Key(user));

    private static string Key(string user) => $"person:{user}";
}
