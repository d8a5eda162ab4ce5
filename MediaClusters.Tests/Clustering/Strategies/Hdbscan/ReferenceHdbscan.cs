namespace MediaClusters.Tests.Clustering.Strategies.Hdbscan;

/// <summary>
/// HDBSCAN from its definitions and nothing else: no spanning tree, but the components of the graph of mutual reachability
/// at every threshold, and the best of all choices of groups that do not overlap.
/// </summary>
internal sealed class ReferenceHdbscan(float[][] distances, int[] weights, int minSamples, int minClusterSize, bool allowSingle, float maxReach)
{
    private readonly float[] _cores = new float[distances.Length];

    public int[] Assign()
    {
        for (var photo = 0; photo < _cores.Length; photo++)
            _cores[photo] = Core(photo);
        var labels = new int[distances.Length];
        Array.Fill(labels, -1);
        var everyone = Enumerable.Range(0, distances.Length).ToHashSet();
        var roots = Components(everyone, reach => reach <= maxReach).Where(IsLarge).Select(photos => Grow(photos, maxReach)).ToArray();
        var chosen = roots.SelectMany(root => Best(root, mayBeChosen: allowSingle || roots.Length > 1).Groups);
        var name = 0;
        foreach (var group in chosen)
        {
            foreach (var photo in group)
                labels[photo] = name;
            name++;
        }

        foreach (var photo in everyone.Where(photo => labels[photo] < 0 && weights[photo] >= minClusterSize).Order())
            labels[photo] = name++;
        return labels;
    }

    private float Core(int photo)
    {
        var weight = 0L;
        foreach (var other in Enumerable.Range(0, distances.Length).OrderBy(other => distances[photo][other]))
        {
            weight += weights[other];
            if (weight >= minSamples)
                return distances[photo][other];
        }

        return float.PositiveInfinity;
    }

    private float Reach(int one, int other) => Math.Max(distances[one][other], Math.Max(_cores[one], _cores[other]));

    private bool IsLarge(HashSet<int> photos) => photos.Count > 1 && photos.Sum(photo => (long)weights[photo]) >= minClusterSize;

    private List<HashSet<int>> Components(HashSet<int> photos, Func<float, bool> joined)
    {
        var left = photos.Order().ToList();
        var components = new List<HashSet<int>>();
        while (left.Count > 0)
        {
            var component = new HashSet<int> { left[0] };
            var queue = new Queue<int>(component);
            while (queue.TryDequeue(out var photo))
            {
                foreach (var other in left.Where(other => !component.Contains(other) && joined(Reach(photo, other))).ToArray())
                {
                    component.Add(other);
                    queue.Enqueue(other);
                }
            }

            left.RemoveAll(component.Contains);
            components.Add(component);
        }

        return components;
    }

    private Group Grow(HashSet<int> photos, float birth)
    {
        var left = photos;
        var stability = 0.0;
        while (true)
        {
            var thresholds = left.SelectMany(one => left.Where(other => other != one).Select(other => Reach(one, other))).Distinct().OrderDescending();
            foreach (var threshold in thresholds)
            {
                var parts = Components(left, reach => reach < threshold);
                if (parts.Count == 1)
                    continue;
                var large = parts.Where(IsLarge).ToArray();
                var leaving = large.Length == 1 ? left.Except(large[0]) : left;
                stability += leaving.Sum(photo => weights[photo] * ((1.0 / Math.Max(threshold, 1e-6f)) - (1.0 / birth)));
                if (large.Length != 1)
                    return new Group(photos, stability, [.. large.Select(part => Grow(part, threshold))]);
                left = large[0];
                break;
            }
        }
    }

    private static (double Stability, List<HashSet<int>> Groups) Best(Group group, bool mayBeChosen)
    {
        var below = group.Children.Select(child => Best(child, mayBeChosen: true)).ToArray();
        var sum = below.Sum(best => best.Stability);
        return mayBeChosen && group.Stability >= sum
            ? (group.Stability, [group.Photos])
            : (sum, [.. below.SelectMany(best => best.Groups)]);
    }

    private sealed record Group(HashSet<int> Photos, double Stability, Group[] Children);
}
