using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Tests.Graphs;

public sealed class FreeMemoryTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public FreeMemoryTests() => File.WriteAllText(_folder.Of("meminfo"), "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\nBuffers: 5 kB\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("max\n", "5000000000\n", null, 8_000_000 * 1024L)] // no limit
    [InlineData("4000000000\n", "1000000000\n", null, 3_000_000_000)]
    [InlineData("4000000000\n", "3900000000\n", "anon 1\ninactive_file 1900000000\nactive_file 7\n", 2_000_000_000)] // files read once are no loss
    [InlineData("4000000000\n", "5000000000\n", null, 0)]
    [InlineData("99000000000\n", "1000000000\n", null, 8_000_000 * 1024L)] // a limit above what the machine has
    [InlineData("4000000000\n", null, null, 8_000_000 * 1024L)]
    [InlineData("4 GB", "1", null, 8_000_000 * 1024L)]
    [InlineData("4000000000\n", "1000000000\n", "inactive_file ?\n", 3_000_000_000)]
    public void The_least_of_system_and_control_group_is_free(string most, string? current, string? statistics, long expected)
    {
        File.WriteAllText(_folder.Of("memory.max"), most);
        if (current is not null)
            File.WriteAllText(_folder.Of("memory.current"), current);
        if (statistics is not null)
            File.WriteAllText(_folder.Of("memory.stat"), statistics);

        Assert.Equal(expected, FreeMemory.Read(_folder.Of("meminfo"), _folder.Path));
    }

    [Fact]
    public void Without_any_of_the_files_there_is_still_an_answer()
    {
        Assert.InRange(FreeMemory.Read(_folder.Of("nix"), _folder.Of("nix")), 1, long.MaxValue);
        File.WriteAllText(_folder.Of("meminfo"), "MemTotal: 5 kB\n"); // a kernel that does not say
        Assert.InRange(FreeMemory.Read(_folder.Of("meminfo"), _folder.Path), 1L << 40, long.MaxValue);
        Assert.InRange(FreeMemory.Read(), 1, 1L << 50);
    }
}
