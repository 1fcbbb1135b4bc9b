using ChatVideoBot.Inference.Graphs;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary>The commands by name, and how they end: 0 = done, 1 = it could not be done, 2 = wrong command line, 130 = cancelled.</summary>
internal static class Commands
{
    private const string Usage = $"""
        {GenerateCommand.Usage}
        {ExtendCommand.Usage}
        {StoryboardCommand.Usage}
        {EditCommand.Usage}
        {UpscaleCommand.Usage}
        {LoopCommand.Usage}
        {ModelsCommand.Usage}
        replay MODEL/golden/CASE
        {HealthCommand.Usage}
        {DoctorCommand.Usage}
        tokenize tokenizer.json < lines of text as JSON
        nothing, or settings such as --Inference:Threads=1: the worker
        """;

    /// <summary>Runs one command; Ctrl-C and SIGTERM cancel it cleanly.</summary>
    public static async Task<int> RunAsync(string[] line)
    {
        using var cancel = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // the command ends by itself, with its children
            cancel.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            if (line[0] is "-h" or "--help" or "help")
                Console.WriteLine(Usage);
            else if (line[0] == "doctor")
                return DoctorCommand.Run(line[1..], cancel.Token);
            else
                await RunAsync(line[0], line[1..], cancel.Token);
            return 0;
        }
        catch (UsageException e)
        {
            return Fail(e.Message, 2);
        }
        catch (Exception) when (cancel.IsCancellationRequested) // Ctrl-C also reaches ffmpeg, whose end may be seen first
        {
            return Fail("Cancelled.", 130);
        }
        catch (ClipRefusedException e)
        {
            return Fail(e.Message, 2);
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(e.Message, 1);
        }
        catch (Exception e) when (MemoryFailure.Is(e))
        {
            return Fail("There is not enough memory for this: make it shorter or smaller.", 1);
        }
        catch (OnnxRuntimeException e) // outside of a graph's run, where it is made a sentence
        {
            return Fail(Sentence.Of($"ONNX Runtime failed: {e.Message}"), 1);
        }
    }

    private static Task RunAsync(string command, string[] rest, CancellationToken cancel)
    {
        switch (command)
        {
            case "generate":
                return GenerateCommand.RunAsync(rest, cancel);
            case "extend":
                return ExtendCommand.RunAsync(rest, cancel);
            case "storyboard":
                return StoryboardCommand.RunAsync(rest, cancel);
            case "edit":
                return EditCommand.RunAsync(rest, cancel);
            case "upscale":
                return UpscaleCommand.RunAsync(rest, cancel);
            case "loop":
                return LoopCommand.RunAsync(rest, cancel);
            case "models":
                ModelsCommand.Run(rest, cancel);
                return Task.CompletedTask;
            case "replay":
                return ReplayCommand.RunAsync(rest, cancel);
            case "health":
                HealthCommand.Run(rest);
                return Task.CompletedTask;
            case "tokenize":
                return TokenizeCommand.RunAsync(rest, cancel);
            default:
                throw new UsageException($"{command}: there is no such command; there are generate, extend, storyboard, edit, upscale, loop, models, replay, health, doctor, tokenize, or none for the worker.");
        }
    }

    private static int Fail(string sentence, int code)
    {
        Console.Error.WriteLine(Sentence.Of(sentence));
        return code;
    }
}
