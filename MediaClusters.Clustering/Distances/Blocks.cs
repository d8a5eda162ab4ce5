using System.Buffers;

namespace MediaClusters.Clustering.Distances;

/// <summary>
/// Blocks of floats that outlive the thread of a run: the shared pool keeps large arrays by thread, and runs
/// have threads of their own. A run has no more than four of one size at a time, and there is a run a processor.
/// </summary>
internal static class Blocks
{
    private const int LargestPooled = 1 << 25;

    public static readonly ArrayPool<float> Pool = ArrayPool<float>.Create(LargestPooled, maxArraysPerBucket: 4 * Environment.ProcessorCount);
}
