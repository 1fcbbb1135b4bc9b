using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ChatVideoBot.Tests;

/// <summary>
/// A line between two machines that is long and bad: each piece takes its time, some come only when they are sent again and hold up all behind
/// them (which is what TCP makes of a lost packet), and it can fall silent, break, or end after so many bytes.
/// </summary>
public sealed class LineProxy : IAsyncDisposable
{
    private const int PieceBytes = 1400; // as much as a packet carries

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _open = new();
    private readonly int _serverPort;
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly Task _serving;
    private TaskCompletionSource _speaks = Done();
    private long _sent, _lost, _broken, _made;

    /// <param name="seed">Of which pieces are lost.</param>
    public LineProxy(int serverPort, int seed = 1)
    {
        (_serverPort, _random) = (serverPort, new Random(seed));
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From one end to the other.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The share of pieces that are lost, and come once more <see cref="Resend"/> later.</summary>
    public double Loss { get; set; }

    public TimeSpan Resend { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Bytes to the server after which the line ends for good, as if this end's process were killed; null for no end.</summary>
    public long? MostBytes { get; set; }

    /// <summary>Bytes that went to the server.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public long LostPieces => Interlocked.Read(ref _lost);

    /// <summary>Connections that were made.</summary>
    public long Connections => Interlocked.Read(ref _made);

    /// <summary>Connections that the line broke.</summary>
    public long Broken => Interlocked.Read(ref _broken);

    /// <summary>Nothing comes through, and nobody is told, until <see cref="Speak"/>: a cable that is out. What was sent arrives then.</summary>
    public void FallSilent()
    {
        lock (_gate)
        {
            if (_speaks.Task.IsCompleted)
                _speaks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Speak()
    {
        lock (_gate) _speaks.TrySetResult();
    }

    /// <summary>All connections end: a router that forgot them. New ones may be made.</summary>
    public void Break()
    {
        foreach (var (client, server) in _open)
        {
            Interlocked.Increment(ref _broken);
            Close(client);
            Close(server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Speak();
        Break();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Task.Run(() => CarryAsync(client));
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        (near.NoDelay, far.NoDelay) = (true, true);
        try
        {
            await HearAsync();
            if (IsOver) return;
            await far.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            _open[near] = far;
            Interlocked.Increment(ref _made);
            await Task.WhenAny(PumpAsync(near, far, true), PumpAsync(far, near, false));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The line has ended.
        }
        _open.TryRemove(near, out _);
        Close(near);
        Close(far);
    }

    private bool IsOver => MostBytes is { } most && Interlocked.Read(ref _sent) >= most;

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isToServer)
    {
        var line = Channel.CreateBounded<(byte[] Piece, long Due)>(4096);
        var writing = WriteAsync();
        try
        {
            var (buffer, last) = (new byte[PieceBytes], 0L);
            for (int got; (got = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0;)
            {
                var late = Latency;
                if (Loss > 0 && Lucky() < Loss)
                {
                    Interlocked.Increment(ref _lost);
                    late += Resend;
                }
                last = Math.Max(last, Stopwatch.GetTimestamp() + (long)(late.TotalSeconds * Stopwatch.Frequency));
                await line.Writer.WriteAsync((buffer[..got], last), _stop.Token);
            }
        }
        finally
        {
            line.Writer.TryComplete();
        }
        await writing;

        async Task WriteAsync()
        {
            await foreach (var (piece, due) in line.Reader.ReadAllAsync(_stop.Token))
            {
                var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _stop.Token);
                await HearAsync();
                var whole = piece.AsMemory();
                if (isToServer && MostBytes is { } most)
                {
                    var room = most - Interlocked.Read(ref _sent);
                    if (room < whole.Length) whole = whole[..(int)Math.Max(room, 0)];
                }
                if (isToServer) Interlocked.Add(ref _sent, whole.Length);
                if (whole.Length > 0) await to.GetStream().WriteAsync(whole, _stop.Token);
                if (isToServer && IsOver)
                {
                    Break();
                    return;
                }
            }
        }
    }

    private Task HearAsync()
    {
        lock (_gate) return _speaks.Task;
    }

    private double Lucky()
    {
        lock (_gate) return _random.NextDouble();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private static void Close(TcpClient end)
    {
        try
        {
            end.Client?.Close(0);
            end.Close();
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
