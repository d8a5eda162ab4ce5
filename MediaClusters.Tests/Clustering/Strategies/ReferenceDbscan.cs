namespace MediaClusters.Tests.Clustering.Strategies;

/// <summary>DBSCAN as the paper tells it: scan, and expand one group at a time from a queue.</summary>
internal static class ReferenceDbscan
{
    public static int[] Assign(float[][] distances, float epsilon, int minSamples)
    {
        var near = Array.ConvertAll(distances, row => Enumerable.Range(0, row.Length).Where(j => row[j] <= epsilon).ToArray());
        var labels = new int[distances.Length];
        Array.Fill(labels, -1);
        var group = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0 || near[i].Length < minSamples)
                continue;
            var queue = new Queue<int>([i]);
            labels[i] = group;
            while (queue.TryDequeue(out var photo))
            {
                if (near[photo].Length < minSamples)
                    continue;
                foreach (var other in near[photo].Where(other => labels[other] < 0))
                {
                    labels[other] = group;
                    queue.Enqueue(other);
                }
            }

            group++;
        }

        return labels;
    }
}
