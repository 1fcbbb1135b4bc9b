namespace ChatVideoBot.Bot.Doctor;

// Programs, disks, memory and devices.
internal static partial class Judge
{
    private const long DiskBroken = 200L << 20, DiskLook = 2L << 30, MemoryBroken = 128L << 20, MemoryLook = 512L << 20;

    /// <param name="encoders">What "ffmpeg -encoders" prints.</param>
    /// <param name="decoders">What "ffmpeg -decoders" prints.</param>
    /// <param name="trial">Why a clip that was tried could not be made; null when it could.</param>
    public static Finding Ffmpeg(string program, Answer encoders, Answer decoders, string? trial)
    {
        if (!encoders.IsThere) return Finding.Broken("ffmpeg", $"There is no program {program}: apt-get install ffmpeg, or set Bot:Ffmpeg (and Inference:Ffmpeg) to where it is.");
        if (encoders.Problem is { } problem)
            return Finding.Broken("ffmpeg", $"{program} does not run: {problem.TrimEnd('.')}. Install Debian's (apt-get install --reinstall ffmpeg), or set Bot:Ffmpeg (and Inference:Ffmpeg) to one that runs.");
        if (!Has(encoders.Said, "libx264")) return Finding.Broken("ffmpeg", $"{program} cannot write H.264 (libx264), which is what Discord plays: install Debian's ffmpeg in place of it (apt-get install ffmpeg).");
        if (trial is not null)
            return Finding.Broken("ffmpeg", $"{program} has what is needed, but could not make a clip of four frames: {trial.TrimEnd('.')}. Install Debian's ffmpeg in place of it, and look whether there is room in the temporary folder.");
        var missing = new[] { "h264", "png", "mjpeg", "gif", "webp" }.Where(codec => !Has(decoders.Said, codec)).ToList();
        return missing.Count == 0 ? Finding.Ok("ffmpeg", $"{program} reads and writes what is needed.")
            : Finding.Look("ffmpeg", $"{program} cannot read {string.Join(", ", missing)}: such pictures and clips of users are refused. Install Debian's ffmpeg in place of it (apt-get install ffmpeg).");

        static bool Has(string list, string codec) => list.Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..] && name == codec);
    }

    /// <param name="folder">Whose disk it is.</param>
    public static Finding Disk(string folder, long freeBytes) => freeBytes switch
    {
        < DiskBroken => Finding.Broken("disk", $"{Size(freeBytes)} are free at {folder}: make room, or clips cannot be made and Redis stops writing."),
        < DiskLook => Finding.Look("disk", $"{Size(freeBytes)} are free at {folder}: less than 2 GiB is soon used up."),
        _ => Finding.Ok("disk", $"{Size(freeBytes)} are free at {folder}."),
    };

    /// <summary>A folder that cannot be written to.</summary>
    /// <param name="setting">What names the folder.</param>
    public static Finding Unwritable(string folder, string setting, string problem) =>
        Finding.Broken("disk", $"{folder} cannot be written to ({problem.TrimEnd('.')}): make the folder and let this user write there, or name another ({setting}).");

    /// <param name="availableBytes">What a new program may take.</param>
    public static Finding Memory(long availableBytes) => availableBytes switch
    {
        < MemoryBroken => Finding.Broken("memory", $"{Size(availableBytes)} of memory are left: the bot alone takes more. End other programs, or raise the container's limit."),
        < MemoryLook => Finding.Look("memory", $"{Size(availableBytes)} of memory are left: enough for the bot, little for a worker with the small model, too little for a large one."),
        _ => Finding.Ok("memory", $"{Size(availableBytes)} of memory are left."),
    };

    /// <param name="nvidia">What nvidia-smi names.</param>
    /// <param name="wanted">CHATVIDEOBOT_GPU=1 or ./run --gpu.</param>
    public static Finding Gpu(Answer nvidia, bool wanted)
    {
        if (nvidia is { Problem: null, Said: var said } && said.Trim().Length > 0)
            return Finding.Ok("gpu", $"{said.Trim().ReplaceLineEndings("; ")}{(wanted ? "." : "; ./run --gpu uses it.")}");
        if (wanted)
            return Finding.Broken("gpu", $"A GPU is wanted (CHATVIDEOBOT_GPU=1), but {(nvidia.IsThere ? $"nvidia-smi fails: {nvidia.Problem?.TrimEnd('.') ?? "it names none"}" : "there is no nvidia-smi")}: install NVIDIA's driver, CUDA 13 and cuDNN 9 (a container needs --gpus all), or unset it.");
        return nvidia.IsThere
            ? Finding.Look("gpu", $"nvidia-smi is there, but fails ({nvidia.Problem?.TrimEnd('.') ?? "it names no device"}): reinstall NVIDIA's driver, if this machine has a GPU. Without it the processor is used.")
            : Finding.Ok("gpu", "No NVIDIA GPU is seen here: a worker uses the processor, which the model that ships is made for.");
    }
}

/// <summary>What a program said.</summary>
/// <param name="Problem">Why it said nothing that can be used; null when it did.</param>
internal sealed record Answer(bool IsThere, string Said, string? Problem)
{
    public static Answer None { get; } = new(false, "", "There is no such program");

    public static Answer Of(string said) => new(true, said, null);

    public static Answer Failed(string problem) => new(true, "", problem);
}
