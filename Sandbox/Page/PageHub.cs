using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>The open pages. Each has a bounded line of events; a page that does not read is disconnected and loads anew.</summary>
internal sealed class PageHub
{
    private readonly List<PageLine> _lines = [];
    private readonly Lock _gate = new();

    public PageLine Open(ulong user)
    {
        var line = new PageLine(user);
        lock (_gate)
            _lines.Add(line);
        return line;
    }

    public void Close(PageLine line)
    {
        line.Events.Writer.TryComplete();
        lock (_gate)
            _lines.Remove(line);
    }

    /// <param name="type">The event's <c>t</c>.</param>
    /// <param name="dataFor">The event's <c>d</c> for a user; null when it is not for them.</param>
    public void Send(string type, Func<ulong, JsonNode?> dataFor)
    {
        lock (_gate)
        {
            var written = new Dictionary<ulong, string?>();
            foreach (var line in _lines)
            {
                if (!written.TryGetValue(line.User, out var text))
                {
                    var data = dataFor(line.User);
                    text = data is null ? null : new JsonObject { ["t"] = type, ["d"] = data }.ToJsonString(Wire.Json);
                    written[line.User] = text;
                }
                if (text is not null && !line.Events.Writer.TryWrite(text))
                    line.Events.Writer.TryComplete();
            }
        }
    }

    public void SendTo(ulong user, string type, JsonNode data) => Send(type, u => u == user ? data.DeepClone() : null);
}

/// <summary>One open page and what it has yet to be told.</summary>
internal sealed class PageLine(ulong user)
{
    public ulong User => user;
    public Channel<string> Events { get; } = Channel.CreateBounded<string>(1000);
}
