using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>
/// The Lua files of this folder as one library of Redis functions: those that begin with _ are shared by all, each other one is a function.
/// The server keeps the library; what is shared is made once, not at each call. Its name tells its text, so that programs of two versions
/// have one each.
/// </summary>
internal static class QueueLibrary
{
    private const int KeptVersions = 8;

    private static readonly TimeSpan UnusedFor = TimeSpan.FromDays(7); // whoever runs calls one of them every few seconds

    private static readonly string[] Shared =
        ["_gate.lua", "_base.lua", "_line.lua", "_move.lua", "_limits.lua", "_work.lua", "_back.lua", "_outbox.lua", "_cancel.lua", "_claim.lua", "_place.lua"];

    private static readonly (string Name, string Text) Built = Build();

    /// <summary>The newest layout of the data that these scripts know.</summary>
    public static int Schema { get; } = int.Parse(Regex.Match(Read("_base.lua"), @"local SCHEMA = (\d+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    public static string Name => Built.Name;

    public static string Text => Built.Text;

    public static RedisScript Function(string file) => RedisScript.Function(file, $"{Name}_{Stem(file)}");

    public static bool IsMissing(RedisRefusedException e) => e.Message.Contains("Function not found", StringComparison.OrdinalIgnoreCase);

    /// <summary>Loads the library. Of many other versions those are dropped that nobody has called for a week, of whatever queue on this server.</summary>
    /// <param name="call">Sends a command.</param>
    /// <exception cref="RedisRefusedException">The user may not: a worker's leaves it to the bot.</exception>
    public static async Task LoadAsync(Func<RedisArg[], Task<object?>> call)
    {
        try
        {
            await TryLoadAsync(call);
        }
        catch (RedisRefusedException e) when (e.Code == "NOPERM")
        {
            throw new RedisRefusedException(e.Code, e.Said, $"Redis does not know this version's functions yet, and this user may not bring them: start a bot of the same version first. ({e.Said})");
        }
    }

    private static async Task TryLoadAsync(Func<RedisArg[], Task<object?>> call)
    {
        if (await call(["FUNCTION", "LIST", "LIBRARYNAME", "vq_*"]) is object?[] { Length: > KeptVersions } others)
        {
            foreach (var name in others.OfType<object?[]>().Select(other => other.OfType<string>().FirstOrDefault(text => text.StartsWith("vq_", StringComparison.Ordinal))))
            {
                if (name is not null && name != Name && await IsUnusedAsync(call, name))
                    await DropAsync(call, name);
            }
        }
        try
        {
            await call(["FUNCTION", "LOAD", Text]);
        }
        catch (RedisRefusedException e) when (e.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            // Another process was quicker.
        }
    }

    private static async Task<bool> IsUnusedAsync(Func<RedisArg[], Task<object?>> call, string library)
    {
        try
        {
            return await call(["FCALL", $"{library}_used", 0]) is object?[] and [long usedAt, long now] && now - usedAt > UnusedFor.TotalMilliseconds;
        }
        catch (RedisRefusedException e) when (IsMissing(e))
        {
            return false; // of a version that does not know
        }
    }

    private static async Task DropAsync(Func<RedisArg[], Task<object?>> call, string library)
    {
        try
        {
            await call(["FUNCTION", "DELETE", library]);
        }
        catch (RedisRefusedException e) when (e.Message.Contains("not found", StringComparison.OrdinalIgnoreCase))
        {
            // Another process was quicker.
        }
    }

    private static (string Name, string Text) Build()
    {
        var body = new StringBuilder(string.Concat(Shared.Select(Read)));
        body.Append("redis.register_function{function_name='@_used', flags={'no-writes'}, callback=used}\n");
        foreach (var file in Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".lua", StringComparison.Ordinal) && name[0] != '_').Order(StringComparer.Ordinal))
        {
            // Functions that let go of memory must run when it is full, or it would stay full.
            var flags = file == "enqueue.lua" ? "" : "'allow-oom'";
            var gate = file == "reopen.lua" ? "" : "local gate = gated(P)\nif gate then return gate end\n"; // that one opens it
            body.Append(
                $"redis.register_function{{function_name='@_{Stem(file)}', flags={{{flags}}}, callback=function(keys, args)\nbegin(keys, args)\n{gate}{Read(file)}\nend}}\n");
        }
        var name = "vq_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToString())))[..12];
        return (name, $"#!lua name={name}\n{body.Replace("function_name='@_", $"function_name='{name}_")}");
    }

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file).Replace('-', '_');

    /// <summary>The text of a Lua file of this folder.</summary>
    public static string Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The script {file} is not embedded in this program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
