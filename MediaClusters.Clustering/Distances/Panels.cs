using System.Runtime.InteropServices;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Vectors as the kernel reads them: panels of as many photos as a vector register has lanes, the first component
/// of each, then the second, and so on; zeros where there is no photo. Pooled.
/// </summary>
internal sealed class Panels : IDisposable
{
    private readonly float[] _block;

    private Panels(int count, int dimensions, int width, int spare)
    {
        Width = width;
        Size = dimensions * width;
        Filled = ((count - 1) / width) + 1;
        _block = Blocks.Pool.Rent(checked((Filled + spare) * Size));
    }

    /// <summary>Photos in a panel.</summary>
    public int Width { get; }

    /// <summary>Floats of a panel.</summary>
    public int Size { get; }

    /// <summary>Panels with photos in them.</summary>
    public int Filled { get; }

    /// <summary>The first float of a panel.</summary>
    public ref float this[int panel] => ref _block[panel * Size];

    /// <summary>Packs vectors.</summary>
    /// <param name="vectors">At least one, one after the other.</param>
    /// <param name="dimensions">Length of each.</param>
    /// <param name="width">Photos in a panel.</param>
    /// <param name="spare">Panels of zeros to add.</param>
    public static Panels Pack(ReadOnlySpan<float> vectors, int dimensions, int width, int spare)
    {
        var count = vectors.Length / dimensions;
        var panels = new Panels(count, dimensions, width, spare);
        if (count % width != 0)
            panels._block.AsSpan((panels.Filled - 1) * panels.Size, panels.Size).Clear();
        panels._block.AsSpan(panels.Filled * panels.Size, spare * panels.Size).Clear();

        for (var photo = 0; photo < count; photo += width)
        {
            Transposition.Copy(
                ref MemoryMarshal.GetReference(vectors[(photo * dimensions)..]),
                dimensions,
                ref panels[photo / width],
                width,
                Math.Min(width, count - photo),
                dimensions);
        }

        return panels;
    }

    public void Dispose() => Blocks.Pool.Return(_block);
}
