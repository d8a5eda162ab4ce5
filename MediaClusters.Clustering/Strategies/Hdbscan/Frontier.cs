using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies.Hdbscan;

/// <summary>
/// How near each photo outside of the growing tree is to it, by mutual reachability. One pass over a row brings it up to
/// date and finds the nearest. Positions are those of wide rows, where photos that are not there are as those within the
/// tree: infinitely far, so that they neither come nearer nor are the nearest.
/// </summary>
internal sealed class Frontier
{
    private readonly DistanceMatrix _distances;
    private readonly float[] _cores;
    private readonly float[] _reach;
    private readonly float[] _nearest;
    private readonly int[] _neighbours;
    private readonly int[] _photos;

    /// <summary>All photos outside.</summary>
    public Frontier(DistanceMatrix distances, ReadOnlySpan<float> cores)
    {
        _distances = distances;
        _cores = cores.ToArray();
        var width = distances.Width;
        (_reach, _nearest, _neighbours, _photos) = (new float[width], new float[width], new int[width], new int[width]);
        Array.Fill(_reach, float.PositiveInfinity);
        Array.Fill(_nearest, float.PositiveInfinity);
        for (var photo = 0; photo < cores.Length; photo++)
        {
            _reach[distances.Place(photo)] = cores[photo];
            _photos[distances.Place(photo)] = photo;
        }
    }

    /// <summary>Takes a photo into the tree.</summary>
    /// <returns>The shortest way on; of equal ones that to the first photo.</returns>
    public Edge Take(int photo)
    {
        var place = _distances.Place(photo);
        (_reach[place], _nearest[place]) = (float.PositiveInfinity, float.PositiveInfinity);
        var next = Approach(_distances.Wide(photo), photo, _cores[photo]);
        return new Edge(_nearest[next], _neighbours[next], _photos[next]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Approach(ReadOnlySpan<float> row, int photo, float core)
    {
        ref var distance = ref MemoryMarshal.GetReference(row);
        ref var reach = ref MemoryMarshal.GetArrayDataReference(_reach);
        ref var nearest = ref MemoryMarshal.GetArrayDataReference(_nearest);
        ref var neighbours = ref MemoryMarshal.GetArrayDataReference(_neighbours);
        var (own, name) = (Vector256.Create(core), Vector256.Create(photo));
        var (least, leastPlaces, places) = (Vector256.Create(float.PositiveInfinity), Vector256<int>.Zero, Vector256<int>.Indices);
        nuint k = 0;
        for (; k + (nuint)Vector256<float>.Count <= (nuint)row.Length; k += (nuint)Vector256<float>.Count)
        {
            var mutual = Vector256.MaxNative(Vector256.MaxNative(Vector256.LoadUnsafe(ref distance, k), Vector256.LoadUnsafe(ref reach, k)), own);
            var before = Vector256.LoadUnsafe(ref nearest, k);
            var nearer = Vector256.LessThan(mutual, before);
            var now = Vector256.ConditionalSelect(nearer, mutual, before);
            now.StoreUnsafe(ref nearest, k);
            Vector256.ConditionalSelect(nearer.AsInt32(), name, Vector256.LoadUnsafe(ref neighbours, k)).StoreUnsafe(ref neighbours, k);

            var less = Vector256.LessThan(now, least);
            least = Vector256.ConditionalSelect(less, now, least);
            leastPlaces = Vector256.ConditionalSelect(less.AsInt32(), places, leastPlaces);
            places += Vector256.Create(Vector256<int>.Count);
        }

        var next = First(least, leastPlaces);
        for (var i = (int)k; i < row.Length; i++)
        {
            var mutual = Math.Max(Math.Max(row[i], _reach[i]), core);
            if (mutual < _nearest[i])
                (_nearest[i], _neighbours[i]) = (mutual, photo);
            if (_nearest[i] < _nearest[next])
                next = i;
        }

        return next;
    }

    private static int First(Vector256<float> least, Vector256<int> places)
    {
        var lane = 0;
        for (var i = 1; i < Vector256<float>.Count; i++)
        {
            if (least[i] < least[lane] || (least[i] == least[lane] && places[i] < places[lane]))
                lane = i;
        }

        return places[lane];
    }
}
