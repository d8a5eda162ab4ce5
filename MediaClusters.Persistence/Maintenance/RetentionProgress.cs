using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaClusters.Persistence.Maintenance;

/// <summary>What a run of the retention removes, in this order. A job goes after its keys.</summary>
public enum RetentionPhase
{
    Versions,
    IdempotencyKeys,
    Jobs,
    Done,
}

/// <summary>How far a run has come; kept in its maintenance task.</summary>
/// <param name="Phase">What is being removed.</param>
/// <param name="AfterTime">The time of the last row looked at: what stays is not looked at again.</param>
/// <param name="AfterId">The last version's id.</param>
/// <param name="Removed">Since the run began, under whichever holder.</param>
/// <param name="PassedOver">Versions that something else refers to, left for the next run.</param>
public sealed record RetentionProgress(RetentionPhase Phase, DateTimeOffset AfterTime, Guid AfterId, RemovedRows Removed, long PassedOver)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static RetentionProgress Start { get; } = new(RetentionPhase.Versions, DateTimeOffset.UnixEpoch, Guid.Empty, RemovedRows.None, 0);

    /// <summary>A run whose progress makes no sense, written by another release or by hand, begins anew: nothing is lost but its figures.</summary>
    public static RetentionProgress Parse(string? json)
    {
        if (json is null)
            return Start;
        try
        {
            return JsonSerializer.Deserialize<RetentionProgress>(json, Format) ?? Start;
        }
        catch (JsonException)
        {
            return Start;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
