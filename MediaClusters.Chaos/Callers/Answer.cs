using System.Globalization;

namespace MediaClusters.Chaos.Callers;

/// <summary>What came back, or why nothing did.</summary>
internal sealed record Answer(TimeSpan Began, TimeSpan Ended, int Status, byte[] Body, string? ETag, bool RetryAfter, string? Failure)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Whether the request may be sent once more: it may not have arrived, or nobody could take it.</summary>
    public bool IsUnknown => Failure is not null || Status >= 500;

    /// <summary>The version in the tag, which is "v7", or "v7-br" for a compressed body.</summary>
    public long? Version =>
        ETag is ['"', 'v', .. var rest, '"'] && long.TryParse(rest.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
