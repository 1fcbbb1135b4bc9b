using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

/// <summary>A private Redis cannot be started; the message says why and what to do.</summary>
public sealed class PrivateRedisException(string message, Exception? inner = null) : RedisException(message, inner);
