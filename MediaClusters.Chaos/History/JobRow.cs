namespace MediaClusters.Chaos.History;

/// <summary>A job after the run.</summary>
/// <param name="Id">The job.</param>
/// <param name="PetId">Its pet.</param>
/// <param name="Status">How it ended.</param>
/// <param name="LastError">In words.</param>
/// <param name="Failure">Which kind of failure it was, of a job that failed.</param>
internal sealed record JobRow(Guid Id, Guid PetId, string Status, string? LastError, string? Failure = null)
{
    public override string ToString() => $"job {Id} of pet {PetId}: {Status} {Failure} {LastError}".TrimEnd();
}
