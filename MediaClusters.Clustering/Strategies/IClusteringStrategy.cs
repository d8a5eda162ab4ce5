using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies;

/// <summary>Decides which photos belong together. Pure: equal distances and weights give equal labels. Safe for concurrent use.</summary>
internal interface IClusteringStrategy
{
    /// <summary>The label of a photo in no group.</summary>
    const int Noise = -1;

    /// <summary>Name as stored with results.</summary>
    string Name { get; }

    /// <summary>The parameters that shape the labels, in canonical text.</summary>
    string Parameters { get; }

    /// <summary>Whether near-duplicates collapse to one weighted photo before.</summary>
    bool CollapsesDuplicates { get; }

    /// <summary>Labels every photo, from 0 without gaps, or with <see cref="Noise"/>.</summary>
    /// <param name="distances">Of all pairs, n by n.</param>
    /// <param name="weights">How many photos each stands for, n of them, at least 1.</param>
    /// <param name="labels">Gets the n labels.</param>
    /// <param name="cancellationToken">Checked about once a row.</param>
    /// <returns>Name of the strategy that made the labels: its own, unless it chose another.</returns>
    string Assign(DistanceMatrix distances, ReadOnlySpan<int> weights, Span<int> labels, CancellationToken cancellationToken);
}
