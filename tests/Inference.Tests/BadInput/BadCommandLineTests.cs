using ChatVideoBot.Inference.CommandLine;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Command lines that cannot be done. The commands run here and not as programs, so that many can be tried.</summary>
public sealed class BadCommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>WAN, SVD and OUT stand for two models and a file to write.</summary>
    [Theory]
    [InlineData("-o is missing", "generate")]
    [InlineData("-o is missing", "generate", "a")]
    [InlineData("2 words are given, 1 needed", "generate", "a", "b", "-o", "OUT")]
    [InlineData("--nix: there is no such option; there are --image,", "generate", "a", "--nix", "-o", "OUT")]
    [InlineData("--nix: there is no such option", "generate", "a", "--nix=5", "-o", "OUT")]
    [InlineData("-x: there is no such option", "generate", "-x", "-o", "OUT")]
    [InlineData("--image needs a value.", "generate", "a", "-o", "OUT", "--image")]
    [InlineData("-o stands twice.", "generate", "a", "-o", "OUT", "-o", "OUT")]
    [InlineData("-o: \"\" is no name for a clip; give a file that ends in .mp4.", "generate", "a", "-o", "")]
    [InlineData("-o: a\\u0000.mp4 is no name for a clip", "generate", "a", "-o", "a\0.mp4")]
    [InlineData("-o: / is no name for a clip", "generate", "a", "-o", "/")]
    [InlineData("-o: clip.gif is no name for a clip", "generate", "a", "-o", "clip.gif")]
    [InlineData("-o: the folder /nowhere does not exist.", "generate", "a", "-o", "/nowhere/a.mp4")]
    [InlineData("-o: the folder /etc/passwd does not exist.", "generate", "a", "-o", "/etc/passwd/a.mp4")]
    [InlineData("--image: \"\" is no file", "generate", "a", "--image", "", "-o", "OUT")]
    [InlineData("--image: nix.png cannot be read.", "generate", "a", "--image", "nix.png", "-o", "OUT")]
    [InlineData("--image: a\\nb cannot be read.", "generate", "a", "--image", "a\nb", "-o", "OUT")]
    [InlineData("--image: a\\u0000b cannot be read.", "generate", "a", "--image", "a\0b", "-o", "OUT")]
    [InlineData("--image: /tmp cannot be read.", "generate", "a", "--image", "/tmp", "-o", "OUT")]
    [InlineData("--image: /dev/null is empty (0 bytes).", "generate", "a", "--image", "/dev/null", "-o", "OUT")]
    [InlineData("--model: \"\" is no folder", "generate", "a", "--model", "", "-o", "OUT")]
    [InlineData("No model folder \"nix\" was found", "generate", "a", "--model", "nix", "-o", "OUT")]
    [InlineData("No model folder \"../../..\\n\" was found", "generate", "a", "--model", "../../..\n", "-o", "OUT")]
    [InlineData("\"/etc/passwd\" is a file", "generate", "a", "--model", "/etc/passwd", "-o", "OUT")]
    [InlineData("/etc is no model folder: model_index.json is missing", "generate", "a", "--model", "/etc", "-o", "OUT")]
    [InlineData("--seconds: \"two\" is not a number.", "generate", "a", "--seconds", "two", "-o", "OUT")]
    [InlineData("--seconds: \"NaN\" is not a number.", "generate", "a", "--seconds", "NaN", "-o", "OUT")]
    [InlineData("--seconds: \"\" is not a number.", "generate", "a", "--seconds=", "-o", "OUT")]
    [InlineData("--seconds: 1E+308 is more than 60.", "generate", "a", "--seconds", "1e308", "--model", "WAN", "-o", "OUT")]
    [InlineData("--seconds: -3 is less than 0.5.", "generate", "a", "--seconds", "-3", "--model", "WAN", "-o", "OUT")]
    [InlineData("--seed: \"1.5\" is not a whole number", "generate", "a", "--seed", "1.5", "-o", "OUT")]
    [InlineData("--seed: \"9223372036854775808\" is not a whole number from -9223372036854775808 to 9223372036854775807.", "generate", "a", "--seed", "9223372036854775808", "-o", "OUT")]
    [InlineData("--frames: \"x\" is not a whole number", "generate", "a", "--frames", "x", "-o", "OUT")]
    [InlineData("--frames: \"99999999999\" is not a whole number", "generate", "a", "--frames", "99999999999", "-o", "OUT")]
    [InlineData("--frames: 6 is not possible; wan_t2v makes 5 to 961 of 4k+1: the nearest is 5.", "generate", "a", "--frames", "6", "--model", "WAN", "-o", "OUT")]
    [InlineData("--frames: 4000 is not possible; wan_t2v makes 5 to 961 of 4k+1: the nearest is 961.", "generate", "a", "--frames=4000", "--model", "WAN", "-o", "OUT")]
    [InlineData("--frames and --seconds are both given", "generate", "a", "--frames", "5", "--seconds", "2", "-o", "OUT")]
    [InlineData("--size and --aspect are both given", "generate", "a", "--size", "64x64", "--aspect", "1:1", "-o", "OUT")]
    [InlineData("--size: \"64\" is not WxH in pixels, for example 832x480.", "generate", "a", "--size", "64", "-o", "OUT")]
    [InlineData("--size: \"64x64x64\" is not WxH", "generate", "a", "--size", "64x64x64", "-o", "OUT")]
    [InlineData("--size: \"99999999999x1\" is not WxH", "generate", "a", "--size", "99999999999x1", "-o", "OUT")]
    [InlineData("--size: \"\" is not WxH", "generate", "a", "--size", "", "-o", "OUT")]
    [InlineData("--size: 63x64 is not possible; wan_t2v takes multiples of 16 from 16 to 8192: the nearest is 64x64.", "generate", "a", "--size", "63x64", "--model", "WAN", "-o", "OUT")]
    [InlineData("--size: 2147483647x64 is not possible", "generate", "a", "--size", "2147483647x64", "--model", "WAN", "-o", "OUT")]
    [InlineData("--size: -16x64 is not possible", "generate", "a", "--size", "-16x64", "--model", "WAN", "-o", "OUT")]
    [InlineData("--steps: 0 is not possible; wan_t2v takes 1 to 1000: the nearest is 1.", "generate", "a", "--steps", "0", "--model", "WAN", "-o", "OUT")]
    [InlineData("--steps: \"2.5\" is not a whole number", "generate", "a", "--steps", "2.5", "-o", "OUT")]
    [InlineData("--guidance: -1 is not possible; it is 0 to 100 (1 and less = none): the nearest is 0.", "generate", "a", "--guidance", "-1", "--model", "WAN", "-o", "OUT")]
    [InlineData("--guidance: \"Infinity\" is not a number.", "generate", "a", "--guidance", "Infinity", "-o", "OUT")]
    [InlineData("--motion: 5 is not possible; it is 0 to 4: the nearest is 4.", "generate", "a", "--motion", "5", "--model", "WAN", "-o", "OUT")]
    [InlineData("--motion: \"1.5\" is not a whole number", "generate", "a", "--motion", "1.5", "-o", "OUT")]
    [InlineData("--motion: 4 takes 80 s of the model's for 40 s, more than 60: the nearest is 2, or 30 s.", "generate", "a", "--motion", "4", "--seconds", "40", "--model", "WAN", "-o", "OUT")]
    [InlineData("--camera: \"zom in\" is no move that there is: the nearest is \"zoom in\".", "generate", "a", "--camera", "zom in", "--model", "WAN", "-o", "OUT")]
    [InlineData("--camera: \"zoom in pan left\" asks for two moves at once: the nearest is \"zoom in\".", "generate", "a", "--camera", "zoom in pan left", "--model", "WAN", "-o", "OUT")]
    [InlineData("--fps: 30 is not possible; it is 8 to 24: the nearest is 24.", "generate", "a", "--fps", "30", "--model", "WAN", "-o", "OUT")]
    [InlineData("--fps: \"NaN\" is not a number.", "generate", "a", "--fps", "NaN", "-o", "OUT")]
    [InlineData("--style needs a value.", "generate", "a", "-o", "OUT", "--style")]
    [InlineData("--aspect: \"wide\" is not W:H", "generate", "a", "--aspect", "wide", "--model", "WAN", "-o", "OUT")]
    [InlineData("prompt: say what should be seen", "generate", "--model", "WAN", "-o", "OUT")]
    [InlineData("svd makes clips from a picture alone", "generate", "--model", "SVD", "-o", "OUT")]
    [InlineData("models needs something else: models list | check FOLDER | add FOLDER", "models")]
    [InlineData("models needs something else", "models", "check")]
    [InlineData("models needs something else", "models", "check", "")]
    [InlineData("models needs something else", "models", "check", "a", "b")]
    [InlineData("models needs something else", "models", "add")]
    [InlineData("models needs something else", "models", "sell", "a")]
    [InlineData("--nix: there is no such option; there are --name, --link.", "models", "list", "--nix")]
    [InlineData("--link goes with models add", "models", "list", "--link")]
    [InlineData("--name goes with models add", "models", "check", "a", "--name", "b")]
    [InlineData("--link takes no value.", "models", "add", "a", "--link=yes")]
    [InlineData("No model folder \"nix\" was found", "models", "check", "nix")]
    [InlineData("\"/etc/passwd\" is a file", "models", "check", "/etc/passwd")]
    [InlineData("/etc is no model folder", "models", "check", "/etc")]
    [InlineData("The model folder \"nix\" does not exist", "models", "add", "nix")]
    [InlineData("The model folder \"/etc/passwd\" is a file", "models", "add", "/etc/passwd")]
    [InlineData("/etc is no model folder", "models", "add", "/etc")]
    [InlineData("0 words are given, 1 needed: replay", "replay")]
    [InlineData("replay needs a folder", "replay", "")]
    [InlineData("replay needs a folder", "replay", "a\0b")]
    [InlineData("case.json is missing in /", "replay", "/")]
    [InlineData("case.json is missing in /etc/passwd", "replay", "/etc/passwd")]
    [InlineData("there is no such option; there are none.", "replay", "--all")]
    [InlineData("0 words are given, 1 needed: tokenize", "tokenize")]
    [InlineData("/nowhere/tokenizer.json", "tokenize", "/nowhere/tokenizer.json")]
    [InlineData("/etc/passwd is no JSON (line 1).", "tokenize", "/etc/passwd")]
    [InlineData("/etc cannot be read", "tokenize", "/etc")]
    [InlineData("tokenize needs a file", "tokenize", "")]
    public async Task What_cannot_be_done_is_one_sentence(string sentence, params string[] line)
    {
        var cancel = TestContext.Current.CancellationToken;
        string[] rest = [.. line[1..].Select(w => w switch
        {
            "WAN" => FamilyFolders.Of("wan_t2v"),
            "SVD" => FamilyFolders.Of("svd"),
            "OUT" => Path.Combine(_folder, "clip.mp4"),
            _ => w,
        })];

        await Plainly.RefusesAsync(() => line[0] switch
        {
            "generate" => GenerateCommand.RunAsync(rest, cancel),
            "replay" => ReplayCommand.RunAsync(rest, cancel),
            "tokenize" => TokenizeCommand.RunAsync(rest, cancel),
            _ => Task.Run(() => ModelsCommand.Run(rest, cancel), cancel),
        }, sentence);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("a clip.mp4")]
    [InlineData("line\nbreak.mp4")]
    [InlineData("雨 🐈 é.MP4")]
    [InlineData("-o.mp4")]
    [InlineData("%d'\"$(x).mp4")]
    public async Task A_file_of_any_name_is_written(string name)
    {
        var picture = Path.Combine(_folder, name + ".png");
        await File.WriteAllBytesAsync(picture, PngWriter.Write(new byte[3], 1, 1), TestContext.Current.CancellationToken);
        var file = Path.Combine(_folder, name);

        await GenerateCommand.RunAsync(
            ["--model", FamilyFolders.Of("svd"), "--image", picture, "--size", "64x64", "--frames", "2", "--steps", "1", "-o", file], TestContext.Current.CancellationToken);

        Assert.True(File.Exists(file));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder).Count());
    }

    [Fact]
    public async Task A_picture_larger_than_any_is_not_read_into_memory()
    {
        var picture = Path.Combine(_folder, "large.png");
        await using (var large = File.Create(picture))
            large.SetLength(3L << 30); // sparse

        await Plainly.RefusesAsync(
            () => GenerateCommand.RunAsync(["a", "--image", picture, "-o", Path.Combine(_folder, "a.mp4")], TestContext.Current.CancellationToken), "--image: ", "has 3221225472 bytes", "make it smaller");
    }
}
