namespace MediaClusters.Chaos.History;

/// <summary>A committed insert or update of a job's row, as a trigger noted it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="PetId">Its pet.</param>
/// <param name="Was">The row before; null for a new one.</param>
/// <param name="Became">The row after.</param>
/// <param name="By">Who changed it.</param>
internal sealed record JobChange(Guid JobId, Guid PetId, JobState? Was, JobState Became, WrittenBy By)
{
    /// <summary>The request that added the job, where one of this run's did.</summary>
    public string? Key { get; init; }

    public bool IsClaim => Was is { Status: "queued" } && Became.Status == "processing";

    public override string ToString() => $"{By} job {JobId} of pet {PetId}: {Was?.ToString() ?? "-"} => {Became}";
}

/// <summary>What matters of a job's row.</summary>
internal sealed record JobState(string Status, int Attempts, string? Worker, TimeSpan? Lease)
{
    public override string ToString() => $"{Status}, attempt {Attempts} of {Worker ?? "-"}{(Lease is { } lease ? $", lease to {lease.TotalSeconds:F3} s" : "")}";
}

/// <summary>A committed statement.</summary>
/// <param name="Transaction">Its transaction's id.</param>
/// <param name="Sent">When Postgres got it.</param>
/// <param name="At">When it was through.</param>
/// <param name="Application">The session's name, which tells the process.</param>
internal sealed record WrittenBy(long Transaction, TimeSpan Sent, TimeSpan At, string Application)
{
    public override string ToString() => $"{Sent.TotalSeconds:F3}-{At.TotalSeconds:F3} s {Application} tx {Transaction}";
}
