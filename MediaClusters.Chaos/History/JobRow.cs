namespace MediaClusters.Chaos.History;

/// <summary>A job after the run.</summary>
internal sealed record JobRow(Guid Id, Guid PetId, string Status, string? LastError)
{
    public override string ToString() => $"job {Id} of pet {PetId}: {Status} {LastError}";
}
