using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>A role found in a graph.</summary>
/// <param name="Dimensions">-1 where the graph leaves it open.</param>
public sealed record BoundTensor(string Name, int[] Dimensions, TensorElementType Type)
{
    public int Rank => Dimensions.Length;

    /// <summary>The names of open dimensions, "" where there is none; empty = not known.</summary>
    public string[] Symbols { get; init; } = [];

    /// <summary>Finds a role among a graph's inputs or outputs: by name, else by being the only one of its rank and type.</summary>
    /// <returns>Null when an optional role is not there.</returns>
    /// <exception cref="ModelException">A role is missing, or its rank or type cannot be fed.</exception>
    public static BoundTensor? Resolve(string graph, string side, TensorRole role, IReadOnlyList<BoundTensor> tensors)
    {
        foreach (var name in role.Names)
        {
            if (tensors.FirstOrDefault(t => t.Name == name) is not { } named)
                continue;
            if (role.Ranks.Contains(named.Rank) && role.Types.Contains(named.Type))
                return named;
            throw new ModelException(
                $"{graph}: {side} \"{name}\" is {named.Type} of rank {named.Rank}, but {string.Join(" or ", role.Types)} of rank "
                + $"{string.Join(" or ", role.Ranks)} is needed; export it so.");
        }

        if (role.Optional)
            return null;
        foreach (var rank in role.Ranks)
        {
            if (tensors.Where(t => t.Rank == rank && role.Types.Contains(t.Type)).ToList() is [var only])
                return only;
        }

        throw new ModelException(
            $"{graph}: no {side} is named {string.Join(", ", role.Names)} (there are {string.Join(", ", tensors.Select(t => t.Name))}); "
            + "rename it in the export.");
    }
}
