using MediaClusters.Chaos.Cluster;

namespace MediaClusters.Tests.Chaos;

public sealed class SupervisedServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Process_that_ends_by_itself_is_a_violation_and_is_started_again()
    {
        var clock = new ChaosClock();
        var exits = new ProcessExits(clock);
        using var patience = new CancellationTokenSource(Patience);
        await using var service = new SupervisedService(
            "test", (_, _) => new("sh", ["-c", "exit 3"]), postgres: 0, redis: 0, exits, new ProcessLog("test", folder: null, clock));
        var start = service.StartAsync(patience.Token);
        await Eventually.IsAsync(() => service.Restarts > 0, Patience, "the next process", patience.Token);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(start);

        var exit = exits.All[0];
        (exit.Process, exit.IsViolation, exit.Code, exit.Expected).ShouldBe(("test", true, 3, (int?)null));
    }
}
