using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Moderation.Bans;

/// <summary>
/// A user of a server as a mark from which nobody reads who it is: bans and counts of refusals are kept under it, so that they hold also for
/// somebody of whom everything was forgotten.
/// </summary>
/// <remarks>PBKDF2 (RFC 8018) over SHA-256 with a salt of this queue's own, which is drawn once and kept in Redis.</remarks>
internal sealed class Marks(Keepsakes keepsakes)
{
    private const string SaltName = "marks:salt";
    private const int SaltBytes = 32, MarkBytes = 16, Rounds = 20_000, MostRemembered = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromDays(36500);

    private readonly ConcurrentDictionary<(string Guild, string User), string> _remembered = new();
    private byte[]? _salt;

    public async Task<string> OfAsync(string guild, string user, CancellationToken cancel)
    {
        if (_remembered.TryGetValue((guild, user), out var known)) return known;
        var salt = _salt ??= await SaltAsync(cancel);
        var mark = Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes($"{guild}:{user}"), salt, Rounds, HashAlgorithmName.SHA256, MarkBytes));
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        return _remembered[(guild, user)] = mark;
    }

    private async Task<byte[]> SaltAsync(CancellationToken cancel)
    {
        await keepsakes.TryWriteAsync(SaltName, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes)), Life, cancel);
        return Convert.FromHexString((await keepsakes.ReadAsync(SaltName, cancel))!); // whoever wrote it
    }
}
