using System.Numerics;

namespace MediaClusters.Persistence.Cache;

/// <summary>
/// About how often each pet was read lately: a count-min sketch that is halved after a number of reads, as TinyLFU has it
/// (Einziger, Friedman, Manes: TinyLFU, 2017). Takes no lock; a count that two threads lose is one of many.
/// </summary>
internal sealed class ReadCounts
{
    private const int Rows = 4;

    // Each row takes other bits of the hash for its column.
    private static readonly ulong[] Seeds = [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93];

    private readonly byte[] _counts;
    private readonly int _shift;
    private readonly int _sample;
    private int _reads;

    /// <param name="pets">How many are to be told from each other.</param>
    public ReadCounts(int pets)
    {
        var columns = BitOperations.RoundUpToPowerOf2((uint)Math.Max(pets, 16) * 4);
        _counts = new byte[Rows * columns];
        _shift = 64 - BitOperations.Log2(columns);
        _sample = Math.Max(pets, 16) * 20;
    }

    public int Of(Guid petId)
    {
        var least = int.MaxValue;
        for (var row = 0; row < Rows; row++)
            least = Math.Min(least, Cell(petId, row));
        return least;
    }

    public void Add(Guid petId)
    {
        // Only the least count is certain to be this pet's; a larger one holds others' reads as well.
        var least = Of(petId);
        if (least < byte.MaxValue)
        {
            for (var row = 0; row < Rows; row++)
            {
                ref var cell = ref Cell(petId, row);
                if (cell == least)
                    cell++;
            }
        }

        if (++_reads >= _sample)
            Halve();
    }

    private void Halve()
    {
        _reads = _sample / 2;
        foreach (ref var count in _counts.AsSpan())
            count >>= 1;
    }

    private ref byte Cell(Guid petId, int row)
        => ref _counts[(row << (64 - _shift)) + (int)((uint)petId.GetHashCode() * Seeds[row] >> _shift)];
}
