using System.Globalization;
using System.Text.Json;
using ChatVideoBot.Sandbox;

const string usage = "Usage: Sandbox --bare [--port N]";
var options = new SandboxOptions();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--bare")
        continue;
    if (args[i] == "--port" && i + 1 < args.Length
        && ushort.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
    {
        options.Port = port;
        i++;
        continue;
    }
    Console.Error.WriteLine(args[i] == "--port" ? $"--port takes a number from 0 to 65535. {usage}" : $"There is no argument {args[i]}. {usage}");
    return 2;
}

try
{
    await using var server = await SandboxServer.StartAsync(options, CancellationToken.None);
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        api = server.Api.ToString(),
        token = server.Token,
        application_id = server.ApplicationId,
        guild_id = server.GuildId,
        page = server.Page.ToString(),
    }));
    await server.WaitForStopAsync();
    return 0;
}
catch (SandboxException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
