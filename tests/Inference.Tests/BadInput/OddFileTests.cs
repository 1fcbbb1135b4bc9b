using System.Diagnostics;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Folders whose files are none: pipes that nobody writes into, devices without an end; and weights named where few look.</summary>
public sealed class OddFileTests
{
    [Theory]
    [InlineData("model_index.json", true)]
    [InlineData("model_index.json", false)]
    [InlineData("vae_decoder/config.json", true)]
    [InlineData("vae_decoder/config.json", false)]
    [InlineData("tokenizer/tokenizer.json", true)]
    [InlineData("tokenizer/tokenizer.json", false)]
    [InlineData("transformer/model.onnx", true)]
    [InlineData("transformer/model.onnx", false)]
    public void A_pipe_or_a_device_is_refused_at_once(string file, bool isPipe)
    {
        using var folder = new BrokenFolder("wan_t2v");
        Replace(folder, file, isPipe);

        Plainly.LoadRefuses(folder, file);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Weights_in_a_pipe_or_a_device_are_refused_at_once(bool isPipe)
    {
        using var folder = new BrokenFolder("wan_t2v");
        const string File = "transformer/model.onnx";
        folder.Write(File, OnnxEdit.WithWeight(folder.Read(File), Outside("model.onnx_data")));
        Replace(folder, "transformer/model.onnx_data", isPipe);

        Plainly.LoadRefuses(folder, "transformer/model.onnx_data", "it is cut short");
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("list of constants")]
    [InlineData("sparse constant")]
    [InlineData("sparse initializer")]
    [InlineData("constant in a branch")]
    public void Weights_outside_of_the_folder_are_found_wherever_they_are_named(string place)
    {
        using var folder = new BrokenFolder("wan_t2v");
        const string File = "transformer/model.onnx";
        var tensor = Outside("/etc/passwd");
        var sparse = new Proto().Add(1, tensor).Add(3, 16ul);
        var (field, part) = place switch
        {
            "constant" => (1, Node(new Proto().Add(1, "value").Add(5, tensor))),
            "list of constants" => (1, Node(new Proto().Add(1, "values").Add(10, tensor))),
            "sparse constant" => (1, Node(new Proto().Add(1, "sparse_value").Add(22, sparse))),
            "sparse initializer" => (15, sparse),
            _ => (1, Node(new Proto().Add(1, "then_branch").Add(6, new Proto().Add(1, Node(new Proto().Add(1, "value").Add(5, tensor)))))),
        };
        folder.Write(File, OnnxEdit.WithPart(folder.Read(File), field, part));

        Plainly.LoadRefuses(folder, File, "\"/etc/passwd\", outside of its folder");
    }

    /// <summary>TensorProto of 16 floats that lie elsewhere; how many bytes they have is not said.</summary>
    private static Proto Outside(string location) =>
        new Proto().Add(1, 16ul).Add(2, 1ul).Add(13, new Proto().Add(1, "location").Add(2, location)).Add(14, 1ul);

    private static Proto Node(Proto attribute) => new Proto().Add(2, "nobody_asks").Add(4, "Constant").Add(5, attribute);

    private static void Replace(BrokenFolder folder, string file, bool isPipe)
    {
        folder.Remove(file);
        if (!isPipe)
        {
            File.CreateSymbolicLink(folder.Of(file), "/dev/zero");
            return;
        }
        using var make = Process.Start("mkfifo", [folder.Of(file)]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }
}
