using System.Collections.Concurrent;

namespace MediaClusters.Tests.Persistence.Cache;

/// <summary>
/// Runs actors on one thread and, whenever all of them stand at a point, lets one go on that a seeded Random
/// picks. What happens between two points happens as a whole, so a seed names an interleaving.
/// </summary>
internal sealed class Interleaver(int seed) : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly List<TaskCompletionSource> _parked = [];
    private readonly List<Task> _actors = [];
    private int _outside;

    public Random Random { get; } = new(seed);

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Stops here until picked.</summary>
    public Task PointAsync()
    {
        var parked = new TaskCompletionSource();
        _parked.Add(parked);
        return parked.Task;
    }

    /// <summary>Waits for the outside world; nobody is picked until it answered.</summary>
    public async Task<T> OutsideAsync<T>(Func<ValueTask<T>> call)
    {
        _outside++;
        try
        {
            return await call();
        }
        finally
        {
            _outside--;
        }
    }

    public void Spawn(Func<Task> actor) => _actors.Add(actor());

    /// <summary>Runs until every actor is through; throws what the first failed one threw.</summary>
    public void Run(params Func<Task>[] actors)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            foreach (var actor in actors)
                Spawn(actor);
            while (Step())
            {
            }
        }
        finally
        {
            SetSynchronizationContext(previous);
        }

        foreach (var actor in _actors)
            actor.GetAwaiter().GetResult();
        _actors.Clear();
    }

    private bool Step()
    {
        while (_posted.TryTake(out var work) || (_outside > 0 && _posted.TryTake(out work, TimeSpan.FromSeconds(30))))
            work.Callback(work.State);
        if (_outside > 0)
            throw new TimeoutException("The outside world did not answer.");
        if (_parked.Count == 0)
            return _actors.All(actor => actor.IsCompleted) ? false : throw new InvalidOperationException("Actors wait for each other.");

        var index = Random.Next(_parked.Count);
        var picked = _parked[index];
        _parked.RemoveAt(index);
        picked.SetResult();
        return true;
    }
}
