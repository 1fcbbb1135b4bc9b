using ChatVideoBot.Inference.Tests.Tokenizers;
using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Inference.Tests.Worker;

public sealed class WorkerHostTests
{
    [Theory]
    [InlineData("--Inference:ModelFolder=/no/such/model", "/no/such/model")]
    [InlineData("--Inference:Ffmpeg=/no/such/ffmpeg", "/no/such/ffmpeg")]
    [InlineData("--Worker:CallTimeout=01:00:00", "CallTimeout")]
    [InlineData("--Inference:Provider=gpu", "Inference:Provider: \"gpu\" is not known; it is \"cpu\" or \"cuda\".")]
    [InlineData("--Inference:Threads=many", "'many' at 'Inference:Threads'")]
    public Task What_is_missing_is_said_in_one_sentence_and_ends_the_program_with_1(string setting, string named) => IsSaidAsync(setting, named);

    [Fact]
    public async Task A_models_folder_whose_name_no_job_can_wait_for_is_named()
    {
        var place = Directory.CreateTempSubdirectory("worker-tests-");
        var folder = Path.Combine(place.FullName, "my model");
        Directory.CreateSymbolicLink(folder, GoldenRows.Pocket);
        try
        {
            await IsSaidAsync($"--Inference:ModelFolder={folder}", "this is \"my model\"");
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static async Task IsSaidAsync(string setting, string named)
    {
        var (said, console) = (new StringWriter(), Console.Error);
        Console.SetError(said);
        try
        {
            Assert.Equal(1, await WorkerHost.RunAsync(
                [$"--Inference:ModelFolder={GoldenRows.Pocket}", "--Redis:Url=redis://127.0.0.1:1", setting]));
        }
        finally
        {
            Console.SetError(console);
        }

        Assert.Contains(named, said.ToString());
        Assert.DoesNotContain("   at ", said.ToString()); // no stack trace
    }
}
