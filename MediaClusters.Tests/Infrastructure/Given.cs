using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Images;
using MediaClusters.Persistence.Jobs;

namespace MediaClusters.Tests.Infrastructure;

/// <summary>Made-up input, the same on every run.</summary>
internal static class Given
{
    public const int Dimensions = 384;

    public static ImageUpsert Image(int seed, int dimensions = Dimensions, string model = "clip", Guid? id = null)
        => new(id ?? Id(seed), Vector(seed, dimensions), model, 0.5, "front", DateTimeOffset.UnixEpoch.AddDays(seed), """{"camera": "a"}""");

    public static IReadOnlyList<ImageUpsert> Images(int count, int firstSeed = 1)
        => [.. Enumerable.Range(firstSeed, count).Select(seed => Image(seed))];

    public static Guid Id(int seed)
    {
        var bytes = new byte[16];
        new Random(seed).NextBytes(bytes);
        return new Guid(bytes);
    }

    public static float[] Vector(int seed, int dimensions = Dimensions)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    /// <summary>A result with two groups of <paramref name="groupSize"/> photos and one of noise.</summary>
    public static ClusteringResult Result(int groupSize = 2)
    {
        var clusters = Enumerable.Range(0, 2).Select(index =>
        {
            var ids = Enumerable.Range(1 + (index * groupSize), groupSize).Select(Id).ToArray();
            return new Cluster(
                index,
                Id(1000 + index),
                $"group {index + 1}",
                new Hero(ids[0], 0.75, new HeroScoreParts(0.5, 1, null, 0.25)),
                [.. ids.Select(id => new ClusterMember(id, 0.125))]);
        }).ToArray();
        return new ClusteringResult(
            "dbscan", (2 * groupSize) + 1, clusters, [Id(5000)], new ClusteringMetrics(0.8, 0.5, 0.9, 1, null));
    }

    /// <summary>The same as a run tells it that followed a version.</summary>
    public static ClusteringResult ComputedResult(int groupSize = 3)
    {
        var plain = Result(groupSize);
        return plain with
        {
            Clusters = [.. plain.Clusters.Select(cluster => cluster with
            {
                Hero = cluster.Hero with { Reason = cluster.Index == 0 ? HeroReason.Pinned : HeroReason.Kept },
                Candidates = [.. cluster.Members.Take(2).Select((member, n) => new HeroCandidate(member.ImageId, 0.875 - (0.125 * n), new HeroScoreParts(0.5, 1, null, 0.75)))],
            })],
            Metrics = plain.Metrics with { DaviesBouldin = 1.25, NoiseShare = 0.2, Churn = 0.125, AdjustedRand = -0.25 },
            Run = new ClusteringRun(RunMode.Incremental, "hdbscan", AddedSinceFull: 4),
            Changes =
            [
                new(GroupChangeKind.Birth, [], [Id(1001)]),
                new(GroupChangeKind.Death, [Id(900)], []),
                new(GroupChangeKind.Split, [Id(1000)], [Id(1000), Id(1001)]),
                new(GroupChangeKind.Merge, [Id(900), Id(1000)], [Id(1000)]),
            ],
        };
    }

    public static byte[] Hash(byte seed = 1) => [.. Enumerable.Repeat(seed, 32)];

    public static VersionInput Input(byte seed = 1) => new(Hash(seed), "clip", "p=1");

    public static EnqueueRequest Request(Guid petId) => new(petId, "test");
}
