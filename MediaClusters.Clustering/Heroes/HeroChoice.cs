namespace MediaClusters.Clustering.Heroes;

/// <summary>A group's hero and the photos that might be.</summary>
internal sealed record HeroChoice(Hero Hero, IReadOnlyList<HeroCandidate> Candidates);
