using System.ComponentModel;
using System.Diagnostics;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bench.Programs;

/// <summary>The peers that npm has: each a folder with its lock file.</summary>
internal static class Npm
{
    /// <summary>The folder of a peer, with its packages installed: nothing of theirs runs while they are.</summary>
    /// <param name="package">The one that tells whether they are.</param>
    /// <exception cref="PeerException">npm is missing or failed.</exception>
    public static async Task<string> InstallAsync(string peer, string package, CancellationToken cancel)
    {
        var folder = Path.Combine(Repository.Root, "bench", "peers", peer);
        if (Directory.Exists(Path.Combine(folder, "node_modules", package)))
            return folder;
        Row.Note($"npm ci in bench/peers/{peer} …");
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true, // our own is for rows
        };
        try
        {
            using var npm = Process.Start(start)!;
            Console.Error.Write(await npm.StandardOutput.ReadToEndAsync(cancel));
            await npm.WaitForExitAsync(cancel);
            return npm.ExitCode == 0 ? folder : throw new PeerException($"npm ci in bench/peers/{peer} ended with code {npm.ExitCode}.");
        }
        catch (Win32Exception)
        {
            throw new PeerException("npm cannot be started: install Node.js 20 with npm.");
        }
    }
}
