using ChatVideoBot.Inference.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ChatVideoBot.Inference.Tests.Graphs;

public sealed class ComponentStoreTests : IDisposable
{
    private static readonly string[] Names = ["a/model.onnx", "b/model.onnx", "c/model.onnx"];

    private readonly TinyFolder _folder = new();
    private readonly long _bytes;

    public ComponentStoreTests() => _bytes = Names.Max(name => _folder.Write(
        name, new TinyGraph().Input("x", TensorElementType.Float, "n").Output("y", TensorElementType.Float, "n").Node("Neg", "x", "y")).Bytes);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_room_is_short_the_one_longest_unused_goes_first()
    {
        using var store = _folder.Store(2 * _bytes, Names);
        Assert.False(store.FitsWhole);
        Touch(store, 0);
        Touch(store, 1);
        Touch(store, 0); // b is now the one longest unused

        Touch(store, 2);

        Assert.Equal([Names[0], Names[2]], store.Loaded);
        Touch(store, 1);
        Assert.Equal([Names[1], Names[2]], store.Loaded);
    }

    [Fact]
    public void What_fits_stays()
    {
        using var store = _folder.Store(3 * _bytes, Names);
        Assert.True(store.FitsWhole);
        for (var i = 0; i < 3; i++)
            Touch(store, i);

        Assert.Equal(Names, store.Loaded);
        Assert.True(store.FreeUnused());
        Assert.Empty(store.Loaded);
        Assert.False(store.FreeUnused());
    }

    [Fact]
    public void A_graph_in_use_stays_even_where_room_is_short_and_is_one_for_all()
    {
        using var store = _folder.Store(1, Names);
        using var first = store.Open(Names[0]);
        using var again = store.Open(Names[0]);
        using (store.Open(Names[1]))
            Assert.Equal([Names[0], Names[1]], store.Loaded);

        Assert.Same(first.Graph, again.Graph);
        store.FreeUnused();
        Assert.Equal([Names[0]], store.Loaded);
        Assert.Equal([-3f], Negate(first.Graph, 3));

        first.Dispose();
        first.Dispose(); // a lease that is given back twice counts once
        store.FreeUnused();
        Assert.Equal([Names[0]], store.Loaded);
        Assert.Equal([-4f], Negate(again.Graph, 4));
    }

    [Fact]
    public void Disposed_while_a_graph_is_in_use_it_lets_that_go_with_its_lease_and_opens_no_more()
    {
        var store = _folder.Store(Names);
        Touch(store, 1);
        var lease = store.Open(Names[0]);

        store.Dispose();

        Assert.Equal([Names[0]], store.Loaded);
        Assert.Equal([-5f], Negate(lease.Graph, 5));
        Assert.Throws<ObjectDisposedException>(() => store.Open(Names[0]));
        Assert.Throws<ObjectDisposedException>(() => store.Open(Names[1]));
        lease.Dispose();
        Assert.Empty(store.Loaded);
        store.Dispose();
    }

    [Fact]
    public void A_graph_that_cannot_be_loaded_holds_nothing()
    {
        using var store = _folder.Store(Names);
        File.WriteAllText(_folder.Of(Names[1]), "not a graph");

        Assert.Throws<ModelException>(() => store.Open(Names[1]));

        Touch(store, 0);
        Assert.Equal([Names[0]], store.Loaded);
    }

    [Fact]
    public async Task Many_threads_may_open_what_hardly_fits()
    {
        using var store = _folder.Store(_bytes, Names);

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, (i, _) =>
        {
            using var lease = store.Open(Names[i % 3]);
            Assert.Equal([-(float)i], Negate(lease.Graph, i));
            return ValueTask.CompletedTask;
        });

        store.FreeUnused();
        Assert.Empty(store.Loaded); // no user was miscounted
    }

    private static void Touch(ComponentStore store, int i) => store.Open(Names[i]).Dispose();

    private static float[] Negate(Graph graph, float value)
    {
        using var input = new TensorPort(TensorElementType.Float, new[] { value }, 1);
        return graph.Ask(graph.Outputs[0], TestContext.Current.CancellationToken, ("x", input)).Values;
    }
}
