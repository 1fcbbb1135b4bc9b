using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Tests.Rest;

/// <summary>Runs alone: it counts what the whole process allocates.</summary>
[CollectionDefinition(nameof(UploadMemoryTests), DisableParallelization = true)]
[Collection(nameof(UploadMemoryTests))]
public sealed class UploadMemoryTests
{
    private const int FileBytes = (25 << 20) - 4_096;

    [Fact]
    public async Task An_upload_of_25_MiB_is_sent_without_a_second_copy_of_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var rest = RestTests.NewClient(new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/api"));
        var message = new MessageCreate { Nonce = "n", Files = [new FileUpload("clip.mp4", new byte[FileBytes])] };
        var serving = ServeAsync(listener);
        await rest.GetChannelAsync(1, TestContext.Current.CancellationToken); // what is made once is made

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await rest.CreateMessageAsync(1, message, TestContext.Current.CancellationToken);
        var used = GC.GetTotalAllocatedBytes(precise: true) - before;

        var lengths = await serving;
        TestContext.Current.TestOutputHelper?.WriteLine($"{used:N0} bytes allocated for {lengths[1]:N0} sent.");
        Assert.InRange(lengths[1], FileBytes, 25 << 20); // the Content-Length, known beforehand, and all of it came
        Assert.True(used < 2 << 20, $"{used:N0} bytes.");
    }

    /// <summary>Takes two requests, throws their bodies away, and says how long those were.</summary>
    private static async Task<long[]> ServeAsync(TcpListener listener)
    {
        var lengths = new long[2];
        var buffer = new byte[65_536];
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        for (var n = 0; n < 2; n++)
        {
            var read = 0;
            int end;
            while ((end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8)) < 0)
                read += await stream.ReadAsync(buffer.AsMemory(read));
            var head = Encoding.ASCII.GetString(buffer, 0, end);
            var announced = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
            lengths[n] = announced is null ? 0 : long.Parse(announced[16..], System.Globalization.CultureInfo.InvariantCulture);
            for (var left = lengths[n] - (read - end - 4); left > 0;)
                left -= await stream.ReadAsync(buffer);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}"u8.ToArray());
        }
        return lengths;
    }
}
