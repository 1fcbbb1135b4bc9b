using System.Security.Cryptography;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>A Lua script, or a function of a library, and the name the server knows it by.</summary>
internal sealed class RedisScript
{
    /// <summary>A script, sent whole when the server does not know it.</summary>
    public RedisScript(string name, string text)
    {
        (Name, Text) = (name, text);
        Sha = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
        Head = Encoding.ASCII.GetBytes($"$7\r\nEVALSHA\r\n$40\r\n{Sha}\r\n");
    }

    private RedisScript(string name, byte[] head) => (Name, Text, Sha, Head) = (name, "", "", head);

    /// <summary>A function of a library that was loaded before; the server refuses it with "Function not found" otherwise.</summary>
    /// <param name="name">For messages.</param>
    public static RedisScript Function(string name, string function) =>
        new(name, Encoding.ASCII.GetBytes($"$5\r\nFCALL\r\n${function.Length}\r\n{function}\r\n"));

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Empty for a function.</summary>
    public string Text { get; }

    /// <summary>SHA1 of the text, lower case hexadecimal: what EVALSHA takes.</summary>
    public string Sha { get; }

    /// <summary>The command and the name, as they are sent.</summary>
    public ReadOnlyMemory<byte> Head { get; }
}
