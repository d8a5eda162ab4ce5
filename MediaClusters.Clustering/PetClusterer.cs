using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MediaClusters.Clustering.Approximate;
using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Duplicates;
using MediaClusters.Clustering.Groups;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Identity;
using MediaClusters.Clustering.Increment;
using MediaClusters.Clustering.Quality;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering;

/// <summary>
/// The engine. Photos are sorted by image id before anything else and every sum has a fixed order, so the
/// same photos give the same bits on the same kind of processor; the distances themselves on every one that multiplies and
/// adds in one step. Distances, scores and figures are rounded to six decimals. Safe for
/// concurrent use; each run works on its caller's thread.
/// </summary>
public sealed class PetClusterer : IPetClusterer
{
    // Raised whenever the same photos and options may give another result than before.
    private const int Revision = 3;

    private readonly IClusteringStrategy _strategy;
    private readonly Incrementer _incrementer;
    private readonly HeroSelector _heroes;
    private readonly float _nearDuplicates;
    private readonly int _exactPhotos;

    /// <summary>Makes an engine; later changes of <paramref name="options"/> do not reach it.</summary>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public PetClusterer(ClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        _strategy = ClusteringStrategies.Create(options);
        _heroes = new HeroSelector(options.Heroes);

        // Rounding leaves copies some 1e-7 apart.
        _nearDuplicates = (float)Math.Max(1 - options.NearDuplicateCosine, 1e-6);
        _incrementer = new Incrementer(options.Increments, _nearDuplicates);
        MaxPhotos = options.MaxPhotos;
        _exactPhotos = options.ExactPhotos;
        Parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"revision={Revision};strategy={_strategy.Name};near_duplicate_cosine={options.NearDuplicateCosine};{_strategy.Parameters};{_incrementer.Parameters};{_heroes.Parameters};exact_photos={_exactPhotos}");
    }

    /// <inheritdoc/>
    public string Algorithm => _strategy.Name;

    /// <inheritdoc/>
    public string Parameters { get; }

    /// <inheritdoc/>
    public int MaxPhotos { get; }

    /// <inheritdoc/>
    public ClusteringResult Cluster(IReadOnlyList<Photo> photos, PreviousClusters? previous = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count > MaxPhotos)
            throw new TooManyPhotosException(photos.Count, MaxPhotos);

        cancellationToken.ThrowIfCancellationRequested();
        var set = PhotoSet.From(photos);
        using var vectors = UnitVectors.From(set.Photos);
        var history = previous is null ? null : History.From(previous, set);
        var labels = new int[photos.Count];
        var increment = _incrementer.Place(vectors, history, labels, cancellationToken);

        return photos.Count > _exactPhotos ? Approximate() : Exact();

        ClusteringResult Exact()
        {
            using var distances = DistanceMatrix.Measure(vectors, cancellationToken);
            var duplicates = NearDuplicates.Find(distances, _nearDuplicates, cancellationToken);
            var run = increment ?? new ClusteringRun(RunMode.Full, Assign(distances, duplicates, labels, cancellationToken));
            var grouping = Grouping.FromLabels(labels);
            return Build(run, grouping, duplicates, Silhouette.Mean(grouping, distances, cancellationToken));
        }

        ClusteringResult Approximate()
        {
            var groups = new ApproximateGroups(set, vectors, Assign, _exactPhotos, _nearDuplicates);
            var run = increment ?? new ClusteringRun(RunMode.Approximate, groups.Find(labels, cancellationToken));
            return Build(run, Grouping.FromLabels(labels), NearDuplicates.NotLookedFor(photos.Count), groups.Silhouette(labels, cancellationToken));
        }

        ClusteringResult Build(ClusteringRun run, Grouping grouping, NearDuplicates duplicates, double? silhouette) =>
            new ResultBuilder(set, vectors, history, duplicates, _heroes).Build(Algorithm, run, grouping, silhouette, cancellationToken);
    }

    private string Assign(DistanceMatrix distances, Span<int> labels, CancellationToken cancellationToken) =>
        Assign(distances, NearDuplicates.Find(distances, _nearDuplicates, cancellationToken), labels, cancellationToken);

    /// <returns>Name of the strategy that made the labels.</returns>
    private string Assign(DistanceMatrix distances, NearDuplicates duplicates, Span<int> labels, CancellationToken cancellationToken)
    {
        if (!_strategy.CollapsesDuplicates)
            return _strategy.Assign(distances, Enumerable.Repeat(1, distances.Count).ToArray(), labels, cancellationToken);

        if (duplicates.None)
            return _strategy.Assign(distances, duplicates.Weights, labels, cancellationToken);

        using var collapsed = distances.Select(duplicates.Representatives);
        var assigned = new int[collapsed.Count];
        var chosen = _strategy.Assign(collapsed, duplicates.Weights, assigned, cancellationToken);
        duplicates.Expand(assigned, labels);
        return chosen;
    }
}
