namespace ChatVideoBot.Discord;

/// <summary>What the bot's owner is told to do.</summary>
internal static class Sentences
{
    public const string WrongToken = "The token is wrong: copy a fresh one (https://discord.com/developers/applications, your application, "
        + "Bot, Reset Token) and put it into the environment variable DISCORD_TOKEN.";
}
