namespace MediaClusters.Evaluation.Pets;

/// <summary>What a pet is to look like.</summary>
/// <param name="Groups">The true groups.</param>
/// <param name="Outliers">Photos that belong to no group.</param>
internal sealed record PetPlan(IReadOnlyList<GroupPlan> Groups, int Outliers)
{
    /// <summary>Mean cosine between photos of different groups: what all photos of a pet share.</summary>
    public double Base { get; init; } = 0.45;

    /// <summary>The share of the deviations' energy that lies in a few directions common to the pet, [0, 1].</summary>
    public double Anisotropy { get; init; } = 0.35;

    /// <summary>The number of those directions; the k-th has energy in proportion to 1/k.</summary>
    public int Axes { get; init; } = 12;

    /// <summary>The probability that a group shares something with an earlier one, as two days in one garden do.</summary>
    public double Kinship { get; init; } = 0.5;

    /// <summary>The share of outliers that lean towards a group, short of belonging to it.</summary>
    public double Leaning { get; init; } = 0.35;

    /// <summary>How far outliers lie from a direction of their own, as a multiple of what is usual.</summary>
    public double Strangeness { get; init; } = 1;

    /// <summary>Probability that a photo has no quality.</summary>
    public double WithoutQuality { get; init; }

    /// <summary>Probability that a photo has no pose.</summary>
    public double WithoutPose { get; init; }

    /// <summary>Probability that a photo has no time.</summary>
    public double WithoutTime { get; init; }

    /// <summary>Embeddings are of unit length.</summary>
    public bool UnitLength { get; init; } = true;

    /// <summary>The pet as an embedder sees it that keeps all photos within a narrower cone: every distance is half as long.</summary>
    public PetPlan Narrowed() => this with
    {
        Base = Halfway(Base),
        Strangeness = Strangeness * Math.Sqrt(0.5),
        Groups = [.. Groups.Select(group => group with { Cosine = Halfway(group.Cosine), LikeCosine = Halfway(group.LikeCosine) })],
    };

    private static double Halfway(double cosine) => (1 + cosine) / 2;

    /// <summary>The embedder has changed: the photos are those of a second, slightly different model.</summary>
    public bool Drifted { get; init; }
}

/// <summary>One true group.</summary>
/// <param name="Size">Photos, those of bursts included.</param>
/// <param name="Cosine">Mean cosine between two photos of the group that are not of one burst.</param>
internal sealed record GroupPlan(int Size, double Cosine)
{
    /// <summary>An earlier group that this one looks like.</summary>
    public int? Like { get; init; }

    /// <summary>Cosine between the centres of the two.</summary>
    public double LikeCosine { get; init; }

    /// <summary>Sizes of the bursts of near-duplicates within the group.</summary>
    public IReadOnlyList<int> Bursts { get; init; } = [];
}
