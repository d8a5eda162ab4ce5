using System.Text.Json;
using System.Text.Json.Serialization;
using MediaClusters.MigrationService.Progress;

namespace MediaClusters.MigrationService.Backfill;

/// <summary>How far a backfill has come, as kept with its lease.</summary>
/// <param name="RunId">Tags the run's jobs.</param>
/// <param name="Algorithm">What pets are judged by: another one begins afresh.</param>
internal sealed record BackfillProgress(Guid RunId, string Algorithm)
{
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The last pet that was dealt with.</summary>
    public Guid After { get; init; }

    public long Looked { get; init; }

    public long Enqueued { get; init; }

    public long Joined { get; init; }

    public long UpToDate { get; init; }

    public long WithoutPhotos { get; init; }

    /// <summary>A JSON object that the run's jobs bear.</summary>
    [JsonIgnore]
    public string Tag => $$"""{"backfill": "{{RunId}}"}""";

    public string ToJson() => JsonSerializer.Serialize(this, BackfillProgressJson.Default.BackfillProgress);

    /// <returns>Null where there is none, or none that this program reads.</returns>
    public static BackfillProgress? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, BackfillProgressJson.Default.BackfillProgress);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public WorkProgress Show(long total, long left) => new(
        Looked, total, [("enqueued", Enqueued), ("joined", Joined), ("up to date", UpToDate), ("without photos", WithoutPhotos), ("background jobs left", left)]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BackfillProgress))]
internal sealed partial class BackfillProgressJson : JsonSerializerContext;
