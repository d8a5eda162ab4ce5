using System.Runtime.CompilerServices;
using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// The read path for many pets: the same protocol, a chunk at a time, each of its steps one round trip for the whole
/// chunk. No flights are shared: whoever asks for hundreds of pets waits for nobody's read but its own.
/// </summary>
internal sealed class LatestBatches(
    IPetCache cache,
    ICacheTrust trust,
    IProbingReader probing,
    IClusterReader reader,
    VersionFloor floor,
    IOptions<CacheOptions> options,
    TimeProvider time)
{
    /// <summary>Bounds the memory of a call, and what one budget of Redis has to carry.</summary>
    internal const int ChunkSize = 32;

    private static readonly IReadOnlySet<Guid> Nobody = new HashSet<Guid>();

    public async IAsyncEnumerable<LatestVersion> FindAsync(IReadOnlyList<Guid> petIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in petIds.Chunk(ChunkSize))
        {
            foreach (var latest in await FindChunkAsync(chunk, cancellationToken))
                yield return latest;
        }
    }

    private async Task<LatestVersion[]> FindChunkAsync(Guid[] petIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pets = Array.ConvertAll(petIds, petId => new Pet(petId, floor.Of(petId)));
        var useCache = trust.IsTrusted();
        if (useCache)
            await LookUpAsync(pets, petIds);
        foreach (var pet in pets)
            CacheTelemetry.Read(pet.HowServed());

        var missed = pets.Where(pet => !pet.IsAnswered).ToArray();
        if (missed.Length > 0)
            await ReadAsync(missed, cancellationToken);
        foreach (var pet in pets)
            floor.Learn(pet.Id, pet.Known, pet.Found);
        return Array.ConvertAll(pets, pet => new LatestVersion(pet.Id, pet.Found));
    }

    private async Task LookUpAsync(Pet[] pets, Guid[] petIds)
    {
        var lookups = await cache.GetManyAsync(petIds);
        for (var i = 0; i < pets.Length; i++)
        {
            pets[i].Lookup = lookups[i];
            if (lookups[i].Status == LookupStatus.Hit && lookups[i].Version >= pets[i].Known)
                pets[i].Answer(lookups[i].Found);
        }
    }

    private async Task ReadAsync(Pet[] missed, CancellationToken cancellationToken)
    {
        await Task.WhenAll(missed.Where(pet => pet.MayUseCache).Select(AcquireAsync));
        var unanswered = missed.Where(pet => !pet.IsAnswered).ToArray();
        if (unanswered.Length == 0)
            return;

        using var limit = new CancellationTokenSource(options.Value.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var leased = unanswered.Where(pet => pet.Permit.Lease is not null).Select(pet => pet.Id).ToArray();
            var (found, unwritten) = await FindAsync(Array.ConvertAll(unanswered, pet => pet.Id), leased, either.Token);
            foreach (var pet in unanswered)
                pet.Answer(found.GetValueOrDefault(pet.Id));
            await Task.WhenAll(unanswered.Select(pet => MendAsync(pet, unwritten.Contains(pet.Id))));
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Postgres did not answer within {options.Value.ReadTimeout}.", exception);
        }
    }

    private async Task AcquireAsync(Pet pet)
    {
        pet.Permit = await cache.AcquireAsync(pet.Id, pet.Known);
        if (pet.Permit.Present is { } present)
            pet.Answer(present.Found);
    }

    private async Task<ProbedVersions> FindAsync(Guid[] petIds, Guid[] leased, CancellationToken cancellationToken) => leased.Length > 0
        ? await probing.FindLatestAsync(petIds, leased, cancellationToken)
        : new(await reader.FindLatestAsync(petIds, cancellationToken), Nobody);

    private async Task MendAsync(Pet pet, bool mayFill)
    {
        if (pet.Permit.Lease is { } lease && mayFill)
            await cache.FillAsync(pet.Id, lease, pet.Found);
        else if (pet.Permit.Lease is not null)
            CacheTelemetry.Write("fill", "refused");
        else if (pet.Permit.Older < pet.Found?.Version)
            await cache.SettleAsync(pet.Id, pet.Found.Version);
    }

    private sealed class Pet(Guid id, long known)
    {
        public Guid Id => id;

        /// <summary>The highest version this process had returned before it looked.</summary>
        public long Known => known;

        public Lookup Lookup { get; set; } = new(LookupStatus.Refused);

        public FillPermit Permit { get; set; }

        public VersionBody? Found { get; private set; }

        public bool IsAnswered { get; private set; }

        public bool MayUseCache => Lookup.Status is LookupStatus.Hit or LookupStatus.Miss;

        public void Answer(VersionBody? found) => (Found, IsAnswered) = (found, true);

        public string HowServed() => Lookup.Status switch
        {
            LookupStatus.Hit when IsAnswered => Found is null ? "negative" : "hit",
            LookupStatus.Hit => "stale",
            LookupStatus.Miss => "miss",
            LookupStatus.Failed => "error",
            _ => "bypass",
        };
    }
}
