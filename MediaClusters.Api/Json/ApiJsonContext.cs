using System.Text.Json.Serialization;
using MediaClusters.Api.Clusters;
using MediaClusters.Api.Images;
using MediaClusters.Api.Jobs;
using MediaClusters.Api.Pets;

namespace MediaClusters.Api.Json;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PutImagesRequest))]
[JsonSerializable(typeof(PutImagesResponse))]
[JsonSerializable(typeof(EnqueueJobRequest))]
[JsonSerializable(typeof(EnqueueJobResponse))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobListResponse))]
[JsonSerializable(typeof(FailedJobsResponse))]
[JsonSerializable(typeof(JobActionRequest))]
[JsonSerializable(typeof(RedriveJobsRequest))]
[JsonSerializable(typeof(RedriveJobsResponse))]
[JsonSerializable(typeof(ClusterVersionResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(PlacementsResponse))]
[JsonSerializable(typeof(BatchGetRequest))]
[JsonSerializable(typeof(BatchGetResponse))]
[JsonSerializable(typeof(LatestVersionsRequest))]
[JsonSerializable(typeof(LatestVersionsResponse))]
[JsonSerializable(typeof(RestoreVersionRequest))]
[JsonSerializable(typeof(RestoreVersionResponse))]
[JsonSerializable(typeof(DeletePetResponse))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
