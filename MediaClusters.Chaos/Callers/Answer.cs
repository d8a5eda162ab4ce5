using System.Globalization;
using System.Text.Json;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Chaos.Callers;

/// <summary>What came back, or why nothing did.</summary>
internal sealed record Answer(TimeSpan Began, TimeSpan Ended, int Status, byte[] Body, string? ETag, bool RetryAfter, string? Failure)
{
    /// <summary>How the body is encoded; null for plainly.</summary>
    public string? Encoding { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Whether the request may be sent once more: it may not have arrived, or nobody could take it.</summary>
    public bool IsUnknown => Failure is not null || Status >= 500;

    /// <summary>The version in the tag, which is "v7", or "v7-br" for a compressed body.</summary>
    public long? Version =>
        ETag is ['"', 'v', .. var rest, '"'] && long.TryParse(rest.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The body without its encoding; null where it cannot be decoded.</summary>
    public ReadOnlyMemory<byte>? Decode()
    {
        try
        {
            return SnapshotCodec.Decode(Encoding ?? SnapshotCodec.Identity, Body);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What the body says; null where it does not say it.</summary>
    /// <param name="read">Finds it in the body's JSON.</param>
    public T? Read<T>(Func<JsonElement, T> read)
        where T : struct
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
