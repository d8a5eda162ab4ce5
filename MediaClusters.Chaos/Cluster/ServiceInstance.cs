namespace MediaClusters.Chaos.Cluster;

/// <summary>One process of a <see cref="SupervisedService"/>, from its start to its end.</summary>
internal sealed class ServiceInstance(ChildProcess process, int port, string? preload)
{
    private readonly TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildProcess Process => process;

    /// <summary>Whether it has loaded the library that it was to load; the system only warns of one that it cannot load.</summary>
    public bool HasPreload => preload is null || File.ReadLines($"/proc/{process.Id}/maps").Any(line => line.EndsWith(FileName(preload), StringComparison.Ordinal));

    public int Port => port;

    /// <summary>What it shall exit with; null while it shall go on.</summary>
    public int? ExpectedCode { get; private set; }

    /// <summary>Whether no other process follows it.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Ends when the process that follows it was started.</summary>
    public Task Followed => _followed.Task;

    public void Expect(int exitCode) => ExpectedCode = exitCode;

    public void Retire(int exitCode) => (ExpectedCode, IsRetired) = (exitCode, true);

    /// <summary>Ends when its own end is written down and whoever follows it was started.</summary>
    public Task Supervised { get; set; } = Task.CompletedTask;

    public void Follow() => _followed.TrySetResult();

    /// <summary>Nobody could be started to follow it.</summary>
    public void FailToFollow(Exception exception) => _followed.TrySetException(exception);

    // Of what is loaded the system tells the file, of which there may be links.
    private static string FileName(string library) =>
        (File.Exists(library) ? File.ResolveLinkTarget(library, returnFinalTarget: true)?.Name : null) ?? Path.GetFileName(library);
}
