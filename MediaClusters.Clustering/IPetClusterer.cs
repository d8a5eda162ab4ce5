namespace MediaClusters.Clustering;

/// <summary>Groups the photos of one pet and picks a hero for every group. Pure: the same photos and the same previous version give the same result, in whatever order they come.</summary>
public interface IPetClusterer
{
    /// <summary>Name of the strategy that was asked for, as stored with every result, for example "auto".</summary>
    string Algorithm { get; }

    /// <summary>The parameters that shape the result, in a canonical text form; part of the input hash.</summary>
    string Parameters { get; }

    /// <summary>The most photos a run takes.</summary>
    int MaxPhotos { get; }

    /// <summary>Clusters the photos of one pet.</summary>
    /// <param name="photos">The photos, in any order; may be empty.</param>
    /// <param name="previous">The version this one follows: groups keep its ids where they go on. Null for a pet's first.</param>
    /// <param name="cancellationToken">Checked between blocks of work.</param>
    /// <exception cref="InvalidEmbeddingException">An embedding is empty, zero, NaN or infinite, has another dimension than the rest, an image id is there twice, or a quality lies outside [0, 1].</exception>
    /// <exception cref="TooManyPhotosException">There are more photos than <see cref="ClusteringOptions.MaxPhotos"/>.</exception>
    ClusteringResult Cluster(IReadOnlyList<Photo> photos, PreviousClusters? previous = null, CancellationToken cancellationToken = default);
}
