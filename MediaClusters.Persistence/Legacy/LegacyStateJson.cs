using System.Buffers;
using System.Text.Json;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Persistence.Legacy;

/// <summary>The stub's JSON: read strictly, and written so that the stub could read it.</summary>
public static class LegacyStateJson
{
    /// <summary>A longer text is refused.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Never throws: whatever is wrong with the text is in the answer.</summary>
    public static LegacyParse Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
            return Failed($"is longer than {MaxBytes} bytes");

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return new LegacyStateReader().Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            return Failed($"is no JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // Names or texts that are no UTF-8, or half of a surrogate pair.
            return Failed($"cannot be read: {exception.Message}");
        }
    }

    public static byte[] Write(LegacyState state)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (state.Addition is { } addition)
                Write(json, addition);
            json.WriteString("pet_id", state.PetId);
            json.WriteStartArray("clusters");
            foreach (var cluster in state.Clusters)
                Write(json, cluster);
            json.WriteEndArray();
            json.WriteStartObject("metrics");
            WriteNumber(json, "num_clusters", state.Metrics.NumClusters);
            WriteNumber(json, "num_images", state.Metrics.NumImages);
            WriteNumber(json, "avg_quality", state.Metrics.AvgQuality);
            WriteTime(json, "processed_at", state.Metrics.ProcessedAt);
            json.WriteEndObject();
            WriteTime(json, "updated_at", state.UpdatedAt);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, LegacyAddition addition)
    {
        // First and in this order: LegacyHead reads them without the rest, and so does the script that replaces a state.
        json.WriteStartObject("media_clusters");
        json.WriteNumber("sequence", addition.Sequence);
        json.WriteNumber("version", addition.Version);
        json.WriteBoolean("persisted", addition.IsPersisted);
        json.WriteString("algorithm", addition.Algorithm);
        json.WriteString("input_hash", addition.InputHash);
        json.WritePropertyName("metrics");
        VersionJson.WriteMetrics(json, addition.Metrics);
        json.WriteStartArray("hero_scores");
        foreach (var score in addition.HeroScores)
            json.WriteNumberValue(score);
        json.WriteEndArray();
        json.WriteStartArray("noise");
        foreach (var imageId in addition.Noise)
            json.WriteStringValue(imageId);
        json.WriteEndArray();
        if (addition.Run is not null)
            WriteRun(json, addition);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, LegacyAddition addition)
    {
        VersionJson.WriteRun(json, addition.Run);
        VersionJson.WriteChanges(json, addition.Changes);
        json.WriteStartArray("heroes");
        foreach (var hero in addition.Heroes)
        {
            json.WriteStartObject();
            json.WriteString("reason", hero.Reason.Label());
            json.WritePropertyName("candidates");
            VersionJson.WriteCandidates(json, hero.Candidates, withParts: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LegacyCluster cluster)
    {
        json.WriteStartObject();
        json.WriteString("id", cluster.Id);
        json.WriteString("label", cluster.Label);
        json.WriteString("hero_image_id", cluster.HeroImageId);
        WriteNumber(json, "quality_score", cluster.QualityScore);
        json.WriteStartArray("members");
        foreach (var member in cluster.Members)
        {
            json.WriteStartObject();
            json.WriteString("image_id", member.ImageId);
            WriteNumber(json, "score", member.Score);
            WriteNumber(json, "position", member.Position);
            WriteNumber(json, "quality_score", member.QualityScore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
            json.WriteString(name, time.UtcDateTime);
        else
            json.WriteNull(name);
    }

    private static LegacyParse Failed(string reason) => new(State: null, [new("$", reason)]);
}
