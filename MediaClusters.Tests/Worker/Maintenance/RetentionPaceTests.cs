using MediaClusters.Persistence.Maintenance;
using MediaClusters.Worker.Maintenance;

namespace MediaClusters.Tests.Worker.Maintenance;

public sealed class RetentionPaceTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    [Fact]
    public void After_quick_batches_the_next_grow_to_the_set_size_and_no_further()
    {
        var pace = new RetentionPace(new() { BatchSize = 5000 });

        pace.Size.ShouldBe(200, "a first batch dares little");
        for (var batch = 0; batch < 40; batch++)
            pace.After(Quick);

        pace.Size.ShouldBe(5000);
    }

    [Fact]
    public void After_slow_batches_the_next_shrink_to_one_row_and_no_further()
    {
        var pace = new RetentionPace(new());

        for (var batch = 0; batch < 40; batch++)
            pace.After(Slow);

        pace.Size.ShouldBe(1);
        pace.After(Quick);
        pace.Size.ShouldBe(2);
    }

    [Fact]
    public void After_a_batch_of_the_wanted_time_the_size_stays()
    {
        var pace = new RetentionPace(new());

        pace.After(new RetentionOptions().BatchTime * 0.75);

        pace.Size.ShouldBe(200);
    }

    [Fact]
    public void Size_set_below_the_first_one_is_kept() => new RetentionPace(new() { BatchSize = 3 }).Size.ShouldBe(3);

    [Theory]
    [InlineData(0.2, 100, 400)]
    [InlineData(0.5, 100, 100)]
    [InlineData(1, 100, 0)]
    [InlineData(0.01, 5000, 20_000)]
    public void After_leaves_the_database_alone_for_the_rest_of_the_duty_cycle(double dutyCycle, int elapsed, int pause)
        => new RetentionPace(new() { DutyCycle = dutyCycle }).After(TimeSpan.FromMilliseconds(elapsed))
            .ShouldBe(TimeSpan.FromMilliseconds(pause), TimeSpan.FromMilliseconds(1));

    [Fact]
    public void The_lease_outlasts_a_statement_and_the_longest_pause()
        => RetentionLoop.Lease.ShouldBeGreaterThan(TimeSpan.FromSeconds(15) + RetentionPace.MaxPause);
}
