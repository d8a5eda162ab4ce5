using System.Text.Json;
using MediaClusters.Clustering;
using MediaClusters.Clustering.Quality;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.Chaos.Checks;

/// <summary>Compares what the parts of one version say, and the figures that follow from its groups and those of the version before.</summary>
internal static class VersionAgreement
{
    // Stored figures have six decimals.
    private const double Tolerance = 2e-6;

    public static IEnumerable<string> Differences(StoredVersion version, ReadOnlyMemory<byte>? previousBody)
    {
        var name = $"version {version.Version} of pet {version.PetId}";
        using var document = JsonDocument.Parse(version.Body);
        var (body, result) = (document.RootElement, VersionReader.Read(version.Body).Result);
        var previous = previousBody is { } bytes ? VersionReader.Read(bytes).Result : null;

        (string What, bool Agrees)[] comparisons =
        [
            ("the body has another number", body.GetProperty("version").GetInt64() == version.Version),
            ("the body is another pet's", body.GetProperty("pet_id").GetGuid() == version.PetId),
            ("body and row count different groups", result.Clusters.Count == version.ClusterCount && body.GetProperty("cluster_count").GetInt32() == version.ClusterCount),
            ("body and row count different photos", result.ImageCount == version.ImageCount && result.Clusters.Sum(cluster => cluster.Members.Count) + result.Noise.Count == version.ImageCount),
            ("a photo stands in two places", Photos(result).Distinct().Count() == version.ImageCount),
            ("members differ from the body", Members(result).ToHashSet().SetEquals(version.Members) && version.Members.Count == Members(result).Count()),
            ("heroes differ from the body", result.Clusters.Select(cluster => new StoredHero(cluster.Hero.ImageId, cluster.Index, cluster.Hero.Score)).ToHashSet().SetEquals(version.Heroes)),
            ("a hero is no member of its group", result.Clusters.All(cluster => cluster.Members.Any(member => member.ImageId == cluster.Hero.ImageId))),
            ("a group is empty", result.Clusters.All(cluster => cluster.Members.Count > 0)),
            ("metrics of row and body differ", JsonElement.DeepEquals(body.GetProperty("metrics"), JsonDocument.Parse(version.Metrics).RootElement)),
            ("coverage is wrong", Same(result.Metrics.Coverage, Share(version.ImageCount - result.Noise.Count, version.ImageCount))),
            ("the share of noise is wrong", Same(result.Metrics.NoiseShare, Share(result.Noise.Count, version.ImageCount))),
            ("the count of noise is wrong", result.Metrics.NoiseCount == result.Noise.Count),
            ("cohesion is wrong", Same(result.Metrics.Cohesion, version.Members.Count == 0 ? null : 1 - version.Members.Average(member => member.Distance))),
            ("churn is wrong", version.RestoredFrom is not null ? result.Metrics.Churn is null : Same(result.Metrics.Churn, previous is null ? null : Churn(previous, result))),
            ("the Rand index is wrong", version.RestoredFrom is not null ? result.Metrics.AdjustedRand is null : Same(result.Metrics.AdjustedRand, previous is null ? null : Rand(previous, result))),
        ];
        return comparisons.Where(comparison => !comparison.Agrees).Select(comparison => $"{name}: {comparison.What}");
    }

    private static IEnumerable<Guid> Photos(ClusteringResult result) =>
        result.Clusters.SelectMany(cluster => cluster.Members).Select(member => member.ImageId).Concat(result.Noise);

    private static IEnumerable<StoredMember> Members(ClusteringResult result) =>
        result.Clusters.SelectMany(cluster => cluster.Members.Select(member => new StoredMember(member.ImageId, cluster.Index, member.Distance, cluster.StableId)));

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static bool Same(double? told, double? found) =>
        told is null || found is null ? told is null && found is null : Math.Abs(told.Value - found.Value) <= Tolerance;

    private static double? Churn(ClusteringResult previous, ClusteringResult next)
    {
        var (before, after) = (Labels(previous), Labels(next));
        var (together, still) = (0L, 0L);
        foreach (var group in before.Where(photo => photo.Value >= 0 && after.ContainsKey(photo.Key)).GroupBy(photo => photo.Value, photo => after[photo.Key]))
        {
            together += Pairs(group.Count());
            still += group.Where(label => label >= 0).GroupBy(label => label).Sum(same => Pairs(same.Count()));
        }

        return together == 0 ? null : 1 - ((double)still / together);
    }

    private static double? Rand(ClusteringResult previous, ClusteringResult next)
    {
        var (before, after) = (Labels(previous), Labels(next));
        var shared = before.Keys.Where(after.ContainsKey).ToArray();
        return AdjustedRandIndex.Between(shared.Select(photo => before[photo]).ToArray(), shared.Select(photo => after[photo]).ToArray());
    }

    private static Dictionary<Guid, int> Labels(ClusteringResult result)
    {
        var labels = result.Noise.ToDictionary(photo => photo, _ => -1);
        foreach (var cluster in result.Clusters)
        {
            foreach (var member in cluster.Members)
                labels[member.ImageId] = cluster.Index;
        }

        return labels;
    }

    private static long Pairs(long count) => count * (count - 1) / 2;
}
