using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Tests.Conversation;

namespace ChatVideoBot.Bot.Tests.Moderation.Panels;

/// <summary>Puts a message with any custom ids into #general, so that what nobody was ever shown can be pressed.</summary>
internal static class Forger
{
    public static Task<string> ButtonAsync(Street street, string customId) =>
        PostAsync(street, new() { ["type"] = 2, ["style"] = 2, ["label"] = "forged", ["custom_id"] = customId });

    public static Task<string> SelectAsync(Street street, string customId, string value) => PostAsync(street, new()
    {
        ["type"] = 3,
        ["custom_id"] = customId,
        ["options"] = new JsonArray(new JsonObject { ["label"] = "forged", ["value"] = value }),
    });

    /// <summary>Presses it and waits for what the bot makes of it.</summary>
    /// <returns>What the message says then.</returns>
    public static async Task<string> PressAsync(Street street, SandboxPerson who, string customId, string told)
    {
        var message = await ButtonAsync(street, customId);
        await who.PressAsync("general", message, customId, street.Cancel);
        return await ReadAsync(street, who, message, told);
    }

    /// <inheritdoc cref="PressAsync"/>
    public static async Task<string> PickAsync(Street street, SandboxPerson who, string customId, string value, string told)
    {
        var message = await SelectAsync(street, customId, value);
        await who.PickAsync("general", message, customId, value, street.Cancel);
        return await ReadAsync(street, who, message, told);
    }

    private static async Task<string> ReadAsync(Street street, SandboxPerson who, string message, string told) =>
        Street.Text(await who.WaitForMessageAsync("general", one => one["id"]!.GetValue<string>() == message && Street.Text(one).Contains(told), street.Cancel));

    private static async Task<string> PostAsync(Street street, JsonObject component)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", street.Discord.Token);
        while (true)
        {
            using var answer = await http.PostAsJsonAsync($"{street.Discord.Api}/v10/channels/{street.Discord.GeneralChannelId}/messages", new JsonObject
            {
                ["content"] = "forged",
                ["components"] = new JsonArray(new JsonObject { ["type"] = 1, ["components"] = new JsonArray(component.DeepClone()) }),
            }, street.Cancel);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), street.Cancel);
                continue;
            }
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonNode>(street.Cancel))!["id"]!.GetValue<string>();
        }
    }
}
