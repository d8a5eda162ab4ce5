using System.Collections.Concurrent;
using MediaClusters.Persistence.Maintenance;

namespace MediaClusters.Tests.Worker.Fakes;

/// <summary>Batches and the lease row, for one holder.</summary>
internal sealed class FakeRetention : IRetention, IMaintenanceTasks
{
    /// <summary>The progress to resume from, when it is given a run at all.</summary>
    public Func<MaintenanceClaim, MaintenanceRun?> OnAcquire { get; set; } = claim => new(claim, null, DateTimeOffset.UnixEpoch);

    public Func<RetentionProgress, int, CancellationToken, Task<RetentionProgress?>> OnBatch { get; set; } =
        (progress, _, _) => Task.FromResult<RetentionProgress?>(progress with { Phase = RetentionPhase.Done });

    public Func<Task<bool>> OnComplete { get; set; } = () => Task.FromResult(true);

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Acquired, completed and released, as they came.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public Task<RetentionProgress?> RemoveBatchAsync(MaintenanceRun run, RetentionProgress progress, int size, CancellationToken cancellationToken)
        => OnBatch(progress, size, cancellationToken);

    public Task<MaintenanceRun?> AcquireAsync(MaintenanceClaim claim, CancellationToken cancellationToken)
    {
        Calls.Enqueue("acquire");
        return Task.FromResult(OnAcquire(claim));
    }

    public async Task<bool> CompleteAsync(MaintenanceRun run, CancellationToken cancellationToken)
    {
        var completed = await OnComplete();
        Calls.Enqueue("complete");
        return completed;
    }

    public Task<bool> ReleaseAsync(MaintenanceRun run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue("release");
        return Task.FromResult(true);
    }

    public Task<DateTimeOffset?> FindCompletedAsync(string name, CancellationToken cancellationToken) => Task.FromResult(CompletedAt);

    public Task<bool> RenewAsync(MaintenanceRun run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SaveProgressAsync(MaintenanceRun run, string progress, CancellationToken cancellationToken) => throw new NotSupportedException();
}
