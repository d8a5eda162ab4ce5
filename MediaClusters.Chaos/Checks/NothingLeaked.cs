using System.Text.RegularExpressions;
using MediaClusters.Chaos.History;

namespace MediaClusters.Chaos.Checks;

/// <summary>After settling no connection, lease, outbox row or key is left that nobody will ever clear away.</summary>
internal sealed partial class NothingLeaked : ICheck
{
    /// <summary>A process' pool in production.</summary>
    private const int PoolSize = 20;

    private static readonly Dictionary<string, TimeSpan> Longest = new(StringComparer.Ordinal)
    {
        ["latest"] = TimeSpan.FromHours(1),
        ["fill"] = TimeSpan.FromSeconds(2),
    };

    public string Name => "nothing leaked";

    public IEnumerable<Violation> Judge(RunHistory history)
    {
        if (history.Remains is not { } remains)
            return [new(Name, "nobody looked", [])];

        return
        [
            .. Left(remains.Processing, "jobs are being processed"),
            .. Left(remains.Queued, "jobs are queued"),
            .. Left(remains.OwedCacheUpdates, "cache updates are owed"),
            .. Left(remains.HeldTasks, "maintenance tasks are held"),
            .. Left(remains.AdvisoryLocks, "advisory locks are held"),
            .. remains.Sessions.Where(sessions => sessions.Count > PoolSize)
                .Select(sessions => new Violation(Name, $"{sessions.Application} has {sessions.Count} sessions, more than its pool", [])),
            .. remains.Sessions.Where(sessions => sessions.IdleInTransaction > 0)
                .Select(sessions => new Violation(Name, $"{sessions.Application} has {sessions.IdleInTransaction} transactions open without a word", [])),
            .. remains.Keys.Select(WhatIsWrong).OfType<string>().Take(10).Select(wrong => new Violation(Name, wrong, [])),
        ];
    }

    private IEnumerable<Violation> Left(long count, string what) => count > 0 ? [new(Name, $"{count} {what} after settling", [])] : [];

    private static string? WhatIsWrong(CacheKey key)
    {
        var kind = Known().Match(key.Name);
        if (!kind.Success)
            return $"key {key.Name} is of no known kind";
        if (key.Left is not { } left)
            return $"key {key.Name} lives for ever";
        return !Longest.TryGetValue(kind.Groups["kind"].Value, out var longest) ? $"key {key.Name} is still pending"
            : left > longest ? $"key {key.Name} lives for {left}"
            : null;
    }

    [GeneratedRegex(@"^mc:\{[0-9a-f-]{36}\}:(?<kind>latest|fill|pending)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();
}
