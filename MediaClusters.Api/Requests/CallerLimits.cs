using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MediaClusters.Api.Errors;
using MediaClusters.ServiceDefaults.Authentication;

namespace MediaClusters.Api.Requests;

/// <summary>Refuses callers that asked for more than their tokens allow, counts them, and tells the log, once a minute and caller.</summary>
internal sealed class CallerLimits : IHostedService
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _told = new(StringComparer.Ordinal);
    private readonly Counter<long> _refused;
    private readonly TimeProvider _time;
    private readonly ILogger<CallerLimits> _logger;

    public CallerLimits(IMeterFactory meters, TimeProvider time, ILogger<CallerLimits> logger)
    {
        _refused = meters.Create("MediaClusters.Api").CreateCounter<long>(
            "mediaclusters.requests.limited", "{request}", "Requests refused with 429 because their token's limit was used up.");
        _time = time;
        _logger = logger;
    }

    public Task RefuseAsync(HttpContext context, InternalCaller caller, TimeSpan wait)
    {
        _refused.Add(1);
        Tell(caller.Name);
        return Problems.TooManyRequests(context, wait).ExecuteAsync(context);
    }

    // What appears with its first count is no rise to an alert.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _refused.Add(0);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(string caller)
    {
        var now = _time.GetTimestamp();
        if (_told.TryAdd(caller, now)
            || (_told[caller] is var before && _time.GetElapsedTime(before, now) >= Silence && _told.TryUpdate(caller, now, before)))
            Log.CallerLimited(_logger, caller);
    }
}
