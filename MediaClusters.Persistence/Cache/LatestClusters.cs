using System.Diagnostics;
using System.Runtime.CompilerServices;
using MediaClusters.Persistence.Clusters;
using Microsoft.Extensions.Options;

namespace MediaClusters.Persistence.Cache;

/// <summary>The read path: one GET on a hit; on a miss one shared read of Postgres, which fills if it may.</summary>
internal sealed class LatestClusters(
    IPetCache cache,
    ICacheTrust trust,
    IProbingReader probing,
    IClusterReader reader,
    VersionFloor floor,
    IOptions<CacheOptions> options,
    TimeProvider time) : ILatestClusters
{
    private readonly ReadFlights _flights = new();
    private LatestBatches? _batches;

    private LatestBatches Batches => _batches ??= new(cache, trust, probing, reader, floor, options, time);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<VersionBody?> FindAsync(Guid petId, long minVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = floor.Of(petId);
        var need = Math.Max(minVersion, known);
        var lookup = trust.IsTrusted() ? await cache.GetAsync(petId) : new(LookupStatus.Refused);
        if (lookup.Status == LookupStatus.Hit && lookup.Version >= need)
        {
            CacheTelemetry.Read(lookup.Version == 0 ? "negative" : "hit");
            floor.Raise(petId, lookup.Version);
            return lookup.Found;
        }

        CacheTelemetry.Read(lookup.Status switch
        {
            LookupStatus.Hit => "stale",
            LookupStatus.Miss => "miss",
            LookupStatus.Failed => "error",
            _ => "bypass",
        });

        var flight = _flights.Join(petId, need, lookup.Status is LookupStatus.Hit or LookupStatus.Miss, out var isFirst);
        if (isFirst)
            _ = FlyAsync(flight);

        try
        {
            var found = await (isFirst ? flight.First : flight.Others!).Task.WaitAsync(cancellationToken);
            floor.Learn(petId, known, found);
            return found;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _flights.Leave(flight);
            throw;
        }
    }

    public IAsyncEnumerable<LatestVersion> FindManyAsync(IReadOnlyList<Guid> petIds, CancellationToken cancellationToken) =>
        Batches.FindAsync(petIds, cancellationToken);

    public async Task<bool> InvalidateAsync(Guid petId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await cache.DropAsync(petId);
    }

    /// <summary>Answers come before the fill; this completes after it.</summary>
    internal Task LandedAsync(Guid petId) => _flights.LandedAsync(petId);

    private async Task FlyAsync(ReadFlight flight)
    {
        using var activity = PersistenceTelemetry.Activities.StartActivity("read latest version", ActivityKind.Internal, flight.Origin);
        activity?.SetTag("mediaclusters.pet_id", flight.PetId);
        try
        {
            if (flight.UseCache)
                await FillAsync(flight);
            else
                await PassAsync(flight);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _flights.Seal(flight);
            Land(flight);
            flight.Fail(exception);
        }
    }

    /// <summary>Past the cache: nothing is left to do when the answer is there.</summary>
    private async Task PassAsync(ReadFlight flight)
    {
        // From here on the read may miss what a newcomer already saw.
        _flights.Seal(flight);
        var (found, _) = await FindAsync(flight, hasLease: false);
        Land(flight);
        flight.Succeed(found);
    }

    private async Task FillAsync(ReadFlight flight)
    {
        var (permit, isAnswered) = await AcquireAsync(flight);
        if (!isAnswered)
        {
            _flights.Seal(flight);
            var (found, mayFill) = await FindAsync(flight, permit.Lease is not null);

            flight.Succeed(found);
            if (mayFill)
                await cache.FillAsync(flight.PetId, permit.Lease!, found);
            else if (permit.Lease is not null)
                CacheTelemetry.Write("fill", "refused");
            else if (permit.Older < found?.Version)
                await cache.SettleAsync(flight.PetId, found.Version);
        }

        Land(flight);
    }

    /// <summary>Ends a flight and starts the one that waited for it.</summary>
    private void Land(ReadFlight flight)
    {
        if (_flights.Land(flight) is { } next)
            _ = FlyAsync(next);
    }

    /// <summary>The right to fill, or the answer itself when somebody else filled meanwhile.</summary>
    private async Task<(FillPermit Permit, bool IsAnswered)> AcquireAsync(ReadFlight flight)
    {
        var (passengers, need) = _flights.Manifest(flight);
        var permit = await cache.AcquireAsync(flight.PetId, need);
        if (permit.Present is not { } present)
            return (permit, false);

        // Whoever boarded after the script ran may know of something newer than it saw.
        var isAnswered = _flights.TrySeal(flight, passengers);
        if (isAnswered)
            flight.Succeed(present.Found);
        return (default, isAnswered);
    }

    private async Task<ProbedVersion> FindAsync(ReadFlight flight, bool hasLease)
    {
        using var limit = new CancellationTokenSource(options.Value.ReadTimeout, time);
        _flights.Look(flight, limit);
        try
        {
            return hasLease
                ? await probing.FindLatestAsync(flight.PetId, limit.Token)
                : new(await reader.FindLatestAsync(flight.PetId, limit.Token), IsUnwritten: false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !flight.IsAbandoned)
        {
            throw new TimeoutException($"Postgres did not answer within {options.Value.ReadTimeout}.", exception);
        }
        finally
        {
            _flights.Look(flight, null);
        }
    }
}
