using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MediaClusters.Persistence.Images;
using MediaClusters.Tests.Infrastructure;

namespace MediaClusters.Tests.Fuzz;

/// <summary>Makes the n-th request of a run: right by the API's own description, and then spoilt, most of them. The same seed makes the same requests.</summary>
internal sealed class RequestFuzzer(IReadOnlyList<ApiOperation> operations, int seed)
{
    public const string Writer = "writer-0c9f3e5d7b1a48268e6d4c2b0a9f7e5d";
    public const string Reader = "reader-5d7e9f0a2b4c6d8e26481a7b5d3e9f0c";

    private static readonly Fault[][] OfAll = [HeaderFaults.All, PathFaults.All, QueryFaults.All, FramingFaults.All, TokenFaults.All];

    /// <summary>One in eight is right.</summary>
    private const int RightOnes = 8;

    /// <summary>Whether the n-th request, by a filter, may change jobs of any pet.</summary>
    public bool ReachesAllPets(int number) => string.Equals(OperationOf(number).Id, "RedriveJobs", StringComparison.Ordinal);

    public FuzzRequest Create(int number, FuzzPet pet)
    {
        var operation = OperationOf(number);
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var request = CreateRight(operation, pet, random);
        if (random.Next(RightOnes) == 0)
            return request;

        do
        {
            var faults = Choose(operation, random);
            faults[random.Next(faults.Length)].Spoil(request, random);
        }
        while (random.Next(4) == 0);
        return request;
    }

    private ApiOperation OperationOf(int number) => operations[number % operations.Count];

    // Where a body belongs it is what is spoilt most.
    private static Fault[] Choose(ApiOperation operation, Random random) => random.Next(operation.Example is null ? 12 : 2) == 0
        ? JsonFaults.All
        : OfAll[random.Next(OfAll.Length)];

    private static FuzzRequest CreateRight(ApiOperation operation, FuzzPet pet, Random random)
    {
        var request = new FuzzRequest(operation);
        request.Headers.AddRange([("Host", "api"), ("Connection", "close"), ("X-Internal-Token", Writer), ("Accept", "application/json")]);
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            var value = Value(parameter, pet, random);
            if (parameter.In == "path")
                request.Path = request.Path.Replace($"{{{parameter.Name}}}", value, StringComparison.Ordinal);
            else if (random.Next(2) == 0 && parameter.In == "query")
                query.Add($"{parameter.Name}={Uri.EscapeDataString(value)}");
            else if (random.Next(2) == 0 && parameter.In == "header")
                request.Headers.Add((parameter.Name, value));
        }

        if (query.Count > 0)
            request.Query = "?" + string.Join('&', query);
        if (operation.Example is null)
            return request;

        request.Headers.Add(("Content-Type", "application/json"));
        request.Body = Encoding.UTF8.GetBytes(Fill(JsonNode.Parse(operation.Example)!, "", pet, random)!.ToJsonString());
        return request;
    }

    private static string Value(ApiParameter parameter, FuzzPet pet, Random random) => parameter.Name switch
    {
        "pet_id" => pet.PetId(random),
        "image_id" => pet.PhotoId(random),
        "job_id" => pet.JobId(random),
        "cursor" => Convert.ToBase64String(random.Next(2) == 0 ? Given.Id(1).ToByteArray() : [0, 0, 0, 0, 0, 0, 0, 2]).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        "If-None-Match" => "\"v2\"",
        _ when parameter.Schema?["enum"] is JsonArray values => values[random.Next(values.Count)]!.ToString(),
        _ when parameter.Schema?["minimum"] is { } least => (int.Parse(least.ToString(), CultureInfo.InvariantCulture) + random.Next(2)).ToString(CultureInfo.InvariantCulture),
        _ when parameter.Schema?["type"]?.ToString() == "boolean" => random.Next(2) == 0 ? "true" : "false",
        _ => $"fuzz {random.Next(1_000_000)}",
    };

    // The example's ids are nobody's, its vector is too short.
    private static JsonNode? Fill(JsonNode? node, string name, FuzzPet pet, Random random)
    {
        switch (node)
        {
            case JsonArray when name == "embedding":
                return new JsonArray([.. Given.Vector(random.Next(5), ImageUpsert.MinDimensions).Select(number => JsonValue.Create(MathF.Round(number, 2)))]);
            case JsonArray array:
                return new JsonArray([.. array.Select(item => Fill(item, name, pet, random))]);
            case JsonObject fields:
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Fill(field.Value, field.Key, pet, random))));
            default:
                return name switch
                {
                    "pet_id" or "pet_ids" => pet.PetId(random),
                    "image_id" or "image_ids" => pet.PhotoId(random),
                    "job_id" or "job_ids" => pet.JobId(random),
                    "model" => "clip",
                    "expected_latest_version" => random.Next(2) == 0 ? null : 2,
                    _ => node?.DeepClone(),
                };
        }
    }
}
