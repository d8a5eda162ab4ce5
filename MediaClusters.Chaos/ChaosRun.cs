using MediaClusters.Chaos.Callers;
using MediaClusters.Chaos.Checks;
using MediaClusters.Chaos.Cluster;
using MediaClusters.Chaos.Faults;
using MediaClusters.Chaos.History;
using Npgsql;
using StackExchange.Redis;

namespace MediaClusters.Chaos;

/// <summary>One run: pets, throughput, faults under load, settling, throughput again, and the verdict on all that was seen.</summary>
internal sealed class ChaosRun(ChaosPlan plan, ChaosCluster cluster, TextWriter output)
{
    private const int MostPhotosAtFirst = 40;
    private const int FewestPhotosAtFirst = 12;
    private const int PhotosOfLargePet = 300;
    private const int ThroughputSlices = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a mark whose version never came keeps readers from the cache.</summary>
    private static readonly TimeSpan MarkPatience = TimeSpan.FromSeconds(35);

    private static readonly ICheck[] Checks =
    [
        new JobsEnd(), new OneWriterAVersion(), new VersionsNeverGoBack(), new VisibleInTime(), new VersionsAgree(), new PhotosAreKept(),
        new AnswersAreOrderly(), new RecoversByItself(), new ThroughputReturns(), new NothingLeaked(),
    ];

    private readonly CallLog _log = new();

    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.DirectDatabase) { ApplicationName = "chaos", MaxPoolSize = 10 });
        var journal = new Journal(database, cluster.Clock);
        await journal.InstallAsync(cancellationToken);

        using var port = new ApiPort([.. cluster.Apis.Select(api => api.Address)], cluster.Token, cluster.Clock);
        var random = new Random(plan.Seed);
        PetAlbum[] pets = [.. Enumerable.Range(0, plan.Pets).Select(_ => new PetAlbum(PhotoMaker.Id(random), random.Next(2, 6)))];
        var mix = new CallerMix(pets, port, _log, $"run-{plan.Seed}");

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sampler = new ServiceSampler([.. cluster.Services.Select(service => (service.Name, service.Address))], cluster.Clock);
        var watchers = Task.WhenAll(new HeadWatcher(database, cluster.Clock, _log).RunAsync(watching.Token), sampler.RunAsync(watching.Token));

        Say($"{pets.Length} pets");
        await SeedAsync(mix, pets, random, cancellationToken);
        await SettleAsync(database, cancellationToken);

        Say("throughput before");
        var load = new ClosedLoad(mix);
        await load.MeasureAsync(random.Next(), WarmUp);
        var before = await load.MeasureAsync(random.Next(), plan.Slice);
        await SettleAsync(database, cancellationToken);

        Say($"{before:F0} requests/s; faults for {plan.Duration.TotalSeconds:F0} s");
        var began = cluster.Clock.Elapsed;
        var (faults, errors, turnedAway) = await InjectAsync(mix, random.Next(), cancellationToken);
        Say("settling");
        var settled = await SettleAsync(database, cancellationToken);
        var loadEnded = cluster.Clock.Elapsed;

        var after = new List<double>();
        while (after.Count < ThroughputSlices && (after.Count == 0 || after.Max() < before * ThroughputReturns.Least))
            after.Add(await load.MeasureAsync(random.Next(), plan.Slice));
        Say($"throughput after: {string.Join(", ", after.Select(rate => $"{rate:F0}"))} requests/s");

        settled &= await SettleAsync(database, cancellationToken);
        await ClusterOnceMoreAsync(database, mix, pets, cancellationToken);
        settled &= await SettleAsync(database, cancellationToken);
        await watching.CancelAsync();
        await watchers;

        Say("checking");
        var history = new RunHistory
        {
            Faults = faults,
            Calls = _log.Calls,
            Sightings = _log.Sightings,
            JobChanges = await journal.ReadJobChangesAsync(cancellationToken),
            VersionWrites = await journal.ReadVersionWritesAsync(cancellationToken),
            Jobs = await journal.ReadJobsAsync(cancellationToken),
            Samples = sampler.Samples,
            Photos = await FindPhotosAsync(database, pets, cancellationToken),
            Remains = await FindRemainsAsync(database, cancellationToken),
            Throughput = new(before, after),
            Disagreements = [.. _log.Differing, .. await AuditAsync(database, pets, cancellationToken)],
            LoadEnded = loadEnded,
        };
        Violation[] violations =
        [
            .. errors.Select(error => new Violation("the run itself", error, [])),
            .. settled ? [] : new[] { new Violation("the run itself", $"the services had not settled after {SettlePatience.TotalSeconds:F0} s", []) },
            .. cluster.Exits.Where(exit => exit.IsViolation).Select(exit => new Violation("processes run on", $"{exit.Process} ended by itself with {exit.Code}, or otherwise than it was told to", [$"{exit.At.TotalSeconds:F3} s, process {exit.Id}", exit.LastLines])),
            .. Checks.SelectMany(check => check.Judge(history)),
        ];
        return new(plan, history, violations) { FaultsBegan = began, TurnedAway = turnedAway };
    }

    private async Task<(IReadOnlyList<FaultWindow> Faults, IReadOnlyList<string> Errors, int TurnedAway)> InjectAsync(CallerMix mix, int seed, CancellationToken cancellationToken)
    {
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new OpenLoad(mix, plan.Rate);
        var calling = load.RunAsync(seed, loading.Token);
        var injector = new FaultInjector(cluster, fault => Say($"{fault.Kind} of {fault.Target} for {(fault.Cleared - fault.Began).TotalSeconds:F1} s"));
        var errors = new List<string>();
        try
        {
            await injector.RunAsync(FaultPlan.Create(plan.Seed, plan.Duration, plan.Only.Count > 0 ? plan.Only : FaultCatalog.Possible(cluster)), cancellationToken);

            // What recovers after the last fault shows under load only.
            await Task.Delay(RecoversByItself.Bound, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            errors.Add(exception.Message);
        }
        finally
        {
            await loading.CancelAsync();
            await calling;
        }

        return (injector.Windows, errors, load.TurnedAway);
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

    /// <summary>So that the newest versions are of the photos that are there now. A restored version stays the newest until somebody insists.</summary>
    private async Task ClusterOnceMoreAsync(NpgsqlDataSource database, CallerMix mix, PetAlbum[] pets, CancellationToken cancellationToken)
    {
        var restored = new HashSet<Guid>();
        await using (var command = database.CreateCommand("SELECT p.pet_id FROM pets p JOIN pet_clusters c ON c.id = p.latest_cluster_id WHERE c.restored_from IS NOT NULL"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                restored.Add(reader.GetGuid(0));
        }

        await Parallel.ForEachAsync(pets, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (pet, _) =>
            await mix.PostAsync(pet, restored.Contains(pet.Id), api: 0, new Random(plan.Seed)));
    }

    /// <returns>False when something is still to be done after a long wait.</returns>
    private async Task<bool> SettleAsync(NpgsqlDataSource database, CancellationToken cancellationToken) => await UntilAsync(SettlePatience, async () =>
    {
        await using var command = database.CreateCommand("""
            SELECT NOT EXISTS (SELECT 1 FROM cluster_jobs WHERE status IN ('queued', 'processing')) AND NOT EXISTS (SELECT 1 FROM cache_outbox)
            """);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }, cancellationToken);

    private async Task<Remains> FindRemainsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync($"{cluster.DirectRedis},allowAdmin=true");
        var reader = new RemainsReader(database, redis);
        var remains = await reader.ReadAsync(cancellationToken);
        await UntilAsync(MarkPatience, async () =>
        {
            remains = await reader.ReadAsync(cancellationToken);
            return !remains.Keys.Any(key => key.Name.EndsWith(":pending", StringComparison.Ordinal)) && remains.Sessions.All(sessions => sessions.IdleInTransaction == 0);
        }, cancellationToken);
        return remains;
    }

    private static async Task<IReadOnlyList<PhotoFate>> FindPhotosAsync(NpgsqlDataSource database, PetAlbum[] pets, CancellationToken cancellationToken)
    {
        var stored = await ReadIdsAsync("SELECT pet_id, image_id FROM pet_images");

        // Photos in no group are in the body alone.
        var placed = await ReadIdsAsync("SELECT p.pet_id, m.image_id FROM pets p JOIN cluster_members m ON m.cluster_id = p.latest_cluster_id");
        placed.UnionWith(await VersionAudit.ReadNoiseAsync(database, cancellationToken));
        return
        [
            .. pets.SelectMany(pet => pet.Photos.Select(photo => new PhotoFate(
                pet.Id, photo.ImageId, photo.Kept, photo.Deleted, stored.Contains((pet.Id, photo.ImageId)), placed.Contains((pet.Id, photo.ImageId))))),
        ];

        async Task<HashSet<(Guid PetId, Guid ImageId)>> ReadIdsAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var ids = new HashSet<(Guid, Guid)>();
            while (await reader.ReadAsync(cancellationToken))
                ids.Add((reader.GetGuid(0), reader.GetGuid(1)));
            return ids;
        }
    }

    private async Task<IReadOnlyList<string>> AuditAsync(NpgsqlDataSource database, PetAlbum[] pets, CancellationToken cancellationToken)
    {
        var audit = new VersionAudit(database, _log.Contents);
        var found = new List<string>();
        foreach (var pet in pets)
            found.AddRange(await audit.FindAsync(pet.Id, cancellationToken));
        return found;
    }

    private async Task<bool> UntilAsync(TimeSpan patience, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var began = cluster.Clock.Elapsed; cluster.Clock.Elapsed - began < patience; await tick.WaitForNextTickAsync(cancellationToken))
        {
            if (await condition())
                return true;
        }

        return false;
    }

    private void Say(string what) => output.WriteLine($"{cluster.Clock.Elapsed.TotalSeconds,7:F1} s  {what}");
}
