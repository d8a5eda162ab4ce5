namespace MediaClusters.Chaos.Cluster;

/// <summary>One process of a <see cref="SupervisedService"/>, from its start to its end.</summary>
internal sealed class ServiceInstance(ChildProcess process, int port)
{
    private readonly TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildProcess Process => process;

    public int Port => port;

    /// <summary>What it shall exit with; null while it shall go on.</summary>
    public int? ExpectedCode { get; private set; }

    /// <summary>Whether no other process follows it.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Ends when the process that follows it was started.</summary>
    public Task Followed => _followed.Task;

    public void Expect(int exitCode) => ExpectedCode = exitCode;

    public void Retire(int exitCode) => (ExpectedCode, IsRetired) = (exitCode, true);

    public void Follow() => _followed.SetResult();
}
