using System.Globalization;
using MediaClusters.Persistence.Schema;
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
    /// the longest, a transaction that waits for Redis, is the five seconds of <see cref="SessionSql"/>.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private const int LooksToLapse = 3;

    // The client waits a little longer than the server, so that the server's own error arrives.
    private const int MoreSeconds = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<short, DateTimeOffset> _known = [];
    private FloorSegments _segments = FloorSegments.Unknown;
    private DateTimeOffset _others;
    private long _triedAt;
    private int _looking;
    private long _looks;

    /// <summary>
    /// Those of the last look and the claims since, for as long as looks are tried: where they take too long, each claim
    /// would make the same walk. When nobody has tried for too long there are none.
    /// </summary>
    public FloorSegments Current
    {
        get
        {
            lock (_lock)
            {
                LapseUnlessTried();
                return _segments;
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
        lock (_lock)
        {
            LapseUnlessTried();
            _looking++;
        }

        var tried = default(long?);
        try
        {
            var began = time.GetTimestamp();
            await LookAsync(Interlocked.Increment(ref _looks), cancellationToken);
            tried = began;
        }
        catch (Exception exception) when (TookTooLong(exception))
        {
            tried = time.GetTimestamp();
            throw;
        }
        finally
        {
            lock (_lock)
            {
                _looking--;
                _triedAt = Math.Max(tried ?? _triedAt, _triedAt);
            }
        }
    }

    private async Task LookAsync(long look, CancellationToken cancellationToken)
    {
        var found = new Dictionary<short, DateTimeOffset>();
        await using var batch = dataSource.CreateBatch();
        batch.Timeout = (int)Math.Ceiling(options.Value.LookTimeout.TotalSeconds) + MoreSeconds;
        batch.Add(SessionSql.BoundStatements, ("timeout", options.Value.LookTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)));
        batch.Add(ClaimSql.Look);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
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
            _others = newest;
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

    private void LapseUnlessTried()
    {
        if (_looking == 0 && time.GetElapsedTime(_triedAt) > options.Value.LookInterval * LooksToLapse)
            _segments = FloorSegments.Unknown;
    }

    private static bool TookTooLong(Exception exception) =>
        exception is TimeoutException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or NpgsqlException { InnerException: TimeoutException };

    private static DateTimeOffset Earlier(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}
