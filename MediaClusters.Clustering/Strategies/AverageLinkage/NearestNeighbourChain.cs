using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Strategies.Hierarchy;

namespace MediaClusters.Clustering.Strategies.AverageLinkage;

/// <summary>
/// Average linkage (UPGMA; Sokal and Michener 1958) by nearest-neighbour chains (Benzécri 1982, Juan 1982; Müllner
/// 2011): follow nearest neighbours until two are each other's, and merge them. O(n^2) time, on a pooled copy of the
/// distances. Distances between parts are means over pairs of photos, each as often as it weighs.
/// </summary>
/// <remarks>Parts fill the slots 0 to m - 1 without gaps, so that rows get shorter with every merge.</remarks>
internal ref struct NearestNeighbourChain
{
    private readonly int _stride;
    private readonly Span<float> _block;
    private readonly double[] _weights;
    private readonly int[] _nodes;
    private readonly int[] _chain;
    private readonly int[] _placeInChain;
    private readonly MergeTree _tree;
    private int _parts;
    private int _length;

    private NearestNeighbourChain(Span<float> block, ReadOnlySpan<int> weights)
    {
        _stride = _parts = weights.Length;
        _block = block;
        _weights = new double[_parts];
        _nodes = new int[_parts];
        _chain = new int[_parts];
        _placeInChain = new int[_parts];
        _tree = new MergeTree(_parts);
        for (var i = 0; i < _parts; i++)
        {
            _weights[i] = weights[i];
            _nodes[i] = i;
            _placeInChain[i] = -1;
        }
    }

    /// <summary>Merges all photos, down to one part.</summary>
    public static MergeTree Build(DistanceMatrix distances, ReadOnlySpan<int> weights, CancellationToken cancellationToken)
    {
        var count = distances.Count;
        var rented = Blocks.Pool.Rent(count * count);
        try
        {
            var block = rented.AsSpan(0, count * count);
            for (var i = 0; i < count; i++)
            {
                distances.CopyRow(i, block.Slice(i * count, count));
                block[(i * count) + i] = float.PositiveInfinity;
            }

            return new NearestNeighbourChain(block, weights).Run(cancellationToken);
        }
        finally
        {
            Blocks.Pool.Return(rented);
        }
    }

    private MergeTree Run(CancellationToken cancellationToken)
    {
        while (_parts > 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_length == 0)
                Push(0);
            var last = _chain[_length - 1];
            var row = Row(last);
            var nearest = Least.Find(row);

            // Between equals the one before wins, or the chain would never end.
            if (_length > 1 && row[_chain[_length - 2]] <= row[nearest])
                Join(Pop(), Pop());
            else
                Push(nearest);
        }

        return _tree;
    }

    private readonly Span<float> Row(int slot) => _block.Slice(slot * _stride, _parts);

    private void Push(int slot)
    {
        _placeInChain[slot] = _length;
        _chain[_length++] = slot;
    }

    private int Pop()
    {
        var slot = _chain[--_length];
        _placeInChain[slot] = -1;
        return slot;
    }

    private void Join(int one, int other)
    {
        var (kept, gone, last) = (Math.Min(one, other), Math.Max(one, other), _parts - 1);
        var height = Row(kept)[gone];
        Average(kept, gone);
        _nodes[kept] = _tree.Add(_nodes[kept], _nodes[gone], height);
        _weights[kept] += _weights[gone];
        Move(last, gone);
        _parts--;
        if (gone < last)
            CopyToColumns(kept, gone);
        else
            CopyToColumn(kept);
    }

    /// <summary>The mean of both rows, weighted: gone + (kept - gone) * share, which leaves equal distances as they are.</summary>
    private readonly void Average(int kept, int gone)
    {
        var share = (float)(_weights[kept] / (_weights[kept] + _weights[gone]));
        var row = Row(kept);
        TensorPrimitives.Subtract(row, Row(gone), row);
        TensorPrimitives.MultiplyAdd(row, share, Row(gone), row);
        row[kept] = float.PositiveInfinity;
        row[gone] = row[^1];
        Row(_parts - 1)[kept] = row[^1];
    }

    private readonly void Move(int from, int to)
    {
        if (from == to)
            return;

        Row(from)[..from].CopyTo(Row(to));
        Row(to)[to] = float.PositiveInfinity;
        (_nodes[to], _weights[to], _placeInChain[to]) = (_nodes[from], _weights[from], _placeInChain[from]);
        if (_placeInChain[to] >= 0)
            _chain[_placeInChain[to]] = to;
    }

    private readonly void CopyToColumn(int slot)
    {
        ref var row = ref MemoryMarshal.GetReference(Row(slot));
        ref var column = ref _block[slot];
        for (var k = 0; k < _parts; k++)
            Unsafe.Add(ref column, k * _stride) = Unsafe.Add(ref row, k);
    }

    // Both at once: every row is far from the next, and its page is looked up but once.
    private readonly void CopyToColumns(int one, int other)
    {
        ref var ones = ref MemoryMarshal.GetReference(Row(one));
        ref var others = ref MemoryMarshal.GetReference(Row(other));
        ref var column = ref _block[one];
        ref var otherColumn = ref _block[other];
        for (var k = 0; k < _parts; k++)
        {
            Unsafe.Add(ref column, k * _stride) = Unsafe.Add(ref ones, k);
            Unsafe.Add(ref otherColumn, k * _stride) = Unsafe.Add(ref others, k);
        }
    }
}
