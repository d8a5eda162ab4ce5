using System.ComponentModel.DataAnnotations;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Increment;
using MediaClusters.Clustering.Strategies;
using MediaClusters.Clustering.Strategies.Auto;
using MediaClusters.Clustering.Strategies.AverageLinkage;
using MediaClusters.Clustering.Strategies.Hdbscan;

namespace MediaClusters.Clustering;

/// <summary>How photos are grouped and heroes picked.</summary>
public sealed class ClusteringOptions : IValidatableObject
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Clustering";

    internal const double DefaultStrangerDistance = 0.5;

    /// <summary>
    /// The strategy that groups the photos: auto, average-linkage, hdbscan or dbscan; docs/clustering.md tells how they
    /// differ. Default: auto.
    /// </summary>
    [Required]
    [AllowedValues(AutoStrategy.StrategyName, AverageLinkageStrategy.StrategyName, HdbscanStrategy.StrategyName, DbscanStrategy.StrategyName)]
    public string Strategy { get; set; } = AutoStrategy.StrategyName;

    /// <summary>
    /// Photos whose cosine is at least this collapse to one that weighs as much as they do, and share its group; not for
    /// dbscan. Which photo of a group is central is asked of one of them alone, for dbscan too. [0.5, 1], default 0.97.
    /// </summary>
    [Range(0.5, 1)]
    public double NearDuplicateCosine { get; set; } = 0.97;

    /// <summary>
    /// How far photos of different groups of a pet typically are apart, by cosine distance: a property of the embedder. The
    /// distances in <see cref="AverageLinkage"/> and <see cref="Hdbscan"/> are given for 0.5, and stretch and shrink with it; so
    /// does what auto takes strangers to be. [0.01, 2], default 0.5.
    /// </summary>
    [Range(0.01, 2)]
    public double StrangerDistance { get; set; } = DefaultStrangerDistance;

    /// <summary>DBSCAN: photos within this cosine distance, inclusive, are neighbours. (0, 2], default 0.15.</summary>
    [Range(1e-6, 2)]
    public double Epsilon { get; set; } = 0.15;

    /// <summary>DBSCAN: neighbours, itself included, that make a photo the core of a group. Default 2.</summary>
    [Range(1, 1_000)]
    public int MinSamples { get; set; } = 2;

    /// <summary>Where average linkage stops merging.</summary>
    [Required]
    public AverageLinkageOptions AverageLinkage { get; set; } = new();

    /// <summary>What HDBSCAN counts as a group.</summary>
    [Required]
    public HdbscanOptions Hdbscan { get; set; } = new();

    /// <summary>When groups stay as they are and new photos join them.</summary>
    [Required]
    public IncrementOptions Increments { get; set; } = new();

    /// <summary>
    /// Photos whose distances are all measured; a pet that has more is clustered by samples of so many. Memory grows with
    /// the square, 100 MB at 5,000. [2, 10,000], default 5,000.
    /// </summary>
    [Range(2, 10_000)]
    public int ExactPhotos { get; set; } = 5_000;

    /// <summary>Photos a run may take. [1, 50,000], default 50,000.</summary>
    [Range(1, 50_000)]
    public int MaxPhotos { get; set; } = 50_000;

    /// <summary>How heroes are scored.</summary>
    [Required]
    public HeroOptions Heroes { get; set; } = new();

    /// <summary>Validates the nested options, which data annotations do not reach by themselves.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AverageLinkage.MostCut < AverageLinkage.LeastCut)
        {
            yield return new ValidationResult(
                $"{nameof(AverageLinkage.MostCut)} lies below {nameof(AverageLinkage.LeastCut)}.",
                [$"{nameof(AverageLinkage)}.{nameof(AverageLinkage.MostCut)}"]);
        }

        (string Name, object Options)[] nested =
            [(nameof(Heroes), Heroes), (nameof(AverageLinkage), AverageLinkage), (nameof(Hdbscan), Hdbscan), (nameof(Increments), Increments)];
        foreach (var problem in nested.SelectMany(section => Problems(section.Name, section.Options)))
            yield return problem;
    }

    private static IEnumerable<ValidationResult> Problems(string name, object options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.Select(problem => new ValidationResult(
            problem.ErrorMessage,
            problem.MemberNames.Select(member => $"{name}.{member}")));
    }
}
