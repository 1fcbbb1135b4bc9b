using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatVideoBot.Sandbox;

/// <summary>How JSON is written: letters of all languages as they are, as Discord does.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
