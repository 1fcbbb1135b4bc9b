using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>What a caller was told about a call.</summary>
internal static class Outcome
{
    public const string Ran = "ran";
    public const string DidNotRun = "did not run";
    public const string MayHaveRun = "may have run";
    public const string Refused = "refused";

    public static async Task<string> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Ran;
        }
        catch (RedisAwayException)
        {
            return DidNotRun;
        }
        catch (RedisMayHaveRunException)
        {
            return MayHaveRun;
        }
        catch (RedisRefusedException)
        {
            return Refused;
        }
    }
}
