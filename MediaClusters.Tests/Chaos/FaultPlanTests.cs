using MediaClusters.Chaos.Faults;

namespace MediaClusters.Tests.Chaos;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(75);
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    [Fact]
    public void Create_same_seed_same_plan()
    {
        Text(FaultPlan.Create(7, Short, All)).ShouldBe(Text(FaultPlan.Create(7, Short, [.. All.Reverse()])));
        Text(FaultPlan.Create(7, Short, All)).ShouldNotBe(Text(FaultPlan.Create(8, Short, All)));
    }

    [Fact]
    public void Create_short_run_has_every_kind_in_its_time()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var inTime = StepsWithin(FaultPlan.Create(seed, Short, All), Short).SelectMany(step => step.Faults).Select(fault => fault.Kind);
            inTime.Distinct().Count().ShouldBe(All.Length, $"seed {seed}");
        }
    }

    [Fact]
    public void Create_two_at_once_are_done_to_different_things()
    {
        var steps = Enumerable.Range(0, 200).SelectMany(seed => FaultPlan.Create(seed, Short, All).Steps).ToArray();

        steps.ShouldAllBe(step => step.Faults.Count == 1 || step.Faults.Count == 2);
        steps.Where(step => step.Faults.Count == 2).ShouldNotBeEmpty();
        steps.Where(step => step.Faults.Count == 2)
            .ShouldAllBe(step => (FaultCatalog.Of(step.Faults[0].Kind).Group & FaultCatalog.Of(step.Faults[1].Kind).Group) == FaultGroup.None);
    }

    [Fact]
    public void Create_only_some_kinds_has_no_others_and_fills_the_time()
    {
        var plan = FaultPlan.Create(3, TimeSpan.FromMinutes(15), [FaultKind.WorkerPaused, FaultKind.RedisKilled]);

        plan.Steps.SelectMany(step => step.Faults).Select(fault => fault.Kind).Distinct().ShouldBe([FaultKind.WorkerPaused, FaultKind.RedisKilled], ignoreOrder: true);
        FaultPlan.Length(plan.Steps).ShouldBeGreaterThan(plan.Duration);
    }

    [Fact]
    public void StepsInTime_time_over_goes_on_with_kinds_that_have_not_come()
    {
        var plan = FaultPlan.Create(5, TimeSpan.FromSeconds(5), All);
        var steps = plan.StepsInTime(() => plan.Duration).ToArray();

        steps.SelectMany(step => step.Faults).Select(fault => fault.Kind).ShouldBe(All, ignoreOrder: true);
        plan.StepsInTime(() => TimeSpan.Zero).ShouldBe(plan.Steps);
    }

    [Fact]
    public void StepsInTime_long_over_names_kinds_that_never_came()
    {
        var plan = FaultPlan.Create(5, TimeSpan.FromSeconds(5), [FaultKind.RedisKilled, FaultKind.LockHeld]);

        Should.Throw<InvalidOperationException>(() => plan.StepsInTime(() => TimeSpan.FromHours(1)).Count())
            .Message.ShouldEndWith("LockHeld, RedisKilled.");
    }

    [Fact]
    public void Create_no_kinds_has_no_steps() => FaultPlan.Create(1, Short, []).Steps.ShouldBeEmpty();

    [Fact]
    public void Create_every_fault_lasts_as_long_as_its_kind_may()
    {
        foreach (var fault in FaultPlan.Create(1, TimeSpan.FromMinutes(15), All).Steps.SelectMany(step => step.Faults))
        {
            var (least, most) = FaultCatalog.Of(fault.Kind).Hold;
            fault.Hold.TotalSeconds.ShouldBeInRange(least, most);
        }
    }

    private static IEnumerable<FaultStep> StepsWithin(FaultPlan plan, TimeSpan time) =>
        plan.Steps.TakeWhile((_, index) => FaultPlan.Length(plan.Steps.Take(index)) <= time);

    private static string Text(FaultPlan plan) =>
        string.Join('\n', plan.Steps.Select(step => $"{step.Pause} {string.Join(", ", step.Faults)}"));
}
