namespace MediaClusters.Api.Requests;

/// <summary>Names of the values in the paths.</summary>
internal static class RouteNames
{
    public const string PetId = "pet_id";
    public const string ImageId = "image_id";
    public const string JobId = "job_id";
    public const string Version = "version";
}
