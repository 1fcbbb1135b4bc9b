using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>A Lua script and the name the server knows it by.</summary>
internal sealed class RedisScript
{
    public RedisScript(string name, string text)
    {
        (Name, Text) = (name, text);
        Sha = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
        Evalsha = Encoding.ASCII.GetBytes($"$7\r\nEVALSHA\r\n$40\r\n{Sha}\r\n");
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>SHA1 of the text, lower case hexadecimal: what EVALSHA takes.</summary>
    public string Sha { get; }

    /// <summary>EVALSHA and the name, as they are sent.</summary>
    public ReadOnlyMemory<byte> Evalsha { get; }

    /// <summary>
    /// Reads an embedded file of Scripts/ and puts before it what all scripts share, _base.lua, and what its first line names:
    /// "--! line work" puts _line.lua and _work.lua there. Only what a script needs, because each run makes these functions anew.
    /// </summary>
    public static RedisScript Embedded(string file)
    {
        var own = Read(file);
        var parts = own.StartsWith("--! ", StringComparison.Ordinal) ? own[4..own.IndexOf('\n', StringComparison.Ordinal)].Split(' ') : [];
        return new(file, string.Concat([Head(file), Read("_base.lua"), .. parts.Select(part => Read($"_{part.Trim()}.lua")), own]));
    }

    /// <summary>Scripts that let go of memory must run when it is full, or it would stay full. The flags must be the first line.</summary>
    private static string Head(string file) => file is "enqueue.lua" ? "#!lua\n" : "#!lua flags=allow-oom\n";

    private static string Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The script {file} is not embedded in this program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
