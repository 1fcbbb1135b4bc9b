using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>What the tests of /mod's panels do all the time.</summary>
internal static class Desk
{
    private static readonly System.Text.Json.JsonSerializerOptions Json = new(System.Text.Json.JsonSerializerDefaults.Web);

    public const string Elsewhere = "999";

    public static async Task<JsonNode> OpenAsync(Street street, SandboxPerson who, string panel, string text, Dictionary<string, object>? options = null)
    {
        await who.UseAsync("general", $"mod {panel}", options ?? [], street.Cancel);
        return await street.HeardAsync(text, who);
    }

    public static Task<SandboxPerson> OwnerAsync(Street street) => SandboxPerson.SitDownAsync(street.Discord.Page, "owner", street.Cancel);

    public static GuildBook Book(Street street) => new(street.Keepsakes, Options.Create(new BotOptions()));

    public static Task<GuildRules> RulesAsync(Street street, string? guild = null) => Book(street).ReadAsync(guild ?? street.Discord.GuildId, street.Cancel);

    public static BanBook Bans(Street street) => new(street.Keepsakes, new Marks(street.Keepsakes), TimeProvider.System);

    /// <summary>Writes into a server's log as the bot does.</summary>
    public static Task ActAsync(Street street, string guild, ModAct act) =>
        street.Keepsakes.FileAsync($"modlog:{guild}", System.Text.Json.JsonSerializer.Serialize(act, Json), act.At, 10_000, TimeSpan.FromDays(1), street.Cancel);

    /// <summary>Until the message itself says so: panels are edited where they stand.</summary>
    public static Task<JsonNode> UntilAsync(Street street, SandboxPerson who, JsonNode panel, Func<JsonNode, bool> fits) =>
        who.WaitForMessageAsync("general", message => Id(message) == Id(panel) && fits(message), street.Cancel);

    public static Task<JsonNode> UntilAsync(Street street, SandboxPerson who, JsonNode panel, string text) =>
        UntilAsync(street, who, panel, message => Street.Text(message).Contains(text));

    public static string Id(JsonNode message) => message["id"]!.GetValue<string>();

    public static JsonNode Select(JsonNode message, string customId) => message["components"]!.AsArray().SelectMany(row => row!["components"]!.AsArray())
        .Single(one => one!["custom_id"]?.GetValue<string>() == customId)!;
}
