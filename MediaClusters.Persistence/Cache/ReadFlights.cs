using System.Diagnostics;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// Single flight: a pet has at most one read under way and one waiting. A read is joined only until it is
/// sealed, just before it looks: who comes later may know of a version that it will not see, and boards the next.
/// </summary>
internal sealed class ReadFlights
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, ReadFlight> _current = [];

    /// <summary>Boards a flight, of which the caller awaits its own place; with <paramref name="isFirst"/> it has to fly it.</summary>
    public ReadFlight Join(Guid petId, long need, bool useCache, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = !_current.TryGetValue(petId, out var flight);
            if (isFirst)
                _current[petId] = flight = new(petId);
            else if (flight!.IsSealed)
                flight = flight.Next ??= new(petId);

            flight.Need = Math.Max(flight.Need, need);
            flight.UseCache &= useCache;
            flight.Passengers++;
            if (!isFirst)
                flight.Others ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return flight;
        }
    }

    public (int Passengers, long Need) Manifest(ReadFlight flight)
    {
        lock (_gate)
            return (flight.Passengers, flight.Need);
    }

    /// <summary>Seals if nobody boarded since the manifest was read.</summary>
    public bool TrySeal(ReadFlight flight, int passengers)
    {
        lock (_gate)
            return flight.IsSealed = flight.Passengers == passengers;
    }

    public void Seal(ReadFlight flight)
    {
        lock (_gate)
            flight.IsSealed = true;
    }

    /// <summary>One who waited went away; when all have, so does the read.</summary>
    public void Leave(ReadFlight flight)
    {
        lock (_gate)
        {
            flight.Left++;
            AbandonIfEmpty(flight);
        }
    }

    /// <summary>Says by what the look of a sealed flight is ended, or that it is over.</summary>
    public void Look(ReadFlight flight, CancellationTokenSource? limit)
    {
        lock (_gate)
        {
            flight.Limit = limit;
            AbandonIfEmpty(flight);
        }
    }

    // Before it looks somebody may yet board. Asynchronously: callbacks must not run under the lock.
    private static void AbandonIfEmpty(ReadFlight flight)
    {
        if (flight.Limit is null || flight.Left < flight.Passengers)
            return;
        flight.IsAbandoned = true;
        _ = flight.Limit.CancelAsync();
    }

    /// <summary>Completes when the pet's read under way, if any, has also done its work on the cache.</summary>
    public Task LandedAsync(Guid petId)
    {
        lock (_gate)
            return _current.TryGetValue(petId, out var flight) ? (flight.Landed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
    }

    /// <summary>Ends a flight; returns the one that waited for it and has to be flown now.</summary>
    public ReadFlight? Land(ReadFlight flight)
    {
        lock (_gate)
        {
            flight.Landed?.TrySetResult();
            if (flight.Next is { } next)
                return _current[flight.PetId] = next;

            _current.Remove(flight.PetId);
            return null;
        }
    }
}

/// <summary>One shared read. Mutable members belong to <see cref="ReadFlights"/> and its lock, and once it is sealed to whoever flies it.</summary>
internal sealed class ReadFlight(Guid petId)
{
    public Guid PetId => petId;

    /// <summary>Of who flies it: goes on in the thread that brings the answer, for most flights have nobody else aboard.</summary>
    public TaskCompletionSource<VersionBody?> First { get; } = new();

    /// <summary>Of everybody else.</summary>
    public TaskCompletionSource<VersionBody?>? Others { get; set; }

    /// <summary>The request that opened the flight, which may not be the one whose task flies it.</summary>
    public ActivityContext Origin { get; } = Activity.Current?.Context ?? default;

    public long Need { get; set; }

    public bool UseCache { get; set; } = true;

    public int Passengers { get; set; }

    /// <summary>Those of them who did not wait for the answer.</summary>
    public int Left { get; set; }

    public bool IsSealed { get; set; }

    /// <summary>Ends the look at Postgres, while there is one.</summary>
    public CancellationTokenSource? Limit { get; set; }

    /// <summary>Everybody left: the look was ended.</summary>
    public bool IsAbandoned { get; set; }

    public ReadFlight? Next { get; set; }

    public TaskCompletionSource? Landed { get; set; }

    /// <summary>Only when it is sealed: who boards later would not be told.</summary>
    public void Succeed(VersionBody? found)
    {
        // Whoever goes on here and now does so last.
        Others?.TrySetResult(found);
        First.TrySetResult(found);
    }

    /// <inheritdoc cref="Succeed"/>
    public void Fail(Exception exception)
    {
        Fail(Others, exception);
        Fail(First, exception);
    }

    private static void Fail(TaskCompletionSource<VersionBody?>? place, Exception exception)
    {
        // Everybody may have left; the failure is theirs and not the finalizer's.
        if (place?.TrySetException(exception) == true)
            _ = place.Task.Exception;
    }
}
