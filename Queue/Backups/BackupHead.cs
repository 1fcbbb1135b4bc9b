using System.Text.Json.Serialization;

namespace ChatVideoBot.Queue.Backups;

/// <summary>The first line of a backup, in JSON, so that <c>head -1 FILE</c> tells what it is.</summary>
/// <param name="Is"><see cref="What"/>.</param>
/// <param name="Format">Of the file.</param>
/// <param name="Id">Its own, by which a restore that broke off is found again.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="Schema">Of the data.</param>
/// <param name="BegunAt">By the clock of the machine that wrote it.</param>
/// <param name="Version">Of the program that wrote it.</param>
internal sealed record BackupHead(string Is, int Format, string Id, string Queue, int Schema, DateTimeOffset BegunAt, string Version)
{
    public const string What = "chatvideobot queue backup";

    public const int NewestFormat = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupHead))]
internal sealed partial class BackupJson : JsonSerializerContext;
