using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Sandbox.Commands;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>An application and its bot, which has the same id, as for every newer application.</summary>
/// <param name="number">0 for the first, whose ids are those of <see cref="WellKnown"/>.</param>
internal sealed class Application(int number, string name, string? token, Permission permissions)
{
    public int Number => number;
    public User Bot { get; } = new(WellKnown.Later(WellKnown.Application, number), name, null, IsBot: true);
    public ulong Id => Bot.Id;
    public string Token { get; } = token ?? NewToken(WellKnown.Later(WellKnown.Application, number));

    /// <summary>What its role may do in each guild.</summary>
    public Permission Permissions => permissions;
    public CommandBook Commands { get; } = new();

    /// <summary>The guilds that it is in.</summary>
    public List<Community> Guilds { get; } = [];

    /// <summary>A token in the shape of Discord's: the application's id, a time and a secret, joined by dots.</summary>
    private static string NewToken(ulong id) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(id.ToString())).TrimEnd('=') + $".sandbox.{RandomNumberGenerator.GetHexString(38)}";
}
