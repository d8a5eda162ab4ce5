using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Measures;

/// <summary>What was found in a pet.</summary>
/// <param name="Labels">The found group of each photo, from 0, or <see cref="LabelledPet.Outlier"/>.</param>
/// <param name="Heroes">The hero of each found group, as a position among the photos.</param>
internal sealed record Outcome(int[] Labels, int[] Heroes)
{
    /// <summary>
    /// A group of one is no group: whether a strategy calls a lone photo that or noise shows in no measure but time.
    /// </summary>
    public int[] LabelsOfGroups()
    {
        var sizes = Labels.Where(label => label >= 0).CountBy(label => label).ToDictionary();
        return Array.ConvertAll(Labels, label => label >= 0 && sizes[label] > 1 ? label : LabelledPet.Outlier);
    }
}
