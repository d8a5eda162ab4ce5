using System.Text.Json.Serialization;
using MediaClusters.Api.Clusters;
using MediaClusters.Api.Images;
using MediaClusters.Api.Jobs;

namespace MediaClusters.Api.Json;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PutImagesRequest))]
[JsonSerializable(typeof(PutImagesResponse))]
[JsonSerializable(typeof(EnqueueJobRequest))]
[JsonSerializable(typeof(EnqueueJobResponse))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobListResponse))]
[JsonSerializable(typeof(ClusterVersionResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(PlacementsResponse))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
