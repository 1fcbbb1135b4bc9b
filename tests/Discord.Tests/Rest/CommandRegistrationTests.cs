using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class CommandRegistrationTests
{
    private static readonly ApplicationCommand Imagine = new()
    {
        Name = "imagine",
        Description = "Makes a clip",
        NameLocalizations = new Dictionary<string, string> { ["de"] = "stell-vor" },
        Options =
        [
            new() { Type = ApplicationCommandOptionType.String, Name = "prompt", Description = "What to show", Required = true, MaxLength = 500 },
            new()
            {
                Type = ApplicationCommandOptionType.Integer, Name = "seconds", Description = "How long",
                Choices = [ApplicationCommandOptionChoice.Of("two", 2L), ApplicationCommandOptionChoice.Of("four", 4L)],
            },
        ],
        Contexts = [InteractionContextType.Guild, InteractionContextType.BotDm],
        IntegrationTypes = [ApplicationIntegrationType.GuildInstall],
    };

    private static readonly ApplicationCommand Animate = new() { Type = ApplicationCommandType.Message, Name = "Animate this" };

    // As Discord returns them: other order, ids, defaults filled in, 2 as 2.0.
    private const string Registered = """
        [{"id":"2","application_id":"5","version":"9","type":3,"name":"Animate this","description":"","default_member_permissions":null,"dm_permission":true,"nsfw":false,
          "contexts":null,"integration_types":[0],"name_localizations":null,"description_localizations":null},
         {"id":"1","application_id":"5","version":"8","type":1,"name":"imagine","description":"Makes a clip","default_member_permissions":null,"nsfw":false,
          "name_localizations":{"de":"stell-vor"},"contexts":[1,0],"integration_types":[0],"handler":null,
          "options":[{"type":3,"name":"prompt","description":"What to show","required":true,"max_length":500,"name_localizations":null},
                     {"type":4,"name":"seconds","description":"How long","required":false,"autocomplete":false,"choices":[{"name":"two","value":2.0,"name_localizations":null},{"name":"four","value":4}]}]}]
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Equal_commands_are_not_written_again()
    {
        var (requests, commands) = await SyncAsync([Imagine, Animate], Registered, null);

        Assert.Equal(["GET /api/v10/applications/5/commands?with_localizations=true"], requests.Select(request => request.ToString()));
        Assert.Equal(new Snowflake(1), commands.Single(command => command.Name == "imagine").Id);
    }

    public static TheoryData<string> Changes => new(Different.Keys);

    private static readonly Dictionary<string, ApplicationCommand[]> Different = new()
    {
        ["a description"] = [Imagine with { Description = "Makes a film" }, Animate],
        ["a name"] = [Imagine with { Name = "dream" }, Animate],
        ["one less"] = [Imagine],
        ["one more"] = [Imagine, Animate, Animate with { Name = "Again" }],
        ["permissions"] = [Imagine with { DefaultMemberPermissions = Permissions.None }, Animate],
        ["contexts"] = [Imagine with { Contexts = [InteractionContextType.Guild] }, Animate],
        ["a translation"] = [Imagine with { NameLocalizations = null }, Animate],
        ["age"] = [Imagine, Animate with { Nsfw = true }],
        ["an option's order"] = [Imagine with { Options = [.. Imagine.Options!.Reverse()] }, Animate],
        ["an option's bound"] = [Imagine with { Options = [Imagine.Options![0] with { MaxLength = 400 }, Imagine.Options[1]] }, Animate],
        ["a choice"] = [Imagine with { Options = [Imagine.Options![0], Imagine.Options[1] with { Choices = [ApplicationCommandOptionChoice.Of("two", 3L)] }] }, Animate],
        ["nothing left"] = [],
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Different_commands_are_written_whole(string change)
    {
        var (requests, _) = await SyncAsync(Different[change], Registered, 9);

        Assert.Equal(["GET", "PUT"], requests.Select(request => request.Method));
        Assert.Equal("PUT /api/v10/applications/5/guilds/9/commands", requests[1].ToString());
        var sent = requests[1].Json.AsArray();
        Assert.Equal(Different[change].Select(command => command.Name), sent.Select(command => command!["name"]!.GetValue<string>()));
        Assert.All(sent, command => Assert.DoesNotContain("id", command!.AsObject().Select(property => property.Key)));
    }

    private static async Task<(RecordedRequest[] Requests, IReadOnlyList<ApplicationCommand> Commands)> SyncAsync(
        ApplicationCommand[] commands, string registered, Snowflake? guild)
    {
        await using var server = await FakeDiscord.StartAsync();
        server.Answer = _ => new(200, registered);
        using var rest = RestTests.NewClient(server.Api);
        var result = await new CommandRegistration(rest, NullLogger<CommandRegistration>.Instance).SyncAsync(5, guild, commands, Cancel);
        return ([.. server.Requests], result);
    }
}
