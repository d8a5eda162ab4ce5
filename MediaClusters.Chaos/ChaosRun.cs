using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;
using Npgsql;

namespace MediaClusters.Chaos;

/// <summary>
/// One run: pets, throughput, faults under load, settling, throughput again, and the verdict on all that was seen. Whatever
/// breaks on the way, there is a verdict on what was seen until then.
/// </summary>
internal sealed class ChaosRun(ChaosPlan plan, ChaosCluster cluster, TextWriter output)
{
    private const string Itself = "the run itself";
    private const int MostPhotosAtFirst = 40;
    private const int FewestPhotosAtFirst = 12;
    private const int PhotosOfLargePet = 300;
    private const int ThroughputSlices = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(2);

    public static readonly IReadOnlyList<ICheck> Checks =
    [
        new SomethingHappened(), new JobsEnd(), new OneWriterAVersion(), new VersionsNeverGoBack(), new VisibleInTime(), new VersionsAgree(), new PhotosAreKept(),
        new AnswersAreOrderly(), new RecoversByItself(), new ThroughputReturns(), new NothingLeaked(),
    ];

    private readonly CallLog _log = new();
    private readonly List<string> _errors = [];
    private RunHistory _history = new();
    private int _turnedAway;

    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.DirectDatabase) { ApplicationName = "chaos", MaxPoolSize = 10 });
        var (journal, aftermath) = (new Journal(database, cluster.Clock), new Aftermath(database, cluster));
        await journal.InstallAsync(cancellationToken);

        using var port = new ApiPort([.. cluster.Apis.Select(api => api.Address)], cluster.Token, cluster.Clock);
        var random = new Random(plan.Seed);
        PetAlbum[] pets = [.. Enumerable.Range(0, plan.Pets).Select(_ => new PetAlbum(PhotoMaker.Id(random), random.Next(2, 6)))];
        var mix = new CallerMix(pets, port, _log, $"run-{plan.Seed}");
        var faults = FaultPlan.Create(plan.Seed, plan.Duration, plan.Only.Count > 0 ? plan.Only : FaultCatalog.Possible(cluster));
        _history = new()
        {
            Cast = new(
                [.. cluster.Workers.Select(worker => worker.Name)],
                [.. cluster.Apis.Select(api => api.Name)],
                [.. pets.Select(pet => pet.Id)],
                [.. faults.Steps.SelectMany(step => step.Faults).Select(fault => fault.Kind).Distinct()]),
        };

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sampler = new ServiceSampler([.. cluster.Services.Select(service => (service.Name, service.Address))], cluster.Clock);
        var watchers = Task.WhenAll(new HeadWatcher(database, cluster.Clock, _log).RunAsync(watching.Token), sampler.RunAsync(watching.Token));

        await KeepAsync("going through", () => GoThroughAsync(mix, pets, faults, random, aftermath, cancellationToken), cancellationToken);
        await watching.CancelAsync();
        await KeepAsync("watching", () => watchers, cancellationToken);

        Say("checking");
        _history = _history with { Calls = _log.Calls, Sightings = _log.Sightings, Samples = sampler.Samples, Disagreements = _log.Differing };
        await KeepAsync("reading the journal", async () => _history = _history with
        {
            JobChanges = await journal.ReadJobChangesAsync(cancellationToken),
            VersionWrites = await journal.ReadVersionWritesAsync(cancellationToken),
            Jobs = await journal.ReadJobsAsync(cancellationToken),
        }, cancellationToken);
        await KeepAsync("looking at photos", async () => _history = _history with { Photos = await aftermath.FindPhotosAsync(pets, cancellationToken) }, cancellationToken);
        await KeepAsync("looking at remains", async () => _history = _history with { Remains = await aftermath.FindRemainsAsync(cancellationToken) }, cancellationToken);
        await KeepAsync("the audit", async () => _history = _history with { Disagreements = [.. _log.Differing, .. await aftermath.AuditAsync(pets, _log.Contents, cancellationToken)] }, cancellationToken);
        await KeepAsync("stopping", () => cluster.StopAsync(cancellationToken), cancellationToken);
        return new(plan, _history, Judge()) { TurnedAway = _turnedAway };
    }

    private Violation[] Judge()
    {
        Violation[] found = [.. Checks.SelectMany(Judge)];
        return
        [
            .. _errors.Select(error => new Violation(Itself, error, [])),
            .. cluster.Exits.Where(exit => exit.IsViolation).Select(exit => new Violation("processes run on", $"{exit.Process} ended by itself with {exit.Code}, or otherwise than it was told to", [$"{exit.At.TotalSeconds:F3} s, process {exit.Id}", exit.LastLines])),
            .. found,
        ];
    }

    private IReadOnlyList<Violation> Judge(ICheck check)
    {
        try
        {
            return [.. check.Judge(_history)];
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            return [new(check.Name, $"the check itself broke: {exception}", [])];
        }
    }

    private async Task GoThroughAsync(CallerMix mix, PetAlbum[] pets, FaultPlan faults, Random random, Aftermath aftermath, CancellationToken cancellationToken)
    {
        Say($"{pets.Length} pets");
        await SeedAsync(mix, pets, random, cancellationToken);
        await aftermath.SettleAsync(cancellationToken);

        Say("throughput before");
        var load = new ClosedLoad(mix);
        await load.MeasureAsync(random.Next(), WarmUp);
        var throughput = new Throughput(await MeasureAsync(load, random), [], []);
        await aftermath.SettleAsync(cancellationToken);

        Say($"{throughput.Usual:F0} requests/s; faults for {plan.Duration.TotalSeconds:F0} s");
        await InjectAsync(mix, faults, random.Next(), cancellationToken);
        Say("settling");
        await SettleAsync(aftermath, cancellationToken);
        _history = _history with { LoadEnded = cluster.Clock.Elapsed };

        await load.MeasureAsync(random.Next(), ShortWarmUp);
        throughput = throughput with { After = await MeasureAsync(load, random) };
        if (throughput.Share < ThroughputReturns.Least)
            throughput = throughput with { Again = await MeasureAsync(load, random) };
        _history = _history with { Throughput = throughput };
        Say($"throughput after: {string.Join(", ", throughput.After.Concat(throughput.Again).Select(rate => $"{rate:F0}"))} requests/s");

        var settled = await SettleAsync(aftermath, cancellationToken);
        var restored = await aftermath.FindRestoredAsync(cancellationToken);
        if (settled)
            _history = _history with { PhotosBefore = [.. (await aftermath.FindPhotosAsync(pets, cancellationToken)).Where(photo => !restored.Contains(photo.PetId))] };
        _history = _history with { AskedOnceMore = cluster.Clock.Elapsed };

        // So that all newest versions are of the photos that are there now. A restored version stays the newest until somebody insists.
        await Parallel.ForEachAsync(pets, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (pet, _) =>
            await mix.PostAsync(pet, restored.Contains(pet.Id), api: 0, new Random(plan.Seed)));
        await SettleAsync(aftermath, cancellationToken);
    }

    private async Task InjectAsync(CallerMix mix, FaultPlan faults, int seed, CancellationToken cancellationToken)
    {
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new OpenLoad(mix, plan.Rate);
        var calling = load.RunAsync(seed, loading.Token);
        var injector = new FaultInjector(cluster, fault => Say($"{fault.Kind} of {fault.Target} for {(fault.Cleared - fault.Began).TotalSeconds:F1} s"));
        try
        {
            await KeepAsync("injecting", async () =>
            {
                await injector.RunAsync(faults, cancellationToken);

                // What recovers after the last fault shows under load only.
                await Task.Delay(RecoversByItself.Bound, cancellationToken);
            }, cancellationToken);
        }
        finally
        {
            await loading.CancelAsync();
            await KeepAsync("calling", () => calling, cancellationToken);
            _history = _history with { Faults = injector.Windows };
            _turnedAway = load.TurnedAway;
        }
    }

    private async Task<IReadOnlyList<double>> MeasureAsync(ClosedLoad load, Random random)
    {
        var rates = new List<double>();
        while (rates.Count < ThroughputSlices)
            rates.Add(await load.MeasureAsync(random.Next(), plan.Slice));
        return rates;
    }

    private async Task<bool> SettleAsync(Aftermath aftermath, CancellationToken cancellationToken)
    {
        var settled = await aftermath.SettleAsync(cancellationToken);
        if (!settled)
            _errors.Add($"the services had not settled after {Aftermath.SettlePatience.TotalSeconds:F0} s");
        return settled;
    }

    private static Task SeedAsync(CallerMix mix, PetAlbum[] pets, Random random, CancellationToken cancellationToken)
    {
        var seeds = pets.Select(pet => (Pet: pet, Seed: random.Next())).ToArray();
        return Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (one, _) =>
        {
            var own = new Random(one.Seed);
            await mix.SeedAsync(one.Pet, one.Pet == pets[0] ? PhotosOfLargePet : own.Next(FewestPhotosAtFirst, MostPhotosAtFirst), api: own.Next(2), own);
            await mix.PostAsync(one.Pet, force: false, api: own.Next(2), own);
        });
    }

    /// <summary>What breaks is told, with all that was seen: no run ends without its report, but who is told to end.</summary>
    private async Task KeepAsync(string what, Func<Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Say($"{what} broke off: {exception.Message}");
            _errors.Add($"{what} broke off: {exception}");
        }
    }

    private void Say(string what) => output.WriteLine($"{cluster.Clock.Elapsed.TotalSeconds,7:F1} s  {what}");
}
