namespace MediaClusters.Api.Images;

internal static class ImageUploadServiceCollectionExtensions
{
    public static IServiceCollection AddImageUploads(this IServiceCollection services)
    {
        services.AddOptions<ImageUploadOptions>()
            .BindConfiguration(ImageUploadOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.AddSingleton<ImageUploadGate>();
    }
}
