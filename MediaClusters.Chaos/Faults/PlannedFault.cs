namespace MediaClusters.Chaos.Faults;

/// <summary>A fault as it was drawn before the run.</summary>
/// <param name="Kind">What shall happen.</param>
/// <param name="Hold">For how long, for kinds that last.</param>
/// <param name="Dice">Decides whom it hits and in which variant.</param>
internal sealed record PlannedFault(FaultKind Kind, TimeSpan Hold, int Dice)
{
    /// <summary>One of several, by the dice.</summary>
    public T Pick<T>(IReadOnlyList<T> ones) => ones[Dice % ones.Count];

    /// <summary>Yes or no, independent of <see cref="Pick"/> among few.</summary>
    public bool Flips(int bit) => ((Dice >> (16 + bit)) & 1) == 1;
}

/// <summary>Faults that begin together, and the time until the next ones.</summary>
internal sealed record FaultStep(IReadOnlyList<PlannedFault> Faults, TimeSpan Pause);
