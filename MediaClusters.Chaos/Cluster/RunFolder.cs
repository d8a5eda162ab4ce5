namespace MediaClusters.Chaos.Cluster;

/// <summary>
/// The run's temporary folder, and in it the disk that Postgres has to itself: a file system in memory, mounted where only the
/// run's processes see it. So is the memory they share, some of which outlives who is killed. A shell keeps all of it and removes it
/// as soon as this process has gone, in whichever way.
/// </summary>
internal sealed class RunFolder : IAsyncDisposable
{
    private const string Ready = "ready";

    // rwx--x--x: Postgres' user passes through to its disk.
    private const uint OthersPass = 0x1C9;

    // It reads until this process' end closes the pipe. Postgres has been told by then to stop, and may still be writing.
    private const string Keeper = """
        mkdir -p -m 700 "$1/disk" || exit
        if [ -n "$3" ]; then chown "$3:$4" "$1/disk" || exit; fi
        if [ -n "$5" ]; then
          mount -t tmpfs -o "size=$2m,mode=0700,uid=$3,gid=$4" media-clusters-chaos "$1/disk" && mount -t tmpfs -o mode=1777 media-clusters-chaos /dev/shm || exit
        fi
        echo ready
        while read -r _; do :; done
        tries=0
        if [ -z "$5" ]; then
          for shared in /dev/shm/*faketime_*_*; do kill -0 "${shared##*_}" || rm -f "$shared"; done
        else
          until umount "$1/disk" || [ $((tries += 1)) -gt 50 ]; do sleep 0.1; done
        fi
        until rm -rf "$1" || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
        """;

    // A file system in memory is full when its limit is: no byte has to be spent on filling it. Who writes meanwhile may need more already.
    private const string Fill = """
        tries=0
        until mount -o "remount,size=$(( $(df -k --output=used "$1" | tail -n 1) + 64 ))k" "$1"; do [ $((tries += 1)) -lt 100 ] || exit; done
        """;

    private readonly ChildProcess _keeper;
    private readonly ProcessLog _log;
    private readonly int _diskMegabytes;

    private RunFolder(string path, ChildProcess keeper, ProcessLog log, int? diskMegabytes)
    {
        (Path, _keeper, _log, HasDisk, _diskMegabytes) = (path, keeper, log, diskMegabytes is not null, diskMegabytes ?? 0);
    }

    public string Path { get; }

    /// <summary>A folder that Postgres' user may write to.</summary>
    public string Disk => System.IO.Path.Combine(Path, "disk");

    /// <summary>Whether <see cref="Disk"/> is a file system of its own, which takes root, and a container that lets it mount.</summary>
    public bool HasDisk { get; }

    /// <summary>The process whose mounts all others of the run see; null where they see this one's.</summary>
    public int? MountsOf => HasDisk ? _keeper.Id : null;

    public static async Task<RunFolder> CreateAsync(int diskMegabytes, ChaosClock clock, CancellationToken cancellationToken)
    {
        var path = Directory.CreateTempSubdirectory("media-clusters-chaos-").FullName;
        Native.ChangeMode(path, OthersPass);

        if (Native.IsRoot && await TryCreateAsync(path, diskMegabytes, clock, cancellationToken) is { } withDisk)
            return withDisk;
        return await TryCreateAsync(path, diskMegabytes: null, clock, cancellationToken) ?? throw new InvalidOperationException($"The run's folder cannot be made in {path}.");
    }

    /// <summary>Leaves Postgres no space but what it has.</summary>
    public Task FillDiskAsync(CancellationToken cancellationToken) => OnDiskAsync(["sh", "-c", Fill, "chaos-fill", Disk], cancellationToken);

    public Task FreeDiskAsync(CancellationToken cancellationToken) => OnDiskAsync(["mount", "-o", $"remount,size={_diskMegabytes}m", Disk], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _keeper.CloseInput();
        await _keeper.Exited;
        _log.Dispose();
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <returns>Null where this process may not mount anything, as root in most containers.</returns>
    private static async Task<RunFolder?> TryCreateAsync(string path, int? diskMegabytes, ChaosClock clock, CancellationToken cancellationToken)
    {
        var user = UnixUser.ForPostgres;
        var log = new ProcessLog("", folder: null, clock);
        string[] shell = ["sh", "-c", Keeper, "chaos-keeper", path, $"{diskMegabytes}", $"{user?.UserId}", $"{user?.GroupId}", diskMegabytes is null ? "" : "mount"];
        var keeper = await ChildProcess.StartAsync(
            diskMegabytes is null ? new("sh", shell[1..]) { DeathSignal = null } : new("unshare", ["--mount", .. shell]) { DeathSignal = null }, log);
        try
        {
            await Eventually.IsAsync(() => log.Tail.Contains(Ready, StringComparison.Ordinal) || keeper.Exited.IsCompleted, TimeSpan.FromSeconds(10), "The run's folder", cancellationToken);
        }
        catch
        {
            await new RunFolder(path, keeper, log, diskMegabytes).DisposeAsync();
            throw;
        }

        if (!keeper.Exited.IsCompleted)
            return new(path, keeper, log, diskMegabytes);
        log.Dispose();
        return null;
    }

    private Task OnDiskAsync(string[] command, CancellationToken cancellationToken) => HasDisk
        ? ChildProcess.RunAsync(new(command[0], command[1..]) { MountsOf = MountsOf }, cancellationToken)
        : throw new InvalidOperationException("Postgres has no disk of its own here.");
}
