namespace MediaClusters.Chaos.History;

/// <summary>A committed version, as a trigger noted it.</summary>
internal sealed record VersionWrite(Guid PetId, long Version, Guid? JobId, long? RestoredFrom, WrittenBy By)
{
    public override string ToString() =>
        $"{By} version {Version} of pet {PetId}{(JobId is { } job ? $" by job {job}" : "")}{(RestoredFrom is { } from ? $" restored from {from}" : "")}";
}
