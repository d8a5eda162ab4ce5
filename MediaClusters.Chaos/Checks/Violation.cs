namespace MediaClusters.Chaos.Checks;

/// <summary>A promise that was broken.</summary>
/// <param name="Check">Which check found it.</param>
/// <param name="What">What happened.</param>
/// <param name="Evidence">The pieces of history that show it.</param>
internal sealed record Violation(string Check, string What, IReadOnlyList<string> Evidence);
