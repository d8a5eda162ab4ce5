using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MediaClusters.Api.OpenApi;

/// <summary>The description at /openapi/v1.json.</summary>
internal static class ApiDocument
{
    private const string SchemeName = "InternalToken";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(DescribeSecurity);
        });

    private static Task DescribeSecurity(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MediaClusters",
            Version = "v1",
            Description = "Groups a pet's photos and picks a hero for each group. Internal services only.",
        };
        document.AddComponent(SchemeName, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Internal-Token",
            Description = "A named token; a read-only one may only GET.",
        });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
