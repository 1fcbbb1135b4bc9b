using ChatVideoBot.Inference.Tokenizers;

namespace ChatVideoBot.Inference.Tests.Tokenizers;

public sealed class GoldenTokenTests
{
    [Fact]
    public void The_shipped_models_tokenizer_gives_the_ids_it_was_trained_with()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(GoldenRows.Pocket, "tokenizer/tokenizer.json"));
        var rows = GoldenRows.Read(Path.Combine(GoldenRows.Pocket, "golden/tokens.jsonl")).ToList();

        Assert.True(rows.Count >= 12);
        Assert.All(rows, row => Assert.Equal(row.Ids, tokenizer.Encode(row.Text)));
    }

    [Theory]
    [InlineData("t5")]
    [InlineData("umt5")]
    [InlineData("clip")]
    public void A_real_shape_gives_the_reference_ids_for_every_row(string shape)
    {
        var folder = Path.Combine(GoldenRows.Shapes, shape);
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var rows = GoldenRows.Read(Path.Combine(folder, "golden.jsonl")).ToList();

        var wrong = rows.Where(row => !row.Ids.AsSpan().SequenceEqual(tokenizer.Encode(row.Text)))
            .Select(row => $"{row.Text}: [{string.Join(", ", tokenizer.Encode(row.Text))}], not [{string.Join(", ", row.Ids)}]").ToList();

        Assert.True(rows.Count >= 2_500);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {rows.Count} rows differ, first:\n{string.Join('\n', wrong.Take(5))}");
    }
}
