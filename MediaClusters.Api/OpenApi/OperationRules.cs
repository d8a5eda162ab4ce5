using System.Text.Json.Nodes;
using MediaClusters.Api.Jobs;
using MediaClusters.Api.Requests;
using MediaClusters.Persistence.Jobs;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MediaClusters.Api.OpenApi;

/// <summary>Parameters that handlers read as text so as to name them when wrong, headers, and an example of each body.</summary>
internal sealed class OperationRules : IOpenApiOperationTransformer
{
    private const string Pet = "019a7f3e-5a00-7000-8000-000000000001";
    private const string Photo = "019a7f3e-5a00-7000-8000-0000000000a1";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            Describe(parameter);
        if (operation.OperationId == "ListFailedJobs")
            DescribeFailed(operation);

        switch (operation.OperationId)
        {
            case "PutImages":
                Example(operation, $$$"""
                    {"images":[{"image_id":"{{{Photo}}}","embedding":[0.12,-0.03,0.4],"model":"clip-vit-l14","quality":0.92,
                    "pose":"front","captured_at":"2026-01-31T10:00:00Z","metadata":{"tags":["beach","snow"],"pinned_hero":true,"source":"walk"}}]}
                    """);
                break;
            case "EnqueueJob":
                Example(operation, $$$"""{"pet_id":"{{{Pet}}}","reason":"new photos","force":false,"priority":0,"metadata":{"ticket":"PET-7"}}""");
                Header(operation, IdempotencyKey.Header, "1 to 255 printable ASCII characters. Repeating a key with the same request gives the first job.");
                break;
            case "BatchGetClusters" or "ListLatestVersions":
                Example(operation, $$$"""{"pet_ids":["{{{Pet}}}"]}""");
                break;
            case "CancelJob" or "RedriveJob":
                Example(operation, """{"reason":"PET-7: asked for by mistake"}""");
                break;
            case "RedriveJobs":
                Example(operation, """{"failure":["attempts","crashed"],"error_contains":"NpgsqlException","failed_before":"2026-01-31T10:00:00Z","reason":"PET-7: database is back","dry_run":true}""");
                break;
            case "RestoreClusters":
                Example(operation, """{"reason":"PET-7: the new groups are worse","expected_latest_version":4}""");
                break;
            case "GetLatestClusters" or "GetClusters":
                Header(operation, "If-None-Match", "ETags known already; 304 when the version is among them.");
                break;
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiParameter parameter)
    {
        (parameter.Schema, parameter.Description) = parameter.Name switch
        {
            "limit" => (Whole(1, Paging.MaxLimit), $"Items a page. Absent: {Paging.DefaultLimit}."),
            "cursor" => (parameter.Schema, "next_cursor of the answer before."),
            "min_version" => (Whole(1), "A version the caller knows of: an older cached one is passed over; 404 while it is not there."),
            "status" => (new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["queued", "processing", "succeeded", "failed"] }, "Jobs of this status only."),
            "failure" => (new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. JobFailures.All.Select(kind => (JsonNode)kind)] }, "Jobs that failed for this reason only."),
            "latest_only" => (new OpenApiSchema { Type = JsonSchemaType.Boolean }, "Only the newest version of the pet counts. Absent: true."),
            "reason" => (new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 }, "Why, for the audit; no control characters."),
            RouteNames.Version => (Whole(1), parameter.Description),
            _ => (parameter.Schema, parameter.Description),
        };
    }

    private static void DescribeFailed(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "status") ?? [])
        {
            parameter.Required = true;
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["failed"] };
            parameter.Description = "Only failed jobs are listed for all pets together.";
        }
    }

    private static OpenApiSchema Whole(long minimum, long? maximum = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Minimum = $"{minimum}",
        Maximum = maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static void Header(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static void Example(OpenApiOperation operation, string json)
    {
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            content.Example = JsonNode.Parse(json);
    }
}
