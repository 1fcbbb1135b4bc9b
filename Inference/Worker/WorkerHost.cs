using System.Runtime.InteropServices;
using ChatVideoBot.Hosting;
using ChatVideoBot.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Worker;

/// <summary>The worker as a program.</summary>
public static class WorkerHost
{
    /// <summary>Works on the queue's jobs until the process is told to stop.</summary>
    /// <param name="args">Settings, such as --Inference:ModelFolder models/pocket.</param>
    /// <returns>The exit code: 1 when it could not start or had to give up, said in one sentence.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder(args);
            builder.Configuration.AddSecretFiles();
            builder.Services.AddInference().AddTelemetry("worker");
            using var host = builder.Build();
            // What cannot work is found here: the host would log it with a stack trace besides.
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            host.Services.GetRequiredService<ClipMakers>();
            var terminations = 0;
            using var again = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true; // the first is the host's
                if (Interlocked.Increment(ref terminations) == 2)
                    host.Services.GetRequiredService<ClipWorkers>().GiveBack();
            });
            await host.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (e is ModelException or OptionsValidationException
            or InvalidOperationException { InnerException: ArgumentException or FormatException }) // a setting that is no number, for example
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
