using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ChatVideoBot.Bench.Programs;

/// <summary>
/// A process of its own that answers each line of JSON with one. It stays for all rounds, so that what was loaded and compiled stays so.
/// What it writes to standard error goes to ours.
/// </summary>
internal sealed class JsonProgram : IAsyncDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly Process _process;
    private readonly string _name;

    private JsonProgram(Process process, string name) => (_process, _name) = (process, name);

    /// <summary>What it said when it was ready.</summary>
    public JsonElement Ready { get; private set; }

    /// <param name="missing">What to do when the program is not there.</param>
    /// <param name="environment">Variables that it gets besides ours.</param>
    /// <exception cref="PeerException">It is not there, or ended before it was ready.</exception>
    public static async Task<JsonProgram> StartAsync(
        string program, IEnumerable<string> arguments, string missing, CancellationToken cancel,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            var started = new JsonProgram(Process.Start(start)!, program);
            try
            {
                started.Ready = await started.ReadAsync(cancel);
                return started;
            }
            catch
            {
                await started.DisposeAsync();
                throw;
            }
        }
        catch (Win32Exception)
        {
            throw new PeerException($"{program} cannot be started: {missing}.");
        }
    }

    /// <exception cref="PeerException">It ended instead.</exception>
    public async Task<JsonElement> AskAsync(object request, CancellationToken cancel)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, SnakeCase).AsMemory(), cancel);
            await _process.StandardInput.FlushAsync(cancel);
        }
        catch (IOException)
        {
            // It has ended; reading tells how.
        }
        return await ReadAsync(cancel);
    }

    /// <summary>Without anything more to read it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task<JsonElement> ReadAsync(CancellationToken cancel)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
            return JsonSerializer.Deserialize<JsonElement>(line);
        await _process.WaitForExitAsync(cancel);
        throw new PeerException($"{_name} ended with code {_process.ExitCode}.");
    }
}

/// <summary>What a benchmark compares with is not here or does not work; the message says what to do.</summary>
internal sealed class PeerException(string message) : Exception(message);
