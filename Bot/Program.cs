using ChatVideoBot.Bot;
using Microsoft.Extensions.Hosting;

// The bot alone: DISCORD_TOKEN and REDIS_URL say where. Workers run elsewhere (Inference), on one machine or many.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddBot();
await builder.Build().RunAsync();
