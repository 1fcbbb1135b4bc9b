using ChatVideoBot.Bot.Doctor;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>Set-ups whose settings, programs or folders are broken on purpose; where the environment matters, the doctor runs as a program of its own.</summary>
public sealed class MachineSetUpTests
{
    [Theory]
    [InlineData("Bot:LongestSeconds", "1", Health.Broken, "must lie between Bot:ShortestSeconds")]
    [InlineData("Bot:LongestSeconds", "long", Health.Broken, "Failed to convert configuration value 'long' at 'Bot:LongestSeconds'")]
    [InlineData("Queue:RenewEvery", "00:00:20", Health.Broken, "must be at most half of Queue:Lease")]
    [InlineData("Bot:LongestSecond", "30", Health.Look, "There is no setting Bot:LongestSecond, so it does nothing: the nearest is Bot:LongestSeconds")]
    [InlineData("Discord:Gatway:Patience", "00:00:30", Health.Look, "the nearest is Discord:Gateway:Patience")]
    public async Task A_setting_that_is_wrong(string setting, string value, Health health, string told)
    {
        await using var practice = await Practice.OpenAsync();
        practice.Settings[setting] = value;

        await practice.FindsAsync("settings", health, told);
    }

    [Fact]
    public async Task No_ffmpeg() => await FfmpegAsync(_ => "no-such-ffmpeg", Health.Broken, "There is no program no-such-ffmpeg: apt-get install ffmpeg");

    [Fact]
    public async Task An_ffmpeg_that_breaks() =>
        await FfmpegAsync(practice => practice.Script("echo 'libx264.so.164: cannot open shared object file' >&2; exit 127"), Health.Broken, "it ended with 127: libx264.so.164: cannot open shared object file. Install Debian's");

    [Fact]
    public async Task An_ffmpeg_that_may_not_be_run() => await FfmpegAsync(practice => practice.Script("exit 0", mayRun: false), Health.Broken, "Permission denied");

    [Fact]
    public async Task An_ffmpeg_without_h264() =>
        await FfmpegAsync(practice => practice.Script("ffmpeg \"$@\" | grep -v libx264"), Health.Broken, "cannot write H.264 (libx264)");

    [Fact]
    public async Task An_ffmpeg_that_names_all_and_makes_nothing() =>
        await FfmpegAsync(practice => practice.Script("case \"$2\" in -*coders) exec ffmpeg \"$@\";; esac; cat >/dev/null; echo 'Killed by the sandbox' >&2; exit 1"), Health.Broken, "could not make a clip of four frames: it ended with 1: Killed by the sandbox");

    [Fact]
    public async Task An_ffmpeg_that_cannot_read_what_users_send() =>
        await FfmpegAsync(practice => practice.Script("case \"$2\" in -decoders) ffmpeg \"$@\" | grep -v -w -e webp -e gif;; *) exec ffmpeg \"$@\";; esac"), Health.Look, "cannot read gif, webp: such pictures and clips of users are refused");

    [Fact]
    public async Task A_temporary_folder_that_is_not_there()
    {
        await using var practice = await Practice.OpenAsync();

        var (code, said, _) = await practice.ProgramAsync(new() { ["TMPDIR"] = "/no/such/folder" }, practice.Data, "doctor");

        Assert.Equal(1, code);
        Assert.Contains("broken disk: /no/such/folder/ cannot be written to (it is not there): make the folder and let this user write there, or name another (TMPDIR).", said);
    }

    [Fact]
    public async Task Settings_in_a_file_that_is_no_json()
    {
        await using var practice = await Practice.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(practice.Data, "appsettings.json"), "{ \"Bot\": { \"LongestSeconds\": 10 ", practice.Cancel);

        var (code, said, complained) = await practice.ProgramAsync([], practice.Data, "doctor");

        Assert.Equal((1, ""), (code, complained));
        Assert.Contains("broken settings: Failed to load configuration from file", said);
        Assert.Contains("appsettings.json", said);
        var bot = await practice.ProgramAsync([], practice.Data); // the bot itself says so, too, and not with a trace
        Assert.Equal((1, 1), (bot.Code, bot.Complained.Trim().Split('\n').Length));
        Assert.Contains("appsettings.json", bot.Complained);
    }

    [Fact]
    public async Task A_gpu_that_is_wanted_and_not_there()
    {
        await using var practice = await Practice.OpenAsync();
        var broken = Path.Combine(practice.Data, "bin");
        Directory.CreateDirectory(broken);
        File.Move(practice.Script("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.' >&2; exit 9"), Path.Combine(broken, "nvidia-smi"));

        var (code, said, _) = await practice.ProgramAsync(
            new() { ["CHATVIDEOBOT_GPU"] = "1", ["PATH"] = broken + ":" + Environment.GetEnvironmentVariable("PATH") }, practice.Data, "doctor");

        Assert.Equal(1, code);
        Assert.Contains("nvidia-smi fails: it ended with 9: NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver: install NVIDIA's driver, CUDA 13 and cuDNN 9", said);
    }

    [Fact]
    public async Task For_run_its_own_redis_is_tried_and_a_worker_need_not_run()
    {
        await using var practice = await Practice.OpenAsync(announces: false);

        var (_, said, _) = await practice.ProgramAsync(new() { ["REDIS_URL"] = null }, practice.Data, "doctor", "--run");

        Assert.Contains("keeps jobs.", said);
        Assert.Contains("ok     workers: ./run brings its own.", said);
    }

    [Fact]
    public async Task For_run_a_redis_server_must_be_there()
    {
        await using var practice = await Practice.OpenAsync();
        var programs = Directory.CreateDirectory(Path.Combine(practice.Data, "bin")).FullName;

        var (code, said, _) = await practice.ProgramAsync(
            new() { ["REDIS_URL"] = null, ["PATH"] = programs }, practice.Data, "doctor", "--run");

        Assert.Equal(1, code);
        Assert.Contains("broken redis: redis-server is not installed: install the package redis-server", said);
        Assert.Contains("broken ffmpeg: There is no program ffmpeg: apt-get install ffmpeg", said);
    }

    [Fact]
    public async Task What_a_worker_found_is_told_in_the_same_list()
    {
        await using var practice = await Practice.OpenAsync();
        var file = Path.Combine(practice.Data, "worker");
        await File.WriteAllTextAsync(file, """[{"what":"model","health":"broken","sentence":"unet/model.onnx is not there."}]""", practice.Cancel);

        var (code, found) = await practice.AskAsync("--also", file);
        Assert.Equal(1, code);
        Assert.Equal(new Finding("model", Health.Broken, "unet/model.onnx is not there."), found[^1]);

        await File.WriteAllTextAsync(file, "Missing on this machine: npm.\nInstall it.", practice.Cancel);
        Assert.Equal(new Finding("worker", Health.Broken, "It could not be looked at: Missing on this machine: npm. Install it."), (await practice.AskAsync("--also", file)).Found[^1]);
    }

    private static async Task FfmpegAsync(Func<Practice, string> program, Health health, string told)
    {
        await using var practice = await Practice.OpenAsync();
        practice.Settings["Bot:Ffmpeg"] = program(practice);
        await practice.FindsAsync("ffmpeg", health, told);
    }
}
