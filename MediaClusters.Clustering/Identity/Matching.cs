using MediaClusters.Clustering.Distances;
using MediaClusters.Clustering.Groups;

namespace MediaClusters.Clustering.Identity;

/// <summary>Scores the pairs that may go on as one group, and assigns them.</summary>
internal sealed class Matching(Overlap overlap, History history, Centroids centroids, UnitVectors vectors)
{
    // Scores are assigned as whole millionths.
    private const double Unit = 1e6;

    private readonly List<(int Former, int Current, long Value)> _pairs = [];
    private readonly bool[] _formerPaired = new bool[history.Groups.Count];
    private readonly bool[] _currentPaired = new bool[centroids.Count];

    /// <summary>The present group of each former one, or a negative number.</summary>
    public int[] Solve(CancellationToken cancellationToken)
    {
        PairByOverlap(cancellationToken);
        PairByLikeness(cancellationToken);
        return Assignment.Solve(history.Groups.Count, centroids.Count, _pairs);
    }

    private void PairByOverlap(CancellationToken cancellationToken)
    {
        using var former = Formers(overlap.Shared.Where(shared => Jaccard(shared) < 1).Select(shared => shared.Former).Distinct());
        foreach (var shared in overlap.Shared)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Groups with the same photos share none with others: nothing to weigh.
            var jaccard = Jaccard(shared);
            var likeness = jaccard < 1 ? former.Likeness(shared.Former, centroids[shared.Current]) : 1;
            var score = (Continuity.OverlapWeight * jaccard) + (Continuity.CentroidWeight * Math.Max(likeness, 0));
            if (score >= Continuity.LeastScore)
                Pair(shared.Former, shared.Current, score);
        }
    }

    private void PairByLikeness(CancellationToken cancellationToken)
    {
        int[] orphans = [.. Enumerable.Range(0, _formerPaired.Length).Where(former => !_formerPaired[former] && history.Groups[former].Present.Count > 0)];
        int[] free = [.. Enumerable.Range(0, _currentPaired.Length).Where(current => !_currentPaired[current])];
        if (orphans.Length == 0 || free.Length == 0)
            return;

        // Those that share photos had their say.
        var weighed = overlap.Shared.Where(shared => !_formerPaired[shared.Former]).Select(shared => (shared.Former, shared.Current)).ToHashSet();
        using var former = Formers(orphans);
        foreach (var orphan in orphans)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var current in free)
            {
                if (weighed.Contains((orphan, current)))
                    continue;
                var likeness = former.Likeness(orphan, centroids[current]);
                if (likeness >= Continuity.LeastLikeness)
                    Pair(orphan, current, Continuity.CentroidWeight * likeness);
            }
        }
    }

    private void Pair(int former, int current, double score)
    {
        _pairs.Add((former, current, (long)Math.Round(score * Unit)));
        _formerPaired[former] = _currentPaired[current] = true;
    }

    private double Jaccard(SharedPhotos shared) =>
        (double)shared.Count / (history.Groups[shared.Former].Present.Count + overlap.Known[shared.Current] - shared.Count);

    private FormerCentroids Formers(IEnumerable<int> groups) => new([.. groups], history, vectors);

    private sealed class FormerCentroids : IDisposable
    {
        private readonly Dictionary<int, int> _positions = [];
        private readonly Centroids _centroids;

        public FormerCentroids(int[] groups, History history, UnitVectors vectors)
        {
            for (var i = 0; i < groups.Length; i++)
                _positions.Add(groups[i], i);
            _centroids = Centroids.Of(vectors, Array.ConvertAll(groups, group => history.Groups[group].Present));
        }

        public double Likeness(int former, ReadOnlySpan<float> centroid) => _centroids.Similarity(_positions[former], centroid);

        public void Dispose() => _centroids.Dispose();
    }
}
