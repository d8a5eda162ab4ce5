using System.Diagnostics.CodeAnalysis;

namespace MediaClusters.Persistence.Legacy;

/// <summary>What reading a state gave: the state, or what is wrong with it.</summary>
/// <param name="State">Null when anything is wrong.</param>
/// <param name="Problems">At most <see cref="MaxProblems"/> of them; empty for a state.</param>
public sealed record LegacyParse(LegacyState? State, IReadOnlyList<LegacyProblem> Problems)
{
    public const int MaxProblems = 20;

    [MemberNotNullWhen(true, nameof(State))]
    public bool IsValid => State is not null;

    /// <summary>All problems in one line.</summary>
    public string Describe() => string.Join("; ", Problems);
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Path">Where, for instance <c>clusters[2].members[0].score</c>; <c>$</c> is the whole text.</param>
/// <param name="Reason">What, as the rest of a sentence that begins with the path.</param>
public sealed record LegacyProblem(string Path, string Reason)
{
    public override string ToString() => $"{Path} {Reason}";
}
