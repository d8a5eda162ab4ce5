using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MediaClusters.Clustering.Groups;

/// <summary>
/// Names of new groups: the version 5 UUID (RFC 9562, section 5.5) of the group's smallest image id, in
/// lower-case text, within a namespace of our own. In a run that follows a version its number comes behind, as
/// "/v7": a group that died long ago does not lend its name to a stranger with the same photo. Where a name is taken all
/// the same, "/2", "/3" and so on come behind.
/// </summary>
internal static class StableIds
{
    private static readonly Guid Namespace = new("6f1d8d3e-52a4-4c0b-9c57-0d6a4e1b7a92");

    /// <summary>A name that is not among those <paramref name="taken"/>, and now is.</summary>
    /// <param name="firstImageId">The group's smallest image id.</param>
    /// <param name="follows">The version the run follows, or 0.</param>
    /// <param name="taken">Names that are not to be had.</param>
    public static Guid New(Guid firstImageId, long follows, ISet<Guid> taken)
    {
        var id = For(firstImageId, follows);
        for (var attempt = 2; !taken.Add(id); attempt++)
            id = VersionFive(Namespace, string.Create(CultureInfo.InvariantCulture, $"{Name(firstImageId, follows)}/{attempt}"));
        return id;
    }

    /// <summary>The first choice for a group.</summary>
    public static Guid For(Guid firstImageId, long follows = 0) => VersionFive(Namespace, Name(firstImageId, follows));

    private static string Name(Guid firstImageId, long follows) =>
        follows == 0 ? firstImageId.ToString("D") : string.Create(CultureInfo.InvariantCulture, $"{firstImageId:D}/v{follows}");

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 defines version 5 with SHA-1; nothing secret rests on it.")]
    internal static Guid VersionFive(Guid space, string name)
    {
        Span<byte> input = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(name.Length)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        var length = 16 + Encoding.UTF8.GetBytes(name, input[16..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
