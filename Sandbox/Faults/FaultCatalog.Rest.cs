namespace ChatVideoBot.Sandbox.Faults;

// What REST does wrong.
internal sealed partial class FaultCatalog
{
    private FaultKind Rest() => new("rest", "rest", "object", "What the next requests get: an error, their answer late, or half of it.", ReadRest)
    {
        Fields =
        [
            new("status", "integer", "The HTTP status; their own answer when left out (delay, cut).", 400, 599),
            new("scope", "string", "For 429.", null, null, "user", "global", "shared"),
            new("retry_after", "number", "Seconds, for 429.", 0, 3600),
            new("html", "boolean", "A proxy's page of HTML instead of JSON."),
            new("code", "integer", "Discord's error code.", 0, 999_999),
            new("message", "string", "Discord's error message."),
            new("route", "string", "Only requests whose path contains this."),
            new("method", "string", "Only requests with this method.", null, null, "GET", "POST", "PUT", "PATCH", "DELETE"),
            new("bot", "snowflake", "Only requests of this bot."),
            new("after_handling", "boolean", "Carries the request out and loses only its answer."),
            new("delay", "number", "Seconds that the answer is late.", 0, 120),
            new("cut", "string", "Breaks the connection: before the request is carried out, before the answer, in the answer's body.",
                null, null, "request", "answer", "body"),
            new("times", "integer", "How many requests.", 1, 1000),
        ],
    };

    private Action? ReadRest(FaultRequest request)
    {
        if (request.Object() is not { } form)
            return null;
        var cut = form.Text("cut", 1, 10);
        var scope = form.Text("scope", 1, 10) ?? "user";
        if (cut is not (null or "request" or "answer" or "body"))
            form.Wrong("cut", "BASE_TYPE_CHOICES", "Value must be one of ('request', 'answer', 'body').");
        if (scope is not ("user" or "global" or "shared"))
            form.Wrong("scope", "BASE_TYPE_CHOICES", "Value must be one of ('user', 'global', 'shared').");
        var delay = form.Number("delay", 0, 120) ?? 0;
        var fault = new RestFault((int?)form.Integer("status", 400, 599))
        {
            Scope = scope,
            RetryAfter = TimeSpan.FromSeconds(form.Number("retry_after", 0, 3600) ?? 1),
            Html = form.Bool("html") ?? false,
            Code = (int?)form.Integer("code", 0, 999_999),
            Message = form.Text("message", 1, 1000),
            Route = form.Text("route", 1, 200),
            Method = form.Text("method", 1, 10),
            Bot = form.Snowflake("bot") ?? request.Aim.Bot,
            AfterHandling = form.Bool("after_handling") ?? false,
            Delay = TimeSpan.FromSeconds(delay),
            Cut = cut switch { "request" => Cut.Request, "answer" => Cut.Answer, "body" => Cut.Body, _ => Cut.None },
            Left = (int)(form.Integer("times", 1, 1000) ?? request.Times ?? 1),
        };
        if (fault is { Status: null, Cut: Cut.None } && delay == 0)
            form.Required("status");
        return () => _faults.Add(fault);
    }
}
