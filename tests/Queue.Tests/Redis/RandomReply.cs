using System.Globalization;
using System.Text;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>Replies of every shape, written as Redis would, with the value that must be read.</summary>
internal static class RandomReply
{
    public static object? Write(Stream wire, Random random, int depth)
    {
        switch (random.Next(depth > 3 ? 7 : 10))
        {
            case 0:
                var text = Convert.ToHexString(RandomBytes(random, 20));
                Put(wire, $"+{text}\r\n");
                return text;
            case 1:
                var number = random.NextInt64(long.MinValue, long.MaxValue);
                Put(wire, string.Create(CultureInfo.InvariantCulture, $":{number}\r\n"));
                return number;
            case 2:
                var real = random.NextDouble() * 1e10;
                Put(wire, string.Create(CultureInfo.InvariantCulture, $",{real:R}\r\n"));
                return real;
            case 3:
                Put(wire, "_\r\n");
                return null;
            case 4:
                Put(wire, "#t\r\n");
                return true;
            case 5 or 6:
                var bytes = RandomBytes(random, random.Next(20) == 0 ? 70_000 : 200); // often with CR LF inside
                Put(wire, $"${bytes.Length}\r\n");
                wire.Write(bytes);
                Put(wire, "\r\n");
                return bytes;
            default:
                var count = random.Next(5);
                var isMap = random.Next(3) == 0;
                Put(wire, isMap ? $"%{count}\r\n" : $"*{count}\r\n");
                var items = new object?[isMap ? count * 2 : count];
                for (var i = 0; i < items.Length; i++)
                    items[i] = Write(wire, random, depth + 1);
                return items;
        }
    }

    public static void AssertSame(object? expected, object? actual)
    {
        if (expected is not object?[] items)
        {
            Assert.Equal(expected, actual);
            return;
        }
        var others = Assert.IsType<object?[]>(actual);
        Assert.Equal(items.Length, others.Length);
        for (var i = 0; i < items.Length; i++)
            AssertSame(items[i], others[i]);
    }

    private static byte[] RandomBytes(Random random, int atMost)
    {
        var bytes = new byte[random.Next(atMost)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = random.Next(4) == 0 ? (byte)"\r\n$*"[random.Next(4)] : (byte)random.Next(256);
        return bytes;
    }

    private static void Put(Stream wire, string text) => wire.Write(Encoding.UTF8.GetBytes(text));
}
