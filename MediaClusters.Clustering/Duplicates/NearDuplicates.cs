using System.Numerics;
using System.Runtime.InteropServices;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Duplicates;

/// <summary>
/// Photos that show the same moment again, such as those of a burst, and the one that stands for them. Leaders are
/// taken by the number of near-duplicates they have, ties by position; each takes those nobody took before (Hartigan
/// 1975). So every photo is near its representative itself, and a chain of small steps does not become one.
/// </summary>
internal sealed class NearDuplicates
{
    private readonly int[] _standIns;

    private NearDuplicates(int[] standIns, int[] representatives, int[] weights)
    {
        _standIns = standIns;
        Representatives = representatives;
        Weights = weights;
    }

    /// <summary>Positions of the photos that stand for themselves and others, ascending.</summary>
    public int[] Representatives { get; }

    /// <summary>How many photos each representative stands for, itself included.</summary>
    public int[] Weights { get; }

    /// <summary>Whether every photo stands for itself alone.</summary>
    public bool None => Representatives.Length == _standIns.Length;

    /// <summary>Every photo stands for itself alone.</summary>
    public static NearDuplicates NotLookedFor(int count)
    {
        var photos = Enumerable.Range(0, count).ToArray();
        return new NearDuplicates(photos, photos, Array.ConvertAll(photos, _ => 1));
    }

    /// <summary>Looks for them.</summary>
    /// <param name="distances">Of all pairs.</param>
    /// <param name="threshold">The largest cosine distance of near-duplicates.</param>
    /// <param name="cancellationToken">Checked once a row.</param>
    public static NearDuplicates Find(DistanceMatrix distances, float threshold, CancellationToken cancellationToken)
    {
        var leaders = new int[distances.Count];
        Array.Fill(leaders, -1);
        foreach (var leader in ByCount(distances, threshold, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (leaders[leader] >= 0)
                continue;
            var row = distances.Row(leader);
            for (var photo = 0; photo < row.Length; photo++)
            {
                if (leaders[photo] < 0 && row[photo] <= threshold)
                    leaders[photo] = leader;
            }
        }

        return Number(leaders);
    }

    /// <summary>Whether a photo stands for itself.</summary>
    public bool IsRepresentative(int photo) => Representatives[_standIns[photo]] == photo;

    /// <summary>Gives every photo the label of the one that stands for it.</summary>
    public void Expand(ReadOnlySpan<int> labels, Span<int> all)
    {
        for (var photo = 0; photo < all.Length; photo++)
            all[photo] = labels[_standIns[photo]];
    }

    /// <summary>The photos that have near-duplicates, those with most of them first.</summary>
    private static int[] ByCount(DistanceMatrix distances, float threshold, CancellationToken cancellationToken)
    {
        var keys = new List<long>();
        for (var photo = 0; photo < distances.Count; photo++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var near = CountUpTo(distances.Row(photo), threshold);
            if (near > 1)
                keys.Add(((long)(distances.Count - near) << 32) | (uint)photo);
        }

        keys.Sort();
        return [.. keys.Select(key => (int)(uint)key)];
    }

    private static int CountUpTo(ReadOnlySpan<float> row, float threshold)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        var thresholds = new Vector<float>(threshold);
        var counts = Vector<int>.Zero;
        foreach (var vector in vectors)
            counts -= Vector.LessThanOrEqual(vector, thresholds);

        var count = Vector.Sum(counts);
        foreach (var distance in row[(vectors.Length * Vector<float>.Count)..])
            count += distance <= threshold ? 1 : 0;
        return count;
    }

    private static NearDuplicates Number(int[] leaders)
    {
        var representatives = new List<int>();
        var numbers = new int[leaders.Length];
        for (var photo = 0; photo < leaders.Length; photo++)
        {
            if (leaders[photo] >= 0 && leaders[photo] != photo)
                continue;
            leaders[photo] = photo;
            numbers[photo] = representatives.Count;
            representatives.Add(photo);
        }

        var weights = new int[representatives.Count];
        var standIns = Array.ConvertAll(leaders, leader => numbers[leader]);
        foreach (var standIn in standIns)
            weights[standIn]++;
        return new NearDuplicates(standIns, [.. representatives], weights);
    }
}
