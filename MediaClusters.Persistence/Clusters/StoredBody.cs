using System.Text;
using System.Text.Json;

namespace MediaClusters.Persistence.Clusters;

/// <summary>
/// A stored body seen as text: what a restore changes in it, and the photos it names. Nothing is parsed and
/// written anew, so whatever this build does not know of an old body stays as it was.
/// </summary>
internal sealed class StoredBody
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly HashSet<Guid> _photos = [];
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

    /// <summary>The same body with another version and time, byte for byte the same otherwise.</summary>
    public ReadOnlyMemory<byte> With(long version, DateTimeOffset createdAt)
    {
        (Range Place, byte[] Text)[] edits =
        [
            (_version, Encoding.ASCII.GetBytes(FormattableString.Invariant($"{version}"))),
            (_createdAt, JsonSerializer.SerializeToUtf8Bytes(createdAt.UtcDateTime)),
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
        var isNoise = false;
        var reader = new Utf8JsonReader(_body.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTop = reader.CurrentDepth == 1;
                if (isTop)
                    isNoise = reader.ValueTextEquals("noise"u8);
                if (isTop && reader.ValueTextEquals("version"u8))
                    version = Value(ref reader, JsonTokenType.Number, version);
                else if (isTop && reader.ValueTextEquals("created_at"u8))
                    createdAt = Value(ref reader, JsonTokenType.String, createdAt);
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

    private static Range Value(ref Utf8JsonReader reader, JsonTokenType expected, Range? earlier)
    {
        if (earlier is not null || !reader.Read() || reader.TokenType != expected)
            throw new FormatException($"A value is there twice, or no {expected}.");
        return (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
    }
}
