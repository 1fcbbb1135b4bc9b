using System.Diagnostics;
using System.Net;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Discord.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class RestTests : IAsyncLifetime
{
    private const string AMessage = """{"id":"100","channel_id":"1","content":"x"}""";
    private static readonly Interaction AnInteraction = new() { Id = 7, ApplicationId = 5, Token = "tok/en" };
    private FakeDiscord _server = null!;
    private DiscordRest _rest = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeDiscord.StartAsync();
        _rest = NewClient(_server.Api);
    }

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Requests_carry_the_token_and_say_who_asks()
    {
        await _rest.GetCurrentApplicationAsync(Cancel);

        var request = _server.Requests.Single();
        Assert.Equal("GET /api/v10/applications/@me", request.ToString());
        Assert.Equal("Bot the.token", request.Headers["Authorization"]);
        Assert.Matches(@"^DiscordBot \(https://\S+, \d+\.\d+\.\d+\)$", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task A_guilds_AutoMod_rules_are_read_whatever_stands_between_them()
    {
        _server.Answer = _ => new(200, """
            [null,{"id":"6","guild_id":"9","creator_id":"4","name":"words","event_type":1,"trigger_type":1,"enabled":true,"exempt_roles":["8"],"exempt_channels":[],
             "actions":[{"type":1,"metadata":{"custom_message":"no"}},{"type":9}],"trigger_metadata":{"keyword_filter":["cat*","*dog"],"regex_patterns":["(b|c)at"],"allow_list":["catch"]}},
             {"id":"7","guild_id":"9","trigger_type":4,"trigger_metadata":{"presets":[1,3,8],"allow_list":null},"actions":null},{"id":"8","trigger_type":12}]
            """);

        var rules = await _rest.ListAutoModerationRulesAsync(9, Cancel);

        Assert.Equal("GET /api/v10/guilds/9/auto-moderation/rules", _server.Requests.Single().ToString());
        Assert.Equal([6ul, 7, 8], rules.Select(rule => rule.Id.Value));
        Assert.Equal((AutoModerationTrigger.Keyword, AutoModerationEvent.MessageSend, true), (rules[0].TriggerType, rules[0].EventType, rules[0].Enabled));
        Assert.Equal(["cat*", "*dog"], rules[0].TriggerMetadata.KeywordFilter);
        Assert.Equal(["(b|c)at"], rules[0].TriggerMetadata.RegexPatterns);
        Assert.Equal([AutoModerationActionType.BlockMessage, (AutoModerationActionType)9], rules[0].Actions.Select(action => action.Type));
        Assert.Equal("no", rules[0].Actions[0].Metadata!.CustomMessage);
        Assert.Equal([AutoModerationPreset.Profanity, AutoModerationPreset.Slurs, (AutoModerationPreset)8], rules[1].TriggerMetadata.Presets);
        Assert.Empty(rules[1].Actions);
    }

    [Fact]
    public async Task Answers_to_interactions_carry_no_token()
    {
        _server.Answer = _ => new(204);

        await _rest.CreateInteractionResponseAsync(AnInteraction, InteractionResponse.DeferredMessage(ephemeral: true), Cancel);

        var request = _server.Requests.Single();
        Assert.Equal("/api/v10/interactions/7/tok/en/callback", Uri.UnescapeDataString(request.Path));
        Assert.Equal("?with_response=true", request.Query);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.Equal("""{"type":5,"data":{"flags":64}}""", request.Json.ToJsonString());
    }

    [Fact]
    public async Task A_spent_bucket_is_waited_for()
    {
        _server.Answer = _ => new FakeAnswer(200, AMessage).Of("b", 1, 0, 0.4);

        await _rest.GetMessageAsync(1, 100, Cancel);
        await _rest.GetMessageAsync(1, 101, Cancel); // the same limit: the message is no major id

        Assert.InRange(Between(0, 1), 0.4, 10);
    }

    [Fact]
    public async Task Progress_that_would_wait_is_dropped()
    {
        _server.Answer = _ => new FakeAnswer(200, AMessage).Of("b", 1, 0, 30);

        Assert.True(await _rest.TryEditMessageAsync(1, 100, new() { Content = "10 %" }, Cancel));
        Assert.False(await _rest.TryEditMessageAsync(1, 100, new() { Content = "20 %" }, Cancel));

        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("shared")]
    [InlineData("global")]
    public async Task A_429_is_waited_for_and_repeated_even_for_a_bare_post(string scope)
    {
        var asked = 0;
        _server.Answer = _ => Interlocked.Increment(ref asked) == 1 ? FakeAnswer.TooMany(0.3, scope) : new(200, AMessage);

        await _rest.CreateMessageAsync(1, new() { Content = "x" }, Cancel);

        Assert.Equal(2, asked);
        Assert.InRange(Between(0, 1), 0.3, 10);
    }

    [Fact]
    public async Task A_429_in_HTML_stops_everything_for_its_time()
    {
        var asked = 0;
        _server.Answer = _ => Interlocked.Increment(ref asked) == 1
            ? new FakeAnswer(429, "<html>1015</html>") { ContentType = "text/html" }.With(("Retry-After", "1"))
            : new(200, AMessage);

        await _rest.GetMessageAsync(1, 100, Cancel);

        Assert.InRange(Between(0, 1), 0.99, 10);
    }

    [Fact]
    public async Task A_global_429_does_not_stop_answers_to_interactions()
    {
        _server.Answer = request => request.Path.Contains("/interactions/", StringComparison.Ordinal) ? new(204) : FakeAnswer.TooMany(3, "global");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var paused = _rest.GetMessageAsync(1, 100, giveUp.Token);
        await Eventually.Async(() => !_server.Requests.IsEmpty);

        await _rest.CreateInteractionResponseAsync(AnInteraction, InteractionResponse.DeferredUpdate(), Cancel);

        Assert.False(paused.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => paused);
    }

    [Fact]
    public async Task An_answer_to_an_interaction_fails_at_once_instead_of_waiting()
    {
        _server.Answer = _ => FakeAnswer.TooMany(2, "user");

        var e = await Assert.ThrowsAsync<DiscordException>(() =>
            _rest.CreateInteractionResponseAsync(AnInteraction, InteractionResponse.Message("hi"), Cancel));

        Assert.Equal(DiscordFault.RateLimited, e.Fault);
        Assert.Equal(TimeSpan.FromSeconds(2), e.RetryAfter);
        Assert.DoesNotContain("tok", e.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_wait_longer_than_allowed_fails_at_once()
    {
        _server.Answer = _ => FakeAnswer.TooMany(3600, "user");

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.GetMessageAsync(1, 100, Cancel));

        Assert.Equal(DiscordFault.RateLimited, e.Fault);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(0)] // the connection is dropped
    public async Task A_send_with_a_nonce_is_repeated_when_Discord_stumbles(int status)
    {
        var asked = 0;
        _server.Answer = _ => Interlocked.Increment(ref asked) < 3 ? new(status) : new(200, AMessage);

        var message = await _rest.CreateMessageAsync(1, new() { Content = "x", Nonce = "job1" }, Cancel);

        Assert.Equal(new Snowflake(100), message.Id);
        Assert.Equal(3, asked);
        Assert.All(_server.Requests, request => Assert.Equal("""{"content":"x","allowed_mentions":{"parse":[]},"nonce":"job1","enforce_nonce":true}""", request.Json.ToJsonString()));
    }

    [Theory]
    [InlineData(500, """{"code":0,"message":"500: Internal Server Error"}""", DiscordFault.Unreadable)] // Discord's own words, and yet nobody knows how far it went
    [InlineData(502, "", DiscordFault.Unreadable)]
    [InlineData(0, "", DiscordFault.Unreachable)]
    public async Task A_send_without_a_nonce_is_not_repeated(int status, string body, DiscordFault expected)
    {
        _server.Answer = _ => new(status, body);

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.CreateMessageAsync(1, new() { Content = "x" }, Cancel));

        Assert.Equal(expected, e.Fault);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("<html>1020</html>", DiscordFault.Unreadable)]
    [InlineData("""{"code":50013,"message":"Missing Permissions"}""", DiscordFault.Refused)]
    [InlineData("", DiscordFault.Refused)]
    public async Task A_refusal_in_HTML_is_not_Discords(string body, DiscordFault expected)
    {
        _server.Answer = _ => new(403, body);

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.CreateMessageAsync(1, new() { Content = "x" }, Cancel));

        Assert.Equal((expected, System.Net.HttpStatusCode.Forbidden), (e.Fault, e.Status));
    }

    [Fact]
    public async Task A_repeated_delete_that_finds_nothing_has_been_done()
    {
        var asked = 0;
        _server.Answer = _ => Interlocked.Increment(ref asked) == 1 ? FakeAnswer.Drop : new(404, """{"code":10008,"message":"Unknown Message"}""");

        await _rest.DeleteMessageAsync(1, 100, Cancel);

        Assert.Equal(2, asked);
        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.DeleteMessageAsync(1, 100, Cancel)); // the first try tells the truth
        Assert.Equal(DiscordErrorCode.UnknownMessage, e.Code);
    }

    [Fact]
    public async Task Where_nobody_listens_is_unreachable()
    {
        using var rest = NewClient(new("http://127.0.0.1:1/api"));

        var e = await Assert.ThrowsAsync<DiscordException>(() => rest.GetGatewayBotAsync(Cancel));

        Assert.Equal(DiscordFault.Unreachable, e.Fault);
        Assert.Contains("GET /gateway/bot", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_left_after_the_time_out()
    {
        using var never = new ManualResetEventSlim();
        _server.Answer = _ => { never.Wait(TimeSpan.FromSeconds(10), CancellationToken.None); return new(200); };
        using var rest = NewClient(_server.Api, options => (options.RequestTimeout, options.RequestTries) = (TimeSpan.FromMilliseconds(200), 1));

        var e = await Assert.ThrowsAsync<DiscordException>(() => rest.GetMessageAsync(1, 2, Cancel));

        never.Set();
        Assert.Equal(DiscordFault.Unreachable, e.Fault);
    }

    [Fact]
    public async Task A_refusal_says_what_is_wrong_and_where()
    {
        _server.Answer = _ => new(400, """
            {"code":50035,"message":"Invalid Form Body","errors":{"_errors":[{"code":"A","message":"All of it."}],
             "embeds":{"0":{"title":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 256 or fewer in length."}]}}}}}
            """);

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.CreateMessageAsync(1, new() { Content = "x" }, Cancel));

        Assert.Equal((HttpStatusCode.BadRequest, DiscordErrorCode.InvalidFormBody), (e.Status, e.Code));
        Assert.Equal("All of it.\nembeds.0.title: Must be 256 or fewer in length.", e.Details);
        Assert.Equal("POST /channels/1/messages", e.Request);
        Assert.Contains("embeds.0.title", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_token_was_refused_nothing_more_is_sent_with_it()
    {
        _server.Answer = request => request.Path.Contains("/webhooks/", StringComparison.Ordinal)
            ? new(401, """{"code":50027,"message":"Invalid Webhook Token"}""")
            : new(401, """{"code":0,"message":"401: Unauthorized"}""");

        var expired = await Assert.ThrowsAsync<DiscordException>(() => _rest.EditOriginalInteractionResponseAsync(AnInteraction, new() { Content = "x" }, Cancel));
        Assert.Equal(DiscordErrorCode.InvalidWebhookToken, expired.Code); // 15 minutes are over: no word about the bot's token
        for (var i = 0; i < 5; i++)
        {
            var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.GetChannelAsync(1, Cancel));
            Assert.Contains("DISCORD_TOKEN", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("null")]
    public async Task An_answer_that_is_none_is_unreadable(string body)
    {
        _server.Answer = _ => new(200, body);

        var e = await Assert.ThrowsAsync<DiscordException>(() => _rest.GetMessageAsync(1, 2, Cancel));

        Assert.Equal(DiscordFault.Unreadable, e.Fault);
    }

    [Fact]
    public async Task The_first_answer_returns_the_message_it_made()
    {
        _server.Answer = _ => new(200, """{"interaction":{"id":"7","type":2},"resource":{"type":4,"message":{"id":"55"}}}""");

        var message = await _rest.CreateInteractionResponseAsync(AnInteraction, InteractionResponse.Message("hi"), Cancel);

        Assert.Equal(new Snowflake(55), message?.Id);
    }

    [Fact]
    public async Task Paths_are_those_of_the_documentation()
    {
        _server.Answer = request => request.Method == "GET" && request.Path.EndsWith("messages", StringComparison.Ordinal) ? new(200, "[]") : new(200, AMessage);
        var edit = new MessageEdit { Content = "" };

        await _rest.GetMessagesAsync(1, 5, after: 9, cancel: Cancel);
        await _rest.EditMessageAsync(1, 2, edit, Cancel);
        await _rest.TriggerTypingAsync(1, Cancel);
        await _rest.GetOriginalInteractionResponseAsync(AnInteraction, Cancel);
        await _rest.CreateFollowupMessageAsync(AnInteraction, new() { Content = "x", Flags = MessageFlags.Ephemeral }, Cancel);
        await _rest.EditFollowupMessageAsync(AnInteraction, 3, edit, Cancel);
        await _rest.DeleteFollowupMessageAsync(AnInteraction, 3, Cancel);
        await _rest.DeleteOriginalInteractionResponseAsync(AnInteraction, Cancel);
        await _rest.CreateDmAsync(4, Cancel);

        Assert.Equal(
            [
                "GET /api/v10/channels/1/messages?limit=5&after=9", "PATCH /api/v10/channels/1/messages/2", "POST /api/v10/channels/1/typing",
                "GET /api/v10/webhooks/5/tok%2Fen/messages/@original", "POST /api/v10/webhooks/5/tok%2Fen", "PATCH /api/v10/webhooks/5/tok%2Fen/messages/3",
                "DELETE /api/v10/webhooks/5/tok%2Fen/messages/3", "DELETE /api/v10/webhooks/5/tok%2Fen/messages/@original", "POST /api/v10/users/@me/channels",
            ], _server.Requests.Select(request => request.ToString()));
        Assert.Equal("""{"content":"","allowed_mentions":{"parse":[]}}""", _server.Requests.ElementAt(1).Json.ToJsonString()); // "" clears
        Assert.Equal("""{"recipient_id":"4"}""", _server.Requests.Last().Json.ToJsonString());
    }

    internal static DiscordRest NewClient(Uri api, Action<DiscordOptions>? change = null)
    {
        var options = new DiscordOptions { Token = "the.token", Api = api, RetryFrom = TimeSpan.FromMilliseconds(5), RateLimitPatience = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        return new(Options.Create(options), TimeProvider.System, NullLogger<DiscordRest>.Instance);
    }

    private double Between(int first, int second) =>
        Stopwatch.GetElapsedTime(_server.Requests.ElementAt(first).At, _server.Requests.ElementAt(second).At).TotalSeconds;
}
