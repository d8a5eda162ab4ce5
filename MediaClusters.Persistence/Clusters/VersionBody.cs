namespace MediaClusters.Persistence.Clusters;

/// <summary>A version's exact JSON response body (UTF-8, uncompressed).</summary>
public record VersionBody(long Version, ReadOnlyMemory<byte> Body)
{
    private readonly byte[]? _brotli;
    private byte[]? _decoded;

    /// <summary>With a tag that tells the content where the version does not.</summary>
    protected VersionBody(long version, ReadOnlyMemory<byte> body, string tag)
        : this(version, body) => EntityTag = $"\"{tag}\"";

    private VersionBody(long version, byte[] brotli)
        : this(version, ReadOnlyMemory<byte>.Empty) => _brotli = brotli;

    /// <summary>The body. One that was read compressed is decompressed when it is first asked for: not everybody needs it so.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ReadOnlyMemory<byte> Body { get => _brotli is null ? field : _decoded ??= SnapshotCodec.Decompress(_brotli); init; } = Body;

    /// <summary>The same body as Brotli has it, where it was read so; null where it was not.</summary>
    public ReadOnlyMemory<byte>? Brotli => _brotli is null ? (ReadOnlyMemory<byte>?)null : _brotli;

    /// <summary>The ETag, made once for all answers.</summary>
    public string EntityTag { get; } = $"\"v{Version}\"";

    /// <summary>Of <see cref="Brotli"/>: other bytes are another representation.</summary>
    public string BrotliTag => EntityTag.Insert(EntityTag.Length - 1, "-br");

    internal static VersionBody Compressed(long version, byte[] brotli) => new(version, brotli);
}
