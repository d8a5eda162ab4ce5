using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>How far a photo has to reach until it has enough photos around, itself included.</summary>
internal static class CoreDistances
{
    /// <summary>The core distance of each photo; infinite where all of them together are too few.</summary>
    /// <param name="distances">Of all pairs.</param>
    /// <param name="weights">How many photos each stands for.</param>
    /// <param name="minSamples">How many are enough.</param>
    /// <param name="cancellationToken">Checked once a row.</param>
    public static float[] Measure(DistanceMatrix distances, ReadOnlySpan<int> weights, int minSamples, CancellationToken cancellationToken)
    {
        var cores = new float[distances.Count];
        var barred = new float[distances.Width];
        Array.Fill(barred, float.PositiveInfinity);
        for (var photo = 0; photo < cores.Length; photo++)
            barred[distances.Place(photo)] = 0;

        var nearest = new Nearest(Math.Min(minSamples, distances.Count));
        for (var photo = 0; photo < cores.Length; photo++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (weights[photo] >= minSamples)
                continue;
            if (minSamples == 2)
            {
                cores[photo] = NearestOther(distances.Wide(photo), barred, distances.Place(photo));
                continue;
            }

            nearest.Scan(distances.Row(photo));
            cores[photo] = nearest.Reach(weights, minSamples);
        }

        return cores;
    }

    // Two samples are what is asked for where nothing else is set, and only one of them has to be found.
    private static float NearestOther(ReadOnlySpan<float> row, float[] barred, int self)
    {
        barred[self] = float.PositiveInfinity;
        ref var distance = ref MemoryMarshal.GetReference(row);
        ref var bar = ref MemoryMarshal.GetArrayDataReference(barred);
        var leasts = Vector256.Create(float.PositiveInfinity);
        var k = 0;
        for (; k <= row.Length - Vector256<float>.Count; k += Vector256<float>.Count)
            leasts = Vector256.MinNative(leasts, Vector256.MaxNative(Vector256.LoadUnsafe(ref distance, (nuint)k), Vector256.LoadUnsafe(ref bar, (nuint)k)));

        var least = Least.Of(leasts);
        for (; k < row.Length; k++)
            least = Math.Min(least, Math.Max(row[k], barred[k]));
        barred[self] = 0;
        return least;
    }

    /// <summary>The nearest photos of one, in ascending order; as each weighs 1 at least, no more than the samples are needed.</summary>
    private sealed class Nearest(int most)
    {
        private readonly float[] _distances = new float[most];
        private readonly int[] _photos = new int[most];
        private int _count;

        public void Scan(ReadOnlySpan<float> row)
        {
            _count = 0;
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            for (var k = 0; k < vectors.Length; k++)
            {
                if (_count == most && !Vector.LessThanAny(vectors[k], new Vector<float>(_distances[^1])))
                    continue;
                for (var i = k * Vector<float>.Count; i < (k + 1) * Vector<float>.Count; i++)
                    Offer(row[i], i);
            }

            for (var i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
                Offer(row[i], i);
        }

        public float Reach(ReadOnlySpan<int> weights, int minSamples)
        {
            long weight = 0;
            for (var i = 0; i < _count; i++)
            {
                weight += weights[_photos[i]];
                if (weight >= minSamples)
                    return _distances[i];
            }

            return float.PositiveInfinity;
        }

        private void Offer(float distance, int photo)
        {
            if (_count == most && distance >= _distances[^1])
                return;
            var place = _count < most ? _count++ : most - 1;
            for (; place > 0 && _distances[place - 1] > distance; place--)
                (_distances[place], _photos[place]) = (_distances[place - 1], _photos[place - 1]);
            (_distances[place], _photos[place]) = (distance, photo);
        }
    }
}
