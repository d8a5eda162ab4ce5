using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MediaClusters.Persistence.Images;

namespace MediaClusters.Persistence.Clusters;

/// <summary>Tells whether a run could give anything new: SHA-256 over the algorithm, its parameters and everything of the photos that shapes the result.</summary>
public static class InputHash
{
    /// <param name="algorithm">The strategy.</param>
    /// <param name="parameters">Its parameters in canonical form.</param>
    /// <param name="photos">The photos, in any order.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Compute(string algorithm, string parameters, IReadOnlyList<StoredPhoto> photos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, algorithm);
        Append(hash, parameters);

        Span<byte> fields = stackalloc byte[16 + 1 + 8 + 1 + 8];
        foreach (var (photo, model) in photos.OrderBy(stored => stored.Photo.ImageId))
        {
            fields.Clear();
            photo.ImageId.TryWriteBytes(fields, bigEndian: true, out _);
            fields[16] = (byte)((photo.Quality is null ? 0 : 1) | (photo.IsPinned ? 2 : 0) | (photo.Tags.Count > 0 ? 4 : 0));
            BinaryPrimitives.WriteDoubleLittleEndian(fields[17..], photo.Quality ?? 0);
            fields[25] = photo.CapturedAt is null ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteInt64LittleEndian(fields[26..], photo.CapturedAt?.UtcTicks ?? 0);
            hash.AppendData(fields);
            Append(hash, model);
            Append(hash, photo.Pose);
            Append(hash, MemoryMarshal.AsBytes(photo.Embedding.Span));
            AppendTags(hash, photo.Tags);
        }

        return hash.GetHashAndReset();
    }

    // Nothing for none, which the fields tell: photos without tags hash as they always did.
    private static void AppendTags(IncrementalHash hash, IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
            return;

        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, tags.Count);
        hash.AppendData(count);
        foreach (var tag in tags)
            Append(hash, tag);
    }

    private static void Append(IncrementalHash hash, string? text)
        => Append(hash, text is null ? default : Encoding.UTF8.GetBytes(text), isNull: text is null);

    // The length goes first, so that no two inputs run together into the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes, bool isNull = false)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, isNull ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
