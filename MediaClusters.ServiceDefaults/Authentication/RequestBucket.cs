using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace MediaClusters.ServiceDefaults.Authentication;

/// <summary>The requests a caller has left: it holds as many as may come at once, and is filled at a steady rate.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer there is nothing to release, and a request under way may still draw on it.")]
internal sealed class RequestBucket
{
    private readonly double _perSecond;
    private readonly int _burst;
    private readonly TokenBucketRateLimiter _limiter;

    private RequestBucket(double perSecond, int burst)
    {
        (_perSecond, _burst) = (perSecond, burst);
        _limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),

            // Filled when somebody asks: no timer runs for a caller that is away.
            AutoReplenishment = false,
        });
    }

    private int Left
    {
        get
        {
            _limiter.TryReplenish();
            return (int)(_limiter.GetStatistics()?.CurrentAvailablePermits ?? 0);
        }
    }

    /// <summary>The bucket for a token's limit, or null for none; what is left in the one before is left in it, as far as it holds that much.</summary>
    public static RequestBucket? For(InternalToken token, RequestBucket? before)
    {
        if (token.RequestsPerSecond == 0)
            return null;

        var burst = token.Burst > 0 ? token.Burst : (int)Math.Ceiling(token.RequestsPerSecond);
        if (before is not null && before._perSecond.Equals(token.RequestsPerSecond) && before._burst == burst)
            return before;

        var bucket = new RequestBucket(token.RequestsPerSecond, burst);
        if (before is not null && burst - before.Left is > 0 and var spent)
            bucket._limiter.AttemptAcquire(spent).Dispose();
        return bucket;
    }

    public bool TryTake(out TimeSpan wait)
    {
        _limiter.TryReplenish();
        using var lease = _limiter.AttemptAcquire();
        _ = lease.TryGetMetadata(MetadataName.RetryAfter, out wait);
        return lease.IsAcquired;
    }
}
