namespace MediaClusters.Chaos.History;

/// <summary>One request and what came of it, as its caller saw it; times are the run's.</summary>
/// <param name="Caller">Who asked.</param>
/// <param name="Route">For what.</param>
/// <param name="Api">Which API process, from 0.</param>
/// <param name="PetId">Of which pet; empty where it is of many.</param>
/// <param name="Began">Before the request was sent.</param>
/// <param name="Ended">When its answer was read, or that none comes was known.</param>
internal sealed record Call(string Caller, Route Route, int Api, Guid PetId, TimeSpan Began, TimeSpan Ended)
{
    /// <summary>The failure of an answer that came and does not say what its route promises.</summary>
    public const string Unreadable = "unreadable body";

    /// <summary>The failure of an answer that the caller gave up waiting for.</summary>
    public const string TimedOut = "no answer in time";

    /// <summary>0 where there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>Why there was no answer, or none that can be used.</summary>
    public string? Failure { get; init; }

    public bool RetryAfter { get; init; }

    /// <summary>The version that was asked for, or at least asked for.</summary>
    public long? Wanted { get; init; }

    /// <summary>The version the answer shows.</summary>
    public long? Version { get; init; }

    public Guid? JobId { get; init; }

    /// <summary>The idempotency key.</summary>
    public string? Key { get; init; }

    public override string ToString() =>
        $"{Began.TotalSeconds:F3}-{Ended.TotalSeconds:F3} s {Caller} {Route} api {Api} pet {PetId}" +
        (Wanted is { } wanted ? $" wanted {wanted}" : "") +
        (Failure is null ? $" -> {Status}" : $" -> {Failure}") +
        (RetryAfter ? " Retry-After" : "") +
        (Version is { } version ? $" version {version}" : "") +
        (JobId is { } job ? $" job {job}" : "") +
        (Key is null ? "" : $" key {Key}");
}
