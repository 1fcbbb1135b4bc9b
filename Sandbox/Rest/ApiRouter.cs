namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Who may call a route, and whether the global limit counts it.</summary>
internal enum Access
{
    /// <summary>A bot's token is needed.</summary>
    Bot,

    /// <summary>Anybody.</summary>
    Open,

    /// <summary>Whoever knows an interaction's token; outside the global limit.</summary>
    Interaction,
}

/// <param name="Template">Path segments; <c>{name}</c> is a parameter.</param>
/// <param name="Limit">Null for a route without a bucket.</param>
internal sealed record ApiRoute(string Method, string[] Template, Access Access, Limit? Limit, Func<ApiCall, Answer> Handle)
{
    public string Bucket { get; } = RateLimits.NameOf($"{Method} {string.Join('/', Template)}");

    /// <summary>The parameter that keeps buckets apart: the first one, if it is a channel, a guild or a webhook with its token.</summary>
    public string MajorOf(IReadOnlyDictionary<string, string> path) => Template[0] switch
    {
        "channels" => path.GetValueOrDefault("channel", ""),
        "guilds" => path.GetValueOrDefault("guild", ""),
        "webhooks" => path.GetValueOrDefault("token", ""),
        _ => "",
    };
}

/// <summary>Finds the route of a path that is already percent-decoded.</summary>
internal sealed class ApiRouter
{
    private readonly List<ApiRoute> _routes = [];

    public void Add(string method, string template, Func<ApiCall, Answer> handle, Limit? limit = null, Access access = Access.Bot) =>
        _routes.Add(new ApiRoute(method, template.Split('/', StringSplitOptions.RemoveEmptyEntries), access,
            access == Access.Interaction ? limit : limit ?? Limit.Ordinary, handle));

    /// <exception cref="ApiError">404 or 405.</exception>
    public (ApiRoute Route, IReadOnlyDictionary<string, string> Path) Find(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var known = false;
        foreach (var route in _routes.Where(r => Fits(r.Template, segments)))
        {
            known = true;
            if (route.Method == method)
                return (route, route.Template.Zip(segments).Where(p => p.First[0] == '{').ToDictionary(p => p.First.Trim('{', '}'), p => p.Second));
        }
        throw known ? ApiError.MethodNotAllowed() : ApiError.NotFound();
    }

    // Literal routes stand before those with a parameter in the same place.
    private static bool Fits(string[] template, string[] segments)
    {
        if (template.Length != segments.Length)
            return false;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i][0] != '{' && template[i] != segments[i])
                return false;
        }
        return true;
    }
}
