using ChatVideoBot.Bot;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Hosting;
using ChatVideoBot.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

// The bot alone: DISCORD_TOKEN and REDIS_URL say where. Workers run elsewhere (Inference), on one machine or many.
// doctor, invite, health, backup, restore, move: what is run beside it.
if (OwnerCommands.IsOne(args)) return await OwnerCommands.RunAsync(args, Console.Out, CancellationToken.None);
try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.Configuration.AddSecretFiles();
    builder.Services.AddBot().AddTelemetry("bot");
    using var host = builder.Build();
    host.Services.GetRequiredService<IStartupValidator>().Validate(); // here, because the host would log it with a stack trace besides
    await host.RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (SettingsFault.Is(e))
{
    await Console.Error.WriteLineAsync(SettingsFault.Sentence(e));
    return 1;
}
