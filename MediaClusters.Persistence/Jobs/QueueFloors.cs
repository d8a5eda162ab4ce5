using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaClusters.Persistence.Jobs;

/// <summary>
/// Claimed jobs leave entries behind at the front of their priority in the queue's index, and as long as some transaction
/// holds vacuum back each of them costs a claim a look at its row. So claims begin behind them, at floors, which every claim
/// moves on. Times are the database's; only how old a look is goes by this process's clock.
/// </summary>
internal sealed class QueueFloors(NpgsqlDataSource dataSource, IOptions<JobQueueOptions> options, TimeProvider time) : IQueueFloors
{
    /// <summary>
    /// How far a floor stays behind the present: longer than it takes from setting <c>run_after</c> to the commit, which for
    /// the longest, a transaction that waits for Redis, is the five seconds of <see cref="Schema.SessionSql"/>.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private const int LooksToLapse = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<short, DateTimeOffset> _known = [];
    private FloorSegments _segments = FloorSegments.Unknown;
    private DateTimeOffset _others;
    private long _lookedAt;
    private long _looks;

    /// <summary>Those of the last look and the claims since; a look that is too old counts no more.</summary>
    public FloorSegments Current
    {
        get
        {
            lock (_lock)
            {
                return _segments.Look > 0 && time.GetElapsedTime(_lookedAt) <= options.Value.LookInterval * LooksToLapse
                    ? _segments
                    : FloorSegments.Unknown;
            }
        }
    }

    /// <summary>Those of a look in any case, if need be of one that is taken now.</summary>
    public async Task<FloorSegments> KnowAsync(CancellationToken cancellationToken)
    {
        if (Current is { Look: > 0 } current)
            return current;

        await LookAsync(cancellationToken);
        lock (_lock)
            return _segments;
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var look = Interlocked.Increment(ref _looks);
        var lookedAt = time.GetTimestamp();
        var found = new Dictionary<short, DateTimeOffset>();
        await using var command = dataSource.CreateCommand(ClaimSql.Look);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (newest, leases) = (default(DateTimeOffset), default(DateTimeOffset));
        while (await reader.ReadAsync(cancellationToken))
        {
            newest = reader.GetFieldValue<DateTimeOffset>(0) - Margin;
            leases = Earlier(reader.GetNullable<DateTimeOffset?>(1) ?? newest, newest);
            if (reader.GetNullable<short?>(2) is { } priority)
                found.Add(priority, reader.GetFieldValue<DateTimeOffset>(3));
        }

        lock (_lock)
        {
            // Of two looks at once the one that began later knows more.
            if (look < _segments.Look)
                return;

            // Of a priority that there was once a job of, there are entries without a job.
            _known.TryAdd(0, newest);
            foreach (var priority in _known.Keys.Union(found.Keys).ToArray())
                _known[priority] = Earlier(found.GetValueOrDefault(priority, newest), newest);
            (_others, _lookedAt) = (newest, lookedAt);
            _segments = FloorSegments.Of(look, _known, newest, leases);
        }
    }

    /// <summary>
    /// Moves the floors behind what a claim took, for it took all that could be claimed up to there. A claim from before the
    /// last look moves nothing: it may have begun behind what that look found.
    /// </summary>
    /// <param name="from">What the claim began from.</param>
    /// <param name="now">The claim's time, by the database's clock.</param>
    /// <param name="taken">The jobs it took.</param>
    public void Advance(FloorSegments from, DateTimeOffset now, IEnumerable<(short Priority, DateTimeOffset RunAfter)> taken)
    {
        lock (_lock)
        {
            if (from.Look == 0 || from.Look != _segments.Look)
                return;

            foreach (var (priority, runAfter) in taken)
            {
                var floor = Earlier(runAfter, now - Margin);
                if (!_known.TryGetValue(priority, out var known) || known < floor)
                    _known[priority] = floor;
            }

            _segments = FloorSegments.Of(_segments.Look, _known, _others, _segments.LeaseFloor);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}
