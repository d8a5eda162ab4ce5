using MediaClusters.Evaluation.Pets;

namespace MediaClusters.Evaluation.Measures;

/// <summary>
/// The share of found groups whose hero is a good one of the true group that the found group mostly is; of several
/// equally frequent true groups any will do. A group of outliers alone has no good hero.
/// </summary>
internal static class HeroPrecision
{
    /// <summary>The share; null when no group of two or more photos was found.</summary>
    public static double? Of(LabelledPet pet, Outcome outcome)
    {
        var (groups, good) = (0, 0);
        foreach (var group in outcome.LabelsOfGroups().Index().Where(photo => photo.Item >= 0).GroupBy(photo => photo.Item, photo => photo.Index))
        {
            var hero = outcome.Heroes[group.Key];
            var counts = group.Where(photo => pet.Groups[photo] >= 0).CountBy(photo => pet.Groups[photo]).ToDictionary();
            groups++;
            good += pet.GoodHeroes[hero] && counts.GetValueOrDefault(pet.Groups[hero]) is > 0 and var count && count == counts.Values.Max() ? 1 : 0;
        }

        return groups > 0 ? (double)good / groups : null;
    }
}
