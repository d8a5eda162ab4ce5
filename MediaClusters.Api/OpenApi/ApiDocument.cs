using MediaClusters.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MediaClusters.Api.OpenApi;

/// <summary>The description at /openapi/v1.json.</summary>
internal static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(options =>
        {
            // HEAD shares the names of its GETs, and health checks are nobody's contract.
            options.ShouldInclude = route =>
                ("/" + route.RelativePath).StartsWith(InternalApiEndpoints.Prefix, StringComparison.Ordinal)
                && route.HttpMethod != HttpMethods.Head;
            options.AddDocumentTransformer(Describe);
            options.AddOperationTransformer<OperationRules>();
            options.AddSchemaTransformer<SchemaRules>();
        });

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MediaClusters",
            Version = "v1",
            Description = "Groups a pet's photos and picks a hero for each group. Internal services only.",
        };
        document.AddComponent(InternalTokenDefaults.Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = InternalTokenDefaults.HeaderName,
            Description = "A caller's token. A read-only one may only read.",
        });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(InternalTokenDefaults.Scheme, document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
