namespace ChatVideoBot.Discord.Interactions.Components;

/// <summary>Walks components and everything inside them.</summary>
public static class ComponentTree
{
    /// <summary>Each component before what it holds.</summary>
    public static IEnumerable<Component> Of(IEnumerable<Component?> components)
    {
        foreach (var component in components)
        {
            if (component is null)
                continue;
            yield return component;
            var inner = component switch
            {
                ActionRow row => (IEnumerable<Component?>)row.Components,
                Section section => (IEnumerable<Component?>)[.. section.Components, section.Accessory],
                Container container => container.Components,
                Label label => [label.Component],
                _ => [],
            };
            foreach (var nested in Of(inner))
                yield return nested;
        }
    }
}
