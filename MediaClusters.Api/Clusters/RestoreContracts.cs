using System.ComponentModel;

namespace MediaClusters.Api.Clusters;

internal sealed record RestoreVersionRequest(
    [property: Description("Why, for the audit; at most 200 characters.")] string? Reason = null,
    [property: Description("Whether photos that the pet no longer has may come back with the version. Absent: false.")] bool? AllowMissingPhotos = null,
    [property: Description("The newest version as the caller knows it; 409 when it is another one. With it a request can be repeated safely.")] long? ExpectedLatestVersion = null);

internal sealed record RestoreVersionResponse(Guid PetId, long Version, long RestoredFrom, DateTimeOffset CreatedAt);
