using ChatVideoBot.Bot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

// The bot alone: DISCORD_TOKEN and REDIS_URL say where. Workers run elsewhere (Inference), on one machine or many.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddBot();
try
{
    using var host = builder.Build();
    host.Services.GetRequiredService<IStartupValidator>().Validate(); // here, because the host would log it with a stack trace besides
    await host.RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
