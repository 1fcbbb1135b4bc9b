using System.Text.Json.Serialization;

namespace ChatVideoBot.Queue.Scripts;

[JsonSerializable(typeof(ClipRequest))]
[JsonSerializable(typeof(ClipInfo))]
[JsonSerializable(typeof(IReadOnlyList<ModelCard>))]
internal sealed partial class QueueJson : JsonSerializerContext;
