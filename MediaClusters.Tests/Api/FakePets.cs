using MediaClusters.Persistence.Clusters;
using MediaClusters.Persistence.Pets;

namespace MediaClusters.Tests.Api;

/// <summary>Remembers what it was asked to delete and to restore, and answers as a test says.</summary>
internal sealed class FakePets : IPetStore, IVersionRestorer
{
    public DeletedPet? Deleted { get; set; }

    public List<(Guid PetId, string RequestedBy, string? Reason)> Deletions { get; } = [];

    public RestoreResult Restored { get; set; } = new(RestoreOutcome.NotFound, Version: null, LatestVersion: 0);

    public List<RestoreRequest> Restores { get; } = [];

    public Task<DeletedPet?> DeleteAsync(Guid petId, string requestedBy, string? reason, CancellationToken cancellationToken)
    {
        Deletions.Add((petId, requestedBy, reason));
        return Task.FromResult(Deleted);
    }

    public Task<RestoreResult> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        Restores.Add(request);
        return Task.FromResult(Restored);
    }
}
