using System.Text;
using System.Text.Json;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// A stored body seen as text: what a restore changes in it, and the photos it names. Nothing is parsed and
/// written anew, so whatever this build does not know of an old body stays as it was. What it says of the step from the
/// version before it becomes null, where it says so: it has another version before it now.
/// </summary>
internal sealed class StoredBody
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly HashSet<Guid> _photos = [];
    private readonly List<Range> _steps = [];
    private readonly Range _version;
    private readonly Range _createdAt;

    /// <exception cref="InvalidDataException">This is no version's body.</exception>
    public StoredBody(ReadOnlyMemory<byte> body)
    {
        _body = body;
        try
        {
            (_version, _createdAt) = Scan();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException("The stored body of a version is damaged.", exception);
        }
    }

    /// <summary>Every photo the body names: members, heroes and noise.</summary>
    public IReadOnlyCollection<Guid> Photos => _photos;

    /// <summary>The same body with another version and time and no step, byte for byte the same otherwise.</summary>
    public ReadOnlyMemory<byte> With(long version, DateTimeOffset createdAt)
    {
        (Range Place, byte[] Text)[] edits =
        [
            (_version, Encoding.ASCII.GetBytes(FormattableString.Invariant($"{version}"))),
            (_createdAt, JsonSerializer.SerializeToUtf8Bytes(createdAt.UtcDateTime)),
            .. _steps.Select(step => (step, "null"u8.ToArray())),
        ];

        using var edited = new MemoryStream(_body.Length + 64);
        var copied = 0;
        foreach (var (place, text) in edits.OrderBy(edit => edit.Place.Start.Value))
        {
            edited.Write(_body.Span[copied..place.Start]);
            edited.Write(text);
            copied = place.End.Value;
        }

        edited.Write(_body.Span[copied..]);
        return edited.ToArray();
    }

    private (Range Version, Range CreatedAt) Scan()
    {
        Range? version = null, createdAt = null;
        bool isNoise = false, isMetrics = false;
        var reader = new Utf8JsonReader(_body.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTop = reader.CurrentDepth == 1;
                if (isTop)
                    (isNoise, isMetrics) = (reader.ValueTextEquals("noise"u8), reader.ValueTextEquals("metrics"u8));
                if (isTop && reader.ValueTextEquals("version"u8))
                    version = Value(ref reader, JsonTokenType.Number, version);
                else if (isTop && reader.ValueTextEquals("created_at"u8))
                    createdAt = Value(ref reader, JsonTokenType.String, createdAt);
                else if (IsStep(ref reader, isTop, isMetrics))
                    _steps.Add(Whole(ref reader));
                else if (reader.ValueTextEquals("image_id"u8) && reader.Read())
                    _photos.Add(reader.GetGuid());
            }
            else if (isNoise && reader.TokenType == JsonTokenType.String)
            {
                _photos.Add(reader.GetGuid());
            }
        }

        return version is { } v && createdAt is { } c ? (v, c) : throw new FormatException("version or created_at is missing.");
    }

    private static bool IsStep(ref Utf8JsonReader reader, bool isTop, bool isMetrics) => isTop
        ? reader.ValueTextEquals("changes"u8)
        : isMetrics && reader.CurrentDepth == 2 && (reader.ValueTextEquals("churn"u8) || reader.ValueTextEquals("adjusted_rand"u8));

    private static Range Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static Range Value(ref Utf8JsonReader reader, JsonTokenType expected, Range? earlier)
    {
        if (earlier is not null || !reader.Read() || reader.TokenType != expected)
            throw new FormatException($"A value is there twice, or no {expected}.");
        return (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
    }
}
