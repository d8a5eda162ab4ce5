using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Persistence.Jobs;

public sealed class RetryDelayTests
{
    [Fact]
    public void After_stays_between_half_and_full_of_the_doubled_base()
    {
        var options = new JobQueueOptions { RetryBaseDelay = TimeSpan.FromSeconds(2), RetryMaxDelay = TimeSpan.FromSeconds(100) };
        var random = new Random(7);
        for (var attempt = 1; attempt <= 200; attempt++)
        {
            var full = Math.Min(2 * Math.Pow(2, attempt - 1), 100);
            RetryDelay.After(attempt, options, random).TotalSeconds.ShouldBeInRange(full / 2, full);
        }
    }

    [Fact]
    public void After_differs_from_call_to_call()
    {
        var random = new Random(7);
        var options = new JobQueueOptions();

        var waits = Enumerable.Range(0, 50).Select(_ => RetryDelay.After(3, options, random)).ToHashSet();

        waits.Count.ShouldBe(50);
    }
}
