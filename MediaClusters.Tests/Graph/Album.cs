using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Graph;

/// <summary>Photos as a caller sends them: two tight groups in turn.</summary>
internal static class Album
{
    public static IEnumerable<object> Photos(Guid pet, int count, int first = 0)
        => Enumerable.Range(first, count).Select(n => Photo(pet, n));

    public static object Photo(Guid pet, int n, object? metadata = null)
    {
        var centre = Given.Vector(n % 2);
        var jitter = Given.Vector(1000 + n);
        return new
        {
            image_id = Id(pet, n),
            embedding = centre.Zip(jitter, (value, noise) => value + (0.1f * noise)),
            model = "clip",
            quality = 0.5 + (n % 10 / 20.0),
            pose = n % 3 == 0 ? "front" : "side",
            captured_at = DateTimeOffset.UnixEpoch.AddDays(20_000 + n),
            metadata = metadata ?? new { camera = "a" },
        };
    }

    public static Guid Id(Guid pet, int n)
    {
        var bytes = pet.ToByteArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(10), n + 1);
        return new Guid(bytes);
    }
}
