using MediaClusters.Clustering.Distances;

namespace MediaClusters.Clustering.Strategies;

/// <summary>Decides which photos belong together. Pure: equal distances give equal labels.</summary>
internal interface IClusteringStrategy
{
    /// <summary>The label of a photo in no group.</summary>
    const int Noise = -1;

    /// <summary>Name as stored with results.</summary>
    string Name { get; }

    /// <summary>The parameters that shape the labels, in canonical text.</summary>
    string Parameters { get; }

    /// <summary>A label from 0 for every photo, or <see cref="Noise"/>.</summary>
    int[] Assign(CondensedDistances distances, CancellationToken cancellationToken);
}
