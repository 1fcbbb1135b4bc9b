namespace ChatVideoBot.Bot.Orders;

/// <summary>What pictures are mostly asked to do, as prompts: one is picked where somebody gives a picture and no words.</summary>
/// <remarks>
/// The verbs are the most used of 1.7 million prompts with pictures (TIP-I2V, arXiv 2411.04709); names are "movement.ID" of the words. Each prompt
/// is a sentence that leaves open who moves: of a bare "walking" the shipped model makes a scene of its own and leaves the picture.
/// </remarks>
internal static class Movements
{
    public static IReadOnlyList<Movement> All { get; } =
    [
        new("move", "a video of something moving gently, natural motion"),
        new("zoom", "a video of something moving", "zoom in"), // the engine's own camera, which every model has
        new("walk", "a video of someone walking forward with natural steps"),
        new("blink", "a video of someone blinking and breathing calmly, looking at the camera"),
        new("blow", "a video of something moving in the wind, hair, cloth and leaves wave"),
        new("smile", "a video of someone who slowly begins to smile"),
        new("look", "a video of someone turning the head and looking around"),
        new("fly", "a video of something flying up through the air"),
        new("talk", "a video of someone talking, mouth and face move naturally"),
        new("dance", "a video of someone dancing, jumping to the beat"),
        new("morph", "a video of something that slowly morphs into something else"),
        new("spin", "a video of something spinning, turning around slowly"),
    ];

    /// <summary>Null when there is none of that id.</summary>
    public static Movement? Find(string id) => All.FirstOrDefault(one => one.Id == id);
}

/// <param name="Prompt">Where the user has no words.</param>
/// <param name="Camera">How the camera moves, unless the user says it; empty where it stands still.</param>
internal sealed record Movement(string Id, string Prompt, string Camera = "");
