using System.Runtime.InteropServices;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Identity;

/// <summary>The photos a former and a present group share; at least one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SharedPhotos(int Former, int Current, int Count);

/// <summary>How former and present groups overlap, counted over the photos of both versions.</summary>
internal sealed class Overlap
{
    private Overlap(List<SharedPhotos> shared, int[] known)
    {
        Shared = shared;
        Known = known;
    }

    /// <summary>The pairs that share photos, by present and then by former group.</summary>
    public IReadOnlyList<SharedPhotos> Shared { get; }

    /// <summary>Photos of each present group that the previous version had too, in whatever group or none.</summary>
    public IReadOnlyList<int> Known { get; }

    /// <summary>Counts, in one pass over the photos.</summary>
    public static Overlap Of(History history, Grouping grouping)
    {
        var shared = new List<SharedPhotos>();
        var known = new int[grouping.Groups.Count];
        var counts = new int[history.Groups.Count];
        var touched = new List<int>();
        for (var current = 0; current < known.Length; current++)
        {
            foreach (var photo in grouping.Groups[current])
            {
                var former = history.GroupOf[photo];
                if (former != History.Unknown)
                    known[current]++;
                if (former >= 0 && counts[former]++ == 0)
                    touched.Add(former);
            }

            touched.Sort();
            foreach (var former in touched)
            {
                shared.Add(new SharedPhotos(former, current, counts[former]));
                counts[former] = 0;
            }

            touched.Clear();
        }

        return new Overlap(shared, known);
    }
}
