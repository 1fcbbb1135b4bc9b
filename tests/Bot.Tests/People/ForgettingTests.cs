using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatVideoBot.Bot.Moderation;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Cases;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Tests.People;

/// <summary>A whole life of a user, and what is left of it in Redis and in its files after they were forgotten.</summary>
public sealed class ForgettingTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly IOptions<BotOptions> Settings = Options.Create(new BotOptions());

    [Fact]
    public async Task Nothing_of_a_user_is_left_within_a_minute_although_a_job_of_theirs_runs()
    {
        await using var street = await Street.BuildAsync();
        var (user, cancel) = (street.Member.Id, street.Cancel);
        var bans = await LiveAsync(street);
        var running = await street.ImagineAsync("a walrus that runs");
        var lease = await street.ClaimAsync();
        Assert.Equal(running, lease.Id.Value);
        await street.Queue.ReportAsync(lease, 0.3, "x", "a walrus's preview"u8.ToArray(), cancel);
        await street.ImagineAsync("a walrus in line");
        await street.WaitForTextAsync("a walrus in line");
        Assert.NotEmpty(await TracesAsync(street, user));
        Assert.NotEmpty(await TracesAsync(street, "walrus"));

        await street.Member.UseAsync("general", "privacy", new Dictionary<string, object>(), cancel);
        var told = await street.WaitForTextAsync("What is kept about you");
        var asked = Stopwatch.GetTimestamp();
        await street.Member.PressAsync("general", told["id"]!.GetValue<string>(), "privacy:forget", cancel);
        await street.WaitForTextAsync("Forget all of it?");
        await street.Member.PressAsync("general", told["id"]!.GetValue<string>(), "privacy:really", cancel);
        while (await street.Queue.RenewAsync(lease, cancel) != Beat.Cancel) await Task.Delay(20, cancel); // the worker works on
        await street.Queue.CancelledAsync(lease, cancel);
        while ((await street.Queue.ReadForgettingsAsync(cancel)).Count > 0) await Task.Delay(20, cancel);

        Assert.Equal([], await TracesAsync(street, user));
        Assert.Equal([], await TracesAsync(street, "walrus"));
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Contains("a seal of another's", string.Concat(await DumpAsync(street)));
        var ban = await bans.FindAsync("5", user, cancel);
        Assert.Equal(("", "spam"), (ban?.User, ban?.Why)); // and holds
        Assert.Equal("2", (await bans.FindAsync("5", "2", cancel))?.User);
        while (IsOnDisk(street, user) || IsOnDisk(street, "walrus")) await Task.Delay(100, cancel); // Redis writes its file anew
    }

    /// <summary>All that can be kept of a user, and something of others beside it.</summary>
    private static async Task<BanBook> LiveAsync(Street street)
    {
        var (user, cancel, kept) = (street.Member.Id, street.Cancel, street.Keepsakes);
        var marks = new Marks(kept);
        var bans = new BanBook(kept, marks, TimeProvider.System);
        var (cases, reports) = (new CaseBook(kept, Settings), new ReportBook(kept, Settings));
        await street.ClipAsync("a walrus that was posted");
        await street.StopBotAsync(); // what a clip goes through that Discord refuses, and one that waits for a moderator
        foreach (var hold in new[] { false, true })
        {
            await street.Queue.EnqueueAsync(
                new(new($"9{(hold ? 1 : 2)}"), user, street.Discord.GuildId, new() { Prompt = "a walrus that was refused" }, street.OldOrigin())
                {
                    Sources = new() { Picture = "a walrus's picture"u8.ToArray() },
                }, cancel);
            await street.CompleteAsync(await street.ClaimAsync(), mp4: "a walrus's clip"u8.ToArray());
            var end = (await street.Queue.TakeDeliveryAsync(cancel))!;
            if (hold)
            {
                Assert.Equal(ClipHold.Held, await street.Queue.HoldDeliveryAsync(end, cancel));
                continue;
            }
            Assert.True(await street.Queue.RefuseAsync(end, new(FailureStage.Delivery, "No walrus here."), cancel, keepClip: true));
            Assert.True(await street.Queue.AcknowledgeAsync((await street.Queue.TakeDeliveryAsync(cancel))!, cancel));
        }
        await street.StartBotAsync();
        foreach (var subject in new[] { LimitSubject.User(user), LimitSubject.Member(street.Discord.GuildId, user) })
            await street.Queue.SetLimitsAsync(subject, new() { Waiting = 9 }, new(user, "mine"), cancel);
        await street.Queue.SetLimitsAsync(LimitSubject.Everyone, null, new("2", $"as <@{user}> said"), cancel);
        await kept.WriteAsync($"person:{user}", """{"seconds": 4}""", Year, cancel);
        await kept.WriteAsync("clip:77", $$"""{"id":"77","user":"{{user}}","clip":{"prompt":"a walrus on no list"},"postedMessage":"78"}""", Year, cancel);
        await kept.WriteAsync("message:78", "77", Year, cancel);
        await kept.WriteAsync("clip:79", """{"id":"79","user":"2","clip":{"prompt":"a seal of another's"}}""", Year, cancel);
        await kept.WriteAsync("story:7", $$"""{"User":"{{user}}","Shots":"a walrus typed"}""", Year, cancel);
        await kept.WriteAsync("order:7", $$$"""{"User":"{{{user}}}","Order":{"Clip":{"Prompt":"a walrus not confirmed"}} }""", Year, cancel);
        await reports.AddAsync(new("77", "a walrus", user, "2", "other", "", "", DateTimeOffset.UtcNow), cancel);
        await reports.AddAsync(new("79", "a seal of another's", "2", user, "other", "a walrus wrote this", "", DateTimeOffset.UtcNow), cancel);
        await cases.OpenAsync(new("77", CaseKind.Reported, "5", "6", user, "a walrus", "", "", DateTimeOffset.UtcNow), cancel);
        await cases.OpenAsync(new("79", CaseKind.Reported, "5", "6", "2", "a seal", "", "", DateTimeOffset.UtcNow), cancel);
        await cases.DecideAsync("5", "79", CaseEnd.Approved, user, "", DateTimeOffset.UtcNow, cancel);
        await bans.BarAsync("5", user, null, "2", "spam", cancel);
        await bans.BarAsync("5", "2", null, user, "spam", cancel);
        foreach (var act in new[] { new ModAct(user, "ban", "2", "", "", DateTimeOffset.UtcNow), new ModAct("2", "ban", user, "", "", DateTimeOffset.UtcNow) })
            await kept.FileAsync("modlog:5", JsonSerializer.Serialize(act, JsonSerializerOptions.Web), act.At, 100, Year, cancel);
        await new GuildBook(kept, Settings).ChangeAsync("5", rules => rules with { Limits = new Dictionary<string, ClipLimits> { [$"user:{user}"] = new(2, null) } }, cancel);
        return bans;
    }

    [Fact]
    public async Task What_broke_off_is_finished_by_the_bot_that_starts_next()
    {
        await using var street = await Street.BuildAsync();
        await street.ClipAsync("a walrus of yore");
        await street.StopBotAsync();
        await street.Queue.BeginForgettingAsync(street.Member.Id, street.Cancel); // the last that the process before did

        await street.StartBotAsync();

        while ((await street.Queue.ReadForgettingsAsync(street.Cancel)).Count > 0) await Task.Delay(20, street.Cancel);
        Assert.Equal([], await TracesAsync(street, street.Member.Id));
        Assert.Equal([], await TracesAsync(street, "walrus"));
    }

    private static bool IsOnDisk(Street street, string trace) => new DirectoryInfo(street.Redis.Folder).EnumerateFiles("*.aof", SearchOption.AllDirectories).Any(file =>
    {
        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace)) >= 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    });

    private static async Task<List<string>> TracesAsync(Street street, string trace) =>
        [.. (await DumpAsync(street)).Where(row => row.Contains(trace, StringComparison.Ordinal))];

    /// <summary>Every key of every database with its name and all that it holds, whatever its type.</summary>
    private static async Task<IReadOnlyList<string>> DumpAsync(Street street)
    {
        const string Script = """
            local function flat(one)
              if type(one) ~= 'table' then return tostring(one) end
              local all = {}
              for i, part in ipairs(one) do all[i] = type(part) == 'table' and cjson.encode(part) or tostring(part) end
              return table.concat(all, ' ')
            end
            local dump = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local kind = redis.call('TYPE', key).ok
              local all = kind == 'string' and redis.call('GET', key) or kind == 'hash' and redis.call('HGETALL', key) or kind == 'zset' and redis.call('ZRANGE', key, 0, -1)
                or kind == 'set' and redis.call('SMEMBERS', key) or kind == 'list' and redis.call('LRANGE', key, 0, -1) or kind == 'stream' and redis.call('XRANGE', key, '-', '+')
              dump[#dump + 1] = key .. ' ' .. kind .. ' ' .. flat(all)
            end
            return dump
            """;
        using var client = new TcpClient();
        await client.ConnectAsync(street.Redis.Url.Host, street.Redis.Url.Port, street.Cancel);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"*3\r\n$4\r\nEVAL\r\n${Encoding.UTF8.GetByteCount(Script)}\r\n{Script}\r\n$1\r\n0\r\n"), street.Cancel);
        using var stream = new BinaryReader(new BufferedStream(client.GetStream()), Encoding.Latin1);
        var rows = new List<string>();
        var first = Line();
        Assert.StartsWith("*", first);
        for (var count = int.Parse(first[1..]); rows.Count < count;)
        {
            rows.Add(Encoding.UTF8.GetString(stream.ReadBytes(int.Parse(Line()[1..]))));
            Line();
        }
        return rows;

        string Line()
        {
            var line = new StringBuilder();
            for (char letter; (letter = (char)stream.ReadByte()) != '\n';) line.Append(letter);
            return line.ToString().TrimEnd('\r');
        }
    }
}
