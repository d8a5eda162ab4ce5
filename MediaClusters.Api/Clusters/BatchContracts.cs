using System.ComponentModel;
using MediaClusters.Api.Requests;

namespace MediaClusters.Api.Clusters;

internal sealed record BatchGetRequest(
    [property: Description("1 to 500 pets. One that is there twice is answered once.")] BatchOfPets? PetIds);

/// <summary>For the API's description: the answer is written from stored bodies, see <see cref="VersionBatchResult"/>.</summary>
internal sealed record BatchGetResponse(
    [property: Description("Newest versions in the order of pet_ids.")] IReadOnlyList<ClusterVersionResponse> Versions,
    [property: Description("Pets that have no version.")] IReadOnlyList<Guid> Missing,
    [property: Description("Pets that were not looked at, for the answer was long enough: ask for them again.")] IReadOnlyList<Guid> Deferred);

internal sealed record LatestVersionsRequest(
    [property: Description("1 to 5,000 pets. One that is there twice is answered once.")] ManyPets? PetIds);

internal sealed record LatestVersionsResponse(
    [property: Description("In the order of pet_ids; pets that have no version are left out.")] IReadOnlyList<LatestVersionItem> Versions);

internal sealed record LatestVersionItem(Guid PetId, long Version);
