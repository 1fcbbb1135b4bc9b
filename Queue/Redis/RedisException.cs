namespace ChatVideoBot.Queue.Redis;

/// <summary>Redis did not do what was asked; the message says what and why.</summary>
public abstract class RedisException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There was no connection, so the call was not sent.</summary>
public sealed class RedisAwayException(string message, Exception? inner = null) : RedisException(message, inner);

/// <summary>The call was sent but no answer came: it may have run.</summary>
public sealed class RedisMayHaveRunException(string message, Exception? inner = null) : RedisException(message, inner);

/// <summary>The server answered with an error.</summary>
/// <param name="code">The error's first word: NOSCRIPT, OOM, NOPERM, WRONGTYPE, ERR …</param>
/// <param name="said">The error as the server wrote it.</param>
public sealed class RedisRefusedException(string code, string said, string message) : RedisException(message)
{
    public string Code { get; } = code;

    public string Said { get; } = said;
}
