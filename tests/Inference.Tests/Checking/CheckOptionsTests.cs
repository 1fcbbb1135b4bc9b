using ChatVideoBot.Inference.Checking;
using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Inference.Tests.Checking;

public sealed class CheckOptionsTests
{
    [Fact]
    public void The_defaults_may_stand()
    {
        Assert.True(new InferenceOptionsValidator().Validate(null, new InferenceOptions()).Succeeded);
    }

    [Theory]
    [InlineData(nameof(CheckOptions.Porn), 0)]
    [InlineData(nameof(CheckOptions.Hentai), 1.01)]
    [InlineData(nameof(CheckOptions.Sexy), -1)]
    [InlineData(nameof(CheckOptions.MostFrames), 2)]
    public void A_value_out_of_range_is_refused_at_the_start(string name, double value)
    {
        var options = new InferenceOptions();
        var property = typeof(CheckOptions).GetProperty(name)!;
        property.SetValue(options.Check, Convert.ChangeType(value, property.PropertyType));

        var refused = new InferenceOptionsValidator().Validate(null, options);

        Assert.True(refused.Failed);
        Assert.Contains($"Check.{name}", refused.FailureMessage, StringComparison.Ordinal);
    }
}
