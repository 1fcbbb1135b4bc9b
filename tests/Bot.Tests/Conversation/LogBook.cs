using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogBook : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception?.Message}");

    /// <summary>Waits until a line says so.</summary>
    public async Task WaitForAsync(string words, CancellationToken cancel)
    {
        while (!_lines.Any(line => line.Contains(words, StringComparison.Ordinal))) await Task.Delay(20, cancel);
    }

    public void Dispose() { }
}
