using System.Diagnostics;
using System.Globalization;
using MediaClusters.LoadTests.Graph;

namespace MediaClusters.LoadTests.Retention;

/// <summary>
/// Reads go on at one rate before, while and after retention removes every old version, in the graph as the AppHost
/// describes it. In between it is paused again and again, so that what else the machine does weighs on both sides.
/// </summary>
internal static class RetentionProof
{
    /// <summary>What the 99th percentile may not grow to.</summary>
    private const double Limit = 2;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <returns>The exit code: 1 when a percentile doubled, a read failed, or too much or too little was removed.</returns>
    public static async Task<int> RunAsync(RetentionSettings settings, CancellationToken cancellationToken)
    {
        await using var graph = await LoadGraph.StartAsync(GraphSettings.AsDescribed, cancellationToken);
        var (api, source) = (graph.Api, graph.Source);
        var database = new RetentionDatabase(source);
        await UntilAsync(async () => await database.CountUnfinishedJobsAsync(cancellationToken) == 0, cancellationToken);

        Console.WriteLine("Bringing the old versions in");
        await database.SeedAsync(settings.Pets, settings.OldVersions, cancellationToken);
        var due = await database.CountDueAsync(cancellationToken);
        var all = await database.CountAllAsync(cancellationToken);
        var pets = await database.PetsAsync(settings.OldVersions, cancellationToken);
        Console.WriteLine($"{pets.Count:N0} pets, due: {due}");

        await Parallel.ForEachAsync(pets, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (pet, stop) =>
        {
            using var response = await api.GetAsync(Latest(pet), stop);
            response.EnsureSuccessStatusCode();
        });

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new PacedLoop(api, settings.Rate, settings.Seed, random => Pick(random, pets, settings.OldVersions + 1));
        var reading = load.RunAsync(over.Token);
        await Task.Delay(WarmUp, cancellationToken);

        Console.WriteLine($"Reading {settings.Rate} times a second: before, {settings.Duration.TotalSeconds:F0} s");
        var phases = new List<Phase> { await PhaseAsync(Phase.Before, () => Task.Delay(settings.Duration, cancellationToken)) };
        await database.MakeDueAsync(cancellationToken);
        while (!await database.HasEndedAsync(cancellationToken))
        {
            phases.Add(await PhaseAsync(Phase.Paused, async () =>
            {
                await Task.Delay(Pause, cancellationToken);
                await database.ResumeAsync(cancellationToken);
                await UntilAsync(() => database.HasBegunAsync(cancellationToken), cancellationToken);
            }));
            var slice = Task.Delay(Slice, cancellationToken);
            phases.Add(await PhaseAsync(Phase.During, () => UntilAsync(
                async () => slice.IsCompleted || await database.HasEndedAsync(cancellationToken), cancellationToken)));
            await database.PauseAsync(cancellationToken);
            Console.WriteLine($"Removed so far: {await database.ReadRemovedAsync(cancellationToken)}");
        }

        Console.WriteLine($"Retention has ended; after, {settings.Duration.TotalSeconds:F0} s");
        phases.Add(await PhaseAsync(Phase.After, () => Task.Delay(settings.Duration, cancellationToken)));
        await over.CancelAsync();
        await reading;

        var removed = await database.ReadRemovedAsync(cancellationToken);
        Console.WriteLine();
        var ratio = RetentionReport.Write(Console.Out, load.Reads, phases);
        var elapsed = phases.Where(phase => phase.Name == Phase.During).Sum(phase => phase.Elapsed.TotalSeconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"removed {removed} in {elapsed:F1} s, {removed.Total / elapsed:N0} rows/s; worst ratio of p99 with retention to without: {ratio:F2} (limit {Limit:F0})"));
        Console.WriteLine($"rate {settings.Rate}/s, seed {settings.Seed}");
        Console.WriteLine(Machine.Describe());

        var broken = await database.CountBrokenPetsAsync(cancellationToken);
        var left = await database.CountAllAsync(cancellationToken);
        string?[] problems =
        [
            ratio < Limit ? null : $"the 99th percentile grew {ratio:F2}-fold",
            removed == due ? null : $"{due} were due",
            left == new Rows(all.Versions - due.Versions, all.Members - due.Members, all.Heroes - due.Heroes, all.Snapshots - due.Snapshots) ? null : $"left over are {left}",
            broken == 0 ? null : $"{broken} pets are without their latest version",
            load.Failures.Count == 0 ? null : $"{load.Failures.Count} reads failed, such as {load.Failures.First()}",
        ];
        foreach (var problem in problems.OfType<string>())
            Console.WriteLine("FAILED: " + problem);
        return problems.Any(problem => problem is not null) ? 1 : 0;
    }

    private static async Task<Phase> PhaseAsync(string name, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return new(name, start, Stopwatch.GetTimestamp());
    }

    /// <summary>Three in four come from the cache, the others from Postgres.</summary>
    private static (string Kind, Uri Address) Pick(Random random, IReadOnlyList<Guid> pets, int version)
    {
        var pet = pets[random.Next(pets.Count)];
        return random.Next(4) > 0 ? ("latest", Latest(pet)) : ("version", new($"internal/pets/{pet}/clusters/{version}", UriKind.Relative));
    }

    private static Uri Latest(Guid pet) => new($"internal/pets/{pet}/clusters/latest", UriKind.Relative);

    private static async Task UntilAsync(Func<Task<bool>> happened, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await happened())
            await timer.WaitForNextTickAsync(cancellationToken);
    }
}
