using System.Numerics;

namespace MediaClusters.LoadTests.Load;

/// <summary>Latencies from 1 µs to an hour, each known to within 1 %, in memory that does not grow with their number. Not for several threads at once.</summary>
/// <remarks>
/// Stands for the package HdrHistogram where it cannot be restored, and counts as that does: each power of two is divided
/// into equally wide buckets. Below 25.6 µs a bucket is one tick of 100 ns wide, above at most 1/128 of what it holds, and
/// its middle speaks for it. What took longer than an hour counts as an hour, but in the mean and the maximum.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int BucketBits = 7;
    private const int BucketsAPower = 1 << BucketBits;
    private const int Exact = BucketsAPower * 2;

    private static readonly long Longest = TimeSpan.TicksPerHour;

    private readonly long[] _counts = new long[BucketOf(Longest) + 1];
    private long _sum;
    private long _max;

    public long Count { get; private set; }

    /// <summary>In ms; NaN when empty.</summary>
    public double Mean => Count == 0 ? double.NaN : Milliseconds((double)_sum / Count);

    /// <summary>In ms; NaN when empty.</summary>
    public double Max => Count == 0 ? double.NaN : Milliseconds(_max);

    public void Record(TimeSpan latency)
    {
        var ticks = latency.Ticks;
        ArgumentOutOfRangeException.ThrowIfNegative(ticks, nameof(latency));
        _counts[BucketOf(Math.Min(ticks, Longest))]++;
        Count++;
        _sum += ticks;
        _max = Math.Max(_max, ticks);
    }

    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++)
            _counts[bucket] += other._counts[bucket];
        Count += other.Count;
        _sum += other._sum;
        _max = Math.Max(_max, other._max);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, _sum, _max) = (0, 0, 0);
    }

    /// <summary>The latency that so many percent of all do not exceed (nearest rank). In ms; NaN when empty.</summary>
    public double Percentile(double percent)
    {
        if (percent is not (>= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile is between 0 and 100.");
        if (Count == 0)
            return double.NaN;

        // The decimal keeps 99.9 % of 1,000 from being 999.0000000000001, and its rank from being 1,000.
        var rank = Math.Max(1, (long)decimal.Ceiling((decimal)percent * Count / 100));
        var bucket = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bucket])
            bucket++;
        return InBucket(bucket);
    }

    /// <summary>Latencies in ms and the share of all that is at most that, ascending, for a chart.</summary>
    public IEnumerable<(double Milliseconds, double Share)> Distribution()
    {
        var seen = 0L;
        for (var bucket = 0; seen < Count; bucket++)
        {
            if (_counts[bucket] == 0)
                continue;
            seen += _counts[bucket];
            yield return (InBucket(bucket), (double)seen / Count);
        }
    }

    private double InBucket(int bucket)
    {
        var (first, width) = Bounds(bucket);
        return Milliseconds(Math.Min(first + ((width - 1) / 2.0), _max));
    }

    private static double Milliseconds(double ticks) => ticks / TimeSpan.TicksPerMillisecond;

    private static int BucketOf(long ticks)
    {
        if (ticks < Exact)
            return (int)ticks;
        var shift = BitOperations.Log2((ulong)ticks) - BucketBits;
        return (shift * BucketsAPower) + (int)(ticks >> shift);
    }

    private static (long First, long Width) Bounds(int bucket)
    {
        if (bucket < Exact)
            return (bucket, 1);
        var shift = (bucket / BucketsAPower) - 1;
        return ((long)(bucket - (shift * BucketsAPower)) << shift, 1L << shift);
    }
}
