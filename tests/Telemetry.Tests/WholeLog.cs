using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Telemetry.Tests;

/// <summary>Keeps all that is logged: words, values, scopes and exceptions, of every level.</summary>
internal sealed class WholeLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    private sealed class Logger(WholeLog book) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => book._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new List<string> { $"{logLevel} {formatter(state, exception)}", $"{exception}" };
            if (state is IEnumerable<KeyValuePair<string, object?>> values) line.AddRange(values.Select(value => $"{value.Key}={value.Value}"));
            book._scopes.ForEachScope((scope, said) => said.Add($"scope {scope}"), line);
            book._lines.Enqueue(string.Join(" | ", line));
        }
    }
}
