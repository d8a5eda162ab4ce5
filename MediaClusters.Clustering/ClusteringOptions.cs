using System.ComponentModel.DataAnnotations;
using MediaClusters.Clustering.Heroes;
using MediaClusters.Clustering.Strategies;

namespace MediaClusters.Clustering;

/// <summary>How photos are grouped and heroes picked.</summary>
public sealed class ClusteringOptions : IValidatableObject
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Clustering";

    /// <summary>The strategy that groups the photos. Default: dbscan.</summary>
    [Required]
    [AllowedValues(DbscanStrategy.StrategyName)]
    public string Strategy { get; set; } = DbscanStrategy.StrategyName;

    /// <summary>DBSCAN: photos within this cosine distance, inclusive, are neighbours. (0, 2], default 0.15.</summary>
    [Range(1e-6, 2)]
    public double Epsilon { get; set; } = 0.15;

    /// <summary>DBSCAN: neighbours, itself included, that make a photo the core of a group. Default 2.</summary>
    [Range(1, 1_000)]
    public int MinSamples { get; set; } = 2;

    /// <summary>Photos a run may take; memory grows with its square, 50 MB at 5,000. Default 5,000.</summary>
    [Range(1, 10_000)]
    public int MaxPhotos { get; set; } = 5_000;

    /// <summary>How heroes are scored.</summary>
    [Required]
    public HeroOptions Heroes { get; set; } = new();

    /// <summary>Validates the nested options, which data annotations do not reach by themselves.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(Heroes, new ValidationContext(Heroes), problems, validateAllProperties: true);
        return problems.Select(problem => new ValidationResult(
            problem.ErrorMessage,
            problem.MemberNames.Select(name => $"{nameof(Heroes)}.{name}")));
    }
}
