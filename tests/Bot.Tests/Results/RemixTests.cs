using ChatVideoBot.Bot.Results;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Results;

/// <summary>The form in which a clip's words are changed.</summary>
public sealed class RemixTests
{
    [Fact]
    public async Task Changed_words_make_the_clip_anew_from_itself()
    {
        await using var street = await Street.BuildAsync();
        await street.AnnounceAsync(Street.Card with { TakesClips = true });
        var (id, message) = await street.ClipAsync("a red ball");
        await street.AnnounceAsync(Street.Card with { TakesClips = true });

        await street.PressAsync("remix", message);
        var again = await street.FillAsync($"remix:{id}", new Dictionary<string, string> { ["prompt"] = "a blue ball", ["negative"] = "trees", ["strength"] = "much", ["seed"] = "4294967295" });
        await street.WaitForStateAsync(again, JobState.Waiting);
        var lease = await street.ClaimAsync();

        Assert.Equal((ClipKind.Remix, "a blue ball", "trees", 0.8, 4294967295), (lease.Clip.Kind, lease.Clip.Prompt, lease.Clip.Negative, lease.Clip.Strength, lease.Clip.Seed));
        Assert.Equal("a clip"u8.ToArray(), (await street.Queue.ReadSourcesAsync(lease, street.Cancel))!.Clip.ToArray());
    }

    [Fact]
    public async Task From_scratch_it_is_a_fresh_clip_without_any_file()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a red ball");

        await street.PressAsync("remix", message);
        await street.FillAsync($"remix:{id}", new Dictionary<string, string> { ["prompt"] = "  a blue ball ", ["strength"] = "scratch" });
        var lease = await street.ClaimAsync();

        Assert.Equal((ClipKind.Make, "a blue ball", false), (lease.Clip.Kind, lease.Clip.Prompt, lease.HasSources));
        Assert.NotEqual(7, lease.Clip.Seed);
    }

    [Fact]
    public async Task A_bad_seed_is_a_sentence_and_nothing_is_queued()
    {
        await using var street = await Street.BuildAsync();
        var (id, message) = await street.ClipAsync("a red ball");

        await street.PressAsync("remix", message);
        await street.FillAsync($"remix:{id}", new Dictionary<string, string> { ["prompt"] = "a blue ball", ["strength"] = "scratch", ["seed"] = "4294967296" });

        Assert.True(Street.IsEphemeral(await street.WaitForTextAsync("The seed “4294967296” is not a whole number from 0 to 4294967295.")));
        Assert.Equal(0, (await street.Queue.LookAsync(street.Cancel)).Waiting);
    }

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("  ", true, null)]
    [InlineData("0", true, 0L)]
    [InlineData(" 12 ", true, 12L)]
    [InlineData("4294967295", true, 4294967295L)]
    [InlineData("4294967296", false, null)]
    [InlineData("-1", false, null)]
    [InlineData("1.5", false, null)]
    [InlineData("seven", false, null)]
    [InlineData("99999999999999999999", false, null)]
    public void A_seed_is_a_whole_number_of_32_bits_or_nothing(string? text, bool isRead, long? value)
    {
        Assert.Equal(isRead, RemixForm.TryReadSeed(text, Tongues.English, out var seed, out var refusal));
        Assert.Equal((value, isRead), (seed, refusal.Length == 0));
    }
}
