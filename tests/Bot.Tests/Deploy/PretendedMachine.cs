using System.Diagnostics;

namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>A folder in which eng/install-systemd does all that it does on a machine, with a systemctl and a dotnet that are played.</summary>
internal sealed class PretendedMachine : IDisposable
{
    // Notes what was asked. A restart gives another invocation; with --no-block only after as many looks as UNIT.drains says.
    private const string Systemctl = """
        #!/bin/bash
        cd "$PLAYED"
        echo "$*" >>asked
        words=() block=1
        for word; do
          case $word in --no-block) block= ;; -q | --now | --value | --plain | --no-legend | --all) ;; *) words+=("$word") ;; esac
        done
        set -- "${words[@]}"
        state() { cat "$1" 2>/dev/null || echo "$2"; }
        anew() { echo $(($(state "$1.invocation" 0) + 1)) >"$1.invocation"; }
        case $1 in
          enable) shift; for unit; do touch "enabled:$unit"; done ;;
          disable) shift; for unit; do rm -f "enabled:$unit"; done ;;
          is-enabled) [ -e "enabled:$2" ] ;;
          is-active) [ -e "enabled:$2" ] ;;
          list-units) ls | sed -n 's/^enabled:\(chatvideobot-worker@.*\)/\1 loaded/p' ;;
          restart) if [ -n "$block" ]; then anew "$2"; else state "$2.drains" 0 >"$2.left"; fi ;;
          show)
            case $4 in
              InvocationID)
                if [ -e "$2.left" ]; then
                  left=$(cat "$2.left")
                  if [ "$left" -gt 0 ]; then echo $((left - 1)) >"$2.left"; else rm "$2.left"; anew "$2"; fi
                fi
                state "$2.invocation" "" ;;
              ActiveState) state "$2.state" active ;;
              NRestarts) if [ -e "$2.restarts" ]; then echo $(($(cat "$2.restarts") + 1)) >"$2.restarts"; fi; state "$2.restarts" 0 ;;
            esac ;;
        esac
        """;

    // FOLDER/current/bot/….dll health FILE [--ready] : well, unless ill.bot says that the next so many answers are not (-1: none ever), or there is
    // unready.bot. The release that "first" names is not ill.
    private const string Dotnet = """
        #!/bin/bash
        what=$(basename "$(dirname "$1")")
        release=$(basename "$(readlink -f "${1%/*/*}")")
        cd "$PLAYED"
        [ ! -e "ill.$what" ] || [ "$release" = "$(cat first 2>/dev/null)" ] || {
          left=$(cat "ill.$what")
          if [ "$left" != 0 ]; then echo $((left - 1)) >"ill.$what"; echo "not well yet"; exit 1; fi
        }
        [ "${4:-}" != --ready ] || [ ! -e "unready.$what" ] || { echo "not ready"; exit 1; }
        echo "all well"
        """;

    private readonly string _place = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    public PretendedMachine()
    {
        foreach (var (name, text) in new[] { ("systemctl", Systemctl), ("dotnet", Dotnet), ("sleep", "#!/bin/sh\n") })
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_place, "bin")).FullName, name);
            File.WriteAllText(file, text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Directory.CreateDirectory(Path.Combine(_place, "played"));
    }

    public string Root => Path.Combine(_place, "root");

    public string Units => Path.Combine(Root, "etc/systemd/system");

    /// <summary>The folder of the programs that would run.</summary>
    public string Release => new FileInfo(Path.Combine(Root, "opt/chatvideobot/current")).ResolveLinkTarget(returnFinalTarget: true)!.Name;

    /// <summary>What systemctl was told to do since the last look; not what it was asked.</summary>
    public IReadOnlyList<string> Done()
    {
        var file = Path.Combine(_place, "played/asked");
        string[] done = File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => !line.StartsWith("show ", StringComparison.Ordinal) && !line.Contains("is-", StringComparison.Ordinal) && !line.StartsWith("list-units", StringComparison.Ordinal))] : [];
        File.Delete(file);
        return done;
    }

    public void Play(string name, string text) => File.WriteAllText(Path.Combine(_place, "played", name), text);

    public void Forget(string name) => File.Delete(Path.Combine(_place, "played", name));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Root, file), text);

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public async Task<(int Code, string Said)> RunAsync(string order, params string[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng/install-systemd"), [order, "--root", Root, "--pretend", "--no-build", .. more]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(_place, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["PLAYED"] = Path.Combine(_place, "played");
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await complained);
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);
}
