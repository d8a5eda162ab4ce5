using System.Text.Json;
using MediaClusters.Api.Clusters;
using MediaClusters.Api.Images;
using MediaClusters.Api.Jobs;
using MediaClusters.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MediaClusters.Api.OpenApi;

/// <summary>Says in the schemas what the converters do, which the generator cannot see.</summary>
internal sealed class SchemaRules : IOpenApiSchemaTransformer
{
    // What callers send is closed; what they get may grow.
    private static readonly HashSet<Type> Closed = 
    [
        typeof(PutImagesRequest), typeof(ImageItem), typeof(EnqueueJobRequest),
        typeof(BatchGetRequest), typeof(LatestVersionsRequest), typeof(RestoreVersionRequest),
        typeof(JobActionRequest), typeof(RedriveJobsRequest),
    ];

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var nullable = Nullable.GetUnderlyingType(type) is not null || schema.Type?.HasFlag(JsonSchemaType.Null) == true
            ? JsonSchemaType.Null
            : default;
        var value = Nullable.GetUnderlyingType(type) ?? type;

        if (value == typeof(Guid) || value == typeof(DateTimeOffset) || value.IsEnum)
            schema.Type = JsonSchemaType.String | nullable;
        else if (value == typeof(JsonElement) || value == typeof(RawJson))
            schema.Type = JsonSchemaType.Object | nullable;

        if (typeof(IEnumerable<Guid>).IsAssignableFrom(type))
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };

        if (context.JsonPropertyInfo?.CustomConverter is Base64EmbeddingConverter)
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Items = null;
            schema.Format = "byte";
        }

        if (!Closed.Contains(type))
            schema.AdditionalPropertiesAllowed = true;
        return Task.CompletedTask;
    }
}
