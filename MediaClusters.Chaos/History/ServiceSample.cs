namespace MediaClusters.Chaos.History;

/// <summary>What a process said of itself at a moment.</summary>
/// <param name="Process">Its name in the cluster.</param>
/// <param name="At">When the answer was read.</param>
/// <param name="UsesCache">Whether it reads and writes Redis.</param>
/// <param name="Figures">Its counters.</param>
internal sealed record ServiceSample(string Process, TimeSpan At, bool UsesCache, IReadOnlyDictionary<string, double> Figures);
