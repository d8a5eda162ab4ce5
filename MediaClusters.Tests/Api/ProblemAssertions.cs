using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaClusters.Tests.Api;

internal static class ProblemAssertions
{
    /// <summary>Asserts a problem detail of that status, with a trace id, and returns it.</summary>
    public static async Task<JsonObject> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonNode.Parse(text)!.AsObject();
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem["title"].ShouldNotBeNull();
        problem["trace_id"].ShouldNotBeNull(text).GetValue<string>().ShouldStartWith("00-");
        return problem;
    }

    /// <summary>Asserts a 400 that names just these fields.</summary>
    public static async Task ShouldNameAsync(this HttpResponseMessage response, params string[] fields)
    {
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem.Fields().Order(StringComparer.Ordinal).ShouldBe(fields.Order(StringComparer.Ordinal), problem.ToJsonString());
        problem["type"]!.GetValue<string>().ShouldEndWith(":validation");
    }

    public static IEnumerable<string> Fields(this JsonObject problem) => problem["errors"]!.AsObject().Select(error => error.Key);

    public static async Task<JsonObject> ShouldBeJsonAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions())!.AsObject();
    }
}
