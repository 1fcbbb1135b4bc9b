using ChatVideoBot.Inference.Prompts;

namespace ChatVideoBot.Inference.Tests.Prompts;

public sealed class PromptCacheTests
{
    [Fact]
    public void The_longest_unused_is_forgotten_first()
    {
        var cache = new PromptCache(3 * 40);
        foreach (var text in (string[])["a", "b", "c"])
            cache.Keep(text, States(9));
        Assert.NotNull(cache.Find("a")); // b is now the one longest unused

        cache.Keep("d", States(9));

        Assert.Equal(["a", "c", "d"], Kept(cache, "a", "b", "c", "d"));
    }

    [Fact]
    public void Bytes_are_counted_and_one_that_takes_the_room_of_two_replaces_two()
    {
        var cache = new PromptCache(120);
        foreach (var text in (string[])["a", "b", "c"])
            cache.Keep(text, States(9)); // 36 bytes of states, 4 of the mask

        cache.Keep("big", States(19));
        Assert.Equal(["c", "big"], Kept(cache, "a", "b", "c", "big"));

        cache.Keep("too big", States(30));
        Assert.Equal(["c", "big"], Kept(cache, "c", "big", "too big"));
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void The_first_states_of_a_text_stay_and_texts_are_told_apart_exactly()
    {
        var cache = new PromptCache(1000);
        var first = States(1);
        cache.Keep("a", first);
        cache.Keep("a", States(1));

        Assert.Same(first, cache.Find("a"));
        Assert.Null(cache.Find("A"));
        Assert.Null(cache.Find("a "));
        Assert.Equal(1, cache.Count);
        Assert.Null(new PromptCache(0).Find("a"));
    }

    [Fact]
    public void Many_threads_keep_and_find_within_the_bound()
    {
        var cache = new PromptCache(10 * 40);

        Parallel.For(0, 20_000, i =>
        {
            var text = $"{i * 7919 % 40}";
            if (cache.Find(text) is { } states)
                Assert.Equal(i * 7919 % 40, states.Values[0]);
            else
                cache.Keep(text, new PromptStates([.. Enumerable.Repeat((float)(i * 7919 % 40), 9)], [1], 1, 9));
        });

        Assert.Equal(10, cache.Count);
    }

    private static PromptStates States(int values) => new(new float[values], [1], 1, values);

    private static IEnumerable<string> Kept(PromptCache cache, params string[] texts) => texts.Where(t => cache.Find(t) is not null).ToList();
}
