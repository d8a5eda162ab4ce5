using MediaClusters.Clustering;
using MediaClusters.Persistence.Clusters;

namespace MediaClusters.LoadTests.Seeding;

/// <summary>A pet's first version with everything that its rows say.</summary>
internal sealed record SeededVersion(SeededPet Pet, Guid ClusterId, DateTimeOffset CreatedAt, ClusteringResult Result, ReadOnlyMemory<byte> Body)
{
    /// <summary>As long ago as a pet's index says, and never as long as retention waits.</summary>
    public static SeededVersion Make(SeededPet pet, DateTimeOffset now)
    {
        // Postgres keeps microseconds, and what is served has to say the same as the row.
        var ticks = now.AddDays(-1).AddSeconds(pet.Index % 80_000).UtcTicks;
        var createdAt = new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        var result = pet.Version();
        return new(pet, Guid.CreateVersion7(createdAt), createdAt, result, VersionJson.Write(pet.Id, 1, createdAt, result));
    }
}
