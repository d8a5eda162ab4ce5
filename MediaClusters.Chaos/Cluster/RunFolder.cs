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
        mkdir -m 700 "$1/disk"
        if [ -n "$3" ]; then
          mount -t tmpfs -o "size=$2m,mode=0700,uid=$3,gid=$4" media-clusters-chaos "$1/disk" && mount -t tmpfs -o mode=1777 media-clusters-chaos /dev/shm || exit
        fi
        echo ready
        while read -r _; do :; done
        tries=0
        if [ -z "$3" ]; then
          for shared in /dev/shm/*faketime_*_*; do kill -0 "${shared##*_}" || rm -f "$shared"; done
        else
          until umount "$1/disk" || [ $((tries += 1)) -gt 50 ]; do sleep 0.1; done
        fi
        until rm -rf "$1" || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
        """;

    // A file system in memory is full when its limit is: no byte has to be spent on filling it.
    private const string Fill = """
        until mount -o "remount,size=$(( $(df -k --output=used "$1" | tail -n 1) + 64 ))k" "$1"; do :; done
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

    /// <summary>Whether <see cref="Disk"/> is a file system of its own, which takes root.</summary>
    public bool HasDisk { get; }

    /// <summary>The process whose mounts all others of the run see; null where they see this one's.</summary>
    public int? MountsOf => HasDisk ? _keeper.Id : null;

    public static async Task<RunFolder> CreateAsync(int diskMegabytes, ChaosClock clock, CancellationToken cancellationToken)
    {
        var path = Directory.CreateTempSubdirectory("media-clusters-chaos-").FullName;
        Native.ChangeMode(path, OthersPass);

        var user = UnixUser.ForPostgres;
        var log = new ProcessLog("", folder: null, clock);
        string[] shell = ["sh", "-c", Keeper, "chaos-keeper", path, $"{diskMegabytes}", $"{user?.UserId}", $"{user?.GroupId}"];
        var keeper = await ChildProcess.StartAsync(
            user is null ? new("sh", shell[1..]) { DeathSignal = null } : new("unshare", ["--mount", .. shell]) { DeathSignal = null }, log);
        var folder = new RunFolder(path, keeper, log, user is null ? null : diskMegabytes);
        try
        {
            await Eventually.IsAsync(() => log.Tail.Contains(Ready, StringComparison.Ordinal) || keeper.Exited.IsCompleted, TimeSpan.FromSeconds(10), "The run's folder", cancellationToken);
            if (keeper.Exited.IsCompleted)
                throw new InvalidOperationException($"No disk of its own could be mounted for Postgres: {log.Tail}");
            return folder;
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
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

    private Task OnDiskAsync(string[] command, CancellationToken cancellationToken) => HasDisk
        ? ChildProcess.RunAsync(new(command[0], command[1..]) { MountsOf = MountsOf }, cancellationToken)
        : throw new InvalidOperationException("Postgres has no disk of its own here.");
}
