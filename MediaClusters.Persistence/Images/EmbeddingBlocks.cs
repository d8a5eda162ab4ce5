using System.Buffers;

namespace MediaClusters.Persistence.Images;

/// <summary>Room for a pet's vectors, in blocks from a pool, each small enough for the ordinary heap.</summary>
internal sealed class EmbeddingBlocks : IDisposable
{
    private const int BlockLength = 16_384;

    private readonly List<float[]> _blocks = [];
    private int _free;

    /// <summary>Room for one vector, with anything in it; valid until the blocks are disposed of.</summary>
    public Memory<float> Take(int length)
    {
        if (_free < length)
        {
            _blocks.Add(ArrayPool<float>.Shared.Rent(Math.Max(length, BlockLength)));
            _free = _blocks[^1].Length;
        }

        var taken = _blocks[^1].AsMemory(_blocks[^1].Length - _free, length);
        _free -= length;
        return taken;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            ArrayPool<float>.Shared.Return(block);
        _blocks.Clear();
        _free = 0;
    }
}
